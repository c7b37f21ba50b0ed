"""The values of one report: what the system filled in, what people typed, what follows from both."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

from evaluation.checking import Examination, look_through, network_of, numbers_of
from evaluation.demo.clients import write_clients
from evaluation.demo.explaining import answers
from evaluation.demo.money import write_money
from evaluation.demo.sketch import Nature, Sketch
from evaluation.demo.staff import write_staff
from evaluation.demo.units import write_units
from evaluation.layout import Sheet, compute
from evaluation.models import Source, Standing
from evaluation.prefill import Given, Known
from evaluation.rules import Band, Facts
from evaluation.worktime import yearly_fund
from providers.models import Service

LETTERS = {"P": "residential", "A": "ambulatory", "T": "field"}
#: What only the register, the network or the card says.
GIVEN = (Source.REGISTER, Source.NETWORK, Source.CARD)


@dataclass(slots=True)
class Value:
    """A cell before it is written; it has the columns that checks and sums read."""

    code: str
    standing: str
    number: Decimal | None = None
    text: str = ""
    comment: str = ""
    source: str = Source.TYPED
    source_note: str = ""


Values = dict[str, Value]


@dataclass(frozen=True, slots=True)
class About:
    """Of which service and year a report is."""

    service: Service
    nature: Nature
    sheet: Sheet
    year: int
    units: tuple[float, float]  # beds, man-years
    seed: int

    def random(self, what: str) -> Random:
        return Random(f"{self.seed}/evaluation/{what}/{self.service.identifier}/{self.year}")


def invented(
    about: About, given: Mapping[str, Given], known: Known, slips: frozenset[str] = frozenset()
) -> Values:
    """The same order gives the same values; ``slips`` are mistakes that somebody made in them."""
    sketch = _sketched(about, known, slips)
    values = {code: _of_given(code, one) for code, one in given.items()}
    for code, number in sketch.numbers.items():
        _put(values, code, number, "")
    for code, text in sketch.texts.items():
        _put(values, code, None, text)
    main = _main_group(about, known)
    if main and about.sheet.fields.get("B.group.main"):
        _put(values, "B.group.main", None, main)
    add_sums(about.sheet, values)
    for code, comment in sketch.comments.items():
        if code in values:
            values[code].comment = comment
    return values


def _of_given(code: str, one: Given) -> Value:
    return Value(code, one.standing, one.number, one.text, one.comment, one.source, one.note[:200])


def _put(values: Values, code: str, number: Decimal | None, text: str) -> None:
    """What people typed; the same as it stood there stays what it was."""
    before = values.get(code)
    if before is not None and (
        before.source in GIVEN or (before.number, before.text) == (number, text)
    ):
        return
    standing = Standing.ZERO if number == 0 and not text else Standing.VALUE
    values[code] = Value(code, standing, number, text)


def add_sums(sheet: Sheet, values: Values) -> None:
    computed = compute(sheet, numbers_of(sheet, values))
    for one in sheet.sums:
        number = computed[one.code]
        if number is not None:
            standing = Standing.VALUE if number else Standing.ZERO
            values[one.code] = Value(one.code, standing, number, source=Source.COMPUTED)


def _sketched(about: About, known: Known, slips: frozenset[str]) -> Sketch:
    service, sheet = about.service, about.sheet
    beds, fte = about.units
    sketch = Sketch(
        nature=about.nature,
        sheet=sheet,
        year=about.year,
        chance=about.random("figures"),
        beds=beds,
        fte=fte,
        months=known.months(service),
        groups=_in_order(known.groups.get(service.pk, ())),
        ages=[row.age_group.slug for row in known.ages.get(service.pk, ())],
        days={
            letter: int(days)
            for letter, form in LETTERS.items()
            if form in sheet.forms and (days := known.days(service, form)) is not None
        },
        slips=slips,
    )
    paid = write_staff(sketch)
    write_units(sketch, paid)
    write_clients(sketch)
    write_money(sketch, paid)
    return sketch


def _in_order(rows: Collection[Any]) -> list[str]:
    """Target groups, the main one first."""
    return [row.target_group.slug for row in sorted(rows, key=lambda row: not row.is_primary)]


def _main_group(about: About, known: Known) -> str:
    rows = known.groups.get(about.service.pk, ())
    first = next((row for row in rows if row.is_primary), None) or next(iter(rows), None)
    asked = about.sheet.fields.get("B.group.main")
    name = first.target_group.name if first is not None else ""
    return name if asked is not None and name in asked.choices else ""


def checked(
    about: About,
    values: Values,
    last: Mapping[str, Any],
    bands: tuple[Band, ...],
    chance: Random,
) -> Examination:
    """The project's own check, with every question of it answered by a comment."""
    facts = _facts_of(about, values, last, bands)
    found = look_through(about.sheet, values, facts)
    said = answers(found.findings, chance)
    if not said:
        return found
    for code, comment in said.items():
        kept = values.setdefault(code, Value(code, Standing.EMPTY))
        kept.comment = f"{kept.comment} {comment}".strip() if kept.comment != comment else comment
    return look_through(about.sheet, values, replace(facts, comments=_commented(values)))


def _commented(values: Values) -> set[str]:
    return {code for code, one in values.items() if one.comment}


def _facts_of(
    about: About, values: Values, last: Mapping[str, Any], bands: tuple[Band, ...]
) -> Facts:
    sheet = about.sheet
    return Facts(
        numbers=numbers_of(sheet, values),
        comments=_commented(values),
        last=numbers_of(sheet, last),
        network=network_of(sheet, values),
        bands=bands,
        computed={one.code for one in sheet.sums},
        fund=yearly_fund(about.year),
    )
