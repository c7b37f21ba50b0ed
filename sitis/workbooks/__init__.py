"""Tables as offices make them: read with mercy, written safely, returned with errors marked."""

from sitis.workbooks.marking import Problem, marked
from sitis.workbooks.reading import Line, Table, UnreadableTable, read_table, same_header
from sitis.workbooks.writing import csv_lines, write_xlsx

__all__ = [
    "Line",
    "Problem",
    "Table",
    "UnreadableTable",
    "csv_lines",
    "marked",
    "read_table",
    "same_header",
    "write_xlsx",
]
