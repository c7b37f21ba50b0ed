"""Where services stand, whom they reach, and how far they are from a municipality."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from math import asin, cos, radians, sin
from operator import or_
from typing import NamedTuple

from catalog.index.bitmaps import bitmap
from catalog.index.entry import WHOLE_REGION, Entry, Municipality, Place, Reference
from catalog.index.recent import Recent

REACH_KM = 20  # a residential service is found so far from the point of a municipality
_EARTH_KM = 6371.0088
_FARTHEST = 2 * sin(REACH_KM / _EARTH_KM / 2)  # the same distance as a chord of a unit sphere

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
    """The point on a unit sphere: distances are then a few multiplications.

    The axis of the Earth is first, so that sorted points go from south to north.
    """
    phi, theta = radians(latitude), radians(longitude)
    return sin(phi), cos(phi) * cos(theta), cos(phi) * sin(theta)


def kilometres(one: Vector, other: Vector) -> float | None:
    """Great-circle distance, or None beyond ``REACH_KM``.

    >>> round(kilometres(vector(49.0, 17.0), vector(49.1, 17.0)), 1)
    11.1
    >>> kilometres(vector(49.0, 17.0), vector(49.2, 17.0)) is None
    True
    """
    x, y, z = one[0] - other[0], one[1] - other[1], one[2] - other[2]
    squared = x * x + y * y + z * z
    if squared > _FARTHEST * _FARTHEST:
        return None
    return 2 * _EARTH_KM * asin(squared**0.5 / 2)


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
        points: dict[tuple[float, float], list[int]] = defaultdict(list)
        field: list[int] = []  # goes to people
        bound: list[int] = []  # people go there
        for position, entry in enumerate(entries):
            located = False
            for place in entry.places:
                if point := self._point(place):
                    points[point].append(position)
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
        self._points = sorted((vector(*point), found) for point, found in points.items())

    def _point(self, place: Place) -> tuple[float, float] | None:
        if place.latitude is not None and place.longitude is not None:
            return place.latitude, place.longitude
        centre = self.municipalities.get(place.municipality or "")
        return (centre.latitude, centre.longitude) if centre else None

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
        nearest: dict[int, int] = {}
        for position, away in self._around(centre):
            nearest[position] = min(away, nearest.get(position, away))
        hundreds = bytearray(b"\xff") * self.size
        by_kilometre: list[list[int]] = [[] for _ in range(REACH_KM + 1)]
        for position, away in nearest.items():
            hundreds[position] = away
            by_kilometre[away // 10].append(position)
        rest = self._bound & ~(stands | reached)
        rings = tuple(bitmap(ring, self.size) & rest for ring in by_kilometre)
        return Nearby(stands, reached & ~here, rings, bytes(hundreds))

    def _around(self, centre: Vector) -> Iterator[tuple[int, int]]:
        """Positions of services within reach and their distances in hundreds of metres."""
        south = bisect_left(self._points, centre[0] - _FARTHEST, key=_axis)
        north = bisect_right(self._points, centre[0] + _FARTHEST, key=_axis)
        for point, standing in self._points[south:north]:
            distance = kilometres(centre, point)
            if distance is not None:
                for position in standing:
                    yield position, round(distance * 10)


def _axis(point: tuple[Vector, list[int]]) -> float:
    return point[0][0]
