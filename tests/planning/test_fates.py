"""An okres and the region decide about inputs: accept, merge, put aside, refuse, take back, rank."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from planning.actions.fates import Overtaken, decide, link, rank, requirements, undo
from planning.actions.merging import adjust, merge
from planning.actions.rows import Closed
from planning.models import Fate, Need, Priority
from planning.tracing.chain import key_of
from tests.factories import FormFactory, OrpFactory, UnitFactory, official
from tests.planning.factories import (
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kyjov():
    plan = PlanFactory()
    HandInFactory(plan=plan, state="handed_in")
    HandInFactory(plan=plan, deliverable="priorities", state="accepted")
    return plan


@pytest.fixture
def veseli(kyjov):
    orp = OrpFactory(code="6220", ruian_code="1424", name="Veselí nad Moravou")
    plan = PlanFactory(orp=orp)
    HandInFactory(plan=plan, state="handed_in")
    return plan


@pytest.fixture
def okres(kyjov):
    return PlanFactory(level="district", district=kyjov.orp.district)


@pytest.fixture
def clerk():
    return official("planner")


def test_an_accepted_need_becomes_a_row_of_the_okres(kyjov, okres, clerk):
    need = NeedFactory(plan=kyjov, change=Decimal(3), place="")

    assert decide(okres, [need], "accepted", by=clerk) == 1

    fate = Fate.objects.get()
    assert (fate.need, fate.verdict, fate.plan) == (need, "accepted", okres)
    assert (fate.target_need.change, fate.target_need.place) == (3, "ORP Kyjov")
    assert fate.target_need.code == "N1"
    assert fate.history.get().history_user == clerk
    assert fate.target_need.history.get().history_user == clerk
    need.refresh_from_db()
    assert (need.change, need.version) == (3, 1)


def test_years_of_one_need_keep_one_code_also_when_accepted_apart(kyjov, okres, clerk):
    first, second, third = (
        NeedFactory(plan=kyjov, code="N5", place="", year=y) for y in (2028, 2029, 2030)
    )
    other = NeedFactory(plan=kyjov, code="N6")
    decide(okres, [first, other, second], "accepted", by=clerk)
    decide(okres, [third], "accepted", by=clerk)

    assert list(okres.needs.order_by("year", "pk").values_list("code", "year")) == [
        ("N1", 2028),
        ("N2", 2028),
        ("N1", 2029),
        ("N1", 2030),
    ]


def test_the_same_words_for_two_places_are_told_apart(kyjov, veseli, okres, clerk):
    needs = [NeedFactory(plan=plan, place="centrum") for plan in (kyjov, veseli)]

    decide(okres, needs, "accepted", by=clerk)

    assert set(okres.needs.values_list("place", flat=True)) == {
        "centrum",
        "ORP Veselí nad Moravou: centrum",
    }


def test_accepting_once_more_keeps_the_row_and_takes_the_rest(kyjov, okres, clerk):
    first, second = (NeedFactory(plan=kyjov) for _ in range(2))
    decide(okres, [first], "accepted", by=clerk)
    own = okres.needs.get()

    decide(okres, [first, second], "accepted", by=clerk, reason="Obě jsou doložené.")

    assert Fate.objects.get(need=first).target_need == own
    assert set(Fate.objects.values_list("reason", flat=True)) == {"Obě jsou doložené."}
    assert okres.needs.count() == 2


def test_a_merged_request_may_get_a_row_of_its_own_beside_the_joint_one(
    kyjov, veseli, okres, clerk
):
    needs = [NeedFactory(plan=plan, place="") for plan in (kyjov, veseli)]
    [joint] = merge(okres, needs, by=clerk, place="ORP Kyjov")

    decide(okres, needs[:1], "accepted", by=clerk)

    own = Fate.objects.get(need=needs[0]).target_need
    assert own.place == "ORP Kyjov (2)"
    joint.refresh_from_db()
    assert (own.change, joint.change) == (3, 3)


def test_an_accepted_priority_keeps_its_themes(kyjov, okres, clerk):
    priority = PriorityFactory(plan=kyjov)
    priority.themes.add(ThemeFactory())

    decide(okres, [priority], "accepted", by=clerk)

    taken = Fate.objects.get().target_priority
    assert (taken.plan, taken.title, taken.number) == (okres, priority.title, 1)
    assert list(taken.themes.all()) == [ThemeFactory()]


@pytest.mark.parametrize("verdict", ["reserve", "refused"])
def test_no_input_is_turned_down_without_a_reason(kyjov, okres, clerk, verdict):
    need = NeedFactory(plan=kyjov)
    with pytest.raises(ValidationError, match="důvod"):
        decide(okres, [need], verdict, by=clerk, reason="  ")
    assert not Fate.objects.exists()

    decide(okres, [need], verdict, by=clerk, reason="Není v možnostech okresu.")
    assert Fate.objects.get().reason == "Není v možnostech okresu."


def test_many_are_decided_in_the_same_number_of_queries(
    kyjov, okres, clerk, django_assert_max_num_queries
):
    needs = [NeedFactory(plan=kyjov) for _ in range(40)]
    with django_assert_max_num_queries(25):
        decide(okres, needs, "accepted", by=clerk)
    with django_assert_max_num_queries(25):
        decide(okres, needs, "refused", by=clerk, reason="Zdvojené žádosti.")
    with django_assert_max_num_queries(25):
        undo(okres, needs, by=clerk)
    assert not okres.needs.exists()
    assert Fate.history.filter(history_type="-").count() == 40


def test_only_inputs_of_the_plan_are_decided(kyjov, okres, clerk):
    open_plan = PlanFactory(orp=OrpFactory(code="6208", ruian_code="1412", name="Hodonín"))
    for foreign in (NeedFactory(plan=open_plan), NeedFactory(plan=okres)):
        with pytest.raises(ValidationError, match="nepatří"):
            decide(okres, [foreign], "accepted", by=clerk)


def test_a_closed_synthesis_decides_no_more(kyjov, okres, clerk):
    need = NeedFactory(plan=kyjov)
    HandInFactory(plan=okres, state="handed_in")
    with pytest.raises(Closed):
        decide(okres, [need], "accepted", by=clerk)


def test_who_is_late_sees_what_another_decided(kyjov, okres, clerk):
    need = NeedFactory(plan=kyjov)
    seen = {key_of(need): 0}
    decide(okres, [need], "refused", by=clerk, reason="Ne.", seen=seen)

    with pytest.raises(Overtaken, match="mezitím"):
        decide(okres, [need], "accepted", by=clerk, seen=seen)
    assert Fate.objects.get().verdict == "refused"

    decide(okres, [need], "accepted", by=clerk, seen={key_of(need): 1})
    assert (Fate.objects.get().verdict, Fate.objects.get().version) == ("accepted", 2)


def test_two_requests_become_one_joint_need(kyjov, veseli, okres, clerk):
    needs = [
        NeedFactory(plan=kyjov, change=Decimal(5)),
        NeedFactory(plan=veseli, change=Decimal(3)),
    ]

    [joint] = merge(okres, needs, by=clerk)

    assert joint.change == 8
    assert joint.place == "ORP Kyjov, ORP Veselí nad Moravou"
    assert set(Fate.objects.values_list("verdict", "target_need")) == {("merged", joint.pk)}
    assert [need.change for need in Need.objects.filter(plan__level="orp").order_by("pk")] == [5, 3]


def test_another_request_joins_and_leaves_a_joint_need(kyjov, veseli, okres, clerk):
    one, two = (
        NeedFactory(plan=kyjov, change=Decimal(5)),
        NeedFactory(plan=veseli, change=Decimal(3)),
    )
    [joint] = merge(okres, [one], by=clerk)

    merge(okres, [two], by=clerk, into=joint.code)
    joint.refresh_from_db()
    assert joint.change == 8

    undo(okres, [one], by=clerk)
    joint.refresh_from_db()
    assert joint.change == 3


def test_years_are_merged_each_with_its_own(kyjov, veseli, okres, clerk):
    needs = [
        NeedFactory(plan=plan, year=year, code="N1", change=Decimal(change))
        for plan, year, change in ((kyjov, 2028, 2), (kyjov, 2029, 4), (veseli, 2029, 1))
    ]
    rows = merge(okres, needs, by=clerk)
    assert [(row.code, row.year, row.change) for row in rows] == [("N1", 2028, 2), ("N1", 2029, 5)]


@pytest.fixture
def joint(kyjov, veseli, okres, clerk):
    """N1 of the okres for 2028 and 2029; of the latter it can pay less than is asked."""
    needs = [
        NeedFactory(plan=plan, code="N1", year=year, change=Decimal(4))
        for plan in (kyjov, veseli)
        for year in (2028, 2029)
    ]
    rows = merge(okres, needs, by=clerk)
    adjust(rows[1], Decimal(5), by=clerk, reason="Peníze jen na pět.")
    return rows


def test_who_joins_one_year_leaves_other_years_as_they_are(veseli, okres, clerk, joint):
    late = NeedFactory(plan=veseli, year=2028, change=Decimal(1))

    merged = merge(okres, [late], by=clerk, into="N1")

    assert [(row.year, row.change) for row in merged] == [(2028, 9)]
    assert list(okres.needs.order_by("year").values_list("change", flat=True)) == [9, 5]
    said = Fate.objects.filter(target_need__year=2029).values_list("reason", flat=True)
    assert set(said) == {"Peníze jen na pět."}


def test_who_joins_an_own_value_says_which_one_holds(veseli, okres, clerk, joint):
    late = NeedFactory(plan=veseli, year=2029, change=Decimal(1))

    with pytest.raises(ValidationError, match=r"vlastní hodnotu \+5.*součet je \+9") as refused:
        merge(okres, [late], by=clerk, into="N1")
    assert list(refused.value.message_dict) == ["change_2029"]
    assert okres.needs.get(year=2029).change == 5

    merge(okres, [late], by=clerk, into="N1", changes={2029: Decimal(9)})
    assert okres.needs.get(year=2029).change == 9
    said = Fate.objects.filter(target_need__year=2029).values_list("reason", flat=True)
    assert set(said) == {""}  # what was explained holds no more


def test_an_own_value_of_who_joins_is_explained_to_all(veseli, okres, clerk, joint):
    late = NeedFactory(plan=veseli, year=2028, change=Decimal(1))

    merge(okres, [late], by=clerk, into="N1", changes={2028: Decimal(8)}, reason="Bez devátého.")

    said = Fate.objects.filter(target_need__year=2028).values_list("reason", flat=True)
    assert list(said) == ["Bez devátého."] * 3


def test_an_own_value_that_is_kept_is_explained_to_all(veseli, okres, clerk, joint):
    late = NeedFactory(plan=veseli, year=2029, change=Decimal(1))
    five = {2029: Decimal(5)}
    with pytest.raises(ValidationError, match="liší"):
        merge(okres, [late], by=clerk, into="N1", changes=five)

    merge(okres, [late], by=clerk, into="N1", changes=five, reason="Stále jen na pět.")

    assert okres.needs.get(year=2029).change == 5
    said = Fate.objects.filter(target_need__year=2029).values_list("reason", flat=True)
    assert list(said) == ["Stále jen na pět."] * 3


@pytest.mark.parametrize(
    ("field", "row", "words"),
    [
        ("unit", lambda: UnitFactory(slug="beds", rpss_code="luz", name="lůžka"), "jednotkách"),
        ("form", lambda: FormFactory(slug="amb", rpss_code="amb", name="ambulantní"), "formy"),
    ],
)
def test_unlike_needs_are_not_merged(kyjov, veseli, okres, clerk, field, row, words):
    needs = [NeedFactory(plan=kyjov), NeedFactory(plan=veseli, **{field: row()})]
    with pytest.raises(ValidationError, match=words):
        merge(okres, needs, by=clerk)


def test_a_joint_need_with_another_value_than_the_sum_is_explained(kyjov, veseli, okres, clerk):
    needs = [NeedFactory(plan=plan, change=Decimal(3)) for plan in (kyjov, veseli)]
    less = {2028: Decimal(4)}

    with pytest.raises(ValidationError, match="liší"):
        merge(okres, needs, by=clerk, changes=less)
    [joint] = merge(okres, needs, by=clerk, changes=less, reason="Vyšlou se společně.")

    assert joint.change == 4
    assert set(Fate.objects.values_list("reason", flat=True)) == {"Vyšlou se společně."}
    assert set(Need.objects.filter(plan__level="orp").values_list("change", flat=True)) == {3}


def test_an_own_value_is_explained_and_stands_beside(kyjov, okres, clerk):
    need = NeedFactory(plan=kyjov, change=Decimal(3))
    decide(okres, [need], "accepted", by=clerk)
    own = okres.needs.get()

    with pytest.raises(ValidationError, match="liší"):
        adjust(own, Decimal(2), by=clerk)
    adjust(own, Decimal(2), by=clerk, reason="Jeden úvazek pokryje Hodonín.")

    own.refresh_from_db()
    need.refresh_from_db()
    assert (own.change, need.change) == (2, 3)
    assert Fate.objects.get().reason == "Jeden úvazek pokryje Hodonín."
    assert own.history.first().history_user == clerk


def test_an_adjusted_value_may_turn_a_need_round(kyjov, okres, clerk):
    decide(okres, [NeedFactory(plan=kyjov)], "accepted", by=clerk)
    own = okres.needs.get()
    adjust(own, Decimal("-1.5"), by=clerk, reason="Kapacita je prázdná.")
    own.refresh_from_db()
    assert (own.proposal, own.change) == ("less", Decimal("-1.5"))


def test_taking_back_leaves_what_somebody_worked_on(kyjov, okres, clerk):
    needs = [NeedFactory(plan=kyjov) for _ in range(2)]
    decide(okres, needs, "accepted", by=clerk)
    kept = Fate.objects.get(need=needs[0]).target_need
    adjust(kept, Decimal(1), by=clerk, reason="Stačí méně.")

    undo(okres, needs, by=clerk)

    assert list(okres.needs.all()) == [kept]
    assert not Fate.objects.exists()


def test_the_code_of_a_row_that_was_taken_back_is_given_to_no_other(kyjov, okres, clerk):
    first, second = NeedFactory(plan=kyjov), NeedFactory(plan=kyjov)
    decide(okres, [first], "accepted", by=clerk)
    undo(okres, [first], by=clerk)

    decide(okres, [second], "accepted", by=clerk)

    assert [need.code for need in okres.needs.all()] == ["N2"]


def test_a_measure_names_its_sources(kyjov, clerk):
    region = PlanFactory(level="region")
    priority = PriorityFactory(plan=kyjov)
    measure = MeasureFactory(goal__priority__plan=region)

    link(measure, [priority], by=clerk)

    assert list(measure.sources.values_list("priority", "verdict")) == [(priority.pk, "accepted")]
    assert Priority.objects.filter(plan=region).count() == 1


def test_requirements_are_ranked_without_gaps(okres, clerk):
    for code in ("N1", "N2", "N3"):
        NeedFactory(plan=okres, code=code)
    NeedFactory(plan=okres, code="N1", year=2029)
    NeedFactory(plan=okres, code="N9", proposal="keep", change=0)

    rank(okres, ["N3", "N1"], by=clerk)

    assert requirements(okres) == ["N3", "N1", "N2"]
    ranks = okres.needs.order_by("code", "year").values_list("code", "rank")
    assert list(ranks) == [("N1", 2), ("N1", 2), ("N2", 3), ("N3", 1), ("N9", None)]

    with pytest.raises(Overtaken):
        rank(okres, ["N2", "N1", "N3"], by=clerk, seen=["N1", "N2", "N3"])
    Need.objects.filter(code="N3").delete()
    rank(okres, [], by=clerk)
    assert list(okres.needs.exclude(rank=None).order_by("rank").values_list("code", "rank")) == [
        ("N1", 1),
        ("N1", 1),
        ("N2", 2),
    ]
