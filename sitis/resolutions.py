"""Resolutions of the region's council and assembly: what a network, a plan or a card stands on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.periods import code
from sitis.territory.models import Orp
from sitis.versions import Versioned


class Resolution(Versioned):
    """A resolution of the region's bodies, or of the town whose office has extended powers."""

    class Body(models.TextChoices):
        COUNCIL = "council", _("rada")
        ASSEMBLY = "assembly", _("zastupitelstvo")

    orp = models.ForeignKey(
        Orp,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("město ORP"),
        help_text=_("Prázdné: orgán kraje."),
    )
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
                code("orp"),
                "body",
                "number",
                "adopted_on",
                name="resolution_is_kept_once",
                violation_error_message=_("Toto usnesení už je zapsáno."),
            )
        ]

    def __str__(self) -> str:
        about = {
            "body": _("zastupitelstva") if self.body == self.Body.ASSEMBLY else _("rady"),
            "number": self.number,
            "day": f"{self.adopted_on:%-d. %-m. %Y}",
            "town": self.orp,
        }
        if self.orp:
            return _("usnesení %(body)s (%(town)s) č. %(number)s ze dne %(day)s") % about
        return _("usnesení %(body)s č. %(number)s ze dne %(day)s") % about
