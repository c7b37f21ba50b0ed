"""Tables of fixtures/planning/: whole, tied to each other and to the code lists."""

import re

import pytest

from sitis.fixtures import FIXTURES, read_table

REGIMES = {"2014", "2026"}
ROLES = {"planner", "orp_coordinator", "district_member"}
LEVELS = {"orp", "district", "region"}
DELIVERABLES = {"needs", "priorities", "analyses", "text"}
PARTS = ["descriptive", "analytical", "previous_evaluation", "strategic", "network_provision"]
BLOCKS = {
    "services",
    "population",
    "needs",
    "measures",
    "swot",
    "meetings",
    "map",
    "figures",
    "cost_plan",
    "network_totals",
    "themes",
}
ITEMS = [
    "39a.1",
    *(f"39a.2.{letter}" for letter in "abcde"),
    *(f"39a.3.a.{number}" for number in range(1, 7)),
    *(f"39a.3.b.{number}" for number in range(1, 5)),
    *(f"39a.4.{letter}" for letter in "ab"),
    *(f"39a.5.{letter}" for letter in "ab"),
    *(f"39b.{number}" for number in range(1, 4)),
    *(f"95.3.{letter}" for letter in "abcdefg"),
]


def rows(file, folder="planning"):
    return list(read_table(FIXTURES / folder / f"{file}.csv"))


def parts(text):
    return [part for part in text.split(";") if part]


def test_the_check_has_the_thirty_items_of_the_law_in_its_order():
    assert [row["code"] for row in rows("statutory_items")] == ITEMS
    assert [row["position"] for row in rows("statutory_items")] == [str(n) for n in range(1, 31)]


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("39a.1", "§ 39a odst. 1 vyhlášky č. 505/2006 Sb."),
        ("39a.3.a.4", "§ 39a odst. 3 písm. a) bod 4 vyhlášky č. 505/2006 Sb."),
        ("39b.2", "§ 39b odst. 2 vyhlášky č. 505/2006 Sb."),
        ("95.3.g", "§ 95 odst. 3 písm. g) zákona č. 108/2006 Sb."),
    ],
)
def test_an_item_prints_its_place_in_the_law(code, printed):
    [row] = [row for row in rows("statutory_items") if row["code"] == code]

    assert row["law_reference"] == printed


def test_the_old_regime_leaves_out_95_3_and_says_why():
    for row in rows("statutory_items"):
        assert row["role"] in ROLES
        if row["code"].startswith("95."):
            assert row["regimes"] == "2026"
            assert "300/2025" in row["left_out_reason"]
        else:
            assert row["regimes"] == "2014;2026"
            assert row["left_out_reason"] == ""


def test_themes_are_unique_and_name_target_groups_that_exist():
    groups = {row["slug"] for row in rows("target_groups", "codelists")}
    themes = rows("themes")

    assert len({row["code"] for row in themes}) == len({row["name"] for row in themes})
    assert {row["target_group"] for row in themes} - {""} <= groups
    assert all((row["kind"] == "group") == bool(row["target_group"]) for row in themes)
    assert all(row["keywords"] and row["description"].endswith(".") for row in themes)


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_sections_of_a_level_follow_the_five_parts(level):
    sections = [row for row in rows("plan_template") if row["level"] == level]

    order = [PARTS.index(row["part"]) for row in sections]
    assert order == sorted(order)
    assert set(order) == set(range(5))
    assert len({row["code"] for row in sections}) == len(sections)
    assert [row["position"] for row in sections] == [str(n) for n in range(1, len(sections) + 1)]


def test_sections_name_items_blocks_and_deliverables_that_exist():
    for row in rows("plan_template"):
        assert set(parts(row["statutory_items"])) <= set(ITEMS), row["code"]
        assert set(parts(row["regimes"])) <= REGIMES
        assert row["deliverable"] in DELIVERABLES
        assert set(re.findall(r'data-block="(\w+)"', row["skeleton"])) <= BLOCKS
        assert 40 < len(row["help"]) < 250


def test_sections_of_the_regional_plan_cover_every_item():
    region = [row for row in rows("plan_template") if row["level"] == "region"]

    assert {item for row in region for item in parts(row["statutory_items"])} == set(ITEMS)


def test_steps_have_a_day_or_are_counted_from_council_or_assembly():
    for row in rows("calendar"):
        assert row["level"] in LEVELS
        assert row["role"] in ROLES
        assert row["rule"] in {"fixed", "before_council", "before_assembly", "after_assembly"}
        assert (row["rule"] == "fixed") == bool(row["day"] and row["month"] and row["year"])
        assert (row["rule"] != "fixed") == bool(row["amount"] and row["unit"])


PLANS = [("medium_term", "2014"), ("medium_term", "2026"), ("action_plan", "2026")]


def steps(plan, regime):
    return [
        row
        for row in rows("calendar")
        if row["plan_kind"] == plan and regime in parts(row["regimes"])
    ]


@pytest.mark.parametrize(("plan", "regime"), PLANS)
def test_a_step_stands_in_a_regime_once_and_so_does_what_a_level_hands_in(plan, regime):
    codes = [row["code"] for row in steps(plan, regime)]
    handed_in = [
        (row["level"], row["deliverable"]) for row in steps(plan, regime) if row["deliverable"]
    ]

    assert len(codes) == len(set(codes))
    assert len(handed_in) == len(set(handed_in))
    assert {deliverable for _, deliverable in handed_in} <= DELIVERABLES


@pytest.mark.parametrize(("plan", "regime"), PLANS)
def test_a_discussion_is_announced_at_least_fifteen_days_ahead(plan, regime):
    before = {row["code"].removeprefix("action_"): row for row in steps(plan, regime)}
    announced, held = before["hearing_announced"], before["hearing_held"]

    assert announced["rule"] == held["rule"] == "before_council"
    assert announced["unit"] == held["unit"] == "calendar"
    assert int(announced["amount"]) - int(held["amount"]) >= 15
