"""An uploaded workbook is kept, and written once when it is confirmed."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from planning.actions.rows import Closed
from planning.models import Plan, PlanWorkbook

#: How long the file of a workbook is kept.
KEPT_FOR = timedelta(days=30)


def remove_expired(now: datetime) -> int:
    """Delete files whose keeping is over; rows stay and say what was uploaded. Returns how many."""
    found = list(PlanWorkbook.objects.expired_at(now).exclude(file=""))
    for workbook in found:
        workbook.file.delete(save=True)
    return len(found)


def keep_workbook(plan: Plan, content: bytes, *, name: str, by: Any, now: datetime) -> PlanWorkbook:
    """Keep what was uploaded; the same file that already waits is not kept twice."""
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = PlanWorkbook.objects.waiting().filter(plan=plan, sha256=sha256).first()
    if waiting is not None and waiting.file:
        return waiting
    return PlanWorkbook.objects.create(
        plan=plan,
        file=ContentFile(content, name=f"plan-{plan.pk}.xlsx"),
        file_name=name[:255],
        sha256=sha256,
        by=by,
        uploaded_at=now,
        expires_at=now + KEPT_FOR,
    )


@transaction.atomic
def apply_workbook(
    workbook: PlanWorkbook, writes: list[Callable[[Any], None]], *, by: Any, now: datetime
) -> int:
    """Write every difference, or nothing. Raises Closed, ValidationError, Stale."""
    rows = PlanWorkbook.objects.waiting().filter(pk=workbook.pk)
    if not rows.update(state=PlanWorkbook.State.APPLIED, applied_at=now):
        raise Closed(_("Tento sešit už je zapsaný nebo zahozený."), code="over")
    for write in writes:
        write(by)
    return len(writes)


def drop_workbook(workbook: PlanWorkbook) -> bool:
    """Whether it still waited; the plan stays as it was."""
    rows = PlanWorkbook.objects.waiting().filter(pk=workbook.pk)
    return bool(rows.update(state=PlanWorkbook.State.DROPPED))
