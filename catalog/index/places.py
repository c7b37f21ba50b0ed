"""Where services stand, whom they reach, and how far they are from a municipality."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from math import cos, dist, radians, sin
from operator import or_
from typing import NamedTuple

from catalog.index.bitmaps import bitmap
from catalog.index.entry import WHOLE_REGION, Entry, Municipality, Place, Reference
from catalog.index.recent import Recent

REACH_KM = 20  # a residential service is found so far from the point of a municipality
EARTH_KM = 6371.0088
_FARTHEST = REACH_KM / EARTH_KM  # the same on a sphere of radius 1

Vector = tuple[float, float, float]


class Nearby(NamedTuple):
    """Services that a municipality finds; each is in one of the sets."""

    stands: int  # in it, or in it and reaching it in the field: 0 km
    serves: int  # from elsewhere, in the field or from a place that is not public: 0 km
    rings: tuple[int, ...]  # residential and ambulatory, by whole kilometres from its point
    hundreds: bytes  # position → distance in hundreds of metres, of those in rings

    @property
    def all(self) -> int:
        return reduce(or_, self.rings, self.serves | self.stands)


def vector(latitude: float, longitude: float) -> Vector:
    """The point on a sphere of radius 1, where distances are a few multiplications.

    The straight line is taken for the arc: at 20 km they differ by a centimetre.

    >>> round(EARTH_KM * dist(vector(49.0, 17.0), vector(49.1, 17.0)), 1)
    11.1
    """
    phi, theta = radians(latitude), radians(longitude)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)


class Cluster(NamedTuple):
    """Points of one municipality, so that far ones are passed over together."""

    centre: Vector
    radius: float
    points: list[tuple[Vector, tuple[int, ...]]]  # and positions of services there


class Places:
    """Built once from the entries in their order; answers with sets of positions."""

    def __init__(self, entries: Iterable[Entry], reference: Reference, size: int) -> None:
        self.size = size
        self.municipalities = {one.code: one for one in reference.municipalities}
        self._centres = {
            one.code: vector(one.latitude, one.longitude) for one in reference.municipalities
        }
        self._members: dict[str, list[Municipality]] = defaultdict(list)  # of ORP and okres
        for one in reference.municipalities:
            self._members[one.orp].append(one)
            self._members[one.district].append(one)
        self._read(entries)
        self._near: Recent[str, Nearby] = Recent(64)
        self._found: Recent[str, int] = Recent(128)

    def nearby(self, code: str) -> Nearby:
        return self._near.get(code, self._nearby)

    def found_in(self, code: str) -> int:
        """Services that stand in the municipality, ORP or okres, or reach it or a part of it."""
        return self._found.get(code, self._found_in)

    def _read(self, entries: Iterable[Entry]) -> None:
        stands: dict[str, list[int]] = defaultdict(list)
        reaches: dict[str, list[int]] = defaultdict(list)
        points: dict[str, dict[Vector, list[int]]] = defaultdict(lambda: defaultdict(list))
        field: list[int] = []  # goes to people
        bound: list[int] = []  # people go there
        for position, entry in enumerate(entries):
            located = False
            for place in entry.places:
                if point := self._point(place):
                    points[place.municipality or ""][point].append(position)
                    located = True
                if place.municipality:
                    stands[place.municipality].append(position)
            if "field" in entry.forms or not located:
                field.append(position)
            if not entry.forms or "residential" in entry.forms or "ambulatory" in entry.forms:
                bound.append(position)
            for code in entry.serves or self._orps(entry.places):
                reaches[code].append(position)
        self._field, self._bound = bitmap(field, self.size), bitmap(bound, self.size)
        self._stands = {code: bitmap(found, self.size) for code, found in stands.items()}
        self._reaches = {code: bitmap(found, self.size) for code, found in reaches.items()}
        self._clusters = [_cluster(found) for found in points.values()]

    def _point(self, place: Place) -> Vector | None:
        if place.latitude is not None and place.longitude is not None:
            return vector(place.latitude, place.longitude)
        return self._centres.get(place.municipality or "")

    def _orps(self, places: Iterable[Place]) -> set[str]:
        known = (self.municipalities.get(place.municipality or "") for place in places)
        return {one.orp for one in known if one}

    def stands_in(self, code: str) -> int:
        """Services with a place in the municipality, ORP or okres."""
        if code in self.municipalities:
            return self._stands.get(code, 0)
        return self._any(self._stands, (one.code for one in self._members.get(code, ())))

    def _found_in(self, code: str) -> int:
        return self.stands_in(code) | self._reaching(code)

    def _reaching(self, code: str) -> int:
        if one := self.municipalities.get(code):
            return self._any(self._reaches, (code, one.orp, one.district, WHOLE_REGION))
        codes = {code, WHOLE_REGION}
        for one in self._members.get(code, ()):
            codes |= {one.code, one.orp, one.district}
        return self._any(self._reaches, codes)

    def _any(self, sets: dict[str, int], codes: Iterable[str]) -> int:
        return reduce(or_, (sets.get(code, 0) for code in codes), 0)

    def _nearby(self, code: str) -> Nearby:
        centre = self._centres.get(code)
        if centre is None:
            return Nearby(0, 0, (), b"")
        reached = self._field & self._reaching(code)
        here = self._stands.get(code, 0)
        stands = here & (reached | self._bound)
        hundreds = bytearray(b"\xff") * self.size
        met = self._measure(centre, hundreds)
        by_kilometre: list[list[int]] = [[] for _ in range(REACH_KM + 1)]
        for position in met:
            by_kilometre[hundreds[position] // 10].append(position)
        rest = self._bound & ~(stands | reached)
        rings = tuple(bitmap(ring, self.size) & rest for ring in by_kilometre)
        return Nearby(stands, reached & ~here, rings, bytes(hundreds))

    def _measure(self, centre: Vector, hundreds: bytearray) -> list[int]:
        """Write distances of services within reach into ``hundreds``; their positions."""
        met: list[int] = []
        for cluster in self._clusters:
            if dist(centre, cluster.centre) > _FARTHEST + cluster.radius:
                continue
            for point, standing in cluster.points:
                far = dist(centre, point)
                if far <= _FARTHEST:
                    away = round(far * EARTH_KM * 10)
                    for position in standing:
                        if away < hundreds[position]:
                            hundreds[position] = away
                            met.append(position)
        return met


def _cluster(points: dict[Vector, list[int]]) -> Cluster:
    centre = next(iter(points))
    return Cluster(
        centre,
        max(dist(centre, point) for point in points),
        [(point, tuple(found)) for point, found in points.items()],
    )
