"""The form version that ships: loads, fits together, asks each service for what concerns it."""

from decimal import Decimal

import pytest

from evaluation.actions.loading import load_forms
from evaluation.layout import compute, form_of, sheet_for
from evaluation.models import FormField, FormRule, FormVersion
from evaluation.quantities import quantities_of
from evaluation.rules import signed
from providers.models import ServiceKind
from sitis.fixtures import FIXTURES, read_table

pytestmark = pytest.mark.django_db
FOLDER = FIXTURES / "evaluation"
KINDS = [row["slug"] for row in read_table(FIXTURES / "codelists" / "service_kinds.csv")]
FORMS: dict[str, list[str]] = {}
for row in read_table(FIXTURES / "codelists" / "kind_forms.csv"):
    FORMS.setdefault(row["kind"], []).append(row["form"])

QUANTITIES = [
    "costs_total",
    "costs_eligible",
    "costs_personal",
    "costs_overhead",
    "costs_related",
    "fte_direct",
    "fte_total",
    "fte_social",
    "fte_management",
    "fte_administration",
    "staff_persons",
    "staff_left",
    "beds_average",
    "beddays_offered",
    "beddays_occupied",
    "hours_direct",
    "interventions",
    "contacts",
    "client_days",
    "operating_days",
    "instant_capacity",
    "users",
    "users_end",
    "degree_0",
    "degree_1",
    "degree_2",
    "degree_3",
    "degree_4",
    "refused_capacity",
    "refused_total",
    "applicants",
    "cases_closed",
    "days_of_support",
    "months_operated",
    "revenue_total",
    "revenue_users",
    "revenue_users_care",
    "revenue_101a",
    "revenue_region",
    "revenue_municipalities",
    "revenue_founder",
    "revenue_insurers",
    "revenue_labour_office",
    "revenue_ministries",
    "revenue_eu",
    "revenue_gifts",
    "revenue_own",
    "units_network",
    "municipalities_served",
    "fte_direct_p",
    "fte_direct_at",
    "costs_eligible_p",
    "costs_eligible_at",
]


@pytest.fixture
def form():
    list(load_forms(FOLDER))
    return form_of(FormVersion.objects.get(code="2026.1"))


def test_the_version_is_published_and_loading_again_changes_nothing():
    first = [(one.created, one.changed) for one in load_forms(FOLDER)]
    count = FormField.objects.count()
    again = [(one.created, one.changed, one.unchanged, one.kept) for one in load_forms(FOLDER)]

    version = FormVersion.objects.get()
    assert (first, again) == ([(1, 0)], [(0, 0, 1, [])])
    assert (version.is_published, FormField.objects.count()) == (True, count)
    assert version.history.count() == 1


def test_a_published_version_is_not_written_over(tmp_path):
    list(load_forms(FOLDER))
    other = tmp_path / "form-2026.1"
    other.mkdir()
    for file in (FOLDER / "form-2026.1").iterdir():
        (other / file.name).write_text(file.read_text("utf-8"), "utf-8")
    table = other / "sections.csv"
    table.write_text(table.read_text("utf-8").replace("Klienti", "Uživatelé"), "utf-8")

    (loaded,) = load_forms(tmp_path)

    assert [*loaded.kept] == ["Formulář 2026.1: vydaná verze se nemění, změnu zapište jako novou"]
    assert FormVersion.objects.get().formsections.filter(title="Klienti").exists()


def test_every_field_says_what_it_means_and_every_code_is_known(form):
    codes = {one.code for one in form.fields}
    used = {signed(part)[1] for one in form.fields for part in one.sum_of} - {"%"}
    used |= {code for one in form.quantities for code in (*one.plus, *one.minus)}
    for _whom, rule in form.rules:
        named = rule.right if rule.what == FormRule.What.ATTACHMENT else rule.left + rule.right
        used |= {signed(code)[1] for code in named if "*" not in code}
    words = {kind for one in form.fields for kind in one.kinds}

    assert [one.code for one in form.fields if not one.help] == []
    assert used - codes == set()
    assert words - set(KINDS) == set()


def test_named_quantities_are_all_there(form):
    assert set(QUANTITIES) - {one.code for one in form.quantities} == set()


def test_each_kind_is_asked_once_for_one_unit(form):
    """A code in more variants never meets itself; whoever is asked has a unit of the network."""
    twice, units = [], {}
    for kind in KINDS:
        for occasion in ("planned", "half_year", "actual_1"):
            sheet = sheet_for(form, kind, FORMS[kind], occasion)
            concerned = [
                one.code
                for one in form.fields
                if (not one.kinds or kind in one.kinds)
                and (not one.forms or one.forms & set(FORMS[kind]))
                and (not one.occasions or occasion in one.occasions)
            ]
            twice += [code for code in set(concerned) if concerned.count(code) > 1]
            units[kind, occasion] = [
                one.unit for one in sheet.fields.values() if one.code.startswith("E.units")
            ]

    beds, staff = "lůžko", "úvazek v přímé péči"
    assert twice == []
    assert {tuple(found) for found in units.values()} == {(beds,), (staff,), (beds, staff)}
    assert units["home_care", "half_year"] == [staff]
    assert units["night_shelter", "actual_1"] == [beds]
    assert units["respite_care", "planned"] == [beds, staff]


def test_staff_table_has_fifteen_rows_in_both_parts(form):
    sheet = sheet_for(form, "respite_care", FORMS["respite_care"], "actual_1")
    rows = {
        tail: {
            one.row
            for one in sheet.of_section("C")
            if one.code.endswith(f".{tail}") and one.code.startswith("C.")
        }
        for tail in ("P", "AT")
    }

    assert (len(rows["P"]), len(rows["AT"])) == (15, 15)


def test_sums_come_from_their_parts_and_split_columns_only_where_forms_differ(form):
    home = sheet_for(form, "home_care", ["field", "ambulatory"], "actual_1")
    found = compute(
        home,
        {
            "F.1.1.total": Decimal(100),
            "F.1.2.total": Decimal(20),
            "F.2.6.1.total": Decimal(5),
            "F.2.2.total": None,
            "C.1.1.fte.AT": Decimal("1.5"),
            "C.1.2.3.dpp_fte.AT": Decimal("0.25"),
        },
    )
    both = sheet_for(form, "respite_care", ["field", "residential"], "actual_1")

    assert found["F.sum.total"] == 125
    assert found["F.2.1.total"] is None
    assert found["C.1.fte_all.AT"] == Decimal("1.75")
    assert "F.1.1.P" not in home.fields
    assert {"F.1.1.P", "F.1.1.AT"} <= set(both.fields)


def test_quantities_of_one_form_are_those_of_the_whole(form):
    sheet = sheet_for(form, "shelter", ["residential"], "actual_1")
    numbers = compute(sheet, {"F.2.2.total": Decimal(50), "F.2.2.ineligible": Decimal(8)})
    found = quantities_of(sheet, numbers)

    assert (found["costs_eligible"], found["costs_eligible_p"]) == (42, 42)
    assert found["costs_eligible_at"] is None


def test_kinds_of_the_form_are_kinds_of_the_register():
    assert ServiceKind.objects.count() == 0  # the form loads before and without the register
    assert len(KINDS) == len(set(KINDS)) == 34
