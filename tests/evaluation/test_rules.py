"""Rules of dossier 2.10 over plain numbers."""

from decimal import Decimal

import pytest

from evaluation.layout import form_of, sheet_for
from evaluation.rules import Band, Facts, Rule, check
from evaluation.worktime import yearly_fund
from tests.evaluation.factories import published_form

D = Decimal


def found(rule, **facts):
    return [(one.severity, one.message, one.codes) for one in check([rule], Facts(**facts))]


def numbers(**values):
    return {
        code.replace("_", "."): None if value is None else D(str(value))
        for code, value in values.items()
    }


def test_sources_must_equal_costs():
    rule = Rule(
        "7", "", "equal", "error", "{left} {right} {difference}", ("G",), ("F",), tolerance=D(1)
    )

    assert found(rule, numbers=numbers(G=636_000, F=648_000)) == [
        ("error", "636\xa0000 648\xa0000 −12\xa0000", ("G", "F"))
    ]
    assert found(rule, numbers=numbers(G=648_001, F=648_000)) == []
    assert found(rule, numbers=numbers(G=None, F=5)) == []


def test_occupancy_over_hundred_needs_a_comment():
    rule = Rule(
        "9", "", "ratio_range", "comment", "{left} %", ("o",), ("n",), factor=D(100), maximum=D(100)
    )
    over = numbers(o=3687, n=3650)

    assert found(rule, numbers=over) == [("comment", "101,01 %", ("o", "n"))]
    assert check([rule], Facts(over, comments={"o"}))[0].stops is False
    assert check([rule], Facts(over))[0].stops is True
    assert found(rule, numbers=numbers(o=3650, n=3650)) == []
    assert found(rule, numbers=numbers(o=1, n=0)) == []


@pytest.mark.parametrize(
    ("value", "is_told", "is_flag"),
    [("15", False, False), ("21", True, False), ("35", True, False), ("36", True, True)],
)
def test_the_office_looks_at_what_is_far_from_the_usual_range(value, is_told, is_flag):
    """Half of all services are outside it by a little: their explanation is enough."""
    rule = Rule("14", "", "band", "comment", "{left}")
    band = Band("N1", "Náklady", "Kč", D(value), D(10), D(20), "F")

    told = check([rule], Facts(numbers(F=1), comments={"F"}, bands=(band,)))
    untold = check([rule], Facts(numbers(F=1), bands=(band,)))

    assert ([one.is_flag for one in told], bool(told)) == ([is_flag] * is_told, is_told)
    assert all(one.is_flag and one.stops for one in untold)


def test_the_office_looks_at_explained_differences_above_a_hundredth():
    rule = Rule("7s", "", "equal", "comment", "", ("G",), ("F",))

    def flags(sources):
        return [
            one.is_flag
            for one in check([rule], Facts(numbers(G=sources, F=1000), comments={"G"}))
        ]  # fmt: skip

    assert [flags(1000), flags(990), flags(1010), flags(989)] == [[], [False], [False], [True]]


def test_staff_costs_need_staff():
    rule = Rule("11b", "", "needs", "error", "{left}", ("costs",), ("staff",))

    assert found(rule, numbers=numbers(costs=5, staff=0)) == [("error", "5", ("costs", "staff"))]
    assert found(rule, numbers=numbers(costs=5, staff=None)) == [("error", "5", ("costs", "staff"))]
    assert found(rule, numbers=numbers(costs=5, staff=1)) == []
    assert found(rule, numbers=numbers(costs=0, staff=0)) == []
    assert found(rule, numbers=numbers(costs=5)) == []  # the service is not asked for staff


def test_year_on_year_asks_both_a_share_and_an_amount():
    rule = Rule(
        "8",
        "",
        "year_on_year",
        "comment",
        "{difference} {share}",
        ("F.*",),
        factor=D("0.2"),
        tolerance=D(50_000),
    )
    last = numbers(F_a=100_000, F_b=1_000, F_c=1_000_000, F_d=0, F_s=1, G=1)
    now = numbers(F_a=151_000, F_b=2_000, F_c=1_100_000, F_d=60_000, F_s=99_999, G=999_999)

    assert found(rule, numbers=now, last=last, computed={"F.s"}) == [
        ("comment", "51\xa0000 51", ("F.a",)),
        ("comment", "60\xa0000 ∞", ("F.d",)),
    ]


