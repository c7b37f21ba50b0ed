"""The values of a report as one content with one sum, whatever rows they came from."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from evaluation.models import Cell, Report, Snapshot, Standing, Submission


def sum_of(rows: Iterable[Any]) -> str:
    """SHA-256 over code, standing, number, text and comment; the same values, the same sum."""
    found = hashlib.sha256()
    for row in sorted(rows, key=lambda row: row.code):
        if row.standing == Standing.EMPTY and not row.comment:
            continue
        number = "" if row.number is None else f"{row.number.normalize():f}"
        parts = (row.code, row.standing, number, row.text, row.comment)
        found.update("\x1f".join(part.replace("\x1f", " ") for part in parts).encode())
        found.update(b"\x1e")
    return found.hexdigest()


def cells_of_step(done: Submission) -> list[Any]:
    """Values as they stood at a hand-in: those of the snapshot with the same sum, else from history."""
    same = Snapshot.objects.filter(report=done.report_id, sha256=done.sha256).first()
    return list(same.rows.all()) if same else cells_at(done.report, done.moment)


def cells_at(report: Report, moment: datetime) -> list[Any]:
    """Values as they stood at ``moment``, from history: rows with the columns of a cell."""
    newest: dict[str, Any] = {}
    rows = Cell.history.filter(report_id=report.pk, history_date__lte=moment)
    for row in rows.order_by("history_date", "history_id"):
        newest[row.code] = row
    return [row for row in newest.values() if row.history_type != "-"]
