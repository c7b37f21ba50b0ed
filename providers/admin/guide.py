"""What officials keep for those who look for help: situations, synonyms, texts, translations."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from providers.actions.guide import approve
from providers.models import (
    InterfaceLanguage,
    KindText,
    SearchMiss,
    Situation,
    Synonym,
    Translation,
)
from sitis.admin import ReadOnlyAdmin, VersionedAdmin
from sitis.exports import ListExport


class ApprovedAdmin(ListExport, VersionedAdmin):
    """Texts that stay unofficial until somebody who answers for them approves them, many at once."""

    actions = ["approve_chosen"]

    @admin.action(description=_("Schválit překlady"), permissions=["change"])
    def approve_chosen(self, request: HttpRequest, rows: models.QuerySet) -> None:
        count = approve(rows, by=request.user)
        told = ngettext("Schválena %(n)s položka.", "Schváleno %(n)s položek.", count)
        messages.success(request, told % {"n": count})


@admin.register(Situation)
class SituationAdmin(ListExport, VersionedAdmin):
    list_display = ["name", "position", "is_featured", "is_published", "kind_names"]
    export_columns = ["slug", *list_display, "group_names", "text", "words"]
    list_filter = ["is_featured", "is_published", "kinds", "target_groups"]
    search_fields = ["name"]
    search_help_text = _("Situace nebo její slova, i bez háčků a čárek.")
    fieldsets = [
        (None, {"fields": ["name", "slug", "position", "is_featured", "is_published"]}),
        (_("Co se o ní řekne a jak se najde"), {"fields": ["text", "words", "translations"]}),
        (_("Kam vede"), {"fields": ["kinds", "target_groups"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("kinds", "target_groups")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Addresses and translations refer to the key: it is chosen once."""
        return ["translations", "slug"] if obj is not None else ["translations"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick: they need no script and no held key."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.many_to_many and field is not None:
            field.widget = forms.CheckboxSelectMultiple(
                attrs={"class": "in-columns"}, choices=field.choices
            )
            field.help_text = ""
        return field

    @admin.display(description=_("druhy služeb"))
    def kind_names(self, row: Situation) -> str:
        return ", ".join(kind.name for kind in row.kinds.all())

    @admin.display(description=_("cílové skupiny"))
    def group_names(self, row: Situation) -> str:
        return ", ".join(group.name for group in row.target_groups.all())

    @admin.display(description=_("překlady"))
    def translations(self, row: Situation) -> SafeString | str:
        if row.pk is None:
            return _("přidáte po uložení")
        rows = reverse("admin:providers_translation_changelist")
        address = f"{rows}?table__exact={Translation.Table.SITUATION}&q={row.slug}"
        return format_html('<a href="{}">{}</a>', address, _("Překlady této situace"))


@admin.register(Synonym)
class SynonymAdmin(ListExport, VersionedAdmin):
    list_display = ["words", "means", "language"]
    list_filter = ["language"]
    search_fields = ["words"]
    search_help_text = _("Co lidé píší, nebo co to znamená, i bez háčků a čárek.")


@admin.register(KindText)
class KindTextAdmin(ApprovedAdmin):
    list_display = ["kind", "language", "summary", "is_approved"]
    list_filter = ["language", "is_approved", "kind__branch"]
    list_select_related = ["kind"]
    search_fields = ["kind__name"]
    search_help_text = _("Druh služby nebo slova jeho první věty, i bez háčků a čárek.")
    export_columns = ["kind", "language", "summary", "text", "law", "is_approved"]


@admin.register(Translation)
class TranslationAdmin(ApprovedAdmin):
    list_display = ["name", "language", "original", "table", "slug", "is_approved"]
    list_filter = ["language", "table", "is_approved"]
    search_fields = ["name"]
    search_help_text = _("Překlad, text nebo klíč položky.")
    export_columns = [*list_display[:-1], "text", "words", "is_approved"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return Translation.objects.with_original()

    @admin.display(description=_("česky"))
    def original(self, row: Any) -> str:
        return row.original or "–"


@admin.register(InterfaceLanguage)
class InterfaceLanguageAdmin(ApprovedAdmin):
    list_display = ["language", "is_approved"]
    list_filter = ["is_approved"]


@admin.register(SearchMiss)
class SearchMissAdmin(ListExport, ReadOnlyAdmin):
    """Counted by the machine; shown to planners and auditors, from five searches up."""

    list_display = ["word", "count", "first_on", "last_on"]
    list_filter = ["first_on", "last_on"]
    search_fields = ["word"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return SearchMiss.objects.readable_by(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return SearchMiss.objects.opened_to(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
