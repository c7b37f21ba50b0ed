"""``/sluzby/``: which services are there."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from providers.public import in_network_on, published_on, services

PER_PAGE = 20


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    day = localdate()
    rows = published_on(day) if request.GET.get("rozsah") == "vse" else in_network_on(day)
    pages = Paginator(rows.order_by("name", "pk"), PER_PAGE)
    page = pages.get_page(request.GET.get("strana"))
    found = list(services(page.object_list, day))
    return render(request, "catalog/search.html", {"found": found, "page": page})
