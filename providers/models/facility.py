"""Places where a service is provided."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported
from providers.models.service import Service
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.territory.models import Municipality


class FacilityQuerySet(models.QuerySet["Facility"]):
    def open_on(self, day: date) -> Self:
        return self.filter(covers(day, "provided_from", "provided_to"))

    def showable(self) -> Self:
        """Without hidden addresses: those are never on a map, in a list, an export or an API."""
        return self.filter(is_address_hidden=False)


class Facility(Imported):
    """A facility or another place of provision (Act § 34, § 79 odst. 5 písm. d bod 1).

    The national register gives it no identifier: ``uuid`` is ours, an import finds the row by
    name, address point and period (``source_key``).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(Service, models.CASCADE, related_name="facilities")
    name = models.CharField(_("název"), max_length=300, db_collation="czech")
    is_address_hidden = models.BooleanField(
        _("utajená adresa"), default=False, help_text=_("Místo se nikde nezobrazí ani nevydá.")
    )
    address_point_code = models.CharField(_("kód adresního místa"), max_length=9, blank=True)
    street = models.CharField(_("ulice"), max_length=200, blank=True)
    house_number = models.CharField(_("číslo domovní"), max_length=10, blank=True)
    is_registration_number = models.BooleanField(_("číslo je evidenční"), default=False)
    orientation_number = models.CharField(_("číslo orientační"), max_length=10, blank=True)
    postal_code = models.CharField(_("PSČ"), max_length=5, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="facilities",
        verbose_name=_("obec v kraji"),
    )
    municipality_code = models.CharField(_("kód obce"), max_length=6, blank=True)
    municipality_part_code = models.CharField(_("kód části obce"), max_length=6, blank=True)
    district_code = models.CharField(_("kód okresu RÚIAN"), max_length=4, blank=True)
    region_code = models.CharField(_("kód kraje RÚIAN"), max_length=4, blank=True)
    address_note = models.CharField(_("upřesnění adresy"), max_length=300, blank=True)
    latitude = models.DecimalField(
        _("zeměpisná šířka"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("zeměpisná délka"), max_digits=9, decimal_places=6, null=True, blank=True
    )
    provided_from = models.DateField(_("poskytujeme od"), null=True, blank=True)
    provided_to = models.DateField(_("poskytujeme do"), null=True, blank=True)

    objects = FacilityQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("zařízení")
        verbose_name_plural = _("zařízení")
        ordering = ["service", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="facility_does_not_end_before_it_starts",
                condition=ordered("provided_from", "provided_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="facility_point_is_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                violation_error_message=_("Zadejte šířku i délku ve stupních."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
