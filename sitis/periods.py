"""One meaning of "valid on a day": the first and the last day both count."""

from calendar import monthrange
from datetime import date

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


def covers(day: date, start: str = "valid_from", end: str = "valid_to") -> Q:
    """Rows whose period holds ``day``; an empty start or end is open."""
    return (Q(**{start: None}) | Q(**{f"{start}__lte": day})) & (
        Q(**{end: None}) | Q(**{f"{end}__gte": day})
    )


def overlaps(first: date | None, last: date | None, start: str, end: str) -> Q:
    """Rows whose period shares a day with ``first``–``last``; None is open."""
    met = Q()
    if last is not None:
        met &= Q(**{start: None}) | Q(**{f"{start}__lte": last})
    if first is not None:
        met &= Q(**{end: None}) | Q(**{f"{end}__gte": first})
    return met


def ordered(start: str, end: str) -> Q:
    """The condition of a check constraint: the period does not end before it starts."""
    return Q(**{end: None}) | Q(**{start: None}) | Q(**{f"{end}__gte": F(start)})


def since(start: str = "valid_from") -> Coalesce:
    """The first day for unique constraints: an open start counts as one and the same day."""
    return Coalesce(start, Value(date(1, 1, 1)))


def code(field: str) -> Coalesce:
    """A nullable key of text for unique constraints: no place counts as one and the same."""
    return Coalesce(field, Value(""))


ENDS_BEFORE_START = _("Poslední den nesmí být dřív než první.")


def months_before(day: date, months: int) -> date:
    """The same day ``months`` earlier, or the last one of a month that is too short.

    >>> months_before(date(2026, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
