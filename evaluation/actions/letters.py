"""Who is told what waits for them: on their desk and by a letter."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.layout import sheet_of
from evaluation.models import Report, Submission
from providers.models import Membership
from sitis.accounts.models import Role, User
from sitis.reminders.actions import remind, settle

NAMED = 12  # fields that a letter lists


def topic(report_pk: int) -> str:
    """What reminders of a report are about."""
    return f"evaluation.report:{report_pk}"


def term_topic(term_pk: int, provider_pk: int) -> str:
    """What reminders of several reports of a provider are about."""
    return f"evaluation.term:{term_pk}:{provider_pk}"


def _step_topic(report_pk: int, number: int) -> str:
    """Each step is told of on its own: a second return on one day is news too."""
    return f"{topic(report_pk)}:{number}"


def staff_of(
    providers: Collection[int], now: datetime, *, roles: Collection[str] = ()
) -> dict[int, list[User]]:
    """Key of a provider -> people who work or sign for it today."""
    rows = Membership.objects.held_on(timezone.localdate(now)).filter(provider__in=providers)
    if roles:
        rows = rows.filter(role__in=roles)
    found: dict[int, list[User]] = {}
    for row in rows.select_related("user").order_by("user"):
        people = found.setdefault(row.provider_id, [])
        if row.user not in people:
            people.append(row.user)
    return found


def ask_to_sign(report: Report, done: Submission, *, by: Any, now: datetime) -> None:
    """A locked report waits for the signatory, who may not have touched it at all."""
    text = _("Výkaz je zkontrolovaný a uzamčený. Přečtěte si jeho PDF, podepište ho a předejte.")
    _tell(
        *(report, done, (Role.PROVIDER_SIGNATORY,), _("Podepište výkaz: %s"), text),
        url=reverse("evaluation:report-sign", args=[report.pk]),
        by=by,
        now=now,
    )


def tell_returned(report: Report, done: Submission, *, by: Any, now: datetime) -> None:
    """The reason and the fields; everybody who may complete it gets to know."""
    fields = sheet_of(report).fields
    labels = [fields[code].label for code in report.returned_fields if code in fields]
    lines = [f"– {label}" for label in labels[:NAMED]]
    if len(labels) > NAMED:
        lines.append(_("– a další, najdete je u výkazu"))
    text = "\n\n".join(part for part in (report.return_reason, "\n".join(lines)) if part)
    _tell(
        *(report, done, (), _("Doplňte výkaz: %s"), text),
        url=report.get_absolute_url(),
        by=by,
        now=now,
    )


def _tell(
    report: Report,
    done: Submission,
    roles: Collection[str],
    title: str,
    text: str,
    *,
    url: str,
    by: Any,
    now: datetime,
) -> None:
    provider = report.service.provider_id
    people = staff_of([provider], now, roles=roles).get(provider, [])
    remind(
        _step_topic(report.pk, done.number),
        people,
        title=title % report.service.name,
        text=f"{report.term.title}\n\n{text}",
        url=url,
        by=by,
        now=now,
        due_at=report.deadline,
    )


def settle_letters(report: Report, *, now: datetime) -> None:
    """What was asked of the report is done, or is no longer asked."""
    numbers = report.submissions.values_list("number", flat=True)
    done = [topic(report.pk), *(_step_topic(report.pk, one) for one in numbers)]
    provider = report.service.provider_id
    if (
        not Report.objects.awaited()
        .filter(term=report.term_id, service__provider=provider)
        .exists()
    ):
        done.append(term_topic(report.term_id, provider))
    settle(done, now=now)