def test_units_against_the_network():
    rule = Rule(
        "13", "", "network_gap", "comment", "{right} {share}", ("E.units",), factor=D("0.1")
    )
    network = numbers(E_units="6.5")

    assert found(rule, numbers=numbers(E_units="5.1"), network=network) == [
        ("comment", "6,5 −22", ("E.units",))
    ]
    assert found(rule, numbers=numbers(E_units="5.9"), network=network) == []
    assert found(rule, numbers=numbers(E_units="5.1"), network={}) == []


def test_one_gap_is_told_once_by_the_rule_of_its_width(form_rules):
    gaps = [one for one in form_rules if one.what == "network_gap"]
    network = numbers(E_units="10")

    told = {
        units: [one.rule for one in check(gaps, Facts(numbers(E_units=units), network=network))]
        for units in ("10.4", "9.4", "11", "11.1", "5")
    }

    assert told == {"10.4": [], "9.4": ["13a"], "11": ["13a"], "11.1": ["13b"], "5": ["13b"]}


@pytest.fixture
def form_rules(db):
    """Rules of the form that ships."""
    return sheet_for(form_of(published_form()), "home_care", ["field"], "half_year").rules


def test_band_of_similar_services():
    rule = Rule("14", "", "band", "comment", "{name} {left} {unit} {minimum} {maximum}")
    band = Band("N1", "Náklady na úvazek", "Kč", D(900_000), D(600_000), D(800_000), "F")

    assert found(rule, numbers={"F": D(1)}, bands=(band,)) == [
        ("comment", "Náklady na úvazek 900\xa0000 Kč 600\xa0000 800\xa0000", ("F",))
    ]
    inside = Band("N1", "", "", D(600_000), D(600_000), D(800_000), "F")
    assert found(rule, numbers={"F": D(1)}, bands=(inside,)) == []


def test_an_attachment_or_a_comment():
    rule = Rule("15", "", "attachment", "comment", "chybí", ("bed_days",), ("E",))

    assert found(rule, numbers=numbers(E=5)) == [("comment", "chybí", ("E",))]
    assert found(rule, numbers=numbers(E=5), files={"bed_days"}) == []
    # a service without beds is not asked for evidence of bed-days: it could not even say why not
    assert found(rule, numbers=numbers(F=5)) == []


def test_the_heaviest_comes_first():
    note = Rule("1", "", "range", "note", "a", ("A",), maximum=D(1))
    error = Rule("2", "", "range", "error", "b", ("A",), maximum=D(1))

    assert [one.rule for one in check([note, error], Facts(numbers(A=2)))] == ["2", "1"]


# -- the form that ships ---------------------------------------------------------------------------


def found_by(kind, forms, occasion="actual_1", *, last=None, fund=None, **numbers):
    """Rule -> message of what a report with ``numbers`` breaks, the rest of its fields empty."""
    sheet = sheet_for(form_of(published_form()), kind, forms, occasion)
    given = {code.replace("_", "."): D(str(value)) for code, value in numbers.items()}
    assert given.keys() <= set(sheet.numeric), given.keys() - set(sheet.numeric)
    facts = Facts(
        dict.fromkeys(sheet.numeric) | given,
        last=dict.fromkeys(sheet.numeric) | (last or {}),
        computed={one.code for one in sheet.sums},
        fund=fund,
    )
    return {one.rule: one for one in check(sheet.rules, facts)}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["home_care", "telephone_crisis_help", "crisis_help"])
def test_an_empty_table_of_users_is_not_zero(kind):
    forms = ["field"]

    empty = found_by(kind, forms, D_users_total_sum=40)
    filled = found_by(kind, forms, D_users_total_sum=40, D_age_sum=40, D_group_sum=40)
    nobody = found_by(kind, forms, D_users_total_sum=0)

    assert [empty[rule].stops for rule in ("4d", "4e")] == [True, True]
    for report in (filled, nobody):
        assert {"4a", "4b", "4d", "4e"}.isdisjoint(report)
    assert "4d" not in found_by(kind, forms, "half_year", D_users_total_sum=40)


