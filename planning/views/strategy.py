"""Priorities → goals → measures as a tree, and a page for each row."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, Prefetch, Subquery, Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions.rows import remove_row, save_row
from planning.actions.strategy import save_numbered
from planning.forms.strategy import (
    ActivityForm,
    GoalForm,
    IndicatorForm,
    MeasureForm,
    PriorityForm,
)
from planning.models import (
    Activity,
    Cost,
    Deliverable,
    Goal,
    Indicator,
    Measure,
    Plan,
    Priority,
)
from planning.views.base import editable_plan, lost_with, plan_page, readable_plan
from planning.views.needs import may_write
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable
from sitis.versions import Stale


def measures_with_sums(rows: Any) -> Any:
    """With the sum of costs and the number of indicators of each measure."""
    costs = Cost.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    indicators = Indicator.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    return rows.annotate(
        cost=Subquery(costs.annotate(sum=Sum("amount")).values("sum")),
        indicators_count=Subquery(indicators.annotate(n=Count("pk")).values("n")),
    )


@require_safe
def strategy(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    measures = measures_with_sums(Measure.objects.select_related("service_kind", "form", "unit"))
    goals = Goal.objects.prefetch_related(Prefetch("measures", measures.order_by("number")))
    priorities = list(
        Priority.objects.readable_by(request.user)
        .filter(plan=plan)
        .order_by("number")
        .prefetch_related(Prefetch("goals", goals.order_by("number")), "themes")
    )
    return plan_page(
        request,
        plan,
        "strategy",
        "planning/strategy.html",
        priorities=priorities,
        count=sum(len(goal.measures.all()) for one in priorities for goal in one.goals.all()),
        may_write=may_write(request, plan, Deliverable.PRIORITIES),
    )


# -- one row in a form -----------------------------------------------------------------------------


def row_form(
    request: AuthenticatedRequest,
    plan: Plan,
    form: Any,
    *,
    title: Any,
    back: str,
    save: Callable[[Any], None],
    done: Any,
    template: str = "planning/row_form.html",
) -> HttpResponse:
    """Draw the form; when it is right, ``save`` it and go ``back``."""
    if request.method == "POST" and form.is_bound and form.is_valid():
        try:
            save(form)
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Záznam mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, done)
            return redirect(back)
    return plan_page(request, plan, "strategy", template, form=form, title=title, back=back)


def _numbered(request: AuthenticatedRequest) -> Callable[[Any], None]:
    return lambda form: save_numbered(form.instance, by=request.user, links=form.links)


def _tree(plan_pk: int, code: str = "") -> str:
    anchor = f"#{code}" if code else ""
    return reverse("planning:strategy", args=[plan_pk]) + anchor


def _editable(request: AuthenticatedRequest, rows: Any, pk: int) -> Any:
    return get_editable(rows, request.user, pk=pk)


def editable_measure(request: AuthenticatedRequest, pk: int) -> Any:
    return _editable(request, Measure.objects.select_related(*MEASURE), pk)


PLAN = ("plan__cycle", "plan__orp", "plan__district")
MEASURE = tuple(f"goal__priority__{name}" for name in PLAN)
PART = tuple(f"measure__{name}" for name in MEASURE)


@require_http_methods(["GET", "POST"])
def priority_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    form = PriorityForm(request.POST or None, instance=Priority(plan=plan), plan=plan)
    return row_form(
        request,
        plan,
        form,
        title=_("Nová priorita"),
        back=_tree(plan.pk),
        save=_numbered(request),
        done=_("Priorita je zapsána."),
    )


@require_http_methods(["GET", "POST"])
def priority_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = _editable(request, Priority.objects.select_related(*PLAN), pk)
    form = PriorityForm(request.POST or None, instance=row, plan=row.plan)
    return row_form(
        request,
        row.plan,
        form,
        title=_("Upravit prioritu %s") % row.code,
        back=_tree(row.plan_id, row.code),
        save=_numbered(request),
        done=_("Priorita je uložena."),
    )


@require_http_methods(["GET", "POST"])
def goal_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    above = _editable(request, Priority.objects.select_related(*PLAN), pk)
    form = GoalForm(request.POST or None, instance=Goal(priority=above), plan=above.plan)
    return row_form(
        request,
        above.plan,
        form,
        title=_("Nový cíl priority %s") % above,
        back=_tree(above.plan_id, above.code),
        save=_numbered(request),
        done=_("Cíl je zapsán."),
    )


@require_http_methods(["GET", "POST"])
def goal_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = _editable(request, Goal.objects.select_related(*(f"priority__{n}" for n in PLAN)), pk)
    plan = row.priority.plan
    form = GoalForm(request.POST or None, instance=row, plan=plan)
    return row_form(
        request,
        plan,
        form,
        title=_("Upravit cíl %s") % row.code,
        back=_tree(plan.pk, row.code),
        save=_numbered(request),
        done=_("Cíl je uložen."),
    )


@require_http_methods(["GET", "POST"])
def measure_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    above = _editable(request, Goal.objects.select_related(*(f"priority__{n}" for n in PLAN)), pk)
    return _measure_form(request, above.priority.plan, Measure(goal=above))


@require_http_methods(["GET", "POST"])
def measure_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = editable_measure(request, pk)
    return _measure_form(request, row.goal.priority.plan, row)


def _measure_form(request: AuthenticatedRequest, plan: Plan, row: Measure) -> HttpResponse:
    searches = "enter" in request.POST and request.POST.get("hledat", "").strip()
    if (
        "najit" in request.POST or searches
    ):  # only looks into the network; what was typed is drawn again
        typed: dict[str, Any] = request.POST.dict()  # and over which version
        for name in ("need_codes", "network_items"):
            typed[name] = request.POST.getlist(name)
        form = MeasureForm(instance=row, plan=plan, initial=typed)
    else:
        form = MeasureForm(request.POST or None, instance=row, plan=plan)
    is_new = row.pk is None
    back = _tree(plan.pk) if is_new else reverse("planning:measure-detail", args=[row.pk])
    title = _("Nové opatření cíle %s") % row.goal.code if is_new else _("Upravit %s") % row.code
    answer = row_form(
        request,
        plan,
        form,
        title=title,
        back=back,
        save=_numbered(request),
        done=_("Opatření je uloženo. Doplňte k němu aktivity, náklady a indikátory."),
        template="planning/measure_form.html",
    )
    if is_new and row.pk and answer.status_code == 302:
        return redirect("planning:measure-detail", row.pk)
    return answer


@require_http_methods(["GET", "POST"])
def activity_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    above = editable_measure(request, pk)
    title = _("Nová aktivita opatření %s") % above
    return _part(request, above, ActivityForm, Activity(measure=above), title)


@require_http_methods(["GET", "POST"])
def activity_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = _editable(request, Activity.objects.select_related(*PART), pk)
    return _part(request, row.measure, ActivityForm, row, _("Upravit aktivitu %s") % row.code)


@require_http_methods(["GET", "POST"])
def indicator_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    above = editable_measure(request, pk)
    title = _("Nový indikátor opatření %s") % above
    return _part(request, above, IndicatorForm, Indicator(measure=above), title)


@require_http_methods(["GET", "POST"])
def indicator_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = _editable(request, Indicator.objects.select_related(*PART), pk)
    return _part(request, row.measure, IndicatorForm, row, _("Upravit indikátor"))


def _part(
    request: AuthenticatedRequest, measure: Measure, form_class: Any, row: Any, title: Any
) -> HttpResponse:
    plan = measure.goal.priority.plan
    form = form_class(request.POST or None, instance=row, plan=plan)
    if isinstance(row, Activity):
        save = _numbered(request)
    else:
        save = lambda form: save_row(form.instance, by=request.user)  # noqa: E731
    back = reverse("planning:measure-detail", args=[measure.pk])
    return row_form(
        request, plan, form, title=title, back=back, save=save, done=_("Je to uloženo.")
    )


# -- removing --------------------------------------------------------------------------------------

REMOVED: dict[str, tuple[Any, Any]] = {
    "priorita": (Priority, gettext_lazy("Odebere se i s cíli, opatřeními a vším, co k nim patří.")),
    "cil": (Goal, gettext_lazy("Odebere se i s opatřeními a vším, co k nim patří.")),
    "opatreni": (Measure, gettext_lazy("Odebere se i s aktivitami, náklady a indikátory.")),
    "aktivita": (Activity, gettext_lazy("Odebere se i se svými indikátory a náklady.")),
    "indikator": (Indicator, gettext_lazy("Historie si jej pamatuje.")),
}


@require_http_methods(["GET", "POST"])
def row_remove(request: AuthenticatedRequest, what: str, pk: int) -> HttpResponse:
    """Asks first; a number once given is not given again."""
    model, text = REMOVED[what]
    row = _editable(request, model.objects.select_related(model.plan_path), pk)
    plan: Any = row
    for name in row.plan_path.split("__"):
        plan = getattr(plan, name)
    is_part = model in (Activity, Indicator)
    back_url = "planning:measure-detail" if is_part else "planning:strategy"
    back = row.measure_id if is_part else plan.pk
    if request.method == "POST":
        try:
            remove_row(row, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Je odebráno."))
        return redirect(back_url, back)
    context = {
        "plan": plan,
        "title": _("Odebrat: %s") % row,
        "text": text,
        "lost": lost_with([row]),
        "button": _("Odebrat"),
        "back_url": back_url,
        "back": back,
    }
    return render(request, "planning/row_remove.html", context)
