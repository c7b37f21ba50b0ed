"""Boundaries and points → shapes of one SVG drawing. Pure: no database, no clock.

Degrees of WGS84 become units of a drawing ``WIDTH`` wide, y downwards: equirectangular, longitudes
shortened by the cosine of the middle latitude. Over one region a distance is wrong by under 1 %.
Shapes are whole units, so 21 ORPs take about 10 kB; on a screen one unit is about one pixel.
"""

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, pairwise
from math import cos, inf, radians, sqrt
from typing import Any, NamedTuple

Point = tuple[float, float]  # x, y; of geometries longitude, latitude
Ring = list[Point]  # first and last point are the same

WIDTH, TALLEST, MARGIN = 1000, 800, 8
LARGEST, LEAST = 40.0, 5.0  # radii of circles
MOST_CIRCLES = 400
LINE, LONGEST_LINE = 21, 12  # units between lines of a name; letters of a name in one line


@dataclass(frozen=True, slots=True)
class Projection:
    """From degrees to units of the drawing: ``x = left + (longitude - west) * across``."""

    west: float
    north: float
    across: float
    down: float
    left: float
    height: int

    def __call__(self, longitude: float, latitude: float) -> Point:
        x = self.left + (longitude - self.west) * self.across
        return x, MARGIN + (self.north - latitude) * self.down

    def shows(self, x: float, y: float) -> bool:
        return 0 <= x <= WIDTH and 0 <= y <= self.height


def around(points: Iterable[Point]) -> Projection:
    """The projection under which ``points`` fill the drawing, centred. Raises ValueError for none."""
    longitudes, latitudes = zip(*points, strict=True)  # none at all: ValueError
    west, south, north = min(longitudes), min(latitudes), max(latitudes)
    narrowing = cos(radians((south + north) / 2))
    wide, tall = (max(longitudes) - west) * narrowing, north - south
    down = min(
        (WIDTH - 2 * MARGIN) / wide if wide > 1e-6 else inf,
        (TALLEST - 2 * MARGIN) / tall if tall > 1e-6 else inf,
    )
    if down == inf:  # one point: any scale will do
        down = 1.0
    left = (WIDTH - wide * down) / 2
    height = round(tall * down) + 2 * MARGIN
    return Projection(west, north, down * narrowing, down, left, height)


def polygons(geometry: Mapping[str, Any]) -> list[list[Ring]]:
    """Polygons of a GeoJSON geometry, each its outer ring and then its holes.

    >>> polygons({"type": "Polygon", "coordinates": [[[16, 49], [17, 49], [17, 50], [16, 49]]]})
    [[[(16, 49), (17, 49), (17, 50), (16, 49)]]]
    """
    kind, nested = geometry["type"], geometry["coordinates"]
    if kind not in {"Polygon", "MultiPolygon"}:
        raise ValueError(f"{kind} is no outline")
    parts = [nested] if kind == "Polygon" else nested
    return [[[(point[0], point[1]) for point in ring] for ring in part] for part in parts]


def path(rings: Iterable[Ring]) -> str:
    """The ``d`` of an SVG path: whole units, steps from point to point, no step of nothing.

    >>> path([[(0, 0), (10.2, 0), (10.4, -5), (0, 0)]])
    'M0 0l10 0 0-5z'
    """
    drawn = []
    for ring in rings:
        whole = [(round(x), round(y)) for x, y in ring]
        if whole[0] == whole[-1]:
            del whole[-1]  # z closes
        steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
        numbers = [number for step in steps if step != (0, 0) for number in step]
        start = f"M{_spaced(whole[0])}" if whole else ""
        drawn.append(f"{start}l{_spaced(numbers)}z" if numbers else "")
    return "".join(drawn)


def _spaced(numbers: Sequence[int]) -> str:
    """With a space only where no minus parts them already."""
    words = (str(number) if number < 0 else f" {number}" for number in numbers)
    return "".join(words).removeprefix(" ")


# -- where a name is written ---------------------------------------------------------------------


def pole(rings: Sequence[Ring]) -> Point:
    """The point inside a polygon that lies farthest from its edges; there a name has most room.

    Squares that may hold a better point are quartered, the most promising first (the quadtree of
    V. Agafonkin's polylabel), down to a hundredth of the polygon. One without an inside gets its
    first point.
    """
    xs, ys = zip(*rings[0], strict=True)
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    edges = [edge for ring in rings for edge in pairwise(ring)]
    best = _halfway(edges, (min(ys) + max(ys)) / 2)
    side = min(wide, tall)
    if best is None or side <= 0:
        return rings[0][0]
    good_enough, order = max(wide, tall) / 100, count()
    best_depth = _depth(*best, edges)
    squares: list[tuple[float, int, float, float, float]] = []

    def try_square(x: float, y: float, half: float) -> None:
        nonlocal best, best_depth
        depth = _depth(x, y, edges)
        if depth > best_depth:
            best, best_depth = (x, y), depth
        # farthest that any point of the square may lie from the edges
        heapq.heappush(squares, (-(depth + half * sqrt(2)), next(order), x, y, half))

    half = side / 2
    for column in range(int(wide / side) + 1):
        for row in range(int(tall / side) + 1):
            try_square(min(xs) + half + column * side, min(ys) + half + row * side, half)
    while squares:
        promise, _number, x, y, half = heapq.heappop(squares)
        if -promise - best_depth <= good_enough:
            break
        for dx in (-half / 2, half / 2):
            for dy in (-half / 2, half / 2):
                try_square(x + dx, y + dy, half / 2)
    return best


