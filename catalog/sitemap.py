"""The map of the site for search engines, in parts: a part holds at most 50,000 addresses."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from catalog.addresses import site
from catalog.answers import Missing, asked_at, open_data, stream
from catalog.hsds.directory import Directory, directory
from providers.models import Provider
from providers.public import modified_at, network_versions, published_on
from sitis.languages import NAMES, prefix

XML = "application/xml; charset=utf-8"
#: Services or providers in a part; each stands there once for each language.
IN_A_PART = 10_000
AT_ONCE = 500
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
URLSET = (
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
#: Pages that have no key, by their names; those without a translation stand in Czech only.
PAGES = ("catalog:home", "catalog:search", "catalog:map", "help-public")
CZECH_PAGES = ("open-data", "accessibility", "privacy")


@open_data
def index(request: HttpRequest) -> HttpResponse:
    known = directory(asked_at(request))
    names = ["stranky-1"]
    for name, keys in (("sluzby", known.services.pks), ("poskytovatele", known.organizations.pks)):
        names += [f"{name}-{part + 1}" for part in range(-(-len(keys) // IN_A_PART))]
    rows = "".join(f"<sitemap><loc>{site()}/sitemap-{name}.xml</loc></sitemap>\n" for name in names)
    return HttpResponse(f"{HEAD}{INDEX}{rows}</sitemapindex>\n", content_type=XML)


@open_data
def part(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    known = directory(asked_at(request))
    start = (number - 1) * IN_A_PART
    makers: dict[str, Any] = {
        "stranky": (range(1), _pages),
        "sluzby": (known.services.pks, _services),
        "poskytovatele": (known.organizations.pks, _providers),
    }
    keys, make = makers.get(name, ((), None))
    keys = keys[start : start + IN_A_PART] if number > 0 else ()
    if not len(keys):
        raise Missing(_("Taková část mapy stránek není."))
    return stream(_document(make(keys, known)), XML)


def _document(rows: Iterable[str]) -> Iterator[str]:
    yield HEAD + URLSET
    yield from rows
    yield "</urlset>\n"


def _pages(_keys: Sequence[int], known: Directory) -> Iterator[str]:
    with translation.override("cs"):
        paths = [reverse(name) for name in PAGES]
        paths += _network()
        czech = [reverse(name) for name in CZECH_PAGES]
    for path in paths:
        yield in_languages(path)
    for path in czech:
        yield _url(site() + path, "", None)


def _network() -> list[str]:
    """Pages of the network: the list of versions and each of them."""
    listed = reverse("catalog:network")
    return [listed, *(f"{listed}{one.year}/{one.number}/" for one in network_versions())]


def _services(keys: Sequence[int], known: Directory) -> Iterator[str]:
    for start in range(0, len(keys), AT_ONCE):
        some = list(keys[start : start + AT_ONCE])
        changed = modified_at(some)
        rows = published_on(known.day).filter(pk__in=some).order_by("identifier")
        for pk, identifier in rows.values_list("pk", "identifier"):
            yield in_languages(f"/sluzby/{identifier}/", changed.get(pk))


def _providers(keys: Sequence[int], known: Directory) -> Iterator[str]:
    for start in range(0, len(keys), AT_ONCE):
        some = list(keys[start : start + AT_ONCE])
        for ico in (
            Provider.objects.filter(pk__in=some).order_by("ico").values_list("ico", flat=True)
        ):
            yield in_languages(f"/poskytovatele/{ico}/")


def in_languages(path: str, changed: datetime | None = None) -> str:
    """One page once for each of its languages, each naming the others (``hreflang``)."""
    places = {code: site() + prefix(code) + path.removeprefix("/") for code in NAMES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(place)}/>'
        for code, place in places.items()
    )
    return "".join(_url(place, others, changed) for place in places.values())


def _url(place: str, others: str, changed: datetime | None) -> str:
    when = (
        f"<lastmod>{timezone.localtime(changed).isoformat(timespec='seconds')}</lastmod>"
        if changed
        else ""
    )
    return f"<url><loc>{escape(place)}</loc>{when}{others}</url>\n"


@open_data
def robots(request: HttpRequest) -> HttpResponse:
    """Pages for everybody may be read by anybody; those for people who sign in lead nowhere."""
    closed = ("prostor", "registr", "sprava", "prihlaseni", "zapomenute-heslo", "pozvanka", "lide")
    lines = ["User-agent: *", *(f"Disallow: /{name}/" for name in closed), ""]
    lines.append(f"Sitemap: {site()}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
