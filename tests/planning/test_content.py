"""Texts of the invented plans: complete, filled, different from place to place, fit for the models."""

import itertools
import re
from collections import Counter
from random import Random

import pytest

from planning.demo.texts import approval, groups, needs, plans, swot
from planning.demo.texts.measures import KINDS_OF_MEASURE, SOURCES, choose_measures
from planning.demo.texts.measures_prevention import POOL
from planning.demo.texts.priorities import PRIORITIES
from planning.demo.texts.writing import Place, deal, from_word, to_html
from planning.models import Comment, Cost, Fate, Group, Measure, Member, Need, Progress, SwotItem
from sitis.fixtures import FIXTURES, read_table

SEEDS = (1, 2, 3)
PERIOD = plans.period_slots(2028, 2032, "2024–2026")
FACTS = dict.fromkeys(plans.REGION_FACTS, "25")


def rows(file, folder="planning"):
    return list(read_table(FIXTURES / folder / f"{file}.csv"))


def places():
    people = {
        (row["place"], row["day"][:4], row["age"]): int(row["count"])
        for row in rows("population_orps", "territory")
    }
    municipalities = Counter(row["orp"] for row in rows("municipalities", "territory"))
    districts = {row["code"]: row["name"] for row in rows("districts", "territory")}
    return [
        Place(
            code=row["code"],
            name=row["name"],
            district=districts[row["district"]],
            municipalities=municipalities[row["code"]],
            inhabitants=people[row["code"], "2021", "celkem"],
            children=people[row["code"], "2020", "0-14"],
            seniors=people[row["code"], "2023", "65+"],
            seniors_before=people[row["code"], "2019", "65+"],
            services=14 + index,
            kinds=9,
            clients=900,
            waiting=60,
            refused=40,
        )
        for index, row in enumerate(rows("orps", "territory"))
    ]


PLACES = places()
THEMES = {row["code"]: row for row in rows("themes")}
CODES = {
    table: {row["slug"] for row in rows(table, "codelists")}
    for table in ("service_kinds", "provision_forms", "capacity_units")
}
#: Measures that change a service into another kind: better, and more of the new one.
MOVED = {"home_to_special", "transformation"}
KIND_FORMS = {(row["kind"], row["form"]) for row in rows("kind_forms", "codelists")}


def districts():
    found = {}
    for place in PLACES:
        found.setdefault(place.district, []).append(place)
    return found


def sections(level):
    return [row["code"] for row in rows("plan_template") if row["level"] == level]


def words(html):
    return len(re.sub(r"<[^>]+>", " ", html).split())


def is_clean(html):
    rest = re.sub(r'</?(h3|p|ul|li)>|<div data-block="\w+" data-options="[\w=;]*"></div>', "", html)
    return not re.search(r"[<>{}]|\[\[|##|\s\s|\s[,.]", rest)


@pytest.mark.parametrize("seed", SEEDS)
def test_plans_of_orps_fill_every_section_and_no_two_are_the_same(seed):
    written = plans.write_orp_plans(PLACES, PERIOD, Random(seed))

    assert len(written) == 21
    for code in sections("orp"):
        texts = [plan[code] for plan in written]
        assert all(is_clean(text) for text in texts), code
        assert all(40 <= words(text) <= 400 for text in texts), code
        assert len(set(texts)) == 21, code


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sentence_of_local_plans_is_heard_in_more_than_a_third_of_them(seed):
    written = plans.write_orp_plans(PLACES, PERIOD, Random(seed))

    paragraphs = Counter(
        paragraph
        for plan in written
        for paragraph in {p for text in plan.values() for p in re.findall(r"<p>(.*?)</p>", text)}
    )
    assert max(paragraphs.values()) <= 7


