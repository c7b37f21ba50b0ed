"""Rows of a plan are written while the plan is a draft and their deliverable is not handed in."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from planning.models import Fate, HandIn, OfPlan, Plan
from sitis.versions import save_version


class Closed(ValidationError):
    """The plan or this part of it may not be changed now; the message says why."""


def why_closed(plan: Plan, deliverable: str) -> Closed | None:
    if plan.state != Plan.State.DRAFT:
        return Closed(
            _("Plán je ve stavu „%(state)s“ a nedá se měnit.")
            % {"state": plan.get_state_display()},
            code="closed",
        )
    if HandIn.objects.filter(plan=plan, deliverable=deliverable).closed().exists():
        return Closed(
            _("Tato část už je odevzdaná. Chcete-li ji změnit, vezměte ji nejdřív zpět."),
            code="handed_in",
        )
    return None


def refuse_closed(plan_pk: int, deliverable: str) -> None:
    """Hold the plan's row till the end of the transaction. Raises Closed."""
    plan = Plan.objects.select_for_update().get(pk=plan_pk)
    if refusal := why_closed(plan, deliverable):
        raise refusal


def refuse_decided(rows: Collection[OfPlan]) -> None:
    """What a plan on its way to approval decided does not go with its input. Raises Closed."""
    firm = Fate.objects.held_by(rows).exclude(plan__state=Plan.State.DRAFT)
    fate = firm.select_related("plan__orp", "plan__district", "need", "priority").first()
    if fate is None:
        return
    what = _("O potřebě %s") if fate.need else _("O prioritě %s")
    raise Closed(
        _(
            "%(what)s už rozhodl %(place)s (%(verdict)s) a jeho plán je ve stavu „%(state)s“. "
            "Odebrat ji nejde, rozhodnutí by zmizelo s ní; upravit ji můžete."
        )
        % {
            "what": what % fate.input.code,
            "place": fate.plan.place_name,
            "verdict": fate.get_verdict_display(),
            "state": fate.plan.get_state_display(),
        },
        code="decided",
    )


def plan_key(row: OfPlan) -> int:
    """Key of the plan that ``row`` belongs to, whatever lies between."""
    found: Any = row
    for name in row.plan_path.split("__"):
        found = getattr(found, name)
    return found.pk


def deliverable_of(row: OfPlan) -> str:
    """What ``row`` is handed in with; a section says it in a column."""
    return row.deliverable if isinstance(row.deliverable, str) else row.handed_in_with


@transaction.atomic
def save_row(row: OfPlan, *, by: Any, reason: str = "") -> None:
    """Write ``row`` with its history. Raises Closed, ValidationError, or Stale if a race is lost."""
    refuse_closed(plan_key(row), deliverable_of(row))
    save_version(row, by=by, reason=reason)


@transaction.atomic
def remove_row(row: OfPlan, *, by: Any) -> None:
    """Take ``row`` out of a draft; its history stays, so its number is not given again.

    Raises Closed, also where a plan above that is no draft any more decided about it.
    """
    refuse_closed(plan_key(row), deliverable_of(row))
    refuse_decided([row])
    row._history_user = by
    row.delete()


def next_number(model: type[models.Model], **parent: Any) -> int:
    """One more than any row of ``parent`` ever had, also a removed one."""
    last = model.history.filter(**parent).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
