"""Inputs of an okres and of the region: side by side, decided, merged, given an own value, ranked."""

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from planning.actions.fates import decide, rank, requirements, source_sums, undo
from planning.actions.merging import adjust, merge, proposed, refuse_unlike
from planning.forms.inputs import AdjustForm, DecideForm, InputFilterForm, MergeForm
from planning.models import Fate, Level, Need, Plan, Priority
from planning.tracing import inputs_of, is_settled, missing
from planning.tracing.chain import current_fates
from planning.tracing.inputs import count_of, decided
from planning.tracing.panel import panel_of
from planning.tracing.side_by_side import columns, entries, keys, lines
from planning.views.base import PER_PAGE, editable_plan, plan_page, readable_plan
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable
from sitis.numerals import signed
from sitis.versions import Stale

LINES_PER_PAGE = 25
MERGE, UNDO = "merged", "undo"
CHOICE = re.compile(r"^(need|priority)-(\d{1,9})-(\d{1,9})$")
NAMES = {"potreby": Need, "priority": Priority}


def synthesis(request: AuthenticatedRequest, pk: int) -> Plan:
    """A plan that has inputs, for who reads it in full or once it is approved."""
    plan = readable_plan(request, pk)
    if plan.level == Level.ORP:
        raise Http404
    if not plan.is_frozen and not Plan.objects.whole_for(request.user).contains(plan):
        raise PermissionDenied
    return plan


@require_http_methods(["GET", "POST"])
def input_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Requests of lower plans side by side; ticked ones are decided together."""
    plan = editable_plan(request, pk) if request.method == "POST" else synthesis(request, pk)
    what = request.GET.get("co", "")
    model: Any = NAMES.get(what, Need)
    form = DecideForm(request.POST or None, plan=plan)
    ticked = request.POST.getlist("vyber")
    if request.method == "POST" and (answer := _decide(request, plan, form, ticked)):
        return answer
    rows = inputs_of(model, plan).filter(pk__in=model.objects.readable_by(request.user))
    settled = is_settled(model, plan)
    narrowing = InputFilterForm(request.GET, plan=plan, of_needs=model is Need)
    found = narrowing.narrow(
        rows, ~settled, lambda verdict: Q(Exists(decided(model, plan=plan, verdict=verdict)))
    )
    seen = Fate.objects.readable_by(request.user).values("pk")
    fates = current_fates() if plan.is_frozen else _all_fates()
    context: dict[str, Any] = {
        "what": "priority" if model is Priority else "potreby",
        "narrowing": narrowing,
        "form": form,
        "ticked": set(ticked),
        "waiting": count_of(rows.filter(~settled)),
        "total": count_of(rows),
        "missing": missing(plan, model.deliverable),
        "query": request.GET.urlencode(),
    }
    number = request.GET.get("strana")
    fates = fates.filter(pk__in=seen)
    if model is Need:
        page = Paginator(keys(found), LINES_PER_PAGE).get_page(number)
        page.object_list = lines(plan, found, page.object_list, fates)
        context |= {"page": page, "columns": columns(plan)}
    else:
        ordered = found.select_related("plan__orp", "plan__district").prefetch_related("themes")
        ordered = ordered.order_by("plan__level", "plan__title", "number", "pk")
        page = Paginator(ordered, PER_PAGE).get_page(number)
        page.object_list = entries(plan, list(page.object_list), fates)
        context["page"] = page
    return plan_page(request, plan, "input-list", "planning/input_list.html", **context)


def _all_fates() -> Any:
    """Decisions of plans in work too; targets are named on the page."""
    return Fate.objects.exclude(plan__state=Plan.State.REPLACED).select_related(
        *("plan__district", "need", "priority", "target_need", "target_priority"),
        "target_measure__goal__priority",
    )


def chosen(ticked: list[str]) -> tuple[list[Any], dict[Any, int]]:
    """Rows that were ticked, and what versions of their fates the page showed."""
    versions: dict[Any, int] = {}
    for one in " ".join(ticked).split():  # a box may stand for all years of a need
        if found := CHOICE.match(one):
            model = Need if found[1] == "need" else Priority
            versions[model, int(found[2])] = int(found[3])
    needs = Need.objects.filter(pk__in=[pk for model, pk in versions if model is Need])
    needs = needs.for_table().prefetch_related("network_items").order_by("plan", "code", "year")
    priorities = Priority.objects.filter(pk__in=[pk for m, pk in versions if m is Priority])
    priorities = priorities.select_related("plan__orp", "plan__district").order_by("plan", "number")
    return [*needs, *priorities], versions


def _decide(
    request: AuthenticatedRequest, plan: Plan, form: DecideForm, ticked: list[str]
) -> HttpResponse | None:
    """Do what the pressed button says; None where the page must say what is wrong."""
    step = request.POST.get("krok", "")
    if step == MERGE and ticked:
        query = "&".join(f"vyber={one}" for one in " ".join(ticked).split() if CHOICE.match(one))
        url = redirect("planning:input-merge", plan.pk)
        url["Location"] += f"?{query}"
        return url
    if not form.is_valid():
        return None
    rows, seen = chosen(ticked)
    count = len({(type(row), row.plan_id, row.code) for row in rows})  # years of a need are one
    try:
        if step == UNDO:
            undo(plan, rows, by=request.user, seen=seen)
            done = (
                ngettext("Rozhodnutí vzato zpět: %d.", "Rozhodnutí vzato zpět: %d.", count) % count
            )
        elif step in Fate.Verdict.values:
            decide(
                plan,
                rows,
                step,
                by=request.user,
                reason=form.cleaned_data["reason"],
                target=form.row if step == Fate.Verdict.ACCEPTED else None,
                seen=seen,
            )
            done = ngettext("Rozhodnuto o %d podnětu.", "Rozhodnuto o %d podnětech.", count) % count
        else:
            raise ValidationError(_("Vyberte, jak se má rozhodnout."))
    except ValidationError as refusal:
        field = "reason" if getattr(refusal, "code", "") == "reason" else None
        form.add_error(field, refusal)
        return None
    messages.success(request, done)
    return redirect(request.get_full_path())


@require_http_methods(["GET", "POST"])
def input_merge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Ticked needs become one joint need."""
    plan = editable_plan(request, pk)
    source = request.POST if request.method == "POST" else request.GET
    ticked = source.getlist("vyber")
    rows, seen = chosen(ticked)
    needs = [row for row in rows if isinstance(row, Need)]
    back = redirect("planning:input-list", plan.pk)
    known = inputs_of(Need, plan).filter(pk__in=[need.pk for need in needs]).count()
    if not needs or known != len(needs):
        messages.warning(request, _("Vyberte potřeby, které chcete sloučit."))
        return back
    try:
        refuse_unlike(needs)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return back
    sums = proposed(needs, [])
    form = MergeForm(request.POST or None, plan=plan, needs=needs, sums=sums)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            merged = merge(
                plan,
                needs,
                by=request.user,
                into=data["into"],
                changes=form.changes,
                reason=data["reason"],
                place=data["place"],
                seen=seen,
            )
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Společnou potřebu mezitím někdo změnil. Uložte znovu."))
        else:
            messages.success(request, _("Sloučeno do potřeby %s.") % merged[0].code)
            return back
    return plan_page(
        request,
        plan,
        "input-list",
        "planning/input_merge.html",
        form=form,
        needs=needs,
        ticked=ticked,
    )


