"""A planning cycle: for which years plans are made, under which law, by what calendar.

Nothing here is three or five years long by itself: the period is typed, the regime chosen
(Act No. 108/2006 Sb., § 95(2), Decree No. 505/2006 Sb., § 39a; bridging plans to 31. 12. 2027).
"""

from datetime import date, datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers
from sitis.versions import Versioned


class Regime(models.TextChoices):
    """Which wording of the Act the plans of a cycle obey."""

    OLD = "2014", _("podle zákona ve znění do 31. 12. 2025")
    NEW = "2026", _("podle zákona ve znění od 1. 1. 2026")


class Level(models.TextChoices):
    ORP = "orp", _("ORP")
    DISTRICT = "district", _("okres")
    REGION = "region", _("kraj")


class Deliverable(models.TextChoices):
    """What is handed in for itself; the plan's own way to approval is apart from it."""

    NEEDS = "needs", _("potřeby")
    PRIORITIES = "priorities", _("priority a opatření")
    ANALYSES = "analyses", _("analýzy")
    TEXT = "text", _("text plánu")


class CycleQuerySet(models.QuerySet["Cycle"]):
    def open(self) -> Self:
        return self.filter(state=Cycle.State.OPEN)

    def covering(self, day: date) -> Self:
        return self.filter(covers(day, "period_from", "period_to"))

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; who plans or provides those that were opened."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.exclude(state=Cycle.State.PREPARATION) if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            return self.exclude(state=Cycle.State.CLOSED)
        return self.none()


class Cycle(Versioned):
    class State(models.TextChoices):
        PREPARATION = "preparation", _("v přípravě")
        OPEN = "open", _("otevřený")
        CLOSED = "closed", _("uzavřený")

    name = models.CharField(_("název"), max_length=120, db_collation="czech")
    period_from = models.DateField(_("plány platí od"))
    period_to = models.DateField(_("plány platí do"))
    regime = models.CharField(_("právní režim"), max_length=4, choices=Regime.choices)
    is_bridging = models.BooleanField(
        _("překlenovací"),
        default=False,
        help_text=_("Plán na dobu mezi koncem dosavadního plánu a prvním plánem nového režimu."),
    )
    previous = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name=_("navazuje na"),
    )
    council_on = models.DateField(_("jednání rady kraje"), null=True, blank=True)
    assembly_on = models.DateField(_("jednání zastupitelstva kraje"), null=True, blank=True)
    state = models.CharField(
        _("stav"), max_length=12, choices=State.choices, default=State.PREPARATION, editable=False
    )
    note = models.TextField(_("poznámka"), blank=True)

    objects = CycleQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plánovací cyklus")
        verbose_name_plural = _("plánovací cykly")
        ordering = ["-period_from"]
        constraints = [
            models.CheckConstraint(
                name="cycle_does_not_end_before_it_starts",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="cycle_is_in_assembly_after_council",
                condition=Q(council_on=None)
                | Q(assembly_on=None)
                | Q(assembly_on__gte=F("council_on")),
                violation_error_message=_("Zastupitelstvo jedná až po radě kraje."),
            ),
            models.UniqueConstraint(
                fields=["period_from", "period_to"],
                name="cycle_of_a_period_is_one",
                violation_error_message=_("Cyklus na toto období už existuje."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("planning:cycle-detail", args=[self.pk])

    def earlier(self, among: Any = None) -> list["Cycle"]:
        """Cycles that this one follows, the nearest first. One query; there are few cycles.

        The nearest may be a bridging one, in which nobody but the region made a plan.
        """
        if self.previous_id is None:
            return []
        every = (Cycle.objects.all() if among is None else among).in_bulk()
        found: list[Cycle] = []
        before = every.get(self.previous_id)
        while before and before not in found:
            found.append(before)
            before = every.get(before.previous_id) if before.previous_id else None
        return found

    @property
    def years(self) -> range:
        return range(self.period_from.year, self.period_to.year + 1)

    @property
    def years_label(self) -> str:
        first, last = self.period_from.year, self.period_to.year
        return f"{first}–{last}" if last > first else str(first)


class StepQuerySet(models.QuerySet["Step"]):
    def due_by(self, moment: datetime) -> Self:
        return self.filter(due_at__lte=moment)

    def deliverables(self) -> Self:
        """Steps by which a level hands something in."""
        return self.exclude(deliverable="")

    def readable_by(self, user: Any) -> Self:
        return self.filter(cycle__in=Cycle.objects.readable_by(user))

    def editable_by(self, user: Any) -> Self:
        return self.filter(cycle__in=Cycle.objects.editable_by(user))


class Step(Versioned):
    """One step of a cycle's calendar, with the moment by which it must be done.

    With an anchor, its latest day is counted back from the day of the council or the assembly;
    ``due_at`` is what the region decided, and pages show where it no longer fits.
    """

    class Anchor(models.TextChoices):
        COUNCIL = "council", _("jednání rady")
        ASSEMBLY = "assembly", _("jednání zastupitelstva")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="steps", verbose_name=_("cyklus"))
    code = models.SlugField(_("klíč"), max_length=60)
    title = models.CharField(_("krok"), max_length=200)
    level = models.CharField(_("úroveň"), max_length=8, choices=Level.choices)
    deliverable = models.CharField(
        _("co se odevzdává"), max_length=12, choices=Deliverable.choices, blank=True
    )
    responsible = models.CharField(_("kdo odpovídá"), max_length=120, blank=True)
    anchor = models.CharField(_("počítá se od"), max_length=8, choices=Anchor.choices, blank=True)
    days_before = models.PositiveSmallIntegerField(_("dnů předem"), null=True, blank=True)
    counts_working_days = models.BooleanField(_("jen pracovní dny"), default=False)
    due_at = models.DateTimeField(_("termín"))
    order = models.PositiveSmallIntegerField(_("pořadí"), default=0)
    note = models.CharField(_("poznámka"), max_length=300, blank=True)
    done_on = models.DateField(_("splněno dne"), null=True, blank=True)

    objects = StepQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("krok harmonogramu")
        verbose_name_plural = _("kroky harmonogramu")
        ordering = ["cycle", "due_at", "order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code"],
                name="step_is_once_in_a_cycle",
                violation_error_message=_("Krok s tímto klíčem už v harmonogramu je."),
            ),
            models.UniqueConstraint(
                fields=["cycle", "level", "deliverable"],
                condition=~Q(deliverable=""),
                name="level_hands_a_thing_in_once",
                violation_error_message=_("Tato úroveň už totéž odevzdává v jiném kroku."),
            ),
            models.CheckConstraint(
                name="step_counts_from_an_anchor",
                condition=Q(anchor="", days_before=None)
                | (~Q(anchor="") & Q(days_before__isnull=False)),
                violation_error_message=_("Uveďte, od kterého jednání a kolik dnů předem."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
