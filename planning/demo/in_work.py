"""The cycle in work: terms around the day, some parts handed in, some returned, some late."""

from datetime import timedelta
from random import Random

from planning.actions.hand_in import topic
from planning.actions.plans import start_plans
from planning.demo import asking, finished, frame, procedure, sections, strategy, timeline, upwards
from planning.demo.needs import to_continue, write_needs
from planning.demo.swot import write_swot
from planning.demo.texts.approval import EXTENSIONS, RETURNS
from planning.demo.world import World
from planning.models import Cycle, Deliverable, HandIn, Level, Need, Plan, Section, Step
from providers.demo.own import Pen
from sitis.reminders.models import Reminder
from sitis.territory.models import Orp
from sitis.workdays import PRAGUE

State = HandIn.State
#: ORPs of the demo's people: one got its needs back, the other is late.
RETURNED_ORP, LATE_ORP = "6210", "6219"
#: State of needs -> how many ORPs of 21, after the two above.
NEEDS = {
    State.ACCEPTED: 7,
    "handed_late": 2,
    State.HANDED_IN: 4,
    State.RETURNED: 1,
    "extended": 2,
    "late": 3,
}
#: Deliverable -> how many of the first ORPs have handed it in already.
AHEAD = {Deliverable.ANALYSES: 9, Deliverable.PRIORITIES: 5, Deliverable.TEXT: 0}
#: Okresy that have begun to join needs.
BEGUN = 3
#: Sections of the region's plan that are drafted.
DRAFTED = ("introduction", "informing", "organisation", "coordination", "population", "strategies")


def set_in_work(world: World, before: Cycle, bridging: Cycle | None) -> None:
    period = world.cycles.in_work
    days = timeline.sittings_ahead(period, world.day)
    cycle = frame.open_cycle(world, period, days, bridging or before, state=Cycle.State.OPEN)
    _lay_calendar(world, cycle)
    plans = start_plans(cycle, by=world.planner, data_day=world.day)
    begun = world.pen(world.day - timedelta(days=100))
    frame.backdate_plans(plans, begun.at)
    orps = {orp.code: orp for orp in world.orps}
    local = [plan for plan in plans if plan.level == Level.ORP]
    for plan in plans:
        plan.cycle = cycle
        plan.orp = orps.get(plan.orp_id or "")
    states = _deal(world, local)
    needs = _local(world, before, local, states)
    _hand_in(world, local, states)
    _okresy(world, [plan for plan in plans if plan.level == Level.DISTRICT], needs, states)
    _region(world, plans[-1])
    _remind(world, local, states)
    asking.set_hypotheses(world, cycle, local)
    asking.set_earlier_priorities(world, [before, cycle])


def _lay_calendar(world: World, cycle: Cycle) -> None:
    days = timeline.sittings_ahead(world.cycles.in_work, world.day)
    terms = timeline.terms(world.cycles.in_work, days, world.day)
    rows = list(cycle.steps.order_by("order"))
    for step in rows:
        step.due_at = terms[step.code]
        if step.due_at < world.now and not step.deliverable:
            step.done_on = step.due_at.astimezone(PRAGUE).date()
    world.pen(world.day - timedelta(days=120)).change(Step, rows, ["due_at", "done_on"])


def _deal(world: World, plans: list[Plan]) -> dict[str, str]:
    """Code of an ORP -> how it stands with its needs."""
    codes = [plan.orp_id or "" for plan in plans]
    states: dict[str, str] = {}
    for code, state in ((RETURNED_ORP, State.RETURNED), (LATE_ORP, "late")):
        if code in codes:
            states[code] = state
            codes.remove(code)
    world.random("states").shuffle(codes)
    drawn = [state for state, count in NEEDS.items() for _at in range(count)]
    return states | dict(zip(codes, drawn, strict=False))


