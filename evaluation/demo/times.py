"""Which collections there were, which is open, and when runs were frozen. Pure: a day in, days out.

From February to May the last year's actual figures come in for the first time, later in the year
their correction after the tax return. Everything older is finished.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from evaluation.models import Occasion
from sitis.workdays import deadline, working_day_on_or_after, working_day_on_or_before

OPENS_AT, CLOSES_AT, MIDNIGHT = time(8), time(16), time(23, 59)
#: The open collection began and ends so many days from the day of the demo.
BEGAN, ENDS = 26, 9
#: Half-year figures are settled so many days after their deadline.
SETTLED = 60


@dataclass(frozen=True, slots=True)
class Collection:
    year: int
    occasion: str
    opens_at: datetime
    closes_at: datetime
    data_day: date


@dataclass(frozen=True, slots=True)
class Season:
    """Everything that the day decides."""

    years: tuple[int, ...]  # of finished collections, the oldest first
    open: Collection
    half: Collection

    @property
    def started(self) -> datetime:
        return deadline(working_day_on_or_after(date(self.years[0], 1, 3)), OPENS_AT)

    @property
    def runs(self) -> tuple[int, ...]:
        """The last two of the finished years are compared."""
        return self.years[-2:]


def season_of(day: date, years: int) -> Season:
    if 2 <= day.month <= 5:
        last, occasion = day.year - 2, Occasion.ACTUAL_1
    else:
        last, occasion = (day.year if day.month > 5 else day.year - 1) - 1, Occasion.ACTUAL_2
    year = last + 1 if occasion == Occasion.ACTUAL_1 else last
    opens = working_day_on_or_before(day - timedelta(days=BEGAN))
    closes = working_day_on_or_after(day + timedelta(days=ENDS))
    begun = Collection(
        year,
        occasion,
        deadline(opens, OPENS_AT),
        deadline(closes, CLOSES_AT),
        date(year, 12, 31),
    )
    return Season(tuple(range(last - years + 1, last + 1)), begun, _half(day))


def actual(year: int) -> Collection:
    """From the first working days of January to 5 February (dossier 1.1)."""
    opens = working_day_on_or_after(date(year + 1, 1, 4))
    closes = working_day_on_or_after(date(year + 1, 2, 5))
    moments = deadline(opens, OPENS_AT), deadline(closes, CLOSES_AT)
    return Collection(year, Occasion.ACTUAL_1, *moments, date(year, 12, 31))


def _half(day: date) -> Collection:
    year = day.year if day > date(day.year, 8, 31) + timedelta(days=SETTLED) else day.year - 1
    opens = working_day_on_or_after(date(year, 7, 1))
    moments = deadline(opens, OPENS_AT), deadline(date(year, 8, 31), MIDNIGHT)
    return Collection(year, Occasion.HALF_YEAR, *moments, date(year, 6, 30))


def cutoff_of(year: int) -> datetime:
    """Until when reports of ``year`` were approved for its run."""
    return deadline(date(year + 1, 4, 30), MIDNIGHT)


def frozen_on(year: int) -> datetime:
    return deadline(working_day_on_or_after(date(year + 1, 5, 22)), time(14, 30))
