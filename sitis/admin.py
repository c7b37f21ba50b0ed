"""What every page of ``/sprava/`` shares, and the records of the ground floor itself."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from sitis.accounts.models import Permission, Role
from sitis.audit import Event
from sitis.exports import ListExport
from sitis.notices import Notice
from sitis.resolutions import Resolution
from sitis.versions import Versioned, VersionedForm, save_version


class AdminForm(VersionedForm):
    """One record in ``/sprava/``: never over somebody's newer version, and with the reason why."""

    change_reason = forms.CharField(
        label=_("Důvod změny"),
        max_length=300,
        required=False,
        help_text=_("Nepovinné. Zapíše se do historie vedle vašeho jména."),
    )
    refused: tuple[str, ...] = ()  # what the database's rules said when the whole page was saved

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for sentence in self.refused:
            self.add_error(None, sentence)
        return cleaned


class _WithVersion:
    """Draws the hidden version wherever the record may be changed."""

    tail: tuple[str, ...] = ("version",)

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The model's own ``version`` cannot be edited; the form's hidden one stands in for it."""
        return [*(super().get_exclude(request, obj) or ()), "version"]  # type: ignore[misc]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets = [
            (
                name,
                {**options, "fields": [one for one in options["fields"] if one not in self.tail]},
            )
            for name, options in super().get_fieldsets(request, obj)  # type: ignore[misc]
        ]
        if self.has_change_permission(request, obj):  # type: ignore[attr-defined]
            tail = self.tail if obj is not None else ("version",)
            fieldsets[-1][1]["fields"].extend(tail)
        return fieldsets


class VersionedInline(_WithVersion, admin.StackedInline):
    """Rows of a record on its page, folded; they end by a date, so none is deleted here."""

    form = VersionedForm
    classes = ("collapse",)
    extra = 0
    can_delete = False
    show_change_link = True


class VersionedAdmin(_WithVersion, SimpleHistoryAdmin):
    """The office's magnifying glass: find and correct; records end, they do not vanish."""

    form = AdminForm
    tail = ("version", "change_reason")
    list_per_page = 50
    show_full_result_count = False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Without case and diacritics, where the rows keep their words folded."""
        if hasattr(queryset, "search"):
            return queryset.search(search_term), False
        return super().get_search_results(request, queryset, search_term)

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, *args, **kwargs)
        return type(form.__name__, (form,), {"refused": getattr(request, "refused", ())})

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A rule that only the whole record can break is told on the page, which keeps all typed."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refused:
            request.refused = tuple(refused.messages)  # type: ignore[attr-defined]
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Versioned, form: Any, change: bool) -> None:
        reason = form.cleaned_data.get("change_reason", "")
        save_version(obj, by=request.user, reason=reason)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        reason = form.cleaned_data.get("change_reason", "")
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            row._history_user, row._change_reason = request.user, reason or None
            row.delete()
        for row in rows:
            save_version(row, by=request.user, reason=reason)
        formset.save_m2m()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An old state is shown, never written back over the newer ones."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, *args, **kwargs)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Records that are only looked at: somebody's act, or a machine, wrote them."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(ListExport, VersionedAdmin):
    list_display = ["text", "shown_from", "shown_to"]
    search_fields = ["text"]


@admin.register(Resolution)
class ResolutionAdmin(ListExport, VersionedAdmin):
    list_display = ["number", "body", "adopted_on", "url"]
    list_filter = ["body", "adopted_on"]
    search_fields = ["number"]


@admin.register(Event)
class EventAdmin(ListExport, ReadOnlyAdmin):
    """The trail of acts, for auditors and administrators."""

    list_display = ["at", "act", "user", "subject"]
    list_filter = ["act", "at"]
    list_select_related = ["user"]
    search_fields = ["subject", "user__email"]
    date_hierarchy = "at"

    def has_view_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        user: Any = request.user
        return user.holds(Role.AUDITOR) or user.holds(
            Role.OFFICIAL, permission=Permission.ADMINISTRATOR
        )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
