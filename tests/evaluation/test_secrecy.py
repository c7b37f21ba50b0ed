"""What of a group may be told: by how many others it has, who dominates it, how alike they are."""

from collections import Counter
from decimal import Decimal

import pytest

from evaluation.secrecy import Point, bars, decide, steady, told
from evaluation.statistics import summary

D = Decimal


def points(*values, providers=None, weights=None):
    made = [
        Point(at, providers[at] if providers else at, D(value), D(weights[at]) if weights else D(1))
        for at, value in enumerate(values)
    ]
    return sorted(made, key=lambda one: one.value)


def spread(n):
    return [100 + 7 * at for at in range(n)]


@pytest.mark.parametrize(
    ("others", "level"),
    [(0, "nothing"), (3, "nothing"), (4, "nothing"), (5, "median"), (7, "median"), (8, "bars"),
     (20, "bars")],
)  # fmt: skip
def test_how_many_others_there_are(others, level):
    assert decide(points(*spread(others + 1))).level == level


def test_other_providers_are_counted_not_services():
    assert decide(points(*spread(12), providers=[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1])).level == (
        "nothing"
    )


def test_a_dominated_group_is_not_told():
    assert decide(points(*spread(9), weights=[9, 1, 1, 1, 1, 1, 1, 1, 1])).why == "dominated"
    assert decide(points(*spread(9), weights=[8, 1, 1, 1, 1, 1, 1, 1, 1])).level == "bars"
    many = [0] * 12 + list(range(1, 11))
    assert decide(points(*spread(22), providers=many)).why == "dominated"
    # more than half of the services, though they are small
    small = [1] * 12 + [9] * 10
    assert decide(points(*spread(22), providers=many, weights=small)).why == "dominated"


def test_bars_of_those_who_are_alike_tell_each_of_them():
    assert decide(points(*[95 + at for at in range(9)])).why == "alike"
    assert decide(points(*[0] * 9)).level == "quartiles"
    # for the one who is apart all the others are alike
    assert decide(points(50, *[95 + at for at in range(8)])).level == "quartiles"
    assert decide(points(50, 60, *[95 + at for at in range(8)])).level == "bars"


def test_who_holds_a_quarter_at_one_end_knows_the_rest():
    low = [50, 51, 52]
    others = [95 + at for at in range(9)]

    assert decide(points(*low, *others, providers=[0, 0, 0, *range(1, 10)])).why == "alike"
    assert decide(points(*low, *others, providers=[0, 0, 0, *range(1, 10)])).level == "nothing"
    # where all are alike, so they are for who holds a quarter in the middle
    middle = [0, 1, 2, 3, 9, 9, 9, 4, 5, 6, 7, 8]
    assert decide(points(*[95 + at for at in range(12)], providers=middle)).level == "nothing"


@pytest.mark.parametrize(
    ("having", "level"),
    [(0, "quartiles"), (1, "nothing"), (5, "nothing"), (6, "median"), (9, "bars")],
)
def test_where_zeros_are_known_the_others_are_a_group_of_their_own(having, level):
    """Who has no founder gets nothing from one: a single bar above zero would have a name."""
    group = points(*[0] * 12, *spread(having))

    assert decide(group, zeros_are_known=True).level == level
    if having in (1, 5, 6):
        assert decide(group).level != level


def test_an_indicator_may_allow_less():
    assert decide(points(*spread(20)), "official").level == "nothing"
    assert decide(points(*spread(20)), "quartiles").level == "quartiles"
    assert decide(points(*spread(7)), "quartiles").level == "median"


def test_numbers_have_three_digits():
    values = [D("812345.678"), D("900123"), D("1000499")]

    found = told(summary(values), 12, "bars")

    assert (found.median, found.q1, found.q3) == (D(900000), D(856000), D(950000))
    assert found.n == 11  # others than the one of the twelve who looks
    assert told(summary(values), 12, "median").q1 is None
    assert told(summary(values), 12, "nothing").median is None


def test_names_of_bars_come_from_the_secret_and_differ_by_chart():
    some = points(*spread(12))

    first = bars(some, own={3}, secret=b"a" * 32, scope="home_care|N1")
    again = bars(some, own={3}, secret=b"a" * 32, scope="home_care|N1")
    other = bars(some, own={3}, secret=b"a" * 32, scope="home_care|V2")
    later = bars(some, own={3}, secret=b"b" * 32, scope="home_care|N1")

    assert first == again
    assert [bar.label for bar in first] != [bar.label for bar in other]
    assert [bar.label for bar in first] != [bar.label for bar in later]
    assert [bar.value for bar in first] == sorted(bar.value for bar in first)
    assert {bar.label for bar in first} == {f"Služba {at:02d}" for at in range(1, 13)}
    assert [bar.value for bar in first if bar.is_own] == [D(121)]


def test_bars_have_three_digits():
    drawn = bars(points("812345.678", "900499.5"), own={1}, secret=b"a" * 32, scope="x")

    assert [bar.value for bar in drawn] == [D(812000), D(900000)]


def test_the_order_of_equal_bars_says_nothing_of_the_order_in_the_register():
    same = points(*[100] * 9, 200)
    orders = Counter()
    for at in range(40):
        drawn = bars(same, own={0}, secret=bytes([at]) * 32, scope="x")
        orders[[bar.is_own for bar in drawn].index(True)] += 1

    assert len(orders) > 4


def test_a_newcomer_is_no_bar_beside_last_year():
    now = points(*spread(12))
    providers = {one.key: one.provider for one in now}

    kept = steady(now, [range(11)], providers)

    assert {one.key for one in kept} == set(range(11))
    assert steady(now, [range(12)], providers) == now
    assert steady(now, [], providers) == now
    assert len(steady(now, [range(8)], providers) or []) == 8  # four came
    assert steady(now, [range(7)], providers) == now  # five: nobody can be told apart


def test_a_few_who_left_hide_the_bars():
    now = points(*spread(12))
    providers = {one.key: one.provider for one in now}

    assert steady(now, [range(14)], providers) is None
    assert steady(now, [range(16)], providers) is None
    assert steady(now, [range(17)], providers) == now  # five went: nobody can be told apart
    assert steady(now, [range(6), range(6, 12)], providers) == now
    assert steady(now, [range(10), range(10, 12)], providers) is None
