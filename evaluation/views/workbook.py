"""The workbook of a report there and back."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.actions.saving import Closed
from evaluation.actions.workbook import apply_workbook, drop_workbook, keep_workbook
from evaluation.forms.workbook import Comparison, ConfirmForm, TableForm, compare
from evaluation.importers.workbook.writing import write_workbook
from evaluation.models import Report, ReportWorkbook
from evaluation.views.reports import readable_report
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_readable
from sitis.workbooks import UnreadableTable
from sitis.workbooks.download import XLSX

SHOWN = 200  # problems of one page


def own_report(request: AuthenticatedRequest, pk: int) -> Report:
    """A report of one's provider. Raises Http404 or PermissionDenied."""
    report = readable_report(request, pk)
    if not Report.objects.own_of(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return report


@require_http_methods(["GET", "POST"])
def report_workbook(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    report = own_report(request, pk)
    why = report.why_closed_at(timezone.now())
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            compare(content, report)
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            now = timezone.now()
            kept = keep_workbook(report, content, name=file.name, by=request.user, now=now)
            return redirect("evaluation:workbook-detail", kept.pk)
    workbooks = report.workbooks.select_related("by")[:20]
    context = {"report": report, "form": form, "workbooks": workbooks, "why_closed": why}
    return render(request, "evaluation/report_workbook.html", context)


@require_safe
def workbook_template(request: AuthenticatedRequest, pk: int) -> FileResponse:
    report = own_report(request, pk)
    record(Act.EXPORT, user=request.user, subject=_("Sešit: %s") % report)
    stream = io.BytesIO(write_workbook(report))
    name = f"vykaz-{report.service.identifier}-{report.term.year}-{report.term.occasion}.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


def _content(workbook: ReportWorkbook) -> bytes:
    """Raises Http404 when its file is gone."""
    if not workbook.file:
        raise Http404
    try:
        with workbook.file.open() as stream:
            return bytes(stream.read())
    except FileNotFoundError as gone:
        raise Http404 from gone


def _kept(request: AuthenticatedRequest, pk: int) -> tuple[ReportWorkbook, Report]:
    """A workbook and its report. Raises Http404, or PermissionDenied for another's."""
    workbook = get_readable(ReportWorkbook.objects.select_related("by"), request.user, pk=pk)
    return workbook, own_report(request, workbook.report_id)


@require_http_methods(["GET", "POST"])
def workbook_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Differences of a kept workbook; a confirmation writes just what was shown."""
    workbook, report = _kept(request, pk)
    if request.method == "POST":
        return _confirm(request, workbook, report)
    why = report.why_closed_at(timezone.now())
    context: dict[str, Any] = {"workbook": workbook, "report": report, "why_closed": why}
    if workbook.state == ReportWorkbook.State.WAITING:
        try:
            found = compare(_content(workbook), report)
        except UnreadableTable as refusal:
            context["refusal"] = str(refusal)
        else:
            context |= {"found": found, "problems": found.problems[:SHOWN]}
    return render(request, "evaluation/workbook_detail.html", context)


def _confirm(
    request: AuthenticatedRequest, workbook: ReportWorkbook, report: Report
) -> HttpResponse:
    form = ConfirmForm(request.POST)
    again = redirect("evaluation:workbook-detail", workbook.pk)
    if workbook.state != ReportWorkbook.State.WAITING:
        messages.warning(request, _("Tento sešit už je zapsaný nebo zahozený."))
        return again
    try:
        found = compare(_content(workbook), report)
    except UnreadableTable as refusal:
        messages.error(request, str(refusal))
        return again
    if found.problems:
        messages.error(request, _("V sešitu jsou chyby, nic se nezapsalo."))
        return again
    if not form.is_valid() or form.cleaned_data["seen"] != found.seen:
        said = _("Výkaz se mezitím změnil, nic se nezapsalo. Projděte si rozdíly znovu.")
        messages.warning(request, said)
        return again
    return _write(request, workbook, found, form, again)


def _write(
    request: AuthenticatedRequest,
    workbook: ReportWorkbook,
    found: Comparison,
    form: ConfirmForm,
    again: HttpResponse,
) -> HttpResponse:
    values = found.values(overwrites=form.cleaned_data["overwrites"])
    try:
        count = apply_workbook(workbook, values, by=request.user, now=timezone.now())
    except Closed as refusal:
        messages.error(request, refusal.messages[0])
        return again
    said = ngettext(
        "Sešit je zapsaný, změnilo se %d pole.", "Sešit je zapsaný, změnilo se %d polí.", count
    )
    messages.success(request, said % count)
    return redirect("evaluation:report-detail", workbook.report_id)


@require_safe
def workbook_marked(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """The same workbook with wrong cells marked."""
    workbook, report = _kept(request, pk)
    content = _content(workbook)
    try:
        found = compare(content, report)
    except UnreadableTable as refusal:
        raise Http404 from refusal
    stream = io.BytesIO(found.marked(content))
    name = f"vykaz-{report.service.identifier}-chyby.xlsx"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


@require_POST
def workbook_drop(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    workbook, _report = _kept(request, pk)
    if drop_workbook(workbook):
        messages.success(request, _("Sešit je zahozený, ve výkazu se nic nezměnilo."))
    return redirect("evaluation:report-workbook", workbook.report_id)
