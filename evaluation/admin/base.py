"""What all lists of evaluation share."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport
from sitis.words import meets


class EvaluationAdmin(ListExport, ReadOnlyAdmin):
    """Found without case and diacritics by the columns named in ``sought``."""

    sought: tuple[str, ...] = ()
    search_fields = ["pk"]  # draws the box; what it finds is said below

    def get_queryset(self, request: HttpRequest) -> Any:
        user: Any = request.user
        return super().get_queryset(request).readable_by(user)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        if not search_term.strip():
            return queryset, False
        rows = queryset.order_by().values_list("pk", *self.sought).iterator(chunk_size=2000)
        found = [
            pk for pk, *texts in rows if meets(search_term, *(str(text or "") for text in texts))
        ]
        return queryset.filter(pk__in=found), False


class OfReportAdmin(EvaluationAdmin):
    """Rows of a report; ``path`` leads from the row to it."""

    path = "report"

    def _report(self, row: Any) -> Any:
        found = row
        for name in self.path.split("__"):
            found = getattr(found, name)
        return found

    @admin.display(description=_("služba"))
    def service(self, row: Any) -> str:
        return str(self._report(row).service)

    @admin.display(description=_("sběr"))
    def term(self, row: Any) -> str:
        return str(self._report(row).term)


def within(path: str) -> list[Any]:
    """Filters by the report that ``path`` leads to."""
    return [f"{path}__term", f"{path}__state", f"{path}__service__kind"]


def along(path: str) -> list[str]:
    """What the columns of ``OfReportAdmin`` read besides."""
    return [f"{path}__service", f"{path}__term"]
