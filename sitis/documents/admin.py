from django.contrib import admin

from sitis.admin import ReadOnlyAdmin
from sitis.documents.models import Bundle, BundleItem, Document
from sitis.exports import ListExport


@admin.register(Document)
class DocumentAdmin(ListExport, ReadOnlyAdmin):
    """To look at only: a document comes from its build and stays."""

    list_display = [
        *("number", "title", "kind", "version", "is_final", "is_public", "pages", "size"),
        *("built_at", "by", "retention_until"),
    ]
    export_columns = [*list_display, "record_key", "release", "sha256", "moment", "ordered_at"]
    list_filter = ["kind", "is_final", "is_public", "release"]
    list_select_related = ["by"]
    date_hierarchy = "ordered_at"
    search_fields = ["number", "sha256"]
    exclude = ["file"]  # it is served by its own page, which asks who reads and writes it down


@admin.register(Bundle)
class BundleAdmin(ListExport, ReadOnlyAdmin):
    list_display = [
        "title",
        "kind",
        "number",
        "size",
        "ordered_at",
        "built_at",
        "by",
        "retention_until",
    ]
    export_columns = [*list_display, "source", "sha256"]
    list_filter = ["kind"]
    list_select_related = ["by"]
    date_hierarchy = "ordered_at"
    search_fields = ["source", "sha256"]
    exclude = ["file"]


@admin.register(BundleItem)
class BundleItemAdmin(ListExport, ReadOnlyAdmin):
    list_display = ["label", "bundle", "document", "attempts", "error"]
    list_filter = ["bundle__kind"]
    list_select_related = ["bundle", "document"]
    search_fields = ["label", "record_key"]
