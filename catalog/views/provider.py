"""``/poskytovatele/<ico>/``: who it is, and what they offer."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_safe

from catalog import say
from catalog.addresses import site
from catalog.asked import day_asked, page_asked
from catalog.cards import card
from catalog.shortlist import kept
from catalog.tongue import Tongue
from providers.public import cards_by_key, find_provider, published_on

PER_PAGE = 20


@require_safe
@login_not_required
def provider(request: HttpRequest, ico: str) -> HttpResponse:
    today = localdate()
    day, unknown = day_asked(request.GET, today)
    found = find_provider(ico, day)
    if found is None:
        raise Http404
    theirs = published_on(day).filter(provider__ico=ico).order_by("name", "pk")
    keys = list(theirs.values_list("pk", flat=True))
    pages = Paginator(keys, PER_PAGE)
    number, unknown_page = page_asked(request.GET, pages.num_pages)
    page = pages.page(number)
    tongue, listed = Tongue.of_page(), kept(request)
    url = reverse("catalog:provider", args=[ico])
    shown = cards_by_key(list(page.object_list), day)
    words = ngettext("%(count)s služba", "%(count)s služeb", len(keys))
    return render(
        request,
        "catalog/provider.html",
        {
            "provider": found,
            "seat": say.seat(found),
            "contacts": say.contact_lines(found.contacts),
            "count": words % {"count": len(keys)},
            "cards": [card(tongue.card(one), listed=listed, with_network=True) for one in shown],
            "page": page,
            "unknown": unknown + unknown_page,
            "day": day,
            "is_today": day == today,
            "is_future": day > today,
            "today_url": url,
            "next_url": request.get_full_path(),
            "shortlist_count": len(listed),
            "canonical_url": f"{site()}{url}",
            "in_czech": (get_language() or "cs") != settings.LANGUAGE_CODE,
        },
    )
