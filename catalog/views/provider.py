"""``/poskytovatele/<ico>/``: who it is, and what they offer."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from providers.public import find_provider, published_on, services


@require_safe
@login_not_required
def provider(request: HttpRequest, ico: str) -> HttpResponse:
    day = localdate()
    found = find_provider(ico, day)
    if found is None:
        raise Http404
    theirs = services(published_on(day).filter(provider__ico=ico).order_by("name", "pk"), day)
    return render(request, "catalog/provider.html", {"provider": found, "services": list(theirs)})
