"""Everything one person may read or change, counted by the very verbs that pages ask."""

from typing import Any

from django.utils.translation import gettext as _

from sitis import rooms
from sitis.accounts.models import Invitation, RoleHolding, Rules, User
from sitis.audit import Event
from sitis.jobs.models import Job
from sitis.notices import Notice
from sitis.rooms import Grant
from sitis.territory.models import District, Municipality, Orp, TerritorialFigure


def grants(user: User) -> list[Grant]:
    return [*_own_floor(user), *rooms.grants(user)]


def _own_floor(user: User) -> list[Grant]:
    found = []
    for rows in (User.objects, RoleHolding.objects, Invitation.objects, Job.objects):
        for verb, name in ((_("číst"), "readable_by"), (_("měnit"), "editable_by")):
            if not hasattr(rows, name):
                continue
            if count := getattr(rows, name)(user).count():
                scope = _("vlastní") if count < rows.count() else _("všechny")
                found.append(Grant(_plural(rows.model), verb, scope, count))
    for model in (Orp, District, Municipality, TerritorialFigure, Notice, Rules, Event):
        for verb, action in ((_("číst"), "view"), (_("měnit"), "change")):
            if _in_admin(user, model, action):
                count = model.objects.count()
                found.append(Grant(_plural(model), verb, _("ve správě, všechny"), count))
    return found


def _in_admin(user: User, model: Any, action: str) -> bool:
    """What ``/sprava/`` itself would answer to ``user``."""
    from django.contrib import admin

    if not admin.site.is_registered(model):
        return False
    asked = _Request(user)
    page = admin.site.get_model_admin(model)
    return getattr(page, f"has_{action}_permission")(asked)


class _Request:
    """As much of a request as a question about permission needs."""

    def __init__(self, user: User) -> None:
        self.user = user


def _plural(model: Any) -> str:
    return str(model._meta.verbose_name_plural)
