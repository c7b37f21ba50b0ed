"""A cycle is opened with its calendar, its terms follow the council and the assembly."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning import calendar
from planning.models import Cycle, HandIn, Plan, Step
from sitis.accounts.models import Role
from sitis.history import CHANGED, CREATED, write_history
from sitis.versions import save_version
from sitis.workdays import PRAGUE, deadline

State = Cycle.State
#: Who answers for a step of the usual calendar, in words.
RESPONSIBLE = {
    "planner": gettext_lazy("krajský úřad"),
    Role.ORP_COORDINATOR: Role.ORP_COORDINATOR.label,
    Role.DISTRICT_MEMBER: gettext_lazy("okresní tým"),
}


class IllegalMove(ValidationError):
    """The cycle is not in a state from which this leads, also because another was faster."""


@dataclass(frozen=True, slots=True)
class Change:
    """A term that no longer follows the days of the council and the assembly."""

    step: Step
    proposed: datetime


def days_of(cycle: Cycle) -> calendar.Days:
    return calendar.days_or_latest(cycle.period_from, cycle.council_on, cycle.assembly_on)


@transaction.atomic
def open_cycle(cycle: Cycle, *, by: Any) -> None:
    """Keep a new cycle in preparation, with the usual calendar of its regime."""
    save_version(cycle, by=by, reason=_("založení cyklu"))
    days = days_of(cycle)
    steps = [
        Step(
            cycle=cycle,
            code=usual.code,
            title=usual.title,
            level=usual.level,
            deliverable=usual.deliverable,
            responsible=str(RESPONSIBLE[usual.role]),
            anchor=usual.anchor,
            days_before=usual.amount if usual.anchor else None,
            counts_working_days=usual.counts_working_days,
            due_at=calendar.usual_term(usual, cycle.period_from.year, days),
            order=usual.order,
            note=usual.note,
        )
        for usual in calendar.usual_steps(cycle.regime)
    ]
    Step.objects.bulk_create(steps)
    keys = [step.pk for step in steps]
    write_history(Step, keys, CREATED, by=by, reason=_("obvyklý kalendář"))


@transaction.atomic
def save_cycle(cycle: Cycle, *, by: Any, reason: str = "") -> None:
    """Write name, period and days of a cycle. Terms move by ``recount`` only."""
    refuse_closed(cycle.pk)
    save_version(cycle, by=by, reason=reason)


def refuse_closed(cycle_pk: int) -> None:
    """Hold the cycle's row till the end of the transaction. Raises IllegalMove."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle_pk)
    if cycle.state == State.CLOSED:
        raise IllegalMove(_("Cyklus je uzavřený a nedá se měnit."), code="closed")


def changes(cycle: Cycle) -> list[Change]:
    """Terms of steps not done that differ from what the days of the cycle give."""
    days, first = days_of(cycle), cycle.period_from.year
    after = {
        usual.code: calendar.usual_day(usual, first, days)
        for usual in calendar.usual_steps(cycle.regime)
        if usual.rule == "after_assembly"
    }
    found = []
    for step in cycle.steps.filter(done_on=None):
        day = calendar.latest_of(step, days) or after.get(step.code)
        here = step.due_at.astimezone(PRAGUE)
        if day is not None and day != here.date():
            found.append(Change(step, deadline(day, here.time())))
    return found


@transaction.atomic
def recount(cycle: Cycle, codes: Collection[str], *, by: Any) -> int:
    """Move the terms that the planner confirmed to the days they follow; how many."""
    refuse_closed(cycle.pk)
    moved = [change for change in changes(cycle) if change.step.code in codes]
    for change in moved:
        change.step.due_at = change.proposed
        change.step.version += 1
    Step.objects.bulk_update([change.step for change in moved], ["due_at", "version"])
    keys = [change.step.pk for change in moved]
    reason = _("přepočet podle jednání rady a zastupitelstva")
    write_history(Step, keys, CHANGED, by=by, reason=reason)
    for change in moved:
        if change.step.deliverable:
            _move_hand_ins(change.step, by=by, reason=reason)
    return len(moved)


@transaction.atomic
def save_step(step: Step, *, by: Any, reason: str = "") -> None:
    """Write a step; what is handed in by it and waits takes over the term."""
    refuse_closed(step.cycle_id)
    save_version(step, by=by, reason=reason)
    if step.deliverable:
        _move_hand_ins(step, by=by, reason=_("změna kalendáře"))


def _move_hand_ins(step: Step, *, by: Any, reason: str) -> None:
    rows = HandIn.objects.filter(
        plan__cycle=step.cycle_id,
        plan__kind=Plan.Kind.MEDIUM_TERM,
        plan__level=step.level,
        deliverable=step.deliverable,
    ).exclude(state__in=HandIn.DELIVERED)
    keys = list(rows.exclude(due_at=step.due_at).values_list("pk", flat=True))
    moved = HandIn.objects.filter(pk__in=keys)
    moved.update(due_at=step.due_at, version=F("version") + 1)
    # more time than all have now got is no longer more, and must not end sooner for one
    moved.filter(extended_to__lte=step.due_at).update(extended_to=None, extension_reason="")
    write_history(HandIn, keys, CHANGED, by=by, reason=reason)


@transaction.atomic
def remove_step(step: Step, *, by: Any) -> None:
    """Raises IllegalMove if plans already hand something in by it."""
    refuse_closed(step.cycle_id)
    waiting = HandIn.objects.filter(
        plan__cycle=step.cycle_id, plan__level=step.level, deliverable=step.deliverable
    )
    if step.deliverable and waiting.exists():
        raise IllegalMove(
            _("Podle tohoto kroku už plány odevzdávají. Změňte mu termín, odebrat ho nejde."),
            code="used",
        )
    step._history_user = by
    step.delete()


@transaction.atomic
def finish_step(step: Step, day: date | None, *, by: Any) -> None:
    """A step is done on ``day``; None takes it back."""
    refuse_closed(step.cycle_id)
    step.done_on = day
    save_version(step, by=by, reason=_("splněno") if day else _("splnění vzato zpět"))


def publish(cycle: Cycle, *, by: Any) -> None:
    """Those who plan see the cycle from now on."""
    _move(cycle, State.PREPARATION, State.OPEN, by=by)


def close(cycle: Cycle, *, by: Any) -> None:
    """The calendar is not changed any more; plans live on."""
    _move(cycle, State.OPEN, State.CLOSED, by=by)


def reopen(cycle: Cycle, *, by: Any) -> None:
    _move(cycle, State.CLOSED, State.OPEN, by=by)


@transaction.atomic
def _move(cycle: Cycle, source: str, target: str, *, by: Any) -> None:
    rows = Cycle.objects.filter(pk=cycle.pk, state=source)
    if not rows.update(state=target, version=F("version") + 1):  # check and change in one
        raise IllegalMove(_("Tento krok už u cyklu nejde udělat. Načtěte stránku znovu."))
    cycle.refresh_from_db()
    reason = str(cycle.get_state_display())
    write_history(Cycle, [cycle.pk], CHANGED, by=by, reason=reason)
