"""How did it go: forms of reports, terms, reports with their values, steps and snapshots."""

from evaluation.models.cell import Cell, OfReportQuerySet, Source, Standing
from evaluation.models.feedback import Answer, ChangeText, Sheet
from evaluation.models.form import (
    FormField,
    FormQuantity,
    FormRule,
    FormSection,
    FormVersion,
    Occasion,
)
from evaluation.models.report import Report, ReportDraft
from evaluation.models.result import (
    Band,
    ComparedForm,
    Flag,
    GroupResult,
    PlaceResult,
    PlaceValue,
    RunInput,
    RunResult,
    RunValue,
)
from evaluation.models.run import (
    BenchmarkRun,
    Exclusion,
    Explanation,
    Meaning,
    RunKind,
    RunParameter,
    Threshold,
)
from evaluation.models.snapshot import Snapshot, SnapshotRow
from evaluation.models.term import Term
from evaluation.models.trace import ReportFile, Signature, Submission
from evaluation.models.workbook import ReportWorkbook

__all__ = [
    "Answer",
    "Band",
    "BenchmarkRun",
    "Cell",
    "ChangeText",
    "ComparedForm",
    "Exclusion",
    "Explanation",
    "Flag",
    "FormField",
    "FormQuantity",
    "FormRule",
    "FormSection",
    "FormVersion",
    "GroupResult",
    "Meaning",
    "Occasion",
    "OfReportQuerySet",
    "PlaceResult",
    "PlaceValue",
    "Report",
    "ReportDraft",
    "ReportFile",
    "ReportWorkbook",
    "RunInput",
    "RunKind",
    "RunParameter",
    "RunResult",
    "RunValue",
    "Sheet",
    "Signature",
    "Snapshot",
    "SnapshotRow",
    "Source",
    "Standing",
    "Submission",
    "Term",
    "Threshold",
]
