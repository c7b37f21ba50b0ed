"""A plan's way to approval and its versions, compared with one another."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions import approval
from planning.comparing import compare_rows
from planning.contents import Contents
from planning.documents.subjects import printable_by
from planning.forms.approval import ActionPlanForm, AmendForm, ApproveForm
from planning.line_words import TITLES, name_of, said
from planning.models import Level, Plan, Section
from planning.views.base import TONES, form_page, plan_page, printable_plan, readable_plan
from providers.forms.network import put
from sitis import richtext
from sitis.documents.actions import order
from sitis.http import AuthenticatedRequest
from sitis.resolution_forms import ResolutionStepForm

HERE = "plan-versions"
Move, State = Plan.Move, Plan.State


@require_safe
def plan_versions(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    moved = Plan.objects.moved_by(request.user).filter(pk=OuterRef("pk"))
    whole = printable_by(request.user).filter(pk=OuterRef("pk"))
    versions = list(
        Plan.objects.versions_of(plan)
        .readable_by(request.user)
        .order_by("-pk")
        .select_related("council_resolution__orp", "assembly_resolution__orp")
        .annotate(may_move=Exists(moved), is_whole=Exists(whole))
    )
    for version in versions:
        version.tone = TONES[version.state]
    may_move = any(version.may_move for version in versions if version.pk == plan.pk)
    moves = plan.moves if may_move else []
    found = approval.obstacles_by_step(plan) if moves else {}
    steps = [(step, found.get(step, [])) for step in moves]
    context = {
        "versions": versions,
        "route": _route(plan),
        "steps": steps,
        "before_approval": [] if Move.APPROVE in moves else found.get(Move.APPROVE, []),
        "may_move": may_move,
        "may_compare": any(one.is_whole for one in versions if one.pk == plan.pk),
        "may_amend": _may_amend(request, plan),
        "action_plans": _derived(request, [one for one in versions if one.is_frozen]),
        "has_action_plans": plan.kind == Plan.Kind.MEDIUM_TERM,
    }
    return plan_page(request, plan, HERE, "planning/plan_versions.html", **context)


#: States on the way to approval, in order, by level; an okres closes its synthesis by itself.
WAYS = {
    Level.DISTRICT: (State.DRAFT, State.SETTLED, State.APPROVED),
    Level.ORP: (State.DRAFT, State.SETTLED, State.COUNCIL, State.ASSEMBLY, State.APPROVED),
    Level.REGION: (State.DRAFT, State.SETTLED, State.COUNCIL, State.ASSEMBLY, State.APPROVED),
}


def _route(plan: Plan) -> list[tuple[str, str, str]]:
    """The whole way to approval: word of a state, "done", "now" or "next", and by what."""
    states = WAYS[Level(plan.level)]
    here = len(states) - 1 if plan.is_frozen else states.index(State(plan.state))
    by = {State.COUNCIL: plan.council_resolution, State.ASSEMBLY: plan.assembly_resolution}
    return [
        (
            str(State(state).label),
            "done" if at < here or plan.is_frozen else "now" if at == here else "next",
            str(by.get(state) or ""),
        )
        for at, state in enumerate(states)
    ]


def _derived(request: AuthenticatedRequest, approved: list[Plan]) -> Any:
    """Action plans; only an approved plan has any."""
    if not approved:
        return []
    return Plan.objects.readable_by(request.user).filter(derives_from__in=approved)


def _may_move(request: AuthenticatedRequest, plan: Plan) -> bool:
    return Plan.objects.moved_by(request.user).filter(pk=plan.pk).exists()


def _may_amend(request: AuthenticatedRequest, plan: Plan) -> bool:
    if plan.state != State.APPROVED:
        return False
    return Plan.objects.own_of(request.user).filter(pk=plan.pk).exists()


def _movable(request: AuthenticatedRequest, pk: int, step: str) -> Plan:
    """Raises Http404, or PermissionDenied."""
    if step not in Move.values:
        raise Http404
    plan = readable_plan(request, pk)
    if not _may_move(request, plan):
        raise PermissionDenied
    return plan


@require_http_methods(["GET", "POST"])
def plan_move(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    plan = _movable(request, pk, step)
    if step not in plan.moves:
        messages.warning(request, _("Tento krok teď u plánu nejde udělat."))
        return redirect("planning:plan-versions", pk)
    if step == Move.APPROVE:
        return _approve(request, plan)
    body = step if step in (Move.COUNCIL, Move.ASSEMBLY) else None
    form = ResolutionStepForm(
        request.POST if request.method == "POST" else None, body=body, orp=plan.orp
    )
    if form.is_valid() and _moved(request, plan, step, form):
        said = _("Plán je ve stavu „%s“.") % plan.get_state_display()
        messages.success(request, said)
        return redirect("planning:plan-versions", pk)
    title = str(Move(step).label).capitalize()
    warning = ""
    if step == Move.RETURN and (plan.council_resolution_id or plan.assembly_resolution_id):
        warning = _("Usnesení, která plán schválila, u něj přestanou být uvedena.")
    return form_page(
        request, plan, form, title=title, button=title, back=_back(plan), warning=warning
    )


def _moved(request: AuthenticatedRequest, plan: Plan, step: str, form: ResolutionStepForm) -> bool:
    try:
        approval.move(
            *(plan, step),
            by=request.user,
            day=timezone.localdate(),
            resolution=form.chosen(),
            note=form.cleaned_data["note"],
        )
    except ValidationError as refusal:
        put(form, refusal)
        return False
    return True


def _approve(request: AuthenticatedRequest, plan: Plan) -> HttpResponse:
    form = ApproveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            approval.approve(
                plan,
                by=request.user,
                day=timezone.localdate(),
                moment=timezone.now(),
                note=form.cleaned_data["note"],
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            said = _("Plán je schválený jako verze %s. Dál se nemění.") % plan.number
            messages.success(request, said)
            # everybody reads it on pages from now on, and as PDF as soon as it is built
            kind = "plan" if plan.kind == Plan.Kind.MEDIUM_TERM else "action_plan"
            order(kind, str(plan.pk), by=request.user, now=timezone.now())
            return redirect("planning:plan-versions", plan.pk)
    return form_page(
        request,
        plan,
        form,
        title=_("Vydat schválené znění"),
        button=_("Vydat schválené znění"),
        back=_back(plan),
        warning=_(
            "Texty, tabulky a data se zmrazí, jak jsou, a plán se zveřejní. Změnit jej pak půjde "
            "jen další verzí."
        ),
    )


@require_http_methods(["GET", "POST"])
def plan_amend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    if not _may_amend(request, plan):
        raise PermissionDenied
    initial = {"data_day": date_format(timezone.localdate(), "j. n. Y")}
    form = AmendForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            draft = approval.amend(
                plan, reason=data["reason"], by=request.user, data_day=data["data_day"]
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(
                request, _("Rozpracovaná změna je založená, všechno je v ní převzaté.")
            )
            return redirect(draft)
    title = _("Začít změnu plánu")
    return form_page(request, plan, form, title=title, button=title, back=_back(plan))


@require_http_methods(["GET", "POST"])
def action_plan_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    if not _may_amend(request, plan):
        raise PermissionDenied
    today = timezone.localdate()
    initial = {"data_day": date_format(today, "j. n. Y"), "year": today.year + 1}
    there = list(approval.action_plans_in_force(plan))
    if {one.year for one in there} >= set(plan.cycle.years):
        messages.info(request, _("Na všechny roky už akční plány platí. Jsou vypsané níže."))
        return redirect("planning:plan-versions", pk)
    form = ActionPlanForm(request.POST or None, plan=plan, there=there, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        try:
            draft = approval.start_action_plan(
                plan, data["year"], by=request.user, data_day=data["data_day"]
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Akční plán je založený s opatřeními toho roku."))
            return redirect(draft)
    title = _("Založit akční plán")
    lead = format_html_join(" ", "{}", ((_already_there(one),) for one in there))
    return form_page(request, plan, form, title=title, button=title, back=_back(plan), lead=lead)


def _already_there(plan: Plan) -> str:
    """What to do where there is an action plan of the year."""
    return format_html(
        '{} <a href="{}">{}<span class="for-readers">: {}</span></a>.',
        _("Akční plán na rok %d už platí, mění se krokem") % plan.year,
        reverse("planning:plan-amend", args=[plan.pk]),
        _("Začít změnu plánu"),
        plan.title,
    )


@require_safe
def plan_compare(request: AuthenticatedRequest, pk: int, other: int) -> HttpResponse:
    """What ``pk`` changed against ``other``: paragraph by paragraph and row by row."""
    plan, before = printable_plan(request, pk), printable_plan(request, other)
    now, was = Contents(plan), Contents(before)
    tables = [
        (_("Potřeby"), _rows(was.needs, now.needs, lambda line: (line.code, line.year))),
        (_("Opatření"), _rows(was.measures, now.measures, lambda line: line.code)),
        (_("SWOT"), _rows(was.swot, now.swot, lambda line: (line.side, line.text))),
    ]
    context = {
        "before": before,
        "sections": _sections(was.sections, now.sections),
        "tables": [(title, rows) for title, rows in tables if rows],
    }
    return plan_page(request, plan, HERE, "planning/plan_compare.html", **context)


def _sections(old: list[Section], new: list[Section]) -> list[dict[str, Any]]:
    before = {section.code: section for section in old}
    found = []
    for section in new:
        was = before.pop(section.code, None)
        changes = richtext.compare(was.text if was else "", section.text)
        told = [_told(change) for change in changes if change.what != "same"]
        if told:
            found.append({"title": section.title, "changes": told})
    for was in before.values():  # the whole section is gone
        changes = richtext.compare(was.text, "")
        if told := [_told(change) for change in changes if change.what != "same"]:
            found.append({"title": was.title, "changes": told})
    return found


def _told(change: richtext.Change) -> dict[str, Any]:
    """A changed paragraph with its words side by side."""
    words = ""
    if change.what == "changed":
        words = mark_safe(richtext.word_diff(change.old.text, change.new.text))  # escaped there
    return {"what": change.what, "old": change.old, "new": change.new, "words": words}


def _rows(old: list[Any], new: list[Any], key: Any) -> list[dict[str, Any]]:
    return [
        {
            "what": change.what,
            "name": name_of(change.line),
            "cells": [
                (TITLES.get(cell.name, cell.name), _difference(cell.old, cell.new))
                for cell in change.cells
            ],
        }
        for change in compare_rows(old, new, key)
    ]


def _difference(old: Any, new: Any) -> str:
    """Of a text its words, of a list what went and what came, of all else both values."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        gone = [said(one) for one in old if one not in new]
        came = [said(one) for one in new if one not in old]
        if gone or came:
            lines = [*(format_html("<del>{}</del>", one) for one in gone)]
            lines += [format_html("<ins>{}</ins>", one) for one in came]
            return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
    if isinstance(old, str) and isinstance(new, str) and old and new:
        return mark_safe(richtext.word_diff(old, new))  # escaped there
    return format_html("<del>{}</del> <ins>{}</ins>", said(old), said(new))


def _back(plan: Plan) -> str:
    return reverse("planning:plan-versions", args=[plan.pk])
