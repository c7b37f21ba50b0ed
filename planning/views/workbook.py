"""The workbook of a plan there and back: download, upload, differences, confirmation."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.actions.workbook import apply_workbook, drop_workbook, keep_workbook
from planning.forms.workbook import (
    CHANGED,
    CONFLICT,
    NEW,
    REMOVED,
    Comparison,
    ConfirmForm,
    WorkbookForm,
    compare,
)
from planning.importers.workbook.writing import write_workbook
from planning.models import Level, Plan, PlanWorkbook
from planning.views.base import plan_page, readable_plan
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale
from sitis.workbooks import UnreadableTable
from sitis.workbooks.download import XLSX


def _plan(request: AuthenticatedRequest, pk: int) -> Plan:
    """A plan of an ORP that the person sees in full. Raises Http404 or PermissionDenied."""
    plan = readable_plan(request, pk)
    if plan.level != Level.ORP:
        raise Http404
    if not Plan.objects.whole_for(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return plan


@require_http_methods(["GET", "POST"])
def plan_workbook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = _plan(request, pk)
    may_edit = Plan.objects.editable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not may_edit:
        raise PermissionDenied
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            compare(content, plan, request.user, rehearses=False)
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            kept = keep_workbook(plan, content, name=file.name, by=request.user, now=timezone.now())
            return redirect("planning:workbook-detail", kept.pk)
    return plan_page(
        request,
        plan,
        "plan-workbook",
        "planning/workbook.html",
        form=form,
        workbooks=plan.workbooks.select_related("by")[:20],
    )


@require_safe
def workbook_template(request: AuthenticatedRequest, pk: int) -> FileResponse:
    plan = _plan(request, pk)
    record(Act.EXPORT, user=request.user, subject=_("Sešit: %s") % plan)
    stream = io.BytesIO(write_workbook(plan))
    name = f"sesit-{plan.slug}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def _content(workbook: PlanWorkbook) -> bytes:
    """Raises Http404 when its file is gone."""
    if not workbook.file:
        raise Http404
    try:
        with workbook.file.open() as stream:
            return bytes(stream.read())
    except FileNotFoundError as gone:
        raise Http404 from gone


def _kept(request: AuthenticatedRequest, pk: int) -> PlanWorkbook:
    rows = PlanWorkbook.objects.select_related("plan__cycle", "plan__orp", "plan__district", "by")
    found: PlanWorkbook = get_readable(rows, request.user, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def workbook_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Differences of a kept workbook; a confirmation writes just what was shown."""
    workbook = _kept(request, pk)
    plan = workbook.plan
    if request.method == "POST":
        get_editable(PlanWorkbook.objects, request.user, pk=pk)
        return _confirm(request, workbook)
    context: dict[str, Any] = {"workbook": workbook}
    if workbook.state == PlanWorkbook.State.WAITING:
        try:
            found = compare(_content(workbook), plan, request.user)
        except UnreadableTable as refusal:
            context["refusal"] = str(refusal)
        else:
            context |= _shown(found)
    return plan_page(request, plan, "plan-workbook", "planning/workbook_detail.html", **context)


def _shown(found: Comparison) -> dict[str, Any]:
    groups = (
        (NEW, _("Nové řádky")),
        (CHANGED, _("Změněné řádky")),
        (CONFLICT, _("Změněné i tady: mezitím je upravil někdo jiný")),
        (REMOVED, _("Odebrané řádky")),
    )
    return {
        "found": found,
        "problems": found.problems[:200],
        "groups": [(what, title, found.of(what)) for what, title in groups if found.of(what)],
        "has_conflicts": bool(found.of(CONFLICT)),
        "has_removed": bool(found.of(REMOVED)),
        "added": [line.row for line in found.lines if line.is_added],
    }


def _confirm(request: AuthenticatedRequest, workbook: PlanWorkbook) -> HttpResponse:
    form = ConfirmForm(request.POST)
    again = redirect("planning:workbook-detail", workbook.pk)
    try:
        found = compare(_content(workbook), workbook.plan, request.user, rehearses=False)
    except UnreadableTable as refusal:
        messages.error(request, str(refusal))
        return again
    if found.problems:
        messages.error(request, _("V sešitu jsou chyby, nic se nezapsalo."))
        return again
    if not form.is_valid() or form.cleaned_data["seen"] != found.seen:
        messages.warning(
            request, _("Plán se mezitím změnil, nic se nezapsalo. Projděte si rozdíly znovu.")
        )
        return again
    kinds = [NEW, CHANGED]
    kinds += [CONFLICT] if form.cleaned_data["overwrites"] else []
    kinds += [REMOVED] if form.cleaned_data["removes"] else []
    writes = [line.write for line in found.of(*kinds)]
    try:
        count = apply_workbook(workbook, writes, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return again
    except Stale:
        messages.warning(request, _("Plán se mezitím změnil, nic se nezapsalo."))
        return again
    messages.success(request, _("Sešit je zapsán, řádků: %d.") % count)
    return redirect("planning:need-list", workbook.plan_id)


@require_safe
def workbook_marked(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """The same workbook with wrong cells marked."""
    workbook = _kept(request, pk)
    content = _content(workbook)
    try:
        found = compare(content, workbook.plan, request.user)
    except UnreadableTable as refusal:
        raise Http404 from refusal
    stream = io.BytesIO(found.marked(content))
    name = f"sesit-{workbook.plan.slug}-chyby.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def workbook_drop(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    workbook = get_editable(PlanWorkbook.objects, request.user, pk=pk)
    if drop_workbook(workbook):
        messages.success(request, _("Sešit je zahozen, v plánu se nic nezměnilo."))
    return redirect("planning:plan-workbook", workbook.plan_id)
