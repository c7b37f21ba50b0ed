"""Evidence is attached to a report, and taken away again while it may be changed."""

from datetime import datetime
from typing import Any

from django.db import transaction

from evaluation.actions.saving import Closed, locked_report
from evaluation.models import Report, ReportFile
from evaluation.models.trace import sum_of_file


@transaction.atomic
def attach(
    report: Report, file: Any, *, kind: str, title: str, by: Any, now: datetime
) -> ReportFile:
    """Raises Closed, or ValidationError for a file that may not be kept."""
    current = locked_report(report.pk)
    if why := current.why_closed_at(now):
        raise Closed(why)
    row = ReportFile(
        report=current,
        kind=kind,
        title=title.strip(),
        file_name=file.name[:200],
        sha256=sum_of_file(file),
        by=by,
        added_at=now,
    )
    row.file = file
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def remove(row: ReportFile, *, now: datetime) -> None:
    """It leaves the report; the trace that it was there stays. Raises Closed."""
    current = locked_report(row.report_id)
    if why := current.why_closed_at(now):
        raise Closed(why)
    ReportFile.objects.filter(pk=row.pk, removed_at=None).update(removed_at=now)
