"""The finished cycle: plans of ORPs, syntheses of okresy, the region's plan with an amendment."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from planning.actions.approval import amend
from planning.actions.plans import start_plans
from planning.demo import action_plans, frame, procedure, sections, strategy, timeline, upwards
from planning.demo.needs import write_needs
from planning.demo.steady import clean
from planning.demo.swot import write_region_swot, write_swot
from planning.demo.texts.approval import AMENDMENTS
from planning.demo.texts.writing import number
from planning.demo.world import World
from planning.models import (
    Cost,
    Cycle,
    Fate,
    HandIn,
    Level,
    Measure,
    Need,
    Plan,
    Priority,
    Section,
)
from sitis.history import CHANGED, write_history


def set_finished(world: World, before: Plan) -> Plan:
    """Returns the region's plan in force."""
    period = world.cycles.finished
    days = timeline.sittings(period)
    cycle = frame.open_cycle(world, period, days, before.cycle, state=Cycle.State.CLOSED)
    begun = date(period.first - 2, 9, 15)
    plans = start_plans(cycle, by=world.planner, data_day=date(period.first - 1, 3, 31))
    for plan in plans:
        plan.cycle = cycle
    frame.backdate_plans(plans, world.pen(begun).at)
    frame.finish_steps(world, cycle, world.pen(days.assembly + timedelta(days=30)))
    local = [plan for plan in plans if plan.level == Level.ORP]
    okresy = [plan for plan in plans if plan.level == Level.DISTRICT]
    [region] = [plan for plan in plans if plan.level == Level.REGION]
    orps = {orp.code: orp for orp in world.orps}
    for plan in local:
        plan.orp = orps[plan.orp_id]
    _local(world, local)
    _okresy(world, local, okresy)
    _regional(world, okresy, region)
    return _amended(world, region)


def _local(world: World, plans: list[Plan]) -> None:
    period = world.cycles.finished
    pen = world.pen(date(period.first - 1, 3, 10))
    write_swot(world, plans, period.first, pen)
    for plan in plans:
        write_needs(world, plan, {}, world.pen(pen.at.date(), world.authors.get(plan.orp_id)))
    chosen = []
    for plan in plans:
        random = world.random("measures", plan.orp_id)
        count = random.randint(*world.size.measures)
        chosen.append((plan, strategy.choose(world, random, count, random.choice((4, 5, 5, 6)))))
    made = strategy.write_strategies(world, chosen, pen)
    texts = sections.orp_texts(world, period, world.cycles.earlier)
    sections.fill_sections(
        list(Section.objects.filter(plan__in=plans).order_by("pk")),
        {plan.pk: texts[plan.orp_id] for plan in plans},
        pen,
    )
    frame.accept_all(world, plans, pen)
    council, assembly = date(period.first - 1, 6, 9), date(period.first - 1, 6, 22)
    pen = world.pen(assembly)
    procedure.adopt(world, plans, council, assembly, pen)
    frame.approve(plans, assembly, pen)
    strategy.write_progress(
        world, [row for one in made for row in one.measures], world.pen(world.day)
    )


def _okresy(world: World, local: list[Plan], okresy: list[Plan]) -> None:
    period = world.cycles.finished
    day = date(period.first - 1, 5, 15)
    pen = world.pen(day)
    needs = _with_plans(Need, local)
    priorities = _with_plans(Priority, local)
    texts = sections.district_texts(world, period, world.cycles.earlier)
    for plan in okresy:
        orps = world.orps_of(plan.district_id or "")
        upwards.join_needs(world, plan, upwards.of_district(needs, orps), pen)
        upwards.join_priorities(world, plan, upwards.of_district(priorities, orps), pen)
    sections.fill_sections(
        list(Section.objects.filter(plan__in=okresy).order_by("pk")),
        {plan.pk: texts[plan.district_id] for plan in okresy},
        pen,
    )
    frame.accept_all(world, okresy, pen)
    frame.approve(okresy, day, pen)


def _with_plans(model: type[Need] | type[Priority], plans: list[Plan]) -> list:
    """Rows of ``plans``, each with its plan at hand."""
    by_key = {plan.pk: plan for plan in plans}
    found = model.objects.filter(plan__in=plans).order_by("pk")
    rows = list(found.select_related("kind", "form") if model is Need else found)
    for row in rows:
        row.plan = by_key[row.plan_id]
    return rows


