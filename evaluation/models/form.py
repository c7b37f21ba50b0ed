"""Forms of reports are data: versions with sections, fields, rules and named quantities.

Indicators know quantities only, never the codes of fields, so a new version of the form changes no
formula. A published version is locked; what changes is a new version.
"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.versions import Versioned


class Occasion(models.TextChoices):
    """Collections of one year, in the order in which they come (dossier 1.1)."""

    PLANNED = "planned", _("plánovaný rozpočet")
    ADJUSTED = "adjusted", _("upravený rozpočet")
    HALF_YEAR = "half_year", _("pololetní výkaz")
    ACTUAL_1 = "actual_1", _("skutečnost I.")
    ACTUAL_2 = "actual_2", _("skutečnost II.")


class FormVersionQuerySet(models.QuerySet["FormVersion"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(covers(day))

    def published(self) -> Self:
        return self.filter(is_published=True)

    def readable_by(self, user: Any) -> Self:
        """What is asked for is no secret to who works here; drafts are the office's."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.published() if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self.filter(is_published=False)
        return self.none()


class FormVersion(Versioned):
    """One edition of everything that services are asked for."""

    code = models.CharField(_("označení"), max_length=20, unique=True)
    title = models.CharField(_("název"), max_length=200, db_collation="czech")
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)
    is_published = models.BooleanField(_("vydaná"), default=False)
    note = models.TextField(_("poznámka"), blank=True)
    #: Sum of all rows of the version: the same sum, the same form. Empty while it is being made.
    fingerprint = models.CharField(_("otisk obsahu"), max_length=64, blank=True, editable=False)

    objects = FormVersionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("verze formuláře")
        verbose_name_plural = _("verze formulářů")
        ordering = ["-valid_from", "-code"]
        constraints = [
            models.CheckConstraint(
                name="form_version_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="published_form_has_its_fingerprint",
                condition=Q(is_published=False) | ~Q(fingerprint=""),
                violation_error_message=_("Vydaná verze má otisk svého obsahu."),
            ),
        ]

    def __str__(self) -> str:
        return _("Formulář %s") % self.code


class OfForm(models.Model):
    """A row of a form version. It is loaded as data and locked with its version."""

    version = models.ForeignKey(
        FormVersion, models.CASCADE, related_name="%(class)ss", verbose_name=_("verze formuláře")
    )

    class Meta:
        abstract = True


