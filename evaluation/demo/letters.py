"""The log of letters: when a collection opened, and to those who had not handed in a week before its end."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from evaluation.actions.letters import topic
from evaluation.demo.world import World
from evaluation.models import Report, Term
from sitis.reminders.models import Reminder

AHEAD = timedelta(days=7)


def set_letters(world: World, term: Term, reports: Iterable[Report], now: datetime) -> None:
    """One letter for a provider, as ``actions.terms`` writes them; what is done left the desks."""
    owed: dict[int, list[Report]] = {}
    for report in reports:
        owed.setdefault(report.service.provider_id, []).append(report)
    reminded = min(term.closes_at - AHEAD, now - timedelta(days=2)).replace(minute=5)
    rows = []
    for provider, several in owed.items():
        user = world.workers[provider]
        rows.append(
            _letter(term, several, user, term.opens_at, f"Vyplňte a předejte: {term.title}")
        )
        left = [one for one in several if _is_awaited(one, reminded)]
        if left:
            rows.append(_letter(term, left, user, reminded, f"Předejte výkaz: {term.title}"))
    Reminder.objects.bulk_create(rows, batch_size=500)


def _is_awaited(report: Report, moment: datetime) -> bool:
    return report.first_handed_in_at is None or report.first_handed_in_at > moment


def _letter(term: Term, several: list[Report], user: Any, at: datetime, title: str) -> Reminder:
    first = several[0]
    handed = [one.handed_in_at for one in several]
    done = max(moment for moment in handed if moment) if all(handed) else None
    return Reminder(
        topic=topic(first.pk) if len(several) == 1 else f"evaluation.term:{term.pk}",
        user=user,
        title=title,
        text="\n".join(f"– {one.service.name}" for one in several),
        url=first.get_absolute_url() if len(several) == 1 else "/hodnoceni/",
        due_at=term.closes_at,
        sent_at=at,
        channel=Reminder.Channel.EMAIL,
        dismissed_at=done if done and done > at else None,
    )
