"""Public pages of the ground floor, and what is said when something goes wrong."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/home.html")


def csrf_failure(request: HttpRequest, reason: str = "", **kwargs: Any) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself may not be trusted, so nothing is read from it."""
    return HttpResponse(render_to_string("400.html", _house()), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The database may be what failed, so the page asks it nothing."""
    return HttpResponse(render_to_string("500.html", _house()), status=500)


def _house() -> dict[str, Any]:
    return {
        "region_name": settings.REGION_NAME,
        "region_logo": settings.REGION_LOGO,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
    }
