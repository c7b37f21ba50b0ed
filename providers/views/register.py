"""Work pages of the register: find, look at a day, correct, end, see who changed what."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from providers.actions import merge, register
from providers.changes import provider_changes, service_changes
from providers.filters import ProviderFilter, ServiceFilter
from providers.forms.register import (
    PARTS,
    CapacityChangeForm,
    EndServiceForm,
    MergeForm,
    NewServiceForm,
    ProviderForm,
    ServiceMainForm,
)
from providers.models import (
    Capacity,
    Difference,
    Facility,
    NetworkItem,
    NetworkVersion,
    Provider,
    RpssImport,
    SearchMiss,
    Service,
    ServiceDocument,
)
from providers.models.hours import in_words
from providers.models.service import Status
from providers.resources.register import ProviderResource, ServiceResource
from sitis import rooms
from sitis.accounts.models import Permission, Role
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.workbooks.download import table_response
from sitis.workbooks.values import day as read_day

PER_PAGE = 50
TONES = {
    Status.ACTIVE: "success",
    Status.PLANNED: "primary",
    Status.NO_PLACE: "warning",
    Status.MISSING: "warning",
}


def _must_read(request: AuthenticatedRequest) -> None:
    """The register is for everybody who holds a role. Raises PermissionDenied."""
    if not request.user.held_roles:
        raise PermissionDenied


def _is_insider(request: AuthenticatedRequest, provider: Provider) -> bool:
    """Who may see notes and contacts that are not public: the region and the provider's people."""
    user = request.user
    return user.holds(Role.OFFICIAL, Role.AUDITOR) or provider.pk in user.held_for(
        Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY
    )


def _is_registrar(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR)


@require_GET
def home(request: AuthenticatedRequest) -> HttpResponse:
    _must_read(request)
    today = localdate()
    services = Service.objects.readable_by(request.user).with_status_on(today)
    context = {
        "active": services.filter(status=Status.ACTIVE).count(),
        "missing": services.filter(status=Status.MISSING).count(),
        "no_place": services.filter(status=Status.NO_PLACE).count(),
        "unnamed": services.filter(kind__is_named=False).count(),
        "providers": Provider.objects.current().count(),
        "differences": Difference.objects.readable_by(request.user).open().count(),
        "network": NetworkVersion.objects.in_force_on(today).first(),
        "last_import": RpssImport.objects.filter(state=RpssImport.State.APPLIED).first(),
        "may_edit": _is_registrar(request),
        "is_official": request.user.holds(Role.OFFICIAL, Role.AUDITOR),
        "may_see_searches": SearchMiss.objects.opened_to(request.user),
    }
    return render(request, "providers/register_home.html", context)


# -- services ------------------------------------------------------------------------------------


def _filtered(request: AuthenticatedRequest) -> ServiceFilter:
    rows = Service.objects.readable_by(request.user).for_cards()
    return ServiceFilter(request.GET, queryset=rows, today=localdate())


