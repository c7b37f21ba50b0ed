"""Statistics of a group (dossier 3.4). Pure; values come sorted once, all in decimals.

Quartiles by linear interpolation, both ends counted (QUARTILE.INC, numpy's default). Percentile
rank = (number below + half the number equal) / n × 100.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

HALF, HUNDRED = Decimal("0.5"), Decimal(100)
USUAL, DEVIATION, SUSPECT = Decimal(0), Decimal("1.5"), Decimal(3)
THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Summary:
    n: int
    minimum: Decimal
    q1: Decimal
    median: Decimal
    q3: Decimal
    maximum: Decimal
    mean: Decimal


def quantile(ordered: Sequence[Decimal], quarter: int) -> Decimal:
    """The value below which ``quarter`` quarters of the sorted values lie.

    >>> quantile([Decimal(1), Decimal(2), Decimal(4)], 1)
    Decimal('1.5')
    """
    whole, rest = divmod((len(ordered) - 1) * quarter, 4)
    low = ordered[whole]
    if not rest:
        return low
    return low + (ordered[whole + 1] - low) * rest / 4


def summary(ordered: Sequence[Decimal]) -> Summary | None:
    """None of no values."""
    if not ordered:
        return None
    return Summary(
        len(ordered),
        ordered[0],
        quantile(ordered, 1),
        quantile(ordered, 2),
        quantile(ordered, 3),
        ordered[-1],
        sum(ordered, Decimal(0)) / len(ordered),
    )


def weighted_mean(
    pairs: Iterable[tuple[Decimal, Decimal]], scale: Decimal = Decimal(1)
) -> Decimal | None:
    """Σ numerator / Σ denominator × scale: what a budget needs."""
    above = below = Decimal(0)
    for numerator, denominator in pairs:
        above += numerator
        below += denominator
    return above / below * scale if below > 0 else None


def percentile_rank(ordered: Sequence[Decimal], value: Decimal) -> Decimal:
    """
    >>> percentile_rank([Decimal(1), Decimal(2), Decimal(2), Decimal(3)], Decimal(2))
    Decimal('50.0')
    """
    below = bisect_left(ordered, value)
    return _rank(below, bisect_right(ordered, value, below) - below, len(ordered))


@lru_cache(4096)
def _rank(below: int, equal: int, n: int) -> Decimal:
    return (below + HALF * equal) / n * HUNDRED


def quarter_of(value: Decimal, q1: Decimal, median: Decimal, q3: Decimal) -> int:
    """1 to 4: in which quarter of the group ``value`` lies; a boundary belongs to the lower one."""
    return 1 + (value > q1) + (value > median) + (value > q3)


def flag_of(value: Decimal, q1: Decimal, q3: Decimal) -> str:
    """How far ``value`` lies from the usual range Q1–Q3, in widths of that range.

    A range without width says nothing of how far is far: what differs is only outside.

    >>> [flag_of(Decimal(v), Decimal(10), Decimal(20)) for v in (15, 30, 40, 60)]
    ['usual', 'outside', 'deviation', 'suspect']
    """
    if q1 <= value <= q3:
        return "usual"
    width = q3 - q1
    away = q1 - value if value < q1 else value - q3
    if not width or away <= width * DEVIATION:
        return "outside"
    return "deviation" if away <= width * SUSPECT else "suspect"


def without_suspects(ordered: Sequence[Decimal]) -> tuple[Decimal, Decimal] | None:
    """The fences past which a value is probably a mistake; None where four values are not enough."""
    if len(ordered) < 4:
        return None
    q1, q3 = quantile(ordered, 1), quantile(ordered, 3)
    if q3 == q1:
        return None
    return q1 - SUSPECT * (q3 - q1), q3 + SUSPECT * (q3 - q1)


def rounded(value: Decimal) -> Decimal:
    """``value`` to three significant digits.

    >>> rounded(Decimal("812345.67")), rounded(Decimal("0.12345")), rounded(Decimal("-99.95"))
    (Decimal('812000'), Decimal('0.123'), Decimal('-100'))
    """
    short = THREE_DIGITS.create_decimal(value)
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else short
