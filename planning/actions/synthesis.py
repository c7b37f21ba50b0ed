"""From frequent themes to a priority of a higher plan, and hypotheses that ORPs confirm or refute."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from planning.actions.fates import Seen, link
from planning.actions.rows import next_number, refuse_closed, save_row
from planning.models import Hypothesis, HypothesisAnswer, Plan, Priority, Theme
from sitis.versions import save_version


@transaction.atomic
def make_priority(
    plan: Plan,
    *,
    title: str,
    kind: str,
    audience: str,
    themes: Collection[Theme],
    sources: Collection[Priority],
    by: Any,
    reason: str = "",
    seen: Seen | None = None,
) -> Priority:
    """A priority of ``plan`` about ``themes``, which accepts ``sources``.

    Raises Closed, Overtaken, ValidationError.
    """
    refuse_closed(plan.pk, Priority.deliverable)  # first: of two at once each gets its own number
    priority = Priority(
        plan=plan,
        number=next_number(Priority, plan_id=plan.pk),
        kind=kind,
        audience=audience,
        title=title,
        reason=reason,
    )
    save_row(priority, by=by)
    priority._history_user = by
    priority.themes.set(themes)
    if sources:
        link(priority, sources, by=by, seen=seen)
    return priority


@transaction.atomic
def put_hypothesis(hypothesis: Hypothesis, *, by: Any) -> None:
    """Ask ORPs, or change the question while nobody has answered; its term also later.

    Raises ValidationError, Stale.
    """
    if hypothesis.pk:
        now = Hypothesis.objects.select_for_update().get(pk=hypothesis.pk)
        _refuse_over(now)
        asked = (now.theme_id, now.statement)
        if (hypothesis.theme_id, hypothesis.statement) != asked and now.answers.exists():
            raise ValidationError(
                _("ORP už odpovídají, tvrzení a téma proto zůstávají. Termín změnit můžete."),
                code="answered",
            )
    save_version(hypothesis, by=by)


@transaction.atomic
def answer_hypothesis(answer: HypothesisAnswer, *, by: Any) -> None:
    """Confirm, refute or leave open, with a reason. Raises ValidationError, Stale."""
    now = Hypothesis.objects.select_for_update().get(pk=answer.hypothesis_id)
    _refuse_over(now)
    if not answer.reason.strip():
        raise ValidationError({"reason": _("Napište, o co odpověď opíráte.")})
    save_version(answer, by=by)


@transaction.atomic
def close_hypothesis(hypothesis: Hypothesis, *, conclusion: str, day: date, by: Any) -> None:
    """End the asking with a conclusion. Raises ValidationError, Stale."""
    _refuse_over(Hypothesis.objects.select_for_update().get(pk=hypothesis.pk))
    if not conclusion.strip():
        raise ValidationError({"conclusion": _("Napište závěr, ORP jej uvidí.")})
    hypothesis.conclusion, hypothesis.closed_on = conclusion.strip(), day
    save_version(hypothesis, by=by)


def _refuse_over(hypothesis: Hypothesis) -> None:
    if hypothesis.closed_on is not None and hypothesis.pk:
        raise ValidationError(_("Hypotéza je uzavřená a už se nemění."), code="closed")
