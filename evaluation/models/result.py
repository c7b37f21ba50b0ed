"""What went into a run and what came out of it, as typed rows."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from evaluation.models.report import Report
from evaluation.models.run import BenchmarkRun, OfRun, OfRunQuerySet, RunKind
from evaluation.models.snapshot import Snapshot
from providers.models import Provider, Service
from providers.models.base import provider_scope
from sitis.accounts.models import Role
from sitis.territory.models import Orp


class ComparedForm(models.TextChoices):
    """Forms as they are compared: staff of ambulatory and field form is one table."""

    RESIDENTIAL = "residential", _("pobytová")
    AMBULATORY = "ambulatory", _("ambulantní")
    FIELD = "field", _("terénní")
    OUTPATIENT = "outpatient", _("ambulantní a terénní")
    SEVERAL = "several", _("více forem bez rozdělení nákladů")
    WHOLE = "whole", _("všechny formy dohromady")


class RunInputQuerySet(OfRunQuerySet):
    def own_of(self, user: Any) -> Self:
        return self.filter(provider__in=provider_scope(user))

    def of_year(self, run: BenchmarkRun) -> Self:
        """Of the run's year, without the earlier years of time lines."""
        return self.filter(run=run, year=run.year)

    def contributors(self, run: BenchmarkRun, providers: Collection[int]) -> set[int]:
        """Of ``providers`` those whose data the run holds and who owe no report of its collection."""
        gave = self.of_year(run).filter(provider__in=providers)
        owing = Report.objects.awaited().filter(
            term__year=run.year, term__occasion=run.occasion, service__provider__in=providers
        )
        return set(gave.order_by().values_list("provider", flat=True)) - set(
            owing.values_list("service__provider", flat=True)
        )


