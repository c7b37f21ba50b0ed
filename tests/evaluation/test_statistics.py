"""Statistics against independent implementations: numpy, Python's own, one written as one says it."""

import statistics as independent
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.statistics import (
    flag_of,
    percentile_rank,
    quarter_of,
    rounded,
    summary,
    weighted_mean,
    without_suspects,
)

D = Decimal
numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=3)


def naive_quartile(values, p):
    """Linear interpolation between the neighbours, both ends counted, in exact fractions."""
    ordered = sorted(Fraction(value) for value in values)
    place = Fraction(len(ordered) - 1) * p
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


@given(values=st.lists(numbers, min_size=1, max_size=40))
def test_quartiles_are_those_of_an_independent_implementation(values):
    found = summary(sorted(values))

    quarters = [(1, found.q1), (2, found.median), (3, found.q3)]
    for quarter, value in quarters:
        assert Fraction(value) == naive_quartile(values, Fraction(quarter, 4))
    if len(values) > 1:
        theirs = independent.quantiles(values, n=4, method="inclusive")
        assert [found.q1, found.median, found.q3] == pytest.approx(theirs)
    assert found.median == pytest.approx(independent.median(values))
    assert found.mean == pytest.approx(independent.mean(values))
    assert (found.n, found.minimum, found.maximum) == (len(values), min(values), max(values))


#: What Excel's QUARTILE.INC says.
EXCEL = [
    ([7], (7, 7, 7)),
    ([1, 2, 3, 4], ("1.75", "2.5", "3.25")),
    ([15, 20, 35, 40, 50], (20, 35, 40)),
    ([1, 2, 4, 7, 8, 9, 10, 12], ("3.5", "7.5", "9.25")),
    ([5, 5, 5, 5, 5, 5, 5, 9], (5, 5, 5)),
]


@pytest.mark.parametrize(("values", "expected"), EXCEL, ids=["1", "4", "5", "8", "ties"])
def test_groups_of_one_four_five_and_eight(values, expected):
    found = summary([D(value) for value in values])

    assert (found.q1, found.median, found.q3) == tuple(D(value) for value in expected)


#: Sizes that the rules part by, with and without equal values.
GROUPS = [
    *([7], [7, 7, 7, 7], ["1.5", 2, "3.25", 4], [15, 20, 35, 40, 50], [3, 3, 3, 3, 9]),
    *([1, 2, 4, 7, 8, 9, 10, 12], [5, 5, 5, 5, 5, 5, 5, 9], [-4, -4, 0, 0, 0, 6, 6, 6]),
]


def agrees(values):
    """Quartiles, mean and percentile rank of each value are numpy's."""
    found = summary(sorted(values))
    theirs = numpy.array([float(value) for value in values])

    ours = [found.minimum, found.q1, found.median, found.q3, found.maximum]
    assert [float(one) for one in ours] == pytest.approx(
        numpy.quantile(theirs, [0, 0.25, 0.5, 0.75, 1]).tolist(), abs=1e-6
    )
    assert float(found.mean) == pytest.approx(numpy.mean(theirs), abs=1e-6)
    for value in values:
        below, upto = (theirs < float(value)).mean(), (theirs <= float(value)).mean()
        rank = percentile_rank(sorted(values), value)
        assert float(rank) == pytest.approx((below + upto) / 2 * 100)  # scipy's kind="mean"
    return True


@pytest.mark.parametrize("values", GROUPS, ids=lambda group: f"{len(group)}: {group}")
def test_small_groups_and_ties_are_numpy_s(values):
    assert agrees([D(value) for value in values])


@given(values=st.lists(numbers, min_size=1, max_size=60))
def test_groups_of_any_size_are_numpy_s(values):
    assert agrees(values)


@given(pairs=st.lists(st.tuples(numbers, st.integers(1, 900)), min_size=1, max_size=40))
def test_a_weighted_mean_is_numpy_s(pairs):
    ratios, weights = zip(*((float(top) / low, low) for top, low in pairs), strict=True)

    found = weighted_mean([(top, D(low)) for top, low in pairs])

    assert float(found) == pytest.approx(numpy.average(ratios, weights=weights), abs=1e-6)


def test_no_values_have_no_summary():
    assert summary([]) is None


@given(values=st.lists(numbers, min_size=1, max_size=30), data=st.data())
def test_percentile_rank(values, data):
    own = data.draw(st.sampled_from(values))
    below = len([one for one in values if one < own])
    equal = len([one for one in values if one == own])

    got = percentile_rank(sorted(values), own)

    assert got == pytest.approx(D(100) * (D(below) + D(equal) / 2) / len(values))
    assert 0 < got < 100 or len(values) == 1


def test_equal_values_share_their_rank():
    assert percentile_rank([D(3)] * 8, D(3)) == 50
    assert percentile_rank([D(1), D(2), D(2), D(2), D(9)], D(2)) == 50


@given(
    pairs=st.lists(
        st.tuples(numbers, st.decimals(min_value=D("0.1"), max_value=1000, places=2)), min_size=1
    )
)
def test_weighted_mean_is_what_a_budget_needs(pairs):
    got = weighted_mean(pairs, D(100))

    ratio = Fraction(sum(Fraction(top) for top, _low in pairs)) / sum(
        Fraction(low) for _top, low in pairs
    )
    assert got == pytest.approx(D(ratio.numerator) / D(ratio.denominator) * 100, abs=D("1e-9"))


def test_a_weighted_mean_of_nothing_is_none():
    assert weighted_mean([]) is None
    assert weighted_mean([(D(1), D(0))]) is None


@pytest.mark.parametrize(
    ("value", "flag"),
    [(10, "usual"), (20, "usual"), ("20.1", "outside"), (35, "outside"), ("35.1", "deviation"),
     (50, "deviation"), ("50.1", "suspect"), (-5, "outside"), (-6, "deviation"), (-21, "suspect")],
)  # fmt: skip
def test_fences(value, flag):
    assert flag_of(D(value), D(10), D(20)) == flag


def test_a_range_without_width_suspects_nobody():
    assert flag_of(D(11), D(10), D(10)) == "outside"
    assert without_suspects([D(10)] * 9 + [D(500)]) is None
    assert without_suspects([D(1), D(2), D(900)]) is None
    assert without_suspects([D(1), D(2), D(3), D(4), D(5)]) == (D(-4), D(10))


@given(values=st.lists(numbers, min_size=4, max_size=20))
def test_a_quarter_holds_what_its_bounds_say(values):
    found = summary(sorted(values))
    for value in values:
        quarter = quarter_of(value, found.q1, found.median, found.q3)
        bounds = [found.minimum, found.q1, found.median, found.q3, found.maximum]
        assert bounds[quarter - 1] <= value <= bounds[quarter]


@given(value=st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_three_significant_digits(value):
    got = rounded(value)

    assert got == D(f"{value:.2e}")
    assert abs(got - value) <= abs(value) * D("0.005")
    assert "E" not in str(got) or abs(got) < 1
