"""Benchmarking runs: what is compared, by which numbers of the region, and what of it was told."""

import secrets
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from evaluation.models.form import Occasion
from providers.models import Service
from sitis.accounts.models import Permission, Role, RoleHolding
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.versions import Versioned


def new_secret() -> bytes:
    """From which names of anonymous bars are drawn; it never leaves the server."""
    return secrets.token_bytes(32)


def audited_run_years(user: Any, path: str = "year") -> Q:
    """Years whose runs an auditor may see."""
    rows = RoleHolding.objects.filter(
        covers(timezone.localdate()), user=user.pk, role=Role.AUDITOR
    ).values_list("year_from", "year_to")
    found = Q(pk__in=[])
    for first, last in rows:
        years = Q() if first is None else Q(**{f"{path}__gte": first})
        years &= Q() if last is None else Q(**{f"{path}__lte": last})
        found |= years if years else Q(pk__isnull=False)
    return found


class BenchmarkRunQuerySet(models.QuerySet["BenchmarkRun"]):
    def frozen(self) -> Self:
        return self.filter(state=BenchmarkRun.State.FROZEN)

    def shared(self) -> Self:
        """Frozen, and some kind of it is told to providers and to the public."""
        told = RunKind.objects.shared().filter(run=OuterRef("pk"))
        return self.frozen().filter(Exists(told))

    def shared_of(self, year: int) -> Self:
        """What was told of ``year``, in the order of numbers; of a kind one run only."""
        return self.shared().filter(year=year).order_by("number")

    def readable_by(self, user: Any) -> Self:
        """Officials all, auditors their years; who reports or plans what was shared."""
        if user.holds(Role.OFFICIAL):
            return self
        seen = audited_run_years(user) if user.holds(Role.AUDITOR) else Q(pk__in=[])
        if user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY, Role.ORP_COORDINATOR):
            seen |= Q(pk__in=BenchmarkRun.objects.shared().values("pk"))
        return self.filter(seen)

    def whole_for(self, user: Any) -> Self:
        """Runs of which ``user`` sees every service by name."""
        if user.holds(Role.OFFICIAL):
            return self
        return self.filter(audited_run_years(user)) if user.holds(Role.AUDITOR) else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self.filter(state=BenchmarkRun.State.DRAFT)
        return self.none()

    def worded_by(self, user: Any) -> Self:
        """Runs of which ``user`` words what changed, drafts and frozen ones."""
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self
        return self.none()

    def answered_by(self, user: Any) -> Self:
        """Frozen runs whose answers and sheets ``user`` settles."""
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self.frozen()
        return self.none()