class RunInput(OfRun):
    """One service in one form and year, with the facts that decide its group."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="inputs", verbose_name=_("srovnání")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="run_inputs", verbose_name=_("služba")
    )
    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="+", verbose_name=_("poskytovatel")
    )
    snapshot = models.ForeignKey(
        Snapshot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("schválený výkaz"),
    )
    year = models.PositiveSmallIntegerField(_("rok"))
    kind = models.SlugField(_("druh služby"), max_length=60)
    form = models.CharField(_("forma"), max_length=11, choices=ComparedForm.choices)
    group = models.CharField(_("převažující cílová skupina"), max_length=60, blank=True)
    size = models.DecimalField(
        _("velikost"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    cell = models.CharField(_("skupina"), max_length=200, blank=True)
    is_excluded = models.BooleanField(_("vyřazena"), default=False)

    objects = RunInputQuerySet.as_manager()

    class Meta:
        verbose_name = _("vstup srovnání")
        verbose_name_plural = _("vstupy srovnání")
        ordering = ["run", "service", "-year", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "service", "year", "form"], name="run_has_an_input_once"
            )
        ]
        indexes = [models.Index(fields=["run", "cell"], name="input_by_group")]

    def __str__(self) -> str:
        return f"{self.service} {self.year}"


class RunValue(OfRun):
    """A named quantity of an input."""

    run_path = "input__run"

    input = models.ForeignKey(
        RunInput, models.CASCADE, related_name="values", verbose_name=_("vstup")
    )
    quantity = models.CharField(_("veličina"), max_length=60)
    number = models.DecimalField(_("číslo"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("veličina vstupu")
        verbose_name_plural = _("veličiny vstupů")
        ordering = ["input", "quantity"]
        constraints = [
            models.UniqueConstraint(fields=["input", "quantity"], name="input_has_a_quantity_once")
        ]

    def __str__(self) -> str:
        return f"{self.quantity}: {self.number}"


class Flag(models.TextChoices):
    USUAL = "usual", _("obvyklé rozmezí")
    OUTSIDE = "outside", _("mimo obvyklé rozmezí")
    DEVIATION = "deviation", _("výrazná odchylka")
    SUSPECT = "suspect", _("podezření na chybu")


class RunResultQuerySet(OfRunQuerySet):
    def own_of(self, user: Any) -> Self:
        return self.filter(input__provider__in=provider_scope(user))


class RunResult(OfRun):
    """An indicator of an input: a value, or the code of the reason why there is none."""

    run_path = "input__run"

    input = models.ForeignKey(
        RunInput, models.CASCADE, related_name="results", verbose_name=_("vstup")
    )
    indicator = models.CharField(_("indikátor"), max_length=8)
    value = models.DecimalField(
        _("hodnota"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    why_not = models.CharField(_("proč nelze vypočítat"), max_length=200, blank=True)
    flag = models.CharField(_("příznak"), max_length=9, choices=Flag.choices, blank=True)
    rank = models.DecimalField(
        _("percentilové pořadí"), max_digits=10, decimal_places=6, null=True, blank=True
    )
    is_part_year = models.BooleanField(_("částečný rok"), default=False)
    counts = models.BooleanField(_("počítá se do skupiny"), default=False)
    is_bar = models.BooleanField(_("je mezi sloupci"), default=False)

    objects = RunResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("výsledek srovnání")
        verbose_name_plural = _("výsledky srovnání")
        ordering = ["input", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["input", "indicator"], name="input_has_a_result_once"),
            models.CheckConstraint(
                name="result_has_a_value_or_a_reason",
                condition=Q(value__isnull=False) | ~Q(why_not=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value if self.value is not None else self.why_not}"


class GroupResult(OfRun):
    """Statistics of an indicator in a group, with all that only officials see.

    ``level`` and ``hidden`` are what ``evaluation.secrecy`` decided when the run was computed.
    """

    class Level(models.TextChoices):
        NOTHING = "nothing", _("nic")
        MEDIAN = "median", _("medián")
        QUARTILES = "quartiles", _("medián a kvartily")
        BARS = "bars", _("medián, kvartily a sloupce")

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="groups", verbose_name=_("srovnání")
    )
    cell = models.CharField(_("skupina"), max_length=200)
    kind = models.SlugField(_("druh služby"), max_length=60)
    form = models.CharField(_("formy"), max_length=60, blank=True)
    indicator = models.CharField(_("indikátor"), max_length=8)
    n = models.PositiveIntegerField(_("služeb"))
    providers = models.PositiveIntegerField(_("poskytovatelů"))
    minimum = models.DecimalField(_("nejméně"), max_digits=24, decimal_places=6)
    q1 = models.DecimalField(_("1. kvartil"), max_digits=24, decimal_places=6)
    median = models.DecimalField(_("medián"), max_digits=24, decimal_places=6)
    q3 = models.DecimalField(_("3. kvartil"), max_digits=24, decimal_places=6)
    maximum = models.DecimalField(_("nejvíce"), max_digits=24, decimal_places=6)
    mean = models.DecimalField(_("průměr"), max_digits=24, decimal_places=6)
    weighted_mean = models.DecimalField(
        _("vážený průměr"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    level = models.CharField(_("smí se říct"), max_length=9, choices=Level.choices)
    hidden = models.CharField(_("proč ne víc"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("výsledek skupiny")
        verbose_name_plural = _("výsledky skupin")
        ordering = ["run", "cell", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "cell", "indicator"], name="group_has_an_indicator_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.indicator}"


class PlaceValue(OfRun):
    """A number of one ORP that the run's indicators of the territory were counted from."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="place_values", verbose_name=_("srovnání")
    )
    orp = models.ForeignKey(Orp, models.PROTECT, related_name="+", verbose_name=_("ORP"))
    kind = models.SlugField(_("druh služby"), max_length=60)
    unit = models.SlugField(_("jednotka"), max_length=60, blank=True)
    quantity = models.CharField(_("veličina"), max_length=60)
    number = models.DecimalField(_("číslo"), max_digits=18, decimal_places=4)

    class Meta:
        verbose_name = _("veličina území")
        verbose_name_plural = _("veličiny území")
        ordering = ["run", "orp", "kind", "unit", "quantity"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "orp", "kind", "unit", "quantity"],
                name="place_has_a_quantity_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.orp}, {self.quantity}: {self.number}"


