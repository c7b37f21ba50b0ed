"""One value of a report: how much, in what sense, from where."""

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from evaluation.models.report import Report


class Standing(models.TextChoices):
    """Empty is not zero, and neither says that the question does not concern the service."""

    VALUE = "value", _("vyplněno")
    ZERO = "zero", _("nula")
    NOT_APPLICABLE = "not_applicable", _("netýká se")
    EMPTY = "empty", _("nevyplněno")


class Source(models.TextChoices):
    TYPED = "typed", _("zapsáno ručně")
    REGISTER = "register", _("z registru")
    NETWORK = "network", _("ze sítě")
    CARD = "card", _("z regionální karty")
    LAST = "last", _("z minulého výkazu")
    IMPORT = "import", _("ze souboru")
    COMPUTED = "computed", _("vypočteno")


class OfReportQuerySet(models.QuerySet):
    """Rows of a report are read and changed as the report is.

    Of a report that is being completed others than its provider read what was there at the hand-in:
    a model that changes meanwhile names the field of that moment as ``written_at``.
    """

    def readable_by(self, user: Any) -> Self:
        rows = self.filter(report__in=Report.objects.readable_by(user))
        written_at = getattr(self.model, "written_at", "")
        if not written_at:
            return rows
        handed_in = Q(**{f"{written_at}__lte": F("report__handed_in_at")})
        own = Q(report__in=Report.objects.own_of(user))
        return rows.filter(~Q(report__state=Report.State.RETURNED) | handed_in | own)

    def editable_by(self, user: Any) -> Self:
        return self.filter(report__in=Report.objects.editable_by(user))


class Cell(models.Model):
    """The answer to one field. Sums are stored too, so that every reader sees the same number."""

    written_at = "changed_at"

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="cells", verbose_name=_("výkaz")
    )
    code = models.CharField(_("kód pole"), max_length=60)
    standing = models.CharField(
        _("údaj"), max_length=14, choices=Standing.choices, default=Standing.EMPTY
    )
    number = models.DecimalField(_("číslo"), max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    comment = models.TextField(_("komentář"), blank=True)
    source = models.CharField(
        _("zdroj"), max_length=8, choices=Source.choices, default=Source.TYPED
    )
    source_note = models.CharField(_("odkud"), max_length=200, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("změnil"),
    )
    changed_at = models.DateTimeField(_("změněno"), default=timezone.now)

    objects = OfReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hodnota výkazu")
        verbose_name_plural = _("hodnoty výkazů")
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="report_has_a_cell_once"),
            models.CheckConstraint(
                name="cell_without_a_value_has_no_number",
                condition=Q(standing__in=["value", "zero"]) | Q(number=None, text=""),
            ),
            models.CheckConstraint(
                name="zero_of_a_cell_is_zero", condition=~Q(standing="zero") | Q(number=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.shown}"

    @property
    def shown(self) -> str | Decimal:
        """The value as it stands, or the words why there is none."""
        if self.standing in (Standing.VALUE, Standing.ZERO):
            return self.text if self.number is None else self.number
        return str(self.get_standing_display())