class BenchmarkRun(Versioned):
    """One comparison of one year. A draft may be computed again and again; frozen, it stays."""

    class State(models.TextChoices):
        DRAFT = "draft", _("rozpracovaný")
        FROZEN = "frozen", _("zmrazený")

    year = models.PositiveSmallIntegerField(_("rok"))
    number = models.PositiveSmallIntegerField(_("číslo"))
    title = models.CharField(_("název"), max_length=200)
    occasion = models.CharField(
        _("sběr"), max_length=10, choices=Occasion.choices, default=Occasion.ACTUAL_1
    )
    kinds = models.JSONField(
        _("druhy služeb"), default=list, blank=True, help_text=_("Nic znamená všechny druhy.")
    )
    years_back = models.PositiveSmallIntegerField(
        _("let zpět"), default=4, help_text=_("Kolik předchozích let ukáže časová řada služby.")
    )
    dimensions = models.JSONField(_("dělení skupin"), default=list, blank=True)
    formula_version = models.CharField(_("verze vzorců"), max_length=20, editable=False)
    cutoff = models.DateTimeField(_("údaje do"), help_text=_("Výkazy schválené do této chvíle."))
    state = models.CharField(
        _("stav"), max_length=6, choices=State.choices, default=State.DRAFT, editable=False
    )
    secret = models.BinaryField(default=new_secret, editable=False)
    computed_at = models.DateTimeField(_("vypočteno"), null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("zmrazeno"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("zmrazil"),
    )
    sha256 = models.CharField(_("otisk"), max_length=64, blank=True, editable=False)
    note = models.TextField(_("poznámka k metodice"), blank=True)

    objects = BenchmarkRunQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["secret"])

    class Meta:
        verbose_name = _("srovnání")
        verbose_name_plural = _("srovnání")
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "number"],
                name="run_has_its_number",
                violation_error_message=_("Srovnání s tímto číslem už pro rok existuje."),
            ),
            models.CheckConstraint(
                name="frozen_run_has_its_sum",
                condition=~Q(state="frozen") | (~Q(sha256="") & Q(frozen_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year}/{self.number})"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:run-detail", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(range(self.year - self.years_back, self.year + 1))

    @property
    def last_day(self) -> date:
        """Parameters and cards that hold on this day judge the year."""
        return date(self.year, 12, 31)


class OfRunQuerySet(models.QuerySet):
    """Rows of a run with everything by name: for officials, and auditors of that year."""

    def readable_by(self, user: Any) -> Self:
        path = self.model.run_path
        return self.filter(**{f"{path}__in": BenchmarkRun.objects.whole_for(user)})

    def editable_by(self, user: Any) -> Self:
        path = self.model.run_path
        return self.filter(**{f"{path}__in": BenchmarkRun.objects.editable_by(user)})

    def of(self, run: BenchmarkRun) -> Self:
        return self.filter(**{self.model.run_path: run})


class OfRun(models.Model):
    """A row of a run; once the run is frozen, no row of it changes."""

    run_path = "run"

    objects = OfRunQuerySet.as_manager()

    class Meta:
        abstract = True


class RunKindQuerySet(OfRunQuerySet):
    def shared(self) -> Self:
        return self.filter(is_shared=True)

    def readable_by(self, user: Any) -> Self:
        """Those of which one sees everything, and what was shared of runs that one sees."""
        seen = Q(run__in=BenchmarkRun.objects.readable_by(user), is_shared=True)
        return self.filter(seen | Q(run__in=BenchmarkRun.objects.whole_for(user)))

    def whole_for(self, user: Any) -> Self:
        return self.filter(run__in=BenchmarkRun.objects.whole_for(user))


class RunKind(OfRun):
    """A kind of service in a frozen run.

    Of one year and kind one run is ever told to others: what two of them say would show by its
    difference who is in one only.
    """

    run = models.ForeignKey(BenchmarkRun, models.CASCADE, related_name="run_kinds")
    kind = models.SlugField(_("druh služby"), max_length=60)
    year = models.PositiveSmallIntegerField(_("rok"))
    is_shared = models.BooleanField(_("ukazuje se poskytovatelům a veřejnosti"), default=False)

    objects = RunKindQuerySet.as_manager()

    class Meta:
        verbose_name = _("druh služby ve srovnání")
        verbose_name_plural = _("druhy služeb ve srovnání")
        ordering = ["run", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["run", "kind"], name="run_has_a_kind_once"),
            models.UniqueConstraint(
                fields=["year", "kind"],
                condition=Q(is_shared=True),
                name="kind_of_a_year_is_told_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}"


class Meaning(models.TextChoices):
    """What a number of the region says."""

    NORM = "norm", _("norma")
    LEAST = "minimum", _("nejméně")
    MOST = "maximum", _("nejvíce")
    TARGET = "target", _("cíl")
    FUND = "fund", _("roční fond pracovní doby v hodinách")
    RELATED = "related_maximum", _("nejvýše přípustné související náklady na jednotku")


class ThresholdQuerySet(models.QuerySet["Threshold"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(covers(day))

    def readable_by(self, user: Any) -> Self:
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self
        return self.none()


class Threshold(Versioned):
    """A dated number that the region holds services to. It ends, a run keeps its own copy."""

    class Consequence(models.TextChoices):
        INFORMATION = "information", _("informace")
        EXPLANATION = "explanation", _("vysvětlení")
        SANCTION = "sanction", _("sankce")

    meaning = models.CharField(_("význam"), max_length=16, choices=Meaning.choices)
    indicator = models.CharField(_("indikátor"), max_length=8, blank=True)
    kind = models.SlugField(_("druh služby"), max_length=60, blank=True)
    form = models.SlugField(_("forma"), max_length=20, blank=True)
    value = models.DecimalField(_("hodnota"), max_digits=18, decimal_places=4)
    valid_from = models.DateField(_("platí od"))
    valid_to = models.DateField(_("platí do"), null=True, blank=True)
    legal_source = models.CharField(_("právní zdroj"), max_length=300, blank=True)
    consequence = models.CharField(
        _("důsledek"), max_length=11, choices=Consequence.choices, default=Consequence.INFORMATION
    )

    objects = ThresholdQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("prahová hodnota")
        verbose_name_plural = _("prahové hodnoty")
        ordering = ["meaning", "indicator", "kind", "form", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="threshold_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.UniqueConstraint(
                fields=["meaning", "indicator", "kind", "form", "valid_from"],
                name="threshold_starts_once_a_day",
                violation_error_message=_("Od tohoto dne už hodnota je."),
            ),
            models.CheckConstraint(
                name="threshold_of_a_formula_has_no_indicator",
                condition=Q(meaning__in=["fund", "related_maximum"], indicator="")
                | (~Q(meaning__in=["fund", "related_maximum"]) & ~Q(indicator="")),
                violation_error_message=_("U normy, meze a cíle vyberte indikátor, jinde žádný."),
            ),
        ]

    def __str__(self) -> str:
        about = " ".join(part for part in (self.indicator, self.kind, self.form) if part)
        return f"{self.get_meaning_display()} {about}: {self.value.normalize():f}"


class RunParameter(OfRun):
    """A number of the region as the run used it, and where it came from."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="parameters", verbose_name=_("srovnání")
    )
    meaning = models.CharField(_("význam"), max_length=16, choices=Meaning.choices)
    kind = models.SlugField(_("druh služby"), max_length=60, blank=True)
    form = models.SlugField(_("forma"), max_length=20, blank=True)
    indicator = models.CharField(_("indikátor"), max_length=8, blank=True)
    value = models.DecimalField(_("hodnota"), max_digits=18, decimal_places=4)
    source = models.CharField(_("odkud"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("parametr srovnání")
        verbose_name_plural = _("parametry srovnání")
        ordering = ["run", "meaning", "indicator", "kind", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "meaning", "kind", "form", "indicator"],
                name="run_has_a_parameter_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_meaning_display()} {self.indicator} {self.value}"


class Exclusion(OfRun):
    """A service that the run's groups do not count, why, and what that changed."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="exclusions", verbose_name=_("srovnání")
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("služba"))
    reason = models.CharField(_("důvod"), max_length=500)
    effect = models.TextField(_("co se tím změnilo"), blank=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    at = models.DateTimeField(_("kdy"), default=timezone.now)

    class Meta:
        verbose_name = _("vyřazení ze srovnání")
        verbose_name_plural = _("vyřazení ze srovnání")
        ordering = ["run", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "service"],
                name="service_is_excluded_once",
                violation_error_message=_("Služba už je ze srovnání vyřazená."),
            ),
            models.CheckConstraint(
                name="exclusion_has_its_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Napište důvod vyřazení."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.reason}"


class Explanation(OfRun):
    """A suspected mistake that turned out right: the value counts again."""

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="explanations", verbose_name=_("srovnání")
    )
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", verbose_name=_("služba"))
    indicator = models.CharField(_("indikátor"), max_length=8)
    text = models.CharField(_("vysvětlení"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    at = models.DateTimeField(_("kdy"), default=timezone.now)

    class Meta:
        verbose_name = _("vysvětlení hodnoty")
        verbose_name_plural = _("vysvětlení hodnot")
        ordering = ["run", "service", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "service", "indicator"], name="value_is_explained_once"
            ),
            models.CheckConstraint(
                name="explanation_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Napište, proč je hodnota v pořádku."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.indicator}"
