"""``/sluzby/<identifikator>/``: is it for me, and how do I get it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import say
from catalog.addresses import site
from catalog.asked import day_asked
from catalog.cards import FORMS, is_stale, other
from catalog.index import Hit, NotReady, Question
from catalog.shortlist import kept
from catalog.source import Catalog, catalog_of
from catalog.tongue import Tongue
from providers.models import OpeningHours, ServiceDocument
from providers.models.hours import span_in_words
from providers.public import (
    PublicService,
    cards_by_key,
    find_document,
    find_ended,
    find_service,
    kind_text,
    register_read_on,
)

OTHERS = 4  # services to try when this one is full, and so many of the same kind next door
COMPARED = 4

DAYS = tuple(
    map(
        gettext_lazy,
        ("pondělí", "úterý", "středa", "čtvrtek", "pátek", "sobota", "neděle"),
    )
)


@require_safe
@login_not_required
def service(request: HttpRequest, identifier: str) -> HttpResponse:
    """As of ``?den=``, else today. One that is over is a page that says so: printed codes lead here."""
    today = localdate()
    day, unknown = day_asked(request.GET, today)
    found = find_service(identifier, day)
    if found is not None:
        shown = context(request, found, today)
        return render(request, "catalog/service.html", shown | {"unknown": unknown})
    ended = find_ended(identifier, day)
    if ended is None:
        raise Http404
    return render(request, "catalog/service_ended.html", ended_context(ended, today))


@require_safe
@login_not_required
def document(request: HttpRequest, identifier: str, pk: int) -> FileResponse:
    """A kept file of the registration that is public. A lost file is as good as none: 404."""
    file = find_document(identifier, pk, localdate())
    if file is None:
        raise Http404
    try:
        return FileResponse(file.open("rb"), as_attachment=True, filename=file.name.split("/")[-1])
    except FileNotFoundError as lost:
        raise Http404 from lost


def context(request: HttpRequest, found: PublicService, today: date) -> dict[str, Any]:
    language = get_language() or settings.LANGUAGE_CODE
    is_today = found.day == today
    catalog = _catalog(today) if is_today else None
    tongue = catalog.tongues[language] if catalog else Tongue.of_page()
    others = _others(catalog, found, tongue) if catalog else Others()
    shown = tongue.service(found)
    url = reverse("catalog:service", args=[found.identifier])
    listed = kept(request)
    return {
        "service": shown,
        "kind_text": kind_text(found.kind.slug, language),
        "contacts": say.contact_lines(say.contacts_of(found)),
        "ages": [age.name for age in shown.ages],
        "forms": list(_forms(shown)),
        "is_free": {"free": True, "": None}.get(found.kind.payment, False),
        "free": say.free_places(shown),
        "steps": _steps(shown),
        "places": _places(found),
        "serves": _serves(found),
        "documents": list(_documents(found)),
        "full": others.full,
        "near": others.near,
        "compare_url": _compare_url(found, others),
        "kind_url": f"{reverse('catalog:search')}?{urlencode({'druh': found.kind.slug})}",
        "register_day": register_read_on(),
        "is_stale": is_stale(found, found.day),
        "is_today": is_today,
        "is_future": found.day > today,
        "day": found.day,
        "today_url": url,
        "next_url": request.get_full_path(),
        "is_listed": found.identifier in listed,
        "shortlist_count": len(listed),
        "canonical_url": f"{site()}{url}",
        "description": _description(shown),
        "language": language,
        "in_czech": language != settings.LANGUAGE_CODE,
    }


def ended_context(ended: PublicService, today: date) -> dict[str, Any]:
    """What was, since when it is over, and what to try instead."""
    language = get_language() or settings.LANGUAGE_CODE
    catalog = _catalog(today)
    tongue = catalog.tongues[language] if catalog else Tongue.of_page()
    others = _others(catalog, ended, tongue) if catalog else Others()
    return {
        "service": tongue.service(ended),
        "full": [*others.full, *others.near],
        "kind_url": f"{reverse('catalog:search')}?{urlencode({'druh': ended.kind.slug})}",
        "past_url": f"{reverse('catalog:service', args=[ended.identifier])}?den={ended.day}",
        "in_czech": language != settings.LANGUAGE_CODE,
    }


def _catalog(today: date) -> Catalog | None:
    """The page stands without it: only the services to try instead are missing then."""
    try:
        return catalog_of(today)
    except NotReady:
        return None


@dataclass(frozen=True, slots=True)
class Others:
    """Cards of services to try when this one is full, and of the same kind in neighbouring ORPs."""

    full: tuple[dict[str, Any], ...] = ()
    near: tuple[dict[str, Any], ...] = ()


def _others(catalog: Catalog, service: PublicService, tongue: Tongue) -> Others:
    """Of the same kind: first with free places, then by distance; then those next door. One query."""
    kinds = (service.kind.slug,)
    towns = tuple(dict.fromkeys(place.municipality_code for place in service.places))[:1]
    own = _orps(service)
    beside = tuple(dict.fromkeys(one for orp in own for one in catalog.neighbours.get(orp, ())))
    around = {"municipalities": towns} if towns else {"orps": own} if own else {}
    full: dict[int, Hit] = {}
    for vacancy in (True, False) if around else ():
        asked = Question(kinds=kinds, vacancy=vacancy, **around)
        for hit in catalog.answer(asked, OTHERS + 1).hits:
            if hit.pk != service.pk and len(full) < OTHERS:
                full.setdefault(hit.pk, hit)
    near: dict[int, Hit] = {}
    if beside:
        asked = Question(kinds=kinds, orps=tuple(one for one in beside if one not in own))
        for hit in catalog.answer(asked, 2 * OTHERS + 1).hits:
            if hit.pk != service.pk and hit.pk not in full and len(near) < OTHERS:
                near[hit.pk] = hit
    found = {one.pk: one for one in cards_by_key([*full, *near], catalog.day)}
    return Others(*(
        tuple(other(tongue.card(found[pk]), hit=hit) for pk, hit in some.items() if pk in found)
        for some in (full, near)
    ))  # fmt: skip


def _orps(service: PublicService) -> tuple[str, ...]:
    """Where it stands; a service that has no place to show is where it goes to."""
    stands = [place.orp_code for place in service.places]
    goes = [reach.code for reach in service.reach if reach.level == "orp"]
    return tuple(dict.fromkeys(stands or goes))


def _compare_url(service: PublicService, others: Others) -> str:
    cards = [*others.full, *others.near][: COMPARED - 1]
    chosen = [("s", service.identifier), *(("s", one["identifier"]) for one in cards)]
    return f"{reverse('catalog:comparison')}?{urlencode(chosen)}" if cards else ""


def _forms(service: PublicService) -> Iterator[dict[str, Any]]:
    """Each form in plain words, with its registered capacity and when it is given."""
    for form in service.forms:
        yield {
            "title": form.name,
            "words": FORMS.get(form.slug, ""),
            "capacities": [
                {"words": say.capacity(row), "note": row.note}
                for row in service.capacities
                if row.form.slug == form.slug
            ],
            "hours": list(_hours(service, form.slug, form.is_continuous)),
        }


def _hours(service: PublicService, form: str, is_continuous: bool) -> Iterator[dict[str, Any]]:
    """For ``_hours.html``."""
    if is_continuous:
        yield {"is_continuous": True}
        return
    rows = [row for row in service.hours if row.form.slug == form]
    for purpose, of_purpose in groupby(rows, lambda row: row.purpose):
        listed = list(of_purpose)
        notes = list(dict.fromkeys(row.note for row in listed if row.note))
        yield {
            "title": "" if purpose == "open" else OpeningHours.Purpose(purpose).label,
            "days": [
                (
                    day,
                    [
                        span_in_words(row.opens, row.closes)
                        for row in listed
                        if row.weekday == number
                    ],
                )
                for number, day in enumerate(DAYS, start=1)
            ],
            "note": "; ".join(notes),
        }


def _steps(service: PublicService) -> list[str]:
    """How one asks for a service of these forms, where the provider said nothing (Act § 91)."""
    forms = {form.slug for form in service.forms}
    steps = [_("Zavolejte nebo napište. Řeknete, co potřebujete, a zeptáte se na volno.")]
    if "residential" in forms and service.kind.branch == "care":
        steps.append(_("Podáte žádost, poskytovatel vám k ní dá formulář."))
    if forms == {"field"}:
        steps.append(_("Sociální pracovnice za vámi přijde a domluvíte se, s čím a kdy pomůže."))
    else:
        steps.append(_("Domluvíte si schůzku a podíváte se, jestli vám služba vyhovuje."))
    if service.kind.is_free:
        steps.append(_("Domluvíte se, jak budete spolupracovat. Nic neplatíte."))
    else:
        steps.append(_("Podepíšete smlouvu. Je v ní, co pro vás služba udělá a kolik zaplatíte."))
    return steps


def _places(service: PublicService) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = [
        {
            "name": "" if place.name == service.name else place.name,
            "address": say.address(place),
            "note": place.note,
            "is_accessible": None,
        }
        for place in service.places
    ]
    if service.has_hidden_place:
        places.append({"is_hidden": True})
    return places


def _serves(service: PublicService) -> dict[str, Any]:
    """Words about the territory it really goes to, and municipalities by name when many."""
    wide = [row for row in service.reach if row.level != "municipality"]
    towns = [row.name for row in service.reach if row.level == "municipality"]
    words = {"district": _("celý okres %s"), "orp": _("celé okolí města %s (ORP)")}
    said = [words[row.level] % row.name for row in wide]
    return {"words": said, "towns": towns}


def _documents(service: PublicService) -> Iterator[dict[str, str]]:
    for row in service.documents:
        title = row.title or str(ServiceDocument.Type(row.type).label)
        url = say.web_address(row.url) if row.url else ""
        if not row.url:
            url = reverse("catalog:document", args=[service.identifier, row.pk])
        yield {"title": title, "url": url}


def _description(service: PublicService) -> str:
    said: Iterable[str] = (
        service.kind.name.capitalize(),
        service.provider.name,
        say.where(service),
    )
    return ", ".join(filter(None, said))
