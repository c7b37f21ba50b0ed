"""What planning puts on a person's desk."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning import calendar
from planning.actions.cycles import days_of
from planning.hypotheses import hypothesis_tasks
from planning.models import Cycle, HandIn, Level, Plan, Step
from sitis.accounts.models import Permission, Role
from sitis.rooms import Desk, Task

SHOWN = 20  # tasks of one kind
AHEAD = 60  # days: what is due later does not press yet
SOON = 30  # days: the same of a step of the calendar
State = HandIn.State


def planning_desk(user: Any, day: date) -> Desk:
    tasks: list[Task] = []
    if not user.held_roles:
        return Desk()
    planner = user.holds(Role.OFFICIAL, permission=Permission.PLANNER)
    if user.holds(Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER):
        tasks += _due(user, day)
        tasks += hypothesis_tasks(user, day)
        tasks += _own_steps(user)
    if user.holds(Role.DISTRICT_MEMBER):
        tasks += _missing_orps(user)
    if planner:
        tasks += _to_accept()
        tasks += _steps(day)
    return Desk(tasks=tuple(tasks), places=tuple(_places(user, planner, day)))


def _due(user: Any, day: date) -> Iterator[Task]:
    """Parts of one's own plans: returned ones with the reason, then those whose term is near."""
    rows = HandIn.objects.filter(plan__in=Plan.objects.own_of(user).filter(state="draft"))
    rows = rows.exclude(state__in=HandIn.DELIVERED).exclude(plan__level=Level.REGION)
    soon = timezone.now() + timedelta(days=AHEAD)
    rows = rows.filter(
        Q(state=State.RETURNED) | Q(extended_to=None, due_at__lte=soon) | Q(extended_to__lte=soon),
        plan__cycle__state=Cycle.State.OPEN,
    ).select_related("plan__orp", "plan__district")
    for hand_in in sorted(rows[:100], key=lambda one: one.deadline)[:SHOWN]:
        what = hand_in.get_deliverable_display()
        returned = hand_in.state == State.RETURNED
        words = _("Doplňte %(what)s: %(plan)s") if returned else _("Odevzdejte %(what)s: %(plan)s")
        yield Task(
            words % {"what": what, "plan": hand_in.plan},
            hand_in.plan.get_absolute_url(),
            _("Doplnit") if returned else _("Otevřít plán"),
            deadline=hand_in.deadline,
            detail=hand_in.reason[:300] if returned else "",
        )


def _own_steps(user: Any) -> Iterator[Task]:
    """Steps of the calendar that the person's level does and hands nothing in by, soon due."""
    levels = {Role.ORP_COORDINATOR: Level.ORP, Role.DISTRICT_MEMBER: Level.DISTRICT}
    now = timezone.now()
    own = Plan.objects.own_of(user).filter(state=Plan.State.DRAFT)
    rows = Step.objects.filter(
        cycle__state=Cycle.State.OPEN,
        cycle__in=own.values("cycle"),
        level__in=[level for role, level in levels.items() if user.holds(role)],
        deliverable="",
        done_on=None,
        due_at__gte=now,  # what is over the region checks off
        due_at__lte=now + timedelta(days=SOON),
    )
    for step in rows.select_related("cycle").order_by("due_at", "order")[:SHOWN]:
        yield _of_step(step)


def _of_step(step: Step) -> Task:
    return Task(
        step.title,
        f"{step.cycle.get_absolute_url()}#krok-{step.pk}",
        _("Otevřít kalendář"),
        deadline=step.due_at,
        detail=step.cycle.name,
    )


def _missing_orps(user: Any) -> Iterator[Task]:
    """ORPs of the own okres that owe their needs after the term; one task for a cycle."""
    late = HandIn.objects.filter(
        plan__in=Plan.objects.reminded_by(user).filter(level=Level.ORP),
        plan__cycle__state=Cycle.State.OPEN,
    ).exclude(state__in=HandIn.DELIVERED)
    now = timezone.now()
    late = late.filter(Q(extended_to=None, due_at__lt=now) | Q(extended_to__lt=now))
    names: dict[tuple[int, str], dict[str, None]] = {}
    rows = late.order_by("plan__orp__name")
    for cycle, words, name in rows.values_list(
        "plan__cycle", "plan__cycle__name", "plan__orp__name"
    ):
        names.setdefault((cycle, words), {})[name] = None
    for (cycle, words), found in names.items():
        yield Task(
            _("Chybí podklady z ORP vašeho okresu: %s") % words,
            f"{reverse('planning:matrix', args=[cycle])}?po_terminu=on",
            _("Připomenout"),
            detail=", ".join(found),
        )


def _to_accept() -> Iterator[Task]:
    waiting = HandIn.objects.filter(state=State.HANDED_IN, plan__state=Plan.State.DRAFT)
    counted = waiting.order_by("plan__cycle").values("plan__cycle", "plan__cycle__name")
    for row in counted.annotate(count=Count("pk"))[:SHOWN]:
        count = row["count"]
        text = ngettext("Čeká %d odevzdaná část.", "Čeká %d odevzdaných částí.", count) % count
        yield Task(
            _("Přijměte, nebo vraťte: %s") % row["plan__cycle__name"],
            reverse("planning:matrix", args=[row["plan__cycle"]]),
            _("Projít"),
            detail=text,
        )


def _steps(day: date) -> Iterator[Task]:
    """Steps that the region does or checks off, and those that no longer fit, cycle by cycle."""
    steps: dict[Cycle, list[Step]] = {}
    rows = Step.objects.filter(cycle__state=Cycle.State.OPEN).select_related("cycle")
    for step in rows.order_by("cycle", "due_at", "order"):
        steps.setdefault(step.cycle, []).append(step)
    for cycle, found in steps.items():
        soon = timezone.now() + timedelta(days=SOON)
        own = [one for one in found if one.level == Level.REGION or not one.deliverable]
        due = [one for one in own if not one.done_on and one.due_at <= soon]
        yield from map(_of_step, due[:5])
        count = len(calendar.misfits(found, days_of(cycle), day))
        if count:
            text = ngettext("%d krok už nevychází.", "%d kroků už nevychází.", count) % count
            title = _("Kalendář nevychází: %s") % cycle.name
            yield Task(title, cycle.get_absolute_url(), _("Upravit termíny"), detail=text)


def _places(user: Any, planner: bool, day: date) -> Iterator[Task]:
    yield Task(
        _("Plánování"),
        reverse("planning:home"),
        _("Otevřít"),
        detail=_("Plány území, kalendář cyklu a schválené plány."),
    )
    region = Plan.objects.filter(level=Level.REGION).medium_term().in_force()
    running = region.filter(cycle__in=Cycle.objects.covering(day)).first()
    plan = running or region.order_by("-cycle__period_from").first()
    if plan is not None:
        yield Task(
            _("Plán kraje (PDF)"),
            reverse("planning:plan-documents", args=[plan.pk]),
            _("Otevřít"),
            detail=plan.title,
        )
    if planner or user.holds(Role.OFFICIAL, Role.AUDITOR):
        cycle = Cycle.objects.open().first()
        if cycle is not None:
            yield Task(
                _("Odevzdávání: %s") % cycle.name,
                reverse("planning:matrix", args=[cycle.pk]),
                _("Otevřít"),
                detail=_("Kdo co odevzdal a kdo je po termínu."),
            )
