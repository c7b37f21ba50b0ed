"""Strengths, weaknesses, opportunities and threats of a territory (dossier 6.8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.base import Audience, OfPlan
from planning.models.cycle import Deliverable
from planning.models.plan import Plan
from planning.models.theme import Theme


class SwotItem(OfPlan):
    class Side(models.TextChoices):
        STRENGTH = "strength", _("silná stránka")
        WEAKNESS = "weakness", _("slabá stránka")
        OPPORTUNITY = "opportunity", _("příležitost")
        THREAT = "threat", _("hrozba")

    deliverable = Deliverable.ANALYSES

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="swot_items", verbose_name=_("plán")
    )
    side = models.CharField(_("strana"), max_length=11, choices=Side.choices)
    text = models.CharField(_("text"), max_length=500)
    audience = models.CharField(_("skupina"), max_length=10, choices=Audience.choices, blank=True)
    order = models.PositiveSmallIntegerField(_("pořadí"), default=0)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="swot_items", verbose_name=_("témata")
    )
    continues = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("převzato z"),
    )

    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("položka SWOT")
        verbose_name_plural = _("položky SWOT")
        ordering = ["plan", "side", "order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="swot_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Napište text položky."),
            )
        ]

    def __str__(self) -> str:
        return self.text
