"""What all lists of planning share."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport
from sitis.words import meets


class PlanningAdmin(ListExport, ReadOnlyAdmin):
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


class OfPlanAdmin(PlanningAdmin):
    """Rows of a plan; ``path`` leads from the row to its plan."""

    path = "plan"

    @admin.display(description=_("plán"))
    def of_plan(self, row: Any) -> str:
        found = row
        for name in self.path.split("__"):
            found = getattr(found, name)
        return str(found)

    @admin.display(description=_("kód"))
    def code(self, row: Any) -> str:
        return str(row.code)


def within(path: str) -> list[Any]:
    """Filters by the plan that ``path`` leads to."""
    return [f"{path}__level", f"{path}__state", f"{path}__cycle", f"{path}__orp"]
