"""The office settles many reports at once: only those in which there is nothing to look at."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.actions.moves import IllegalMove, approve
from evaluation.actions.saving import locked_report
from evaluation.models import Report, Term
from sitis.jobs.models import start

Step = Callable[[int, int, str], None]


@dataclass(slots=True)
class Settled:
    """What became of one round."""

    approved: int = 0
    passed: list[str] = field(default_factory=list)  # names of services that changed meanwhile


def start_approving(term: Term, chosen: Collection[int], *, by: Any, url: str) -> Any:
    """Approve ``chosen`` in the background; the job leads back to ``url``."""
    return start(
        "evaluation.approve_unflagged",
        term.pk,
        sorted(chosen),
        by=by,
        title=_("Schválení výkazů bez příznaků: %s") % term.title,
        url=url,
    )


def approve_unflagged(
    chosen: Collection[int], *, by: Any, now: datetime, step: Step | None = None
) -> Settled:
    """Approve each of ``chosen`` that is handed in and without a flag; the others are passed over."""
    done = Settled()
    allowed = Report.objects.settled_by(by).filter(pk__in=chosen).values_list("pk", flat=True)
    keys = list(allowed.order_by("pk"))
    for number, pk in enumerate(keys):
        if step is not None and number % 20 == 0:
            step(number, len(keys), _("Schvalování výkazů"))
        _approve_one(pk, done, by=by, now=now)
    return done


@transaction.atomic
def _approve_one(pk: int, done: Settled, *, by: Any, now: datetime) -> None:
    current = locked_report(pk)
    if current.flag_count:  # handed in again meanwhile
        done.passed.append(current.service.name)
        return
    try:
        approve(current, by=by, now=now)
    except IllegalMove:
        done.passed.append(current.service.name)
    else:
        done.approved += 1
