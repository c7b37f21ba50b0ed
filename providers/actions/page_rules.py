"""What no public page may say, whoever writes it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from providers import pages
from providers.models import Contact, Facility


def check_page(service: Any, content: pages.Page) -> None:
    """Raises ValidationError."""
    for row in content[pages.CONTACTS]:
        if row["is_public"]:
            refuse_hidden(service, row["type"], row["value"])
        if row["is_person_public"] and not row["person"]:
            raise ValidationError(_("Není uvedeno jméno, které by se zveřejnilo."), code="person")


def refuse_hidden(service: Any, kind: str, value: str) -> None:
    """A service with a hidden place publishes no address (Act § 79 odst. 5). Raises ValidationError."""
    if kind != Contact.Type.ADDRESS or service is None:
        return
    if Facility.objects.filter(service=service, is_address_hidden=True).exists():
        raise ValidationError(
            _("Služba má utajené místo, proto nelze zveřejnit kontaktní adresu „%(value)s“."),
            code="hidden",
            params={"value": value},
        )
