"""Lists of the network as regions send them, made of rows of cells."""

import csv
import io
from typing import Any

import openpyxl

HEADS = ["IČO", "Poskytovatel", "Druh", "Identifikátor", "Forma", "Počet jednotek"]


def xlsx(rows: list[list[Any]], sheet: str = "Síť 2027") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_file(rows: list[list[Any]], *, encoding: str = "cp1250", delimiter: str = ";") -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def row_of(item: Any, amount: Any = None, **cells: Any) -> list[Any]:
    service = item.service
    known = {
        "IČO": service.provider.ico,
        "Poskytovatel": service.provider.name,
        "Druh": service.kind.name,
        "Identifikátor": service.identifier,
        "Forma": item.form.name,
        "Počet jednotek": item.amount if amount is None else amount,
    }
    return [*(known | cells).values()]
