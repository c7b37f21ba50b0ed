"""An uploaded workbook is kept, and written once when it is confirmed."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.actions.saving import Closed, begin_work, locked_report, write_cells
from evaluation.checking import Opening, cells_of, opening_of
from evaluation.entry import Read, read_of
from evaluation.layout import sheet_of
from evaluation.models import Cell, Report, ReportWorkbook, Source

#: How long the file of a workbook that nobody confirmed is kept.
KEPT_FOR = timedelta(days=30)


def remove_expired(now: datetime) -> int:
    """Delete files whose keeping is over; rows stay and say what was uploaded. Returns how many."""
    found = list(ReportWorkbook.objects.expired_at(now).exclude(file=""))
    for workbook in found:
        workbook.file.delete(save=True)
    return len(found)


def keep_workbook(
    report: Report, content: bytes, *, name: str, by: Any, now: datetime
) -> ReportWorkbook:
    """Keep what was uploaded; the same file that already waits is not kept twice."""
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = ReportWorkbook.objects.waiting().filter(report=report, sha256=sha256).first()
    if waiting is not None and waiting.file:
        return waiting
    return ReportWorkbook.objects.create(
        report=report,
        file=ContentFile(content, name=f"vykaz-{report.pk}.xlsx"),
        file_name=name[:255],
        sha256=sha256,
        by=by,
        uploaded_at=now,
        expires_at=now + KEPT_FOR,
    )


@transaction.atomic
def apply_workbook(
    workbook: ReportWorkbook, values: Mapping[str, Read], *, by: Any, now: datetime
) -> int:
    """Write every difference, or nothing. Raises Closed."""
    rows = ReportWorkbook.objects.waiting().filter(pk=workbook.pk)
    if not rows.update(state=ReportWorkbook.State.APPLIED, applied_at=now):
        raise Closed(_("Tento sešit už je zapsaný nebo zahozený."))
    note = _("ze sešitu XLSX")
    return write_values(workbook.report_id, values, note=note, by=by, now=now)


def write_values(
    report: int, values: Mapping[str, Read], *, note: str, by: Any, now: datetime
) -> int:
    """Values that came from a file, with the sums that follow. Raises Closed."""
    current = locked_report(report)
    if why := current.why_closed_at(now):
        raise Closed(why)
    sheet, cells = sheet_of(current), cells_of(current)
    opening = opening_of(current, cells)
    if any(_is_shut(opening, cells.get(code), code, read) for code, read in values.items()):
        raise Closed(_("Kraj vrátil výkaz jen s označenými poli, soubor mění i jiná."))
    rows = []
    for code, read in values.items():
        row = cells.get(code) or Cell(report=current, code=code)
        said = (row.standing, row.number, row.text)
        if (read.standing, read.number, read.text) != said or row.pk is None:
            row.source, row.source_note = Source.IMPORT, note[:200]
        row.standing, row.number = read.standing, read.number
        row.text, row.comment = read.text, read.comment
        row.changed_by, row.changed_at = by, now
        rows.append(row)
    write_cells(current, sheet, cells, rows, by=by, now=now, reason=note)
    begin_work(current, by)
    return len(rows)


def _is_shut(opening: Opening, cell: Cell | None, code: str, read: Read) -> bool:
    """Whether the file changes what is closed; where only a comment is asked, the value stays."""
    if opening.takes_value(code):
        return False
    now = read_of(cell)
    if (read.standing, read.number, read.text) != (now.standing, now.number, now.text):
        return True
    return read.comment != now.comment and not opening.takes_comment(code)


def drop_workbook(workbook: ReportWorkbook) -> bool:
    """Whether it still waited; the report stays as it was."""
    rows = ReportWorkbook.objects.waiting().filter(pk=workbook.pk)
    return bool(rows.update(state=ReportWorkbook.State.DROPPED))
