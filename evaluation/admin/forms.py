"""Forms of reports and the terms that ask for them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from evaluation.admin.base import EvaluationAdmin
from evaluation.models import (
    FormField,
    FormQuantity,
    FormRule,
    FormSection,
    FormVersion,
    Term,
)


class OfFormAdmin(EvaluationAdmin):
    """Rows of a form version; whoever sees the version sees them."""

    list_select_related = ["version"]

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        versions = FormVersion.objects.readable_by(user)
        return super(EvaluationAdmin, self).get_queryset(request).filter(version__in=versions)


@admin.register(FormVersion)
class FormVersionAdmin(EvaluationAdmin):
    list_display = ["code", "title", "valid_from", "valid_to", "is_published", "fingerprint"]
    list_filter = ["is_published"]
    sought = ("code", "title", "note")


@admin.register(FormSection)
class FormSectionAdmin(OfFormAdmin):
    list_display = ["code", "title", "version", "order"]
    list_filter = ["version"]
    sought = ("code", "title")


@admin.register(FormField)
class FormFieldAdmin(OfFormAdmin):
    list_display = [
        *("code", "variant", "label", "unit", "kind", "section", "group", "is_required"),
        *("prefill", "version"),
    ]
    list_filter = ["version", "section__code", "kind", "is_required"]
    list_select_related = ["version", "section"]
    sought = ("code", "label", "help")
    export_columns = [*list_display, "help", "kinds", "forms", "occasions", "sum_of"]


@admin.register(FormRule)
class FormRuleAdmin(OfFormAdmin):
    list_display = ["code", "title", "what", "severity", "left", "right", "message", "version"]
    list_filter = ["version", "what", "severity"]
    sought = ("code", "title", "message")


@admin.register(FormQuantity)
class FormQuantityAdmin(OfFormAdmin):
    list_display = ["code", "plus", "minus", "form", "version"]
    list_filter = ["version"]
    sought = ("code",)


@admin.register(Term)
class TermAdmin(EvaluationAdmin):
    list_display = [
        *("year", "occasion", "state", "opens_at", "closes_at", "data_day"),
        *("needs_signature", "form_version"),
    ]
    list_filter = ["year", "occasion", "state"]
    list_select_related = ["form_version"]
    sought = ("year", "note")
