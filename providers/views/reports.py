"""Reports of outdated data as the region and the provider answer them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from providers.actions.reports import answer
from providers.forms.reports import AnswerReportForm, ReportFilterForm
from providers.models import OutdatedReport
from providers.views.public_reports import TONES
from sitis.accounts.models import Role
from sitis.changes import Watched, changes
from sitis.http import AuthenticatedRequest, get_readable

PER_PAGE = 50
State = OutdatedReport.State
READERS = (Role.OFFICIAL, Role.AUDITOR, Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)


@require_safe
def report_list(request: AuthenticatedRequest) -> HttpResponse:
    """Those that wait longest stand first; a provider's people see their own."""
    if not request.user.holds(*READERS):
        raise PermissionDenied
    form = ReportFilterForm(request.GET)
    rows = OutdatedReport.objects.readable_by(request.user)
    found = form.narrowed(rows.select_related("service__provider"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("strana"))
    for report in page:
        report.tone = "warning" if report.state == State.NEW else TONES[State(report.state)]
    return render(request, "providers/report_list.html", {"filter_form": form, "page": page})


@require_http_methods(["GET", "POST"])
def report_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = OutdatedReport.objects.select_related("service__kind", "service__provider")
    report = get_readable(rows, request.user, pk=pk)
    may_answer = OutdatedReport.objects.editable_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    form = AnswerReportForm(request.POST or None, instance=report) if may_answer else None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        answer(report, state=data["state"], text=data["answer"], by=request.user)
        messages.success(request, _("Odpověď je uložená, uvidí ji ten, kdo hlásil."))
        return redirect("providers:report-list")
    past = OutdatedReport.history.filter(id=report.pk)
    secret = frozenset({"text", "key"})
    context = {
        "report": OutdatedReport.objects.select_related("service__kind", "service__provider").get(
            pk=pk
        ),
        "form": form,
        "tone": TONES[State(report.state)],
        "changes": changes([Watched(OutdatedReport, past, secret, frozenset({report.pk}))]),
        "is_asked": not request.user.holds(Role.OFFICIAL, Role.AUDITOR),
    }
    return render(request, "providers/report_detail.html", context)
