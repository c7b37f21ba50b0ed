"""``/prostor/``: what waits for the signed-in person, by when."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sitis import rooms
from sitis.accounts.models import Permission, Role, User
from sitis.http import AuthenticatedRequest
from sitis.reminders.models import Reminder
from sitis.rooms import Task

SHOWN = 20  # reminders at once; putting one away makes room for the next


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
        "reminders": Reminder.objects.on_desk_of(request.user, now).select_related("by")[:SHOWN],
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
            _place(_("Lidé"), "accounts:person-list", _("Účty, role, pozvánky a předání práce."))
        )
    elif user.holds(Role.AUDITOR):
        places.append(_place(_("Lidé"), "accounts:person-list", _("Kdo má jakou roli a co smí.")))
    if user.holds(Role.PROVIDER_SIGNATORY):
        places.append(
            _place(_("Naši lidé"), "providers:membership-list", _("Kdo jedná za poskytovatele."))
        )
    if user.holds(Role.OFFICIAL, Role.AUDITOR):
        places.append(
            _place(_("Správa"), "admin:index", _("Všechny záznamy, jejich historie a export."))
        )
    if user.holds(Role.OFFICIAL) and settings.DEMO:
        places.append(
            _place(_("Pošta ukázky"), "mail-list", _("Zprávy, které by jinak odešly e-mailem."))
        )
    places.append(
        _place(
            _("Můj účet"),
            "accounts:profile",
            _("Jméno, heslo, druhý faktor a co o vás SITIS vede."),
        )
    )
    return places


def _place(title: str, address: str, detail: str) -> Task:
    return Task(title, reverse(address), _("Otevřít"), detail=detail)
