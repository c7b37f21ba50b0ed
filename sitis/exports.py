"""Lists of ``/sprava/`` as files: what is filtered and sorted now, columns as the list shows them."""

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from sitis.audit import Act, record
from sitis.workbooks.download import table_response


class ListExport:
    """Before a ModelAdmin. ``export_columns`` names columns where the shown ones are not enough."""

    change_list_template = "admin/list_with_export.html"
    export_columns: Sequence[str] = ()
    model: Any  # these three are given by ModelAdmin
    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export_as"
        return [path("export/<str:kind>/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """A year is a name, not a quantity: 2028, never 2 028."""
        shown = super().get_list_display(request)  # type: ignore[misc]
        has_year = any(field.name == "year" for field in self.opts.fields)
        return ["whole_year" if name == "year" and has_year else name for name in shown]

    @admin.display(description=_("rok"), ordering="year")
    def whole_year(self, row: Any) -> str:
        return str(row.year)

    def export_view(self, request: HttpRequest, kind: str) -> HttpResponseBase:
        opts, model_admin = self.opts, cast(Any, self)
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        if kind not in {"xlsx", "csv"}:
            raise Http404
        try:
            rows = model_admin.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
        subject = str(opts.verbose_name_plural)
        query = request.GET.urlencode()[:500]
        record(Act.EXPORT, user=request.user, subject=subject, format=kind, query=query)
        columns = self.export_columns or super().get_list_display(request)  # type: ignore[misc]
        headings = [str(label_for_field(one, self.model, model_admin)) for one in columns]
        return table_response(kind, opts.model_name, headings, self._cells(rows, columns))

    def _cells(self, rows: models.QuerySet, columns: Sequence[str]) -> Iterator[list[Any]]:
        for row in rows.iterator(chunk_size=2000):
            yield [_cell(row, column, self) for column in columns]


def _cell(row: models.Model, column: str, model_admin: Any) -> Any:
    """The value itself where it is a number or a day, else the words that a person reads."""
    field, _attribute, value = lookup_field(column, row, model_admin)
    if field is None:
        return str(value) if value is not None else None
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    return str(value) if isinstance(value, models.Model) else value
