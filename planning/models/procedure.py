"""The public side of planning as dated facts with documents (Decree No. 505/2006 Sb., § 39b).

Until a consultation of its own exists, these facts are typed; it will then write the same rows.
"""

from typing import Any, Self

from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.plan import Plan
from sitis.uploads import ATTACHMENTS, check_attachment
from sitis.versions import Versioned


class OfProcedureQuerySet(models.QuerySet):
    def readable_by(self, user: Any) -> Self:
        return self.filter(plan__in=Plan.objects.readable_by(user).values("pk"))

    def editable_by(self, user: Any) -> Self:
        """Facts are added on the whole way to approval, not only while the text is a draft."""
        return self.filter(plan__in=Plan.objects.moved_by(user).values("pk"))


class ProcedureFact(Versioned):
    class Kind(models.TextChoices):
        START = "start", _("oznámení zahájení na úřední desce")
        DISCUSSION_ANNOUNCED = "announced", _("oznámení veřejného projednání")
        DISCUSSION_HELD = "held", _("veřejné projednání")
        DRAFT_PUBLISHED = "draft", _("zveřejnění návrhu k připomínkám")
        SETTLEMENT_PUBLISHED = "settlement", _("zveřejnění vypořádání připomínek")
        MINISTRY = "ministry", _("spolupráce s ministerstvem")
        TOLD_MUNICIPALITIES = "told", _("seznámení obcí se zjištěními")
        OTHER = "other", _("jiná skutečnost")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="facts", verbose_name=_("plán"))
    kind = models.CharField(_("co se stalo"), max_length=10, choices=Kind.choices)
    day = models.DateField(_("dne"))
    until = models.DateField(
        _("do"), null=True, blank=True, help_text=_("U návrhu: do kdy lze podat připomínky.")
    )
    note = models.CharField(_("popis"), max_length=500, blank=True)
    url = models.URLField(_("odkaz na úřední desku"), max_length=500, blank=True)
    file = models.FileField(
        _("dokument"),
        upload_to="planning/facts/%Y/",
        blank=True,
        validators=[FileExtensionValidator(ATTACHMENTS), check_attachment],
    )

    objects = OfProcedureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("krok projednání")
        verbose_name_plural = _("kroky projednání")
        ordering = ["plan", "day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="fact_does_not_end_before_it_starts",
                condition=Q(until=None) | Q(until__gte=F("day")),
                violation_error_message=_("Lhůta nesmí skončit dřív, než začala."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%-d. %-m. %Y}"


class Comment(Versioned):
    """A comment on a draft and how it was settled; names of persons are never published."""

    class Author(models.TextChoices):
        CITIZEN = "citizen", _("občan")
        MUNICIPALITY = "municipality", _("obec")
        PROVIDER = "provider", _("poskytovatel")
        USER = "user", _("uživatel služeb")
        ASSOCIATION = "association", _("spolek")
        OFFICE = "office", _("zaměstnanec kraje")

    class Verdict(models.TextChoices):
        ACCEPTED = "accepted", _("akceptováno")
        PARTLY = "partly", _("akceptováno částečně")
        REFUSED = "refused", _("neakceptováno")
        EXPLAINED = "explained", _("vysvětleno")
        OUTSIDE = "outside", _("mimo předmět")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="comments", verbose_name=_("plán"))
    number = models.PositiveSmallIntegerField(_("číslo"), editable=False)
    author_type = models.CharField(_("kdo"), max_length=12, choices=Author.choices)
    author_name = models.CharField(
        _("jméno nebo organizace"),
        max_length=200,
        blank=True,
        help_text=_("Nezveřejňuje se."),
    )
    received_on = models.DateField(_("přijato dne"))
    about = models.CharField(_("k čemu"), max_length=300, blank=True)
    text = models.TextField(_("připomínka"))
    verdict = models.CharField(_("vypořádání"), max_length=9, choices=Verdict.choices, blank=True)
    answer = models.TextField(_("odůvodnění"), blank=True)
    settled_on = models.DateField(_("vypořádáno dne"), null=True, blank=True)

    objects = OfProcedureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("připomínka")
        verbose_name_plural = _("připomínky")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="comment_has_its_number"),
            models.CheckConstraint(
                name="settled_comment_has_its_answer",
                condition=Q(verdict="") | (~Q(answer="") & Q(settled_on__isnull=False)),
                violation_error_message=_("K vypořádání patří odůvodnění a den."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:80]}"


class Exemption(Versioned):
    """Why an item of the statutory check is missing and the plan may be approved all the same."""

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="exemptions", verbose_name=_("plán")
    )
    item = models.CharField(_("položka"), max_length=20)
    reason = models.TextField(_("odůvodnění"))

    objects = OfProcedureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("odůvodněná výjimka")
        verbose_name_plural = _("odůvodněné výjimky")
        ordering = ["plan", "item"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item"],
                name="item_is_excused_once",
                violation_error_message=_("Výjimka k této položce už je zapsána."),
            ),
            models.CheckConstraint(
                name="exemption_has_its_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Vysvětlete, proč položka chybí."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.reason[:80]}"
