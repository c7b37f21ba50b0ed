"""``/porovnani/?s=…&s=…``: up to four services side by side."""

from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from catalog import say
from catalog.shortlist import identifiers
from catalog.views.shortlist import in_order
from providers.public import PublicService

MOST = 4


@login_not_required
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    wanted = identifiers(request.GET.getlist("s"))
    found = in_order(wanted[:MOST], localdate())
    here = [service.identifier for service in found]
    return render(
        request,
        "catalog/comparison.html",
        {
            "services": [
                {
                    "name": service.name,
                    "url": reverse("catalog:service", args=[service.identifier]),
                    "provider": service.provider.name,
                    "remove_url": _without(here, service.identifier),
                }
                for service in found
            ],
            "rows": [
                row for title, words in ROWS if (row := _row(str(title), words, found)) is not None
            ],
            "gone": [one for one in wanted[:MOST] if one not in here],
            "too_many": len(wanted) > MOST,
            "most": MOST,
        },
    )


def _without(here: list[str], identifier: str) -> str:
    rest = [("s", one) for one in here if one != identifier]
    return f"{reverse('catalog:comparison')}?{urlencode(rest)}"


def _row(
    title: str, words: Callable[[PublicService], str], found: list[PublicService]
) -> dict[str, object] | None:
    """A row in which nobody says anything is left out."""
    cells = [words(service) for service in found]
    if not any(cells):
        return None
    differs = words not in ALWAYS_DIFFER and len(set(cells)) > 1
    return {"title": title, "cells": cells, "differs": differs}


def _joined(words: Iterable[str]) -> str:
    return ", ".join(filter(None, words))


def _free(service: PublicService) -> str:
    free = say.free_places(service)
    if free is None:
        return ""
    return _("%(words)s (uvedeno %(day)s)") % {
        "words": free["words"],
        "day": date_format(free["day"]),
    }


def _in_network(service: PublicService) -> str:
    since = service.in_network_since
    return _("od %s") % date_format(since) if since else _("není v síti")


def _contact(kind: str) -> Callable[[PublicService], str]:
    def words(service: PublicService) -> str:
        contact = say.first_of(service, kind)
        return contact.value if contact else ""

    return words


def _capacities(service: PublicService) -> str:
    """With the form before each where there are more of them."""
    said = service.capacities
    if len({row.form for row in said}) < 2:
        return _joined(map(say.capacity, said))
    return _joined(f"{row.form.name} {say.capacity(row)}" for row in said)


CONTACTS = {kind: _contact(kind) for kind in ("phone", "mail", "web")}
#: Of no help in choosing: they differ by their nature and are not marked.
ALWAYS_DIFFER = frozenset(CONTACTS.values())
#: What people weigh when they choose: first whether it is for them, then how they get there.
ROWS: tuple[tuple[object, Callable[[PublicService], str]], ...] = (
    (gettext_lazy("Druh služby"), lambda one: one.kind.name),
    (gettext_lazy("Pro koho"), lambda one: _joined(group.name for group in one.groups)),
    (gettext_lazy("Věk"), lambda one: one.age_note or _joined(age.name for age in one.ages)),
    (gettext_lazy("Jak se poskytuje"), lambda one: _joined(form.name for form in one.forms)),
    (gettext_lazy("Telefon"), CONTACTS["phone"]),
    (gettext_lazy("E-mail"), CONTACTS["mail"]),
    (gettext_lazy("Web"), CONTACTS["web"]),
    (gettext_lazy("Kde"), lambda one: say.places(one.places)),
    (gettext_lazy("Kam dojíždí"), say.reach),
    (gettext_lazy("Kdy"), say.hours_in_a_line),
    (gettext_lazy("Cena"), say.price),
    (gettext_lazy("Registrovaná kapacita"), _capacities),
    (gettext_lazy("Volná místa"), _free),
    (gettext_lazy("V krajské síti"), _in_network),
    (
        gettext_lazy("Ověřeno"),
        lambda one: date_format(one.verified_on) if one.verified_on else _("zatím ne"),
    ),
)
