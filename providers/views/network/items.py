"""Items of a version that is not in force: each entered, changed, ended or removed on its own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from providers.actions import network
from providers.forms.network import EndItemForm, ItemForm, put
from providers.models import NetworkItem
from providers.views.network.base import editable, form_page, is_registrar, sees_all
from sitis import rooms
from sitis.http import AuthenticatedRequest, get_editable, get_readable


@require_GET
def item_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = NetworkItem.objects.for_table().select_related("continues__network")
    item = get_readable(rows, request.user, pk=pk)
    internal = sees_all(request)
    context = {
        "item": item,
        "version": item.network,
        "may_edit": is_registrar(request) and not item.network.is_locked,
        "sees_all": internal,
        "shares": item.cofinancing.select_related("municipality") if internal else (),
        "continued_by": item.continued_by.readable_by(request.user).select_related("network"),
        "panels": rooms.panels(item),
    }
    return render(request, "providers/network_item.html", context)


@require_http_methods(["GET", "POST"])
def item_add(request: AuthenticatedRequest, year: int, number: int) -> HttpResponse:
    version = editable(request, year, number)
    initial = {"identifier": request.GET.get("sluzba", "").replace("\0", "")[:7]}
    form = ItemForm(request.POST or None, instance=NetworkItem(network=version), initial=initial)
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Položka je zapsána."))
        return redirect(version)
    return form_page(request, form, title=_("Nová položka"), version=version)


@require_http_methods(["GET", "POST"])
def item_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    item = _editable(request, pk)
    form = ItemForm(request.POST or None, instance=item)
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Změna položky je uložena."))
        return redirect("providers:network-item", pk)
    title = _("Upravit položku: %s") % item.service.name
    return form_page(request, form, title=title, version=item.network)


def _editable(request: AuthenticatedRequest, pk: int) -> NetworkItem:
    """Raises Http404, or PermissionDenied also of an item in force."""
    item: NetworkItem = get_editable(NetworkItem.objects.for_table(), request.user, pk=pk)
    return item


def _saved(request: AuthenticatedRequest, form: ItemForm) -> bool:
    try:
        network.save_item(form.instance, by=request.user, reason=form.cleaned_data["reason"])
    except ValidationError as refusal:
        put(form, refusal)
        return False
    return True


@require_http_methods(["GET", "POST"])
def item_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    item = _editable(request, pk)
    suggested = item.service.provided_to
    initial = {"last_day": date_format(suggested, "j. n. Y")} if suggested else {}
    form = EndItemForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            network.end_item(
                item, last_day=data["last_day"], by=request.user, reason=data["reason"]
            )
        except ValidationError as refusal:
            named = {
                "last_day" if name == "valid_to" else name: errors
                for name, errors in refusal.update_error_dict({}).items()
            }
            put(form, ValidationError(named))
        else:
            messages.success(request, _("Konec položky je zapsán."))
            return redirect("providers:network-item", pk)
    title = _("Ukončit položku: %s") % item.service.name
    return form_page(request, form, title=title, version=item.network, button=_("Ukončit položku"))


@require_http_methods(["GET", "POST"])
def item_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Asks first; history keeps what is removed."""
    item = _editable(request, pk)
    if request.method == "POST":
        try:
            network.remove_item(item, by=request.user, reason=_("Odebráno z verze."))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("providers:network-item", pk)
        messages.success(request, _("Položka je odebrána."))
        return redirect(item.network)
    context = {"item": item, "version": item.network}
    return render(request, "providers/network_item_remove.html", context)
