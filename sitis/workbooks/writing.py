"""Tables that open in Excel and LibreOffice with right diacritics, and run nothing there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from sitis.workbooks.values import guarded, text

BYTE_ORDER_MARK = "\ufeff"
Row = Sequence[Any]


def text_cell(sheet: Worksheet, value: str) -> WriteOnlyCell:
    """A cell that stays text whatever it begins with."""
    cell = WriteOnlyCell(sheet, value="")
    cell._value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]  # Excel's limit of one cell
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _cell(sheet: Worksheet, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "ano" if value else "ne"
    if isinstance(value, datetime):
        cell = WriteOnlyCell(sheet, value=timezone.localtime(value).replace(tzinfo=None))
        cell.number_format = "d. m. yyyy h:mm"
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "d. m. yyyy"
        return cell
    if isinstance(value, int | float | Decimal):
        return value
    return text_cell(sheet, str(value))


def write_xlsx(
    stream: IO[bytes], headers: Sequence[str], rows: Iterable[Row], *, sheet: str = "Tabulka"
) -> None:
    """Write one sheet row by row; memory does not grow with their number."""
    write_sheets(stream, [(sheet, headers, rows)])


def write_sheets(
    stream: IO[bytes], sheets: Iterable[tuple[str, Sequence[str], Iterable[Row]]]
) -> None:
    """Name, headers and rows of each sheet."""
    book = Workbook(write_only=True)
    for name, headers, rows in sheets:
        page = book.create_sheet(name[:31])
        page.freeze_panes = "A2"
        for place, header in enumerate(headers, 1):
            width = max(14, min(len(header) + 4, 40))
            page.column_dimensions[get_column_letter(place)].width = width
        heads = [text_cell(page, str(header)) for header in headers]
        for cell in heads:
            cell.font = Font(bold=True)
        page.append(heads)
        for row in rows:
            page.append([_cell(page, value) for value in row])
    book.save(stream)


def csv_lines(headers: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Lines of a CSV as Czech Excel opens it: UTF-8 with its mark, semicolons, decimal commas."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([guarded(str(header)) for header in headers])
    for row in rows:
        writer.writerow([_written(value) for value in row])
        if buffer.tell() > 64_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        return f"{local.day}. {local.month}. {local.year} {local:%H:%M}"
    if value is None or isinstance(value, int | float | Decimal | date):
        return text(value)  # a number may be negative, it runs nothing
    return guarded(str(value))
