"""Providers in ``/sprava/``."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from providers.actions.register import save_provider
from providers.admin.tables import TablesMixin
from providers.models import Contact, Provider, RegistrationEvent
from providers.resources.register import ProviderResource
from sitis.admin import VersionedAdmin, VersionedInline


class ProviderContactInline(VersionedInline):
    model = Contact
    fk_name = "provider"
    fields = ["type", "value", "note", "is_public", "person", "is_person_public"]


class ProviderEventInline(VersionedInline):
    model = RegistrationEvent
    fields = ["type", "decided_on", "in_force_on", "effective_on", "reference_no", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Those of the provider as a whole; a service's decisions stand at the service."""
        return super().get_queryset(request).filter(service=None)


@admin.register(Provider)
class ProviderAdmin(TablesMixin, VersionedAdmin):
    resource_class, export_name = ProviderResource, "poskytovatele"
    list_display = ["name", "ico", "legal_form", "municipality_name", "data_box"]
    list_filter = ["registering_authority", "legal_form", "is_natural_person", "is_ico_flagged"]
    list_select_related = ["legal_form"]
    search_fields = ["search"]
    search_help_text = _("Hledá se v názvu a v IČO, na velikosti písmen a háčcích nezáleží.")
    raw_id_fields = ["municipality"]
    readonly_fields = ["is_ico_flagged", "merged_into", "in_register"]
    inlines = [ProviderContactInline, ProviderEventInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Without those merged into another; they lead there from their old address."""
        return super().get_queryset(request).filter(merged_into=None)

    @admin.display(description=_("v registru"))
    def in_register(self, obj: Provider) -> str:
        if obj.pk is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("providers:provider-detail", args=[obj.pk]),
            _("otevřít"),
            reverse("providers:provider-changes", args=[obj.pk]),
            _("kdo co změnil"),
            reverse("providers:provider-merge", args=[obj.pk]),
            _("sloučit s jiným"),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_provider(obj, by=request.user, reason=form.cleaned_data.get("change_reason", ""))
