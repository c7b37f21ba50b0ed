"""Who acts for a provider: a right, so administrators change it, not registrars."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from providers.models import Membership
from sitis.accounts.models import Permission, Role, User
from sitis.admin import VersionedAdmin
from sitis.exports import ListExport


@admin.register(Membership)
class MembershipAdmin(ListExport, VersionedAdmin):
    list_display = ["user", "provider", "role", "valid_from", "valid_to", "lent_by"]
    list_filter = ["role"]
    list_select_related = ["user", "provider", "lent_by"]
    search_fields = ["user__search"]
    autocomplete_fields = ["user", "provider", "lent_by"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return queryset.filter(user__in=User.objects.search(search_term)), False

    def has_change_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        user: Any = request.user
        return user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)
