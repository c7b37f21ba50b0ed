"""Upkeep of public pages in ``/sprava/``: found, filtered, exported; moved at ``/registr/`` only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from providers.models import OutdatedReport, Proposal, Service, Vacancy, Verification
from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport


class OfServiceAdmin(ListExport, ReadOnlyAdmin):
    """Found by the words of the service, like everything else that belongs to one."""

    list_select_related = ["service__provider"]
    search_fields = ["service__search"]
    search_help_text = _("Hledá se v názvu, identifikátoru, druhu a poskytovateli služby.")
    readonly_fields = ["page"]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        if not search_term:
            return queryset, False
        return queryset.filter(service__in=Service.objects.search(search_term)), False

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        return super().get_queryset(request).readable_by(user)

    @admin.display(description=_("identifikátor služby"), ordering="service__identifier")
    def identifier(self, row: Any) -> str:
        return str(row.service.identifier)

    @admin.display(description=_("služba"), ordering="service__name")
    def service_name(self, row: Any) -> str:
        return str(row.service.name)

    @admin.display(description=_("poskytovatel"), ordering="service__provider__name")
    def provider(self, row: Any) -> str:
        return str(row.service.provider)

    @admin.display(description=_("v registru"))
    def page(self, row: Any) -> str:
        address = reverse("providers:service-public", args=[row.service.identifier])
        return format_html('<a href="{}">{}</a>', address, _("veřejné údaje služby"))


@admin.register(Proposal)
class ProposalAdmin(OfServiceAdmin):
    list_display = [
        *("identifier", "service_name", "provider", "state", "sent_at", "changes_texts"),
        *("changes_hours", "changes_contacts", "text_share", "settled_by", "settled_at"),
    ]
    list_filter = [
        *("state", "changes_texts", "changes_hours", "changes_contacts"),
        *("sent_at", "settled_at"),
    ]
    list_select_related = ["service__provider", "settled_by"]
    exclude = ["content", "base"]

    @admin.display(description=_("v registru"))
    def page(self, row: Proposal) -> str:
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("rozdíl a rozhodnutí"))


@admin.register(Vacancy)
class VacancyAdmin(OfServiceAdmin):
    list_display = ["identifier", "service_name", "provider", "form", "free", "as_of"]
    list_filter = ["form", "as_of"]
    list_select_related = ["service__provider", "form"]


@admin.register(Verification)
class VerificationAdmin(OfServiceAdmin):
    list_display = ["identifier", "service_name", "provider", "verified_on"]
    list_filter = ["verified_on"]


@admin.register(OutdatedReport)
class OutdatedReportAdmin(OfServiceAdmin):
    """What people wrote stands on the report's page only, it goes into no export."""

    list_display = [
        *("number", "service_name", "identifier", "provider", "part", "state", "created_at"),
        *("answered_at", "answered_for"),
    ]
    list_filter = ["state", "part", "answered_for", "created_at"]
    exclude = ["key", "text"]

    @admin.display(description=_("číslo"), ordering="pk")
    def number(self, row: OutdatedReport) -> str:
        return row.number

    @admin.display(description=_("v registru"))
    def page(self, row: OutdatedReport) -> str:
        return format_html('<a href="{}">{}</a>', row.get_absolute_url(), _("přečíst a odpovědět"))
