"""Imports of the national register as people start, confirm, drop and take them back."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from providers.importers.outlets import RunRows
from providers.importers.run import apply_import, number_problem, plan_import
from providers.models import ImportChange, ImportRefusal, RpssImport
from providers.rpss import WholeFileRefused
from sitis.audit import Act, record
from sitis.jobs.models import Job, start

State = RpssImport.State
PIECE = 1024 * 1024


class NotNow(Exception):
    """The import is not in a state in which this can be done; the message says why."""


@transaction.atomic
def receive(upload: File, *, region: str, by: Any) -> RpssImport:
    """Keep an uploaded file and have its plan made."""
    run = RpssImport(file_name=Path(upload.name or "rpss.json").name[:255], region=region, by=by)
    run.state = State.UPLOADED
    run.file.save("rpss.json", upload, save=False)
    run.save()
    title = _("Plán importu národního registru")
    run.job = start("providers.plan_import", run.pk, by=by, title=title, url=run.get_absolute_url())
    run.save(update_fields=["job"])
    return run


def make_plan(run: RpssImport, job: Job) -> None:
    """Read the kept file and write down what would change. Safe to run twice."""
    if run.state != State.UPLOADED:
        return
    _drop_plan(run)
    job.total = run.file.size
    try:
        with run.file.open("rb") as file:
            day = timezone.localdate()
            outcome = plan_import(
                file, RunRows(run), region=run.region, day=day, force=True, heard=job.progress
            )
    except WholeFileRefused as refusal:
        _drop_plan(run)
        run.state, run.reason = State.REFUSED, str(refusal)
        run.save()
        run.file.delete(save=True)
        return
    run.records, run.kept, run.counts = outcome.records, outcome.kept, outcome.counts
    run.sha256, run.state = outcome.sha256, State.PLANNED
    run.reason = number_problem(outcome.records, outcome.kept, run.region)
    run.save()


@transaction.atomic
def confirm(run: RpssImport, *, by: Any, force: bool = False) -> None:
    """Have the plan written. Raises NotNow if somebody was faster, or a reason stands against it."""
    if run.reason and not force:
        raise NotNow(run.reason)
    waiting = Q(state=State.PLANNED) | Q(state=State.APPLYING, job__state=Job.State.FAILED)
    found = RpssImport.objects.filter(waiting, pk=run.pk).values_list("pk", flat=True)
    taken = RpssImport.objects.filter(pk__in=list(found), state=run.state)
    if not taken.update(state=State.APPLYING, forced=force, by=by):
        raise NotNow(_("Tento import už někdo potvrdil nebo zahodil."))
    run.refresh_from_db()
    title = _("Zápis importu národního registru")
    run.job = start(
        "providers.apply_import", run.pk, by=by, title=title, url=run.get_absolute_url()
    )
    run.save(update_fields=["job"])


def apply_confirmed(run: RpssImport, job: Job, path: str = "") -> None:
    """Write the register from the kept file, or from the one at ``path``. Safe to run twice."""
    if run.state != State.APPLYING:
        return
    opened = Path(path).open("rb") if path else run.file.open("rb")  # noqa: SIM115 - closed below
    with opened as file:
        job.total = Path(path).stat().st_size if path else run.file.size
        try:
            apply_import(
                run,
                file,
                day=timezone.localdate(),
                at=timezone.now(),
                heard=job.progress,
            )
        except WholeFileRefused as refusal:
            run.state, run.reason = State.REFUSED, str(refusal)
            run.save()
    if run.file:
        run.file.delete(save=True)  # it names persons
    record(Act.IMPORT, user=run.by, subject=str(run), state=run.state)


@transaction.atomic
def discard(run: RpssImport) -> None:
    """Drop a plan nobody wants. Raises NotNow."""
    waiting = RpssImport.objects.filter(pk=run.pk, state=State.PLANNED)
    if not waiting.update(state=State.DISCARDED):
        raise NotNow(_("Tento import už někdo potvrdil nebo zahodil."))
    run.refresh_from_db()
    _drop_plan(run)
    if run.file:
        run.file.delete(save=True)


def _drop_plan(run: RpssImport) -> None:
    ImportChange.objects.filter(run=run).delete()
    ImportRefusal.objects.filter(run=run).delete()


# -- the nightly folder ------------------------------------------------------------------------------


def take_from_folder(folder: Path, *, region: str) -> RpssImport | None:
    """Have the newest file of ``folder`` written, unless an import has seen the same one."""
    files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)
    if not files:
        return None
    newest = files[-1]
    sha256 = _sha256(newest)
    seen = RpssImport.objects.filter(sha256=sha256, region=region).exclude(state=State.DISCARDED)
    if seen.exists():
        return None
    with transaction.atomic():
        run = RpssImport.objects.create(
            file_name=newest.name[:255], sha256=sha256, region=region, state=State.APPLYING
        )
        title = _("Noční import národního registru")
        run.job = start(
            "providers.apply_import",
            run.pk,
            str(newest),
            title=title,
            url=run.get_absolute_url(),
        )
        run.save(update_fields=["job"])
    return run


def _sha256(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def drop_old_files(before: datetime) -> int:
    """Uploaded files name persons: those nobody confirmed, or whose job failed, do not stay.

    Returns how many went; only their SHA-256 is kept.
    """
    old = RpssImport.objects.filter(created_at__lt=before).exclude(file="")
    count = 0
    for run in old.exclude(job__state__in=[Job.State.QUEUED, Job.State.RUNNING]):
        if run.state in {State.UPLOADED, State.PLANNED, State.APPLYING}:
            run.state = State.DISCARDED
            _drop_plan(run)
        run.file.delete(save=True)
        count += 1
    return count
