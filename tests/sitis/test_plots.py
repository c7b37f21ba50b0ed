"""Charts of one among others: every mark is drawn, every number stands in the table."""

import re
from decimal import Decimal

import pytest

from sitis.charts import WIDTH
from sitis.plots import Mark, Spot, around, box_plot, quadrant, ranked_bars

D = Decimal


def test_a_box_plot_says_what_it_shows():
    own = [Mark("Charita <Kyjov>", D("812345.6"))]

    figure = box_plot(
        "Náklady", unit="Kč", digits=0, median=D(700_000), q1=D(640_000), q3=D(790_000), own=own
    )

    assert "Charita &lt;Kyjov&gt;: 812\xa0346" in figure.svg
    assert "medián 700\xa0000" in figure.svg
    assert figure.svg.count("<polygon") == 1
    assert [row[1] for row in figure.table.rows] == [
        "640\xa0000", "700\xa0000", "790\xa0000", "812\xa0346",
    ]  # fmt: skip


def test_without_quartiles_there_is_no_box():
    figure = box_plot("Náklady", unit="Kč", digits=0, median=D(700_000))

    assert "<rect" not in figure.svg
    assert len(figure.table.rows) == 1


def test_bars_mark_one_s_own():
    marks = [
        Mark("Služba 02", D(5), is_own=False),
        Mark("Naše", D(7)),
        Mark("Služba 01", D(9), is_own=False),
    ]

    figure = ranked_bars("Hodiny", marks, unit="h", digits=0)

    assert figure.svg.count("<rect") == 3
    assert figure.svg.count("<polygon") == 1
    assert [row[0] for row in figure.table.rows] == ["Služba 02", "Naše", "Služba 01"]


def test_a_quadrant_names_only_who_has_a_name():
    spots = [Spot(D(1), D(2)), Spot(D(3), D(4), "Naše"), Spot(D(5), D(6))]

    figure = quadrant("N1 a V2", spots, across=("Kč", D(3), 0), upward=("h", D(4), 0))

    assert figure.svg.count("<circle") == 2
    assert figure.svg.count("<polygon") == 1
    assert [row[0] for row in figure.table.rows] == ["jiná služba", "Naše", "jiná služba"]


@pytest.mark.parametrize("values", [[D(0)], [D(95), D(97)], [D(-3), D(8)], [D(700_000)] * 3])
def test_an_axis_holds_its_values(values):
    axis = around(values, 0, 100)

    assert all(0 <= axis(value) <= 100 for value in values)
    assert len(axis.ticks) >= 2


def test_large_numbers_under_a_quadrant_stay_inside_it():
    spots = [Spot(D(757_000), D(800)), Spot(D(1_031_000), D(1_100))]

    figure = quadrant("N1 a V2", spots, across=("Kč", D(936_000), 0), upward=("h", D(860), 0))

    middles = re.findall(r'<text x="([\d.]+)"[^>]*text-anchor="middle"[^>]*>([^<]+)', figure.svg)
    assert "1\xa0100\xa0000" in [words for _x, words in middles]
    assert all(float(x) + len(words) * 12 * 0.6 / 2 <= WIDTH for x, words in middles)
