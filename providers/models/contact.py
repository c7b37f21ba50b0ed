"""How to reach a provider, a service or a facility."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported
from providers.models.facility import Facility
from providers.models.provider import Provider
from providers.models.service import Service


class Contact(Imported):
    """One phone, address or link of exactly one owner, with the flag whether it is public."""

    class Type(models.TextChoices):
        PHONE = "phone", _("telefon")
        MAIL = "mail", _("e-mail")
        WEB = "web", _("web")
        FAX = "fax", _("fax")
        DATA_BOX = "data_box", _("datová schránka")
        ADDRESS = "address", _("kontaktní adresa")

    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    facility = models.ForeignKey(
        Facility, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    type = models.CharField(_("druh"), max_length=10, choices=Type.choices)
    value = models.CharField(_("údaj"), max_length=500)
    note = models.CharField(_("poznámka"), max_length=300, blank=True)
    is_public = models.BooleanField(_("zveřejnit"), default=True)
    person = models.CharField(_("kontaktní osoba"), max_length=150, blank=True)
    is_person_public = models.BooleanField(
        _("zveřejnit jméno"),
        default=False,
        help_text=_("Jen pokud osoba své jméno ke zveřejnění dala."),
    )

    history = HistoricalRecords(excluded_fields=["imported"])

    class Meta:
        verbose_name = _("kontakt")
        verbose_name_plural = _("kontakty")
        ordering = ["type", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_has_one_owner",
                condition=(
                    Q(provider__isnull=False, service__isnull=True, facility__isnull=True)
                    | Q(provider__isnull=True, service__isnull=False, facility__isnull=True)
                    | Q(provider__isnull=True, service__isnull=True, facility__isnull=False)
                ),
                violation_error_message=_(
                    "Kontakt patří právě jednomu: poskytovateli, službě, nebo zařízení."
                ),
            ),
            models.CheckConstraint(
                name="contact_shows_only_a_person_it_names",
                condition=Q(is_person_public=False) | ~Q(person=""),
                violation_error_message=_("Není uvedeno jméno, které by se zveřejnilo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_type_display()}: {self.value}"

    @property
    def owner(self) -> Provider | Service | Facility | None:
        return self.service or self.provider or self.facility
