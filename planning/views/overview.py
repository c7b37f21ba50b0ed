"""Needs against network, population and money, for the whole region and for one kind by ORPs."""

from functools import cmp_to_key

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from planning.models import Level
from planning.overview import balances
from planning.views.base import PER_PAGE, plan_page
from planning.views.inputs import synthesis
from providers.models import ServiceKind
from sitis.collation import compare
from sitis.http import AuthenticatedRequest

#: Czech alphabet
sort_key = cmp_to_key(compare)


@require_safe
def balance(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = synthesis(request, pk)
    if plan.level != Level.REGION:
        raise Http404
    kind = ServiceKind.objects.filter(slug=request.GET.get("druh", "")).first()
    rows = balances(plan, kind)
    rows.sort(
        key=lambda row: tuple(
            sort_key(str(one)) for one in (row.orp or "", row.kind, row.form, row.unit)
        )
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    template = "planning/need_balance.html"
    return plan_page(request, plan, "input-list", template, kind=kind, page=page)
