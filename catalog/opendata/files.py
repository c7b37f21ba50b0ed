"""Files row by row: memory does not grow with their length."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from catalog.answers import dumps
from catalog.opendata.shapes import Field, as_cells, as_object


def csv_parts(fields: Sequence[Field], records: Iterable[Any]) -> Iterator[str]:
    """RFC 4180: UTF-8 without a mark, commas, CRLF; the header names the fields."""
    line = io.StringIO(newline="")
    write = csv.writer(line).writerow
    write([field.name for field in fields])
    for record in records:
        write(as_cells(fields, record))
        if line.tell() > 16_000:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def json_parts(
    about: dict[str, Any], name: str, fields: Sequence[Field], records: Iterable[Any]
) -> Iterator[str]:
    """One object: ``about`` first, then under ``name`` the list of records, one on each line."""
    yield f'{dumps(about)[:-1]},"{name}":['
    before = "\n"
    for record in records:
        yield before + dumps(as_object(fields, record))
        before = ",\n"
    yield "\n]}\n"
