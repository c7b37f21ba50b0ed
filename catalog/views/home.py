"""``/``: here I find help."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.addresses import site
from catalog.asked import BRANCHES, query_of
from catalog.facets import BRANCHES as BRANCH_TITLES
from catalog.facets import Labels
from catalog.index import NotReady, Question
from catalog.shortlist import kept
from catalog.source import Catalog, catalog_of

KINDS_NAMED = 3  # of a situation, under its title


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Without the index (a process that has just started) the box and the numbers to call stand alone."""
    shown = {
        "canonical_url": f"{site()}{reverse('catalog:home')}",
        "description": _("Sociální služby v kraji: najděte pomoc podle toho, co se děje, a místa."),
        "shortlist_count": len(kept(request)),
        "crisis_url": _list_url(True, druh="telephone_crisis_help"),
    }
    try:
        shown |= context(catalog_of(localdate()))
    except NotReady:
        shown["is_starting"] = True
    return render(request, "catalog/home.html", shown)


def context(catalog: Catalog) -> dict[str, Any]:
    """Everything that is counted; where no network is in force yet, among all registered services."""
    language = get_language() or settings.LANGUAGE_CODE
    labels = Labels(catalog, language)
    everything = not catalog.answer(Question(), 1).total
    answer = catalog.answer(Question(everything=everything), 1)
    situations = [
        {
            "url": _list_url(everything, situace=slug),
            "title": labels.label("situace", slug),
            "text": _kinds(one.kinds, labels),
            "is_featured": one.is_featured,
        }
        for slug, one in catalog.situations.items()
    ]
    orps = {
        code: {
            "url": _list_url(everything, orp=code),
            "name": labels.label("orp", code),
            "count": count,
            "count_words": services(count),
        }
        for code, count in answer.facets["orps"].items()
    }
    return {
        "total": answer.total,
        "total_words": services(answer.total),
        "everything": everything,
        "situations": [one for one in situations if one["is_featured"]],
        "more_situations": [one for one in situations if not one["is_featured"]],
        "groups": [
            {
                "url": _list_url(everything, skupina=value),
                "title": label,
                "count": answer.facets["groups"].get(value, 0),
            }
            for value, label in labels.of("skupina").items()
        ],
        "branches": [
            {
                "title": BRANCH_TITLES[branch],
                "groups": [
                    {
                        "url": _list_url(everything, druh=kind.slug),
                        "title": labels.label("druh", kind.slug),
                        "count": answer.facets["kinds"].get(kind.slug, 0),
                    }
                    for kind in catalog.said.kinds
                    if kind.parent == branch
                ],
            }
            for branch in BRANCHES
        ],
        "map": _map(catalog, orps),
        "places": [
            {
                "title": _("okres %s") % labels.label("okres", district.slug),
                "places": [
                    orps[orp.slug]
                    for orp in catalog.said.orps
                    if orp.parent == district.slug and orp.slug in orps
                ],
            }
            for district in catalog.said.districts
        ],
    }


def services(count: int) -> str:
    return ngettext("%(count)s služba", "%(count)s služeb", count) % {
        "count": number_format(count, force_grouping=True)
    }


def _map(catalog: Catalog, orps: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    if catalog.drawing is None:
        return None
    return {
        "title": _("Mapa území obcí s rozšířenou působností"),
        "view_box": catalog.drawing.view_box,
        "areas": catalog.drawing.areas(orps),
        "lines": catalog.drawing.lines,
    }


def _list_url(everything: bool, **chosen: str) -> str:
    scope = [("rozsah", "vse")] if everything else []
    return f"{reverse('catalog:search')}{query_of([*chosen.items(), *scope])}"


def _kinds(slugs: Iterable[str], labels: Labels) -> str:
    known = labels.of("druh")
    return ", ".join([known[slug] for slug in slugs if slug in known][:KINDS_NAMED])
