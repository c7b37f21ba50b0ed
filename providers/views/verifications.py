"""Whose public pages nobody verified for long: a provider confirms them, the region looks on."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from providers.actions.upkeep import verify
from providers.forms.verifications import VerificationFilterForm, VerifyManyForm
from providers.models import Proposal, Service
from sitis.accounts.models import Role
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest
from sitis.periods import months_before
from sitis.workbooks.download import table_response

PER_PAGE = 50
STAFF = (Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)


def _limit(day: date) -> date:
    """Pages verified on it or later are fresh."""
    return months_before(day, settings.VERIFY_MONTHS)


def _to_verify(day: date) -> Any:
    open_proposal = Proposal.objects.open().filter(service=OuterRef("pk"))
    return (
        Service.objects.to_verify(day)
        .select_related("provider", "verification")
        .annotate(has_proposal=Exists(open_proposal))
    )


@require_safe
def verification_list(request: AuthenticatedRequest) -> HttpResponse:
    """A provider's people see all their services; the region those that nobody verified."""
    if request.user.holds(*STAFF):
        return _own_list(request)
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    form, rows = _filtered(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "filter_form": form,
        "page": page,
        "months": settings.VERIFY_MONTHS,
        "query": request.GET.urlencode(),
    }
    return render(request, "providers/verification_list.html", context)


def _filtered(request: AuthenticatedRequest) -> tuple[VerificationFilterForm, Any]:
    """By provider, within one the longest unverified first."""
    form = VerificationFilterForm(request.GET)
    today = localdate()
    rows = _to_verify(today).overseen_by(request.user)
    return form, form.narrowed(rows, _limit(today)).order_by(
        "provider__name",
        "provider",
        F("verification__verified_on").asc(nulls_first=True),
        "identifier",
    )


def _own_list(request: AuthenticatedRequest) -> HttpResponse:
    today = localdate()
    limit = _limit(today)
    rows = _to_verify(today).staffed_by(request.user)
    listed = rows.order_by(F("verification__verified_on").asc(nulls_first=True), "name", "pk")
    page = Paginator(listed, 200).get_page(request.GET.get("strana"))
    for service in page:
        on = service.verification.verified_on if hasattr(service, "verification") else None
        service.verified_on, service.is_late = on, on is None or on < limit
    context = {
        "page": page,
        "late": rows.unverified_since(limit).count(),
        "months": settings.VERIFY_MONTHS,
    }
    return render(request, "providers/verification_own.html", context)


@require_POST
def verify_many(request: AuthenticatedRequest) -> HttpResponse:
    """Several pages at once, where nothing changed."""
    if not request.user.holds(*STAFF):
        raise PermissionDenied
    rows = Service.objects.to_verify(localdate()).staffed_by(request.user)
    form = VerifyManyForm(request.POST, rows=rows)
    if form.is_valid():
        chosen = form.cleaned_data["rows"]
        verify(chosen, day=localdate(), by=request.user)
        count = len(chosen)
        text = ngettext("Ověřena %d služba.", "Ověřeno %d služeb.", count) % count
        messages.success(request, _("Děkujeme. %s") % text)
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
    return redirect("providers:verification-list")


@require_safe
def verification_export(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    if kind not in {"xlsx", "csv"}:
        raise Http404
    _form, rows = _filtered(request)
    subject = _("neověřené veřejné údaje")
    record(Act.EXPORT, user=request.user, subject=subject, format=kind)
    headings = ["Poskytovatel", "IČO", "Identifikátor služby", "Služba", "Ověřeno dne", "Návrh"]
    return table_response(kind, "overeni", headings, _cells(rows))


def _cells(rows: Any) -> Iterator[list[Any]]:
    columns = ("provider__name", "provider__ico", "identifier", "name")
    listed = rows.values_list(*columns, "verification__verified_on", "has_proposal")
    for *own, verified_on, has_proposal in listed.iterator(chunk_size=2000):
        yield [*own, verified_on, _("rozpracovaný") if has_proposal else ""]
