"""Imports and differences in ``/sprava/``: found, filtered, exported; settled at ``/registr/``."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from providers.models import Difference, ImportChange, ImportRefusal, RpssImport
from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport


@admin.register(RpssImport)
class RpssImportAdmin(ListExport, ReadOnlyAdmin):
    list_display = ["file_name", "region", "state", "by", "created_at", "applied_at", "records"]
    list_filter = ["state", "region", "created_at"]
    list_select_related = ["by"]
    search_fields = ["file_name", "sha256"]
    exclude = ["file", "job", "counts"]
    readonly_fields = ["page"]

    @admin.display(description=_("v registru"))
    def page(self, run: RpssImport) -> str:
        return format_html('<a href="{}">{}</a>', run.get_absolute_url(), _("plán a změny"))


class OfRunAdmin(ListExport, ReadOnlyAdmin):
    list_filter = [("run", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["run"]


@admin.register(ImportChange)
class ImportChangeAdmin(OfRunAdmin):
    list_display = ["label", "what", "identifier", "table", "run"]
    list_filter = ["what", "table", *OfRunAdmin.list_filter]
    search_fields = ["identifier", "label"]


@admin.register(ImportRefusal)
class ImportRefusalAdmin(OfRunAdmin):
    list_display = ["path", "identifier", "reason", "is_flag", "run"]
    list_filter = ["is_flag", *OfRunAdmin.list_filter]
    search_fields = ["identifier", "reason"]


@admin.register(Difference)
class DifferenceAdmin(OfRunAdmin):
    list_display = ["label", "harm", "field", "our_value", "their_value", "state", "deadline"]
    list_filter = ["state", "harm", *OfRunAdmin.list_filter]
    list_select_related = ["service", "provider"]
    search_fields = ["label", "service__identifier"]
    readonly_fields = ["page"]

    @admin.display(description=_("u nás"))
    def our_value(self, one: Difference) -> Any:
        return "" if one.ours is None else str(one.ours)

    @admin.display(description=_("v národním registru"))
    def their_value(self, one: Difference) -> Any:
        return "" if one.theirs is None else str(one.theirs)

    @admin.display(description=_("v registru"))
    def page(self, one: Difference) -> str:
        return format_html('<a href="{}">{}</a>', one.get_absolute_url(), _("rozhodnout"))

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        return super().get_queryset(request).readable_by(user)
