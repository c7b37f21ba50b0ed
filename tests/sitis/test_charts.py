"""Charts: well-formed drawings that name themselves, with a table of the same numbers."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitis import charts
from sitis.charts import Axis, Series
from sitis.maps import draw

SVG = "{http://www.w3.org/2000/svg}"
numbers = st.one_of(st.none(), st.integers(0, 10**12), st.floats(0, 1e9))
rows = st.lists(st.tuples(st.text(max_size=60), numbers, numbers), max_size=12)


def root(figure):
    return ElementTree.fromstring(figure.svg)


def checked(figure, labels):
    """The title comes first, the table has a row for each label, nothing is styled inline."""
    drawn = root(figure)
    assert drawn[0].tag == f"{SVG}title"
    assert drawn[0].text == figure.caption
    assert [row[0] for row in figure.table.rows] == list(labels)
    assert "style=" not in figure.svg


@given(rows)
@settings(max_examples=60, deadline=None)
def test_any_numbers_can_be_drawn(given_rows):
    labels = ["".join(c for c in row[0] if c.isprintable()) for row in given_rows]
    one = Series("ženy", [row[1] for row in given_rows])
    two = Series("muži", [row[2] for row in given_rows])

    checked(charts.bars("Graf", labels, one.values, unit="lůžka"), labels)
    for draw_series in (charts.grouped_bars, charts.stacked_bars, charts.lines):
        checked(draw_series("Graf", labels, [one, two], unit="Kč"), labels)
    checked(charts.pyramid("Graf", labels, one, two, unit="osoby"), labels)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20))
def test_the_axis_holds_every_number_and_zero(values):
    axis = Axis.over(values, 0, 100)

    assert all(-0.01 <= axis(value) <= 100.01 for value in [0, *values])
    assert 2 <= len(axis.ticks) <= 8


def test_a_bar_is_as_long_as_its_number():
    figure = charts.bars("Lůžka", ["Kyjov", "Hodonín"], [50, 100], unit="lůžka")

    long = [float(mark.get("width")) for mark in root(figure).iter(f"{SVG}rect")]
    assert long[1] == pytest.approx(2 * long[0], abs=0.2)
    assert figure.table.rows == [["Kyjov", "50"], ["Hodonín", "100"]]


def test_what_is_typed_cannot_break_the_drawing():
    figure = charts.bars("<script>", ["<b>&"], [1], unit='"x"')

    assert "<script>" not in figure.svg
    assert root(figure)[0].text == "<script>"


def test_a_map_is_darker_where_there_is_more():
    square = [[[16, 49], [17, 49], [17, 50], [16, 50], [16, 49]]]
    beside = [[[17, 49], [18, 49], [18, 50], [17, 50], [17, 49]]]
    drawing = draw(
        {
            "1": {"type": "Polygon", "coordinates": square},
            "2": {"type": "Polygon", "coordinates": beside},
        }
    )

    figure = charts.territory_map(
        "Podíl", drawing, {"1": "Kyjov", "2": "Brno"}, {"1": 2, "2": 9}, unit="%"
    )

    shades = [mark.get("fill") for mark in root(figure).iter(f"{SVG}path")]
    assert shades == ["#f4f7fb", "#6a9fd0"]
    assert figure.table.rows == [["Kyjov", "2"], ["Brno", "9"]]