class FormSection(OfForm):
    """A chapter of the form, saved on its own."""

    code = models.CharField(_("kód"), max_length=4)
    title = models.CharField(_("název"), max_length=200, db_collation="czech")
    help = models.TextField(_("nápověda"), blank=True)
    order = models.PositiveSmallIntegerField(_("pořadí"), default=0)

    class Meta:
        verbose_name = _("oddíl formuláře")
        verbose_name_plural = _("oddíly formulářů")
        ordering = ["version", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="form_has_a_section_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class FormField(OfForm):
    """One thing that is asked for: what it means, whom it concerns, what it may hold.

    Empty ``kinds``, ``forms`` or ``occasions`` mean all. A code may stand in more variants (a unit
    by kind); no two of them concern one service.
    """

    class Kind(models.TextChoices):
        DECIMAL = "decimal", _("desetinné číslo")
        INTEGER = "integer", _("celé číslo")
        TEXT = "text", _("text")
        CHOICE = "choice", _("výběr")
        BOOLEAN = "boolean", _("ano/ne")

    section = models.ForeignKey(
        FormSection, models.CASCADE, related_name="fields", verbose_name=_("oddíl")
    )
    code = models.CharField(_("kód"), max_length=60)
    variant = models.CharField(_("varianta"), max_length=20, blank=True)
    label = models.CharField(_("název"), max_length=300, db_collation="czech")
    unit = models.CharField(_("jednotka"), max_length=60, blank=True)
    kind = models.CharField(_("druh údaje"), max_length=8, choices=Kind.choices)
    decimals = models.PositiveSmallIntegerField(_("desetinných míst"), default=0)
    choices = models.JSONField(_("možnosti"), default=list, blank=True)
    help = models.TextField(_("vymezení"), blank=True)
    group = models.CharField(_("nadpis tabulky"), max_length=200, blank=True)
    row = models.CharField(_("řádek"), max_length=200, blank=True)
    column = models.CharField(_("sloupec"), max_length=120, blank=True)
    kinds = models.JSONField(_("druhy služeb"), default=list, blank=True)
    forms = models.JSONField(_("formy"), default=list, blank=True)
    #: Only for a service that is residential and not only residential.
    is_split = models.BooleanField(_("jen při více formách"), default=False)
    occasions = models.JSONField(_("sběry"), default=list, blank=True)
    is_required = models.BooleanField(_("povinný"), default=False)
    is_read_only = models.BooleanField(_("jen ke čtení"), default=False)
    comment_when_positive = models.BooleanField(_("vyžaduje komentář"), default=False)
    minimum = models.DecimalField(
        _("nejméně"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("nejvíce"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    #: Codes with a sign, ["+F.1.total", "-G.total"]; the field is then computed, never typed.
    sum_of = models.JSONField(_("součet"), default=list, blank=True)
    prefill = models.CharField(_("předvyplnění"), max_length=60, blank=True)
    order = models.PositiveIntegerField(_("pořadí"), default=0)

    class Meta:
        verbose_name = _("pole formuláře")
        verbose_name_plural = _("pole formulářů")
        ordering = ["version", "section", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code", "variant"], name="form_has_a_field_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class FormRule(OfForm):
    """What must hold among the fields; read by the pure ``evaluation.rules`` (dossier 2.10)."""

    class What(models.TextChoices):
        EQUAL = "equal", _("rovná se")
        AT_MOST = "at_most", _("nejvýše")
        WITHIN_FUND = "within_fund", _("nejvýše roční fond")
        NEEDS = "needs", _("předpokládá")
        RANGE = "range", _("v rozmezí")
        YEAR_ON_YEAR = "year_on_year", _("meziroční rozdíl")
        RATIO_RANGE = "ratio_range", _("poměr v rozmezí")
        NETWORK_GAP = "network_gap", _("odchylka od sítě")
        BAND = "band", _("obvyklé rozmezí")
        ATTACHMENT = "attachment", _("příloha")

    class Severity(models.TextChoices):
        ERROR = "error", _("chyba")
        COMMENT = "comment", _("vyžaduje komentář")
        FLAG = "flag", _("příznak pro kraj")
        NOTE = "note", _("upozornění")

    code = models.CharField(_("kód"), max_length=20)
    title = models.CharField(_("název"), max_length=200)
    what = models.CharField(_("druh pravidla"), max_length=12, choices=What.choices)
    left = models.JSONField(_("levá strana"), default=list, blank=True)
    right = models.JSONField(_("pravá strana"), default=list, blank=True)
    factor = models.DecimalField(_("násobek"), max_digits=18, decimal_places=6, default=1)
    tolerance = models.DecimalField(_("tolerance"), max_digits=18, decimal_places=4, default=0)
    minimum = models.DecimalField(
        _("nejméně"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    maximum = models.DecimalField(
        _("nejvíce"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    severity = models.CharField(_("závažnost"), max_length=8, choices=Severity.choices)
    kinds = models.JSONField(_("druhy služeb"), default=list, blank=True)
    forms = models.JSONField(_("formy"), default=list, blank=True)
    occasions = models.JSONField(_("sběry"), default=list, blank=True)
    message = models.TextField(_("sdělení"))
    order = models.PositiveSmallIntegerField(_("pořadí"), default=0)

    class Meta:
        verbose_name = _("pravidlo formuláře")
        verbose_name_plural = _("pravidla formulářů")
        ordering = ["version", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="form_has_a_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class FormQuantity(OfForm):
    """How a named quantity is made of fields of this version: a sum of some less others."""

    code = models.CharField(_("veličina"), max_length=60)
    plus = models.JSONField(_("přičíst"), default=list, blank=True)
    minus = models.JSONField(_("odečíst"), default=list, blank=True)
    form = models.CharField(_("forma"), max_length=2, blank=True)

    class Meta:
        verbose_name = _("veličina formuláře")
        verbose_name_plural = _("veličiny formulářů")
        ordering = ["version", "code"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="form_has_a_quantity_once")
        ]

    def __str__(self) -> str:
        return str(self.code)
