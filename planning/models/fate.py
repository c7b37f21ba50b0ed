"""What became of every input: a row of a lower plan seen from a higher one (dossier 6.5, 6.8).

Inputs are needs and priorities. An okres decides on rows of its ORPs, the region on rows of okresy
and on rows of ORPs that no okres took up. ``planning.tracing`` follows the chain both ways.
"""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.need import Need
from planning.models.plan import Plan
from planning.models.strategy import Goal, Measure, Priority
from sitis.versions import Versioned

#: Where a fate meets a row, or what stands under it, by the model of the row.
WAYS: dict[type[models.Model], tuple[str, ...]] = {
    Need: ("need", "target_need"),
    Priority: ("priority", "target_priority", "target_measure__goal__priority"),
    Goal: ("target_measure__goal",),
    Measure: ("target_measure",),
}


class FateQuerySet(models.QuerySet["Fate"]):
    def readable_by(self, user: Any) -> Self:
        """Who reads the deciding plan in full, and the one whose input it was, also by an okres."""
        own = Plan.objects.whole_for(user).values("pk")
        sent = Fate.objects.filter(Q(need__plan__in=own) | Q(priority__plan__in=own))
        return self.filter(
            Q(plan__in=own)
            | Q(need__plan__in=own)
            | Q(priority__plan__in=own)
            | Q(need__in=sent.filter(target_need__isnull=False).values("target_need"))
            | Q(priority__in=sent.filter(target_priority__isnull=False).values("target_priority"))
            | Q(plan__in=Plan.objects.readable_by(user).frozen().values("pk"))
        )

    def editable_by(self, user: Any) -> Self:
        return self.filter(plan__in=Plan.objects.editable_by(user))

    def held_by(self, rows: Collection[models.Model]) -> Self:
        """Decisions that would go with ``rows``, all of one model: about them, or leading to them."""
        asked = Q(pk__in=[])
        for way in WAYS.get(type(next(iter(rows), None)), ()):
            asked |= Q(**{f"{way}__in": rows})
        return self.filter(asked)


class Fate(Versioned):
    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("přijato")
        MERGED = "merged", _("sloučeno")
        RESERVE = "reserve", _("v zásobníku")
        REFUSED = "refused", _("nepřijato")

    #: Verdicts that lead on to a row of the deciding plan.
    LEADS_ON = (Verdict.ACCEPTED, Verdict.MERGED)

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="fates", verbose_name=_("kdo rozhodl")
    )
    need = models.ForeignKey(
        Need,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="fates",
        verbose_name=_("potřeba"),
    )
    priority = models.ForeignKey(
        Priority,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="fates",
        verbose_name=_("priorita"),
    )
    verdict = models.CharField(_("osud"), max_length=8, choices=Verdict.choices)
    reason = models.TextField(_("odůvodnění"), blank=True)
    target_need = models.ForeignKey(
        Need,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("vede k potřebě"),
    )
    target_priority = models.ForeignKey(
        Priority,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("vede k prioritě"),
    )
    target_measure = models.ForeignKey(
        Measure,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="sources",
        verbose_name=_("vede k opatření"),
    )

    objects = FateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("osud podnětu")
        verbose_name_plural = _("osudy podnětů")
        ordering = ["plan", "pk"]
        constraints = [
            models.CheckConstraint(
                name="fate_is_of_one_input",
                condition=Q(need__isnull=False, priority__isnull=True)
                | Q(need__isnull=True, priority__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["plan", "need"],
                condition=Q(need__isnull=False),
                name="need_has_one_fate_in_a_plan",
                violation_error_message=_("O této potřebě už plán rozhodl."),
            ),
            models.UniqueConstraint(
                fields=["plan", "priority"],
                condition=Q(priority__isnull=False),
                name="priority_has_one_fate_in_a_plan",
                violation_error_message=_("O této prioritě už plán rozhodl."),
            ),
            models.CheckConstraint(
                name="refusal_has_its_reason",
                condition=~Q(verdict__in=["reserve", "refused"]) | ~Q(reason=""),
                violation_error_message=_("Napište důvod, ORP jej uvidí."),
            ),
            models.CheckConstraint(
                name="acceptance_leads_somewhere",
                condition=Q(verdict__in=["reserve", "refused"])
                | Q(target_need__isnull=False)
                | Q(target_priority__isnull=False)
                | Q(target_measure__isnull=False),
                violation_error_message=_("Vyberte, do čeho podnět vstoupil."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need or self.priority}: {self.get_verdict_display()}"

    @property
    def input(self) -> Any:
        return self.need or self.priority

    @property
    def target(self) -> Need | Priority | Measure | None:
        return self.target_measure or self.target_need or self.target_priority
