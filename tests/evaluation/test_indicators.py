"""Formulas of dossier 3.2: each against a plain one written apart, and what cannot be counted."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.benchmark import Plan, Row, stored
from evaluation.indicators import (
    CODES,
    INDICATORS,
    KINDS,
    LETTERS,
    OF_SERVICES,
    applicable,
    deviation,
    find,
    say,
    unallocated,
)
from evaluation.indicators.names import NAMES, SOURCES

D = Decimal
FACTS = {
    "costs_total": D(10_000_000), "costs_eligible": D(9_600_000), "costs_personal": D(7_000_000),
    "costs_overhead": D(900_000), "costs_related": D(1_200_000), "fte_direct": D(12),
    "fte_total": D(16), "fte_social": D(3), "fte_management": D(1), "fte_administration": D("0.6"),
    "staff_persons": D(20), "staff_left": D(3), "beds_average": D(30), "beddays_offered": D(10_950),
    "beddays_occupied": D(10_000), "hours_direct": D(14_400), "interventions": D(6000),
    "contacts": D(9000), "client_days": D(5000), "operating_days": D(250),
    "instant_capacity": D(25), "users": D(40), "degree_0": D(2), "degree_1": D(4), "degree_2": D(8),
    "degree_3": D(10), "degree_4": D(6), "refused_capacity": D(5), "applicants": D(45),
    "cases_closed": D(8), "days_of_support": D(1600), "months_operated": D(12),
    "revenue_total": D(10_000_000), "revenue_users": D(2_500_000),
    "revenue_users_care": D(1_800_000), "revenue_101a": D(4_000_000),
    "revenue_municipalities": D(600_000), "revenue_founder": D(300_000), "units_network": D(11),
    "municipalities_reached": D(8), "municipalities": D(42), "population_target": D(5000),
    "units_orp": D(8), "units_wider": D(3),
    "users_orp": D(10), "plan.costs_total": D(9_500_000), "plan.fte_direct": D(12),
    "plan.beds_average": D(30), "par.fund": D(2000), "par.related_maximum": D(50_000),
}  # fmt: skip

#: Code and form -> the value worked out by hand.
BY_HAND = {
    ("N1", "field"): 9_600_000 / 12, ("N2", "residential"): 9_600_000 / 30,
    ("N3", "residential"): 9_600_000 / 10_000, ("N4", "field"): 9_600_000 / 14_400,
    ("N5", "field"): 9_600_000 / 6000, ("N5k", "field"): 9_600_000 / 9000,
    ("N6", "field"): 9_600_000 / 40, ("N7", "field"): 70, ("N8", "field"): 9,
    ("N9", "residential"): 1_200_000 / 30, ("N9", "field"): 1_200_000 / 12,
    ("N9m", "residential"): 1_200_000 / 30 / 50_000 * 100,
    ("N9m", "field"): 1_200_000 / 12 / 50_000 * 100, ("N10", "field"): 7_000_000 / 16 / 12,
    ("P1", "field"): 75, ("P2", "residential"): 4, ("P3", "residential"): 30 / 16,
    ("P4", "field"): 40 / 12, ("P5", "field"): 25, ("P6", "field"): 10,
    ("P7", "field"): 12 / 11 * 100, ("P8", "field"): 15, ("V1", "residential"): 10_000 / 109.5,
    ("V2", "field"): 1200, ("V3", "field"): 60, ("V4", "field"): 500, ("V4k", "field"): 750,
    ("V5", "ambulatory"): 80, ("V6", "residential"): 200, ("V7", "field"): 12.5,
    ("V8", "residential"): 1.5, ("K1", "residential"): 16 / 30 * 100, ("K1", "field"): 16 / 30 * 100,
    ("K2", "field"): (4 + 16 + 30 + 24) / 30, ("K3", "field"): 25, ("F1", "field"): 25,
    ("F2", "field"): 40, ("F3", "field"): 6, ("F3z", "field"): 3,
    ("F4", "residential"): 400, ("F4", "field"): 4_000_000 / 12,
    ("F5", "residential"): 1_800_000 / 30 / 12, ("F6", "field"): 40, ("F7", "field"): 100,
    ("F8", "field"): 10 / 9.5 * 100, ("F8p", "field"): 100, ("F8u", "residential"): 100,
    ("D1", "field"): 2.2, ("D2", "field"): 8 / 42 * 100,
}  # fmt: skip


@pytest.mark.parametrize(("code", "form"), sorted(BY_HAND))
def test_a_formula_gives_what_was_worked_out_by_hand(code, form):
    assert find(code, form).compute(FACTS).value == pytest.approx(D(BY_HAND[code, form]))


def test_every_indicator_of_the_dossier_is_worked_out():
    dossier = {
        *(f"N{n}" for n in range(1, 11)), *(f"P{n}" for n in range(1, 9)),
        *(f"V{n}" for n in range(1, 9)), *(f"K{n}" for n in range(1, 4)),
        *(f"F{n}" for n in range(1, 9)), "D1", "D2",
    }  # fmt: skip

    assert dossier <= set(CODES)
    assert {code for code, _form in BY_HAND} == set(CODES)


def test_formulas_read_quantities_that_have_a_name():
    read = {name for one in INDICATORS for name in (*one.numerator.names, *one.denominator.names)}

    assert {name.removeprefix("plan.") for name in read} <= set(NAMES)
    assert set(SOURCES) == {
        "revenue_users", "revenue_101a", "revenue_region", "revenue_municipalities",
        "revenue_founder", "revenue_insurers", "revenue_labour_office", "revenue_ministries",
        "revenue_eu", "revenue_gifts", "revenue_own",
    }  # fmt: skip


@pytest.mark.parametrize("shown", OF_SERVICES, ids=lambda one: f"{one.code}-{one.forms}")
@pytest.mark.parametrize("value", [None, D(0), D(-1)], ids=["missing", "zero", "negative"])
def test_a_denominator_that_is_missing_or_not_positive_is_a_reason(shown, value):
    name = shown.denominator.names[0]
    is_sum = len(shown.denominator.parts) > 1
    others = dict.fromkeys(shown.denominator.names, D(0)) if is_sum else {}

    got = shown.compute(FACTS | others | {name: value})

    assert got.value is None
    assert got.why_not.startswith("missing:" if value is None else "zero:")
    assert name in got.why_not
    assert say(got.why_not).startswith("nelze vypočítat")


@pytest.mark.parametrize("shown", OF_SERVICES, ids=lambda one: f"{one.code}-{one.forms}")
def test_empty_is_not_zero(shown):
    empty = FACTS | dict.fromkeys(shown.numerator.names, None)

    got = shown.compute(empty)

    assert got.value is None
    assert got.why_not.startswith("missing:")
    if shown.code not in ("F7", "P1") and set(shown.numerator.names).isdisjoint(
        shown.denominator.names
    ):
        assert shown.compute(FACTS | dict.fromkeys(shown.numerator.names, D(0))).value == 0


def test_the_largest_source_is_found_among_those_known():
    assert find("F6").compute(FACTS | {"revenue_eu": D(7_000_000)}).value == 70


def test_part_of_a_year():
    half = FACTS | {"months_operated": D(6)}

    assert find("P2").compute(half).value == 8  # man-years are brought to the months of operation
    assert find("P3").compute(half).value == D(30) / 32
    assert find("P7").compute(half).value == find("P7").compute(FACTS).value * 2
    assert find("N3").compute(half).value == 960  # cost of a day does not change
    assert find("N1").compute(half).value == 800_000  # costs and man-years of the same months
    assert find("N2").compute(half).why_not == "part_year"
    assert find("F5", "residential").compute(half).value == 10_000
    assert find("N1").compute(half).is_part_year
    assert not find("N1").compute(FACTS).is_part_year
    assert find("P2").compute(FACTS | {"months_operated": D(0)}).why_not == "zero:months_operated"


@pytest.mark.parametrize(
    ("kind", "form", "there", "missing"),
    [
        ("home_care", "field", {"N1", "N4", "V2", "V3", "K1", "F1"}, {"N2", "N5", "V1", "V8", "F5"}),
        ("home_care", "ambulatory", {"N1", "N4", "K1"}, {"V2", "V3"}),
        ("home_care", "outpatient", {"N1", "N4", "V2", "V3"}, {"N2"}),
        ("home_for_seniors", "residential", {"N1", "N2", "N3", "V1", "V8", "F5"}, {"N4", "P7", "V2"}),
        ("respite_care", "field", {"N4"}, {"V1"}),
        ("respite_care", "ambulatory", set(), {"N4"}),
        ("supported_living", "ambulatory", {"V2"}, {"V3"}),
        ("contact_centre", "ambulatory", {"N5", "V4"}, {"F1", "N4"}),
        ("shelter", "residential", {"V6", "F1"}, {"K1", "V8"}),
        ("night_shelter", "ambulatory", {"N1", "N2", "N3", "N9", "V1", "F4"}, {"P7", "P2", "V2"}),
    ],
)  # fmt: skip
def test_kinds_and_forms_have_their_indicators(kind, form, there, missing):
    codes = [one.code for one in applicable(kind, form)]

    assert len(codes) == len(set(codes))
    assert there <= set(codes)
    assert missing.isdisjoint(codes)


def test_a_night_shelter_is_ambulatory_and_is_measured_by_its_beds():
    units = {one.code: str(one.unit) for one in applicable("night_shelter", "ambulatory")}

    assert (units["N9"], units["F4"]) == ("Kč/lůžko", "Kč/lůžkoden")
    assert find("F4", "ambulatory", "night_shelter").compute(FACTS).value == 400
    assert find("F4", "ambulatory", "home_care").compute(FACTS).value == pytest.approx(
        D(4_000_000) / 12
    )


def test_degrees_outside_of_beds_are_a_share_of_those_whose_degree_is_known():
    """Degrees are those of the end of the year; users are of the whole year and more."""
    got = find("K1", "field").compute(FACTS | {"users": D(300)})

    assert got.value == pytest.approx(D(16) / 30 * 100)


def test_unallocated_costs_leave_only_what_needs_no_allocation():
    codes = {one.code for one in applicable("respite_care", "several")}

    assert codes == {"N1", "P1", "F1", "F2", "F3", "F3z", "F4", "F6", "F7", "F8", "F8p"}
    assert {one.code for one in unallocated("respite_care")} >= {"N2", "N3", "V1", "P2"}


@pytest.mark.parametrize("kind", sorted(KINDS.values()))
@pytest.mark.parametrize("form", sorted(LETTERS))
def test_counting_many_is_counting_each(kind, form):
    for facts in (FACTS, FACTS | {"months_operated": D(5)}, FACTS | {"fte_direct": None}, {}):
        shown = applicable(kind, form)

        said = {name: value for name, value in facts.items() if value is not None}
        assert Plan(shown, said).results(said) == [one.compute(facts) for one in shown]


amounts = st.decimals(min_value=D("0.01"), max_value=D(10**9), places=2)


@given(top=amounts, bottom=amounts, factor=st.integers(2, 1000))
def test_a_ratio_grows_with_its_numerator_and_falls_with_its_denominator(top, bottom, factor):
    ratio = find("N1").compute({"costs_eligible": top, "fte_direct": bottom}).value

    more = find("N1").compute({"costs_eligible": top * factor, "fte_direct": bottom}).value
    less = find("N1").compute({"costs_eligible": top, "fte_direct": bottom * factor}).value

    assert more == pytest.approx(ratio * factor)
    assert less == pytest.approx(ratio / factor)


@given(counts=st.lists(st.integers(0, 500), min_size=5, max_size=5))
def test_degrees_of_dependence(counts):
    facts = {f"degree_{degree}": D(count) for degree, count in enumerate(counts)}
    people = [degree for degree, count in enumerate(counts) for _one in range(count)]

    got = find("K2").compute(facts)

    if people:
        assert got.value == pytest.approx(D(sum(people)) / len(people))
    else:
        assert got.why_not.startswith("zero:")


@given(value=amounts, norm=amounts)
def test_deviation_from_a_norm(value, norm):
    assert deviation(value, norm) == pytest.approx((value / norm - 1) * 100, abs=D("0.0001"))
    assert deviation(value, D(0)) is None
    assert deviation(None, norm) is None


@pytest.mark.parametrize("months", [12, 7])
def test_rows_alone_are_those_of_the_whole_results(months):
    facts = FACTS | {"months_operated": D(months), "contacts": D(0)}
    facts.pop("beddays_occupied")
    for kind in KINDS.values():
        for form in ("residential", "field", "outpatient"):
            plan = Plan(applicable(kind, form), facts)
            assert plan.rows(3, facts) == [
                Row(3, one.code, stored(got.value), is_part_year=got.is_part_year)
                for one, got in zip(plan.shown, plan.results(facts), strict=True)
                if got.value is not None
            ]
