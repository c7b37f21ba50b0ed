"""Anybody says that a page is out of date, and later reads what came of it."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from providers.actions.reports import report_outdated
from providers.forms.reports import ReportForm
from providers.models import OutdatedReport, Service
from providers.public import published_on
from sitis.attempts import may_try

State = OutdatedReport.State
TONES = {
    State.NEW: "neutral",
    State.CHECKING: "primary",
    State.MENDED: "success",
    State.UNFOUNDED: "success",
}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def report_add(request: HttpRequest, identifier: str) -> HttpResponse:
    """Only of services that everybody may see. Over the limit nothing is written: 429."""
    services = published_on(localdate()).select_related("provider")
    service: Service | None = services.filter(identifier=identifier).first()
    if service is None:
        raise Http404
    form = ReportForm(request.POST if request.method == "POST" else None)
    context = {"service": service, "form": form}
    if form.is_valid():
        if not may_try(request, "report", limit=settings.REPORTS_PER_HOUR):
            context["too_many"] = True
            return _hidden(render(request, "providers/report_add.html", context, status=429))
        data = form.cleaned_data
        report = report_outdated(service, part=data["part"], text=data["text"])
        return redirect("reports:report-state", report.key)
    return _hidden(render(request, "providers/report_add.html", context))


@login_not_required
@never_cache
@require_safe
def report_state(request: HttpRequest, key: UUID) -> HttpResponse:
    """State and answer for whoever keeps the address; what was written is shown to nobody here."""
    rows = OutdatedReport.objects.select_related("service__provider")
    report = rows.filter(key=key).first()
    if report is None:
        raise Http404
    context = {
        "report": report,
        "service": report.service,
        "is_public": published_on(localdate()).filter(pk=report.service_id).exists(),
        "tone": TONES[State(report.state)],
        "address": request.build_absolute_uri(),
    }
    return _hidden(render(request, "providers/report_state.html", context))


def _hidden(answer: HttpResponse) -> HttpResponse:
    """Not for search engines."""
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