@require_GET
def service_list(request: AuthenticatedRequest) -> HttpResponse:
    _must_read(request)
    found = _filtered(request)
    open_places = Facility.objects.showable().open_on(found.day).select_related("municipality")
    rows = found.qs.prefetch_related(Prefetch("facilities", open_places, to_attr="open_places"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    for service in page:
        service.places = sorted(
            {str(p.municipality) for p in service.open_places if p.municipality}
        )
        service.tone = TONES.get(service.status, "neutral")
    context = {
        "filter": found,
        "page": page,
        "day": found.day,
        "may_edit": _is_registrar(request),
        "query": request.GET.urlencode(),
    }
    return render(request, "providers/service_list.html", context)


@require_GET
def service_export(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    """The filtered list as a table; hidden places are not named."""
    _must_read(request)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    rows = _filtered(request).qs
    record(Act.EXPORT, user=request.user, subject=_("seznam služeb"), format=kind)
    return table_response(
        kind, "sluzby", ServiceResource.export_headings(), ServiceResource.export_rows(rows)
    )


def _day_of(request: AuthenticatedRequest) -> date:
    """``den`` of the address, ISO or Czech; today if it is missing or makes no sense."""
    try:
        return read_day(request.GET.get("den", "")) or localdate()
    except ValidationError:
        messages.warning(request, _("Den v adrese není datum, ukazujeme dnešek."))
        return localdate()


@require_GET
def service_detail(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    day = _day_of(request)
    rows = Service.objects.for_cards().with_status_on(day)
    service = get_readable(rows, request.user, identifier=identifier)
    insider = _is_insider(request, service.provider)
    contacts = service.contacts.all() if insider else service.contacts.filter(is_public=True)
    context = {
        "service": service,
        "tone": TONES.get(service.status, "neutral"),
        "day": day,
        "is_today": day == localdate(),
        "is_insider": insider,
        "may_edit": _is_registrar(request),
        "may_see_changes": request.user.holds(Role.OFFICIAL, Role.AUDITOR),
        "forms": service.forms.valid_on(day).select_related("form"),
        "capacities": service.capacities.valid_on(day).select_related("form", "unit"),
        "facilities": service.facilities.open_on(day).select_related("municipality__orp"),
        "reach": service.reach.valid_on(day).select_related("municipality", "orp", "district"),
        "hours": in_words(service.opening_hours.valid_on(day).select_related("form")),
        "target_groups": service.target_groups.select_related("target_group"),
        "age_groups": service.age_groups.select_related("age_group"),
        "activities": service.activities.select_related("activity"),
        "texts": service.texts.all(),
        "documents": service.documents.readable_by(request.user).valid_on(day),
        "events": service.registration_events.all() if insider else (),
        "scopes": service.extended_scopes.all(),
        "contacts": contacts,
        "network": service.network_items.in_force_on(day).for_table(),
        "network_since": NetworkItem.objects.since(service, day),
        "panels": rooms.panels(service),
        "parts": PARTS.values(),
    }
    return render(request, "providers/service_detail.html", context)


@require_http_methods(["GET", "POST"])
def service_add(request: AuthenticatedRequest) -> HttpResponse:
    if not _is_registrar(request):
        raise PermissionDenied
    form = NewServiceForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        register.register_service(
            form.instance, by=request.user, reason=data["reason"], event=form.event()
        )
        messages.success(request, _("Služba je zapsána. Doplňte formy, kapacity a místa."))
        return redirect("providers:service-detail", form.instance.identifier)
    return _form_page(request, form, title=_("Nová služba"), back=("providers:service-list",))


@require_http_methods(["GET", "POST"])
def service_edit(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    service = get_editable(Service.objects.for_cards(), request.user, identifier=identifier)
    form = ServiceMainForm(request.POST or None, instance=service)
    if form.is_valid():
        register.save_service(service, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Změny služby jsou uloženy."))
        return redirect("providers:service-detail", identifier)
    back = ("providers:service-detail", identifier)
    title = _("Upravit službu %(name)s") % {"name": Service.objects.get(pk=service.pk).name}
    return _form_page(request, form, title=title, back=back, parts=PARTS.values(), service=service)


def _form_page(
    request: AuthenticatedRequest, form: Form, *, title: str, back: tuple[Any, ...], **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": reverse(back[0], args=back[1:]), **more}
    return render(request, "providers/register_form.html", context)


@require_http_methods(["GET", "POST"])
def service_parts(request: AuthenticatedRequest, identifier: str, slug: str) -> HttpResponse:
    """Rows of one kind that belong to the service: capacities, places, contacts …"""
    part = PARTS.get(slug)
    if part is None:
        raise Http404
    service = get_editable(Service.objects.for_cards(), request.user, identifier=identifier)
    formset = part.formset(request.POST or None, request.FILES or None, instance=service)
    if request.method == "POST" and formset.is_valid() and _saved(request, service, formset):
        messages.success(request, _("Změny jsou uloženy."))
        return redirect("providers:service-detail", identifier)
    context = {"service": service, "part": part, "formset": formset, "parts": PARTS.values()}
    return render(request, "providers/service_parts.html", context)


def _saved(request: AuthenticatedRequest, service: Service, formset: Any) -> bool:
    """Write the rows; a rule that only the whole can break is told above them."""
    reason = request.POST.get("reason", "").replace("\0", "")[:300]
    rows = formset.changed_rows()
    for row in rows:
        if hasattr(row, "provider_id") and hasattr(row, "decided_on"):
            row.provider = service.provider
    try:
        register.save_parts(
            service, rows, by=request.user, reason=reason, removed=formset.deleted_objects
        )
    except ValidationError as refusal:
        formset._non_form_errors = formset.error_class(refusal.messages, error_class="nonform")
        return False
    return True


@require_http_methods(["GET", "POST"])
def service_end(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    service = get_editable(Service.objects.for_cards(), request.user, identifier=identifier)
    form = EndServiceForm(request.POST or None, service=service)
    if form.is_valid():
        data = form.cleaned_data
        register.end_service(
            service,
            last_day=data["last_day"],
            closing=data["closing"],
            reason=data["reason"],
            event=form.event(),
            by=request.user,
        )
        messages.success(request, _("Ukončení služby je zapsáno."))
        return redirect("providers:service-detail", identifier)
    warning = _(
        "S posledním dnem služby skončí i její platné formy, kapacity, místa, provozní doba, "
        "působnost a dokumenty. Co mělo začít až potom, se zruší."
    )
    back = ("providers:service-detail", identifier)
    title = _("Ukončit službu %(name)s") % {"name": service.name}
    return _form_page(
        request, form, title=title, back=back, warning=warning, button=_("Ukončit službu")
    )


@require_http_methods(["GET", "POST"])
def capacity_change(request: AuthenticatedRequest, identifier: str, pk: int) -> HttpResponse:
    service = get_editable(Service.objects, request.user, identifier=identifier)
    rows = service.capacities.select_related("form", "unit", "service")
    capacity = rows.filter(pk=pk).first()
    if capacity is None:
        raise Http404
    form = CapacityChangeForm(request.POST or None)
    if form.is_valid() and _capacity_changed(request, capacity, form):
        messages.success(request, _("Změna kapacity je zapsána."))
        return redirect("providers:service-detail", identifier)
    title = _("Změna kapacity: %(form)s, %(unit)s, nyní %(amount)s") % {
        "form": capacity.form,
        "unit": capacity.unit,
        "amount": capacity.amount_shown,
    }
    return _form_page(request, form, title=title, back=("providers:service-detail", identifier))


def _capacity_changed(request: AuthenticatedRequest, capacity: Capacity, form: Form) -> bool:
    data = form.cleaned_data
    try:
        register.change_capacity(
            capacity,
            amount=data["amount"],
            first_day=data["first_day"],
            reason=data["reason"],
            by=request.user,
        )
    except ValidationError as refusal:
        _put(form, refusal)
        return False
    return True


def _put(form: Form, refusal: ValidationError) -> None:
    """Sentences of an action at the form's fields; those about others above the form."""
    for name, errors in refusal.update_error_dict({}).items():
        form.add_error(
            None if name == NON_FIELD_ERRORS or name not in form.fields else name, errors
        )


@require_POST
def service_publish(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    service = get_editable(Service.objects.for_cards(), request.user, identifier=identifier)
    try:
        register.publish(service, request.POST.get("zverejnit") == "1", by=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        said = _("Služba je zveřejněna.") if service.is_published else _("Služba je skryta.")
        messages.success(request, said)
    return redirect("providers:service-detail", identifier)


def _changes_page(
    request: AuthenticatedRequest, found: list[Any], *, title: str, back: str, name: str
) -> HttpResponse:
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("strana"))
    context = {"page": page, "title": title, "back": back, "name": name}
    return render(request, "providers/changes.html", context)


@require_GET
def service_changes_page(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    service = get_readable(Service.objects, request.user, identifier=identifier)
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    back = reverse("providers:service-detail", args=[identifier])
    title = _("Kdo co změnil: %(name)s") % {"name": service.name}
    return _changes_page(
        request, service_changes(service), title=title, back=back, name=service.name
    )


# -- documents -----------------------------------------------------------------------------------


@require_GET
def document_download(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """A kept file, only for those who may read it; its address is never a link to the disk."""
    document = get_readable(ServiceDocument.objects, request.user, pk=pk)
    if not document.file:
        raise Http404
    try:
        stream = document.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    record(Act.DOWNLOAD, user=request.user, subject=str(document), document=document.pk)
    name = document.file.name.rpartition("/")[2]
    return FileResponse(
        stream, as_attachment=True, filename=name, content_type="application/octet-stream"
    )


# -- providers -----------------------------------------------------------------------------------


@require_GET
def provider_list(request: AuthenticatedRequest) -> HttpResponse:
    _must_read(request)
    rows = Provider.objects.readable_by(request.user).current().select_related("legal_form")
    found = ProviderFilter(request.GET, queryset=rows)
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("strana"))
    counts = _running(page, localdate())
    for provider in page:
        provider.running = counts.get(provider.pk, 0)
    context = {
        "filter": found,
        "page": page,
        "query": request.GET.urlencode(),
        "may_edit": _is_registrar(request),
    }
    return render(request, "providers/provider_list.html", context)


def _running(page: Any, day: date) -> dict[int, int]:
    rows = Service.objects.running_on(day).filter(provider__in=[row.pk for row in page])
    return dict(rows.order_by().values_list("provider").annotate(Count("pk")))


@require_GET
def provider_export(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    _must_read(request)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    found = ProviderFilter(
        request.GET, queryset=Provider.objects.readable_by(request.user).current()
    )
    record(Act.EXPORT, user=request.user, subject=_("seznam poskytovatelů"), format=kind)
    return table_response(
        kind,
        "poskytovatele",
        ProviderResource.export_headings(),
        ProviderResource.export_rows(found.qs),
    )


@require_GET
def provider_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Provider.objects.select_related(
        "legal_form", "registering_authority", "municipality", "merged_into"
    )
    provider = get_readable(rows, request.user, pk=pk)
    if provider.merged_into_id:
        messages.info(
            request,
            _("%(name)s byl sloučen do tohoto poskytovatele.") % {"name": provider.name},
        )
        return redirect("providers:provider-detail", provider.merged_into_id)
    insider = _is_insider(request, provider)
    services = list(provider.services.with_status_on(localdate()).select_related("kind"))
    for service in services:
        service.tone = TONES.get(service.status, "neutral")
    contacts = provider.contacts.all() if insider else provider.contacts.filter(is_public=True)
    context = {
        "provider": provider,
        "services": services,
        "contacts": contacts,
        "merged_from": provider.merged_from.all(),
        "events": provider.registration_events.filter(service=None) if insider else (),
        "is_insider": insider,
        "may_edit": _is_registrar(request),
        "may_see_changes": request.user.holds(Role.OFFICIAL, Role.AUDITOR),
        "panels": rooms.panels(provider),
    }
    return render(request, "providers/provider_detail.html", context)


@require_http_methods(["GET", "POST"])
def provider_edit(request: AuthenticatedRequest, pk: int | None = None) -> HttpResponse:
    if pk is None:
        if not _is_registrar(request):
            raise PermissionDenied
        provider = Provider()
    else:
        provider = get_editable(Provider.objects, request.user, pk=pk)
    form = ProviderForm(request.POST or None, instance=provider)
    if form.is_valid():
        register.save_provider(provider, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Poskytovatel je uložen."))
        return redirect("providers:provider-detail", provider.pk)
    back: tuple[Any, ...] = ("providers:provider-list",)
    title = _("Nový poskytovatel")
    if pk is not None:
        title = _("Upravit poskytovatele %(name)s") % {"name": Provider.objects.get(pk=pk).name}
        back = ("providers:provider-detail", pk)
    return _form_page(request, form, title=title, back=back)


@require_http_methods(["GET", "POST"])
def provider_merge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """First whom, then what would move and where they differ, then it is done."""
    loser = get_editable(Provider.objects, request.user, pk=pk)
    form = MergeForm(request.POST or None)
    plan = None
    if form.is_valid():
        winner, data = form.cleaned_data["winner"], form.cleaned_data
        try:
            plan = merge.plan_merge(loser, winner)
            if "confirm" in request.POST:
                merge.merge_providers(loser, winner, by=request.user, reason=data["reason"])
                messages.success(request, _("Poskytovatelé jsou sloučeni."))
                return redirect("providers:provider-detail", winner.pk)
        except ValidationError as refusal:
            _put(form, refusal)
            plan = None
    context = {"loser": loser, "form": form, "plan": plan}
    context["winner"] = form.cleaned_data.get("winner") if plan else None
    return render(request, "providers/provider_merge.html", context)


@require_GET
def provider_changes_page(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    provider = get_readable(Provider.objects, request.user, pk=pk)
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    back = reverse("providers:provider-detail", args=[pk])
    title = _("Kdo co změnil: %(name)s") % {"name": provider.name}
    return _changes_page(
        request, provider_changes(provider), title=title, back=back, name=provider.name
    )
