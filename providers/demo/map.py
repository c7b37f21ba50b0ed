"""Where invented services stand: real municipalities of the region, and one city of each other."""

from collections import defaultdict
from collections.abc import Sequence
from random import Random

from providers.demo.shapes import Part, Place
from sitis.territory.models import Municipality, Orp

#: How often a municipality of a type has services; seats of ORPs and the regional city more.
WEIGHTS = {"statutární město": 260.0, "město": 4.0, "městys": 1.0, "obec": 0.25}
SEAT = 14.0

#: Okres and region by their RÚIAN codes (ČÚZK); Praha has no okres.
_FAR = """
554782 Praha 19 - 11000 50.087500 14.421300
532053 Kladno 27 3203 27201 50.143100 14.105200
544256 České_Budějovice 35 3301 37001 48.974500 14.474300
554791 Plzeň 43 3405 30100 49.747500 13.377600
554961 Karlovy_Vary 51 3403 36001 50.231900 12.871900
554804 Ústí_nad_Labem 60 3510 40001 50.660700 14.032300
563889 Liberec 78 3505 46001 50.767100 15.056200
569810 Hradec_Králové 86 3602 50002 50.209200 15.832800
555134 Pardubice 94 3606 53002 50.034300 15.781200
586846 Jihlava 108 3707 58601 49.396100 15.591200
500496 Olomouc 124 3805 77900 49.593800 17.250900
554821 Ostrava 132 3807 70200 49.835000 18.282000
585068 Zlín 141 3705 76001 49.224400 17.662800
"""


class Map:
    """The region's places; ``near`` are those of the same ORP, ``towns`` the largest ones."""

    def __init__(self, places: Sequence[Place], region: str) -> None:
        """``region`` is the RÚIAN code of the region itself."""
        self.places = list(places)
        self.region = region
        self.far = [place for place in far_places() if place.region_ruian != region]
        self.towns = sorted(places, key=lambda place: (-place.weight, place.code))[:25]
        self._codes = {place.code for place in places}
        self._near: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            self._near[place.orp].append(place)

    def holds(self, place: Place) -> bool:
        return place.code in self._codes

    def near(self, place: Place) -> list[Place]:
        return self._near[place.orp] or self.places

    def beside(self, place: Place, random: Random) -> Place:
        """A place of the same ORP, towns more often than villages."""
        near = self.near(place)
        return random.choices(near, [each.weight for each in near])[0]

    def extended(self, random: Random) -> list[str]:
        """Extended scope: mostly this region, or a few more, seldom the whole country."""
        regions = [self.region, *(place.region_ruian for place in self.far)]
        return sorted(regions[:1] + random.sample(regions[1:], random.choice((0, 0, 1, 2))))


def far_places() -> list[Place]:
    places = []
    for line in _FAR.split("\n"):
        if line:
            code, name, region, district, postal, latitude, longitude = line.split()
            places.append(
                Place(
                    code,
                    name.replace("_", " "),
                    12.0 if name == "Praha" else 1.0,
                    (Part("", postal),),
                    f"region {region}",
                    "",
                    district.strip("-"),
                    region,
                    float(latitude),
                    float(longitude),
                )
            )
    return places


def load_map(region: str) -> Map:
    """The map of the region with NUTS 3 code ``region``, from the territory tables.

    Raises LookupError when the territory is not loaded.
    """
    rows = (
        Municipality.objects.filter(orp__district__region=region)
        .exclude(kind="vojenský újezd")
        .select_related("orp__district__region")
        .prefetch_related("parts")
        .order_by("code")
    )
    seats = set(Orp.objects.values_list("seat_code", flat=True))
    places = [_place(row, seats) for row in rows]
    if not places:
        raise LookupError(region)
    return Map(places, places[0].region_ruian)


def _place(row: Municipality, seats: set[str]) -> Place:
    weight = WEIGHTS.get(row.kind, 0.25)
    parts = sorted(
        (part.code, part.postal_code, part.city_district_code) for part in row.parts.all()
    )
    return Place(
        row.code,
        row.name,
        max(weight, SEAT) if row.code in seats else weight,
        tuple(Part(*part) for part in parts) or (Part("", row.postal_code),),
        row.orp_id,
        row.orp.district_id,
        row.orp.district.ruian_code,
        row.orp.district.region.ruian_code,
        float(row.latitude),
        float(row.longitude),
    )
