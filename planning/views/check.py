"""The statutory check of a plan, item by item, and its explained exceptions."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions import procedure
from planning.checklist import Evidence, Finding, Gap, Item, State, gaps, items
from planning.checklist.words import ROLES, STATES, group_of
from planning.forms.procedure import ExemptionForm
from planning.models import Exemption, Plan
from planning.statutory import findings
from planning.views.base import confirm_page, form_page, plan_page, readable_plan
from providers.forms.network import put
from sitis.http import AuthenticatedRequest

HERE = "statutory-check"
#: Colour of each state on the page.
TONES = {
    State.FULFILLED: "success",
    State.MISSING: "error",
    State.EXCUSED: "warning",
    State.LEFT_OUT: "neutral",
}


#: Pages of other records than the plan.
ELSEWHERE: dict[str, Callable[[Plan, str], str]] = {
    "calendar": lambda plan, _key: reverse("planning:cycle-detail", args=[plan.cycle_id]),
    "previous": lambda _plan, key: reverse("planning:strategy", args=[key]),
    "network": lambda _plan, key: reverse("providers:network-detail", args=key.split("/")),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line under an item: a sentence and the page that it leads to."""

    text: str
    url: str
    whose: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Row:
    finding: Finding
    tone: str
    word: str | Promise
    by: list[Told]
    gaps: list[Told]


@require_safe
def statutory_check(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    found = findings(plan)
    rows = [_row(plan, one) for one in found]
    asked, role = request.GET.get("stav", ""), request.GET.get("ukol", "")
    shown = [row for row in rows if _is_shown(row.finding, asked, role)]
    context = {
        "groups": [(title, list(part)) for title, part in groupby(shown, key=_group)],
        "outline": _outline(rows),
        "counts": _counts(found),
        "owners": _owners(found),
        "left": len(gaps(found)),
        "chosen": asked if asked in STATES else "",
        "whose": role if role in ROLES else "",
        "may_write": _may_write(request, plan),
    }
    return plan_page(request, plan, HERE, "planning/statutory_check.html", **context)


def _is_shown(finding: Finding, state: str, role: str) -> bool:
    """By what the address asks for; words that nobody knows ask for everything."""
    if role in ROLES and role not in _tasked(finding):
        return False
    return state not in STATES or finding.state == state


def _tasked(finding: Finding) -> set[str]:
    """Whose task a missing item is."""
    return {one.role for one in finding.gaps} if finding.state == State.MISSING else set()


def _counts(found: list[Finding]) -> list[tuple[str, str | Promise, int]]:
    """State, its word and how many items are in it; states of none are left out."""
    counts = Counter(one.state for one in found)
    return [(state, word, counts[state]) for state, word in STATES.items() if counts[state]]


def _owners(found: list[Finding]) -> list[tuple[str, str | Promise, int]]:
    """Who has something to do, and on how many items."""
    counts = Counter(role for one in found for role in _tasked(one))
    return [(role, word, counts[role]) for role, word in ROLES.items() if counts[role]]


def _outline(rows: list[Row]) -> list[tuple[str | Promise, int, int]]:
    """Each part of the law: how many of its judged items are done, of how many."""
    parts = []
    for title, part in groupby(rows, key=_group):
        states = [row.finding.state for row in part]
        judged = [state for state in states if state != State.LEFT_OUT]
        parts.append((title, sum(state != State.MISSING for state in judged), len(judged)))
    return parts


def _group(row: Row) -> str | Promise:
    return group_of(row.finding.item.code)


def _row(plan: Plan, finding: Finding) -> Row:
    return Row(
        finding=finding,
        tone=TONES[finding.state],
        word=STATES[finding.state],
        by=[Told(one.text, link_of(plan, one)) for one in finding.by],
        gaps=[Told(one.text, link_of(plan, one), ROLES.get(one.role, "")) for one in finding.gaps],
    )


def link_of(plan: Plan, said: Evidence | Gap) -> str:
    """Address of the page that ``said`` points to; empty where there is none."""
    if said.page in ELSEWHERE:
        return ELSEWHERE[said.page](plan, said.key)
    if not said.page:
        return ""
    for arguments in ([plan.pk, said.key] if said.key else [plan.pk], []):
        try:
            return reverse(f"planning:{said.page}", args=arguments)
        except NoReverseMatch:
            continue
    return ""


def _may_write(request: AuthenticatedRequest, plan: Plan) -> bool:
    return Plan.objects.moved_by(request.user).filter(pk=plan.pk).exists()


def _asked(request: AuthenticatedRequest, pk: int, code: str) -> tuple[Plan, Item]:
    """Raises Http404, or PermissionDenied."""
    plan = readable_plan(request, pk)
    item = next((one for one in items() if one.code == code), None)
    if item is None:
        raise Http404
    if not _may_write(request, plan):
        raise PermissionDenied
    return plan, item


@require_http_methods(["GET", "POST"])
def exemption_edit(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """Why an item is missing and the plan may be approved all the same."""
    plan, item = _asked(request, pk, code)
    kept = Exemption.objects.filter(plan=plan, item=code).first()
    form = ExemptionForm(request.POST or None, instance=kept or Exemption(plan=plan, item=code))
    if form.is_valid():
        try:
            procedure.save_of_procedure(form.instance, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Výjimka je zapsána."))
            return redirect(_back(plan))
    return form_page(
        request,
        plan,
        form,
        title=_("Odůvodnit výjimku: %s") % item.title,
        lead=f"{item.law_reference}: {item.text}",
        back=_back(plan),
    )


@require_http_methods(["GET", "POST"])
def exemption_remove(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    plan, item = _asked(request, pk, code)
    kept: Any = Exemption.objects.filter(plan=plan, item=code).first()
    if kept is None:
        raise Http404
    if request.method == "POST":
        try:
            procedure.remove_of_procedure(kept, by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Výjimka je odebrána."))
        return redirect(_back(plan))
    return confirm_page(
        request,
        plan,
        title=_("Odebrat výjimku: %s") % item.title,
        text=_("Položka bude zase chybět, dokud ji plán nesplní."),
        button=_("Odebrat výjimku"),
        back=_back(plan),
    )


def _back(plan: Plan) -> str:
    return reverse("planning:statutory-check", args=[plan.pk])
