"""Who is late: plans of a cycle × what is handed in, and what of it is due."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning.models import Deliverable, HandIn, Measure, Need, Plan, Priority, Section, SwotItem

TONES = {
    HandIn.State.OPEN: ("neutral", "waiting"),
    HandIn.State.HANDED_IN: ("primary", "primary"),
    HandIn.State.RETURNED: ("warning", "warning"),
    HandIn.State.ACCEPTED: ("success", "success"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One part of one plan at a moment."""

    hand_in: HandIn
    now: datetime
    changed_at: datetime | None = None

    @property
    def is_delivered(self) -> bool:
        return self.hand_in.state in HandIn.DELIVERED

    @property
    def is_late(self) -> bool:
        return self.hand_in.is_late_at(self.now)

    @property
    def days(self) -> int:
        """Days left by the calendar, negative when the term is over."""
        until = timezone.localdate(self.hand_in.deadline)
        return (until - timezone.localdate(self.now)).days

    @property
    def time_words(self) -> str:
        """What its term says, in a few words."""
        if self.is_delivered:
            return _("odevzdáno po termínu") if self.is_late else ""
        if self.is_late:
            late = max(-self.days, 1)
            return ngettext("%d den po termínu", "%d dnů po termínu", late) % late
        if self.days == 0:
            return _("dnes")
        return ngettext("zbývá %d den", "zbývá %d dnů", self.days) % self.days

    @property
    def tone(self) -> str:
        return "error" if self.is_late and not self.is_delivered else self._look[0]

    @property
    def icon(self) -> str:
        return "error" if self.tone == "error" else self._look[1]

    @property
    def _look(self) -> tuple[str, str]:
        return TONES[HandIn.State(self.hand_in.state)]


@dataclass(frozen=True, slots=True)
class Row:
    plan: Plan
    cells: list[Cell | None]  # by Deliverable, None where the level hands nothing such in

    @property
    def is_late(self) -> bool:
        """Something is over its term and not there."""
        return any(cell and cell.is_late and not cell.is_delivered for cell in self.cells)

    @property
    def is_waiting(self) -> bool:
        return any(cell and not cell.is_delivered for cell in self.cells)


def rows_of(plans: Iterable[Plan], now: datetime) -> list[Row]:
    """A row for each of ``plans``; the number of queries does not depend on how many they are."""
    plans = list(plans)
    changed = last_changes([plan.pk for plan in plans])
    cells: dict[int, dict[str, Cell]] = {}
    for hand_in in HandIn.objects.filter(plan__in=plans):
        key = (hand_in.plan_id, hand_in.deliverable)
        known = [one for one in (changed.get(key), hand_in.handed_in_at) if one]
        cells.setdefault(hand_in.plan_id, {})[hand_in.deliverable] = Cell(
            hand_in, now, max(known, default=None)
        )
    return [
        Row(plan, [cells.get(plan.pk, {}).get(one) for one in Deliverable.values]) for plan in plans
    ]


def last_changes(plans: Collection[int]) -> dict[tuple[int, str], datetime]:
    """When a row that goes in with (plan, deliverable) was last written or removed."""
    found: dict[tuple[int, str], datetime] = {}
    wanted: tuple[tuple[Any, str, str], ...] = (
        (Need, "plan", Deliverable.NEEDS),
        (Priority, "plan", Deliverable.PRIORITIES),
        (Measure, "goal__priority__plan", Deliverable.PRIORITIES),
        (SwotItem, "plan", Deliverable.ANALYSES),
    )
    for model, path, deliverable in wanted:
        rows = model.history.filter(**{f"{path}__in": plans}).order_by().values(of=F(path))
        for plan, moment in rows.annotate(last=Max("history_date")).values_list("of", "last"):
            key = (plan, str(deliverable))
            found[key] = max(moment, found.get(key, moment))
    # the start from the template is no work yet
    texts = Section.history.filter(plan__in=plans, history_type="~").order_by()
    rows = texts.values("plan", "handed_in_with").annotate(last=Max("history_date"))
    for plan, deliverable, moment in rows.values_list("plan", "handed_in_with", "last"):
        key = (plan, deliverable)
        found[key] = max(moment, found.get(key, moment))
    return found
