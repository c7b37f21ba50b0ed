"""What a new plan takes over from the plan before it; nothing that was typed is written over."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from planning import template
from planning.actions.copying import Copying, copy_rows, copy_strategy
from planning.actions.rows import Closed, refuse_closed
from planning.models import (
    Deliverable,
    EarlierPriority,
    Goal,
    Level,
    Measure,
    Need,
    Plan,
    Priority,
    Section,
    SwotItem,
)
from sitis.history import CHANGED, CREATED, write_history, write_links_history
from sitis.richtext import compare

SWOT, PRIORITIES, NEEDS, EARLIER = "swot", "priorities", "needs", "earlier"


@dataclass(frozen=True, slots=True)
class SectionOffer:
    source: Section
    target: Section
    is_typed: bool  # the target holds a text of its own that would be lost
    is_open: bool  # the part it goes in with is not handed in


@dataclass(frozen=True, slots=True)
class RowsOffer:
    name: str
    title: str
    samples: list[str]  # what will come, its first rows
    count: int
    why_not: str  # empty when it can be taken


def source_of(plan: Plan) -> Plan | None:
    """The newest plan of the same place in the nearest earlier cycle that has one."""
    earlier = [cycle.pk for cycle in plan.cycle.earlier()]
    rows = Plan.objects.medium_term().newest().filter(cycle__in=earlier, level=plan.level)
    found = rows.filter(orp=plan.orp_id, district=plan.district_id).order_by("state", "pk")
    nearest = sorted(
        found, key=lambda one: (earlier.index(one.cycle_id), one.state != Plan.State.APPROVED)
    )
    return nearest[0] if nearest else None


def section_offers(plan: Plan, source: Plan) -> list[SectionOffer]:
    """Sections of the same code that say something in ``source`` and differ from ours."""
    begin = template.skeletons(plan.level, plan.cycle.regime)
    before = template.skeletons(source.level, source.cycle.regime)
    closed = _closed(plan)
    theirs = {one.code: one for one in source.sections.all()}
    return [
        SectionOffer(
            source=theirs[ours.code],
            target=ours,
            is_typed=_differ(ours.text, begin.get(ours.code, "")),
            is_open=ours.handed_in_with not in closed,
        )
        for ours in plan.sections.all()
        if ours.code in theirs
        and theirs[ours.code].text not in ("", ours.text)
        and _differ(theirs[ours.code].text, before.get(ours.code, ""))
    ]


def _differ(text: str, begin: str) -> bool:
    """Whether ``text`` says anything else than ``begin``, whatever the ids of its paragraphs."""
    return text != begin and any(one.what != "same" for one in compare(begin, text))


def _closed(plan: Plan) -> set[str]:
    return set(plan.hand_ins.closed().values_list("deliverable", flat=True))


def row_offers(plan: Plan, source: Plan) -> list[RowsOffer]:
    closed = _closed(plan)
    there = _("V plánu už něco zapsaného je; převzít lze jen do prázdného seznamu.")
    locked = _("Tato část už je odevzdaná.")
    swot = source.swot_items.all()
    priorities = source.priorities.all()
    needs = _needs_to_take(plan, source)
    wanted = (
        (SWOT, _("SWOT"), [str(one) for one in swot], plan.swot_items, Deliverable.ANALYSES),
        (
            PRIORITIES,
            _("Priority s cíli, opatřeními a aktivitami"),
            [str(one) for one in priorities],
            plan.priorities,
            Deliverable.PRIORITIES,
        ),
        (NEEDS, _("Potřeby"), [str(one) for one in needs], plan.needs, Deliverable.NEEDS),
    )
    found = []
    for name, title, samples, ours, deliverable in wanted:
        why_not = locked if deliverable in closed else there if ours.exists() else ""
        if samples:
            found.append(RowsOffer(name, title, samples[:5], len(samples), why_not))
    if priorities and plan.level != Level.REGION:
        taken = _earlier(plan, source).exists()
        title = _("Priority minulého plánu ke srovnání")
        samples = [one.title for one in priorities]
        found.append(RowsOffer(EARLIER, title, samples[:5], len(samples), there if taken else ""))
    return found


def _earlier(plan: Plan, source: Plan) -> Any:
    return EarlierPriority.objects.filter(
        cycle=plan.cycle, orp=plan.orp_id, district=plan.district_id, plan_name=source.title
    )


def _needs_to_take(plan: Plan, source: Plan) -> list[Need]:
    """Of each code the years of the new plan; where none is left, the last one."""
    by_code: dict[str, list[Need]] = {}
    for need in source.needs.for_table().order_by("year"):
        by_code.setdefault(need.code, []).append(need)
    found, seen = [], set()
    for needs in by_code.values():
        inside = [need for need in needs if need.year in plan.years]
        for need in inside or needs[-1:]:
            year = need.year if inside else plan.years[0]
            place = (need.municipality_id, need.place, need.unit_id, year)
            key = (need.kind_id, need.form_id, need.target_group_id, *place)
            if key not in seen:  # two needs of different years met in one
                seen.add(key)
                found.append(need)
    return found


@transaction.atomic
def carry_over(
    plan: Plan,
    source: Plan,
    *,
    sections: Collection[int],
    over: Collection[int],
    rows: Collection[str],
    by: Any,
) -> int:
    """Take over texts (keys of our sections) and lists; ``over`` are texts to be replaced knowingly.

    Raises Closed where a chosen part is handed in. Returns how many sections and rows came.
    """
    Plan.objects.select_for_update().get(pk=plan.pk)  # what is empty now stays so till it is filled
    reason = _("převzato z plánu %s") % source.cycle.years_label
    count = _sections(plan, source, set(sections), set(over), by=by, reason=reason)
    free = {one.name: one for one in row_offers(plan, source)}
    for name in rows:
        if name in free and free[name].why_not:
            raise Closed(f"{free[name].title}: {free[name].why_not}", code="closed")
    if SWOT in rows:
        refuse_closed(plan.pk, Deliverable.ANALYSES)
        count += len(copy_rows(source, plan, by=by, parts=[SWOT], reason=reason)[SwotItem])
    work = Copying(source, plan, by, reason)
    work.keys[Need] = {}
    if NEEDS in rows:
        refuse_closed(plan.pk, Deliverable.NEEDS)
        count += _needs(work, plan, source)
    if PRIORITIES in rows:
        refuse_closed(plan.pk, Deliverable.PRIORITIES)
        copy_strategy(work)
        count += sum(len(work.keys[model]) for model in (Priority, Goal, Measure))
    if EARLIER in rows:
        count += _compared(plan, source, by=by, reason=reason)
    return count


def _sections(
    plan: Plan, source: Plan, chosen: set[int], over: set[int], *, by: Any, reason: str
) -> int:
    taken = []
    for offer in section_offers(plan, source):
        ours = offer.target
        if ours.pk not in chosen | over or (offer.is_typed and ours.pk not in over):
            continue
        refuse_closed(plan.pk, ours.handed_in_with)
        ours.text, ours.carried_from, ours.is_ready = offer.source.text, offer.source, False
        ours.version += 1
        taken.append(ours)
    Section.objects.bulk_update(taken, ["text", "carried_from", "is_ready", "version"])
    write_history(Section, [one.pk for one in taken], CHANGED, by=by, reason=reason)
    return len(taken)


def _needs(work: Copying, plan: Plan, source: Plan) -> int:
    wanted = [need.pk for need in _needs_to_take(plan, source)]
    keys = work.rows(
        Need,
        source.needs.filter(pk__in=wanted),
        lambda row: {
            "plan_id": plan.pk,
            "year": row.year if row.year in plan.years else plan.years[0],
            "rank": None,
        },
    )
    work.links(Need, "network_items")
    write_links_history(Need, keys.values())
    return len(keys)


def _compared(plan: Plan, source: Plan, *, by: Any, reason: str) -> int:
    rows = [
        EarlierPriority(
            cycle=plan.cycle,
            orp=plan.orp,
            district=plan.district,
            plan_name=source.title,
            years=source.cycle.years_label,
            title=priority.title,
            rank=priority.rank or priority.number,
        )
        for priority in source.priorities.order_by("number")
    ]
    EarlierPriority.objects.bulk_create(rows)
    numbers = list(source.priorities.order_by("number").values_list("pk", flat=True))
    into = dict(zip(numbers, rows, strict=True))
    through = EarlierPriority.themes.through
    pairs = Priority.themes.through.objects.filter(priority__in=numbers)
    through.objects.bulk_create(
        through(earlierpriority=into[one], theme_id=theme)
        for one, theme in pairs.values_list("priority", "theme")
    )
    keys = [row.pk for row in rows]
    write_history(EarlierPriority, keys, CREATED, by=by, reason=reason)
    write_links_history(EarlierPriority, keys)
    return len(rows)
