"""Who reads and changes plans and their rows: the policy as tables."""

import pytest

from planning.models import EarlierPriority, Fate, HandIn, Need, Plan
from tests.factories import DistrictFactory, HoldingFactory, OrpFactory
from tests.planning.factories import (
    CycleFactory,
    HandInFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SwotItemFactory,
)

pytestmark = pytest.mark.django_db

READ_ALL = {"registrar", "planner", "analyst", "administrator", "auditor"}


@pytest.fixture
def neighbour():
    """A coordinator of another ORP in another okres."""
    far = DistrictFactory(code="CZ0641", ruian_code="3701", name="Blansko")
    orp = OrpFactory(code="6202", ruian_code="1406", name="Boskovice", district=far)
    return HoldingFactory(role="orp_coordinator", orp=orp).user


@pytest.fixture
def everybody(people, neighbour):
    return people | {"neighbour": neighbour}


def who(everybody, verb, row):
    return {name for name, user in everybody.items() if verb(user).contains(row)}


@pytest.mark.parametrize(
    ("state", "readers"),
    [
        ("open", READ_ALL | {"coordinator"}),
        ("handed_in", READ_ALL | {"coordinator", "district", "neighbour"}),
        ("returned", READ_ALL | {"coordinator"}),
        ("accepted", READ_ALL | {"coordinator", "district", "neighbour"}),
    ],
)
def test_needs_of_an_orp_are_read_by_others_once_handed_in(everybody, state, readers):
    plan = PlanFactory()
    HandInFactory(plan=plan, state=state, reason="doplňte")
    need = NeedFactory(plan=plan)

    assert who(everybody, Need.objects.readable_by, need) == readers
    assert who(everybody, Plan.objects.readable_by, plan) == readers


@pytest.mark.parametrize(
    ("level", "readers"),
    [
        ("district", READ_ALL | {"district", "coordinator", "neighbour"}),
        ("region", READ_ALL),
    ],
)
def test_what_an_okres_handed_in_is_read_below_and_of_the_region_only_what_is_approved(
    everybody, level, readers
):
    plan = PlanFactory(level=level)
    HandInFactory(plan=plan, state="handed_in")
    need = NeedFactory(plan=plan)

    assert who(everybody, Plan.objects.readable_by, plan) == readers
    assert who(everybody, Need.objects.readable_by, need) == readers


@pytest.mark.parametrize(
    ("state", "editors"),
    [
        ("open", {"coordinator"}),
        ("handed_in", set()),
        ("returned", {"coordinator"}),
        ("accepted", set()),
    ],
)
def test_needs_are_changed_by_their_coordinator_until_handed_in(everybody, state, editors):
    plan = PlanFactory()
    HandInFactory(plan=plan, state=state, reason="doplňte")
    need = NeedFactory(plan=plan)

    assert who(everybody, Need.objects.editable_by, need) == editors


@pytest.mark.parametrize("state", ["settled", "council", "assembly", "approved", "replaced"])
def test_nobody_changes_a_plan_on_its_way_to_approval(everybody, state):
    plan = PlanFactory(state=state)
    need = NeedFactory(plan=plan)

    assert who(everybody, Plan.objects.editable_by, plan) == set()
    assert who(everybody, Need.objects.editable_by, need) == set()


@pytest.mark.parametrize(
    ("level", "editors"),
    [("orp", {"coordinator"}), ("district", {"district"}), ("region", {"planner"})],
)
def test_each_level_makes_its_own_plan(everybody, level, editors):
    plan = PlanFactory(level=level)

    assert who(everybody, Plan.objects.editable_by, plan) == editors


@pytest.mark.parametrize(
    ("level", "maker"), [("orp", "coordinator"), ("district", "district"), ("region", "planner")]
)
@pytest.mark.parametrize("state", ["draft", "settled", "assembly", "approved", "replaced"])
def test_its_way_to_approval_is_recorded_by_who_makes_it_until_it_is_frozen(
    everybody, level, maker, state
):
    plan = PlanFactory(level=level, state=state)
    is_frozen = state in ("approved", "replaced")

    assert who(everybody, Plan.objects.moved_by, plan) == (set() if is_frozen else {maker})


@pytest.mark.parametrize("level", ["orp", "district", "region"])
def test_an_approved_plan_is_read_by_everybody_who_holds_a_role(everybody, level):
    plan = PlanFactory(level=level, state="approved", major=1)
    rows = [NeedFactory(plan=plan), SwotItemFactory(plan=plan), PriorityFactory(plan=plan)]

    assert who(everybody, Plan.objects.readable_by, plan) == set(everybody)
    for row in rows:
        assert who(everybody, type(row).objects.readable_by, row) == set(everybody)


def test_what_was_decided_of_an_input_is_read_by_who_sent_it_and_who_decided(everybody):
    need = NeedFactory()
    okres, region = PlanFactory(level="district"), PlanFactory(level="region")
    joint, far = NeedFactory(plan=okres), NeedFactory(plan=region)
    above = Fate.objects.create(plan=region, need=joint, verdict="accepted", target_need=far)
    assert who(everybody, Fate.objects.readable_by, above) == READ_ALL | {"district"}

    fate = Fate.objects.create(plan=okres, need=need, verdict="merged", target_need=joint)

    # who sent the need follows it up to the region
    readers = READ_ALL | {"coordinator", "district"}
    assert who(everybody, Fate.objects.readable_by, fate) == readers
    assert who(everybody, Fate.objects.readable_by, above) == readers
    assert who(everybody, Fate.objects.editable_by, fate) == {"district"}


def test_priorities_of_an_earlier_plan_are_kept_by_their_orp_and_the_region(everybody):
    row = EarlierPriority.objects.create(
        cycle=CycleFactory(), orp=OrpFactory(), title="Senioři", plan_name="Plán 2018–2020"
    )

    assert who(everybody, EarlierPriority.objects.readable_by, row) == set(everybody)
    assert who(everybody, EarlierPriority.objects.editable_by, row) == {"planner", "coordinator"}


def test_only_planners_settle_what_was_handed_in(everybody):
    handed = HandInFactory(state="handed_in")

    assert who(everybody, HandIn.objects.settled_by, handed) == {"planner"}
