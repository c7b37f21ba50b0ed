"""A workbook or a text file becomes a table of raw cells. Nothing hostile gets far.

An XLSX is a zip of XML: its size, its ratio and its heads are checked before it is opened.
Text files come in UTF-8 or cp1250, parted by semicolons, commas or tabs.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from django.conf import settings
from django.utils.translation import gettext as _

from sitis.words import fold
from sitis.workbooks.values import is_empty

MAX_ROWS, MAX_COLUMNS, MAX_MEMBERS = 50_000, 100, 1_000
#: Unpacked size of an XLSX: the whole, and in proportion to the packed file.
MAX_UNPACKED, MAX_RATIO = 200 * 1024**2, 150
#: Among how many first rows the heads of columns are sought (a title often stands above them).
ROWS_ABOVE = 20
_FOREIGN = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"{\\rtf": "RTF",
    b"<!DOC": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
    b"\x1f\x8b": "GZIP",
}


class UnreadableTable(ValueError):
    """Not a table this system reads; the message is a Czech sentence for the person."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as the spreadsheet shows it, and its raw cells."""

    number: int
    cells: tuple[Any, ...]


@dataclass(slots=True)
class Table:
    """Heads of columns as written, and the rows below that are not empty."""

    headers: tuple[str, ...]
    lines: list[Line] = field(default_factory=list)
    header_row: int = 1
    sheet: str = ""  # empty: the table came from a text file


def same_header(text: str) -> str:
    """Heads compare without case, diacritics, spaces and signs: "Identifikátor služby *:" too."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))


def read_table(content: bytes, *, expected: Collection[str] = ()) -> Table:
    """The first visible sheet with something in it, or the text file; type is told by content.

    ``expected`` are heads of columns; the row where most of them stand is the head of the table.
    Raises UnreadableTable.
    """
    if len(content) > settings.UPLOAD_LIMIT_WORKBOOK:
        raise UnreadableTable(
            _("Soubor je větší než %(limit)s MB. Rozdělte jej na více souborů.")
            % {"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2}
        )
    if not content.strip():
        raise UnreadableTable(_("Soubor je prázdný."))
    if content.startswith(b"PK"):
        sheet, rows = _rows_of_workbook(content)
    else:
        sheet, rows = "", _rows_of_text(content)
    return _table(sheet, rows, {same_header(head) for head in expected})


# -- workbooks -----------------------------------------------------------------------------------


def _rows_of_workbook(content: bytes) -> tuple[str, list[Line]]:
    try:
        check_zip(content)
        book = openpyxl.load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets or book.worksheets:
            if lines := _filled(sheet.iter_rows(1, MAX_ROWS + 100, 1, MAX_COLUMNS + 1, True)):
                return sheet.title, lines
    except UnreadableTable:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as there are parts
        raise UnreadableTable(
            _("Sešit se nepodařilo přečíst. Otevřete jej v Excelu a uložte znovu jako XLSX.")
        ) from error
    raise UnreadableTable(_("V sešitu není žádný vyplněný list."))


def check_zip(content: bytes) -> None:
    """Refuse bombs before anything is unpacked. Raises UnreadableTable."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as error:
        raise UnreadableTable(
            _("Soubor je poškozený nebo není celý. Nahrajte jej znovu.")
        ) from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(content) + 10**6):
        raise UnreadableTable(
            _("Soubor je po rozbalení neúměrně velký a z bezpečnostních důvodů se neotevře.")
        )
    names = {member.filename for member in members}
    if "xl/workbook.xml" not in names:
        raise UnreadableTable(
            _("Soubor není sešit XLSX. Uložte tabulku v Excelu nebo v LibreOffice jako XLSX.")
        )
    for member in members:
        if member.filename.endswith((".xml", ".rels", ".vml")):
            _check_head(archive, member)


