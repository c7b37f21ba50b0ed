"""A run as bytes: the same inputs give the same bytes in every process and on every database."""

import hashlib
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from evaluation.benchmark.types import Computed, Order

PLACES = Decimal("0.000001")
#: What a database without exact decimals keeps for certain.
KEPT = Context(prec=15, rounding=ROUND_HALF_EVEN)
ROOM = Context(prec=40, rounding=ROUND_HALF_EVEN)
SAFE = 9  # numbers with fewer digits before the point have fifteen at most


def stored(value: Decimal) -> Decimal:
    """``value`` as it is kept: six decimals, at most fifteen digits.

    >>> stored(Decimal(1) / 3), stored(Decimal("123456789012345678.9"))
    (Decimal('0.333333'), Decimal('123456789012346000.000000'))
    """
    short = ROOM.quantize(value, PLACES)
    if short.adjusted() < SAFE:
        return short
    return ROOM.quantize(KEPT.plus(short), PLACES)


def as_bytes(order: Order, done: Computed) -> bytes:
    """One line a fact, tab-separated, in an order that no database decides."""
    lines = [
        f"run\t{order.year}\t{order.formula_version}\t{','.join(order.dimensions)}",
        *sorted(f"parameter\t{_line(*one)}" for one in order.parameters),
        *sorted(f"exclusion\t{_line(*one)}" for one in order.exclusions),
        *sorted(f"explained\t{_line(*one)}" for one in order.explained),
        *sorted(_inputs(order)),
        *sorted(_results(order, done)),
        *sorted(_groups(done)),
        *sorted(f"place\t{_line(*one)}" for one in order.places),
        *sorted(f"place result\t{_line(*one)}" for one in done.places),
    ]
    return ("\n".join(lines) + "\n").encode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _inputs(order: Order) -> Iterator[str]:
    for one in order.inputs:
        about = (one.provider, one.kind, one.group, one.size, one.source, one.is_excluded)
        yield f"input\t{_line(*one.key, *about)}"
        for name, value in one.facts.items():
            yield f"value\t{_line(*one.key, name, value)}"


def _results(order: Order, done: Computed) -> Iterator[str]:
    keys = ["\t".join(map(str, one.key)) for one in order.inputs]
    for at, cell in done.cells.items():
        yield f"cell\t{keys[at]}\t{cell}"
    for row in done.rows:
        yield f"result\t{keys[row.input]}\t{_line(*row[1:])}"


def _groups(done: Computed) -> Iterator[str]:
    for one in done.groups:
        found = one.found
        yield "group\t" + _line(
            *(one.cell, one.indicator, one.providers, found.n, found.minimum, found.q1),
            *(found.median, found.q3, found.maximum, found.mean, one.weighted_mean),
            *(one.decision.level, one.decision.why),
        )


def _line(*values: Any) -> str:
    return "\t".join(_text(value) for value in values)


def _text(value: Any) -> str:
    """
    >>> _text(Decimal("1E+3")), _text(Decimal("2.50")), _text(None), _text(True), _text("a\\tb")
    ('1000', '2.5', '', '1', 'a b')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return (plain.rstrip("0").rstrip(".") or "0") if "." in plain else plain
    return " ".join(str(value).split())
