"""Czech working days, and deadlines told by the clock on the wall."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from holidays import country_holidays

PRAGUE = ZoneInfo("Europe/Prague")
_DAY = timedelta(days=1)


@lru_cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("CZ", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, unless it is a public holiday."""
    return day.weekday() < 5 and day not in _holidays(day.year)


def working_day_on_or_before(day: date) -> date:
    while not is_working_day(day):
        day -= _DAY
    return day


def working_day_on_or_after(day: date) -> date:
    while not is_working_day(day):
        day += _DAY
    return day


def minus_working_days(day: date, count: int) -> date:
    """The day that ``count`` working days precede ``day`` from; ``day`` itself is not counted.

    >>> minus_working_days(date(2026, 4, 7), 1)  # Easter lies between
    datetime.date(2026, 4, 2)
    """
    for _step in range(count):
        day = working_day_on_or_before(day - _DAY)
    return day


def plus_working_days(day: date, count: int) -> date:
    """The last of ``count`` working days after ``day``, which itself is not counted."""
    for _step in range(count):
        day = working_day_on_or_after(day + _DAY)
    return day


def minus_days_to_working_day(day: date, count: int) -> date:
    """``count`` days of the calendar back, then the nearest working day that is no later."""
    return working_day_on_or_before(day - timedelta(days=count))


def deadline(day: date, at: time) -> datetime:
    """The moment when clocks in Prague show ``at`` on ``day``.

    Where they show it twice, the later one; where they leap over it, the first they show after.
    """
    moment = datetime.combine(day, at, PRAGUE).replace(fold=1)
    if _offset(moment, 0) >= _offset(moment, 1):
        return moment
    moment = moment.replace(second=0, microsecond=0)
    while _offset(moment, 0) < _offset(moment, 1):  # skipped: at most an hour
        moment += timedelta(minutes=1)
    return moment


def says(moment: datetime) -> str:
    """Day and time in Prague; names summer or winter time where the clocks show it twice."""
    here = moment.astimezone(PRAGUE)
    said = formats.date_format(here, "DATETIME_FORMAT")
    if _offset(here, 0) == _offset(here, 1):
        return said
    season = _("letního času") if here.dst() else _("zimního času")
    return f"{said}\xa0{season}"


def _offset(moment: datetime, fold: int) -> timedelta:
    return moment.replace(fold=fold).utcoffset() or timedelta()
