"""``/vyber/``: services to hand over on one sheet, or to compare."""

from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from catalog import say
from catalog.shortlist import MOST, identifiers, keep, kept
from catalog.tongue import Tongue
from providers.public import PublicService, published_on, services


@csrf_exempt  # it writes only the visitor's own cookie; so pages need no cookie before that
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def shortlist(request: HttpRequest) -> HttpResponse:
    """The visitor's own list, or the one that an address ``?s=…&s=…`` hands over."""
    if request.method == "POST":
        return _change(request)
    handed = identifiers(request.GET.getlist("s"))
    wanted = (handed or kept(request))[:MOST]
    day = localdate()
    found = in_order(wanted, day)
    here = {service.identifier for service in found}
    address = f"{settings.SITE_URL}{reverse('catalog:shortlist')}"
    return render(
        request,
        "catalog/shortlist.html",
        {
            "items": [_item(service) for service in found],
            "day": day,
            "is_own": not handed,
            "gone": [one for one in wanted if one not in here],
            "too_many": len(handed) > MOST,
            "most": MOST,
            "link": f"{address}?{urlencode([('s', one) for one in wanted])}" if wanted else "",
        },
    )


def in_order(wanted: list[str], day: object) -> list[PublicService]:
    """Published services of these identifiers, in the order of the list and the page's language.

    One query; another one for the names on pages that are not Czech.
    """
    if not wanted:
        return []
    rows = services(published_on(day).filter(identifier__in=wanted), day)  # type: ignore[arg-type]
    found = map(Tongue.of_page().service, rows)
    return sorted(found, key=lambda service: wanted.index(service.identifier))


def _change(request: HttpRequest) -> HttpResponse:
    chosen = kept(request)
    for one in identifiers(request.POST.getlist("pridat")):
        if one in chosen:
            continue
        if len(chosen) >= MOST:
            text = _("Ve výběru už je %(most)s služeb, víc se na jeden list nevejde.")
            messages.warning(request, text % {"most": MOST})
            break
        chosen.append(one)
    out = set(request.POST.getlist("odebrat"))
    chosen = [] if "vyprazdnit" in request.POST else [one for one in chosen if one not in out]
    back = request.POST.get("zpet", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("catalog:shortlist")
    answer = redirect(back)
    keep(answer, chosen)
    return answer


def _item(service: PublicService) -> dict[str, object]:
    phone = say.first_of(service, "phone")
    url = reverse("catalog:service", args=[service.identifier])
    return {
        "identifier": service.identifier,
        "url": url,
        "name": service.name,
        "provider": service.provider.name,
        "kind": service.kind.name,
        "where": _place(service),
        "phone": phone.value if phone else "",
        "phone_url": say.link(phone) if phone else "",
        "hours": say.hours_in_a_line(service),
        "note": _("zdarma") if service.kind.is_free else _("za úhradu"),
        "qr": qr_code(f"{settings.SITE_URL}{url}"),
    }


def _place(service: PublicService) -> str:
    """One address in full; more of them, or a reach, in a few words."""
    forms = {form.slug for form in service.forms}
    if len(service.places) == 1 and forms != {"field"}:
        return say.address(service.places[0])
    return say.where(service)


def qr_code(address: str) -> SafeString:
    """An SVG without any style of its own, so that the page's security policy holds."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=1, omitsize=True, border=2, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # made of nothing but an address of ours
