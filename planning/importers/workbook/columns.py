"""What a sheet of a plan's workbook is made of: columns, words offered, rows as values."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import field as part
from decimal import Decimal
from typing import Any

from django.db.models import Model
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from sitis.words import fold
from sitis.workbooks.values import text

#: Raised when columns change; a workbook of another structure is not read.
STRUCTURE = 2
NEEDS, PRIORITIES, GOALS, MEASURES = "Potřeby", "Priority", "Cíle", "Akční plán"
ACTIVITIES, INDICATORS, COSTS = "Aktivity", "Indikátory", "Náklady"
HEAD_ROW = 4
#: Empty rows of the template, for what is new; a measure has more rows below it.
FREE_ROWS, FREE_ROWS_BELOW = 30, 120
#: Signs that one cell of a spreadsheet holds.
LONGEST = 32_767
KEY, SEEN = "Kód", "Otisk (nemazat)"


@dataclass(frozen=True, slots=True)
class Column:
    """``field`` is the name in the form; ``words`` label -> what the form wants."""

    field: str
    head: str
    width: int = 18
    read: Callable[[Any], Any] = text
    words: dict[str, str] = part(default_factory=dict)
    is_told: bool = False  # only told, never read
    is_fixed: bool = False  # a written row keeps it, a new one may choose
    is_many: bool = False  # more words in one cell, parted by ";"
    above: tuple[str, ...] = ()  # sheets whose new rows may stand here by their name too
    limit: int = 2_000

    def shown(self, value: Any) -> str:
        """A typed value as text: the same for a cell and for a row of the database."""
        written = text(value.normalize() if isinstance(value, Decimal) else value)
        written = ILLEGAL_CHARACTERS_RE.sub("", written.replace("\r\n", "\n"))[:LONGEST]
        return written.strip()


@dataclass(slots=True)
class Row:
    """A written row: its code, the record, and what stands in its cells."""

    code: str
    record: Any
    values: dict[str, Any]

    def shown(self, column: Column) -> str:
        return column.shown(self.values.get(column.field))


@dataclass(slots=True)
class Sheet:
    title: str
    columns: list[Column]
    rows: list[Row]

    @property
    def heads(self) -> list[str]:
        return [KEY, *(column.head for column in self.columns), SEEN]

    @property
    def last_row(self) -> int:
        """The last row that the template offers."""
        is_below = self.title in (ACTIVITIES, INDICATORS, COSTS)
        return HEAD_ROW + len(self.rows) + (FREE_ROWS_BELOW if is_below else FREE_ROWS)


def seal(value: str) -> str:
    """Eight signs by which a later value is known to be the same."""
    return hashlib.sha256(value.encode()).hexdigest()[:8]


def words_of(records: Any) -> dict[str, str]:
    return {str(record): str(record.pk) for record in records}


def choices(pairs: Any) -> dict[str, str]:
    return {str(label): str(value) for value, label in pairs}


def find_word(column: Column, typed: str) -> str | None:
    """What the form wants for a word that was typed, whatever its case and diacritics.

    A row of the strategy is known by its code alone too: "P1.C2" is "P1.C2 Udržet pomoc doma".
    """
    folded = {fold(word): value for word, value in column.words.items()}
    if column.above:
        codes = {fold(word.partition(" ")[0]): value for word, value in column.words.items()}
        folded = codes | folded
    return folded.get(fold(typed))


def parts_of(typed: str) -> list[str]:
    """Words of a cell that holds more of them.

    >>> parts_of("N1; N2;")
    ['N1', 'N2']
    """
    return [one.strip() for one in re.split(r"[;\n]", typed) if one.strip()]


def joined(words: Iterable[str]) -> str:
    """More words in one cell, always in one order."""
    return "; ".join(sorted(dict.fromkeys(words)))


def columns_of(record: Any, columns: list[Column]) -> dict[str, Any]:
    """Columns of a record as they stand in cells: words instead of keys."""
    values: dict[str, Any] = {}
    for column in columns:
        if column.is_many:
            continue
        display = getattr(record, f"get_{column.field}_display", None)
        value = display() if display else getattr(record, column.field, None)
        values[column.field] = str(value) if isinstance(value, Model) or display else value
    return values
