"""Texts of sections in the form in which they are stored; a plan gets its sections from the template."""

from collections.abc import Iterable, Mapping, Sequence

from planning import template
from planning.demo.steady import clean
from planning.demo.texts import plans as texts
from planning.demo.timeline import Period
from planning.demo.world import World, deal_places
from planning.models import Plan, Section
from providers.demo.own import Pen

INVENTED = "<p>{imprint}</p>"


def slots_of(period: Period, previous: Period) -> dict[str, str]:
    return texts.period_slots(period.first, period.last, previous.label)


def orp_texts(world: World, period: Period, previous: Period) -> dict[str, dict[str, str]]:
    """Code of an ORP -> code of a section -> HTML."""
    places = [world.places[orp.code] for orp in world.orps]
    random = world.random("texts", "orp", period.first)
    written = texts.write_orp_plans(places, slots_of(period, previous), random)
    return {place.code: plan for place, plan in zip(places, written, strict=True)}


def district_texts(world: World, period: Period, previous: Period) -> dict[str, dict[str, str]]:
    """Code of an okres -> code of a section -> HTML."""
    random = world.random("texts", "district", period.first)
    written = texts.write_district_plans(deal_places(world), slots_of(period, previous), random)
    return {district.code: written[district.name] for district in world.districts}


def region_texts(
    world: World, period: Period, previous: Period, facts: Mapping[str, str]
) -> dict[str, str]:
    random = world.random("texts", "region", period.first)
    places = [world.places[orp.code] for orp in world.orps]
    slots = slots_of(period, previous)
    written = texts.write_region_plan(places, slots, period.regime, facts, random)
    written["introduction"] += INVENTED.format(imprint=texts.IMPRINT)
    return written


def write_sections(plan_texts: Iterable[tuple[Plan, Mapping[str, str]]], pen: Pen) -> None:
    """All sections of the template, ready; for plans that have none yet."""
    rows = [
        Section(
            plan=plan,
            part=one.part,
            code=one.code,
            order=one.order,
            title=one.title,
            help=one.help,
            items=list(one.items),
            is_required=one.is_required,
            handed_in_with=one.handed_in_with,
            text=clean(written.get(one.code, one.text), one.code),
            is_ready=True,
        )
        for plan, written in plan_texts
        for one in template.sections(plan.level, plan.cycle.regime)
    ]
    pen.make(Section, rows)


def fill_sections(
    sections: Sequence[Section], written: Mapping[int, Mapping[str, str]], pen: Pen
) -> None:
    """Texts into ``sections`` that stand; ``written``: key of the plan -> code -> HTML."""
    rows = []
    for row in sections:
        text = written.get(row.plan_id, {}).get(row.code)
        if text is not None:
            row.text, row.is_ready = clean(text, row.code), True
            rows.append(row)
    pen.change(Section, rows, ["text", "is_ready"])
