"""What all rows of planning share: the words of the field and the rule of who may touch them."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from planning.models.plan import HandIn, Plan
from sitis.versions import Versioned


class OfPlanQuerySet(models.QuerySet):
    """Rows of a plan: what one may read and change follows from the plan and its deliverable.

    ``deliverable`` is what the rows are handed in with, ``plan_path`` how the plan is reached.
    """

    def readable_by(self, user: Any) -> Self:
        """One's own plan in full; another's once this deliverable was handed in, or approved."""
        path = self.model.plan_path
        whole = Q(**{f"{path}__in": Plan.objects.whole_for(user)})
        handed = HandIn.objects.filter(
            plan=OuterRef(path), deliverable=self.model.deliverable
        ).handed_in()
        seen = Q(Exists(handed), **{f"{path}__in": Plan.objects.shown_to(user)})
        if user.held_roles:
            seen |= Q(**{f"{path}__state__in": Plan.FROZEN})
        return self.filter(whole | seen)

    def editable_by(self, user: Any) -> Self:
        """While the plan is a draft and the deliverable is not handed in."""
        path = self.model.plan_path
        closed = HandIn.objects.filter(
            plan=OuterRef(path), deliverable=self.model.deliverable
        ).closed()
        return self.filter(~Exists(closed), **{f"{path}__in": Plan.objects.editable_by(user)})

    def of(self, plan: Plan) -> Self:
        return self.filter(**{self.model.plan_path: plan})


class OfPlan(Versioned):
    """A row that belongs to a plan and is frozen with it."""

    deliverable: ClassVar[Any]  # a Deliverable, or a reference to the column that says which
    plan_path: ClassVar[str] = "plan"

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        abstract = True


class Audience(models.TextChoices):
    """The groups that plans are made for (dossier 6.3, the skeleton of JMK's action plans)."""

    SENIORS = "seniors", _("senioři")
    DISABILITY = "disability", _("osoby se zdravotním postižením")
    FAMILY = "family", _("rodina, děti a mládež")
    EXCLUSION = "exclusion", _("osoby ohrožené sociálním vyloučením a v krizi")
