"""What was decided about a registration (Act §§ 78–84)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.provider import Provider
from providers.models.service import Service
from sitis.versions import Versioned


class RegistrationEvent(Versioned):
    """One step in the life of a registration: a decision, a notice, a result of an inspection."""

    class Type(models.TextChoices):
        REGISTRATION = "registration", _("rozhodnutí o registraci (§ 81)")
        CHANGE_DECISION = "change_decision", _("rozhodnutí o změně registrace (§ 82 odst. 2)")
        CHANGE_NOTICE = "change_notice", _("oznámení změny (§ 82 odst. 1)")
        CANCELLATION = "cancellation", _("zrušení registrace (§ 82 odst. 3)")
        LAPSE = "lapse", _("zánik registrace (§ 82 odst. 5 a 6)")
        CHECK_RESULT = "check_result", _("výsledek kontroly registračních podmínek (§ 82a)")
        INSPECTION_RESULT = "inspection_result", _("výsledek inspekce (§ 97)")

    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="registration_events", verbose_name=_("poskytovatel")
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="registration_events",
        verbose_name=_("služba"),
        help_text=_("Prázdné, týká-li se událost poskytovatele jako celku."),
    )
    type = models.CharField(_("událost"), max_length=20, choices=Type.choices)
    decided_on = models.DateField(_("rozhodnuto dne"))
    in_force_on = models.DateField(_("právní moc dne"), null=True, blank=True)
    effective_on = models.DateField(_("účinnost od"), null=True, blank=True)
    reference_no = models.CharField(_("číslo jednací"), max_length=100, blank=True)
    note = models.TextField(_("poznámka"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("událost registrace")
        verbose_name_plural = _("události registrace")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_is_in_force_after_it_was_made",
                condition=Q(in_force_on=None) | Q(in_force_on__gte=models.F("decided_on")),
                violation_error_message=_("Právní moc nemůže nastat dřív, než se rozhodlo."),
            )
        ]

    def __str__(self) -> str:
        return self.get_type_display()
