"""A public service as a card of a list, and as one of those to try instead."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import say
from catalog.index import Hit
from providers.public import PublicCard

#: A page that nobody confirmed for so long says so (look.md; the provider is reminded then).
STALE = timedelta(days=183)

#: What a form means for who needs help.
FORMS = {
    "residential": gettext_lazy("bydlí se tam"),
    "ambulatory": gettext_lazy("docházíte tam"),
    "field": gettext_lazy("přijedou za vámi"),
}


def is_stale(service: PublicCard, day: date) -> bool:
    return service.verified_on is not None and service.verified_on < day - STALE


def card(
    service: PublicCard,
    *,
    hit: Hit | None = None,
    near: str = "",
    listed: Collection[str] = (),
    with_network: bool = False,
) -> dict[str, Any]:
    """For ``_service_card.html``. ``near``: the one municipality asked for; ``service`` in the page's tongue."""
    phone = say.first_of(service, "phone")
    said_reach = distance(hit, near) if hit else ""
    is_served = hit is not None and hit.reason == "serves"
    return {
        "identifier": service.identifier,
        "url": reverse("catalog:service", args=[service.identifier]),
        "name": service.name,
        "provider": service.provider.name,
        "provider_url": reverse("catalog:provider", args=[service.provider.ico]),
        "kind": service.kind.name,
        "forms": ", ".join(str(FORMS.get(form.slug, form.name)) for form in service.forms),
        "where": said_reach if is_served else say.where(service),
        "distance": "" if is_served else said_reach,
        "phone": say.readable(phone.value) if phone else "",
        "phone_url": say.link(phone) if phone else "",
        "free": say.free_places(service),
        "is_free_of_charge": service.kind.is_free,
        "in_network": service.is_in_network if with_network else None,
        "verified_on": service.verified_on,
        "is_stale": is_stale(service, service.day),
        "is_listed": service.identifier in listed,
    }


def distance(hit: Hit, near: str) -> str:
    """How the service reaches the municipality ``near``, or several asked at once when it is empty."""
    if not hit.reason:
        return ""
    if hit.reason == "stands":
        return _("přímo v obci %s") % near if near else _("přímo na místě")
    if hit.reason == "serves":
        return _("dojíždí do obce %s") % near if near else _("dojíždí tam")
    kilometres = number_format(hit.kilometres or 0, decimal_pos=0 if hit.kilometres == 0 else 1)
    if near:
        return _("%(kilometres)s km od obce %(place)s") % {"kilometres": kilometres, "place": near}
    return _("%s km odtud") % kilometres


def other(service: PublicCard, *, hit: Hit | None = None) -> dict[str, Any]:
    """For ``_other_services.html``."""
    return card(service, hit=hit)
