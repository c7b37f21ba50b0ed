"""The statutory check: thirty items, each held by its own facts."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planning.checklist import DatedFact, Facts, SectionFact, State, check, gaps, items

CODES = [item.code for item in items()]


def fact(kind, day, **more):
    return DatedFact(kind, day, has_document=True, **more)


PROCEDURE = (
    fact("start", date(2026, 3, 2)),
    fact("ministry", date(2026, 1, 20)),
    fact("announced", date(2027, 4, 1)),
    fact("held", date(2027, 4, 16)),
    fact("draft", date(2027, 5, 1), until=date(2027, 5, 15)),
    fact("settlement", date(2027, 6, 1)),
)
#: A plan of the region that lacks nothing.
WHOLE = Facts(
    level="region",
    kind="medium_term",
    regime="2026",
    years=(2028, 2029),
    sections=(SectionFact("all", "Vše", tuple(CODES), words=400, is_ready=True, has_table=True),),
    procedure=PROCEDURE,
    comments=3,
    orps=("Kyjov", "Hodonín"),
    orps_with_needs=frozenset({"Kyjov", "Hodonín"}),
    orps_with_clients=frozenset({"Kyjov", "Hodonín"}),
    orps_with_refused=frozenset({"Kyjov", "Hodonín"}),
    coordinated=frozenset({"Kyjov", "Hodonín"}),
    figures_year=2026,
    districts=("Hodonín",),
    districts_closed=frozenset({"Hodonín"}),
    steps=20,
    council_on=date(2027, 6, 10),
    assembly_on=date(2027, 6, 20),
    sides=frozenset({"commissioner", "provider", "user"}),
    meetings=4,
    measures=5,
    costed_years=frozenset({2028, 2029}),
    network="Síť 2027/1",
    network_items=300,
    kinds=("pečovatelská služba",),
    kinds_with_clients=frozenset({"pečovatelská služba"}),
    kinds_with_refused=frozenset({"pečovatelská služba"}),
    kinds_with_costs=frozenset({"pečovatelská služba"}),
    kinds_with_sources=frozenset({"pečovatelská služba"}),
    previous="Plán 2024–2026",
    previous_measures=12,
)


def missing(facts, excused=None):
    return [found.item.code for found in gaps(check(facts, excused))]


def test_the_law_asks_thirty_things_and_a_whole_plan_has_them_all():
    assert len(CODES) == 30
    assert missing(WHOLE) == []
    assert {found.state for found in check(WHOLE)} == {State.FULFILLED}


def test_a_text_that_nobody_marked_as_ready_fulfils_nothing():
    written = SectionFact("all", "Vše", tuple(CODES), words=400, is_ready=False)

    assert missing(replace(WHOLE, sections=(written,))) == CODES


@pytest.mark.parametrize("code", [code for code in CODES if not code.startswith("39b")])
def test_each_item_needs_its_own_text(code):
    others = tuple(one for one in CODES if one != code)
    without = replace(
        WHOLE,
        sections=(
            SectionFact("all", "Vše", others, words=400, is_ready=True, has_table=True),
            SectionFact("own", "Vlastní oddíl", (code,), words=3, is_ready=True),
        ),
    )

    assert missing(without) == [code]
    assert [gap.key for found in gaps(check(without)) for gap in found.gaps] == ["own"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"previous": ""}, ["39a.1"]),
        ({"previous_without_state": ("P1.C1.O1",)}, ["39a.1"]),
        ({"meetings": 0}, ["39a.2.a"]),
        ({"undecided": 1}, ["39a.2.b", "39a.4.b"]),
        ({"steps": 0}, ["39a.2.c"]),
        ({"assembly_on": None}, ["39a.2.c"]),
        ({"sides": frozenset({"provider", "user"})}, ["39a.2.d", "95.3.b"]),
        ({"coordinated": frozenset({"Kyjov"})}, ["39a.2.e"]),
        ({"orps_with_needs": frozenset({"Kyjov"})}, ["39a.3.a.1", "39a.4.b"]),
        ({"orps_with_clients": frozenset({"Kyjov"})}, ["39a.3.a.2"]),
        ({"orps_with_refused": frozenset()}, ["39a.3.a.2"]),
        ({"kinds_with_clients": frozenset()}, ["39a.3.a.2"]),
        ({"kinds_with_refused": frozenset()}, ["39a.3.a.2"]),
        ({"districts_closed": frozenset()}, ["39a.3.a.4"]),
        ({"measures_without_costs": ("P1.C1.O1",)}, ["39a.3.b.1", "95.3.c"]),
        ({"costed_years": frozenset({2028})}, ["39a.3.b.1", "95.3.c"]),
        ({"kinds_with_costs": frozenset()}, ["39a.3.b.2", "39a.3.b.4"]),
        ({"kinds_with_sources": frozenset()}, ["39a.3.b.3"]),
        ({"sections": (replace(WHOLE.sections[0], has_table=False),)}, ["39a.3.b.3", "39a.3.b.4"]),
        ({"measures": 0}, ["39a.3.b.1", "39a.4.a", "95.3.c", "95.3.d"]),
        ({"goals_without_measure": ("P1.C2",)}, ["39a.4.a", "95.3.d"]),
        ({"priorities_without_goal": ("P2",)}, ["39a.4.a", "95.3.d"]),
        ({"measures_without_indicator": ("P1.C1.O1",)}, ["39a.4.a", "95.3.d", "95.3.f"]),
        ({"network": ""}, ["39a.5.a", "95.3.g"]),
        ({"unsettled": 1}, ["39b.3"]),
    ],
)
def test_what_is_missing_is_told_at_its_items(change, codes):
    assert missing(replace(WHOLE, **change)) == codes


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        ("start", ["39a.2.a", "39b.1"]),
        ("announced", ["39b.2"]),
        ("held", ["39b.2"]),
        ("draft", ["39b.3"]),
        ("settlement", ["39b.3"]),
        ("ministry", ["95.3.b"]),
    ],
)
def test_each_step_of_the_procedure_is_needed_with_its_document(kind, codes):
    absent = tuple(one for one in PROCEDURE if one.kind != kind)
    bare = tuple(replace(one, has_document=one.kind != kind) for one in PROCEDURE)

    assert missing(replace(WHOLE, procedure=absent)) == codes
    assert missing(replace(WHOLE, procedure=bare)) == codes[-1:]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 60))
@example(date(2027, 4, 1), 14)
@example(date(2027, 4, 1), 15)
def test_a_discussion_announced_fewer_than_fifteen_days_before_is_a_gap(day, days):
    held = date.fromordinal(day.toordinal() + days)
    others = tuple(one for one in PROCEDURE if one.kind not in ("announced", "held"))
    facts = replace(WHOLE, procedure=(*others, fact("announced", day), fact("held", held)))

    assert missing(facts) == ([] if days >= 15 else ["39b.2"])


def discussed(*facts):
    others = tuple(one for one in PROCEDURE if one.kind not in ("announced", "held"))
    return replace(WHOLE, procedure=(*others, *facts))


def test_each_discussion_is_announced_for_itself_unless_one_notice_told_of_both():
    first = fact("announced", date(2027, 1, 4)), fact("held", date(2027, 2, 1))
    late = fact("announced", date(2027, 6, 1)), fact("held", date(2027, 6, 8))

    assert missing(discussed(*first, *late)) == ["39b.2"]
    assert missing(discussed(*first, late[1])) == []


def test_comments_are_not_settled_before_they_may_be_written():
    draft = replace(fact("draft", date(2027, 5, 1)), until=date(2027, 5, 31))
    others = tuple(one for one in PROCEDURE if one.kind not in ("draft", "settlement"))

    def told(day):
        return missing(replace(WHOLE, procedure=(*others, draft, fact("settlement", day))))

    assert told(date(2027, 5, 31)) == ["39b.3"]
    assert told(date(2027, 6, 1)) == []


def test_a_draft_is_published_with_a_deadline_for_comments():
    endless = tuple(replace(one, until=None) for one in PROCEDURE)

    assert missing(replace(WHOLE, procedure=endless)) == ["39b.3"]


def test_an_action_plan_that_changes_a_measure_is_asked_for_its_strategy():
    own = SectionFact("all", "Vše", tuple(CODES), words=400, is_ready=True, has_table=True)
    action = replace(WHOLE, kind="action", sections=(own,), measures_changed=("P1.C1.O9",))

    asked = {one.item.code for one in check(action) if one.state != State.LEFT_OUT}

    assert {"39a.4.a", "95.3.d", "95.3.e"} < asked
    assert "39a.4.b" not in asked


def test_the_old_regime_leaves_out_the_act_and_says_why():
    left = [found for found in check(replace(WHOLE, regime="2014")) if found.state == "left_out"]

    assert [found.item.code for found in left] == [f"95.3.{letter}" for letter in "abcdefg"]
    assert all("dřívějšími pravidly" in found.reason for found in left)


def test_an_explained_exception_is_no_gap_but_stays_seen():
    facts = replace(WHOLE, steps=0)

    found = {one.item.code: one for one in check(facts, {"39a.2.c": "Harmonogram je v příloze."})}

    assert found["39a.2.c"].state == State.EXCUSED
    assert found["39a.2.c"].gaps
    assert missing(facts, {"39a.2.c": "Harmonogram je v příloze."}) == []
    assert missing(facts, {"39a.2.c": ""}) == ["39a.2.c"]


def test_an_action_plan_is_asked_for_economy_procedure_and_what_it_changes():
    same = SectionFact("vision", "Vize", ("39a.4.a",), words=400, is_ready=True)
    own = SectionFact("all", "Vše", tuple(CODES), words=400, is_ready=True, has_table=True)
    action = replace(WHOLE, kind="action", sections=(own, same))

    def asked(facts):
        return [one.item.code for one in check(facts) if one.state != State.LEFT_OUT]

    always = [code for code in CODES if code.startswith(("39a.3.b", "39b"))]
    assert asked(action) == always
    changed = replace(action, sections=(own, replace(same, is_changed=True)))
    assert asked(changed) == [*always[:4], "39a.4.a", *always[4:]]


def test_a_plan_of_an_orp_is_asked_only_for_what_its_template_holds():
    plan = replace(
        WHOLE,
        level="orp",
        needs=0,
        sections=(SectionFact("needs", "Potřeby", ("39a.3.a.1",), words=400, is_ready=True),),
    )

    assert missing(plan) == ["39a.3.a.1"]
    assert gaps(check(plan))[0].gaps[0].role == "orp_coordinator"
    assert missing(replace(plan, needs=4)) == []


def test_an_empty_plan_lacks_everything_it_is_asked_for():
    empty = Facts(level="region", kind="medium_term", regime="2026", years=(2028,))

    assert missing(empty) == CODES
