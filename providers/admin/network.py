"""The network in ``/sprava/``: found, filtered, exported; versions move at ``/registr/sit/`` only."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from providers.actions import network
from providers.admin.codelists import CodeListAdmin
from providers.models import (
    Cofinancing,
    NetworkCategory,
    NetworkImport,
    NetworkImportLine,
    NetworkItem,
    NetworkVersion,
    Service,
)
from sitis.admin import ReadOnlyAdmin, VersionedAdmin
from sitis.exports import ListExport


class OfNetwork(ListExport, VersionedAdmin):
    """Rows of a version: what is in force is only looked at."""

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        return super().get_queryset(request).readable_by(user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        may = super().has_change_permission(request, obj)
        if obj is None or not may:
            return may
        return bool(self.model._default_manager.editable_by(user).filter(pk=obj.pk).exists())


@admin.register(NetworkVersion)
class NetworkVersionAdmin(OfNetwork):
    """Started, moved and put in force at ``/registr/sit/``; here its days and note are corrected."""

    list_display = [
        *("__str__", "state", "valid_from", "valid_to"),
        *("council_resolution", "assembly_resolution"),
    ]
    list_filter = ["state", "year"]
    list_select_related = ["council_resolution", "assembly_resolution"]
    search_fields = ["year", "note"]
    fields = [
        *("year", "number", "state", "valid_from", "valid_to"),
        *("council_resolution", "assembly_resolution", "copied_from", "note"),
    ]
    readonly_fields = [
        *("year", "number", "state", "copied_from"),
        *("council_resolution", "assembly_resolution"),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        reason = form.cleaned_data.get("change_reason", "")
        network.save_version_of_network(obj, by=request.user, reason=reason)


@admin.register(NetworkItem)
class NetworkItemAdmin(OfNetwork):
    list_display = [
        *("identifier", "service_name", "form", "place_name", "units", "unit"),
        *("category", "valid_from", "valid_to", "network"),
    ]
    list_display_links = ["identifier", "service_name"]
    list_filter = [
        *("network__state", ("network", admin.RelatedOnlyFieldListFilter), "form", "category"),
        *("unit", "financing", "orp", "district"),
    ]
    list_select_related = ["network", "service", "form", "orp", "district", "unit", "category"]
    search_fields = ["service__search"]
    raw_id_fields = ["service", "resolution"]
    readonly_fields = ["continues"]
    export_columns = [
        *("network", "identifier", "service_name", "form", "target_group", "place_name"),
        *("amount", "unit", "category", "financing", "mandate_number", "resolution"),
        *("valid_from", "valid_to", "note"),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        return queryset.filter(service__in=Service.objects.search(search_term)), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """An item stays in the version it was entered into."""
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "network"] if obj is not None else fields

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "network":
            kwargs["queryset"] = NetworkVersion.objects.editable_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        reason = form.cleaned_data.get("change_reason", "")
        network.save_item(obj, by=request.user, reason=reason)

    @admin.display(description=_("identifikátor"), ordering="service__identifier")
    def identifier(self, item: NetworkItem) -> str:
        return item.service.identifier

    @admin.display(description=_("služba"), ordering="service__name")
    def service_name(self, item: NetworkItem) -> str:
        return item.service.name

    @admin.display(description=_("území"))
    def place_name(self, item: NetworkItem) -> str:
        return item.place_name

    @admin.display(description=_("počet"), ordering="amount")
    def units(self, item: NetworkItem) -> str:
        return number_format(item.amount_shown)


@admin.register(Cofinancing)
class CofinancingAdmin(OfNetwork):
    list_display = ["identifier", "municipality", "share", "version_of_network"]
    list_filter = [("item__network", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["item__service", "item__network", "municipality"]
    search_fields = ["municipality__search", "item__service__identifier"]
    raw_id_fields = ["item", "municipality"]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        reason = form.cleaned_data.get("change_reason", "")
        network.save_share(obj, by=request.user, reason=reason)

    @admin.display(description=_("identifikátor"), ordering="item__service__identifier")
    def identifier(self, row: Cofinancing) -> str:
        return row.item.service.identifier

    @admin.display(description=_("verze sítě"))
    def version_of_network(self, row: Cofinancing) -> str:
        return str(row.item.network)


@admin.register(NetworkCategory)
class NetworkCategoryAdmin(CodeListAdmin):
    list_display = ["name", "slug", "valid_from", "valid_to"]
    list_filter = []


@admin.register(NetworkImport)
class NetworkImportAdmin(ListExport, ReadOnlyAdmin):
    """Confirmed and dropped at ``/registr/sit/``."""

    list_display = ["file_name", "network", "state", "by", "created_at", "applied_at"]
    list_filter = ["state", "created_at"]
    list_select_related = ["network", "by"]
    search_fields = ["file_name", "sha256"]
    exclude = ["file", "job", "counts"]


@admin.register(NetworkImportLine)
class NetworkImportLineAdmin(ListExport, ReadOnlyAdmin):
    list_display = ["label", "what", "identifier", "row", "reason", "run"]
    list_filter = ["what", ("run", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["run"]
    search_fields = ["identifier", "label", "reason"]
    exclude = ["fields"]
