"""Outlines and points become shapes that a page can draw: all inside, names where they belong."""

import itertools
import json
import re
from math import atan2, cos, isfinite, pi, sin
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from sitis.boundaries import map_of_municipalities, map_of_orps
from sitis.maps import (
    LARGEST,
    LEAST,
    MOST_CIRCLES,
    WIDTH,
    Spot,
    around,
    draw,
    drawn,
    path,
    pole,
    polygons,
    radius,
)
from sitis.territory.models import Boundary

TERRITORY = Path(__file__).parents[2] / "fixtures" / "territory"
calm = settings(deadline=None)  # other work on the machine is no failure
longitudes = st.floats(12, 19)
latitudes = st.floats(48, 51.1)


def features(name):
    read = json.loads((TERRITORY / f"boundaries_{name}.geojson").read_text(encoding="utf-8"))
    return {one["properties"]["code"]: one["geometry"] for one in read["features"]}


def box(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@st.composite
def stars(draw_one):
    """A polygon that its centre sees whole, with an inside."""
    x, y = draw_one(longitudes), draw_one(latitudes)
    radii = draw_one(st.lists(st.floats(0.01, 1), min_size=3, max_size=12))
    turn = 2 * pi / len(radii)
    ring = [[x + r * cos(n * turn), y + r * sin(n * turn)] for n, r in enumerate(radii)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def numbers(drawing):
    for outline in drawing.outlines:
        yield from (outline.x, outline.y)
    for text in [drawing.view_box, *drawing.lines, *(one.path for one in drawing.outlines)]:
        yield from (float(number) for number in re.findall(r"-?[\d.]+", text))


def corners(drawn_path):
    """Absolute corners of a path of whole steps."""
    for part in drawn_path.split("z")[:-1]:
        start, _l, steps = part[1:].partition("l")
        x, y = (int(number) for number in re.findall(r"-?\d+", start))
        found = [(x, y)]
        moves = [int(number) for number in re.findall(r"-?\d+", steps)]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            x, y = x + dx, y + dy
            found.append((x, y))
        yield found


def turns(x, y, ring):
    """How often ``ring`` winds around the point: another way to ask whether it is inside."""
    angles = [atan2(b - y, a - x) for a, b in ring]
    steps = [(b - a + pi) % (2 * pi) - pi for a, b in itertools.pairwise(angles)]
    return round(sum(steps) / (2 * pi))


@calm
@given(st.lists(stars(), min_size=1, max_size=5))
def test_every_corner_and_every_name_stays_on_the_drawing(shapes):
    drawing = draw({str(n): shape for n, shape in enumerate(shapes)})
    height = drawing.projection.height

    assert all(isfinite(number) for number in numbers(drawing))
    assert 0 < height <= 800
    for outline in drawing.outlines:
        spots = [(outline.x, outline.y)]
        spots += [corner for ring in corners(outline.path) for corner in ring]
        assert all(0 <= x <= WIDTH and 0 <= y <= height for x, y in spots)


@calm
@given(stars())
def test_the_name_is_inside_its_shape(shape):
    project = around(tuple(point) for point in shape["coordinates"][0])
    ring = [project(*point) for point in shape["coordinates"][0]]

    assert abs(turns(*pole([ring]), ring)) == 1


@calm
@given(st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=6))
def test_points_without_an_inside_still_make_a_drawing(points):
    ring = [list(point) for point in [*points, points[0]]]

    drawing = draw({"1": {"type": "Polygon", "coordinates": [ring]}})

    assert all(isfinite(number) for number in numbers(drawing))


@calm
@given(stars(), st.lists(st.tuples(longitudes, latitudes, st.integers(0, 5000)), max_size=20))
def test_circles_stay_on_the_drawing_large_ones_first(shape, places):
    drawing = draw({"1": shape})

    circles = drawing.circles(Spot(str(n), *place) for n, place in enumerate(places))

    assert [one.count for one in circles] == sorted((one.count for one in circles), reverse=True)
    for one in circles:
        assert 0 <= one.x <= WIDTH
        assert 0 <= one.y <= drawing.projection.height
        assert one.count > 0
        assert LEAST <= one.r <= LARGEST


def test_a_name_avoids_the_hole_and_takes_the_larger_part():
    ring = box(16, 48.5, 17, 49.5)["coordinates"][0]
    hole = box(16.05, 48.55, 16.75, 49.45)["coordinates"][0]
    around_a_town = {"type": "Polygon", "coordinates": [ring, hole]}
    islands = {
        "type": "MultiPolygon",
        "coordinates": [box(15, 49, 15.1, 49.1)["coordinates"], around_a_town["coordinates"]],
    }

    drawing = draw({"1": islands})

    project = drawing.projection
    (outline,) = drawing.outlines
    left, right = project(16.75, 49)[0], project(17, 49)[0]
    assert left < outline.x < right
    assert outline.path.count("z") == 3


def test_north_is_up_and_a_kilometre_is_as_long_both_ways():
    project = around([(16, 48.5), (17, 49.5)])
    x, y = project(16.5, 49)

    east, north = project(16.5 + 0.1 / cos(49 * pi / 180), 49), project(16.5, 49.1)

    assert north[1] < y
    assert east[0] - x == pytest.approx(y - north[1], rel=0.01)


@pytest.mark.parametrize("shape", [(16, 48, 18.9, 48.4), (16, 48, 16.2, 51)])
def test_wide_and_tall_shapes_fit_and_stand_in_the_middle(shape):
    drawing = draw({"1": box(*shape)})

    xs = [x for ring in corners(drawing.outlines[0].path) for x, _y in ring]
    assert abs(min(xs) - (WIDTH - max(xs))) <= 1
    assert drawing.projection.height <= 800


def test_neighbours_share_the_same_rounded_border():
    west, east = draw({"1": box(16, 49, 16.333, 49.5), "2": box(16.333, 49, 17, 49.5)}).outlines

    right = max(x for ring in corners(west.path) for x, _y in ring)
    left = min(x for ring in corners(east.path) for x, _y in ring)
    assert right == left


def test_what_is_no_outline_is_refused():
    with pytest.raises(ValueError, match="Point is no outline"):
        polygons({"type": "Point", "coordinates": [16, 49]})
    with pytest.raises(ValueError):
        draw({})


def test_a_ring_that_shrinks_to_a_dot_draws_nothing():
    assert path([[(5, 5), (5.1, 5.2), (5, 5)]]) == ""


def test_area_of_a_circle_grows_with_the_count():
    assert radius(100, 400) ** 2 * 4 == radius(400, 400) ** 2
    assert radius(1, 10_000) == LEAST


def test_no_more_circles_than_one_can_tell_apart():
    drawing = draw({"1": box(16, 49, 17, 50)})
    spots = [Spot(str(n), 16.5, 49.5, n) for n in range(1, MOST_CIRCLES + 100)]

    circles = drawing.circles([*spots, Spot("away", 12.1, 48.1, 9), Spot("none", 16.5, 49.5, 0)])

    assert len(circles) == MOST_CIRCLES
    assert {one.code for one in circles} == {spot.code for spot in spots[-MOST_CIRCLES:]}


# -- the region itself ---------------------------------------------------------------------------


def test_every_orp_is_drawn_with_its_name_inside():
    drawing = draw(features("orps"), features("districts").values())

    assert len(drawing.outlines) == 21
    assert len(drawing.lines) == 7
    for outline in drawing.outlines:
        rings = [[*ring, ring[0]] for ring in corners(outline.path)]
        assert sum(abs(turns(outline.x, outline.y, ring)) for ring in rings) == 1, outline.code


def svg(drawing, **more):
    said = {
        one.code: {
            "url": f"/sluzby/?orp={one.code}",
            "name": "Moravský Krumlov",
            "count": 1234,
            "count_words": "1 234 služeb",
        }
        for one in drawing.outlines
    }
    drawn_map = {
        "title": "Mapa",
        "view_box": drawing.view_box,
        "areas": drawing.areas(said),
        "lines": drawing.lines,
    }
    return render_to_string("catalog/_map.html", {"map": drawn_map | more, "with_names": True})


def test_map_of_the_region_is_small():
    html = svg(draw(features("orps"), features("districts").values()))

    assert len(html.encode()) < 40_000
    assert html.count("<a ") == 21


def test_map_keeps_the_policy_and_numbers_that_svg_reads():
    circle = {"x": 1000, "y": 700, "r": 12.5, "url": "/mapa/?obec=1", "title": "Kyjov: 5 služeb"}

    html = svg(draw(features("orps")), circles=[circle])

    assert "style" not in html
    assert 'cx="1000" cy="700" r="12.5"' in html
    assert ">1\u00a0234</text>" in html
    assert not re.search(r'(?:[xydr]|c[xy])="[^"]*[,\u00a0]', html)


@pytest.mark.django_db
def test_outlines_come_from_the_tables_and_are_drawn_once(django_assert_num_queries):
    for code, shape in {"6208": box(16, 49, 17, 50), "6209": box(17, 49, 18, 50)}.items():
        Boundary.objects.create(level="orp", code=code, geometry=shape, source="zkouška")
    Boundary.objects.create(
        level="district", code="CZ0645", geometry=box(16, 49, 18, 50), source="zkouška"
    )
    drawn.cache_clear()

    with django_assert_num_queries(2):
        first = map_of_orps()
    again = map_of_orps()
    one = map_of_orps(["6208"])
    Boundary.objects.filter(code="6208").update(geometry=box(16, 49.2, 17, 50))
    newer = map_of_orps()

    assert again is first
    assert [outline.code for outline in first.outlines] == ["6208", "6209"]
    assert len(first.lines) == 1
    assert [outline.code for outline in one.outlines] == ["6208"]
    assert newer.outlines[0].path != first.outlines[0].path


@pytest.mark.django_db
def test_without_outlines_there_is_no_map():
    assert map_of_orps() is None
    assert map_of_municipalities(["586307"]) is None


@pytest.mark.django_db
def test_municipalities_of_one_orp_in_one_query(django_assert_num_queries):
    for code in ("586307", "586308", "586309"):
        Boundary.objects.create(
            level="municipality", code=code, geometry=box(16, 49, 17, 50), source="zkouška"
        )

    with django_assert_num_queries(1):
        drawing = map_of_municipalities(["586307", "586309"])

    assert [one.code for one in drawing.outlines] == ["586307", "586309"]
