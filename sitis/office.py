"""The site of ``/sprava/``: the regional officials' administration."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst

from sitis.collation import czech_key


class Office(admin.AdminSite):
    enable_nav_sidebar = False

    @login_not_required
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Limits and second factor hold there too."""
        return secure_admin_login(super().login)(request, extra_context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Rooms and kinds of record by the Czech alphabet.

        Put together only where a page shows it: each page is given it, two show it.
        """
        return SimpleLazyObject(lambda: self._sorted(request, app_label))

    def _sorted(self, request: HttpRequest, app_label: str | None) -> list[dict[str, Any]]:
        found = list(self._build_app_dict(request, app_label).values())
        for app in found:
            for one in app["models"]:
                one["name"] = str(one["name"])
            app["models"].sort(key=lambda one: czech_key(one["name"]))
        return sorted(found, key=lambda app: czech_key(capfirst(str(app["name"]))))
