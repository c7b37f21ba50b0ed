"""Cycles are opened with their calendar; plans are started from the template."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from planning.actions import cycles
from planning.actions.plans import start_plans
from planning.models import Cycle, HandIn, Plan, Section, Step
from sitis.workdays import PRAGUE
from tests.factories import DistrictFactory, OrpFactory, official
from tests.planning.factories import CycleFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 30)


@pytest.fixture
def planner():
    return official("planner")


def opened(planner, **fields):
    fields = {
        "name": "Plány 2028–2032",
        "period_from": date(2028, 1, 1),
        "period_to": date(2032, 12, 31),
        "regime": "2026",
        "council_on": date(2027, 9, 7),
        "assembly_on": date(2027, 9, 23),
    } | fields
    cycle = Cycle(**fields)
    cycles.open_cycle(cycle, by=planner)
    return cycle


@pytest.fixture
def cycle(planner):
    return opened(planner)


def day_of(cycle, code):
    return cycle.steps.get(code=code).due_at.astimezone(PRAGUE).date()


def test_a_cycle_begins_with_the_usual_calendar_and_its_history(cycle, planner):
    assert cycle.state == "preparation"
    assert day_of(cycle, "council") == date(2027, 9, 7)
    assert day_of(cycle, "needs") == date(2027, 3, 31)
    assert day_of(cycle, "publication") == date(2027, 10, 8)  # ten working days, over a holiday
    assert Step.history.filter(cycle=cycle, history_user=planner).count() == cycle.steps.count()


@pytest.mark.parametrize(
    ("period", "regime", "is_bridging"),
    [
        ((date(2027, 1, 1), date(2027, 12, 31)), "2014", True),
        ((date(2024, 1, 1), date(2026, 12, 31)), "2014", False),
        ((date(2033, 1, 1), date(2039, 6, 30)), "2026", False),
    ],
)
def test_a_period_may_be_of_any_length(planner, period, regime, is_bridging):
    cycle = opened(
        planner,
        period_from=period[0],
        period_to=period[1],
        regime=regime,
        is_bridging=is_bridging,
        council_on=None,
        assembly_on=None,
    )

    assert day_of(cycle, "assembly") < period[0]
    assert day_of(cycle, "council") < day_of(cycle, "assembly")
    assert cycle.steps.filter(code="ministry_start").exists() == (regime == "2026")


def test_a_new_day_of_the_council_moves_only_what_the_planner_confirms(cycle, planner):
    cycle.council_on = date(2027, 8, 31)
    cycles.save_cycle(cycle, by=planner)
    before = day_of(cycle, "draft")

    proposed = {change.step.code for change in cycles.changes(cycle)}
    assert {"council", "settlement", "draft"} <= proposed
    assert not {"needs", "assembly", "publication"} & proposed

    assert cycles.recount(cycle, {"council"}, by=planner) == 1
    assert day_of(cycle, "council") == date(2027, 8, 31)
    assert day_of(cycle, "draft") == before


def test_a_new_day_of_the_assembly_moves_what_comes_after_it(cycle, planner):
    cycle.assembly_on = date(2027, 11, 4)
    cycles.save_cycle(cycle, by=planner)

    cycles.recount(cycle, {"publication", "assembly"}, by=planner)

    assert day_of(cycle, "publication") == date(2027, 11, 19)


def test_a_term_keeps_its_hour_when_its_day_is_recounted(cycle, planner):
    step = cycle.steps.get(code="council_papers")
    step.due_at = datetime(2027, 8, 1, 9, 15, tzinfo=PRAGUE)
    cycles.save_step(step, by=planner)

    cycles.recount(cycle, {"council_papers"}, by=planner)

    assert cycle.steps.get(code="council_papers").due_at.astimezone(PRAGUE).time() == time(9, 15)


def test_a_closed_cycle_is_not_changed(cycle, planner):
    cycles.publish(cycle, by=planner)
    cycles.close(cycle, by=planner)

    with pytest.raises(ValidationError, match="uzavřený"):
        cycles.save_step(cycle.steps.first(), by=planner)
    with pytest.raises(ValidationError, match="uzavřený"):
        cycles.recount(cycle, {"council"}, by=planner)


def test_a_cycle_is_opened_once(cycle, planner):
    cycles.publish(cycle, by=planner)

    with pytest.raises(cycles.IllegalMove):
        cycles.publish(Cycle.objects.get(pk=cycle.pk), by=planner)


def test_every_place_gets_its_plan_from_the_template(cycle, planner):
    OrpFactory()
    plans = start_plans(cycle, by=planner, data_day=DAY)

    slugs = {"orp-kyjov-2028-2032", "okres-hodonin-2028-2032", "kraj-2028-2032"}
    assert {plan.slug for plan in plans} == slugs
    orp = Plan.objects.get(level="orp")
    assert orp.sections.count() == 18
    assert {row.deliverable for row in orp.hand_ins.all()} == {
        *("needs", "priorities", "analyses", "text")
    }
    assert orp.hand_ins.get(deliverable="needs").due_at == cycle.steps.get(code="needs").due_at
    for model in (Plan, Section, HandIn):
        assert model.history.filter(history_user=planner).count() == model.objects.count()


def test_what_a_level_does_not_hand_in_goes_with_its_text(cycle, planner):
    OrpFactory()
    start_plans(cycle, by=planner, data_day=DAY)
    district = Plan.objects.get(level="district")

    assert set(district.sections.values_list("handed_in_with", flat=True)) == {"needs", "text"}


def test_plans_are_started_once_and_the_late_comer_is_added(cycle, planner):
    OrpFactory()
    start_plans(cycle, by=planner, data_day=DAY)
    assert start_plans(cycle, by=planner, data_day=DAY) == []

    OrpFactory(code="6207", ruian_code="1410", name="Hodonín")
    assert [plan.title for plan in start_plans(cycle, by=planner, data_day=DAY)] == [
        "Plán sociálních služeb ORP Hodonín 2028–2032"
    ]


def test_starting_all_plans_asks_the_database_a_few_times(
    cycle, planner, django_assert_max_num_queries
):
    district = DistrictFactory()
    for number in range(21):
        OrpFactory(code=f"62{number:02}", ruian_code=f"14{number:02}", district=district)
    with django_assert_max_num_queries(30):
        start_plans(cycle, by=planner, data_day=DAY)
    assert Plan.objects.count() == 23


def test_a_moved_step_moves_what_still_waits(cycle, planner):
    OrpFactory()
    start_plans(cycle, by=planner, data_day=DAY)
    HandIn.objects.filter(plan__level="district").update(state="handed_in")
    for code in ("needs", "district_needs"):
        step = cycle.steps.get(code=code)
        step.due_at = datetime(2027, 6, 1, 12, 0, tzinfo=PRAGUE)
        cycles.save_step(step, by=planner)

    assert HandIn.objects.get(plan__level="orp", deliverable="needs").due_at == step.due_at
    assert HandIn.objects.get(plan__level="district", deliverable="needs").due_at != step.due_at


def test_an_extension_never_ends_before_the_term_of_all(cycle, planner):
    """Who asked for more time must not be late while all others have still time."""
    OrpFactory()
    start_plans(cycle, by=planner, data_day=DAY)
    needs = HandIn.objects.filter(plan__level="orp", deliverable="needs")
    needs.update(extended_to=datetime(2027, 5, 1, 12, 0, tzinfo=PRAGUE), extension_reason="Nemoc.")
    step = cycle.steps.get(code="needs")

    step.due_at = datetime(2027, 4, 20, 12, 0, tzinfo=PRAGUE)
    cycles.save_step(step, by=planner)
    assert needs.get().deadline == datetime(2027, 5, 1, 12, 0, tzinfo=PRAGUE)

    step.due_at = datetime(2027, 6, 1, 12, 0, tzinfo=PRAGUE)
    cycles.save_step(step, by=planner)
    assert needs.get().deadline == step.due_at


def test_a_step_by_which_plans_hand_in_is_not_removed(cycle, planner):
    OrpFactory()
    start_plans(cycle, by=planner, data_day=DAY)

    with pytest.raises(cycles.IllegalMove, match="odevzdávají"):
        cycles.remove_step(cycle.steps.get(code="needs"), by=planner)
    cycles.remove_step(cycle.steps.get(code="data_package"), by=planner)
    assert not cycle.steps.filter(code="data_package").exists()


def test_those_who_plan_see_a_cycle_once_it_is_open(people):
    cycle = CycleFactory(state="preparation")
    readers = {n for n, user in people.items() if Cycle.objects.readable_by(user).contains(cycle)}
    assert readers == {"registrar", "planner", "analyst", "administrator", "auditor"}
