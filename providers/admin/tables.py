"""Tables in and out of ``/sprava/``: preview, marked errors, all or nothing; export of the list."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.results import Result

from providers.forms.tables import TableConfirmForm, TableImportForm
from providers.resources.base import RegisterResource
from providers.resources.formats import OfficeTable, WaitingTable, waiting
from sitis.audit import Act, record
from sitis.workbooks import UnreadableTable, marked
from sitis.workbooks.download import XLSX, table_response

SESSION = "waiting tables"


class CappedPaginator(Paginator):
    """Counts only so far: pages beyond are reached by narrowing the list, not by leafing."""

    CAP = 1_000

    @cached_property
    def _counted(self) -> int:
        return int(self.object_list.order_by()[: self.CAP + 1].count())

    @property
    def count(self) -> int:  # type: ignore[override]
        return min(self._counted, self.CAP)

    @property
    def is_capped(self) -> bool:
        return self._counted > self.CAP


class TablesMixin(ImportExportMixin):
    """Before VersionedAdmin; ``resource_class`` and ``export_name`` say what and how it is called."""

    resource_class: type[RegisterResource]
    export_name: str
    import_form_class = TableImportForm
    confirm_form_class = TableConfirmForm
    tmp_storage_class = WaitingTable
    skip_admin_log = True
    paginator = CappedPaginator
    import_export_change_list_template = "admin/providers/tables_change_list.html"
    import_template_name = "admin/import_export/import.html"

    def get_import_formats(self) -> list[type[OfficeTable]]:
        return [OfficeTable]

    def get_export_formats(self) -> list[type[OfficeTable]]:
        return [OfficeTable]

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[RegisterResource]]:
        return [self.resource_class]

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)  # type: ignore[attr-defined]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)  # type: ignore[attr-defined]

    def get_urls(self) -> list[Any]:
        def name(verb: str) -> str:
            return "{}_{}_{}".format(*self.get_model_info(), verb)

        view = self.admin_site.admin_view  # type: ignore[attr-defined]
        return [
            path("export/<str:kind>/", view(self.export_action), name=name("export_as")),
            path("import/chyby/<str:token>/", view(self.marked_view), name=name("import_marked")),
            *super().get_urls(),
        ]

    # -- out ---------------------------------------------------------------------------------------

    def export_action(self, request: HttpRequest, kind: str = "xlsx") -> Any:
        """Rows of the list as it is filtered and sorted now, columns as shown, and identifiers."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        if kind not in {"xlsx", "csv"}:
            raise Http404
        try:
            rows = self.exportable(self.get_export_queryset(request))
        except IncorrectLookupParameters:
            return redirect(reverse("admin:{}_{}_changelist".format(*self.get_model_info())))
        resource = self.resource_class
        record(
            Act.EXPORT,
            user=request.user,
            subject=str(self.model._meta.verbose_name_plural),  # type: ignore[attr-defined]
            format=kind,
            query=request.GET.urlencode()[:500],
        )
        return table_response(
            kind, self.export_name, resource.export_headings(), resource.export_rows(rows)
        )

    def exportable(self, rows: models.QuerySet) -> models.QuerySet:
        """What may leave the system."""
        return rows

    # -- in ----------------------------------------------------------------------------------------

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        answer = super().import_action(request, **kwargs)
        context = answer.context_data
        context["title"] = _("Import tabulky: %(what)s") % {
            "what": self.model._meta.verbose_name_plural  # type: ignore[attr-defined]
        }
        context["headings"] = [
            column.column_name
            for column in self.resource_class.fields.values()
            if not column.readonly
        ]
        result, form = context.get("result"), context["form"]
        if result is not None:
            token = form.cleaned_data["import_file"].tmp_storage_name
            request.session[SESSION] = [*request.session.get(SESSION, [])[-9:], token]
            self._tell(request, context, result, token)
        return answer

    def _tell(
        self, request: HttpRequest, context: dict[str, Any], result: Result, token: str
    ) -> None:
        """Add to the page what the preview found; on errors the same workbook with marks."""
        if not result.problems:
            context["confirm_form"].initial["digest"] = result.digest
            context["changed"] = [row for row in result.rows if not row.is_skip()]
            return
        storage = waiting(token)
        storage.keep_marked(marked(storage.read(), result.table, result.problems))
        context["confirm_form"] = None
        context["marked_url"] = reverse(
            "admin:{}_{}_import_marked".format(*self.get_model_info()), args=[token]
        )

    def marked_view(self, request: HttpRequest, token: str) -> FileResponse:
        if token not in request.session.get(SESSION, []):
            raise Http404
        try:
            stream = waiting(token).path(".xlsx").open("rb")
        except FileNotFoundError as gone:
            raise Http404 from gone
        name = f"{self.export_name}-chyby.xlsx"
        return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        token = request.POST.get("import_file_name", "")
        known = token in request.session.get(SESSION, [])
        if request.method == "POST" and not (known and waiting(token).path().exists()):
            messages.error(request, _("Nahraná tabulka už tu není. Nahrajte ji znovu."))
            return redirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
        return super().process_import(request, **kwargs)

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        opts = self.model._meta  # type: ignore[attr-defined]
        if result.has_errors() or result.has_validation_errors():
            for problem in result.problems[:20]:
                messages.error(request, f"{problem.row}: {problem.sentence}")
            return redirect(reverse("admin:{}_{}_import".format(*self.get_model_info())))
        totals = result.totals
        record(
            Act.IMPORT,
            user=request.user,
            subject=str(opts.verbose_name_plural),
            new=totals["new"],
            changed=totals["update"],
        )
        messages.success(
            request,
            _("Tabulka je zapsána. Nových: %(new)s, změněných: %(update)s, beze změny: %(skip)s.")
            % {name: number_format(totals[name]) for name in ("new", "update", "skip")},
        )
        return redirect(reverse("admin:{}_{}_changelist".format(*self.get_model_info())))

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form")
        cleaned = getattr(form, "cleaned_data", {}) if form is not None else {}
        return {"reason": cleaned.get("reason", ""), "digest": cleaned.get("digest", "")}

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All rows or none: a row that is refused takes the others with it."""
        return {"use_transactions": True, "rollback_on_validation_errors": True}

    def get_confirm_form_initial(self, request: HttpRequest, import_form: Any) -> dict[str, Any]:
        initial = super().get_confirm_form_initial(request, import_form)
        if import_form is not None:
            initial["reason"] = import_form.cleaned_data["reason"]
        return initial

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        if not isinstance(error, UnreadableTable):
            raise error
        form.add_error("import_file", str(error))