class PlaceResultQuerySet(OfRunQuerySet):
    def seen_by(self, user: Any) -> Self:
        """All for who sees the run by name. A coordinator: of kinds that were shared what may be
        told, and where users live only of the own ORPs."""
        seen = Q(run__in=BenchmarkRun.objects.whole_for(user))
        if user.holds(Role.ORP_COORDINATOR):
            shared = RunKind.objects.shared().filter(run=OuterRef("run"), kind=OuterRef("kind"))
            own = Q(orp__in=user.held_for(Role.ORP_COORDINATOR))
            told = Q(run__state=BenchmarkRun.State.FROZEN, is_told=True)
            seen |= told & Q(Exists(shared)) & (~Q(indicator="K3") | own)
        return self.filter(seen)


class PlaceResult(OfRun):
    """An indicator of one kind of service in one ORP: D1, D2, K3."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="place_results", verbose_name=_("srovnání")
    )
    orp = models.ForeignKey(Orp, models.PROTECT, related_name="+", verbose_name=_("ORP"))
    kind = models.SlugField(_("druh služby"), max_length=60)
    unit = models.SlugField(_("jednotka"), max_length=60, blank=True)
    indicator = models.CharField(_("indikátor"), max_length=8)
    value = models.DecimalField(
        _("hodnota"), max_digits=24, decimal_places=6, null=True, blank=True
    )
    why_not = models.CharField(_("proč nelze vypočítat"), max_length=200, blank=True)
    is_told = models.BooleanField(_("vidí i koordinátoři"), default=False)

    objects = PlaceResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("výsledek území")
        verbose_name_plural = _("výsledky území")
        ordering = ["run", "kind", "indicator", "unit", "orp"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "orp", "kind", "unit", "indicator"],
                name="place_has_an_indicator_once",
            ),
            models.CheckConstraint(
                name="place_result_has_a_value_or_a_reason",
                condition=Q(value__isnull=False) | ~Q(why_not=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.orp}, {self.indicator}: {self.value}"


class BandQuerySet(OfRunQuerySet):
    def latest_for(self, service: Service, year: int) -> Self:
        """The usual ranges told to ``service`` while it reports: of its group in the newest run.

        Only where its provider handed in for that run's year and owes nothing of it.
        """
        shared = RunKind.objects.shared().filter(kind=service.kind.slug, year__lt=year)
        newest = shared.order_by("-year").select_related("run").first()
        inputs = RunInput.objects.all()
        if newest is None or not inputs.contributors(newest.run, [service.provider_id]):
            return self.none()
        cells = inputs.of_year(newest.run).filter(service=service).exclude(cell="")
        return self.filter(run=newest.run, cell__in=cells.values("cell"))


class Band(OfRun):
    """Q1 to Q3 of a group as it was told: what an entry of a report is held beside."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="bands", verbose_name=_("srovnání")
    )
    cell = models.CharField(_("skupina"), max_length=200)
    kind = models.SlugField(_("druh služby"), max_length=60)
    form = models.CharField(_("formy"), max_length=60, blank=True)
    indicator = models.CharField(_("indikátor"), max_length=8)
    q1 = models.DecimalField(_("1. kvartil"), max_digits=24, decimal_places=6)
    q3 = models.DecimalField(_("3. kvartil"), max_digits=24, decimal_places=6)
    n = models.PositiveIntegerField(_("poskytovatelů"))

    objects = BandQuerySet.as_manager()

    class Meta:
        verbose_name = _("obvyklé rozmezí")
        verbose_name_plural = _("obvyklá rozmezí")
        ordering = ["run", "cell", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["run", "cell", "indicator"], name="band_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.indicator}: {self.q1}–{self.q3}"
