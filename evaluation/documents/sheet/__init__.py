"""The evaluation sheet of a service (dossier 3.6): read once, printed, shown and written as a workbook."""

from evaluation.documents.sheet.cells import Links
from evaluation.documents.sheet.content import SheetContent, as_provider, content_of
from evaluation.documents.sheet.document import SERVICE_SHEET
from evaluation.documents.sheet.measures import COST, PERFORMANCE, plots, years_chapter
from evaluation.documents.sheet.parts import closing, opening
from evaluation.documents.sheet.workbook import write_sheet_workbook

__all__ = [
    "COST",
    "PERFORMANCE",
    "SERVICE_SHEET",
    "Links",
    "SheetContent",
    "as_provider",
    "closing",
    "content_of",
    "opening",
    "plots",
    "write_sheet_workbook",
    "years_chapter",
]
