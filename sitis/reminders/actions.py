"""Reminding people without pestering them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from sitis import mail
from sitis.accounts.models import User
from sitis.reminders.models import Reminder
from sitis.workdays import says


@dataclass(frozen=True, slots=True)
class Reminded:
    """Who got a reminder, who was spared as one came lately, whose account is locked."""

    sent: list[User] = field(default_factory=list)
    held_back: list[User] = field(default_factory=list)
    locked: list[User] = field(default_factory=list)


@transaction.atomic
def remind(
    topic: str,
    users: Iterable[User],
    *,
    title: str,
    text: str,
    url: str,
    by: User | None,
    now: datetime,
    due_at: datetime | None = None,
    channel: str = Reminder.Channel.EMAIL,
) -> Reminded:
    """Put a reminder on the desk of each of ``users`` and send it; ``url`` is a path of this site.

    One on the same topic comes at most once in ``REMINDER_GAP`` hours, and at most
    ``REMINDERS_A_DAY`` of all topics in a day.
    """
    title = " ".join(title.split())[:200]
    # the lock: whoever reminds the same person at this moment waits and then sees our rows
    locked_rows = User.objects.filter(pk__in={user.pk for user in users}).select_for_update()
    asked = list(locked_rows.order_by("pk"))
    open_ones = set(
        User.objects.open_on(timezone.localdate(now))
        .filter(pk__in=[u.pk for u in asked])
        .values_list("pk", flat=True)
    )
    spared = _spared(topic, open_ones, now)
    said = Reminded()
    for user in asked:
        if user.pk not in open_ones:
            said.locked.append(user)
        else:
            (said.held_back if user.pk in spared else said.sent).append(user)
    rows = [
        Reminder(
            topic=topic,
            user=user,
            title=title,
            text=text,
            url=url,
            due_at=due_at,
            sent_at=now,
            by=by,
            channel=channel,
        )
        for user in said.sent
    ]
    Reminder.objects.bulk_create(rows)
    if channel == Reminder.Channel.EMAIL:
        until = says(due_at) if due_at else ""
        letters = [(row.user.email, {"reminder": row, "until": until}) for row in rows]
        title = str(_("Odeslání připomínek: %(title)s") % {"title": title})
        mail.send_many("reminder", letters, link=url, by=by, title=title[:200])
    return said


def _spared(topic: str, users: Collection[Any], now: datetime) -> set[Any]:
    theirs = Reminder.objects.filter(user__in=users)
    since = now - timedelta(hours=settings.REMINDER_GAP)
    lately = theirs.filter(topic=topic, sent_at__gt=since)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    today = theirs.filter(sent_at__gte=midnight).values("user").annotate(count=Count("pk"))
    full = today.filter(count__gte=settings.REMINDERS_A_DAY)
    return {*lately.values_list("user", flat=True), *full.values_list("user", flat=True)}


def dismiss(reminder: Reminder, *, now: datetime) -> None:
    """Put it away from the desk; the log keeps it."""
    Reminder.objects.filter(pk=reminder.pk, dismissed_at=None).update(dismissed_at=now)


def settle(topics: Collection[str], *, now: datetime) -> None:
    """What ``topics`` remind of is done: no desk shows them any more."""
    Reminder.objects.filter(topic__in=topics, dismissed_at=None).update(dismissed_at=now)
