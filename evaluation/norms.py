"""A norm of a regional card as the number that an indicator is compared with. Pure.

A card says "1 úvazek na 12 úvazků v přímé péči" or "100 hodin za měsíc na úvazek", indicators speak of
per cent and of years. A norm for another unit than the one an indicator divides by says nothing of it.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from evaluation.indicators import Indicator, find

#: How words begin by which cards call what an indicator divides by.
WORDS: Mapping[str, tuple[str, ...]] = {
    "fte_direct": ("úvaz",),
    "fte_total": ("úvaz",),
    "beds_average": ("lůžk", "lůžek"),
    "beddays_occupied": ("lůžkod",),
    "hours_direct": ("hodin",),
    "interventions": ("interven",),
    "contacts": ("kontakt",),
    "users": ("klient", "uživatel", "osob", "rodin"),
    "population_target": ("obyvatel", "dět", "senior", "osob"),
}
#: Of a month; the others are of a year or of no time at all.
MONTHLY = ("N10", "F5")
TWELVE = Decimal(12)


class Norm(Protocol):
    unit: str
    per_amount: Decimal | None
    per_unit: str
    indicator: str


def as_indicator(norm: Norm, amount: Decimal, form: str, kind: str = "") -> Decimal | None:
    """``amount`` of ``norm`` in the unit of its indicator; None where the two cannot be compared."""
    try:
        indicator = find(norm.indicator, form, kind)
    except KeyError:
        return None
    if norm.per_amount is None:
        return amount * _time(norm, indicator)
    if not _divides_by(norm.per_unit, indicator):
        return None
    [(_name, many), *_more] = indicator.numerator.parts
    return amount / norm.per_amount * many * indicator.scale * _time(norm, indicator)


def _divides_by(unit: str, indicator: Indicator) -> bool:
    """
    >>> [_divides_by(unit, find("N2")) for unit in ("lůžko", "obsazený lůžkoden", "úvazek")]
    [True, False, False]
    """
    beginnings = WORDS.get(indicator.denominator.names[0], ())
    said = unit.casefold().split()
    if "lůžk" in beginnings:
        said = [word for word in said if not word.startswith("lůžkod")]
    return any(word.startswith(beginnings) for word in said)


def _time(norm: Norm, indicator: Indicator) -> Decimal:
    """From what the card counts by to what the indicator does."""
    is_monthly = indicator.code in MONTHLY
    if "měs" in norm.unit and not is_monthly:
        return TWELVE
    return 1 / TWELVE if "rok" in norm.unit and is_monthly else Decimal(1)
