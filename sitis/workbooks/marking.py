"""Errors go back to the person in the workbook they came in: cells marked, sentences beside."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sitis.workbooks.reading import Table
from sitis.workbooks.values import text

_RED = PatternFill("solid", start_color="FFF4CCCC", end_color="FFF4CCCC")
#: Above this much XML the original is not opened for writing; the table is written anew.
_HEAVY = 40 * 1024**2


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row; ``column`` is the head of the column, empty for the row as a whole."""

    row: int
    column: str
    sentence: str


def marked(content: bytes, table: Table, problems: Sequence[Problem]) -> bytes:
    """The workbook with each wrong cell red and commented, and a last column "Chyby"."""
    book, sheet = _opened(content, table)
    columns = {header: place for place, header in enumerate(table.headers, 1) if header}
    last = len(table.headers) + 1
    _write(sheet, table.header_row, last, _("Chyby"), bold=True)
    sheet.column_dimensions[sheet.cell(1, last).column_letter].width = 60
    by_row: dict[int, list[str]] = {}
    for problem in problems:
        named = f"{problem.column}: " if problem.column else ""
        by_row.setdefault(problem.row, []).append(named + problem.sentence)
        if problem.column in columns:
            cell = sheet.cell(problem.row, columns[problem.column])
            if isinstance(cell, openpyxl.cell.MergedCell):
                continue
            cell.fill = _RED
            before = f"{cell.comment.text}\n" if cell.comment else ""
            cell.comment = Comment(_plain(before + problem.sentence), "SITIS", 120, 300)
    for row, sentences in by_row.items():
        _write(sheet, row, last, "\n".join(sentences))
    book.active = book.worksheets.index(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _opened(content: bytes, table: Table) -> tuple[Workbook, Worksheet]:
    if table.sheet and _unpacked(content) <= _HEAVY:
        book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
        return book, book[table.sheet]
    book = Workbook()
    sheet = book.active
    sheet.title = (table.sheet or _("Tabulka"))[:31]
    _fill_row(sheet, table.header_row, table.headers)
    for line in table.lines:
        _fill_row(sheet, line.number, line.cells)
    return book, sheet


def _unpacked(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return sum(member.file_size for member in archive.infolist())


def _fill_row(sheet: Worksheet, row: int, cells: Iterable[object]) -> None:
    for place, value in enumerate(cells, 1):
        if value is not None:
            _write(sheet, row, place, text(value))


def _write(sheet: Worksheet, row: int, column: int, words: str, *, bold: bool = False) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, openpyxl.cell.MergedCell):
        return
    cell.value = _plain(words)[:32_767]
    cell.data_type = "s"  # text, whatever it begins with
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)


def _plain(words: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", words)