@pytest.mark.parametrize("seed", SEEDS)
def test_syntheses_of_okresy_fill_every_section(seed):
    written = plans.write_district_plans(districts(), PERIOD, Random(seed))

    assert len(written) == 7
    for code in sections("district"):
        texts = [plan[code] for plan in written.values()]
        assert all(is_clean(text) and words(text) >= 20 for text in texts), code
        assert "správních obvodů" not in written["Brno-město"][code], code
    whole = ["".join(plan.values()) for plan in written.values()]
    assert len(set(whole)) == 7


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("regime", ["2014", "2026"])
def test_the_regional_plan_has_250_words_in_every_section(seed, regime):
    plan = plans.write_region_plan(PLACES, PERIOD, regime, FACTS, Random(seed))

    assert list(plan) == sections("region")
    for code, text in plan.items():
        assert is_clean(text), code
        assert words(text) >= 250, code
    assert all(f"<h3>ORP {place.name}</h3>" in plan["needs"] for place in PLACES)


def test_live_blocks_of_texts_are_those_of_the_template():
    for level, pool in (("orp", plans.ORP), ("district", plans.DISTRICT), ("region", plans.REGION)):
        for row in rows("plan_template"):
            if row["level"] == level:
                wanted = set(re.findall(r'data-block="(\w+)"', row["skeleton"]))
                found = {
                    piece[2:-2].split()[0]
                    for piece in pool[row["code"]]
                    if isinstance(piece, str) and piece.startswith("[[")
                }
                assert found == wanted, (level, row["code"])


def test_plans_say_that_they_are_invented():
    orp = plans.write_orp_plans(PLACES, PERIOD, Random(1))
    district = plans.write_district_plans(districts(), PERIOD, Random(1)).values()
    region = plans.write_region_plan(PLACES, PERIOD, "2026", FACTS, Random(1))

    for plan in (*orp, *district, region):
        assert re.search("vymyšlen|smyšlen", plan["introduction"])


def test_the_same_chance_writes_the_same_plans():
    assert plans.write_orp_plans(PLACES, PERIOD, Random(5)) == plans.write_orp_plans(
        PLACES, PERIOD, Random(5)
    )


def test_an_orp_of_one_municipality_speaks_of_city_districts():
    [brno] = [place for place in PLACES if place.municipalities == 1]
    slots = brno.slots()

    assert slots["all_places"] == "29 městských částí"
    assert slots["places_loc"] == "městských částech"


def test_swot_has_at_least_sixty_items_with_themes_that_exist():
    assert len({item.text for item in swot.POOL}) == len(swot.POOL) >= 60
    assert {item.theme for item in swot.POOL} <= set(THEMES)
    assert set(swot.QUADRANTS) == set(SwotItem.Side.values)
    assert all(len(item.text) <= 500 for item in swot.POOL)


@pytest.mark.parametrize("seed", SEEDS)
def test_swot_items_are_dealt_evenly(seed):
    hands = swot.deal_swot([place.slots() for place in PLACES], Random(seed))

    assert all(len(hand) == len(set(hand)) == 18 for hand in hands)
    dealt = list(itertools.chain.from_iterable(hands))
    assert all(is_clean(item.text) for item in dealt)
    assert max(Counter(dealt).values()) <= 7


def test_measures_name_themes_kinds_forms_and_units_that_exist():
    goals = {priority.code: len(priority.goals) for priority in PRIORITIES}
    assert len({text.code for text in POOL}) == len({text.title for text in POOL}) == len(POOL)
    assert len(POOL) >= 56
    for text in POOL:
        assert set(text.themes) <= set(THEMES), text.code
        assert text.goal < goals[text.priority]
        assert text.kind in KINDS_OF_MEASURE
        assert set(text.sources) <= set(SOURCES)
        assert text.costs[0] <= text.costs[1]
        assert text.milestones
        assert text.indicator.unit
        if text.service:
            assert (text.service.kind, text.service.form) in KIND_FORMS, text.code
            assert text.service.unit in CODES["capacity_units"]
            assert (text.service.change > 0) == (
                text.kind in {"growth", "new"} or text.code in MOVED
            )
            assert (text.service.change < 0) == (text.kind == "less"), text.code


def test_every_goal_has_a_measure_and_words_fit_the_columns():
    for priority in PRIORITIES:
        for index in range(len(priority.goals)):
            assert any((m.priority, m.goal) == (priority.code, index) for m in POOL), priority.code
    assert set(KINDS_OF_MEASURE) == set(Measure.Kind.values)
    assert set(SOURCES) <= set(Cost.Source.values)
    assert all(len(text.title) <= 300 and len(text.responsible) <= 300 for text in POOL)


