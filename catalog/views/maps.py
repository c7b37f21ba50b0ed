"""``/mapa/``: where the services found stand; the same question as ``/sluzby/``."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import facets
from catalog.addresses import site
from catalog.asked import Asked, day_asked, read
from catalog.facets import Labels
from catalog.index import NotReady, Place
from catalog.source import Catalog, catalog_of
from catalog.views.search import not_ready
from providers.public import PlaceOnMap, places_on, published_on
from sitis.boundaries import map_of_municipalities, map_of_orps
from sitis.maps import Drawing, Spot

#: Key of a service → its places in the territory of the map.
Standing = dict[int, list[Place]]
AREAS = ("orp", "okres", "obec")


@login_not_required
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    today = localdate()
    day, _unknown = day_asked(request.GET, today)
    try:
        catalog = catalog_of(day)
    except NotReady:
        return not_ready(request, day, today)
    asked = read(request.GET, catalog, today)
    found = catalog.all_of(asked.question)
    view = _View(catalog, asked)
    standing = view.within(found)
    labels = Labels(catalog, get_language() or settings.LANGUAGE_CODE)
    list_address = reverse("catalog:search")
    context = {
        "q": asked.question.text,
        "kept": [pair for pair in asked.pairs if pair[0] not in {"q", "druh"}],
        "kinds": [
            (slug, name, slug in asked.question.kinds) for slug, name in labels.of("druh").items()
        ],
        "chosen": facets.chosen(asked, labels),
        "shown": len(standing),
        "count": _services(len(standing)),
        "elsewhere": len(found) - len(standing),
        "elsewhere_words": _services(len(found) - len(standing)),
        "whole_url": asked.query(**dict.fromkeys(AREAS)),
        "list_url": f"{list_address}{asked.query()}",
        "canonical_url": site() + reverse("catalog:map") + asked.query(den=None).removesuffix("?"),
        "is_deep": bool(asked.question.text) or len(asked.filters) > 1 or not asked.is_today,
        "unknown": asked.unknown,
        "action_url": asked.query(),
        "day": asked.day,
        "is_today": asked.is_today,
        "is_future": asked.day > today,
        "today_url": asked.query(den=None),
        **view.picture(standing),
    }
    return render(request, "catalog/map.html", context)


def _services(count: int) -> str:
    return ngettext("%(count)s služba", "%(count)s služeb", count) % {"count": count}


@dataclass(slots=True)
class _View:
    """What part of the region is drawn: all ORPs, those of an okres, or one ORP from near."""

    catalog: Catalog
    asked: Asked

    @property
    def orps(self) -> list[str]:
        question = self.asked.question
        towns = [self.catalog.municipalities[code].orp for code in question.municipalities]
        named = [*question.orps, *towns]
        every = self.catalog.said.orps
        if not named and question.districts:
            named = [one.slug for one in every if one.parent in question.districts]
        return list(dict.fromkeys(named)) or [one.slug for one in every]

    @property
    def is_close(self) -> bool:
        return len(self.orps) == 1

    @property
    def is_whole(self) -> bool:
        return len(self.orps) == len(self.catalog.said.orps)

    def within(self, found: Iterable[int]) -> Standing:
        orps, standing = set(self.orps), {}
        for pk in found:
            here = [
                place
                for place in self.catalog.stands.get(pk, ())
                if place.municipality and self._orp(place.municipality) in orps
            ]
            if here:
                standing[pk] = here
        return standing

    def _orp(self, municipality: str) -> str:
        known = self.catalog.municipalities.get(municipality)
        return known.orp if known else ""

    def picture(self, standing: Standing) -> dict[str, Any]:
        return self._near(standing) if self.is_close else self._far(standing)

    # -- the region or an okres: circles are municipalities, areas are ORPs ----------------------

    def _far(self, standing: Standing) -> dict[str, Any]:
        names = {one.slug: one.names["cs"] for one in self.catalog.said.orps}
        by_orp = _counted(standing, lambda place: self._orp(place.municipality or ""))
        by_town = _counted(standing, lambda place: place.municipality)
        drawing = map_of_orps(None if self.is_whole else self.orps)
        towns = self.catalog.municipalities
        said = {code: self._area(code, names[code], by_orp.get(code, 0)) for code in self.orps}
        circles = [
            {"x": one.x, "y": one.y, "r": one.r}
            | {
                "url": f"{self.asked.query(okres=None, obec=None, orp=towns[one.code].orp)}"
                f"#obec-{one.code}",
                "title": f"{towns[one.code].name}: {_services(one.count)}",
            }
            for one in (drawing.circles(self._spots(by_town)) if drawing else ())
        ]
        if self.is_whole:
            title = _("Kde v kraji služby jsou")
        else:
            title = _("Kde služby jsou: %s") % ", ".join(self._areas())
        return {
            "title": title,
            "map": _drawn(drawing, title, said, circles),
            "groups": self._districts(said),
            "towns": [],
            "is_close": False,
            "is_whole": self.is_whole,
        }

    def _areas(self) -> list[str]:
        districts = {one.slug: one.names["cs"] for one in self.catalog.said.districts}
        orps = {one.slug: one.names["cs"] for one in self.catalog.said.orps}
        if self.asked.question.districts and not self.asked.question.orps:
            return [_("okres %s") % districts[code] for code in self.asked.question.districts]
        return [_("ORP %s") % orps[code] for code in self.orps]

    def _area(self, code: str, name: str, count: int) -> dict[str, Any]:
        return {
            "url": self.asked.query(okres=None, obec=None, orp=code),
            "name": name,
            "count": count,
            "count_words": _services(count),
        }

    def _spots(self, by_town: Mapping[Any, int]) -> list[Spot]:
        towns = self.catalog.municipalities
        return [
            Spot(code, towns[code].longitude, towns[code].latitude, count)
            for code, count in by_town.items()
            if code in towns
        ]

    def _districts(self, said: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """The same numbers as words, by okresy."""
        orps = {
            district.slug: [one for one in self.catalog.said.orps if one.parent == district.slug]
            for district in self.catalog.said.districts
        }
        return [
            {
                "title": _("okres %s") % district.names["cs"],
                "places": [said[one.slug] for one in orps[district.slug] if one.slug in said],
            }
            for district in self.catalog.said.districts
            if any(one.slug in said for one in orps[district.slug])
        ]

    # -- one ORP: circles are places, services beside each other where they stand together -------

    def _near(self, standing: Standing) -> dict[str, Any]:
        (orp,) = self.orps
        name = next(one.names["cs"] for one in self.catalog.said.orps if one.slug == orp)
        title = _("Kde služby jsou: ORP %s") % name
        inside = [code for code, town in self.catalog.municipalities.items() if town.orp == orp]
        rows = [
            row
            for row in places_on(
                self.asked.day, published_on(self.asked.day).filter(pk__in=standing)
            )
            if row.orp == orp
        ]
        drawing = map_of_municipalities(inside)
        together = self._together(rows)
        circles = []
        if drawing:
            spots = [
                Spot(str(number), point[1], point[0], len({row.identifier for row in there}))
                for number, (point, there) in enumerate(together.items())
            ]
            listed = list(together.values())
            circles = [
                {"x": one.x, "y": one.y, "r": _radius(one.count), **_circle(listed[int(one.code)])}
                for one in drawing.circles(spots)
            ]
        towns = _by_town(rows)
        return {
            "title": title,
            "map": _drawn(
                drawing, title, {one["code"]: {"name": one["name"]} for one in towns}, circles
            ),
            "groups": [],
            "towns": towns,
            "only_towns": len({row.identifier for row in rows if row.point is None}),
            "is_close": True,
            "is_whole": False,
        }

    def _together(self, rows: Iterable[PlaceOnMap]) -> dict[tuple[float, float], list[PlaceOnMap]]:
        """Places by their point; one without a point stands in the middle of its municipality."""
        found: dict[tuple[float, float], list[PlaceOnMap]] = defaultdict(list)
        for row in rows:
            town = self.catalog.municipalities[row.municipality]
            latitude, longitude = row.point or (town.latitude, town.longitude)
            found[round(latitude, 4), round(longitude, 4)].append(row)
        return found


def _counted(standing: Standing, key: Any) -> dict[Any, int]:
    """How many services stand in each territory; one with more places there counts once."""
    found: dict[Any, int] = defaultdict(int)
    for rows in standing.values():
        for code in {key(place) for place in rows}:
            found[code] += 1
    return found


def _drawn(
    drawing: Drawing | None,
    title: str,
    said: Mapping[str, Mapping[str, Any]],
    circles: Sequence[Mapping[str, Any]],
) -> dict[str, Any] | None:
    if drawing is None:
        return None
    return {
        "title": title,
        "view_box": drawing.view_box,
        "areas": drawing.areas(said),
        "lines": drawing.lines,
        "circles": circles,
    }


def _circle(rows: Collection[PlaceOnMap]) -> dict[str, str]:
    """One service leads to its page, more of them to their municipality in the list."""
    services = {row.identifier: row for row in rows}
    first = next(iter(services.values()))
    if len(services) == 1:
        url = reverse("catalog:service", args=[first.identifier])
        return {"url": url, "title": f"{first.service_name}, {first.municipality_name}"}
    words = _services(len(services))
    return {"url": f"#obec-{first.municipality}", "title": f"{first.municipality_name}: {words}"}


def _radius(count: int) -> float:
    """From near a circle is a place, small enough to see its neighbours.

    >>> _radius(1), _radius(5)
    (9.0, 15.0)
    """
    return round(9 + 3 * sqrt(count - 1), 1)


def _by_town(rows: Iterable[PlaceOnMap]) -> list[dict[str, Any]]:
    """Municipalities, those with most services first, with the services that stand there."""
    towns: dict[str, dict[str, Any]] = {}
    for row in rows:
        town = towns.setdefault(
            row.municipality,
            {"code": row.municipality, "name": row.municipality_name, "services": {}},
        )
        town["services"][row.identifier] = {
            "url": reverse("catalog:service", args=[row.identifier]),
            "name": row.service_name,
        }
    for town in towns.values():
        town["services"] = list(town["services"].values())
        town["count"] = _services(len(town["services"]))
    return sorted(towns.values(), key=lambda town: (-len(town["services"]), town["name"]))