def _regional(world: World, okresy: list[Plan], plan: Plan) -> None:
    period = world.cycles.finished
    days = timeline.sittings(period)
    start = (
        date(period.first - 2, 9, 1) if period.regime == "2014" else date(period.first - 2, 3, 2)
    )
    told = procedure.Days.before(days.council, days.assembly, start)
    pen = world.pen(told.draft - timedelta(days=10))
    upwards.take_over(world, plan, _with_plans(Need, okresy), pen)
    chosen = strategy.choose(
        world, world.random("measures", "region"), world.size.regional_measures
    )
    [made] = strategy.write_strategies(world, [(plan, chosen)], pen)
    into = {row.number: row for row in made.priorities.values()}
    upwards.lead_priorities(world, plan, _with_plans(Priority, okresy), into, pen)
    _name_regional_measures(plan)
    write_region_swot(world, plan, pen)
    count = procedure.write_comments(world, plan, told, world.size.comments)
    procedure.write_facts(world, plan, told)
    texts = sections.region_texts(
        world, period, world.cycles.earlier, region_facts(plan, told, count)
    )
    rows = list(plan.sections.order_by("pk"))
    sections.fill_sections(rows, {plan.pk: texts}, pen)
    HandIn.objects.filter(plan=plan).update(state=HandIn.State.ACCEPTED)
    plan.data_day = told.draft
    approved = world.pen(days.assembly)
    procedure.adopt(world, [plan], days.council, days.assembly, approved)
    frame.approve([plan], days.assembly, approved)


def region_facts(plan: Plan, told: procedure.Days, comments: int) -> dict[str, str]:
    """Slots of the region's texts: ``planning.demo.texts.plans.REGION_FACTS``."""
    fates = Fate.objects.filter(plan__cycle=plan.cycle)
    by_verdict = {name: fates.filter(verdict=name).count() for name in Fate.Verdict.values}
    costs = Cost.objects.of(plan).aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    return {
        "start_notice": procedure.czech(told.start),
        "hearing_announced": procedure.czech(told.announced),
        "hearing_held": procedure.czech(told.held),
        "comments_until": procedure.czech(told.comments_until),
        "comments": number(comments),
        "council_on": procedure.czech(told.council),
        "assembly_on": procedure.czech(told.assembly),
        "inputs": number(sum(by_verdict.values())),
        "accepted": number(by_verdict["accepted"]),
        "merged": number(by_verdict["merged"]),
        "reserve": number(by_verdict["reserve"]),
        "refused_inputs": number(by_verdict["refused"]),
        "needs": number(Need.objects.of(plan).count()),
        "measures": number(Measure.objects.of(plan).count()),
        "costs": number(round(costs / 1_000_000)),
    }


def _name_regional_measures(plan: Plan) -> None:
    """A measure of an ORP leads to the region's under the same name."""
    regional = dict(Measure.objects.of(plan).values_list("title", "pk"))
    local = Measure.objects.filter(
        goal__priority__plan__cycle=plan.cycle, goal__priority__plan__level=Level.ORP
    )
    for title, pk in sorted(regional.items()):
        local.filter(title=title).update(regional_measure=pk)


def _amended(world: World, plan: Plan) -> Plan:
    """Action plans of the years before, the amendment, action plans after it."""
    period = world.cycles.finished
    approved = plan.approved_on or plan.cycle.period_from
    day = timeline.amended_on(period, approved, world.network_from, world.day)
    action_plans.set_action_plans(world, plan, until=day)
    title, reason = AMENDMENTS[0]
    data_day = max(day - timedelta(days=60), world.network_from)
    draft = amend(plan, reason=f"{title}. {reason}", by=world.planner, data_day=data_day)
    frame.backdate_plans([draft], world.pen(data_day).at)
    _change(world, draft)
    council = day - timedelta(days=min(14, max(0, (day - approved).days - 1)))
    told = procedure.Days.before(council, day, council - timedelta(days=120), ahead=60)
    procedure.write_facts(world, draft, told)
    procedure.write_comments(world, draft, told, 3)
    HandIn.objects.filter(plan=draft).update(state=HandIn.State.ACCEPTED)
    pen = world.pen(day)
    procedure.adopt(world, [draft], council, day, pen)
    draft.amends = plan
    frame.approve([draft], day, pen)
    frame.accept_all(world, [draft], pen)
    strategy.write_progress(
        world,
        list(Measure.objects.of(draft).select_related("goal__priority__plan").order_by("pk")),
        world.pen(world.day),
    )
    action_plans.set_action_plans(world, draft, since=day)
    return draft


def _change(world: World, draft: Plan) -> None:
    """What the amendment is about: more respite beds in two okresy, and what they cost."""
    changed = []
    rows = draft.needs.filter(kind__slug="respite_care", change__gt=0).order_by("-year", "pk")
    for need in rows[:4]:
        need.change += 2
        need.version += 1
        need.reason = f"{need.reason} Změna plánu: zájem převýšil předpoklad."
        changed.append(need)
    Need.objects.bulk_update(changed, ["change", "version", "reason"])
    write_history(Need, [row.pk for row in changed], CHANGED, by=world.planner)
    section = draft.sections.filter(code="capacities").first()
    if section is not None:
        section.text += clean(
            "<p>Změnou plánu přibývají odlehčovací místa tam, kde poskytovatelé doložili pracovníky.</p>",
            *("capacities", "amended"),
        )
        world.pen(draft.data_day).change(Section, [section], ["text"])
    costs = Cost.objects.of(draft).filter(measure__service_kind__slug="respite_care")
    raised = list(costs.filter(year=draft.cycle.period_to.year))
    for cost in raised:
        cost.amount = round(cost.amount * Decimal("1.1"), -3)
    world.pen(draft.data_day).change(Cost, raised, ["amount"])
