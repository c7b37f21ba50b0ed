"""Gates every signed-in request passes: refusals noted, borrowed eyes, the second factor."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from sitis.accounts.models import Permission, Role, Rules, User
from sitis.audit import Act, record

Answer = Callable[[HttpRequest], HttpResponse]

LOOKED_AT = "looked_at"  # key of the session: primary key of the person whose eyes are borrowed
READS = {"GET", "HEAD", "OPTIONS"}

#: What reading a page may still write: the trail of acts and the reader's own session.
MAY_BE_WRITTEN = ("sitis_event", "django_session")


class RefusalMiddleware:
    """What a signed-in person asked for and may not have is written down."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code == HTTPStatus.FORBIDDEN and request.user.is_authenticated:
            record(Act.REFUSED, user=request.user, subject=request.path, method=request.method)
        return answer


class LookingAsMiddleware:
    """An administrator who looks as another person sees what they see and changes nothing.

    ``request.user`` is the other person; ``request.user.looked_at_by`` the administrator, who is
    also the author of every event. Writing methods are refused with a page, and the database
    takes no change from this request, so a page that writes while it is read cannot either.
    Pages of the second factor show its secrets, so they are nobody else's to read.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        looked_at = request.session.get(LOOKED_AT)
        if looked_at is None or request.path in {
            reverse("accounts:look-end"),
            reverse("account_logout"),
        }:
            return self.get_response(request)
        administrator: Any = request.user
        person = User.objects.filter(pk=looked_at).first()
        if person is None or not _may_look(administrator):
            del request.session[LOOKED_AT]
            return self.get_response(request)
        person.looked_at_by = administrator
        request.user = person
        if request.method not in READS or request.path.startswith(reverse("mfa_index")):
            return render(request, "accounts/look_refused.html", status=403)
        with connection.execute_wrapper(_refuse_writes):
            return self.get_response(request)


def _may_look(user: Any) -> bool:
    return user.is_authenticated and user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR)


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    verb = sql.lstrip()[:6].upper()
    if verb in {"INSERT", "UPDATE", "DELETE"} and not any(table in sql for table in MAY_BE_WRITTEN):
        raise PermissionDenied
    return execute(sql, params, many, context)


class SecondFactorMiddleware:
    """Where an administrator demands it, an official without a second factor first sets it up."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:
        if getattr(view, "login_required", True) is False or _leads_to_second_factor(request):
            return None
        user: Any = request.user
        if user.is_authenticated and lacks_second_factor(user):
            return redirect("mfa_activate_totp")
        return None


def lacks_second_factor(user: User) -> bool:
    """Whether ``user`` must set a second factor up before anything else."""
    return (
        user.looked_at_by is None
        and user.holds(Role.OFFICIAL)
        and Rules.demand_second_factor()
        and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    )


def _leads_to_second_factor(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name if request.resolver_match else ""
    return name in {
        "mfa_activate_totp",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "account_logout",
    }
