"""What people looked for in the catalogue and did not find, for those who plan the region."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from providers.models import SearchMiss
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest
from sitis.workbooks.download import table_response

PER_PAGE = 50


def _misses(request: AuthenticatedRequest) -> QuerySet[SearchMiss]:
    if not SearchMiss.objects.opened_to(request.user):
        raise PermissionDenied
    return SearchMiss.objects.readable_by(request.user)


@require_safe
def search_list(request: AuthenticatedRequest) -> HttpResponse:
    page = Paginator(_misses(request), PER_PAGE).get_page(request.GET.get("strana"))
    context = {"page": page, "shown_from": SearchMiss.SHOWN_FROM}
    return render(request, "providers/search_list.html", context)


@require_safe
def search_export(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    rows = _misses(request)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    record(Act.EXPORT, user=request.user, subject=_("hledání bez výsledku"), format=kind)
    headings = [_("slovo"), _("kolikrát"), _("poprvé"), _("naposledy")]
    cells = ([miss.word, miss.count, miss.first_on, miss.last_on] for miss in rows.iterator())
    return table_response(kind, "hledani", headings, cells)
