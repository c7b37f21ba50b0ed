"""Lists of the network as people upload, confirm, drop and plan them again."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from providers.actions.network.versions import refuse_locked
from providers.importers.network import NotANetworkList, StalePlan, apply_plan, plan_list
from providers.importers.network.plan import lines_of
from providers.importers.network.reading import EXPECTED
from providers.models import NetworkVersion
from providers.models.network_import import (
    NetworkImport,
    NetworkImportLine,
    content_of,
    same_file,
)
from sitis.audit import Act, record
from sitis.jobs.models import Job, start
from sitis.workbooks import Problem, UnreadableTable, marked, read_table

State = NetworkImport.State
BATCH = 500


class NotNow(Exception):
    """The list is not in a state in which this can be done; the message says why."""


@transaction.atomic
def receive_list(
    upload: File, *, network: NetworkVersion, removes_missing: bool, by: Any
) -> NetworkImport:
    """Keep an uploaded list and have its plan made; the same file that still waits is not kept twice.

    Raises ValidationError for a version in force.
    """
    refuse_locked(network.pk)
    sha256 = hashlib.sha256(upload.read()).hexdigest()
    upload.seek(0)
    waiting = same_file(network, sha256)
    if waiting is not None:
        return waiting
    name = Path(upload.name or "seznam.xlsx").name
    run = NetworkImport(
        network=network,
        file_name=name[:255],
        sha256=sha256,
        removes_missing=removes_missing,
        by=by,
    )
    run.file.save(
        "seznam.csv" if name.lower().endswith(".csv") else "seznam.xlsx", upload, save=False
    )
    run.save()
    _start_plan(run, by=by)
    return run


def _start_plan(run: NetworkImport, *, by: Any) -> None:
    title = _("Plán seznamu sítě")
    address = run.get_absolute_url()
    run.job = start("providers.plan_network_list", run.pk, by=by, title=title, url=address)
    run.save(update_fields=["job"])


@transaction.atomic
def make_list_plan(run: NetworkImport, job: Job) -> None:
    """Read the kept file and write down what would change. Safe to run twice."""
    if run.state != State.UPLOADED:
        return
    run.lines.all().delete()
    run.reason, run.planned_on = "", content_of(run.network)
    try:
        plan = plan_list(_content(run), run.network)
    except (UnreadableTable, NotANetworkList) as refusal:
        run.state, run.reason = State.REFUSED, str(refusal)
        run.save()
        return
    job.total = len(plan.lines)
    lines = list(lines_of(plan.lines, plan.table.sheet))
    for line in lines:
        line.run = run
    NetworkImportLine.objects.bulk_create(lines, batch_size=BATCH)
    run.state, run.counts = State.PLANNED, plan.counts
    run.save()


def _content(run: NetworkImport) -> bytes:
    with run.file.open("rb") as file:
        found: bytes = file.read()
    return found


@transaction.atomic
def confirm_list(run: NetworkImport, *, by: Any) -> None:
    """Have the plan written. Raises NotNow if somebody was faster."""
    waiting = Q(state=State.PLANNED) | Q(state=State.APPLYING, job__state=Job.State.FAILED)
    found = NetworkImport.objects.filter(waiting, pk=run.pk).values_list("pk", flat=True)
    taken = NetworkImport.objects.filter(pk__in=list(found), state=run.state)
    if not taken.update(state=State.APPLYING, by=by):
        raise NotNow(_("Tento seznam už někdo potvrdil nebo zahodil."))
    run.refresh_from_db()
    title = _("Zápis seznamu sítě")
    address = run.get_absolute_url()
    run.job = start("providers.apply_network_list", run.pk, by=by, title=title, url=address)
    run.save(update_fields=["job"])


def apply_list(run: NetworkImport) -> None:
    """Write the plan; if the version is another than planned, nothing. Safe to run twice."""
    if run.state != State.APPLYING:
        return
    try:
        with transaction.atomic():
            apply_plan(run, by=run.by)
            run.state, run.applied_at, run.reason = State.APPLIED, timezone.now(), ""
            run.save()
    except StalePlan:
        run.state = State.STALE
        run.reason = _(
            "Verze se od přípravy plánu změnila, proto se nic nezapsalo. Připravte plán znovu."
        )
        run.save()
    record(Act.IMPORT, user=run.by, subject=str(run), state=run.state)


@transaction.atomic
def plan_list_again(run: NetworkImport, *, by: Any) -> None:
    """Make the plan anew from the kept file, beside the version as it is now. Raises NotNow."""
    states = [State.PLANNED, State.STALE]
    failed = Q(state=State.UPLOADED, job__state=Job.State.FAILED)
    found = NetworkImport.objects.filter(Q(state__in=states) | failed, pk=run.pk)
    pks = list(found.values_list("pk", flat=True))
    if not NetworkImport.objects.filter(pk__in=pks).update(state=State.UPLOADED, reason=""):
        raise NotNow(_("Plán tohoto seznamu teď nejde připravit znovu."))
    try:
        refuse_locked(run.network_id)
    except ValidationError as locked:
        raise NotNow(" ".join(locked.messages)) from locked
    run.refresh_from_db()
    _start_plan(run, by=by)


@transaction.atomic
def discard_list(run: NetworkImport) -> None:
    """Drop a plan nobody wants, and its file. Raises NotNow."""
    waiting = NetworkImport.objects.filter(
        pk=run.pk, state__in=[State.PLANNED, State.STALE, State.REFUSED]
    )
    if not waiting.update(state=State.DISCARDED):
        raise NotNow(_("Tento seznam už někdo potvrdil nebo zahodil."))
    run.refresh_from_db()
    run.lines.all().delete()
    if run.file:
        run.file.delete(save=True)


def marked_list(run: NetworkImport) -> bytes:
    """The uploaded workbook with wrong cells marked and a column that says what is wrong."""
    content = _content(run)
    table = read_table(content, expected=EXPECTED)
    refused = run.lines.filter(
        what__in=[NetworkImportLine.What.REFUSED, NetworkImportLine.What.AMBIGUOUS]
    )
    problems = [Problem(line.row or 1, line.column, line.reason) for line in refused]
    return marked(content, table, problems)
