"""What all cycles of the demo share: opening with a calendar, states, history in its own time."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from simple_history.utils import get_history_manager_for_model

from planning.actions import cycles as actions
from planning.actions.approval import freeze
from planning.demo.timeline import Period, Sittings
from planning.demo.world import World
from planning.models import (
    Activity,
    Cost,
    Cycle,
    Goal,
    HandIn,
    Indicator,
    Measure,
    Need,
    Plan,
    Priority,
    Section,
    Step,
    SwotItem,
)
from planning.statutory import findings
from providers.demo.own import Pen
from sitis.workdays import PRAGUE

INVENTED = "Smyšlený cyklus ukázky."
State = Plan.State


def open_cycle(
    world: World, period: Period, days: Sittings, previous: Cycle | None, *, state: str
) -> Cycle:
    """A cycle with the usual calendar of its regime."""
    cycle = Cycle(
        name=(
            f"Překlenovací plán {period.label}"
            if period.is_bridging
            else f"Plány sociálních služeb {period.label}"
        ),
        period_from=date(period.first, 1, 1),
        period_to=date(period.last, 12, 31),
        regime=period.regime,
        is_bridging=period.is_bridging,
        previous=previous,
        council_on=days.council,
        assembly_on=days.assembly,
        note=INVENTED,
    )
    actions.open_cycle(cycle, by=world.planner)
    if state != Cycle.State.PREPARATION:
        actions.publish(cycle, by=world.planner)
    if state == Cycle.State.CLOSED:
        actions.close(cycle, by=world.planner)
    begun = world.pen(date(period.first - 2, 1, 15)).at
    backdate(Cycle, [cycle.pk], begun)
    backdate(Step, cycle.steps.values_list("pk", flat=True), begun)
    return cycle


#: What an action writes with a plan, and the way to the plan.
OF_MEASURE = "measure__goal__priority__plan"
ROWS: tuple[tuple[type[models.Model], str], ...] = (
    *((model, "plan") for model in (Section, HandIn, Need, SwotItem, Priority)),
    *((Goal, "priority__plan"), (Measure, "goal__priority__plan")),
    *((model, OF_MEASURE) for model in (Activity, Cost, Indicator)),
)


def backdate(model: type[models.Model], pks: Collection[int], moment: datetime) -> None:
    """History that an action wrote now happened at ``moment``."""
    history = get_history_manager_for_model(model).model.objects
    history.filter(id__in=list(pks)).update(history_date=moment)


def backdate_plans(plans: Sequence[Plan], moment: datetime) -> None:
    pks = [plan.pk for plan in plans]
    backdate(Plan, pks, moment)
    for model, way in ROWS:
        rows = model._default_manager.filter(**{f"{way}__in": pks})
        backdate(model, rows.values_list("pk", flat=True), moment)


def finish_steps(world: World, cycle: Cycle, pen: Pen) -> None:
    """Steps whose term is over were done on it, or a few days sooner."""
    random = world.random("steps", cycle.period_from.year)
    rows = []
    for step in cycle.steps.order_by("order"):
        done = step.due_at.astimezone(PRAGUE).date() - timedelta(days=random.choice((0, 0, 1, 3)))
        if done < world.day and not step.deliverable:
            step.done_on = done
            rows.append(step)
        elif done < world.day and step.due_at.date() < cycle.period_from and cycle.state != "open":
            step.done_on = step.due_at.astimezone(PRAGUE).date()
            rows.append(step)
    pen.change(Step, rows, ["done_on"])


def accept_all(world: World, plans: Iterable[Plan], pen: Pen) -> None:
    """Everything was handed in some days before its term, and accepted a week later."""
    rows = list(HandIn.objects.filter(plan__in=[plan.pk for plan in plans]).order_by("pk"))
    random = world.random("accepted", len(rows))
    for row in rows:
        row.state = HandIn.State.ACCEPTED
        row.handed_in_at = row.due_at - timedelta(days=random.randint(0, 12), hours=3)
        row.settled_at = row.due_at + timedelta(days=random.randint(2, 9))
    pen.change(HandIn, rows, ["state", "handed_in_at", "settled_at"])


COLUMNS = (
    *("state", "approved_on", "frozen_at", "major", "minor", "council_resolution"),
    *("assembly_resolution", "data_day", "slug", "title"),
)


def approve(plans: Sequence[Plan], approved_on: date, pen: Pen) -> None:
    """As the action does it, for many plans at once; obstacles are what tests look at."""
    for plan in plans:
        plan.state, plan.approved_on, plan.frozen_at = State.APPROVED, approved_on, pen.at
        plan.major, plan.minor = 1, plan.amends.minor + 1 if plan.amends else 0
    before = [plan.amends for plan in plans if plan.amends]
    for plan in before:
        plan.state = State.REPLACED
    pen.change(Plan, before, ["state"])
    set_plans(plans, pen)
    for plan in plans:
        freeze(plan, findings(plan))


def set_plans(plans: Sequence[Plan], pen: Pen) -> None:
    pen.change(Plan, list(plans), COLUMNS)
    for plan in plans:
        plan.refresh_from_db(fields=["version"])


def written(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows by the key of their plan."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found
