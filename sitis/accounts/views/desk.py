"""``/prostor/``: what waits for the signed-in person, by when."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitis import rooms
from sitis.accounts.models import Permission, Role, User
from sitis.http import AuthenticatedRequest
from sitis.rooms import Task


@require_safe
def desk(request: AuthenticatedRequest) -> HttpResponse:
    now = timezone.localtime()
    waiting = rooms.desk(request.user, now.date())
    labels = dict(Role.choices)
    context = {
        "roles": [(labels[held.role], held) for held in request.user.held_roles],
        "tasks": [(task, _is_late(task, now)) for task in waiting.tasks],
        "places": [*waiting.places, *_own_places(request.user)],
        "news": waiting.news,
    }
    return render(request, "accounts/desk.html", context)


def _is_late(task: Task, now: Any) -> bool:
    """A day's deadline lasts to its end, a moment's to the moment."""
    if task.deadline is None:
        return False
    moment = now if hasattr(task.deadline, "hour") else now.date()
    return task.deadline < moment


def _own_places(user: User) -> list[Task]:
    places = []
    if user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
        places.append(
            Task(_("Lidé"), reverse("accounts:person-list"), _("Otevřít"),
                 detail=_("Účty, role, pozvánky a předání práce."))
        )  # fmt: skip
    elif user.holds(Role.AUDITOR):
        places.append(
            Task(_("Lidé"), reverse("accounts:person-list"), _("Otevřít"),
                 detail=_("Kdo má jakou roli a co smí."))
        )  # fmt: skip
    if user.holds(Role.OFFICIAL, Role.AUDITOR):
        places.append(
            Task(_("Správa"), reverse("admin:index"), _("Otevřít"),
                 detail=_("Všechny záznamy, jejich historie a export."))
        )  # fmt: skip
    places.append(
        Task(_("Můj účet"), reverse("accounts:profile"), _("Otevřít"),
             detail=_("Jméno, heslo, druhý faktor a co o vás SITIS vede."))
    )  # fmt: skip
    return places
