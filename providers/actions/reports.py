"""What the public reports as out of date, and how it is answered."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from providers import notifications
from providers.models import OutdatedReport, Service
from sitis.history import CHANGED, write_history
from sitis.versions import save_version


@transaction.atomic
def report_outdated(service: Service, *, part: str, text: str) -> OutdatedReport:
    """Keep the report and tell the provider's people. Nobody's name or address is kept."""
    report = OutdatedReport(service=service, part=part, text=text)
    save_version(report, by=None)
    notifications.outdated_reported(report)
    return report


def answer(report: OutdatedReport, *, state: str, text: str, by: Any) -> None:
    """Move the report on and say it to whoever reported. Raises Stale."""
    is_staff = OutdatedReport.objects.staffed_by(by).filter(pk=report.pk).exists()
    report.state, report.answer = state, text
    report.answered_for = OutdatedReport.Side.PROVIDER if is_staff else OutdatedReport.Side.REGION
    report.answered_at = None if state in OutdatedReport.OPEN else timezone.now()
    save_version(report, by=by)


@transaction.atomic
def blank_old_texts(before: date) -> int:
    """What people wrote in reports settled before the day goes, from the history too.

    Returns how many. It may name a person, and nobody needs it any more.
    """
    old = list(OutdatedReport.objects.settled_before(before).values_list("pk", flat=True))
    OutdatedReport.objects.filter(pk__in=old).update(text="", version=F("version") + 1)
    OutdatedReport.history.filter(id__in=old).update(text="")
    write_history(OutdatedReport, old, CHANGED, reason=_("Text smazán po době uložení"))
    return len(old)
