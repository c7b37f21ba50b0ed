"""Whom a service really serves: places it reaches, regions it is registered for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported
from providers.models.provision import Valid, ValidQuerySet
from providers.models.service import Service
from sitis.periods import code, since
from sitis.territory.models import District, Municipality, Orp
from sitis.versions import Versioned


class Reach(Versioned, Valid):
    """A municipality, an ORP or an okres that a service really serves. No import touches it.

    ``share`` is the share of the service's work there in per cent; where shares are given, those
    valid on one day make 100 together (held by ``actions.set_reach``).
    """

    service = models.ForeignKey(Service, models.CASCADE, related_name="reach")
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("obec"),
    )
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("okres")
    )
    share = models.DecimalField(
        _("podíl v %"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    objects = ValidQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Valid.Meta):
        verbose_name = _("působnost")
        verbose_name_plural = _("působnost")
        ordering = ["service", "district", "orp", "municipality"]
        constraints = [
            *Valid.Meta.constraints,
            models.CheckConstraint(
                name="reach_names_one_place",
                condition=(
                    Q(municipality__isnull=False, orp__isnull=True, district__isnull=True)
                    | Q(municipality__isnull=True, orp__isnull=False, district__isnull=True)
                    | Q(municipality__isnull=True, orp__isnull=True, district__isnull=False)
                ),
                violation_error_message=_("Vyberte právě jedno: obec, ORP, nebo okres."),
            ),
            models.CheckConstraint(
                name="reach_share_is_between_0_and_100",
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=100),
                violation_error_message=_("Podíl je větší než 0 a nejvýš 100 %."),
            ),
            models.UniqueConstraint(
                "service",
                code("municipality"),
                code("orp"),
                code("district"),
                since(),
                name="reach_names_a_place_once",
                violation_error_message=_("Toto území už je u služby uvedeno."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)

    @property
    def place(self) -> Municipality | Orp | District | None:
        return self.municipality or self.orp or self.district


REGIONS = {
    "19": _("Hlavní město Praha"),
    "27": _("Středočeský kraj"),
    "35": _("Jihočeský kraj"),
    "43": _("Plzeňský kraj"),
    "51": _("Karlovarský kraj"),
    "60": _("Ústecký kraj"),
    "78": _("Liberecký kraj"),
    "86": _("Královéhradecký kraj"),
    "94": _("Pardubický kraj"),
    "108": _("Kraj Vysočina"),
    "116": _("Jihomoravský kraj"),
    "124": _("Olomoucký kraj"),
    "132": _("Moravskoslezský kraj"),
    "141": _("Zlínský kraj"),
}


class ExtendedScope(Imported):
    """A further region the registration names (rozšířená působnost), by its RÚIAN code."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="extended_scopes")
    region_code = models.CharField(_("kód kraje RÚIAN"), max_length=4)

    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("rozšířená působnost")
        verbose_name_plural = _("rozšířená působnost")
        ordering = ["service", "region_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "region_code"], name="scope_names_a_region_once"
            )
        ]

    def __str__(self) -> str:
        return str(REGIONS.get(self.region_code, self.region_code))
