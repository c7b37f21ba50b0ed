"""Needs are written for all years of one request at once, and keep their code across plans."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from planning.actions.rows import refuse_closed, remove_row, save_row
from planning.models import Deliverable, Need, Plan

#: What makes two rows the same need in different years.
IDENTITY = ("kind_id", "form_id", "target_group_id", "unit_id", "municipality_id", "place")
#: What the rows of one need share besides.
SHARED = (
    *("importance", "reason", "evidence", "evidence_text", "municipalities_say", "theme_id"),
    "continues_id",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What one year of a need proposes."""

    proposal: str
    change: Decimal


def of_same_place(plan: Plan) -> Any:
    """Plans of one ORP, okres or the region, through all cycles."""
    return Plan.objects.filter(level=plan.level, orp=plan.orp_id, district=plan.district_id)


def same_need(need: Need) -> dict[str, Any]:
    """The filter that finds rows of ``need`` in other years and plans; the unit may change."""
    return {name: getattr(need, name) for name in IDENTITY if name != "unit_id"}


def code_for(need: Need) -> str:
    """The code that this need already has in its plan or an earlier one, or the next free one."""
    known = Need.objects.filter(plan__in=of_same_place(need.plan), **same_need(need))
    newest = known.order_by("-plan__cycle__period_from", "-plan_id").values_list("plan", "code")
    taken = set(Need.objects.filter(plan=need.plan_id).values_list("code", flat=True))
    for plan, code in newest:
        if plan == need.plan_id or code not in taken:
            return code
    return next_code(need.plan)


def next_code(plan: Plan, skip: int = 0) -> str:
    """One more than any need of the place ever had, also a removed one."""
    plans = list(of_same_place(plan).values_list("pk", flat=True))
    codes = Need.history.filter(plan_id__in=plans).order_by().values_list("code", flat=True)
    numbers = [int(found[1]) for code in codes.distinct() if (found := re.search(r"(\d+)$", code))]
    return f"N{max(numbers, default=0) + 1 + skip}"


@transaction.atomic
def save_need(
    need: Need, wishes: Mapping[int, Wish | None], *, by: Any, network_items: Any = None
) -> list[Need]:
    """Write ``need``, whose shared columns are filled, for each year of ``wishes``; None removes it.

    Raises Closed, ValidationError, or Stale.
    """
    refuse_closed(need.plan_id, Deliverable.NEEDS)
    code = need.code or code_for(need)
    rows = {row.year: row for row in Need.objects.filter(plan=need.plan_id, code=code)}
    if need.pk and need.year in rows:
        rows[need.year].version = need.version  # as the form saw it
    before = _before(need, code)
    written = []
    for year, wish in sorted(wishes.items()):
        row = rows.get(year)
        if wish is None:
            if row is not None:
                remove_row(row, by=by)
            continue
        row = row or Need(plan=need.plan, code=code, year=year)
        for name in (*IDENTITY, *SHARED):
            setattr(row, name, getattr(need, name))
        row.continues = before.get(year) or before.get(None)
        row.proposal, row.change = wish.proposal, wish.change
        save_row(row, by=by)
        if network_items is not None:
            row.network_items.set(network_items)
        written.append(row)
    return written


def _before(need: Need, code: str) -> dict[int | None, Need]:
    """Rows of the same code in the newest earlier plan, by year; the last one under None."""
    earlier = Need.objects.filter(
        plan__in=of_same_place(need.plan),
        plan__cycle__period_from__lt=need.plan.cycle.period_from,
        code=code,
    )
    rows = list(earlier.order_by("plan__cycle__period_from", "plan_id", "year"))
    found: dict[int | None, Need] = {}
    for row in rows:
        if row.plan_id == rows[-1].plan_id:
            found[row.year] = found[None] = row
    return found


@transaction.atomic
def remove_need(need: Need, *, by: Any) -> int:
    """Take all years of ``need`` out of its draft."""
    refuse_closed(need.plan_id, Deliverable.NEEDS)
    rows = list(Need.objects.filter(plan=need.plan_id, code=need.code))
    for row in rows:
        remove_row(row, by=by)
    return len(rows)
