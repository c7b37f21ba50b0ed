"""What all pages of the network share."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from providers.models import NetworkVersion
from sitis.accounts.models import Permission, Role
from sitis.http import AuthenticatedRequest, get_editable, get_readable

PER_PAGE = 50
State = NetworkVersion.State
TONES: dict[str, str] = {
    State.VALID: "success",
    State.REPLACED: "neutral",
    State.PREPARATION: "warning",
    State.ASSEMBLY: "primary",
    State.COUNCIL: "primary",
}


def must_read(request: AuthenticatedRequest) -> None:
    """The network is for everybody who holds a role. Raises PermissionDenied."""
    if not request.user.held_roles:
        raise PermissionDenied


def is_registrar(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR)


def sees_all(request: AuthenticatedRequest) -> bool:
    """Officials and auditors also see drafts, notes and co-financing."""
    return request.user.holds(Role.OFFICIAL, Role.AUDITOR)


def versions() -> Any:
    return NetworkVersion.objects.select_related(
        "council_resolution", "assembly_resolution", "copied_from"
    )


def readable(request: AuthenticatedRequest, year: int, number: int) -> NetworkVersion:
    found: NetworkVersion = get_readable(versions(), request.user, year=year, number=number)
    return found


def editable(request: AuthenticatedRequest, year: int, number: int) -> NetworkVersion:
    """Raises Http404, or PermissionDenied also of a version in force."""
    found: NetworkVersion = get_editable(versions(), request.user, year=year, number=number)
    return found


def address(name: str, version: NetworkVersion, *more: Any) -> str:
    return reverse(f"providers:{name}", args=[version.year, version.number, *more])


def day_within(version: NetworkVersion, today: date) -> date:
    """Today, or the nearest day of the version."""
    day = max(today, version.valid_from)
    return min(day, version.valid_to) if version.valid_to else day


def form_page(
    request: AuthenticatedRequest,
    form: Form,
    *,
    title: str,
    version: NetworkVersion | None = None,
    **more: Any,
) -> HttpResponse:
    back = version.get_absolute_url() if version else reverse("providers:network-list")
    context = {"form": form, "title": title, "version": version, "back": back, **more}
    return render(request, "providers/network_form.html", context)
