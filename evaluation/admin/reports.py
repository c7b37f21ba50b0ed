"""Reports, what stands in them, their steps and snapshots."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evaluation.admin.base import EvaluationAdmin, OfReportAdmin, along, within
from evaluation.models import (
    Cell,
    Report,
    ReportDraft,
    ReportFile,
    ReportWorkbook,
    Signature,
    Snapshot,
    SnapshotRow,
    Submission,
)


@admin.register(Report)
class ReportAdmin(EvaluationAdmin):
    """That a report exists and its state every official knows; figures only once handed in."""

    list_display = [
        *("service", "provider", "kind", "term", "state", "handed_in_at", "first_handed_in_at"),
        *("extended_to", "return_until", "approved_at", "flag_count", "flag_weight"),
    ]
    list_filter = ["term__year", "term__occasion", "state", "service__kind"]
    list_select_related = ["service__provider", "service__kind", "term"]
    sought = ("service__name", "service__identifier", "service__provider__name", "return_reason")

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        return super(EvaluationAdmin, self).get_queryset(request).listed_for(user)

    @admin.display(description=_("poskytovatel"), ordering="service__provider__name")
    def provider(self, report: Report) -> str:
        return str(report.service.provider)

    @admin.display(description=_("druh služby"), ordering="service__kind__name")
    def kind(self, report: Report) -> str:
        return str(report.service.kind)


@admin.register(Cell)
class CellAdmin(OfReportAdmin):
    list_display = [
        *("service", "term", "code", "standing", "number", "text", "comment"),
        *("source", "source_note", "changed_by", "changed_at"),
    ]
    list_filter = ["source", "standing", *within("report")]
    list_select_related = [*along("report"), "changed_by"]
    sought = ("code", "report__service__name", "comment")


@admin.register(ReportDraft)
class ReportDraftAdmin(OfReportAdmin):
    """That somebody typed and could not save; what they typed is nobody else's."""

    list_display = ["service", "term", "section", "user", "saved_at"]
    list_filter = within("report")
    list_select_related = [*along("report"), "user"]
    sought = ("report__service__name", "user__name")
    exclude = ["typed"]

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        rows = super(EvaluationAdmin, self).get_queryset(request)
        return rows.filter(report__in=Report.objects.listed_for(user))


@admin.register(Submission)
class SubmissionAdmin(OfReportAdmin):
    list_display = [
        *("service", "term", "number", "kind", "moment", "by", "note"),
        *("document_number", "sha256"),
    ]
    list_filter = ["kind", *within("report")]
    list_select_related = [*along("report"), "by"]
    sought = ("report__service__name", "note", "document_number")


@admin.register(Signature)
class SignatureAdmin(OfReportAdmin):
    list_display = [
        *("service", "term", "name", "function", "moment", "means"),
        *("document_number", "sha256", "file_sha256"),
    ]
    list_filter = ["means", *within("report")]
    list_select_related = along("report")
    sought = ("name", "function", "report__service__name")
    exclude = ["file"]  # downloaded from the report's page, where the right to it is asked


@admin.register(ReportFile)
class ReportFileAdmin(OfReportAdmin):
    list_display = ["service", "term", "kind", "title", "file_name", "sha256", "by", "added_at"]
    list_filter = ["kind", *within("report")]
    list_select_related = [*along("report"), "by"]
    sought = ("title", "file_name", "report__service__name")
    exclude = ["file"]


@admin.register(Snapshot)
class SnapshotAdmin(OfReportAdmin):
    list_display = ["service", "term", "number", "moment", "approved_by", "sha256"]
    list_filter = within("report")
    list_select_related = [*along("report"), "approved_by"]
    sought = ("report__service__name", "sha256")


@admin.register(SnapshotRow)
class SnapshotRowAdmin(OfReportAdmin):
    path = "snapshot__report"
    list_display = [
        *("service", "term", "code", "standing", "number", "text", "unit", "comment"),
        *("source", "source_note"),
    ]
    list_filter = ["source", *within("snapshot__report")]
    list_select_related = along("snapshot__report")
    sought = ("code", "snapshot__report__service__name")


@admin.register(ReportWorkbook)
class ReportWorkbookAdmin(OfReportAdmin):
    list_display = [
        *("service", "term", "file_name", "state", "by", "uploaded_at", "expires_at"),
        *("applied_at", "sha256"),
    ]
    list_filter = ["state", *within("report")]
    list_select_related = [*along("report"), "by"]
    sought = ("file_name", "report__service__name")
    exclude = ["file"]
