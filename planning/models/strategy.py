"""Priorities → goals → measures → activities, with costs and indicators (dossier 6.4).

Codes such as P2.C1.O3.A1 are put together from numbers that stay the same across years: a number
once given in a plan is never given to another row, and a following plan takes it over.
"""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.base import Audience, OfPlan, OfPlanQuerySet
from planning.models.cycle import Deliverable, Level
from planning.models.need import Need
from planning.models.plan import Plan
from planning.models.theme import Theme
from providers.models import CapacityUnit, NetworkItem, ProvisionForm, ServiceKind
from sitis.periods import ENDS_BEFORE_START, ordered
from sitis.territory.models import Municipality, Orp


def follows(related_name: str) -> Any:
    """The row of the plan before that this one takes over, with its number."""
    return models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=_("navazuje na"),
    )


class Priority(OfPlan):
    class Kind(models.TextChoices):
        SYSTEMIC = "systemic", _("systémová")
        GROUP = "group", _("skupinová")
        CROSS = "cross", _("průřezová")

    deliverable = Deliverable.PRIORITIES

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="priorities", verbose_name=_("plán")
    )
    number = models.PositiveSmallIntegerField(_("číslo"), editable=False)
    kind = models.CharField(_("typ priority"), max_length=8, choices=Kind.choices)
    audience = models.CharField(
        _("cílová skupina"), max_length=10, choices=Audience.choices, blank=True
    )
    title = models.CharField(_("priorita"), max_length=300)
    description = models.TextField(_("popis"), blank=True)
    reason = models.TextField(_("zdůvodnění a zdroj"), blank=True)
    rank = models.PositiveSmallIntegerField(_("pořadí významu"), null=True, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="priorities", verbose_name=_("témata")
    )
    continues = follows("continued_by")

    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("priorita")
        verbose_name_plural = _("priority")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="priority_has_its_number"),
            models.CheckConstraint(
                name="priority_of_a_group_names_it",
                condition=~Q(kind="group") | ~Q(audience=""),
                violation_error_message=_("U skupinové priority vyberte cílovou skupinu."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"P{self.number}"


class Goal(OfPlan):
    deliverable = Deliverable.PRIORITIES
    plan_path = "priority__plan"

    priority = models.ForeignKey(
        Priority, models.CASCADE, related_name="goals", verbose_name=_("priorita")
    )
    number = models.PositiveSmallIntegerField(_("číslo"), editable=False)
    title = models.CharField(_("cíl"), max_length=300)
    description = models.TextField(_("žádoucí stav"), blank=True)
    continues = follows("continued_by")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("cíl")
        verbose_name_plural = _("cíle")
        ordering = ["priority", "number"]
        constraints = [
            models.UniqueConstraint(fields=["priority", "number"], name="goal_has_its_number")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"{self.priority.code}.C{self.number}"


class MeasureQuerySet(OfPlanQuerySet):
    def regional_for(self, plan: Plan, keeps: Collection[int | None]) -> Self:
        """Measures of the region's approved plan of the same cycle, which ``plan`` may refer to.

        Drafts of the region are not read below. References that are there, ``keeps``, may stay.
        """
        path = "goal__priority__plan"
        known = {f"{path}__level": Level.REGION, f"{path}__cycle": plan.cycle_id}
        approved = Q(**known, **{f"{path}__state": Plan.State.APPROVED})
        return self.filter(approved | Q(pk__in=keeps)).select_related("goal__priority")


class Measure(OfPlan):
    class Kind(models.TextChoices):
        KEEP = "keep", _("udržení")
        GROWTH = "growth", _("rozvoj")
        NEW = "new", _("nová služba")
        QUALITY = "quality", _("zkvalitnění")
        LESS = "less", _("snížení")
        LINKED = "linked", _("návazná aktivita")
        SYSTEMIC = "systemic", _("systémové")

    deliverable = Deliverable.PRIORITIES
    plan_path = "goal__priority__plan"

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="measures", verbose_name=_("cíl"))
    number = models.PositiveSmallIntegerField(_("číslo"), editable=False)
    title = models.CharField(_("opatření"), max_length=300)
    description = models.TextField(_("popis"), blank=True)
    kind = models.CharField(_("druh opatření"), max_length=8, choices=Kind.choices)
    service_kind = models.ForeignKey(
        ServiceKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("druh služby"),
    )
    form = models.ForeignKey(
        ProvisionForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("forma"),
    )
    unit = models.ForeignKey(
        CapacityUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("jednotka"),
    )
    change = models.DecimalField(
        _("změna kapacity"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    change_year = models.PositiveSmallIntegerField(_("od roku"), null=True, blank=True)
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("obec"),
    )
    place = models.CharField(_("mikroregion nebo místo slovy"), max_length=200, blank=True)
    responsible = models.CharField(_("odpovědnost (nositel)"), max_length=300)
    realizers = models.CharField(_("realizátoři"), max_length=500, blank=True)
    partners = models.CharField(_("partneři"), max_length=500, blank=True)
    starts_on = models.DateField(_("od"))
    ends_on = models.DateField(_("do"))
    milestones = models.TextField(_("milníky"), blank=True)
    risks = models.TextField(_("rizika"), blank=True)
    other_strategies = models.CharField(_("vazba na jiné strategie"), max_length=500, blank=True)
    needs = models.ManyToManyField(
        Need, blank=True, related_name="measures", verbose_name=_("z potřeb")
    )
    network_items = models.ManyToManyField(
        NetworkItem, blank=True, related_name="+", verbose_name=_("položky sítě")
    )
    regional_measure = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="local_measures",
        verbose_name=_("vazba na opatření kraje"),
    )
    continues = follows("continued_by")

    objects = MeasureQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[needs, network_items])

    class Meta:
        verbose_name = _("opatření")
        verbose_name_plural = _("opatření")
        ordering = ["goal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="measure_has_its_number"),
            models.CheckConstraint(
                name="measure_does_not_end_before_it_starts",
                condition=ordered("starts_on", "ends_on"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="measure_with_a_change_names_service_and_unit",
                condition=Q(change=None)
                | Q(service_kind__isnull=False, unit__isnull=False, change_year__isnull=False),
                violation_error_message=_("Ke změně kapacity vyberte druh služby, jednotku a rok."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"{self.goal.code}.O{self.number}"


class Activity(OfPlan):
    """What is done towards a measure in a year or two: the yearly level."""

    deliverable = Deliverable.PRIORITIES
    plan_path = "measure__goal__priority__plan"

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="activities", verbose_name=_("opatření")
    )
    number = models.PositiveSmallIntegerField(_("číslo"), editable=False)
    title = models.CharField(_("aktivita"), max_length=300)
    responsible = models.CharField(_("odpovědnost (nositel)"), max_length=300, blank=True)
    realizers = models.CharField(_("realizátoři"), max_length=500, blank=True)
    partners = models.CharField(_("partneři"), max_length=500, blank=True)
    starts_on = models.DateField(_("od"))
    ends_on = models.DateField(_("do"))
    milestones = models.TextField(_("milníky"), blank=True)
    continues = follows("continued_by")

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("aktivita")
        verbose_name_plural = _("aktivity")
        ordering = ["measure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="activity_has_its_number"),
            models.CheckConstraint(
                name="activity_does_not_end_before_it_starts",
                condition=ordered("starts_on", "ends_on"),
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"{self.measure.code}.A{self.number}"


class OfMeasure(OfPlan):
    """A row of a measure, or of one of its activities."""

    deliverable = Deliverable.PRIORITIES
    plan_path = "measure__goal__priority__plan"

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="%(class)ss", verbose_name=_("opatření")
    )
    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("aktivita"),
    )

    class Meta:
        abstract = True


class Cost(OfMeasure):
    class Source(models.TextChoices):
        SECTION_101A = "101a", _("dotace podle § 101a")
        REGION = "region", _("rozpočet kraje")
        MUNICIPALITY = "municipality", _("obce")
        PROJECT = "project", _("individuální projekt kraje")
        ESF = "esf", _("evropské fondy")
        FOUNDER = "founder", _("zřizovatel")
        DONATION = "donation", _("dary a nadace")
        CLIENTS = "clients", _("úhrady klientů")
        OTHER = "other", _("jiný zdroj")

    year = models.PositiveSmallIntegerField(_("rok"))
    source = models.CharField(_("zdroj"), max_length=12, choices=Source.choices)
    amount = models.DecimalField(_("částka (Kč)"), max_digits=14, decimal_places=2)
    is_investment = models.BooleanField(_("investiční"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("náklad opatření")
        verbose_name_plural = _("náklady opatření")
        ordering = ["measure", "year", "source"]
        constraints = [
            models.UniqueConstraint(
                "measure",
                models.functions.Coalesce("activity", 0),
                "year",
                "source",
                "is_investment",
                name="cost_is_written_once",
                violation_error_message=_("Tento rok a zdroj už v opatření je."),
            ),
            models.CheckConstraint(
                name="cost_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("Částka nesmí být záporná."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.get_source_display()}"


class Indicator(OfMeasure):
    """How it will be known: a baseline and a target are obligatory."""

    name = models.CharField(_("indikátor"), max_length=300)
    unit = models.CharField(_("jednotka"), max_length=60)
    baseline = models.DecimalField(_("výchozí hodnota"), max_digits=14, decimal_places=2)
    baseline_year = models.PositiveSmallIntegerField(_("výchozí rok"))
    target = models.DecimalField(_("cílová hodnota"), max_digits=14, decimal_places=2)
    target_year = models.PositiveSmallIntegerField(_("cílový rok"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("indikátor opatření")
        verbose_name_plural = _("indikátory opatření")
        ordering = ["measure", "pk"]
        constraints = [
            models.CheckConstraint(
                name="target_is_not_before_baseline",
                condition=Q(target_year__gte=F("baseline_year")),
                violation_error_message=_("Cílový rok nemůže předcházet výchozímu."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProgressQuerySet(OfPlanQuerySet):
    def editable_by(self, user: Any) -> Self:
        """Written to the plan in force, by those who make it."""
        plans = Plan.objects.own_of(user).in_force()
        return self.filter(**{f"{self.model.plan_path}__in": plans})


class Progress(OfMeasure):
    """How a measure or an activity went in a year (the column "stav plnění")."""

    class State(models.TextChoices):
        NOT_STARTED = "not_started", _("nezahájeno")
        RUNNING = "running", _("probíhá")
        MET = "met", _("splněno")
        PARTLY = "partly", _("částečně splněno")
        NOT_MET = "not_met", _("nesplněno")
        CANCELLED = "cancelled", _("zrušeno")
        MOVED = "moved", _("přesunuto")

    year = models.PositiveSmallIntegerField(_("rok"))
    state = models.CharField(_("stav plnění"), max_length=11, choices=State.choices)
    comment = models.TextField(_("komentář"), blank=True)
    evidence = models.CharField(_("doklad"), max_length=300, blank=True)
    spent = models.DecimalField(
        _("čerpáno (Kč)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    reached = models.JSONField(_("dosažené hodnoty indikátorů"), default=dict, blank=True)

    objects = ProgressQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plnění opatření")
        verbose_name_plural = _("plnění opatření")
        ordering = ["measure", "year"]
        constraints = [
            models.UniqueConstraint(
                "measure",
                models.functions.Coalesce("activity", 0),
                "year",
                name="progress_of_a_year_is_one",
                violation_error_message=_("Plnění za tento rok už je zapsáno."),
            ),
            models.CheckConstraint(
                name="failure_is_explained",
                condition=~Q(state="not_met") | ~Q(comment=""),
                violation_error_message=_("Napište, proč se opatření nesplnilo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_state_display()}"
