"""Beds and man-years are two formulas of one code: they never meet in one group."""

from dataclasses import replace
from random import Random

import pytest

from evaluation.benchmark import Order, compute
from tests.evaluation.worlds import one_input


def respite(beds, visits, dimensions=("form", "group", "band")):
    """Services of respite care, each of its own provider."""
    chance = Random(5)
    inputs = [
        one_input(chance, at, kind="respite_care", provider=at, form=form)
        for at, form in enumerate(["residential"] * beds + ["field"] * visits)
    ]
    return Order(2025, "test", (), tuple(inputs), dimensions=dimensions)


def groups(order):
    return {(one.cell, one.indicator): one for one in compute(order).groups}


@pytest.mark.parametrize(
    "order", [respite(6, 6), respite(12, 12, dimensions=())], ids=["small", "form-is-dropped"]
)
def test_a_code_with_two_formulas_has_no_group_of_both(order):
    done = compute(order)

    codes = {one.indicator for one in done.groups}
    assert codes.isdisjoint({"N9", "F4", "K1"})
    assert codes >= {"N1", "N2", "V1", "P4", "F2"}
    alone = [row for row in done.rows if row.indicator == "F4"]
    assert len(alone) == len(order.inputs)
    assert all(row.value and not row.counts and not row.flag for row in alone)


def test_a_formula_of_which_the_others_say_nothing_is_still_the_one_of_some():
    """Who reads the group would not know whether it is Kč for a bed or for a man-year."""
    order = respite(6, 6)
    silent = [
        replace(one, facts={name: number for name, number in one.facts.items() if name != "costs_related"})
        if one.form == "field" else one
        for one in order.inputs
    ]  # fmt: skip

    assert "N9" not in {code for _cell, code in groups(replace(order, inputs=tuple(silent)))}


def test_groups_of_one_formula_stay_and_say_their_form():
    apart = groups(respite(10, 10))
    few = groups(respite(5, 0))

    assert apart["respite_care|residential||", "F4"].form == "residential"
    assert apart["respite_care|field||", "F4"].form == "field"
    # a small kind is one group; all of it is residential, so its unit is a bed-day
    assert few["respite_care|||", "F4"].form == "residential"
