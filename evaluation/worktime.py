"""Working hours of a year. Pure."""

from datetime import date
from decimal import Decimal

HOURS_A_DAY = 8


def yearly_fund(year: int) -> Decimal:
    """Working hours of a year at 40 a week: its weekdays, holidays are paid too.

    >>> yearly_fund(2025), yearly_fund(2028)
    (Decimal('2088'), Decimal('2080'))
    """
    first = date(year, 1, 1).toordinal()
    days = range(first, date(year, 12, 31).toordinal() + 1)
    return Decimal(sum(date.fromordinal(day).weekday() < 5 for day in days) * HOURS_A_DAY)
