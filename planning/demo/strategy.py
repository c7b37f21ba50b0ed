"""Priorities, goals, measures and everything under them, chosen from the pool of texts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from planning.demo.texts import measures_care, measures_prevention, measures_systemic
from planning.demo.texts.approval import EVALUATIONS
from planning.demo.texts.measures import Chosen, MeasureText, choose_measures
from planning.demo.texts.priorities import PRIORITIES
from planning.demo.world import World
from planning.models import (
    Activity,
    Cost,
    Goal,
    Indicator,
    Level,
    Measure,
    Need,
    Plan,
    Priority,
    Progress,
)
from providers.demo.own import Pen
from sitis.history import write_links_history

BATCH = 500
POOL = (*measures_systemic.MEASURES, *measures_care.MEASURES, *measures_prevention.MEASURES)
SHARES = ((1.0,), (0.7, 0.3), (0.6, 0.25, 0.15))
STATES = {"met": 5, "running": 5, "partly": 4, "not_started": 1, "not_met": 2, "moved": 1}
FINAL = {"met": 9, "partly": 5, "not_met": 2, "cancelled": 1, "running": 2}


@dataclass(slots=True)
class Strategy:
    """Rows of one plan in the order in which they are written."""

    priorities: dict[str, Priority] = field(default_factory=dict)  # by code of the text
    goals: dict[tuple[str, int], Goal] = field(default_factory=dict)
    measures: list[Measure] = field(default_factory=list)
    texts: list[Chosen] = field(default_factory=list)


def choose(world: World, random: Random, count: int, priorities: int = 6) -> list[Chosen]:
    """``count`` measures under so many priorities, each of which has at least one."""
    codes = sorted(one.code for one in PRIORITIES)
    kept = ["P1", *random.sample(codes[1:], priorities - 1)]
    pool = [text for text in POOL if text.priority in kept]
    must = [random.choice([one for one in pool if one.priority == code]) for code in kept]
    rest = [text for text in pool if text not in must]
    picked = {*must, *random.sample(rest, max(0, min(count - len(must), len(rest))))}
    ordered = tuple(text for text in pool if text in picked)
    return choose_measures(ordered, len(ordered), random)


def write_strategies(
    world: World, plans: Sequence[tuple[Plan, list[Chosen]]], pen: Pen
) -> list[Strategy]:
    """Strategies of many plans, table by table."""
    made = [Strategy(texts=chosen) for _plan, chosen in plans]
    for (plan, chosen), one in zip(plans, made, strict=True):
        one.priorities = _priorities(plan, chosen)
    pen.make(Priority, [row for one in made for row in one.priorities.values()])
    _link_themes(world, made)
    for one in made:
        one.goals = _goals(one)
    pen.make(Goal, [row for one in made for row in one.goals.values()])
    for (plan, chosen), one in zip(plans, made, strict=True):
        one.measures = _measures(world, plan, one, chosen)
    measures = [row for one in made for row in one.measures]
    pen.make(Measure, measures)
    link_measures(world, measures, [plan for plan, _chosen in plans])
    activities = [
        _activity(plan, text, row)
        for (plan, _chosen), one in zip(plans, made, strict=True)
        for row, text in zip(one.measures, one.texts, strict=True)
    ]
    pen.make(Activity, activities)
    pairs = [
        (plan, text, row)
        for (plan, _chosen), one in zip(plans, made, strict=True)
        for row, text in zip(one.measures, one.texts, strict=True)
    ]
    pen.make(Cost, [cost for pair in pairs for cost in _costs(*pair)])
    pen.make(
        Indicator,
        [_indicator(*pair, activity) for pair, activity in zip(pairs, activities, strict=True)]
        + [_indicator(*pair, None) for pair in pairs],
    )
    return made


def _priorities(plan: Plan, chosen: list[Chosen]) -> dict[str, Priority]:
    used = {one.text.priority for one in chosen}
    found = {}
    for number, text in enumerate(PRIORITIES, start=1):
        if text.code in used:
            is_systemic = text.area == "systemic"
            found[text.code] = Priority(
                plan=plan,
                number=number,
                kind=Priority.Kind.SYSTEMIC if is_systemic else Priority.Kind.GROUP,
                audience="" if is_systemic else text.area,
                title=text.title,
                description=text.description,
                reason="Vychází ze SWOT, z jednání skupin a z potřeb v tomto plánu.",
                rank=len(found) + 1,
            )
    return found


def _link_themes(world: World, made: list[Strategy]) -> None:
    through: Any = Priority.themes.through
    links = {}
    for one in made:
        for chosen in one.texts:
            priority = one.priorities[chosen.text.priority]
            for slug in chosen.text.themes:
                theme = world.themes[slug].pk
                links[priority.pk, theme] = through(priority_id=priority.pk, theme_id=theme)
    through.objects.bulk_create(links.values(), batch_size=BATCH)
    write_links_history(Priority, [row.pk for one in made for row in one.priorities.values()])


def _goals(made: Strategy) -> dict[tuple[str, int], Goal]:
    texts = {text.code: text for text in PRIORITIES}
    used = sorted({(one.text.priority, one.text.goal) for one in made.texts})
    return {
        (code, at): Goal(priority=made.priorities[code], number=at + 1, title=texts[code].goals[at])
        for code, at in used
    }


def _measures(world: World, plan: Plan, made: Strategy, chosen: list[Chosen]) -> list[Measure]:
    numbers: dict[tuple[str, int], int] = defaultdict(int)
    rows = []
    for one in chosen:
        text = one.text
        key = text.priority, text.goal
        numbers[key] += 1
        rows.append(
            Measure(
                goal=made.goals[key],
                number=numbers[key],
                title=text.title,
                description=text.description,
                kind=text.kind,
                orp=plan.orp,
                responsible=text.responsible,
                realizers=f"{text.realizer} (smyšlené)",
                partners="obce a poskytovatelé v území",
                milestones="\n".join(text.milestones),
                risks=text.risk,
                **_span(plan, one),
                **_service(world, plan, text),
            )
        )
    return rows


def _span(plan: Plan, one: Chosen) -> dict[str, date]:
    """Most measures last for the whole period, some begin later."""
    years = plan.cycle.years
    later = len(one.text.code) % 3 == 0 and len(years) > 1
    first = years[1] if later else years[0]
    return {"starts_on": date(first, 1, 1), "ends_on": date(years[-1], 12, 31)}


def _service(world: World, plan: Plan, text: MeasureText) -> dict[str, Any]:
    asked = text.service
    if asked is None or asked.kind not in world.kinds:
        return {}
    found: dict[str, Any] = {
        "service_kind": world.kinds[asked.kind],
        "form": world.forms[asked.form],
        "unit": world.units[asked.unit],
    }
    if asked.change:
        year = plan.cycle.years[min(1, len(plan.cycle.years) - 1)]
        found |= {"change": Decimal(str(asked.change)), "change_year": year}
    return found


def _activity(plan: Plan, one: Chosen, measure: Measure) -> Activity:
    text = one.text
    return Activity(
        measure=measure,
        number=1,
        title=text.activity,
        responsible=text.responsible,
        realizers=f"{text.realizer} (smyšlené)",
        starts_on=measure.starts_on,
        ends_on=measure.ends_on,
        milestones="\n".join(text.milestones),
    )


def _costs(plan: Plan, one: Chosen, measure: Measure) -> list[Cost]:
    """By years and sources; dearer in the region, a little more each year."""
    factor = {Level.REGION: 6}.get(Level(plan.level), 1)
    shares = SHARES[min(len(one.text.sources), 3) - 1]
    rows = []
    for at, year in enumerate(range(measure.starts_on.year, measure.ends_on.year + 1)):
        total = max(5_000, one.yearly_cost) * factor * (1 + 0.04 * at)
        for source, share in zip(one.text.sources, shares, strict=False):
            amount = Decimal(round(total * share, -3))
            rows.append(Cost(measure=measure, year=year, source=source, amount=amount))
    return rows


def _indicator(plan: Plan, one: Chosen, measure: Measure, activity: Activity | None) -> Indicator:
    text = one.text.indicator
    milestones = len(one.text.milestones)
    if activity is not None:
        name, unit, baseline, target = "splněné milníky", "milníků", 0.0, float(milestones)
    else:
        name, unit, baseline, target = text.name, text.unit, one.baseline, one.target
    return Indicator(
        measure=measure,
        activity=activity,
        name=name,
        unit=unit,
        baseline=Decimal(str(baseline)),
        baseline_year=plan.cycle.period_from.year - 1,
        target=Decimal(str(target)),
        target_year=measure.ends_on.year,
    )


def link_measures(world: World, measures: list[Measure], plans: Sequence[Plan]) -> None:
    """Measures on a service stand on needs of its kind, and name items of the network."""
    kinds = {kind.pk: kind.slug for kind in world.kinds.values()}
    forms = {form.pk: form.slug for form in world.forms.values()}
    needs: dict[tuple[int, int], list[int]] = defaultdict(list)
    asked = Need.objects.filter(plan__in=[plan.pk for plan in plans]).exclude(change=0)
    for pk, plan, kind in asked.order_by("pk").values_list("pk", "plan", "kind"):
        needs[plan, kind].append(pk)
    of_need: Any = Measure.needs.through
    of_item: Any = Measure.network_items.through
    to_needs, to_items = [], []
    for row in measures:
        if row.service_kind_id is None:
            continue
        plan = row.goal.priority.plan_id
        to_needs += [
            of_need(measure_id=row.pk, need_id=pk) for pk in needs[plan, row.service_kind_id]
        ]
        orp = row.orp_id or row.goal.priority.plan.orp_id
        place = orp or (world.orps[0].code if world.orps else "")
        key = place, kinds[row.service_kind_id], forms[row.form_id]
        to_items += [
            of_item(measure_id=row.pk, networkitem_id=pk) for pk in world.items.get(key, ())[:2]
        ]
    of_need.objects.bulk_create(to_needs, batch_size=BATCH)
    of_item.objects.bulk_create(to_items, batch_size=BATCH)
    write_links_history(Measure, [row.pk for row in measures])


def write_progress(world: World, measures: Sequence[Measure], pen: Pen) -> None:
    """What measures came to in each year that is over."""
    rows = []
    for measure in measures:
        plan = measure.goal.priority.plan
        random = world.random("progress", plan.slug, plan.amends_id is not None, measure.code)
        for year in range(measure.starts_on.year, min(measure.ends_on.year + 1, world.day.year)):
            states = FINAL if year == measure.ends_on.year else STATES
            [state] = random.choices(list(states), list(states.values()))
            done = random.uniform(0.6, 1.05) if state in ("met", "partly", "running") else 0
            rows.append(
                Progress(
                    measure=measure,
                    year=year,
                    state=state,
                    comment=random.choice(EVALUATIONS[state]),
                    evidence="hodnoticí zpráva (smyšlená)" if done else "",
                    spent=Decimal(round(done * random.randint(60, 900), 0)) * 1000,
                )
            )
    pen.make(Progress, rows)
