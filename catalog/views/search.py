"""``/sluzby/``: what there is, how to narrow it, and the first that fit."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import facets
from catalog.addresses import site
from catalog.asked import Asked, day_asked, query_of, read
from catalog.cards import card
from catalog.facets import Labels
from catalog.index import Answer, NotReady, Suggestion
from catalog.shortlist import kept
from catalog.source import Catalog, catalog_of
from providers.public import PublicSituation, cards_by_key
from sitis.tell import tell

PER_PAGE = 20
DEEP = 2  # more filters than these make a list that search engines need not know


@require_safe
@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    today = localdate()
    day, _unknown = day_asked(request.GET, today)
    try:
        catalog = catalog_of(day)
    except NotReady:
        return not_ready(request, day, today)
    asked = read(request.GET, catalog, today)
    answer = catalog.answer(asked.question, PER_PAGE)
    if answer.page > answer.pages:
        note = f"strana={answer.page}"
        asked = replace(
            asked, question=replace(asked.question, page=1), unknown=(*asked.unknown, note)
        )
        answer = catalog.answer(asked.question, PER_PAGE)
    if answer.countable:
        tell("providers.count_search", list(answer.countable))
    return render(request, "catalog/search.html", context(request, catalog, asked, answer))


def not_ready(request: HttpRequest, day: date, today: date) -> HttpResponse:
    """Another day is prepared meanwhile; without today's index the search does not work at all."""
    is_today = day == today
    page = render(
        request,
        "catalog/not_ready.html",
        {"day": day, "is_today": is_today, "again_url": request.get_full_path()},
        status=503 if is_today else 200,
    )
    page.headers["Retry-After"] = "5"
    page.headers["Cache-Control"] = "no-store"
    return page


def context(request: HttpRequest, catalog: Catalog, asked: Asked, answer: Answer) -> dict[str, Any]:
    """Everything ``catalog/search.html`` shows; one query for the page's services."""
    language = get_language() or settings.LANGUAGE_CODE
    labels = Labels(catalog, language)
    question, chosen = asked.question, facets.chosen(asked, labels)
    tongue = catalog.tongues[language]
    situations = [
        _situation(catalog.situations[slug], language)
        | {"is_unofficial": tongue.is_unofficial("situation", slug)}
        for slug in question.situations
    ]
    listed = kept(request)
    return {
        "q": question.text,
        "heading": _heading(question.text, situations),
        "count": _count(answer.total),
        "total": answer.total,
        "situations": situations,
        "cards": list(_cards(catalog, asked, answer, listed, language)),
        "page": _page(answer),
        "groups": list(facets.groups(asked, labels, answer.facets, catalog)),
        "chosen": chosen,
        "clear_url": asked.query(**{name: None for name, _value in asked.filters}),
        "understood": _understood(catalog, asked, answer, language),
        "unknown": asked.unknown[:5],
        "unknown_more": len(asked.unknown) > 5,
        "known_url": asked.query(),
        "alike": [
            {"label": name, "url": asked.query(obec=[*question.municipalities, code])}
            for code, name in asked.alike
        ],
        "day": asked.day,
        "is_today": asked.is_today,
        "is_future": asked.day > localdate(),
        "today_url": asked.query(den=None),
        "wider_url": "" if question.everything else asked.query(rozsah="vse"),
        "wider_total": answer.facets["scope"]["all"],
        "narrower_url": asked.query(rozsah=None) if question.everything else "",
        "empty_situations": [] if answer.total else _featured(catalog, language),
        "ways": list(_ways(catalog, asked, answer, labels, language)),
        "map_url": f"{reverse('catalog:map')}{asked.query()}".removesuffix("?"),
        "next_url": request.get_full_path(),
        "shortlist_count": len(listed),
        "canonical_url": site()
        + reverse("catalog:search")
        + asked.query(page=answer.page, den=None).removesuffix("?"),
        "is_deep": bool(question.text) or len(asked.filters) > DEEP or not asked.is_today,
        "in_czech": language != settings.LANGUAGE_CODE,
    }


def _heading(text: str, situations: list[dict[str, Any]]) -> str:
    if len(situations) == 1:
        return situations[0]["title"]
    return _("Výsledky pro „%s“") % text if text else _("Sociální služby")


def _count(total: int) -> str:
    if not total:
        return _("Nenašli jsme žádnou službu.")
    words = ngettext("Našli jsme %(count)s službu.", "Našli jsme %(count)s služeb.", total)
    return words % {"count": number_format(total, force_grouping=True)}


