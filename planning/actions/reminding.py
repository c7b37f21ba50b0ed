"""Makers of plans are reminded of what they did not hand in yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from planning.actions.hand_in import topic
from planning.actions.makers import makers_of
from planning.models import HandIn, Plan
from sitis.accounts.models import User
from sitis.reminders.actions import remind


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one round of reminders."""

    sent: int = 0
    held_back: list[str] = field(default_factory=list)  # names of places reminded lately
    nobody: list[str] = field(default_factory=list)  # places that nobody works for
    nothing: list[str] = field(default_factory=list)  # places that owe nothing


@transaction.atomic
def remind_makers(plans: Iterable[Plan], *, by: Any, now: datetime) -> Outcome:
    """Remind the people of ``plans`` of every part not handed in, one reminder for a plan."""
    plans = list(plans)
    owed: dict[int, list[HandIn]] = {}
    waiting = HandIn.objects.filter(plan__in=plans).exclude(state__in=HandIn.DELIVERED)
    for hand_in in waiting.order_by("due_at"):
        owed.setdefault(hand_in.plan_id, []).append(hand_in)
    makers = makers_of(plans, now)
    sent, held_back, nobody, nothing = 0, [], [], []
    for plan in plans:
        place = str(plan.place_name)
        if plan.pk not in owed:
            nothing.append(place)
        elif not makers.get(plan.pk):
            nobody.append(place)
        else:
            told = _remind(plan, owed[plan.pk], makers[plan.pk], by=by, now=now)
            sent += len(told.sent)
            if told.held_back and not told.sent:
                held_back.append(place)
            elif not told.sent:
                nobody.append(place)
    return Outcome(sent, held_back, nobody, nothing)


def _remind(plan: Plan, owed: list[HandIn], users: list[User], *, by: Any, now: datetime) -> Any:
    what = ", ".join(str(hand_in.get_deliverable_display()) for hand_in in owed)
    late = [hand_in for hand_in in owed if hand_in.deadline < now]
    text = _("Termín už minul, odevzdejte prosím co nejdřív.") if late else ""
    return remind(
        topic(plan.pk),
        users,
        title=_("Odevzdejte %(what)s: %(plan)s") % {"what": what, "plan": plan.title},
        text=text,
        url=plan.get_absolute_url(),
        by=by,
        now=now,
        due_at=min(hand_in.deadline for hand_in in owed),
    )
