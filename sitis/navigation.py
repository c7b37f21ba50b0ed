"""Which work places stand in the header, by what the person holds today."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sitis.accounts.models import Role

REGION = (Role.OFFICIAL, Role.AUDITOR)
TERRITORY = (Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER)
STAFF = (Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)


@dataclass(frozen=True, slots=True)
class Place:
    title: str | Promise
    url: str
    is_here: bool


def places(user: Any, path: str) -> list[Place]:
    """Links of the header for ``user`` (or an anonymous one) looking at ``path``."""
    links: list[tuple[str | Promise, str]] = []
    if user is not None and user.is_authenticated:
        links.append((_("Můj prostor"), "/prostor/"))
        if user.holds(*REGION, *TERRITORY, *STAFF):
            links.append((_("Registr"), "/registr/"))
        if user.holds(*REGION):
            links.append((_("Správa"), "/sprava/"))
    links.append((_("Nápověda"), "/napoveda/"))
    return [Place(title, url, path.startswith(url)) for title, url in links]
