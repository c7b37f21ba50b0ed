"""Documents of evaluation: reports and receipts, reports of benchmarking, evaluation sheets."""

from evaluation.documents import benchmark
from evaluation.documents.report import RECEIPT, REPORT
from evaluation.documents.sheet import SERVICE_SHEET

__all__ = ["DOCUMENTS"]

DOCUMENTS = {
    "report": REPORT,
    "receipt": RECEIPT,
    "service_sheet": SERVICE_SHEET,
    **benchmark.DOCUMENTS,
}
"""Kinds announced to the register of documents."""
