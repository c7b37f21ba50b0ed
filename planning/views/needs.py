"""Needs of a plan: the list by years, and one need with the facts beside it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Sum
from django.db.models.functions import Length
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning import facts
from planning.actions.needs import remove_need, save_need
from planning.actions.rows import Closed
from planning.filters.needs import NeedFilter
from planning.forms.needs import NeedForm
from planning.models import Deliverable, HandIn, Need, Plan
from planning.tracing import panel_of
from planning.views.base import PER_PAGE, editable_plan, lost_with, plan_page, readable_plan
from providers.forms.network import put
from providers.models import ServiceKind, TargetGroup
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale


@dataclass(slots=True)
class Line:
    """One need with its years, as the list shows it."""

    need: Need  # the first of its years
    years: list[tuple[int, Need | None]]
    facts: facts.Facts
    conflicts: list[str] = field(default_factory=list)


def needs_readable(request: AuthenticatedRequest, plan: Plan) -> Any:
    return Need.objects.readable_by(request.user).filter(plan=plan)


def may_write(request: AuthenticatedRequest, plan: Plan, deliverable: str) -> bool:
    """Whether rows of the deliverable may be added and changed now."""
    closed = HandIn.objects.filter(plan=OuterRef("pk"), deliverable=deliverable).closed()
    own = Plan.objects.editable_by(request.user).filter(pk=plan.pk)
    return bool(own.filter(~Exists(closed)).exists())


@require_safe
def need_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    rows = needs_readable(request, plan)
    narrowed = NeedFilter(request.GET, queryset=rows, years=plan.years)
    codes = narrowed.qs.order_by("kind__name", "form__name", Length("code"), "code")
    codes = codes.values_list("code", "kind__name", "form__name").distinct()
    page = Paginator(codes, PER_PAGE).get_page(request.GET.get("strana"))
    here = [code for code, *_names in page.object_list]
    found = list(rows.filter(code__in=here).for_table()) if here else []
    years = sorted({*plan.years, *(need.year for need in found)})
    page.object_list = _lines(found, here, years, plan)
    sums = narrowed.qs.order_by("unit__name", "year").values("unit__name", "year")
    return plan_page(
        request,
        plan,
        "need-list",
        "planning/need_list.html",
        filter=narrowed,
        page=page,
        years=years,
        sums=_by_unit(sums.annotate(sum=Sum("change")), years),
        may_write=may_write(request, plan, Deliverable.NEEDS),
        query=request.GET.urlencode(),
    )


def _lines(found: list[Need], codes: list[str], years: list[int], plan: Plan) -> list[Line]:
    by_code: dict[str, dict[int, Need]] = {}
    for need in found:
        by_code.setdefault(need.code, {})[need.year] = need
    beside = facts.facts_of_needs(found, plan.data_day)
    lines = []
    for code in codes:
        rows = by_code[code]
        first = rows[min(rows)]
        known = beside[facts.key_of(first)]
        told = facts.conflicts_of_years(rows.values(), known)
        cells = [(year, rows.get(year)) for year in years]
        lines.append(Line(first, cells, known, told))
    return lines


def _by_unit(sums: Any, years: list[int]) -> list[tuple[str, list[Any]]]:
    """Unit -> its sums by years; units are never summed together."""
    units: dict[str, dict[int, Any]] = {}
    for row in sums:
        units.setdefault(row["unit__name"], {})[row["year"]] = row["sum"]
    return [(unit, [by_year.get(year) for year in years]) for unit, by_year in units.items()]


@require_safe
def need_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    need = get_readable(Need.objects.for_table().select_related("theme"), request.user, pk=pk)
    plan = need.plan
    rows = list(needs_readable(request, plan).filter(code=need.code).for_table().order_by("year"))
    known = facts.facts_of_needs([need], plan.data_day)[facts.key_of(need)]
    return plan_page(
        request,
        plan,
        "need-list",
        "planning/need_detail.html",
        need=need,
        rows=rows,
        facts=known,
        conflicts=facts.conflicts_of_years(rows, known),
        items=need.network_items.for_table(),
        fate=panel_of(need, request.user, rows),
        may_write=may_write(request, plan, Deliverable.NEEDS),
    )


@require_http_methods(["GET", "POST"])
def need_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    given = {"kind": "druh", "form": "forma", "target_group": "skupina"}
    asked = {name: request.GET.get(key, "")[:9] for name, key in given.items()}
    initial = {name: value for name, value in asked.items() if value.isdecimal()}
    return _form(request, plan, Need(plan=plan), initial)


@require_http_methods(["GET", "POST"])
def need_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    need = get_editable(Need.objects.for_table(), request.user, pk=pk)
    return _form(request, need.plan, need, {})


def _form(
    request: AuthenticatedRequest, plan: Plan, need: Need, initial: dict[str, Any]
) -> HttpResponse:
    only_facts = "fakta" in request.POST  # facts of another kind; nothing is written
    if only_facts:
        form = NeedForm(instance=need, plan=plan, initial=_typed(request.POST))
    else:
        form = NeedForm(request.POST or None, instance=need, plan=plan, initial=initial)
    if request.method == "POST" and not only_facts and form.is_valid():
        try:
            written = save_need(
                form.instance,
                form.wishes,
                by=request.user,
                network_items=form.cleaned_data.get("network_items"),
            )
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Potřebu mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, _("Potřeba %s je uložena.") % written[0].code)
            return redirect("planning:need-detail", written[0].pk)
    return plan_page(
        request,
        plan,
        "need-list",
        "planning/need_form.html",
        form=form,
        need=need if need.pk else None,
        facts=_facts_beside(form, plan),
    )


def _typed(data: QueryDict) -> dict[str, Any]:
    """What was typed over which versions, to be drawn again without being judged."""
    return data.dict() | {"network_items": data.getlist("network_items")}


def _facts_beside(form: NeedForm, plan: Plan) -> facts.Facts | None:
    """Facts for the kind and the form that are chosen."""
    kind, shape, group = (form.asked(name) for name in ("kind", "form", "target_group"))
    if kind is None or shape is None:
        return None
    need = form.instance
    chosen = need.kind if kind == need.kind_id else ServiceKind.objects.filter(pk=kind).first()
    if chosen is None:
        return None
    if need.target_group and group == need.target_group_id:
        areas = {group: need.target_group.area}
    else:
        areas = dict(TargetGroup.objects.filter(pk=group).values_list("pk", "area"))
    key = facts.place_key(plan, kind, shape, group)
    return facts.facts_of([key], plan.data_day, [chosen], areas)[key]


@require_http_methods(["GET", "POST"])
def need_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Asks first; history keeps what is removed."""
    need = get_editable(Need.objects.for_table(), request.user, pk=pk)
    if request.method == "POST":
        try:
            remove_need(need, by=request.user)
        except Closed as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("planning:need-detail", pk)
        messages.success(request, _("Potřeba %s je odebrána.") % need.code)
        return redirect("planning:need-list", need.plan_id)
    context = {
        "plan": need.plan,
        "title": _("Odebrat potřebu %s") % need.code,
        "text": _("Odeberou se všechny její roky. Kód %s už jiná potřeba nedostane.") % need.code,
        "lost": lost_with(need.plan.needs.filter(code=need.code)),
        "button": _("Odebrat potřebu"),
        "back": need.plan_id,
        "back_url": "planning:need-list",
    }
    return render(request, "planning/row_remove.html", context)
