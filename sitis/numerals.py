"""Numbers in running text as a Czech reader writes them."""

from decimal import Decimal

from django.utils.formats import number_format


def signed(change: Decimal | int, places: int | None = None) -> str:
    """A change with its sign: to ``places``, else to hundredths without needless zeros.

    The minus is a minus, not a hyphen.

    >>> signed(Decimal("-2.50")), signed(3), signed(0), signed(Decimal("-4.96"), 1)
    ('−2,5', '+3', '0', '−5,0')
    """
    value = round(Decimal(change), 2 if places is None else places)
    size = abs(value) if places is not None else abs(value).normalize() + 0
    number = number_format(size, places, use_l10n=True, force_grouping=True)
    return f"+{number}" if value > 0 else f"−{number}" if value < 0 else number
