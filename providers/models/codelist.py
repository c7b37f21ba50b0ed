"""Code lists: dated tables, so that a past day keeps its names and codes.

Sources: Act 108/2006 Sb. §§ 32–70a; MPSV's code lists (open data, state of December 2024).
An unknown code that the national register brings is kept as a row that is not named yet.
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.periods import ENDS_BEFORE_START, covers, ordered, since
from sitis.versions import Versioned
from sitis.words import SmallTable


class CodeListQuerySet(SmallTable):
    searched = ("name", "rpss_code", "slug")

    def valid_on(self, day: date) -> Self:
        return self.filter(covers(day))

    def named(self) -> Self:
        return self.filter(is_named=True)


class CodeList(Versioned):
    """One item. ``slug`` is its key in addresses and code; ``rpss_code`` the ministry's code."""

    slug = models.SlugField(_("klíč"), max_length=60, unique=True)
    rpss_code = models.CharField(_("kód MPSV"), max_length=20, blank=True)
    name = models.CharField(_("název"), max_length=200, db_collation="czech")
    is_named = models.BooleanField(
        _("pojmenováno"),
        default=True,
        help_text=_("Neznámý kód z národního registru čeká, až jej úředník pojmenuje."),
    )
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)

    objects = CodeListQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.UniqueConstraint(
                fields=["rpss_code"],
                condition=~Q(rpss_code=""),
                name="%(class)s_has_its_own_rpss_code",
                violation_error_message=_("Tento kód MPSV už má jiná položka číselníku."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ServiceKind(CodeList):
    """A kind of social service (Act §§ 37–70a)."""

    class Branch(models.TextChoices):
        COUNSELLING = "counselling", _("sociální poradenství")
        CARE = "care", _("služby sociální péče")
        PREVENTION = "prevention", _("služby sociální prevence")

    class Payment(models.TextChoices):
        FREE = "free", _("bez úhrady")
        PAID = "paid", _("úhrada za základní činnosti")
        FULL = "full", _("úhrada za ubytování, stravu a péči")
        HOUSING_FOOD = "housing_food", _("úhrada za ubytování a stravu")

    section = models.CharField(_("paragraf zákona"), max_length=8, blank=True)
    branch = models.CharField(_("oblast"), max_length=12, choices=Branch.choices, blank=True)
    payment = models.CharField(_("úhrada"), max_length=12, choices=Payment.choices, blank=True)
    may_hide_address = models.BooleanField(
        _("místo může být utajeno"),
        default=False,
        help_text=_(
            "Azylové domy, pobytová intervenční centra a pobytová krizová pomoc (§ 79 odst. 5)."
        ),
    )

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("druh služby")
        verbose_name_plural = _("druhy služeb")


class ProvisionForm(CodeList):
    """A form of provision (Act § 33): residential, ambulatory, field."""

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("forma poskytování")
        verbose_name_plural = _("formy poskytování")


class CapacityUnit(CodeList):
    """In what a capacity is counted; regional units have no code of the ministry."""

    is_regional = models.BooleanField(_("krajská jednotka"), default=False)

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("jednotka kapacity")
        verbose_name_plural = _("jednotky kapacity")


class KindForm(Versioned):
    """Which forms the law knows for a kind, and the unit its capacity is usually counted in."""

    kind = models.ForeignKey(
        ServiceKind, models.CASCADE, related_name="kind_forms", verbose_name=_("druh služby")
    )
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    is_side = models.BooleanField(_("jen doplňkově"), default=False)
    usual_unit = models.ForeignKey(
        CapacityUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("obvyklá jednotka"),
    )
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("forma druhu služby")
        verbose_name_plural = _("formy druhů služeb")
        ordering = ["kind", "is_side", "form"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "form",
                since(),
                name="kind_has_a_form_once",
                violation_error_message=_("Tuto formu už druh služby v tomto období má."),
            ),
            models.CheckConstraint(
                name="kind_form_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} – {self.form}"


class TargetGroup(CodeList):
    """A target group (okruh osob), the ministry's list CilovaSkupinaOsoby."""

    class Area(models.TextChoices):
        SENIORS = "seniors", _("senioři")
        DISABILITY = "disability", _("osoby se zdravotním postižením")
        FAMILY = "family", _("děti, mládež a rodina")
        EXCLUSION = "exclusion", _("osoby ohrožené sociálním vyloučením a v krizi")

    area = models.CharField(_("oblast plánování"), max_length=12, choices=Area.choices, blank=True)

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("cílová skupina")
        verbose_name_plural = _("cílové skupiny")


class AgeGroup(CodeList):
    """Ages in completed years, both counted; an empty end is open (the ministry's list)."""

    age_from = models.PositiveSmallIntegerField(_("věk od"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("věk do"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("věková skupina")
        verbose_name_plural = _("věkové skupiny")
        ordering = ["age_from", "name"]
        constraints = [
            *CodeList.Meta.constraints,
            models.CheckConstraint(
                name="age_group_is_ordered",
                condition=ordered("age_from", "age_to"),
                violation_error_message=_("Věk do nesmí být nižší než věk od."),
            ),
        ]


class BasicActivity(CodeList):
    """A basic activity (Act § 35 odst. 1), by its letter."""

    letter = models.CharField(_("písmeno"), max_length=2)

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("základní činnost")
        verbose_name_plural = _("základní činnosti")
        ordering = ["letter"]


class LegalForm(CodeList):
    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("právní forma")
        verbose_name_plural = _("právní formy")


class RegisteringAuthority(CodeList):
    """A regional office, or the ministry, that decides on registration (Act § 78 odst. 2)."""

    region_code = models.CharField(_("kód kraje RÚIAN"), max_length=4, blank=True)

    history = HistoricalRecords()

    class Meta(CodeList.Meta):
        verbose_name = _("registrující orgán")
        verbose_name_plural = _("registrující orgány")
