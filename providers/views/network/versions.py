"""Versions: their list, one in detail, a new one, its days, states and coming into force."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from providers import network as ledger
from providers.actions import network
from providers.filters import NetworkItemFilter
from providers.forms.network import MoveForm, PutInForceForm, StartVersionForm, VersionForm, put
from providers.models import NetworkItem, NetworkVersion
from providers.models.ledger_words import Words
from providers.resources.network import GroupTable, ItemTable
from providers.views.network.base import (
    PER_PAGE,
    TONES,
    day_within,
    editable,
    form_page,
    is_registrar,
    must_read,
    readable,
    sees_all,
    versions,
)
from sitis.audit import Act, record
from sitis.documents.states import state_of
from sitis.http import AuthenticatedRequest
from sitis.workbooks.download import table_response

Move = NetworkVersion.Move


@require_GET
def version_list(request: AuthenticatedRequest) -> HttpResponse:
    """All versions one may read, the one of today first said."""
    must_read(request)
    today = localdate()
    rows = versions().readable_by(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    found = list(page)
    counts = dict(
        NetworkItem.objects.filter(network__in=found)
        .order_by()
        .values_list("network")
        .annotate(Count("pk"))
    )
    for version in found:
        version.tone = TONES.get(version.state, "neutral")
        version.count = counts.get(version.pk, 0)
        version.is_now = version.is_locked and version.covers(today)
    context = {
        "page": page,
        "versions": found,
        "now": next((version for version in found if version.is_now), None),
        "years": sorted({one.valid_from.year for one in found if one.is_locked}, reverse=True),
        "may_edit": is_registrar(request),
        "sees_all": sees_all(request),
    }
    return render(request, "providers/network_list.html", context)


def _filtered(request: AuthenticatedRequest, version: NetworkVersion) -> NetworkItemFilter:
    rows = version.items.for_table().order_by("service__name", "service__identifier", "form", "pk")
    return NetworkItemFilter(request.GET, queryset=rows)


@require_GET
def version_detail(request: AuthenticatedRequest, year: int, number: int) -> HttpResponse:
    version = readable(request, year, number)
    found = _filtered(request, version)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("strana"))
    sums = (
        found.qs.order_by("unit__name")
        .values("unit__name")
        .annotate(amount=Sum("amount"), services=Count("service", distinct=True))
    )
    registrar = is_registrar(request)
    context = {
        "version": version,
        "document": state_of("network", str(version.pk), request.user),
        "tone": TONES.get(version.state, "neutral"),
        "filter": found,
        "page": page,
        "sums": sums,
        "query": request.GET.urlencode(),
        "may_edit": registrar and not version.is_locked,
        "may_import": registrar and version.state == NetworkVersion.State.PREPARATION,
        "imports": sees_all(request) and version.imports.exists(),
        "moves": version.moves if registrar else [],
        "is_approved": version.state in {"council", "assembly"},
        "sees_all": sees_all(request),
    }
    return render(request, "providers/network_detail.html", context)


@require_GET
def version_export(
    request: AuthenticatedRequest, year: int, number: int, kind: str
) -> HttpResponseBase:
    """Items as they are filtered now."""
    version = readable(request, year, number)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    record(Act.EXPORT, user=request.user, subject=str(version), format=kind)
    table = ItemTable(with_internal=sees_all(request))
    rows = table.rows(_filtered(request, version).qs)
    return table_response(kind, f"sit-{year}-{number}", table.headings(), rows)


@require_GET
def version_totals(
    request: AuthenticatedRequest, year: int, number: int, kind: str = ""
) -> HttpResponseBase:
    """Units by kind, territory and form, on today or the nearest day of the version."""
    version = readable(request, year, number)
    day = day_within(version, localdate())
    table = ledger.table_of(NetworkVersion.objects.filter(pk=version.pk).as_ledger(), day)
    words = Words(key.service for key in table)
    rows = words.totals(ledger.totals(table, words.kind_of))
    if kind:
        if kind not in {"xlsx", "csv"}:
            raise Http404
        subject = _("%s: souhrn") % version
        record(Act.EXPORT, user=request.user, subject=subject, format=kind)
        name = f"sit-{year}-{number}-souhrn"
        return table_response(kind, name, GroupTable.totals_headings(), GroupTable.totals(rows))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    context = {"version": version, "day": day, "page": page, "sees_all": sees_all(request)}
    return render(request, "providers/network_totals.html", context)


@require_http_methods(["GET", "POST"])
def version_start(request: AuthenticatedRequest) -> HttpResponse:
    if not is_registrar(request):
        raise PermissionDenied
    today = localdate()
    latest = NetworkVersion.objects.in_force().first()
    form = StartVersionForm(
        request.POST or None, user=request.user, today=today, initial={"copy_of": latest}
    )
    if form.is_valid():
        version = network.start_version(by=request.user, **form.cleaned_data)
        messages.success(request, _("%s je založena. Doplňte nebo opravte její položky.") % version)
        return redirect(version)
    return form_page(request, form, title=_("Nová verze sítě"), button=_("Založit verzi"))


@require_http_methods(["GET", "POST"])
def version_edit(request: AuthenticatedRequest, year: int, number: int) -> HttpResponse:
    version = editable(request, year, number)
    form = VersionForm(request.POST or None, instance=version)
    if form.is_valid():
        try:
            network.save_version_of_network(
                version, by=request.user, reason=form.cleaned_data["reason"]
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Změny verze jsou uloženy."))
            return redirect(version)
    return form_page(request, form, title=_("Upravit dny a poznámku"), version=version)


@require_http_methods(["GET", "POST"])
def version_move(request: AuthenticatedRequest, year: int, number: int, step: str) -> HttpResponse:
    """One step of the life of a version; first what it needs, then it is done."""
    version = editable(request, year, number)
    if step not in Move.values or step == Move.PUT_IN_FORCE:
        raise Http404
    if step not in version.moves:
        messages.warning(request, _("Tento krok teď u verze nejde udělat."))
        return redirect(version)
    form = MoveForm(request.POST if request.method == "POST" else None, step=step)
    if form.is_valid():
        try:
            network.move(
                *(version, step),
                by=request.user,
                resolution=form.chosen(),
                note=form.cleaned_data["note"],
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            said = _("Verze je ve stavu „%s“.") % version.get_state_display()
            messages.success(request, said)
            return redirect(version)
    label = str(Move(step).label)
    title = label[:1].upper() + label[1:]
    warning = ""
    if step == Move.RETURN and (version.council_resolution or version.assembly_resolution):
        warning = _("Usnesení, která verzi schválila, u ní přestanou být uvedena.")
    return form_page(request, form, title=title, version=version, button=title, warning=warning)


@require_http_methods(["GET", "POST"])
def version_force(request: AuthenticatedRequest, year: int, number: int) -> HttpResponse:
    """From which day the network is this version; what it replaces is said beside."""
    version = editable(request, year, number)
    if Move.PUT_IN_FORCE not in version.moves:
        messages.warning(request, _("V platnost jde uvést jen verze schválená zastupitelstvem."))
        return redirect(version)
    initial = {"first_day": date_format(version.valid_from, "j. n. Y")}
    form = PutInForceForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            network.put_in_force(
                version,
                first_day=form.cleaned_data["first_day"],
                note=form.cleaned_data["note"],
                today=localdate(),
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            first = date_format(version.valid_from)
            messages.success(request, _("%(version)s platí od %(day)s.") % {
                "version": version, "day": first
            })  # fmt: skip
            return redirect(version)
    before = NetworkVersion.objects.in_force().order_by("-valid_from").first()
    return form_page(
        request,
        form,
        title=_("Uvést v platnost"),
        version=version,
        button=_("Uvést v platnost"),
        before=before,
    )
