"""Who is asked to confirm or refute a hypothesis, and whose answer still waits."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from planning.models import Cycle, Hypothesis, HypothesisAnswer, Level, Plan
from sitis.rooms import Task


def plans_asked(hypothesis: Hypothesis) -> QuerySet[Plan]:
    """Plans of ORPs of the cycle, each in the version that people work with."""
    plans = Plan.objects.medium_term().filter(cycle=hypothesis.cycle_id, level=Level.ORP)
    return plans.newest()


def hypothesis_tasks(user: Any, day: date) -> list[Task]:
    """Open questions that ORPs of ``user`` have not answered. Three queries."""
    plans = list(
        Plan.objects.own_of(user)
        .filter(level=Level.ORP, cycle__state=Cycle.State.OPEN)
        .medium_term()
        .newest()
        .select_related("orp")
    )
    if not plans:
        return []
    cycles = {plan.cycle_id for plan in plans}
    asked = Hypothesis.objects.open().filter(cycle__in=cycles).select_related("theme")
    answered = set(
        HypothesisAnswer.objects.filter(plan__in=plans).values_list("hypothesis", "plan")
    )
    return [
        Task(
            title=_("Potvrďte, nebo vyvraťte: %s") % hypothesis.theme,
            url=reverse("planning:hypothesis-answer", args=[hypothesis.pk, plan.pk]),
            action=_("Odpovědět"),
            deadline=hypothesis.due_on,
            detail=plan.place_name,
        )
        for hypothesis in asked
        for plan in plans
        if plan.cycle_id == hypothesis.cycle_id and (hypothesis.pk, plan.pk) not in answered
    ]
