"""Named quantities of a form version as sums of its fields, and the numbers of snapshots they read."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

from evaluation.models import FormQuantity, SnapshotRow

CHUNK = 5000  # keys in one question
#: A name, codes whose numbers are added and codes whose numbers are taken away.
Formula = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Formulas:
    rows: tuple[Formula, ...]
    _by_codes: dict[tuple[str, ...], tuple[list[tuple[str, str]], list[Formula]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def codes(self) -> set[str]:
        return {code for _name, plus, minus in self.rows for code in (*plus, *minus)}

    def among(self, codes: tuple[str, ...]) -> tuple[list[tuple[str, str]], list[Formula]]:
        """What can be counted from ``codes``: single fields, and sums of those that are there."""
        if codes not in self._by_codes:
            known = set(codes)
            singles, sums = [], []
            for name, plus, minus in self.rows:
                here = tuple(code for code in plus if code in known)
                if len(plus) == 1 and here and not minus:
                    singles.append((name, here[0]))
                elif here:
                    sums.append((name, here, tuple(code for code in minus if code in known)))
            self._by_codes[codes] = singles, sums
        return self._by_codes[codes]


def formulas_of(version: int, names: Collection[str] | None = None) -> Formulas:
    """All formulas of a form version, or those of ``names``."""
    rows = FormQuantity.objects.filter(version=version)
    if names is not None:
        rows = rows.filter(code__in=names)
    found = rows.order_by("code").values_list("code", "plus", "minus")
    return Formulas(tuple((code, tuple(plus), tuple(minus)) for code, plus, minus in found))


def counted(formulas: Formulas, numbers: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """
    >>> formulas = Formulas((("a", ("x", "y"), ("z",)), ("b", ("w",), ())))
    >>> counted(formulas, {"x": Decimal(5), "z": Decimal(2)})
    {'a': Decimal('3')}
    """
    singles, sums = formulas.among(tuple(numbers))
    found = {name: numbers[code] for name, code in singles}
    for name, plus, minus in sums:
        total = sum((numbers[code] for code in plus), Decimal(0))
        found[name] = total - sum((numbers[code] for code in minus), Decimal(0))
    return found


def numbers_of(snapshots: list[int], codes: Iterable[str]) -> Iterator[tuple[int, dict]]:
    """Numbers of ``snapshots`` by code, snapshot after snapshot: one row of the database for each."""
    names = sorted(codes)
    gathered = _as_objects if connection.vendor == "sqlite" else _as_lines
    for start in range(0, len(snapshots), CHUNK):
        with connection.cursor() as cursor:
            yield from gathered(cursor, snapshots[start : start + CHUNK], names)


def _as_lines(cursor: Any, chunk: list[int], names: list[str]) -> Iterator[tuple[int, dict]]:
    """Codes and numbers in lines of the same order; reports of one form name the same codes."""
    table = connection.ops.quote_name(SnapshotRow._meta.db_table)
    cursor.execute(
        f"SELECT snapshot_id, string_agg(code, E'\\n'), string_agg(number::text, E'\\n') "  # noqa: S608
        f"FROM {table} WHERE snapshot_id = ANY(%s) AND code = ANY(%s) AND number IS NOT NULL "
        "GROUP BY snapshot_id",
        [chunk, names],
    )
    for pk, these, numbers in cursor.fetchall():
        yield pk, dict(zip(_lines(these), map(Decimal, numbers.split("\n")), strict=True))


@lru_cache(1024)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def _as_objects(cursor: Any, chunk: list[int], names: list[str]) -> Iterator[tuple[int, dict]]:
    """SQLite has no decimals, and makes objects of its rows slowly."""
    table = connection.ops.quote_name(SnapshotRow._meta.db_table)
    among = "IN (SELECT value FROM json_each(%s))"
    cursor.execute(
        f"SELECT snapshot_id, json_group_object(code, number) FROM {table} "  # noqa: S608 - names only
        f"WHERE snapshot_id {among} AND code {among} AND number IS NOT NULL GROUP BY snapshot_id",
        [json.dumps(chunk), json.dumps(names)],
    )
    for pk, text in cursor.fetchall():
        yield pk, json.loads(text, parse_float=Decimal, parse_int=Decimal)
