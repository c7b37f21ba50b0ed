"""One measure: everything about it, its costs and how it went year by year."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions.strategy import save_costs, save_progress
from planning.forms.strategy import CostsForm, ProgressForm
from planning.models import (
    Activity,
    Cost,
    Deliverable,
    Indicator,
    Measure,
    Meeting,
    Plan,
    Progress,
)
from planning.tracing import panel_of
from planning.views.base import plan_page
from planning.views.needs import may_write
from planning.views.strategy import MEASURE, PART, editable_measure, measures_with_sums, row_form
from sitis.http import AuthenticatedRequest, get_editable, get_readable


@require_safe
def measure_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = measures_with_sums(Measure.objects).select_related(
        *MEASURE, "service_kind", "form", "unit", "municipality", "orp", "regional_measure"
    )
    measure = get_readable(rows, request.user, pk=pk)
    plan = measure.goal.priority.plan
    own = Plan.objects.own_of(request.user).in_force().filter(pk=plan.pk)
    costs = list(measure.costs.order_by("source", "is_investment", "year"))
    years = sorted({*plan.years, *(cost.year for cost in costs)})
    progress = list(measure.progresss.select_related("activity").order_by("year", "activity"))
    needs: dict[str, Any] = {}
    for need in measure.needs.select_related("kind", "form").order_by("code", "year"):
        needs.setdefault(need.code, need)
    return plan_page(
        request,
        plan,
        "strategy",
        "planning/measure_detail.html",
        measure=measure,
        activities=_with_money(measure.activities.order_by("number"), costs),
        indicators=_with_reached(measure.indicators.select_related("activity"), progress),
        reached_years=sorted({row.year for row in progress if row.reached}),
        years=years,
        costs=_cost_table(costs, years),
        year_sums=[sum(cost.amount for cost in costs if cost.year == year) for year in years],
        progress=progress,
        meetings=Meeting.objects.readable_by(request.user)
        .filter(measures=measure)
        .select_related("group"),
        needs=needs.values(),
        items=measure.network_items.for_table(),
        regional=measure.regional_measure,
        fate=panel_of(measure, request.user),
        may_write=may_write(request, plan, Deliverable.PRIORITIES),
        may_report=own.exists(),
    )


def _cost_table(costs: list[Cost], years: list[int]) -> list[tuple[str, bool, list[Any]]]:
    """Source, whether an investment, and the sum of each year."""
    rows: dict[tuple[str, bool], dict[int, Any]] = {}
    for cost in costs:
        by_year = rows.setdefault((cost.get_source_display(), cost.is_investment), {})
        by_year[cost.year] = by_year.get(cost.year, 0) + cost.amount
    return [
        (source, is_investment, [by_year.get(year) for year in years])
        for (source, is_investment), by_year in rows.items()
    ]


def _with_money(activities: Any, costs: list[Cost]) -> list[Activity]:
    """Activities with ``cost``, the sum of what each of them costs; None where nobody wrote it."""
    sums: dict[int | None, Any] = {}
    for cost in costs:
        sums[cost.activity_id] = sums.get(cost.activity_id, 0) + cost.amount
    found = list(activities)
    for activity in found:
        activity.cost = sums.get(activity.pk)
    return found


def _with_reached(indicators: Any, progress: list[Progress]) -> list[Indicator]:
    """Indicators with ``reached``: what was reached in each year of which something is written."""
    years = sorted({row.year for row in progress if row.reached})
    found = list(indicators)
    for one in found:
        by_year = {
            row.year: row.reached[str(one.pk)] for row in progress if str(one.pk) in row.reached
        }
        one.reached = [(year, by_year.get(year)) for year in years]
    return found


@require_http_methods(["GET", "POST"])
def measure_costs(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    measure = editable_measure(request, pk)
    return _costs(request, measure, None, _("Náklady opatření %s") % measure)


@require_http_methods(["GET", "POST"])
def activity_costs(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    activity = get_editable(Activity.objects.select_related(*PART), request.user, pk=pk)
    return _costs(request, activity.measure, activity, _("Náklady aktivity %s") % activity)


def _costs(
    request: AuthenticatedRequest, measure: Measure, activity: Activity | None, title: str
) -> HttpResponse:
    plan = measure.goal.priority.plan
    form = CostsForm(request.POST or None, measure=measure, plan=plan, activity=activity)
    return row_form(
        request,
        plan,
        form,
        title=title,
        back=reverse("planning:measure-detail", args=[measure.pk]),
        save=lambda form: save_costs(measure, form.amounts, by=request.user, activity=activity),
        done=_("Náklady jsou uloženy."),
        template="planning/costs_form.html",
    )


@require_http_methods(["GET", "POST"])
def progress_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """To the plan in force, by those who make it."""
    measure = get_readable(Measure.objects.select_related(*MEASURE), request.user, pk=pk)
    return _progress(request, measure, Progress(measure=measure))


@require_http_methods(["GET", "POST"])
def progress_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(Progress.objects.select_related(*PART), request.user, pk=pk)
    return _progress(request, row.measure, row)


def _progress(request: AuthenticatedRequest, measure: Measure, row: Progress) -> HttpResponse:
    plan = measure.goal.priority.plan
    get_editable(PlansReported, request.user, pk=plan.pk)
    form = ProgressForm(request.POST or None, instance=row, plan=plan)
    return row_form(
        request,
        plan,
        form,
        title=_("Plnění opatření %s") % measure,
        back=reverse("planning:measure-detail", args=[measure.pk]),
        save=lambda form: save_progress(form.instance, by=request.user),
        done=_("Plnění je zapsáno."),
    )


class PlansReported:
    """Plans in force as ``get_editable`` asks for them: one's own may be reported on."""

    @staticmethod
    def readable_by(user: Any) -> Any:
        return Plan.objects.readable_by(user)

    @staticmethod
    def editable_by(user: Any) -> Any:
        return Plan.objects.own_of(user).in_force()
