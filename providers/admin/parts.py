"""Capacities, forms, places, contacts, reach, documents and decisions in ``/sprava/``."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from providers.actions.register import check_shares
from providers.admin.filters import OpenFilter, ValidFilter
from providers.admin.services import ListedPart, OfService
from providers.admin.tables import TablesMixin
from providers.models import (
    Capacity,
    Contact,
    ExtendedScope,
    Facility,
    Provider,
    Reach,
    RegistrationEvent,
    Service,
    ServiceDocument,
    ServiceForm,
)
from providers.resources.register import CapacityResource, ContactResource, ReachResource
from sitis.admin import AdminForm, VersionedAdmin
from sitis.exports import ListExport


@admin.register(ServiceForm)
class ServiceFormAdmin(ListedPart):
    list_display = ["identifier", "service_name", "form", "is_continuous", "valid_from", "valid_to"]
    list_filter = [ValidFilter, "form", "is_continuous"]
    list_select_related = ["service", "form"]


@admin.register(Capacity)
class CapacityAdmin(TablesMixin, OfService):
    resource_class, export_name = CapacityResource, "kapacity"
    list_display = [
        "identifier",
        "service_name",
        "form",
        "unit",
        "amount",
        "valid_from",
        "valid_to",
    ]
    list_filter = [ValidFilter, "form", "unit"]
    list_select_related = ["service", "form", "unit"]


@admin.register(Facility)
class FacilityAdmin(ListedPart):
    list_display = ["name", "identifier", "service_name", "place", "provided_from", "provided_to"]
    list_filter = [OpenFilter, "is_address_hidden", "is_registration_number"]
    list_select_related = ["service", "municipality"]
    raw_id_fields = ["service", "municipality"]
    readonly_fields = ["uuid"]

    @admin.display(description=_("obec"))
    def place(self, obj: Facility) -> str:
        """Where it is; a hidden place is never listed."""
        return _("utajená adresa") if obj.is_address_hidden else str(obj.municipality or "–")


@admin.register(Contact)
class ContactAdmin(TablesMixin, VersionedAdmin):
    resource_class, export_name = ContactResource, "kontakty"
    list_display = [
        "type",
        "owner_named",
        "shown_value",
        "is_public",
        "person",
        "is_person_public",
    ]
    list_display_links = ["type", "owner_named"]
    list_filter = ["type", "is_public", "is_person_public"]
    list_select_related = ["service", "provider", "facility"]
    search_fields = ["service__search"]
    raw_id_fields = ["service", "provider", "facility"]

    @admin.display(description=_("čí kontakt"))
    def owner_named(self, obj: Contact) -> str:
        return str(obj.owner)

    @admin.display(description=_("údaj"))
    def shown_value(self, obj: Contact) -> str:
        """The address of a hidden place is never listed."""
        if obj.facility and obj.facility.is_address_hidden:
            return _("utajená adresa")
        return obj.value

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """By the words of the service or of the provider it belongs to."""
        if not search_term:
            return queryset, False
        services = Service.objects.search(search_term)
        providers = Provider.objects.search(search_term)
        owned = Q(service__in=services) | Q(provider__in=providers)
        return queryset.filter(owned | Q(facility__service__in=services)), False

    def exportable(self, rows: QuerySet) -> QuerySet:
        """What belongs to a hidden place does not leave."""
        return rows.exclude(facility__is_address_hidden=True)


class ReachForm(AdminForm):
    """Shares make 100 % with this row too; they are set together, in the register."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        service = cleaned.get("service") or getattr(self.instance, "service", None)
        if service is None or self.errors:
            return cleaned
        typed = Reach(
            service=service,
            share=self.instance.share,
            valid_from=cleaned.get("valid_from"),
            valid_to=cleaned.get("valid_to"),
        )
        others = service.reach.exclude(pk=self.instance.pk)
        try:
            check_shares([*others, typed])
        except ValidationError as refusal:
            self.add_error(None, forms.ValidationError(refusal.messages))
        return cleaned


@admin.register(Reach)
class ReachAdmin(TablesMixin, OfService):
    resource_class, export_name = ReachResource, "pusobnost"
    form = ReachForm
    list_display = ["identifier", "service_name", "place", "share", "valid_from", "valid_to"]
    list_filter = [ValidFilter, "district", "orp"]
    list_select_related = ["service", "municipality", "orp", "district"]
    raw_id_fields = ["service", "municipality"]
    readonly_fields = ["share"]

    @admin.display(description=_("území"))
    def place(self, obj: Reach) -> str:
        return str(obj.place)


@admin.register(ExtendedScope)
class ExtendedScopeAdmin(ListedPart):
    list_display = ["identifier", "service_name", "region_code"]
    list_filter = ["region_code"]


@admin.register(ServiceDocument)
class ServiceDocumentAdmin(ListedPart):
    list_display = ["identifier", "service_name", "type", "title", "is_public"]
    list_filter = ["type", "is_public"]


@admin.register(RegistrationEvent)
class RegistrationEventAdmin(ListExport, VersionedAdmin):
    list_display = ["decided_on", "type", "provider", "service", "in_force_on", "reference_no"]
    list_display_links = ["decided_on", "type"]
    list_filter = ["type", "decided_on"]
    list_select_related = ["provider", "service"]
    search_fields = ["reference_no"]
    raw_id_fields = ["provider", "service"]
