"""People in ``/sprava/``: everything can be found there; rights are changed by administrators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sitis.accounts.models import Invitation, Permission, RoleHolding, Rules, User
from sitis.admin import AdminForm, ReadOnlyAdmin, VersionedAdmin, VersionedInline
from sitis.exports import ListExport
from sitis.versions import VersionedForm


class HoldingForm(VersionedForm):
    permissions = forms.MultipleChoiceField(
        label=_("oprávnění"),
        choices=Permission.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Jen u krajského úředníka: co smí měnit."),
    )


class HoldingAdminForm(HoldingForm, AdminForm):
    pass


class HoldingInline(VersionedInline):
    model = RoleHolding
    form = HoldingForm
    fk_name = "user"
    fields = [
        "role", "permissions", "orp", "district", "year_from", "year_to",
        "valid_from", "valid_to", "lent_by",
    ]  # fmt: skip
    autocomplete_fields = ["lent_by"]


@admin.register(User)
class UserAdmin(ListExport, VersionedAdmin):
    list_display = ["name", "email", "phone", "is_active", "leaves_on", "last_login"]
    list_filter = ["is_active", "holdings__role"]
    search_fields = ["search"]
    fields = ["name", "email", "phone", "is_active", "leaves_on", "last_login", "joined_at"]
    readonly_fields = ["last_login", "joined_at"]
    inlines = [HoldingInline]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """A filter in the address must not guess the hash of a password letter by letter."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts come by invitation."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.anonymised_at is None)


@admin.register(RoleHolding)
class RoleHoldingAdmin(ListExport, VersionedAdmin):
    form = HoldingAdminForm
    list_display = ["user", "role", "orp", "district", "valid_from", "valid_to", "lent_by"]
    list_filter = ["role", "orp", "district"]
    list_select_related = ["user", "orp", "district", "lent_by"]
    search_fields = ["user__search"]
    autocomplete_fields = ["user", "lent_by"]
    fields = ["user", *HoldingInline.fields]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        people = User.objects.search(search_term)
        return queryset.filter(user__in=people), False


@admin.register(Invitation)
class InvitationAdmin(ListExport, ReadOnlyAdmin):
    """Invitations are sent, sent again and cancelled at ``/lide/``."""

    list_display = [
        "name", "email", "role", "scope_name", "invited_by", "invited_at", "expires_at",
        "accepted_at", "cancelled_at",
    ]  # fmt: skip
    list_filter = ["role", "invited_at"]
    list_select_related = ["invited_by"]
    search_fields = ["name", "email"]
    exclude = ["token_hash"]

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Nor the hash of a link that opens an account."""
        return not lookup.startswith("token_hash") and super().lookup_allowed(
            lookup, value, request
        )


@admin.register(Rules)
class RulesAdmin(ListExport, VersionedAdmin):
    list_display = ["__str__", "needs_second_factor"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Rules.objects.exists()
