"""How much of a service there is and when: its forms, capacities and hours, each with validity."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.formats import number_format, time_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported
from providers.models.codelist import CapacityUnit, ProvisionForm
from providers.models.service import Service
from sitis.periods import ENDS_BEFORE_START, covers, ordered, since


class OfService(Imported):
    """A row that belongs to one service; readable and editable as the service is."""

    class Meta:
        abstract = True


class Valid(models.Model):
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            )
        ]


class ValidQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> Self:
        return self.filter(covers(day))


class ServiceForm(OfService, Valid):
    """A form in which the service is provided, and whether round the clock."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="forms")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    is_continuous = models.BooleanField(_("nepřetržitě"), default=False)

    objects = ValidQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("forma služby")
        verbose_name_plural = _("formy služby")
        ordering = ["service", "form"]
        constraints = [
            *Valid.Meta.constraints,
            models.UniqueConstraint(
                "service",
                "form",
                since(),
                name="service_has_a_form_once",
                violation_error_message=_("Tuto formu už služba má."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} – {self.form}"


class Capacity(OfService, Valid):
    """The registered maximum of a service in one form, never free places (dossier 1.3)."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="capacities")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    unit = models.ForeignKey(
        CapacityUnit, models.PROTECT, related_name="+", verbose_name=_("jednotka")
    )
    amount = models.DecimalField(_("počet"), max_digits=10, decimal_places=2)
    note = models.TextField(_("upřesnění"), blank=True)

    objects = ValidQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("kapacita")
        verbose_name_plural = _("kapacity")
        ordering = ["service", "form", "unit", "valid_from"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="capacity_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("Kapacita nesmí být záporná."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.unit}: {number_format(self.amount_shown)}"

    @property
    def amount_shown(self) -> Decimal | int:
        """Without needless decimals: 34, not 34.00."""
        return int(self.amount) if self.amount == int(self.amount) else self.amount


class Weekday(models.IntegerChoices):
    MONDAY = 1, _("pondělí")
    TUESDAY = 2, _("úterý")
    WEDNESDAY = 3, _("středa")
    THURSDAY = 4, _("čtvrtek")
    FRIDAY = 5, _("pátek")
    SATURDAY = 6, _("sobota")
    SUNDAY = 7, _("neděle")


class OpeningHoursQuerySet(ValidQuerySet):
    def open_at(self, *weekdays: int) -> Self:
        """Hours for whoever comes; those by appointment and on the phone are another matter."""
        return self.filter(weekday__in=weekdays, purpose=OpeningHours.Purpose.OPEN)


class OpeningHours(OfService, Valid):
    """When a form is open on a weekday; appointments and the phone have rows of their own.

    ``closes`` of 0.00 is midnight at the day's end. A night is two rows.
    """

    class Purpose(models.TextChoices):
        OPEN = "open", _("otevřeno")
        APPOINTMENT = "appointment", _("po objednání")
        PHONE = "phone", _("na telefonu")

    service = models.ForeignKey(Service, models.CASCADE, related_name="opening_hours")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    purpose = models.CharField(
        _("účel"), max_length=12, choices=Purpose.choices, default=Purpose.OPEN
    )
    weekday = models.PositiveSmallIntegerField(_("den"), choices=Weekday.choices)
    opens = models.TimeField(_("od"))
    closes = models.TimeField(_("do"))
    note = models.CharField(_("poznámka"), max_length=300, blank=True)

    objects = OpeningHoursQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta(Valid.Meta):
        verbose_name = _("provozní doba")
        verbose_name_plural = _("provozní doby")
        ordering = ["service", "form", "purpose", "weekday", "opens"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="hours_close_after_they_open",
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                violation_error_message=_(
                    "Konec musí být později než začátek; provoz přes půlnoc rozdělte na dva dny."
                ),
            ),
            models.CheckConstraint(
                name="hours_are_on_a_weekday",
                condition=Q(weekday__gte=1, weekday__lte=7),
                violation_error_message=_("Den v týdnu je od pondělí do neděle."),
            ),
        ]

    def __str__(self) -> str:
        span = f"{time_format(self.opens)}–{time_format(self.closes)}"
        return f"{self.get_weekday_display()} {span}"
