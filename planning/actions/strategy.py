"""Priorities, goals, measures and activities get their numbers once; costs, indicators, progress."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from planning.actions.needs import of_same_place
from planning.actions.rows import Closed, refuse_closed, remove_row, save_row
from planning.models import (
    Activity,
    Cost,
    Deliverable,
    Goal,
    Measure,
    OfPlan,
    Plan,
    Priority,
    Progress,
)
from sitis.versions import save_version

#: Column of the row above, among whose rows a number is given once.
PARENTS: dict[type[OfPlan], str] = {
    Priority: "plan",
    Goal: "priority",
    Measure: "goal",
    Activity: "measure",
}
CostKey = tuple[int, str, bool]  # year, source, whether it is an investment


@transaction.atomic
def save_numbered(row: Any, *, by: Any, links: Mapping[str, Iterable[Any]] | None = None) -> None:
    """Write a row of the strategy; a new one gets its number. Raises as ``save_row``."""
    refuse_closed(_plan_of(row).pk, row.deliverable)
    if row.number is None:
        row.number = _free_number(row)
    save_row(row, by=by)
    for name, records in (links or {}).items():
        getattr(row, name).set(records)


def _plan_of(row: Any) -> Plan:
    found: Any = row
    for name in row.plan_path.split("__"):
        found = getattr(found, name)
    return found


def _free_number(row: Any) -> int:
    """One more than any row there ever had: also a removed one, also in the plans before."""
    column = PARENTS[type(row)]
    parent = getattr(row, column)
    if isinstance(parent, Plan):
        above = list(of_same_place(parent).values_list("pk", flat=True))
    else:
        above = []
        while parent is not None and parent.pk not in above:
            above.append(parent.pk)
            parent = parent.continues
    rows = type(row).history.filter(**{f"{column}_id__in": above})
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def save_costs(
    measure: Measure,
    amounts: Mapping[CostKey, Decimal | None],
    *,
    by: Any,
    activity: Activity | None = None,
) -> None:
    """Write the costs of ``activity``, else those of the measure as a whole; None takes one out."""
    refuse_closed(_plan_of(measure).pk, Deliverable.PRIORITIES)
    rows = measure.costs.filter(activity=activity).select_related("measure__goal__priority")
    known = {(row.year, row.source, row.is_investment): row for row in rows}
    for key, amount in amounts.items():
        row = known.get(key)
        if amount is None:
            if row is not None:
                remove_row(row, by=by)
        elif row is None or row.amount != amount:
            year, source, is_investment = key
            row = row or Cost(
                measure=measure,
                activity=activity,
                year=year,
                source=source,
                is_investment=is_investment,
            )
            row.amount = amount
            save_row(row, by=by)


@transaction.atomic
def save_progress(progress: Progress, *, by: Any) -> None:
    """Write how a measure of the plan in force went in a year. Raises Closed, ValidationError."""
    plan = Plan.objects.select_for_update().get(pk=_plan_of(progress).pk)
    if plan.state != Plan.State.APPROVED:
        raise Closed(
            _("Plnění se zapisuje k plánu, který platí. Tento je ve stavu „%(state)s“.")
            % {"state": plan.get_state_display()},
            code="not_in_force",
        )
    save_version(progress, by=by)
