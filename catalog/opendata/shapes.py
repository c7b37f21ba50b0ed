"""What a published file is made of: each field once, for the file itself, its schema and its page."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sitis.workbooks.values import guarded

#: How several values stand in one cell of CSV.
APART = "; "


@dataclass(frozen=True, slots=True)
class Field:
    """``read`` takes the record. A field with ``of`` is a list of objects made of those fields.

    ``type``: string, integer, number, boolean, date, uri; with ``many`` a list of them.
    """

    name: str
    about: str
    read: Callable[[Any], Any]
    type: str = "string"
    many: bool = False
    needed: bool = False
    of: tuple["Field", ...] = ()
    values: tuple[str, ...] = ()


def as_object(fields: Sequence[Field], record: Any) -> dict[str, Any]:
    """For JSON: every key is always there, null where nothing is known."""
    return {field.name: _value(field, field.read(record)) for field in fields}


def _value(field: Field, value: Any) -> Any:
    if field.of:
        return [as_object(field.of, row) for row in value]
    if field.many:
        return list(value)
    return _plain(value)


def _plain(value: Any) -> Any:
    if value == "":
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def as_cells(fields: Sequence[Field], record: Any) -> list[str]:
    """For CSV: numbers with a point, days as ISO 8601, true and false, lists apart by semicolons."""
    return [_cell(field.read(record)) for field in fields]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return str(_plain(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return _harmless(APART.join(map(str, value)))


_NUMBERS = re.compile(r"[+-][0-9 \u00a0();/.-]+(; \+?[0-9 \u00a0();/.-]+)*")


def _harmless(value: str) -> str:
    """Exactly ``value``, unless a spreadsheet would run it; a telephone number runs nothing.

    >>> _harmless("+420 541 000 000; 541 000 001"), _harmless("=1+1")
    ('+420 541 000 000; 541 000 001', "'=1+1")
    """
    if value[:1] in "+-" and _NUMBERS.fullmatch(value):
        return value
    return guarded(value)
