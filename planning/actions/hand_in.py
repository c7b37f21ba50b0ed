"""Parts of a plan are handed in, taken back, returned, accepted and given more time."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.actions.makers import makers_of
from planning.models import Deliverable, HandIn, Plan
from planning.readiness import facts_of, gaps
from sitis.accounts.models import User
from sitis.history import CHANGED, write_history
from sitis.mail import send_many
from sitis.reminders.actions import settle
from sitis.workdays import says

State, Move = HandIn.State, HandIn.Move
TOO_LATE = gettext_lazy("Mezitím to změnil někdo jiný. Podívejte se, jak to teď je.")


class IllegalMove(ValidationError):
    """The part is not in a state from which this leads, also because another was faster."""


def topic(plan_pk: int) -> str:
    """What reminders of a plan's parts are about."""
    return f"planning.plan:{plan_pk}"


@transaction.atomic
def move(
    hand_in: HandIn,
    step: str,
    *,
    by: Any,
    now: datetime,
    reason: str = "",
    says_no_change: bool = False,
) -> None:
    """Take one ``step`` of ``HandIn.MOVES`` and keep it in the history.

    Raises IllegalMove, or ValidationError with what is missing. Late is allowed and shown.
    """
    # held so that no row is written between the check and the lock of the part
    plan = Plan.objects.select_for_update().get(pk=hand_in.plan_id)
    if plan.state != Plan.State.DRAFT:
        raise IllegalMove(
            _("Plán je ve stavu „%s“, jeho části už se neodevzdávají.") % plan.get_state_display()
        )
    sources, target = HandIn.MOVES[Move(step)]
    changed: dict[str, Any] = {"state": target, "version": F("version") + 1}
    if step == Move.HAND_IN:
        no_change = says_no_change and hand_in.deliverable == Deliverable.NEEDS
        _refuse_gaps(plan, hand_in, no_change)
        changed |= {"handed_in_at": now, "settled_at": None, "says_no_change": no_change}
    elif step == Move.TAKE_BACK:
        changed |= {"handed_in_at": None}
    elif step == Move.RETURN:
        if not reason.strip():
            raise ValidationError({"reason": _("Napište, co je potřeba doplnit.")}, code="reason")
        changed |= {"reason": reason.strip(), "settled_at": now}
    else:
        changed |= {"settled_at": now, "reason": ""}
    rows = HandIn.objects.filter(pk=hand_in.pk, state__in=sources)
    if not rows.update(**changed):  # check and change in one
        raise IllegalMove(TOO_LATE)
    write_history(HandIn, [hand_in.pk], CHANGED, by=by, reason=str(Move(step).label))
    hand_in.refresh_from_db()
    if step == Move.HAND_IN and not plan.hand_ins.exclude(state__in=HandIn.DELIVERED).exists():
        settle([topic(plan.pk)], now=now)
    if step == Move.RETURN:
        _tell_makers(plan, hand_in, by=by, now=now)


def _tell_makers(plan: Plan, hand_in: HandIn, *, by: Any, now: datetime) -> None:
    """A letter about what is to be mended: nobody looks every day whether something came back."""
    open_accounts = User.objects.open_on(timezone.localdate(now))
    makers = open_accounts.filter(
        pk__in=[one.pk for one in makers_of([plan], now).get(plan.pk, [])]
    )
    about = {"plan": plan, "hand_in": hand_in, "by": by, "until": says(hand_in.deadline)}
    letters = [(user.email, dict(about)) for user in makers.order_by("pk")]
    title = _("Vráceno k doplnění: %s") % hand_in
    send_many("part_returned", letters, link=plan.get_absolute_url(), by=by, title=title[:200])


def _refuse_gaps(plan: Plan, hand_in: HandIn, says_no_change: bool) -> None:
    found = gaps(facts_of(plan), hand_in.deliverable, says_no_change=says_no_change)
    if found:
        raise ValidationError([one.text for one in found], code="gaps")


@transaction.atomic
def extend(hand_in: HandIn, until: datetime, *, reason: str, by: Any, now: datetime) -> None:
    """Give what was not delivered more time. Raises ValidationError, or IllegalMove."""
    if until <= now:
        raise ValidationError({"until": _("Nový termín musí být v budoucnu.")}, code="past")
    if until <= hand_in.due_at:
        raise ValidationError(
            {"until": _("Prodloužení musí být delší než původní termín.")}, code="shorter"
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Napište důvod prodloužení.")}, code="reason")
    rows = HandIn.objects.filter(pk=hand_in.pk, version=hand_in.version)
    if not rows.exclude(state__in=HandIn.DELIVERED).update(
        extended_to=until, extension_reason=reason.strip(), version=F("version") + 1
    ):
        raise IllegalMove(TOO_LATE)
    write_history(HandIn, [hand_in.pk], CHANGED, by=by, reason=_("prodloužení termínu"))
    hand_in.refresh_from_db()
