"""Sums of reports for everybody who plans: when they are told, and when they are left out."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.aggregates import Part, Total, may_replace, safe_total, told_together


def parts(*values):
    """One provider each."""
    return [Part(number, Decimal(value)) for number, value in enumerate(values)]


def test_five_reports_of_five_providers_make_a_sum():
    assert safe_total(parts(10, 20, 30, 20, 10)) == Total(Decimal(90), 5)


@pytest.mark.parametrize(
    "values",
    [
        pytest.param((10, 20, 30, 20), id="four reports"),
        pytest.param((10, 20, 30, 20, 0), id="one of five adds nothing"),
        pytest.param((90, 20, 30, 20, 10), id="one has more than half"),
        pytest.param((50, 50, 3, 3, 3), id="the second largest would know the largest"),
        pytest.param((0, 0, 0, 0, 0), id="that nobody has anything"),
        pytest.param((30, 30, 30, 30, -30), id="a negative one"),
    ],
)
def test_what_would_tell_of_somebody_is_left_out(values):
    assert safe_total(parts(*values)) is None


def test_services_of_one_provider_are_one_voice():
    several = [Part(number % 4, Decimal(10)) for number in range(8)]

    assert safe_total(several) is None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.integers(0, 99), min_size=5, max_size=8))
def test_nobody_comes_within_a_tenth_of_another(values):
    """Whoever adds one part and knows the sum has for each other part more than ± 10 % of room."""
    total = safe_total(parts(*values))
    if total is None:
        return
    for own in range(len(values)):
        for other in range(len(values)):
            if other != own and values[other]:
                most = total.value - values[own]
                assert most - values[other] >= values[other] * Decimal("0.2")


@pytest.mark.parametrize(
    ("before", "now", "may"),
    [(None, 5, True), (7, 7, True), (7, 8, False), (9, 6, False), (7, 12, True)],
)
def test_a_sum_that_a_few_reports_would_change_stays(before, now, may):
    assert may_replace(before, now) is may


def shared(*values):
    """The same five reports at each place, parted as the tuples say."""
    return {
        f"place {at}": [Part(number, Decimal(one), number) for number, one in enumerate(row)]
        for at, row in enumerate(values)
    }


def test_places_that_part_the_same_reports_are_not_all_told():
    """Five sums of five reports with known shares are five equations of five unknowns."""
    rows = [(60, 10, 10, 10, 10), (10, 50, 20, 10, 10), (10, 10, 40, 20, 20)]
    assert all(safe_total(parts) or at == 0 for at, parts in enumerate(shared(*rows).values()))

    assert told_together(shared(*rows)) == {"place 0"}
    assert told_together(shared(*rows), before={"place 2"}) == {"place 2"}


def test_places_with_enough_of_their_own_are_told_together():
    both = {
        name: [Part(at + first, Decimal(20 + at), at + first) for at in range(6)]
        + [Part(99, Decimal(share), 99)]
        for name, first, share in (("Kyjov", 0, 30), ("Hodonín", 10, 25))
    }
    assert told_together(both) == {"Kyjov", "Hodonín"}

    both["Hodonín"] = both["Hodonín"][-3:]  # with two of its own one of them would know the other
    assert told_together(both) == {"Kyjov"}


def test_places_that_part_reports_by_the_same_shares_repeat_one_another():
    rows = [(30, 60, 45, 30, 15), (10, 20, 15, 10, 5), (10, 20, 15, 5, 10)]

    assert told_together(shared(*rows)) == {"place 0", "place 1"}


def test_places_without_a_common_report_do_not_mind_one_another():
    apart = {at: [Part(one, Decimal(1), 10 * at + one) for one in range(5)] for at in range(3)}

    assert told_together(apart) == {0, 1, 2}
