"""What all pages of a plan share: who may open it, and the way between its pages."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from planning.actions.rows import Closed, refuse_decided
from planning.documents.subjects import printable_by
from planning.models import Fate, Level, Plan
from planning.readiness import Gap
from sitis.accounts.models import Permission, Role
from sitis.http import AuthenticatedRequest, get_editable, get_readable

PER_PAGE = 50
State = Plan.State
TONES: dict[str, str] = {
    State.DRAFT: "warning",
    State.SETTLED: "primary",
    State.COUNCIL: "primary",
    State.ASSEMBLY: "primary",
    State.APPROVED: "success",
    State.REPLACED: "neutral",
}

#: Pages of a plan: name of the address, title, levels that have it.
EVERYWHERE = tuple(Level)
PAGES: tuple[tuple[str, str | Promise, tuple[str, ...]], ...] = (
    ("plan-detail", _("Přehled"), EVERYWHERE),
    ("section-list", _("Text plánu"), EVERYWHERE),
    ("need-list", _("Potřeby"), EVERYWHERE),
    ("swot", _("SWOT"), EVERYWHERE),
    ("strategy", _("Priority a opatření"), EVERYWHERE),
    ("input-list", _("Podněty"), (Level.DISTRICT, Level.REGION)),
    ("fate", _("Co se stalo s podněty"), (Level.ORP, Level.DISTRICT)),
    ("plan-workbook", _("Sešit XLSX"), (Level.ORP,)),
    ("procedure", _("Projednání"), EVERYWHERE),
    ("statutory-check", _("Zákonná kontrola"), EVERYWHERE),
    ("plan-versions", _("Schválení a verze"), EVERYWHERE),
    ("plan-documents", _("Dokumenty"), EVERYWHERE),
)


@dataclass(frozen=True, slots=True)
class Tab:
    title: str | Promise
    url: str
    is_here: bool


def must_plan(request: AuthenticatedRequest) -> None:
    """Planning is for everybody who holds a role. Raises PermissionDenied."""
    if not request.user.held_roles:
        raise PermissionDenied


def is_planner(user: Any) -> bool:
    return user.holds(Role.OFFICIAL, permission=Permission.PLANNER)


def readable_plan(request: AuthenticatedRequest, pk: int) -> Plan:
    found: Plan = get_readable(Plan.objects.for_lists(), request.user, pk=pk)
    return found


def editable_plan(request: AuthenticatedRequest, pk: int) -> Plan:
    """Raises Http404, or PermissionDenied also of a plan that is no draft."""
    found: Plan = get_editable(Plan.objects.for_lists(), request.user, pk=pk)
    return found


def printable_plan(request: AuthenticatedRequest, pk: int) -> Plan:
    """What is seen only in part is not told whole. Raises Http404."""
    plan = readable_plan(request, pk)
    if not printable_by(request.user).filter(pk=pk).exists():
        raise Http404
    return plan


def page_address(name: str, plan: Plan, *more: str) -> str:
    """Where a page of ``plan`` stands; empty when there is no such page."""
    try:
        return reverse(f"planning:{name}", args=[plan.pk, *more])
    except NoReverseMatch:  # not built yet
        return ""


def gap_address(gap: Gap, plan: Plan) -> str:
    """Where what is missing is mended."""
    return page_address(gap.page, plan, *([gap.section] if gap.section else []))


def tabs(plan: Plan, here: str) -> list[Tab]:
    """The way between pages of ``plan``; ``here`` is the name of the address one looks at."""
    found = []
    for name, title, levels in PAGES:
        if plan.level not in levels:
            continue
        if url := page_address(name, plan):
            found.append(Tab(title, url, name == here))
    return found


def lost_with(rows: Collection[Any]) -> str:
    """Decisions that would go with ``rows`` of one model, or why they hold; empty without any."""
    try:
        refuse_decided(rows)
    except Closed as refusal:
        return refusal.messages[0]
    deciding, leading = set(), 0
    fates = Fate.objects.held_by(rows).select_related(
        *("plan__orp", "plan__district", "need", "priority")
    )
    for fate in fates:
        if fate.input in rows:
            deciding.add(f"{fate.plan.place_name} ({fate.get_verdict_display()})")
        else:
            leading += 1
    said = []
    if deciding:
        text = _("Už o ní rozhodl: %s. Jeho rozhodnutí zmizí s ní.")
        said.append(text % ", ".join(sorted(deciding)))
    if leading:
        text = _("Podnětů, které sem vedou: %d. Zůstanou, ale budou zase bez rozhodnutí.")
        said.append(text % leading)
    return " ".join(said)


def plan_page(
    request: AuthenticatedRequest, plan: Plan, here: str, template: str, **context: Any
) -> HttpResponse:
    """A page of ``plan`` with its tabs and the state on top."""
    editable = Plan.objects.editable_by(request.user).filter(pk=plan.pk)
    shared = {
        "plan": plan,
        "tabs": tabs(plan, here),
        "tone": TONES[plan.state],
        "may_edit": SimpleLazyObject(editable.exists),  # asked only where a page shows it
    }
    return render(request, template, shared | context)


def form_page(
    request: AuthenticatedRequest,
    plan: Plan,
    form: Any,
    *,
    title: str,
    back: str,
    here: str = "",
    **more: Any,
) -> HttpResponse:
    """One form of ``plan``: ``button``, ``lead`` and ``warning`` may be given."""
    context = {"form": form, "title": title, "back": back, **more}
    return plan_page(request, plan, here, "planning/plan_form.html", **context)


def confirm_page(
    request: AuthenticatedRequest, plan: Plan, *, title: str, text: str, button: str, back: str
) -> HttpResponse:
    """Asks before a step that cannot be undone; the answer is a POST of the same address."""
    context = {"title": title, "text": text, "button": button, "back": back}
    return plan_page(request, plan, "", "planning/plan_confirm.html", **context)
