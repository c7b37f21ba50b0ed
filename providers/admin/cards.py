"""Regional cards in ``/sprava/``: found, filtered, exported; written and moved at ``/registr/karty/`` only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from providers.models import (
    CardAddressee,
    CardCell,
    CardComment,
    CardEntry,
    CardNorm,
    CardTemplate,
    CardVersion,
    Service,
    ServiceCard,
)
from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport

TEMPLATE = ("template", admin.RelatedOnlyFieldListFilter)


class OfCards(ListExport, ReadOnlyAdmin):
    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        return super().get_queryset(request).readable_by(user)


class OfService(OfCards):
    """Found by the words of the service."""

    by_service = "service"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        found = Service.objects.search(search_term)
        return queryset.filter(**{f"{self.by_service}__in": found}), False


@admin.register(CardTemplate)
class CardTemplateAdmin(OfCards):
    list_display = ["code", "kind", "form", "target_group", "guarantor"]
    list_filter = ["form", "kind__branch", "kind"]
    list_select_related = ["kind", "form", "target_group"]
    search_fields = ["code", "kind__name", "guarantor"]


@admin.register(CardVersion)
class CardVersionAdmin(OfCards):
    list_display = [
        *("template", "number", "state", "valid_from", "valid_to", "resolution"),
        *("comments_until", "update_by", "is_sample"),
    ]
    list_filter = ["state", "is_sample", TEMPLATE]
    list_select_related = [
        "template__kind",
        "template__form",
        "template__target_group",
        "resolution",
    ]
    search_fields = ["template__code", "template__kind__name", "reason"]
    export_columns = [*list_display, "reason"]


@admin.register(CardEntry)
class CardEntryAdmin(OfCards):
    list_display = ["card", "slot", "code", "area", "text"]
    list_filter = ["slot", "card__state", ("card__template", admin.RelatedOnlyFieldListFilter)]
    list_select_related = [
        *("card__template__kind", "card__template__form", "card__template__target_group"),
    ]
    search_fields = ["area", "text", "activities", "outcome"]
    export_columns = [
        *("card", "slot", "code", "area", "text", "others", "activities", "outcome"),
        *("indicator", "target", "source"),
    ]


@admin.register(CardNorm)
class CardNormAdmin(OfCards):
    list_display = [
        *("template", "version_number", "subject", "code", "title", "words"),
        *("valid_from", "valid_to", "is_public", "source"),
    ]
    list_filter = ["subject", "is_public", "card__state", TEMPLATE]
    list_select_related = ["template__kind", "template__form", "template__target_group", "card"]
    search_fields = ["template__code", "code", "title", "source"]
    export_columns = [
        *("template", "version_number", "subject", "code", "title", "bound", "amount", "unit"),
        *("per_amount", "per_unit", "qualification", "indicator", "valid_from", "valid_to"),
        *("indexation", "is_public", "source"),
    ]

    @admin.display(description=_("verze"), ordering="card__number")
    def version_number(self, norm: CardNorm) -> str:
        return str(norm.card.number) if norm.card else ""


@admin.register(ServiceCard)
class ServiceCardAdmin(OfService):
    list_display = [
        *("service", "template", "version_number", "state", "update_by"),
        *("confirmed_at", "valid_from", "valid_to"),
    ]
    list_filter = ["state", "update_by", TEMPLATE]
    list_select_related = [
        *("service", "template__kind", "template__form", "template__target_group", "card"),
    ]
    search_fields = ["service__search"]
    export_columns = [*list_display, "confirmed_by"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """All cards by their state; what an unfinished one says stays with the provider."""
        user: Any = request.user
        return super(OfCards, self).get_queryset(request).listed_for(user)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["specifics"] if obj is not None and obj.is_open else []

    @admin.display(description=_("verze"), ordering="card__number")
    def version_number(self, mine: ServiceCard) -> int:
        return mine.card.number


@admin.register(CardCell)
class CardCellAdmin(OfService):
    """Own words of confirmed cards."""

    by_service = "service_card__service"
    list_display = ["service", "slot", "code", "column", "text", "number", "is_left_out"]
    list_filter = ["slot", "is_left_out"]
    list_select_related = ["service_card__service"]
    search_fields = ["service_card__service__search"]
    export_columns = [*list_display, "base"]

    @admin.display(description=_("služba"), ordering="service_card__service__name")
    def service(self, cell: CardCell) -> str:
        return str(cell.service_card.service)


@admin.register(CardAddressee)
class CardAddresseeAdmin(OfCards):
    list_display = ["card", "service", "orp", "asked_at", "answer", "answered_at"]
    list_filter = ["answer", ("card", admin.RelatedOnlyFieldListFilter)]
    list_select_related = [
        *("card__template__kind", "card__template__form", "card__template__target_group"),
        *("service", "orp"),
    ]
    search_fields = ["service__search", "orp__name"]


@admin.register(CardComment)
class CardCommentAdmin(OfCards):
    list_display = ["card", "part", "text", "service", "orp", "settlement", "answer"]
    list_filter = ["settlement", "part", ("card", admin.RelatedOnlyFieldListFilter)]
    list_select_related = [
        *("card__template__kind", "card__template__form", "card__template__target_group"),
        *("service", "orp"),
    ]
    search_fields = ["text", "answer", "service__search"]
    export_columns = [*list_display, "by", "created_at", "settled_by", "settled_at"]
