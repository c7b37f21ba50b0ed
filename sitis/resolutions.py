"""Resolutions of the region's council and assembly: what a network, a plan or a card stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.versions import Versioned


class Resolution(Versioned):
    class Body(models.TextChoices):
        COUNCIL = "council", _("rada kraje")
        ASSEMBLY = "assembly", _("zastupitelstvo kraje")

    body = models.CharField(_("orgán"), max_length=8, choices=Body.choices)
    number = models.CharField(_("číslo usnesení"), max_length=40)
    adopted_on = models.DateField(_("přijato dne"))
    url = models.URLField(_("odkaz"), max_length=500, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("usnesení")
        verbose_name_plural = _("usnesení")
        ordering = ["-adopted_on", "body", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "number", "adopted_on"],
                name="resolution_is_kept_once",
                violation_error_message=_("Toto usnesení už je zapsáno."),
            )
        ]

    def __str__(self) -> str:
        about = {"number": self.number, "day": f"{self.adopted_on:%-d. %-m. %Y}"}
        if self.body == self.Body.COUNCIL:
            return _("usnesení rady č. %(number)s ze dne %(day)s") % about
        return _("usnesení zastupitelstva č. %(number)s ze dne %(day)s") % about
