"""A list as a file to download."""

import tempfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.timezone import localdate

from sitis.workbooks.writing import csv_lines, write_xlsx

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_response(name: str, write: Callable[[IO[bytes]], None]) -> FileResponse:
    """A workbook that ``write`` puts into a file of its own."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write(stream)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def table_response(
    kind: str, name: str, headings: list[str], rows: Iterator[list[Any]]
) -> HttpResponseBase:
    """A download that never holds the whole table in memory. ``kind`` is xlsx or csv."""
    name = f"{name}-{localdate().isoformat()}.{kind}"
    if kind == "csv":
        answer = StreamingHttpResponse(
            csv_lines(headings, rows), content_type="text/csv; charset=utf-8"
        )
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    return file_response(name, lambda stream: write_xlsx(stream, headings, rows))
