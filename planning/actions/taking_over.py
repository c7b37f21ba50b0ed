"""Inputs become rows of the plan that accepts them, in bulk and with history."""

import re
from collections.abc import Iterable
from typing import Any

from planning.actions.rows import next_number
from planning.models import Fate, Need, Plan, Priority
from planning.tracing.chain import Key, Row, key_of
from sitis.history import CREATED, write_history, write_links_history

BATCH = 500
_OF_NEED = (
    *("kind_id", "form_id", "target_group_id", "year", "proposal", "unit_id", "change"),
    *("importance", "municipality_id", "reason", "evidence", "evidence_text"),
    *("municipalities_say", "theme_id"),
)
_OF_PRIORITY = ("kind", "audience", "title", "description", "reason")
_IDENTITY = ("kind_id", "form_id", "target_group_id", "year", "unit_id", "municipality_id", "place")


def next_code(plan: Plan) -> int:
    """One more than any need of the place ever had, also a removed one."""
    same = Plan.objects.filter(level=plan.level, orp=plan.orp_id, district=plan.district_id)
    pks = list(same.values_list("pk", flat=True))
    codes = Need.history.filter(plan_id__in=pks).order_by().values_list("code", flat=True)
    numbers = [int(found[1]) for code in codes.distinct() if (found := re.search(r"(\d+)$", code))]
    return max(numbers, default=0) + 1


def take_over_needs(plan: Plan, rows: list[Need], *, by: Any) -> dict[Key, Row | None]:
    """A row of ``plan`` for each of ``rows``; years of one need keep one code together."""
    if not rows:
        return {}
    codes = _codes(plan, rows)
    used = set(plan.needs.values_list(*_IDENTITY))
    made = []
    for row in rows:
        copy = Need(plan=plan, code=codes[row.plan_id, row.code])
        for name in _OF_NEED:
            setattr(copy, name, getattr(row, name))
        copy.place = _free_place(copy, row, used)
        used.add(tuple(getattr(copy, name) for name in _IDENTITY))
        made.append(copy)
    Need.objects.bulk_create(made, batch_size=BATCH)
    _copy_links(Need, "network_items", rows, made)
    return _with_history(Need, rows, made, by)


def _codes(plan: Plan, rows: Iterable[Need]) -> dict[tuple[int, str], str]:
    """The code in ``plan`` for each need of a lower plan; another year of it may be there already."""
    known = Fate.objects.filter(plan=plan, target_need__isnull=False, need__isnull=False)
    taken: dict[tuple[int, str], str] = {}
    years = set(plan.needs.values_list("code", "year"))
    before = known.values_list("need__plan", "need__code", "target_need__code")
    for source, code, here in before:
        taken[source, code] = here
    number = next_code(plan)
    found: dict[tuple[int, str], str] = {}
    for row in rows:
        key = row.plan_id, row.code
        if key in taken and (taken[key], row.year) not in years:
            found.setdefault(key, taken[key])
        elif key not in found or key in taken:
            found[key] = f"N{number}"
            taken.pop(key, None)
            number += 1
    return found


def _free_place(copy: Need, row: Need, used: set[tuple[Any, ...]]) -> str:
    """Its own words for the place, with the ORP where they would not tell two needs apart."""
    name = row.plan.place_name
    wishes = [row.place or ("" if row.municipality_id else name)]
    wishes.append(": ".join(filter(None, [name, row.place])))
    wishes.extend(f"{wishes[1][:190]} ({at})" for at in range(2, 99))
    for place in wishes:
        copy.place = place[:200]
        if tuple(getattr(copy, one) for one in _IDENTITY) not in used:
            break
    return copy.place


def take_over_priorities(plan: Plan, rows: list[Priority], *, by: Any) -> dict[Key, Row | None]:
    if not rows:
        return {}
    number = next_number(Priority, plan_id=plan.pk)
    made = [
        Priority(
            plan=plan, number=number + at, **{name: getattr(row, name) for name in _OF_PRIORITY}
        )
        for at, row in enumerate(rows)
    ]
    Priority.objects.bulk_create(made, batch_size=BATCH)
    _copy_links(Priority, "themes", rows, made)
    return _with_history(Priority, rows, made, by)


def _with_history(model: Any, rows: list[Any], made: list[Any], by: Any) -> dict[Key, Row | None]:
    pks = [row.pk for row in made]
    write_history(model, pks, CREATED, by=by)
    write_links_history(model, pks)
    return {key_of(row): copy for row, copy in zip(rows, made, strict=True)}


def _copy_links(model: Any, name: str, rows: list[Any], made: list[Any]) -> None:
    one = model._meta.get_field(name)
    through = one.remote_field.through
    owner, other = one.m2m_column_name(), one.m2m_reverse_name()
    into = {row.pk: copy.pk for row, copy in zip(rows, made, strict=True)}
    pairs = through.objects.filter(**{f"{owner}__in": list(into)}).order_by("pk")
    links = [
        through(**{owner: into[left], other: right})
        for left, right in pairs.values_list(owner, other)
    ]
    through.objects.bulk_create(links, batch_size=BATCH)
