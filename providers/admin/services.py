"""Services in ``/sprava/``: found, filtered, corrected; they end by an action."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Collate
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from providers.actions.register import save_service
from providers.admin.filters import OrpFilter, StatusFilter
from providers.admin.tables import TablesMixin
from providers.models import (
    Capacity,
    Contact,
    Facility,
    OpeningHours,
    Service,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceForm,
    ServiceTargetGroup,
    ServiceText,
)
from providers.resources.register import ServiceResource
from sitis.admin import VersionedAdmin, VersionedInline
from sitis.exports import ListExport


class FormInline(VersionedInline):
    model = ServiceForm
    fields = ["form", "is_continuous", "valid_from", "valid_to"]


class CapacityInline(VersionedInline):
    model = Capacity
    fields = ["form", "unit", "amount", "note", "valid_from", "valid_to"]


class FacilityInline(VersionedInline):
    model = Facility
    fields = [
        "name",
        "is_address_hidden",
        "street",
        "house_number",
        "orientation_number",
        "postal_code",
        "municipality",
        "provided_from",
        "provided_to",
    ]
    raw_id_fields = ["municipality"]


class ContactInline(VersionedInline):
    model = Contact
    fields = ["type", "value", "note", "is_public", "person", "is_person_public"]


class TextInline(VersionedInline):
    model = ServiceText
    fields = ["slot", "text"]


class TargetGroupInline(VersionedInline):
    model = ServiceTargetGroup
    fields = ["target_group", "is_primary"]


class ServiceList(ChangeList):
    """States are worked out for the rows of one page, not for the whole register."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        """Found rows are sorted; read along the index of names, most would be read in vain."""
        ordering = super().get_ordering(request, queryset)
        if not self.query:
            return list(ordering)
        by_name = Collate(Coalesce("name", Value("")), "czech")
        directions = {"name": by_name.asc(), "-name": by_name.desc()}
        return [directions.get(part, part) for part in ordering]

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        shown = Service.objects.filter(pk__in=[row.pk for row in self.result_list])
        states = dict(shown.with_status_on(localdate()).order_by().values_list("pk", "status"))
        for row in self.result_list:
            row.status = states[row.pk]


@admin.register(Service)
class ServiceAdmin(TablesMixin, VersionedAdmin):
    """The office's magnifying glass over the register."""

    resource_class, export_name = ServiceResource, "sluzby"
    list_display = [
        "identifier",
        "name",
        "provider",
        "kind",
        "provided_from",
        "provided_to",
        "status",
        "is_published",
    ]
    list_display_links = ["identifier", "name"]
    list_filter = [StatusFilter, "is_published", OrpFilter, "kind"]
    list_select_related = ["provider", "kind"]
    search_fields = ["search"]
    search_help_text = _(
        "Hledá se v názvu, identifikátoru, druhu, poskytovateli a IČO; na háčcích nezáleží."
    )
    raw_id_fields = ["provider"]
    readonly_fields = ["provided_to", "closing", "missing_since", "in_register"]
    inlines = [
        FormInline,
        CapacityInline,
        FacilityInline,
        TargetGroupInline,
        ContactInline,
        TextInline,
    ]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ServiceList

    def exportable(self, rows: QuerySet) -> QuerySet:
        return rows.with_status_on(localdate())

    @admin.display(description=_("stav"))
    def status(self, obj: Service) -> str:
        return obj.status_word

    @admin.display(description=_("v registru"))
    def in_register(self, obj: Service) -> str:
        if obj.pk is None:
            return "–"
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("providers:service-detail", args=[obj.identifier]),
            _("otevřít"),
            reverse("providers:service-changes", args=[obj.identifier]),
            _("kdo co změnil"),
            reverse("providers:service-end", args=[obj.identifier]),
            _("ukončit službu"),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The identifier is what everybody else knows a service by."""
        fixed = list(super().get_readonly_fields(request, obj))
        return [*fixed, "identifier"] if obj is not None else fixed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_service(obj, by=request.user, reason=form.cleaned_data.get("change_reason", ""))


class OfService(VersionedAdmin):
    """What the lists of services' parts share."""

    raw_id_fields = ["service"]
    list_select_related = ["service", "service__provider"]

    @admin.display(description=_("identifikátor služby"), ordering="service__identifier")
    def identifier(self, obj: Any) -> str:
        return str(obj.service.identifier)

    @admin.display(description=_("název služby"), ordering="service__name")
    def service_name(self, obj: Any) -> str:
        return str(obj.service.name)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A row never moves to another service: shares and decisions of both would lie."""
        fixed = list(super().get_readonly_fields(request, obj))
        return [*fixed, "service"] if obj is not None else fixed

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """By the words of the service."""
        if not search_term:
            return queryset, False
        services = Service.objects.search(search_term)
        return queryset.filter(service__in=services), False

    search_fields = ["service__search"]


class ListedPart(ListExport, OfService):
    """Parts that go out as their list shows them."""


@admin.register(OpeningHours)
class OpeningHoursAdmin(ListedPart):
    list_display = ["identifier", "service_name", "form", "purpose", "weekday", "opens", "closes"]
    list_filter = ["purpose", "weekday", "form"]
    list_select_related = ["service", "form"]


@admin.register(ServiceAgeGroup, ServiceActivity)
class PlainPartAdmin(ListedPart):
    list_display = ["identifier", "service_name", "__str__"]


@admin.register(ServiceTargetGroup)
class TargetGroupOfServiceAdmin(ListedPart):
    list_display = ["identifier", "service_name", "target_group", "is_primary"]
    list_filter = ["is_primary", "target_group"]
    list_select_related = ["service", "target_group"]


@admin.register(ServiceText)
class ServiceTextAdmin(ListedPart):
    list_display = ["identifier", "service_name", "slot"]
    list_filter = ["slot"]