@pytest.mark.django_db
def test_beds_ask_for_whom_they_are():
    home = ("home_for_seniors", ["residential"])

    assert found_by(*home, E_beds_average=40)["3e"].severity == "error"
    assert "3e" not in found_by(*home, E_beds_average=40, D_structure_sum_now=40)
    assert "3e" not in found_by("shelter", ["residential"], E_beds_average=40)


@pytest.mark.django_db
def test_the_structure_of_a_plan_is_held_beside_its_beds():
    """Beds may change in the year that is planned, so the office is told why and nothing stops."""
    home = ("home_for_seniors", ["residential"])
    numbers = {"E_beds_average": 45, "D_structure_sum_now": 40, "D_structure_sum_plan": 45}

    for occasion in ("planned", "adjusted"):
        told = found_by(*home, occasion, **numbers)
        assert (told["3n"].severity, "3p" in told) == ("comment", False)
    told = found_by(*home, "planned", **numbers | {"D_structure_sum_plan": 30})
    assert told["3p"].severity == "note"
    told = found_by(*home, "actual_1", **numbers)
    assert (told["3"].severity, "3n" in told, "3p" in told) == ("error", False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("contract", ["fte", "dpc_fte", "dpp_fte", "bought_fte"])
def test_staff_of_every_contract_is_held_beside_last_year(contract):
    code = f"C.1.1.{contract}.AT"
    sheet = sheet_for(form_of(published_form()), "home_care", ["field"], "actual_1")

    facts = Facts(numbers={code: D(3)}, last={code: D(1)})

    assert [one.codes for one in check(sheet.rules, facts) if one.rule == "8b"] == [(code,)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "form", "code", "rule", "word"),
    [
        ("home_for_seniors", "residential", "E.units", "8d", "lůžek"),
        ("night_shelter", "ambulatory", "E.units", "8d", "lůžek"),
        ("respite_care", "residential", "E.units.P", "8d", "lůžek"),
        ("respite_care", "field", "E.units.AT", "8b", "úvazku"),
        ("home_care", "field", "E.units", "8c", "úvazku"),
    ],
)
def test_a_change_of_units_is_said_in_the_unit(kind, form, code, rule, word):
    sheet = sheet_for(form_of(published_form()), kind, [form], "half_year")

    [found] = [
        one
        for one in check(sheet.rules, Facts(numbers={code: D(60)}, last={code: D(40)}))
        if one.rule.startswith("8")
    ]

    assert (found.rule, word in found.message, "20" in found.message) == (rule, True, True)


@pytest.mark.django_db
def test_hours_are_held_beside_the_fund_of_their_year():
    assert [yearly_fund(year) for year in (2024, 2025, 2028)] == [2096, 2088, 2080]
    report = {"E.hours.direct.T": D(2085), "C.1.fte_all.AT": D(1)}
    sheet = sheet_for(form_of(published_form()), "home_care", ["field"], "actual_1")

    told = {
        year: [one.message for one in check(sheet.rules, Facts(report, fund=yearly_fund(year)))
               if one.rule == "12"]
        for year in (2025, 2028)
    }  # fmt: skip

    assert told[2025] == []
    assert "2\xa0080" in told[2028][0]


@pytest.mark.django_db
def test_a_man_year_of_each_position_has_its_own_people():
    """The sum of all hides a cook with two man-years among thirty carers."""
    numbers = {
        "C.1.2.1.fte.P": D(30), "C.1.2.1.persons.P": D(31),
        "C.2.3.fte.P": D(2), "C.2.3.persons.P": D(1),
    }  # fmt: skip
    sheet = sheet_for(form_of(published_form()), "home_for_seniors", ["residential"], "actual_1")

    [found] = [one for one in check(sheet.rules, Facts(numbers)) if one.rule.startswith("10b")]

    assert (found.rule, found.severity) == ("10b.2.3.P", "note")
    assert found.codes == ("C.2.3.fte.P", "C.2.3.persons.P")


@pytest.mark.django_db
def test_staff_has_costs_where_the_service_has():
    home = ("home_care", ["field"])
    both = {"F_1_total": 900_000, "C_sum_costs": 900_000}

    assert found_by(*home, F_1_total=900_000)["11c"].stops
    assert "11c" not in found_by(*home, **both)
    assert "11c" not in found_by(*home, "planned", F_1_total=900_000)
