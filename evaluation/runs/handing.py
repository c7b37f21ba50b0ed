"""Who gave the region an approved report: the person, in what function, when, with which receipt."""

from dataclasses import dataclass

from django.utils.timezone import localdate

from evaluation.models import Report, Signature, Snapshot, Submission
from providers.models import Membership
from sitis.periods import covers


@dataclass(frozen=True, slots=True)
class Handing:
    """``role`` is what the person held at the provider on that day; a signature says its function."""

    step: Submission
    role: str
    signature: Signature | None


def handing_of(snapshot: Snapshot) -> Handing | None:
    """The last hand-in before the report was approved so; None of reports that came without one."""
    rows = Submission.objects.filter(
        report=snapshot.report_id, kind=Report.Move.HAND_IN, moment__lte=snapshot.moment
    )
    step = rows.select_related("by", "report__service").order_by("-number").first()
    if step is None:
        return None
    signed = Signature.objects.filter(report=snapshot.report_id, moment__lte=step.moment)
    held = Membership.objects.filter(
        covers(localdate(step.moment)), user=step.by_id, provider=step.report.service.provider_id
    )
    roles = dict.fromkeys(str(row.get_role_display()) for row in held.order_by("role"))
    return Handing(step, ", ".join(roles), signed.order_by("-moment").first())