def _halfway(edges: Sequence[tuple[Point, Point]], y: float) -> Point | None:
    """The middle of the longest stretch of a level line that is inside; None where none is."""
    crossed = sorted(
        (bx - ax) * (y - ay) / (by - ay) + ax
        for (ax, ay), (bx, by) in edges
        if (ay > y) != (by > y)
    )
    inside = list(zip(crossed[::2], crossed[1::2], strict=False))
    left, right = max(inside, key=lambda two: two[1] - two[0], default=(0.0, 0.0))
    return ((left + right) / 2, y) if right - left > 1e-9 else None


def _depth(x: float, y: float, edges: Sequence[tuple[Point, Point]]) -> float:
    """Distance to the nearest edge; negative outside."""
    inside, nearest = False, inf
    for (ax, ay), (bx, by) in edges:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
        dx, dy = bx - ax, by - ay
        length = dx * dx + dy * dy
        along = ((x - ax) * dx + (y - ay) * dy) / length if length else 0.0
        along = min(1.0, max(0.0, along))
        px, py = x - ax - along * dx, y - ay - along * dy
        nearest = min(nearest, px * px + py * py)
    return sqrt(nearest) if inside else -sqrt(nearest)


# -- one drawing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outline:
    """One territory; ``x`` and ``y`` lie inside it, in the middle of the room for its name."""

    code: str
    path: str
    x: int
    y: int


class Spot(NamedTuple):
    """A place with a number of something, in degrees."""

    code: str
    longitude: float
    latitude: float
    count: int  # type: ignore[assignment]  # tuple's own method of that name is not used


@dataclass(frozen=True, slots=True)
class Circle:
    """A spot on the drawing; its area, not its radius, grows with the count."""

    code: str
    x: int
    y: int
    r: float
    count: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """What templates/catalog/_map.html draws, before words and links are put to it."""

    outlines: tuple[Outline, ...]
    lines: tuple[str, ...]
    projection: Projection

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH} {self.projection.height}"

    def areas(self, said: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Outlines with what is ``said`` of each by its code: url, name, count, …

        ``name_lines`` are (words, y) of the name; ``y`` is then the line of the count under them.
        """
        found = []
        for one in self.outlines:
            words = said.get(one.code, {})
            lines = name_lines(str(words.get("name", "")))
            top = one.y - round((len(lines) - 1) * LINE / 2)
            named = [(line, top + number * LINE) for number, line in enumerate(lines)]
            placed = {"x": one.x, "y": top + len(lines) * LINE, "name_lines": named}
            found.append({"path": one.path, **placed, **words})
        return found

    def circles(self, spots: Iterable[Spot]) -> list[Circle]:
        """Circles of the spots that lie on the drawing, large ones first so that small ones stay above.

        Spots of nothing and those past the MOST_CIRCLES with most are left to the list beside.
        """
        placed = [(spot, *self.projection(spot.longitude, spot.latitude)) for spot in spots]
        shown = [one for one in placed if one[0].count > 0 and self.projection.shows(*one[1:])]
        shown.sort(key=lambda one: (-one[0].count, one[0].code))
        most = shown[0][0].count if shown else 0
        return [
            Circle(spot.code, round(x), round(y), radius(spot.count, most), spot.count)
            for spot, x, y in shown[:MOST_CIRCLES]
        ]


def name_lines(name: str) -> list[str]:
    """A long name in two lines, parted where they come out most alike.

    >>> name_lines("Moravský Krumlov"), name_lines("Veselí nad Moravou"), name_lines("Židlochovice")
    (['Moravský', 'Krumlov'], ['Veselí nad', 'Moravou'], ['Židlochovice'])
    """
    words = name.split()
    if len(name) <= LONGEST_LINE or len(words) < 2:
        return [name] if name else []
    parted = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(parted, key=lambda two: abs(len(two[0]) - len(two[1]))))


def radius(number: int, most: int) -> float:
    """Radius of a circle for ``number`` where the largest circle stands for ``most``.

    >>> radius(400, 400), radius(100, 400), radius(1, 400)
    (40.0, 20.0, 5.0)
    """
    return round(max(LEAST, LARGEST * sqrt(number / most)), 1)


def draw(
    geometries: Mapping[str, Mapping[str, Any]], over: Iterable[Mapping[str, Any]] = ()
) -> Drawing:
    """GeoJSON outlines by code, and outlines drawn ``over`` them as lines (okresy over ORPs).

    Raises ValueError for no outline at all, or for a geometry that is none.
    """
    shapes = {code: polygons(geometry) for code, geometry in geometries.items()}
    points = (point for parts in shapes.values() for point in _points(parts))
    projection = around(points)
    outlines = []
    for code, parts in shapes.items():
        placed = [_placed(part, projection) for part in parts]
        x, y = pole(max(placed, key=lambda part: _area(part[0])))
        drawn = path(ring for part in placed for ring in part)
        outlines.append(Outline(code, drawn, round(x), round(y)))
    lines = [
        path(ring for part in polygons(one) for ring in _placed(part, projection)) for one in over
    ]
    return Drawing(tuple(outlines), tuple(lines), projection)


@lru_cache(maxsize=64)
def drawn(outlines: tuple[tuple[str, str], ...], over: tuple[str, ...] = ()) -> Drawing:
    """``draw`` of GeoJSON texts, kept by each process; the texts are the key, so nothing gets old."""
    geometries = {code: json.loads(text) for code, text in outlines}
    return draw(geometries, [json.loads(text) for text in over])


def _points(parts: Iterable[Iterable[Ring]]) -> Iterator[Point]:
    return (point for rings in parts for ring in rings for point in ring)


def _placed(rings: Iterable[Ring], projection: Projection) -> list[Ring]:
    return [[projection(*point) for point in ring] for ring in rings]


def _area(ring: Ring) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