def _check_head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """An Office file declares no document type; entities could be declared only there."""
    try:
        with archive.open(member) as stream:
            next(iterparse(stream, events=("start",), forbid_dtd=True), None)
    except DefusedXmlException as error:
        raise UnreadableTable(
            _("Sešit obsahuje nepovolené definice XML a z bezpečnostních důvodů se neotevře.")
        ) from error
    except ParseError as error:
        raise UnreadableTable(
            _("Sešit je poškozený. Otevřete jej v Excelu a uložte znovu jako XLSX.")
        ) from error


# -- text files ----------------------------------------------------------------------------------


def _rows_of_text(content: bytes) -> list[Line]:
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableTable(
            _("Starý formát XLS se nečte. Uložte tabulku v Excelu jako XLSX nebo CSV.")
        )
    for mark, kind in _FOREIGN.items():
        if content.lstrip()[: len(mark)].lower() == mark.lower():
            raise UnreadableTable(
                _("Soubor není tabulka, ale %(kind)s. Nahrajte XLSX nebo CSV.") % {"kind": kind}
            )
    written = _decoded(content)
    if "\0" in written:
        raise UnreadableTable(_("Soubor není text: obsahuje nulové znaky. Nahrajte XLSX nebo CSV."))
    first, _newline, rest = written.partition("\n")
    above = 0
    if found := re.fullmatch(r"sep=(.)\s*", first):  # Excel's own hint
        delimiter, written, above = found[1], rest, 1
    else:
        delimiter = _delimiter(written)
    rows = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter)
    try:
        return _filled(rows, above)
    except csv.Error as error:
        raise UnreadableTable(
            _("Textový soubor se nedá rozdělit na sloupce. Uložte jej znovu jako CSV nebo XLSX.")
        ) from error


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1250"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("Písmo souboru není UTF-8 ani Windows-1250. Uložte jej jako XLSX."))


def _delimiter(written: str) -> str:
    """The one that parts most rows into the same number of columns, more than one."""
    sample = written[:20_000].splitlines()[:ROWS_ABOVE]
    best = (0, 0, ";")
    for delimiter in ";\t,":
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter))
        except csv.Error:
            continue
        widths.pop(1, None)
        if widths:
            width, rows = widths.most_common(1)[0]
            best = max(best, (rows, width, delimiter), key=lambda found: found[:2])
    return best[2]


# -- both ----------------------------------------------------------------------------------------


def _filled(rows: Iterable[Any], above: int = 0) -> list[Line]:
    """Rows with something in them, cut after the last filled cell. Raises UnreadableTable."""
    lines: list[Line] = []
    for number, row in enumerate(rows, above + 1):
        width = len(row)
        while width and is_empty(row[width - 1]):
            width -= 1
        if width > MAX_COLUMNS:
            raise UnreadableTable(
                _("Tabulka má víc než %(limit)s sloupců.") % {"limit": MAX_COLUMNS}
            )
        if width:
            lines.append(Line(number, tuple(row[:width])))
        if len(lines) > MAX_ROWS + 1:
            raise UnreadableTable(
                _("Tabulka má víc než %(limit)s řádků. Rozdělte ji na více souborů.")
                % {"limit": MAX_ROWS}
            )
    return lines


def _table(sheet: str, lines: list[Line], expected: set[str]) -> Table:
    if not lines:
        raise UnreadableTable(_("V souboru není žádný vyplněný řádek."))

    def known(line: Line) -> int:
        return len(expected & {same_header(str(cell)) for cell in line.cells if cell is not None})

    above = lines[:ROWS_ABOVE]
    at = max(range(len(above)), key=lambda index: (known(above[index]), -index))
    head = lines[at]
    headers = tuple("" if cell is None else str(cell).strip() for cell in head.cells)
    width = len(headers)
    rows = [
        Line(line.number, line.cells[:width] + (None,) * (width - len(line.cells)))
        for line in lines[at + 1 :]
    ]
    return Table(headers, rows, head.number, sheet)
