"""What all pages of the cards share."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from providers import cards
from providers.models import CardVersion, ServiceCard
from sitis.accounts.models import Permission, Role
from sitis.http import AuthenticatedRequest

PER_PAGE = 50
TONES: dict[str, str] = {
    CardVersion.State.DRAFT: "warning",
    CardVersion.State.COMMENTS: "primary",
    CardVersion.State.APPROVED: "primary",
    CardVersion.State.VALID: "success",
    ServiceCard.State.TO_FILL: "warning",
    ServiceCard.State.IN_WORK: "warning",
    ServiceCard.State.READY: "primary",
    ServiceCard.State.CONFIRMED: "success",
}


def must_read(request: AuthenticatedRequest) -> None:
    """Cards are for everybody who holds a role. Raises PermissionDenied."""
    if not request.user.held_roles:
        raise PermissionDenied


def is_registrar(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR)


def sees_all(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, Role.AUDITOR)


def parts_of(
    filled: Iterable[cards.FilledSlot],
    norms: Iterable[Any],
    day: date,
    numbers: dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """The thirteen parts for a page: slots that say something, and norms of ``day`` with the service's
    own numbers."""
    said = {one.slot.name: one for one in filled}
    listed = list(norms)
    parts = []
    for part in cards.PARTS:
        subject = cards.subject_of(part.number)
        parts.append(
            {
                "number": part.number,
                "title": part.title,
                "slots": [
                    said[slot.name]
                    for slot in cards.slots_of(part.number)
                    if slot.name in said and said[slot.name].rows
                ],
                "norms": [
                    {
                        "norm": norm,
                        "words": norm.words_on(day),
                        "indexed": norm.indexed_words(day),
                        "own": (numbers or {}).get(norm.code),
                    }
                    for norm in listed
                    if norm.subject == subject
                ],
            }
        )
    return parts


def form_page(
    request: AuthenticatedRequest, form: Form, *, title: str, back: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "button": _("Uložit"), **more}
    return render(request, "providers/card_form.html", context)
