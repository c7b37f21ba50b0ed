"""Where planning starts, and the overview of one plan."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from planning.actions.carrying import source_of
from planning.matrix import Cell, rows_of
from planning.models import Cycle, HandIn, Level, Part, Plan
from planning.readiness import Gap, facts_of, gaps
from planning.views.base import (
    gap_address,
    is_planner,
    must_plan,
    page_address,
    plan_page,
    readable_plan,
)
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest

Move = HandIn.Move
PLANS = 50  # an okres team may belong to several places and cycles
APPROVED = 10  # the public pages list all
#: Whose work the figures, themes, earlier priorities and hypotheses are.
SHARING = (Role.OFFICIAL, Role.AUDITOR, Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER)


@require_safe
def planning_home(request: AuthenticatedRequest) -> HttpResponse:
    """What one makes and what is due, the cycles, the plans that hold."""
    must_plan(request)
    user = request.user
    own = Plan.objects.own_of(user).newest().for_lists().order_by("-cycle__period_from", "title")
    rows = rows_of(own[:PLANS], timezone.now())
    context = {
        "cycles": Cycle.objects.readable_by(user)[:10],
        "working": [row for row in rows if not row.plan.is_frozen],
        "finished": [row.plan for row in rows if row.plan.is_frozen],
        "is_planner": is_planner(user),
        "makes_plans": user.holds(Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER) or is_planner(user),
        "shares_data": user.holds(*SHARING),
        "approved": _approved(user, timezone.localdate())[:APPROVED],
    }
    return render(request, "planning/home.html", context)


def _approved(user: Any, day: date) -> Any:
    """Plans in force whose years are not over, the region's first."""
    level = Case(When(level=Level.REGION, then=0), When(level=Level.DISTRICT, then=1), default=2)
    found = Plan.objects.in_force().readable_by(user).for_lists()
    found = found.filter(Q(year=None) | Q(year__gte=day.year), cycle__period_to__gte=day)
    return found.order_by(level, "cycle__period_from", "-kind", "year", "title")


@dataclass(frozen=True, slots=True)
class PartState:
    """How much of one of the five parts is ready."""

    title: str
    total: int
    ready: int
    missing: int  # required sections not ready


@dataclass(frozen=True, slots=True)
class Delivery:
    cell: Cell
    gaps: list[tuple[Gap, str]]  # with its address
    moves: list[Any]
    may_extend: bool


@require_safe
def plan_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The five parts, what is handed in and what is missing before it can be."""
    plan = readable_plan(request, pk)
    user = request.user
    whole = Plan.objects.whole_for(user).filter(pk=plan.pk).exists()
    maker = Plan.objects.editable_by(user).filter(pk=plan.pk).exists()
    settler = HandIn.objects.settled_by(user).filter(plan=plan).exists()
    (row,) = rows_of([plan], timezone.now())
    facts = facts_of(plan) if whole and not plan.is_frozen else None
    deliveries = []
    for cell in filter(None, row.cells):
        hand_in = cell.hand_in
        missing = gaps(facts, hand_in.deliverable) if facts and not cell.is_delivered else []
        deliveries.append(
            Delivery(
                cell,
                [(gap, gap_address(gap, plan)) for gap in missing],
                [step for step in Move if _may(step, hand_in, maker, settler)],
                settler and not cell.is_delivered,
            )
        )
    source = source_of(plan) if maker else None
    return plan_page(
        request,
        plan,
        "plan-detail",
        "planning/plan_detail.html",
        parts=_parts(plan) if whole or plan.is_frozen else [],
        text_address=page_address("section-list", plan),
        deliveries=sorted(deliveries, key=lambda one: one.cell.hand_in.deadline),
        source=source,
    )


def _may(step: Any, hand_in: HandIn, maker: bool, settler: bool) -> bool:
    allowed = maker if step in (Move.HAND_IN, Move.TAKE_BACK) else settler
    return allowed and hand_in.state in HandIn.MOVES[step][0]


def _parts(plan: Plan) -> list[PartState]:
    found = {part: [0, 0, 0] for part in Part.values}
    for part, required, ready in plan.sections.values_list("part", "is_required", "is_ready"):
        counts = found[part]
        counts[0] += 1
        counts[1] += ready
        counts[2] += required and not ready
    return [PartState(str(Part(part).label), *counts) for part, counts in found.items()]
