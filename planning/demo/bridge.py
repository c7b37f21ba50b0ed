"""The bridging year: what the last plan began goes on until the first plan of the new regime."""

from datetime import date

from django.conf import settings
from django.db.models import F

from planning.actions.copying import NEEDS, PRIORITIES, SWOT, copy_rows
from planning.demo import action_plans, frame, procedure, sections, timeline
from planning.demo.finished import region_facts
from planning.demo.world import World
from planning.models import (
    Activity,
    Cost,
    Cycle,
    Exemption,
    Indicator,
    Level,
    Measure,
    Need,
    Plan,
)
from sitis.history import CHANGED, write_history

State = Plan.State
WHY = "překlenovací rok"
EXCUSES = {
    "39a.3.a.1": "Překlenovací plán přebírá potřeby schváleného plánu; nové se pro jediný rok v území nezjišťovaly.",
    "39a.3.a.4": "Okresní souhrny zůstávají v platnosti z plánu, na který překlenovací rok navazuje.",
    "39a.4.b": "Kapacity se pro překlenovací rok přebírají z posledního roku dosavadního plánu.",
}


def set_bridge(world: World, before: Plan) -> Cycle | None:
    """None where no bridge is needed on this day."""
    period = world.cycles.bridge
    if period is None:
        return None
    days = timeline.sittings(period)
    begins = date(period.first - 1, *timeline.BRIDGE_BEGINS)
    state = Cycle.State.OPEN if begins < world.day else Cycle.State.PREPARATION
    cycle = frame.open_cycle(world, period, days, before.cycle, state=state)
    if begins < world.day:
        _plan(world, cycle, before, procedure.Days.before(days.council, days.assembly, begins))
    return cycle


def _plan(world: World, cycle: Cycle, before: Plan, told: procedure.Days) -> None:
    period = world.cycles.bridge or timeline.period_of(cycle.period_from.year)
    pen = world.pen(told.start)
    plan = Plan(
        cycle=cycle,
        level=Level.REGION,
        title=f"Překlenovací plán rozvoje sociálních služeb, {settings.REGION_NAME} {period.label}",
        slug=f"kraj-{period.label}",
        data_day=min(told.draft, world.day),
    )
    pen.make(Plan, [plan])
    last = before.cycle.period_to.year
    copy_rows(
        before, plan, by=world.planner, parts=(SWOT, PRIORITIES, NEEDS), year=last, reason=WHY
    )
    _move_to(plan, period.first, world)
    pen.make(
        Exemption,
        [Exemption(plan=plan, item=item, reason=why) for item, why in EXCUSES.items()],
    )
    procedure.write_facts(world, plan, told)
    count = procedure.write_comments(world, plan, told, world.size.comments // 3)
    facts = region_facts(plan, told, count)
    texts = sections.region_texts(world, period, world.cycles.finished, facts)
    sections.write_sections([(plan, texts)], pen)
    frame.finish_steps(world, cycle, world.pen(world.day))
    _on_its_way(world, plan, told)
    if plan.state == State.APPROVED:
        action_plans.set_action_plans(world, plan)


def _move_to(plan: Plan, year: int, world: World) -> None:
    """Rows copied from the last year of the plan before speak of the bridging year."""
    span = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    moved = {
        Need: {"year": year},
        Measure: span,
        Activity: span,
        Cost: {"year": year},
        Indicator: {"target_year": year},
    }
    for model, values in moved.items():
        rows = model.objects.of(plan)
        pks = list(rows.values_list("pk", flat=True))
        model.objects.filter(pk__in=pks).update(**values, version=F("version") + 1)
        if model is Measure:
            Measure.objects.filter(pk__in=pks, change__isnull=False).update(change_year=year)
        write_history(model, pks, CHANGED, by=world.planner, reason=WHY)


def _on_its_way(world: World, plan: Plan, told: procedure.Days) -> None:
    """As far as it was by the day of the demo."""
    if told.assembly < world.day:
        pen = world.pen(told.assembly)
        procedure.adopt(world, [plan], told.council, told.assembly, pen)
        frame.approve([plan], told.assembly, pen)
    elif told.settlement < world.day:
        plan.state = State.SETTLED
        frame.set_plans([plan], world.pen(told.settlement))
