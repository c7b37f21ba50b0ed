"""Small helpers of tests of planning."""

import io

import openpyxl
from django.db import connection
from django.test.utils import CaptureQueriesContext


class Queries(CaptureQueriesContext):
    """``with Queries() as asked: …; len(asked)``."""

    def __init__(self):
        super().__init__(connection)


def sheet_rows(answer, sheet=0):
    """Rows of a downloaded workbook."""
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    return list(book.worksheets[sheet].iter_rows(values_only=True))
