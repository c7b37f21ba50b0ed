"""What an indicator is and how one is counted: numbers in, a number or a reason out. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from evaluation.indicators.names import name_of

Facts = Mapping[str, Decimal | None]

#: Letters of the forms that are compared; services in ambulatory and field form report one table of
#: staff for both, so they are one form here. ``*`` is a service whose costs are not allocated, ``W``
#: all forms of one whose costs are, for what its parts cannot know.
LETTERS = {
    "residential": "P", "ambulatory": "A", "field": "T", "outpatient": "AT", "several": "*",
    "whole": "W",
}  # fmt: skip

ZERO, ONE, TWELVE, HUNDRED = Decimal(0), Decimal(1), Decimal(12), Decimal(100)

# Reasons are kept as codes, so that a frozen run does not depend on a language.
PART_YEAR, NOT_ALLOCATED, MISSING, NOT_POSITIVE = "part_year", "not_allocated", "missing", "zero"


class Result(NamedTuple):
    """``value`` is numerator / denominator × scale; without one ``why_not`` is the code of the reason."""

    value: Decimal | None
    why_not: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_part_year: bool = False


@dataclass(frozen=True)
class Terms:
    """Σ coefficient × quantity, times further quantities; ``largest`` takes the largest instead of Σ."""

    parts: tuple[tuple[str, int], ...]
    times: tuple[str, ...] = ()
    largest: bool = False

    @cached_property
    def names(self) -> tuple[str, ...]:
        return (*(name for name, _factor in self.parts), *self.times)

    @cached_property
    def single(self) -> str:
        """The only quantity of the commonest terms, else empty: most need no sum."""
        (name, factor), *more = self.parts
        return name if factor == 1 and not more and not self.times else ""

    @property
    def words(self) -> str:
        """
        >>> terms("degree_3 + 10 degree_4").words
        'uživatelé ve III. stupni závislosti + 10 × uživatelé ve IV. stupni závislosti'
        """
        if self.largest:
            return _("největší z jednotlivých zdrojů výnosů")
        parts = [
            name_of(name) if factor == 1 else f"{factor} × {name_of(name)}"
            for name, factor in self.parts
        ]
        added = " + ".join(parts)
        return " × ".join([f"({added})" if self.times and len(parts) > 1 else added,
                           *map(name_of, self.times)])  # fmt: skip

    def could_be_of(self, names: Collection[str]) -> bool:
        """Whether quantities of ``names`` are enough for a number."""
        return (any if self.largest else all)(name in names for name in self.names)

    @cached_property
    def is_staff(self) -> bool:
        """Man-years, which grow with the months of operation."""
        return self.names[0].startswith("fte")

    def of(self, facts: Facts) -> Decimal | str:
        """The number, or the name of a quantity that is missing."""
        if self.single:
            only = facts.get(self.single)
            return self.single if only is None else only
        if self.largest:
            known = [value for name in self.names if (value := facts.get(name)) is not None]
            return max(known) if known else self.names[0]
        total = Decimal(0)
        for name, factor in self.parts:
            value = facts.get(name)
            if value is None:
                return name
            total += value * factor
        for name in self.times:
            value = facts.get(name)
            if value is None:
                return name
            total *= value
        return total


def terms(text: str) -> Terms:
    """
    >>> terms("degree_3 + degree_4").parts
    (('degree_3', 1), ('degree_4', 1))
    >>> terms("fte_direct × par.fund"), terms("degree_1 + 2 degree_2").parts
    (Terms(parts=(('fte_direct', 1),), times=('par.fund',), largest=False), (('degree_1', 1), ('degree_2', 2)))
    """
    added, *times = text.split(" × ")
    parts = []
    for part in added.split(" + "):
        factor, _space, name = part.rpartition(" ")
        parts.append((name, int(factor or 1)))
    return Terms(tuple(parts), tuple(times))


@dataclass(frozen=True)
class Indicator:
    """One formula of dossier 3.2 for some kinds (none named: all) and forms.

    ``part_year`` says what becomes of a service that did not operate all year: ``as_is`` compares
    two sums of the same months, ``staff`` brings man-years to the months of operation, ``refuse``
    would compare some months with a year. ``peers`` says how much of it other providers may see.
    """

    code: str
    name: str | Promise
    unit: str | Promise
    numerator: Terms
    denominator: Terms
    scale: Decimal = ONE
    kinds: frozenset[str] = frozenset()
    forms: str = "PAT"
    direction: str = "compare"  # lower, higher, compare, need, structure, risk
    part_year: str = "as_is"
    peers: str = "bars"  # bars, quartiles, official
    digits: int = 1
    scope: str = "service"  # or territory
    zeros_are_known: bool = False  # grants and founders are public: so is who has none
    only: tuple[tuple[str, str], ...] = ()  # kind -> letters of forms, where fewer than ``forms``

    def applies(self, kind: str, form: str) -> bool:
        if self.kinds and kind not in self.kinds:
            return False
        allowed = next((letters for name, letters in self.only if name == kind), self.forms)
        return any(letter in allowed for letter in LETTERS[form])

    def compute(self, facts: Facts) -> Result:
        months = facts.get("months_operated")
        short = months is not None and months < TWELVE
        if short and self.part_year == "refuse":
            return Result(None, PART_YEAR, is_part_year=True)
        above, below = self.numerator.of(facts), self.denominator.of(facts)
        if isinstance(above, str):
            return Result(None, f"{MISSING}:{above}", is_part_year=short)
        if isinstance(below, str):
            return Result(None, f"{MISSING}:{below}", is_part_year=short)
        if below <= ZERO:
            names = "+".join(self.denominator.names)
            return Result(None, f"{NOT_POSITIVE}:{names}", is_part_year=short)
        if short and self.part_year == "staff":
            if not months:
                return Result(None, f"{NOT_POSITIVE}:months_operated", is_part_year=True)
            if self.numerator.is_staff:
                above *= TWELVE / months
            if self.denominator.is_staff:
                below *= TWELVE / months
        return Result(above / below * self.scale, "", above, below, short)

    def could_be_of(self, names: Collection[str]) -> bool:
        return self.numerator.could_be_of(names) and self.denominator.could_be_of(names)

    @cached_property
    def plain(self) -> tuple[str, str, Decimal]:
        """Names of the only numerator and denominator where a whole year needs no more, else empty."""
        top, bottom = self.numerator.single, self.denominator.single
        return (top, bottom, self.scale) if top and bottom else ("", "", self.scale)

    @property
    def formula(self) -> str:
        """In words: "osobní náklady / celkové náklady × 100"."""
        above, below = self.numerator.words, self.denominator.words
        above = f"({above})" if " + " in above else above
        below = f"({below})" if " + " in below or " × " in below else below
        return f"{above} / {below}" + (" × 100" if self.scale == HUNDRED else "")

    @property
    def is_money(self) -> bool:
        return "Kč" in str(self.unit)


def deviation(value: Decimal | None, norm: Decimal | None) -> Decimal | None:
    """R1: by how many per cent ``value`` is above ``norm``.

    >>> deviation(Decimal(110), Decimal(100))
    Decimal('10.0')
    """
    if value is None or norm is None or norm <= 0:
        return None
    return (value - norm) / norm * HUNDRED


def say(why_not: str) -> str:
    """
    >>> say("zero:fte_direct")
    'nelze vypočítat: úvazky v přímé péči jsou nula nebo záporné'
    """
    what, _colon, names = why_not.partition(":")
    words = ", ".join(name_of(name) for name in names.split("+") if name)
    if what == MISSING:
        return _("nelze vypočítat: chybí %s") % words
    if what == NOT_POSITIVE:
        return _("nelze vypočítat: %s jsou nula nebo záporné") % words
    if what == PART_YEAR:
        return _("nelze vypočítat: služba nebyla v provozu celý rok")
    if what == NOT_ALLOCATED:
        return _("nelze vypočítat: náklady služby s více formami nejsou rozdělené podle forem")
    return ""
