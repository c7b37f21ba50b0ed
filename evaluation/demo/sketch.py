"""One report while it is being invented: only what its form asks for gets in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from evaluation.demo.profiles import BASE_YEAR, PROFILES, USUAL, Profile
from evaluation.layout import Asked, Sheet

#: Costs rise so many times in a year; what the state and users pay follows.
DEARER = 1.055


@dataclass(frozen=True, slots=True)
class Nature:
    """What stays of a service over the years."""

    key: str  # its identifier
    kind: str
    profile: Profile
    level: dict[str, float]  # how it differs from others of its kind, around 1
    founder: str  # a choice of the form
    orps: tuple[str, ...]  # codes: the own one, then those around it
    town: str  # the municipality that pays the most
    towns: tuple[str, ...]


LEVELS = {
    "staff": 0.13, "wage": 0.06, "costs": 0.2, "users": 0.2, "hours": 0.11, "acts": 0.22,
    "occupancy": 0.035, "fees": 0.14, "subsidy": 0.1, "others": 0.25, "mix": 0.22, "need": 0.25,
}  # fmt: skip


def levels(chance: Random) -> dict[str, float]:
    return {name: min(max(chance.gauss(1, s), 1 - 2 * s), 1 + 2 * s) for name, s in LEVELS.items()}


def profile_of(kind: str) -> Profile:
    return PROFILES.get(kind, USUAL)


@dataclass(slots=True)
class Sketch:
    """``beds`` and ``fte`` are units in the network of the residential and of the other forms."""

    nature: Nature
    sheet: Sheet
    year: int
    chance: Random  # of this service and year
    beds: float
    fte: float
    months: int
    groups: Sequence[str]  # slugs that the register names
    ages: Sequence[str]
    days: Mapping[str, int]  # letter of a form -> days of operation
    slips: frozenset[str] = frozenset()
    held_days: int = 0  # of beds, whatever was written
    numbers: dict[str, Decimal] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def dearer(self) -> float:
        return DEARER ** (self.year - BASE_YEAR)

    @property
    def part(self) -> float:
        """Of a year in which the service began or ended only a part is there."""
        return self.months / 12

    def about(self, value: float, spread: float = 0.03) -> float:
        return value * self.chance.uniform(1 - spread, 1 + spread)

    def asks(self, code: str) -> Asked | None:
        one = self.sheet.fields.get(code)
        return one if one is not None and one.is_typed else None

    def put(self, code: str, value: float | Decimal, comment: str = "") -> Decimal | None:
        """What was written, with the decimals of the field; None where it is not asked."""
        one = self.asks(code)
        if one is None:
            return None
        number = round(Decimal(value), one.decimals) if one.decimals else Decimal(round(value))
        self.numbers[code] = number
        if comment:
            self.comments[code] = comment
        return number

    def say(self, code: str, text: str) -> None:
        if text and self.asks(code):
            self.texts[code] = text

    def share_out(self, code: str, total: int, weights: Mapping[str, float]) -> None:
        """``total`` people over codes ``code.format(key)``; what nobody falls into stays empty."""
        asked = {key: w for key, w in weights.items() if self.asks(code.format(key))}
        for key, count in apportioned(total, asked).items():
            if count:
                self.put(code.format(key), count)


def apportioned(total: int, weights: Mapping[str, float]) -> dict[str, int]:
    """Whole parts of ``total`` by ``weights``, the largest remainders rounded up.

    >>> apportioned(10, {"a": 1, "b": 2})
    {'a': 3, 'b': 7}
    """
    whole = sum(weights.values())
    if not whole:
        return {}
    exact = {key: total * weight / whole for key, weight in weights.items()}
    found = {key: int(value) for key, value in exact.items()}
    left = total - sum(found.values())
    for key in sorted(exact, key=lambda key: (found[key] - exact[key], key))[:left]:
        found[key] += 1
    return found
