"""The public side of planning is written down: facts of § 39b, comments, explained exceptions.

All of it may be added on the whole way to approval; with the approval it is locked.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from planning.actions.rows import Closed, next_number
from planning.models import Comment, Exemption, Plan, ProcedureFact
from sitis.versions import save_version

OfProcedure = ProcedureFact | Comment | Exemption


def _refuse_frozen(plan_pk: int) -> None:
    """Hold the plan's row till the end of the transaction. Raises Closed."""
    plan = Plan.objects.select_for_update().get(pk=plan_pk)
    if plan.is_frozen:
        raise Closed(_("Plán je schválený, k jeho projednání už nejde nic zapsat."), code="closed")


@transaction.atomic
def save_of_procedure(row: OfProcedure, *, by: Any, reason: str = "") -> None:
    """Write a fact, a comment or an exception. Raises Closed, ValidationError, Stale."""
    _refuse_frozen(row.plan_id)
    if isinstance(row, Comment) and row.number is None:
        row.number = next_number(Comment, plan=row.plan_id)
    save_version(row, by=by, reason=reason)


@transaction.atomic
def settle_comment(comment: Comment, *, verdict: str, answer: str, day: date, by: Any) -> None:
    """Say how a comment was settled and why. Raises Closed, ValidationError, Stale."""
    comment.verdict, comment.answer, comment.settled_on = verdict, answer, day
    save_of_procedure(comment, by=by, reason=_("vypořádání"))


@transaction.atomic
def remove_of_procedure(row: OfProcedure, *, by: Any) -> None:
    """Take back what was written by mistake; history keeps it. Raises Closed."""
    _refuse_frozen(row.plan_id)
    row._history_user = by
    row.delete()