def _local(world: World, last: Cycle, plans: list[Plan], states: dict[str, str]) -> list[Need]:
    pen = world.pen(world.day - timedelta(days=20))
    before = {
        plan.orp_id: to_continue(plan) for plan in last.plans.medium_term().filter(level=Level.ORP)
    }
    shares = {"late": 0.3, "extended": 0.6}
    needs: list[Need] = []
    for plan in plans:
        code = plan.orp_id or ""
        author = world.pen(pen.at.date(), world.authors.get(code))
        share = shares.get(states[code], 1.0)
        needs += write_needs(world, plan, before.get(code, {}), author, share=share)
    working = [plan for plan in plans if states[plan.orp_id or ""] != "late"]
    write_swot(world, working, world.cycles.in_work.first, pen)
    ahead = _order(working, states)
    chosen = [
        (plan, strategy.choose(world, random, random.randint(*world.size.measures), 5))
        for plan in ahead[:11]
        for random in [world.random("measures", plan.cycle.period_from.year, plan.orp_id)]
    ]
    strategy.write_strategies(world, chosen, pen)
    _write_texts(world, plans, ahead, pen)
    return needs


def _order(plans: list[Plan], states: dict[str, str]) -> list[Plan]:
    """Those who are furthest first."""
    order = list(NEEDS)
    return sorted(plans, key=lambda plan: (order.index(states[plan.orp_id or ""]), plan.orp_id))


def _write_texts(world: World, plans: list[Plan], ahead: list[Plan], pen: Pen) -> None:
    """Drafts: whoever is ahead wrote nearly all, whoever is late a section or two."""
    texts = sections.orp_texts(world, world.cycles.in_work, world.cycles.finished)
    rows = list(Section.objects.filter(plan__in=plans).order_by("plan", "order"))
    places = {plan.pk: at for at, plan in enumerate(ahead)}
    kept = {}
    for plan in plans:
        share = 1.0 - places.get(plan.pk, len(plans)) * 0.7 / max(1, len(plans))
        random = world.random("drafts", plan.orp_id)
        written = texts[plan.orp_id or ""]
        must = {
            row.code
            for row in rows
            if row.plan_id == plan.pk and _is_handed(row, places.get(plan.pk))
        }
        kept[plan.pk] = {
            code: text
            for code, text in written.items()
            if code in must or random.random() < share * 0.8
        }
    sections.fill_sections(rows, kept, pen)


def _is_handed(row: Section, place: int | None) -> bool:
    """Whether the section belongs to what the plan at that place has handed in."""
    if place is None:
        return False
    if row.handed_in_with == Deliverable.NEEDS:
        return place < sum(NEEDS.values())
    return place < AHEAD.get(Deliverable(row.handed_in_with), 0)


def _hand_in(world: World, plans: list[Plan], states: dict[str, str]) -> None:
    rows = list(HandIn.objects.filter(plan__in=plans).order_by("plan", "pk"))
    codes = {plan.pk: plan.orp_id or "" for plan in plans}
    working = [plan for plan in plans if states[plan.orp_id or ""] != "late"]
    places = {plan.pk: at for at, plan in enumerate(_order(working, states))}
    for row in rows:
        random = world.random("hand-in", codes[row.plan_id], row.deliverable)
        if row.deliverable == Deliverable.NEEDS:
            _needs(world, row, states[codes[row.plan_id]], random)
        elif places.get(row.plan_id, 99) < AHEAD[Deliverable(row.deliverable)]:
            row.state = State.ACCEPTED if places[row.plan_id] < 2 else State.HANDED_IN
            row.handed_in_at = world.now - timedelta(days=random.randint(1, 12), hours=2)
            if row.state == State.ACCEPTED:
                row.settled_at = world.now - timedelta(hours=5)
    columns = ("state", "handed_in_at", "settled_at", "reason", "extended_to", "extension_reason")
    world.pen(world.day).change(HandIn, rows, columns)