@pytest.mark.parametrize("seed", SEEDS)
def test_chosen_measures_move_from_baseline_to_target(seed):
    for chosen in choose_measures(POOL, len(POOL), Random(seed)):
        assert chosen.baseline != chosen.target or chosen.text.kind == "keep"
        assert chosen.text.costs[0] - 500 <= chosen.yearly_cost <= chosen.text.costs[1] + 500


@pytest.mark.parametrize("seed", SEEDS)
def test_needs_of_every_kind_and_proposal_have_reason_and_evidence(seed):
    random = Random(seed)
    assert set(needs.KINDS) == CODES["service_kinds"]
    assert {text.theme for text in needs.KINDS.values()} <= set(THEMES)
    assert set(needs.PROPOSALS) == set(Need.Proposal.values)
    for place, kind, proposal in itertools.product(PLACES, needs.KINDS, needs.PROPOSALS):
        need = needs.write_need(kind, proposal, place.slots(), random)
        assert need.evidence in Need.Evidence.values
        assert is_clean(need.reason)
        assert is_clean(need.evidence_text)
        assert len(need.reason) > 60
        assert len(need.evidence_text) <= 500


@pytest.mark.parametrize("seed", SEEDS)
def test_meetings_have_agenda_minutes_decisions_and_tasks(seed):
    random = Random(seed)
    for audience in groups.TOPICS:
        meeting = groups.write_meeting(audience, PLACES[0].slots(), random)
        assert len(meeting.agenda) == 5
        assert len(meeting.tasks) == 3
        assert is_clean(meeting.minutes)
        assert all(map(is_clean, (*meeting.decisions, *meeting.tasks)))
    assert {side for side, _ in groups.SEATS} == set(Member.Side.values)
    named = (*groups.GROUPS_OF_ORP, groups.GROUP_OF_DISTRICT, *groups.GROUPS_OF_REGION)
    assert {kind for kind, _, _ in named} <= set(Group.Kind.values)


def test_comments_and_fates_speak_the_words_of_the_models():
    assert {text.author_type for text in approval.COMMENTS} == set(Comment.Author.values)
    assert {text.verdict for text in approval.COMMENTS} == set(Comment.Verdict.values)
    assert set(approval.FATES) == set(Fate.Verdict.values)
    assert set(approval.EVALUATIONS) == set(Progress.State.values)
    assert len({text.text for text in approval.COMMENTS}) == len(approval.COMMENTS)
    assert re.fullmatch(r"\d+/26/R\d+", approval.council_resolution(2026, Random(1)))
    assert re.fullmatch(r"\d+/26/Z\d+", approval.assembly_resolution(2026, Random(1)))


def test_text_becomes_html_that_escapes_what_it_must():
    html = to_html("## Péče & práce\n\n- a < b\n- c\n\n[[needs]]\n\nJeden\nodstavec.")

    assert html == (
        "<h3>Péče &amp; práce</h3><ul><li>a &lt; b</li><li>c</li></ul>"
        '<div data-block="needs" data-options=""></div><p>Jeden odstavec.</p>'
    )


@pytest.mark.parametrize(
    ("value", "word"), [(18, "z"), (17, "ze"), (29, "z"), (42, "ze"), (73, "ze"), (111, "ze")]
)
def test_a_number_has_the_preposition_with_which_it_is_read(value, word):
    assert from_word(value) == word


def test_needs_speak_of_what_belongs_to_their_kind():
    random = Random(7)
    slots = PLACES[0].slots()
    for _ in range(60):
        need = needs.write_need("night_shelter", "more", slots, random)
        assert "65 let" not in need.reason + need.evidence_text
        assert "nemocnic" not in need.reason + need.evidence_text


def test_dealing_gives_each_variant_about_equally_often():
    assert sorted(Counter(deal("abcd", 21, Random(1))).values()) == [5, 5, 5, 6]
