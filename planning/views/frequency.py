"""Frequency of themes in a cycle, and priorities made from them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions.synthesis import make_priority
from planning.forms.frequency import FrequencyForm, SynthesisForm
from planning.frequency import ORDERS, Frequency, compared_with, counted, frequencies
from planning.models import Cycle, Deliverable, Fate, HandIn, Level, Plan, Priority, Theme
from planning.tracing.inputs import inputs_of
from planning.tracing.side_by_side import entries
from planning.views.base import PER_PAGE, is_planner
from planning.views.inputs import chosen
from providers.forms.network import put
from sitis.accounts.models import Role
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_readable
from sitis.territory.models import Orp
from sitis.workbooks.download import table_response

PLANS = (Role.OFFICIAL, Role.AUDITOR, Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER)


def planned_cycle(request: AuthenticatedRequest, pk: int) -> Cycle:
    """A cycle for who plans. Raises Http404, PermissionDenied."""
    cycle: Cycle = get_readable(Cycle.objects.select_related("previous"), request.user, pk=pk)
    if not request.user.holds(*PLANS):
        raise PermissionDenied
    return cycle


def synthesis_of(user: Any, cycle: Cycle) -> Plan | None:
    """The plan into which ``user`` may write priorities from themes now."""
    plans = Plan.objects.editable_by(user).medium_term().filter(cycle=cycle)
    return plans.exclude(level=Level.ORP).order_by("-level").first()


def _table(
    request: AuthenticatedRequest, cycle: Cycle, past: Cycle | None
) -> tuple[FrequencyForm, Any, Any]:
    form = FrequencyForm(request.GET)
    orps = Orp.objects.all()
    if district := form.chosen("okres"):
        orps = orps.filter(district=district)
    themes = counted(cycle, orps, past)
    if kind := form.chosen("druh"):
        themes = themes.filter(kind=kind)
    if audience := form.chosen("skupina"):
        themes = themes.filter(audience=audience)
    order = ORDERS.get(request.GET.get("razeni", ""), ORDERS["cetnost"])
    return form, themes.order_by(*order), orps


def _told(cycle: Cycle, orps: Any) -> int:
    """How many of ``orps`` handed in what themes are counted from."""
    handed = HandIn.objects.handed_in().filter(
        plan=OuterRef("pk"), deliverable__in=(Deliverable.NEEDS, Deliverable.PRIORITIES)
    )
    plans = Plan.objects.medium_term().filter(cycle=cycle, orp__in=orps)
    told = plans.filter(Q(state__in=Plan.FROZEN) | Q(Exists(handed)))
    return told.order_by().values("orp").distinct().count()


@require_safe
def theme_frequency(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cycle = planned_cycle(request, pk)
    past = compared_with(cycle)
    form, themes, orps = _table(request, cycle, past)
    page = Paginator(themes, PER_PAGE).get_page(request.GET.get("strana"))
    page.object_list = frequencies(page.object_list, cycle, orps)
    context = {
        "cycle": cycle,
        "past": past,
        "form": form,
        "page": page,
        "of": orps.count(),
        "told": _told(cycle, orps),
        "query": request.GET.urlencode(),
        "target": synthesis_of(request.user, cycle),
        "may_ask": is_planner(request.user) and cycle.state != Cycle.State.CLOSED,
    }
    return render(request, "planning/theme_frequency.html", context)


@require_safe
def theme_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    cycle = planned_cycle(request, pk)
    _form, themes, orps = _table(request, cycle, compared_with(cycle))
    headings = [
        *(_("Téma"), _("Druh"), _("Skupina"), _("Počet ORP"), _("Podíl ORP (%)")),
        *(_("V prioritách"), _("Ve SWOT"), _("V potřebách"), _("Průměrné pořadí")),
        *(_("V minulém cyklu"), _("Změna"), _("V dřívějších plánech"), _("Okresy")),
    ]
    record(Act.EXPORT, user=request.user, subject=_("četnost témat"), query=str(cycle))
    return table_response("xlsx", "temata", headings, _cells(frequencies(themes, cycle, orps)))


def _cells(rows: list[Frequency]) -> Iterator[list[Any]]:
    for row in rows:
        theme = row.theme
        yield [
            *(theme.name, theme.get_kind_display(), theme.get_audience_display()),
            *(theme.orps, round(row.share, 1), theme.in_priorities, theme.in_swot, theme.in_needs),
            *(theme.rank, theme.before, theme.change, theme.earlier),
            "; ".join(f"{one.name} {len(one.orps)}/{one.of}" for one in row.districts),
        ]


@require_http_methods(["GET", "POST"])
def theme_priority(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Chosen themes become a priority of the higher plan, linked to what ORPs and okresy wrote."""
    cycle = planned_cycle(request, pk)
    plan = synthesis_of(request.user, cycle)
    if plan is None:
        raise PermissionDenied
    source = request.POST if request.method == "POST" else request.GET
    asked = [one for one in source.getlist("tema") if one.isdecimal() and len(one) < 10]
    themes = list(Theme.objects.filter(pk__in=asked))
    if not themes:
        messages.warning(request, _("Vyberte aspoň jedno téma."))
        return redirect("planning:theme-frequency", cycle.pk)
    found = inputs_of(Priority, plan).filter(themes__in=themes).distinct()
    rows = list(
        found.select_related("plan__orp", "plan__district").order_by("plan__title", "number")
    )
    choices = entries(plan, rows, Fate.objects.select_related("plan__district", "priority", "need"))
    ticked = set(source.getlist("vyber"))
    if request.method == "GET":
        ticked = {entry.choice for entry in choices if entry.fate is None}
    first = themes[0]
    initial = {
        "title": first.name[:1].upper() + first.name[1:],
        "kind": Priority.Kind.GROUP if first.audience else Priority.Kind.SYSTEMIC,
        "audience": first.audience,
    }
    form = SynthesisForm(request.POST or None, instance=Priority(plan=plan), initial=initial)
    if request.method == "POST" and form.is_valid():
        sources, seen = chosen(list(ticked))
        known = {row.pk for row in rows}
        sources = [row for row in sources if isinstance(row, Priority) and row.pk in known]
        data = form.cleaned_data
        try:
            made = make_priority(
                plan, **data, themes=themes, sources=sources, by=request.user, seen=seen
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(
                request, _("Priorita %s je založena a propojena se zdroji.") % made.code
            )
            url = redirect("planning:input-list", plan.pk)
            url["Location"] += "?co=priority&osud=bez"
            return url
    context = {
        "cycle": cycle,
        "plan": plan,
        "themes": themes,
        "form": form,
        "entries": choices,
        "ticked": ticked,
    }
    return render(request, "planning/theme_priority.html", context)
