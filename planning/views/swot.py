"""Strengths, weaknesses, opportunities and threats: four lists of one plan."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.actions.rows import remove_row
from planning.actions.swot import move_swot, save_swot
from planning.forms.strategy import SwotForm
from planning.models import Deliverable, Plan, SwotItem
from planning.views.base import editable_plan, plan_page, readable_plan
from planning.views.needs import may_write
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable
from sitis.versions import Stale

Side = SwotItem.Side
TITLES: dict[str, Any] = {
    Side.STRENGTH: gettext_lazy("Silné stránky"),
    Side.WEAKNESS: gettext_lazy("Slabé stránky"),
    Side.OPPORTUNITY: gettext_lazy("Příležitosti"),
    Side.THREAT: gettext_lazy("Hrozby"),
}


@require_safe
def swot(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    rows = SwotItem.objects.readable_by(request.user).filter(plan=plan).order_by("order", "pk")
    by_side: dict[str, list[SwotItem]] = {side: [] for side in TITLES}
    for item in rows.prefetch_related("themes"):
        by_side[item.side].append(item)
    sides = [(side, title, by_side[side]) for side, title in TITLES.items()]
    return plan_page(
        request,
        plan,
        "swot",
        "planning/swot.html",
        sides=sides,
        may_write=may_write(request, plan, Deliverable.ANALYSES),
    )


@require_http_methods(["GET", "POST"])
def swot_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    side = request.GET.get("strana", "")
    item = SwotItem(plan=plan, side=side if side in Side.values else "")
    return _form(request, plan, item, _("Nová položka SWOT"))


@require_http_methods(["GET", "POST"])
def swot_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    item = _editable(request, pk)
    return _form(request, item.plan, item, _("Upravit položku SWOT"))


def _editable(request: AuthenticatedRequest, pk: int) -> Any:
    rows = SwotItem.objects.select_related("plan__cycle", "plan__orp", "plan__district")
    return get_editable(rows, request.user, pk=pk)


def _form(request: AuthenticatedRequest, plan: Plan, item: SwotItem, title: str) -> HttpResponse:
    form = SwotForm(request.POST or None, instance=item, plan=plan)
    back = reverse("planning:swot", args=[plan.pk])
    if request.method == "POST" and form.is_valid():
        try:
            save_swot(form.instance, by=request.user, themes=form.cleaned_data["themes"])
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Záznam mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, _("Položka SWOT je uložena."))
            return redirect(f"{back}#{item.side}")
    context = {"form": form, "title": title, "back": back}
    return plan_page(request, plan, "swot", "planning/row_form.html", **context)


@require_POST
def swot_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    item = _editable(request, pk)
    try:
        move_swot(item, up=request.POST.get("kam") == "nahoru", by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(reverse("planning:swot", args=[item.plan_id]) + f"#{item.side}")


@require_http_methods(["GET", "POST"])
def swot_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    item = _editable(request, pk)
    if request.method == "POST":
        try:
            remove_row(item, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Položka SWOT je odebrána."))
        return redirect("planning:swot", item.plan_id)
    context = {
        "plan": item.plan,
        "title": _("Odebrat položku SWOT"),
        "text": item.text,
        "button": _("Odebrat"),
        "back_url": "planning:swot",
        "back": item.plan_id,
    }
    return render(request, "planning/row_remove.html", context)
