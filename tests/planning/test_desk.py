"""What planning puts on desks: what is due, what came back, what waits for the region."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from planning.desk import planning_desk
from planning.models import Cycle, Step
from planning.room import grants
from tests.factories import DistrictFactory, OrpFactory
from tests.planning.factories import CycleFactory, HandInFactory, PlanFactory

pytestmark = pytest.mark.django_db


def desk(user):
    return planning_desk(user, timezone.localdate())


def titles(user):
    return [task.title for task in desk(user).tasks]


@pytest.fixture
def plan(db):
    return PlanFactory()


def owes(plan, deliverable="needs", days=5, **fields):
    due = timezone.now() + timedelta(days=days)
    return HandInFactory(plan=plan, deliverable=deliverable, due_at=due, **fields)


def test_a_coordinator_sees_what_is_due_late_first(people, plan):
    soon = owes(plan)
    owes(plan, "text", days=-2)
    owes(plan, "analyses", days=200)
    owes(plan, "priorities", state="accepted")

    tasks = desk(people["coordinator"]).tasks

    assert [task.title.split(":")[0] for task in tasks] == [
        "Odevzdejte text plánu",
        "Odevzdejte potřeby",
    ]
    assert tasks[1].deadline == soon.due_at
    assert tasks[1].url == plan.get_absolute_url()


def test_what_came_back_says_why_however_far_its_term_is(people, plan):
    owes(plan, days=200, state="returned", reason="Chybí doklad.")

    (task,) = desk(people["coordinator"]).tasks

    assert task.title.startswith("Doplňte potřeby")
    assert task.detail == "Chybí doklad."


def test_the_plan_of_the_region_is_the_one_that_holds_that_day(people):
    for years in ((2024, 2026), (2027, 2027)):
        cycle = CycleFactory(
            period_from=date(years[0], 1, 1), period_to=date(years[1], 12, 31), regime="2014"
        )
        PlanFactory(level="region", cycle=cycle, state="approved", major=1, title=str(years[0]))

    for day, title in (("2026-11-29", "2024"), ("2027-01-01", "2027"), ("2030-01-01", "2027")):
        places = planning_desk(people["planner"], date.fromisoformat(day)).places
        assert [one.detail for one in places if "PDF" in one.title] == [title]


def test_an_extension_counts(people, plan):
    owes(plan, days=-2, extended_to=timezone.now() + timedelta(days=300), extension_reason="x")

    assert titles(people["coordinator"]) == []


def test_a_cycle_in_preparation_burdens_nobody(people, plan):
    owes(plan)
    Cycle.objects.update(state="preparation")

    assert titles(people["coordinator"]) == []


def test_an_okres_team_sees_its_synthesis_and_orps_that_owe(people, plan):
    owes(plan, days=-2)
    owes(PlanFactory(level="district", cycle=plan.cycle))
    far = DistrictFactory(code="CZ0641", ruian_code="3701", name="Blansko")
    other = OrpFactory(code="6202", ruian_code="1406", name="Boskovice", district=far)
    owes(PlanFactory(orp=other, cycle=plan.cycle), days=-2)

    tasks = desk(people["district"]).tasks

    assert len(tasks) == 2
    assert tasks[0].title.startswith("Odevzdejte potřeby")
    assert tasks[1].detail == "Kyjov"


def test_steps_that_hand_nothing_in_stand_on_the_desks_of_who_does_them(people, plan):
    """And of the region, which checks them off: nobody saw them before."""

    def step(code, title, days, **fields):
        due = timezone.now() + timedelta(days=days)
        level = fields.pop("level", "orp")
        Step.objects.create(
            cycle=plan.cycle, code=code, title=title, level=level, due_at=due, **fields
        )

    step("groups", "Skupiny jsou sestaveny", 5)
    step("swot", "SWOT projednána", -5)
    step("later", "Až za rok", 300)
    step("team", "Tým jednal", 5, level="district")
    step("needs", "Potřeby", 5, deliverable="needs")

    assert titles(people["coordinator"]) == ["Skupiny jsou sestaveny"]
    assert titles(people["district"]) == []  # the okres has no plan in this cycle
    assert titles(people["planner"]) == ["SWOT projednána", "Skupiny jsou sestaveny", "Tým jednal"]


def test_a_planner_sees_what_waits_and_what_no_longer_fits(people, plan):
    owes(plan, state="handed_in")
    Step.objects.create(
        cycle=plan.cycle,
        code="settlement",
        title="Vypořádání",
        level="region",
        anchor="council",
        days_before=15,
        due_at=timezone.now() + timedelta(days=3),
    )
    Cycle.objects.update(council_on=timezone.localdate() + timedelta(days=4))

    found = titles(people["planner"])

    assert [one.split(":")[0] for one in found] == [
        "Přijměte, nebo vraťte",
        "Vypořádání",
        "Kalendář nevychází",
    ]


@pytest.mark.parametrize("who", ["worker", "auditor", "registrar"])
def test_who_plans_nothing_has_no_task(people, plan, who):
    owes(plan, days=-2)

    assert titles(people[who]) == []
    assert desk(people[who]).places


def test_the_desk_asks_the_same_for_many_plans(people, django_assert_max_num_queries):
    cycle = CycleFactory()
    for number in range(10):
        orp = OrpFactory(code=f"63{number:02}", ruian_code=f"15{number:02}", name=f"{number}")
        owes(PlanFactory(orp=orp, cycle=cycle), days=-2)
    user = people["district"]
    assert user.held_roles
    with django_assert_max_num_queries(6):
        desk(user)


def test_grants_count_what_one_reads_and_changes(people, plan):
    found = {(grant.what, grant.verb): grant.count for grant in grants(people["coordinator"])}

    assert found["plány", "číst"] == found["plány", "měnit"] == 1
    assert ("plánovací cykly", "měnit") not in found