@require_http_methods(["GET", "POST"])
def need_adjust(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """An own value of the okres or the region beside what ORPs ask."""
    need = get_editable(Need.objects.for_table(), request.user, pk=pk)
    if need.plan.level == Level.ORP:
        raise Http404
    initial = {"change": need.change, "version": need.version}
    form = AdjustForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        need.version = data["version"]
        try:
            adjust(need, data["change"], by=request.user, reason=data["reason"])
        except ValidationError as refusal:
            field = "reason" if getattr(refusal, "code", "") == "reason" else None
            form.add_error(field, refusal)
        except Stale:
            now = Need.objects.get(pk=pk)
            form.data = form.data.copy()
            form.data["version"] = str(now.version)
            told = _("Hodnotu mezitím někdo změnil na %s. Porovnejte a uložte.")
            form.add_error("change", told % signed(now.change))
        else:
            messages.success(request, _("Vlastní hodnota je uložena, hodnoty ORP zůstaly."))
            return redirect("planning:input-list", need.plan_id)
    return plan_page(
        request,
        need.plan,
        "input-list",
        "planning/need_adjust.html",
        need=need,
        form=form,
        asked=source_sums([need.pk]).get(need.pk),
        fate=panel_of(need, request.user),
    )


@require_http_methods(["GET", "POST"])
def need_rank(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The order of requirements, as numbers; gaps close by themselves."""
    plan = editable_plan(request, pk) if request.method == "POST" else synthesis(request, pk)
    now = requirements(plan)
    typed = {code: request.POST.get(f"rank-{code}", "").strip() for code in now}
    error = ""
    if request.method == "POST":
        order = _order(now, typed, request.POST.get("posun", ""))
        seen = [code for code in request.POST.get("seen", "").split(",") if code]
        try:
            rank(plan, order, by=request.user, seen=seen)
        except ValidationError as refusal:
            error = " ".join(refusal.messages)
        else:
            messages.success(request, _("Pořadí je uloženo."))
            return redirect("planning:need-rank", plan.pk)
    rows: dict[str, list[Need]] = {code: [] for code in now}
    needs = plan.needs.filter(code__in=now).for_table().annotate(asked=Count("sources"))
    for need in needs.order_by("year"):
        rows[need.code].append(need)
    table = [
        (at, typed[code] or at, several[0], several)
        for at, (code, several) in enumerate(rows.items(), start=1)
        if several
    ]
    return plan_page(
        request,
        plan,
        "input-list",
        "planning/need_rank.html",
        table=table,
        seen=",".join(now),
        error=error,
    )


def _order(now: list[str], typed: dict[str, str], moved: str) -> list[str]:
    """Codes by the numbers typed; who is new to a number goes before who held it."""
    code, _sign, step = moved.partition(":")
    if code in now and step in {"up", "down"}:
        at = now.index(code)
        other = max(0, at - 1) if step == "up" else min(len(now) - 1, at + 1)
        order = list(now)
        order.insert(other, order.pop(at))
        return order
    places = {code: at for at, code in enumerate(now, start=1)}

    def wish(code: str) -> tuple[int, int, int]:
        is_place = typed[code].isdecimal() and len(typed[code]) < 10
        place = int(typed[code]) if is_place else places[code]
        moved = (place > places[code]) - (place < places[code])
        return place, moved, places[code]

    return sorted(now, key=wish)
