"""What stands in the header: the doors of the catalogue, or work places by what the person holds."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import is_valid_path
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sitis.accounts.models import Role
from sitis.languages import prefix

REGION = (Role.OFFICIAL, Role.AUDITOR)
TERRITORY = (Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER)
STAFF = (Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)
SHORTLIST = "/vyber/"
DOORS = (
    (_("Najít pomoc"), "/sluzby/"),
    (_("Mapa"), "/mapa/"),
    (_("Síť služeb"), "/sit/"),
    (_("Plány"), "/plany/"),
    (_("Otevřená data"), "/otevrena-data/"),
    (_("Výběr"), SHORTLIST),
)


@dataclass(frozen=True, slots=True)
class Place:
    title: str | Promise
    url: str
    is_here: bool
    is_shortlist: bool = False


def public_places(path: str) -> list[Place]:
    """Doors of the catalogue for somebody who looks at ``path``, in the language of the page."""
    before = prefix(get_language() or settings.LANGUAGE_CODE)
    found = []
    for title, address in DOORS:
        # what has no page in that language leads to the Czech one
        wanted = (before + address[1:], address)
        url = next((url for url in wanted if is_valid_path(url)), None)
        if url:
            found.append(Place(title, url, path.startswith(url), address == SHORTLIST))
    return found


def places(user: Any, path: str) -> list[Place]:
    """Work places of ``user`` looking at ``path``; who did not sign in sees the catalogue's doors."""
    if user is None or not user.is_authenticated:
        return public_places(path)
    links: list[tuple[str | Promise, str]] = [(_("Můj prostor"), "/prostor/")]
    if user.holds(*REGION, *TERRITORY, *STAFF):
        links.append((_("Registr"), "/registr/"))
        links.append((_("Plánování"), "/planovani/"))
        links.append((_("Hodnocení"), "/hodnoceni/"))
    if user.held_roles:
        links.append((_("Dokumenty"), "/dokumenty/"))
    if user.holds(*REGION):
        links.append((_("Správa"), "/sprava/"))
    links.append((_("Nápověda"), "/napoveda/"))
    return [Place(title, url, path.startswith(url)) for title, url in links]