def _needs(world: World, row: HandIn, state: str, random: Random) -> None:
    if state in (State.ACCEPTED, State.HANDED_IN, State.RETURNED):
        row.state = state
        row.handed_in_at = row.due_at - timedelta(
            days=random.randint(0, 9), hours=random.randint(1, 7)
        )
    elif state == "handed_late":
        row.state = State.HANDED_IN
        row.handed_in_at = row.due_at + timedelta(days=random.randint(2, 5))
    elif state == "extended":
        row.extended_to = row.due_at + timedelta(days=random.choice((14, 21)))
        row.extension_reason = random.choice(EXTENSIONS)
    if state == State.ACCEPTED:
        row.settled_at = row.due_at + timedelta(days=random.randint(2, 6))
    if state == State.RETURNED:
        row.settled_at = row.due_at + timedelta(days=3)
        row.reason = RETURNS[0]


def _okresy(world: World, plans: list[Plan], needs: list[Need], states: dict[str, str]) -> None:
    """A few teams have begun with what was handed in; the first of them is the demo's own."""
    delivered = {State.ACCEPTED, State.HANDED_IN, "handed_late"}
    texts = sections.district_texts(world, world.cycles.in_work, world.cycles.finished)
    order = sorted(plans, key=lambda plan: (plan.district_id != "CZ0645", plan.district_id))
    written = {}
    for plan in order[:BEGUN]:
        orps: list[Orp] = [
            orp for orp in world.orps_of(plan.district_id or "") if states[orp.code] in delivered
        ]
        theirs = upwards.of_district(needs, orps)
        codes = {(one.plan_id, one.code) for one in theirs}
        kept = sorted(codes)[: len(codes) * 2 // 3]  # the rest waits for the team
        mine = [one for one in theirs if (one.plan_id, one.code) in kept]
        author = world.authors.get(plan.district_id or "")
        pen = world.pen(world.day - timedelta(days=1), author)
        upwards.join_needs(world, plan, mine, pen)
        begun = ("introduction", "team", "population")
        written[plan.pk] = {code: texts[plan.district_id or ""][code] for code in begun}
    rows = Section.objects.filter(plan__in=order[:BEGUN]).order_by("plan", "order")
    sections.fill_sections(list(rows), written, world.pen(world.day - timedelta(days=1)))


def _region(world: World, plan: Plan) -> None:
    """The start was announced and the first sections are drafted."""
    days = timeline.sittings_ahead(world.cycles.in_work, world.day)
    terms = timeline.terms(world.cycles.in_work, days, world.day)
    start = terms["start_notice"].astimezone(PRAGUE).date()
    told = procedure.Days.before(days.council, days.assembly, start)
    procedure.write_facts(world, plan, told)
    facts = finished.region_facts(plan, told, 0)
    texts = sections.region_texts(world, world.cycles.in_work, world.cycles.finished, facts)
    drafted = {plan.pk: {code: texts[code] for code in DRAFTED}}
    rows = list(plan.sections.order_by("order"))
    sections.fill_sections(rows, drafted, world.pen(world.day - timedelta(days=8)))


def _remind(world: World, plans: list[Plan], states: dict[str, str]) -> None:
    rows = []
    for plan in plans:
        user = world.authors.get(plan.orp_id or "")
        if states[plan.orp_id or ""] != "late" or user is None:
            continue
        due = plan.hand_ins.get(deliverable=Deliverable.NEEDS).due_at
        for days in (6, 2):
            rows.append(
                Reminder(
                    topic=topic(plan.pk),
                    user=user,
                    title=f"Potřeby: {plan.title}",
                    text="Prosíme o odevzdání potřeb, termín už uplynul.",
                    url=plan.get_absolute_url(),
                    due_at=due,
                    sent_at=world.now - timedelta(days=days),
                    by=world.planner,
                    channel=Reminder.Channel.EMAIL,
                )
            )
    Reminder.objects.bulk_create(rows)