def _situation(one: PublicSituation, language: str) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "title": one.names.get(language) or one.names["cs"],
        "text": one.texts.get(language) or one.texts["cs"],
        "language": language if one.texts.get(language) else "cs",
    }


def _featured(catalog: Catalog, language: str) -> list[dict[str, Any]]:
    return [
        _situation(one, language)
        | {"text": "", "url": f"{reverse('catalog:search')}{query_of([('situace', one.slug)])}"}
        for one in catalog.situations.values()
        if one.is_featured
    ]


def _cards(
    catalog: Catalog, asked: Asked, answer: Answer, listed: list[str], language: str
) -> Iterator[dict[str, Any]]:
    hits = {hit.pk: hit for hit in answer.hits}
    tongue = catalog.tongues[language]
    towns = asked.question.municipalities or tuple(
        one.code for one in answer.understood.places if one.level == "municipality"
    )
    near = catalog.municipalities[towns[0]].plain_name if len(towns) == 1 else ""
    for service in cards_by_key(list(hits), asked.day):
        yield card(
            tongue.card(service),
            hit=hits[service.pk],
            near=near,
            listed=listed,
            with_network=asked.question.everything,
        )


def _page(answer: Answer) -> Page:
    return Paginator(range(answer.total), PER_PAGE).page(answer.page)


def _understood(
    catalog: Catalog, asked: Asked, answer: Answer, language: str
) -> list[dict[str, str]]:
    """How the words were understood, where that is not plain."""
    read_as = answer.understood
    found = [
        {"text": _("Hledáme „%(meant)s“ místo „%(typed)s“.") % one._asdict()}
        for one in read_as.corrected
    ]
    for place in read_as.places:
        if place.code in asked.question.municipalities:
            continue
        words = {
            "municipality": _("„%s“ jsme vzali jako obec."),
            "orp": _("„%s“ jsme vzali jako okolí města (ORP)."),
            "district": _("„%s“ jsme vzali jako okres."),
        }[place.level]
        parameter = {"municipality": "obec", "orp": "orp", "district": "okres"}[place.level]
        rest = _without_words(asked.question.text, place.typed)
        found.append(
            {
                "text": words % place.name,
                "url": asked.query(q=rest or None, **{parameter: place.code}),
                "action": _("Řadit od nejbližší")
                if place.level == "municipality"
                else _("Jen odtud"),
            }
        )
    for slug in read_as.situations:
        if slug not in asked.question.situations:
            one = _situation(catalog.situations[slug], language)
            found.append(
                {
                    "text": _("Vypadá to na situaci „%s“.") % one["title"],
                    "url": asked.query(q=None, situace=[*asked.question.situations, slug]),
                    "action": _("Co se v ní dá dělat"),
                }
            )
    if read_as.unknown:
        words = ", ".join(_("„%s“") % word for word in read_as.unknown)
        found.append({"text": _("Bez těchto slov, v katalogu je nikdo nepoužívá: %s.") % words})
    if asked.is_cut or read_as.is_cut:
        found.append({"text": _("Dotaz byl dlouhý, hledali jsme jen podle jeho začátku.")})
    return found


def _ways(
    catalog: Catalog, asked: Asked, answer: Answer, labels: Labels, language: str
) -> Iterator[dict[str, Any]]:
    """What finds something where this question found nothing."""
    for one in answer.suggestions:
        text, query = _way(catalog, asked, one, labels, language)
        if text:
            yield {"text": text, "url": query, "count": one.total}


def _way(
    catalog: Catalog, asked: Asked, one: Suggestion, labels: Labels, language: str
) -> tuple[str, str]:
    if one.part == "word":
        rest = _without_words(asked.question.text, one.value)
        return _("Hledat bez slova „%s“") % one.value, asked.query(q=rest or None)
    if one.part == "everything":
        return _("Hledat i mezi službami mimo krajskou síť"), asked.query(rozsah="vse")
    if one.part == "situations" and one.value not in asked.question.situations:
        title = _situation(catalog.situations[one.value], language)["title"]
        return _("Podívat se na situaci „%s“") % title, asked.query(q=None, situace=one.value)
    names = [name for name, group in facets.PARAMETERS.items() if group == one.part]
    if not names:
        return "", ""
    values = [value for name, value in asked.filters if name == names[0]]
    said = ", ".join(labels.label(names[0], value) for value in values)
    return _("Hledat bez omezení „%s“") % said, asked.query(**{names[0]: None})


def _without_words(text: str, words: str) -> str:
    """``text`` without ``words``, as far as they stand in it."""
    left = [word.casefold() for word in words.split()]
    return " ".join(word for word in text.split() if word.casefold().strip(",.;") not in left)
