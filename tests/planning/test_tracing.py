"""Every input is decided or not, never both; the way up leads back down to where it began."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planning.models import Fate, Need, Priority
from planning.tracing import (
    chain,
    chains,
    counts_of,
    fate_of,
    final_fate,
    inputs_of,
    missing,
    panel_of,
    undecided,
    undecided_count,
)
from planning.tracing.chain import key_of
from tests.factories import DistrictFactory, NetworkItemFactory, OrpFactory, official
from tests.planning.factories import (
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
)

pytestmark = pytest.mark.django_db
VERDICTS = ["accepted", "merged", "reserve", "refused"]
LEADS_ON = ["accepted", "merged"]


@pytest.fixture
def kyjov():
    return handed(PlanFactory())


@pytest.fixture
def okres(kyjov):
    return PlanFactory(level="district", district=kyjov.orp.district)


@pytest.fixture
def region():
    return PlanFactory(level="region")


def handed(plan, *deliverables):
    for one in deliverables or ("needs", "priorities"):
        HandInFactory(plan=plan, deliverable=one, state="handed_in")
    return plan


def fated(plan, row, verdict, target=None):
    name = "need" if isinstance(row, Need) else "priority"
    where = {Need: "target_need", Priority: "target_priority"}.get(type(target), "target_measure")
    return Fate.objects.create(
        plan=plan, verdict=verdict, reason="důvod", **{name: row}, **{where: target}
    )


def waiting(plan):
    return list(undecided(Need, plan)) + list(undecided(Priority, plan))


def test_only_what_was_handed_in_is_an_input(kyjov, okres):
    need, priority = NeedFactory(plan=kyjov), PriorityFactory(plan=kyjov)
    kyjov.hand_ins.filter(deliverable="priorities").update(state="returned", reason="doplnit")

    assert list(inputs_of(Need, okres)) == [need]
    assert not inputs_of(Priority, okres).contains(priority)


def test_plans_of_another_okres_or_cycle_are_no_inputs(okres):
    far = DistrictFactory(code="CZ0641", ruian_code="3701", name="Blansko")
    orp = OrpFactory(code="6202", ruian_code="1406", name="Boskovice", district=far)
    NeedFactory(plan=handed(PlanFactory(orp=orp)))
    assert not inputs_of(Need, okres).exists()


@pytest.mark.parametrize(
    ("verdict", "okres_delivered", "is_input", "is_waiting"),
    [
        (None, True, True, True),
        ("accepted", True, False, False),
        ("merged", True, False, False),
        ("accepted", False, True, True),
        ("refused", True, True, False),
        ("reserve", True, True, False),
    ],
)
def test_the_region_takes_what_no_okres_took_up(
    kyjov, okres, region, verdict, okres_delivered, is_input, is_waiting
):
    need, joint = NeedFactory(plan=kyjov), NeedFactory(plan=okres)
    if verdict:
        fated(okres, need, verdict, joint if verdict in LEADS_ON else None)
    if okres_delivered:
        handed(okres)

    assert inputs_of(Need, region).contains(need) is is_input
    assert undecided(Need, region).contains(need) is is_waiting
    assert inputs_of(Need, region).contains(joint) is okres_delivered


def test_the_region_overrules_what_an_okres_refused(kyjov, okres, region):
    need = NeedFactory(plan=kyjov)
    fated(okres, need, "refused")
    assert final_fate(need).verdict == "refused"

    fated(region, need, "accepted", NeedFactory(plan=region))
    assert final_fate(need).verdict == "accepted"


def test_what_went_into_a_joint_need_waits_for_the_region(kyjov, okres, region):
    need, joint = NeedFactory(plan=kyjov), NeedFactory(plan=handed(okres))
    fated(okres, need, "merged", joint)
    assert final_fate(need) is None
    assert waiting(region) == [joint]

    fated(region, joint, "reserve")
    assert final_fate(need).verdict == "reserve"
    assert undecided_count(region) == 0


def test_from_a_need_one_walks_to_the_measure_and_the_network_and_back(kyjov, okres, region):
    need, joint, own = (NeedFactory(plan=plan) for plan in (kyjov, okres, region))
    fated(okres, need, "merged", joint)
    fated(region, joint, "accepted", own)
    measure = MeasureFactory(goal__priority__plan=region)
    measure.needs.add(own)
    item = NetworkItemFactory()
    measure.network_items.add(item)

    way = chain(need)
    assert way.ups == [joint, own]
    assert (way.measures, way.items) == ([measure], [item])
    back = chain(own)
    assert [source.row for source in back.starts] == [need]
    assert [source.row for source in back.sources] == [joint]


def test_a_measure_knows_priorities_it_was_made_from(kyjov, okres, region):
    local, upper = PriorityFactory(plan=kyjov), PriorityFactory(plan=okres)
    measure = MeasureFactory(goal__priority__plan=region)
    fated(okres, local, "accepted", upper)
    fated(region, upper, "accepted", measure)

    assert [source.row for source in chain(measure).starts] == [local]
    assert chain(local).measures == [measure]
    assert chain(measure.goal.priority).starts[0].row == local


def test_an_amendment_in_work_says_nothing_yet(kyjov, region):
    need = NeedFactory(plan=kyjov)
    region.state, region.major = "approved", 1
    region.save()
    fated(region, need, "refused")
    amendment = PlanFactory(level="region", amends=region)
    fated(amendment, need, "accepted", NeedFactory(plan=amendment))
    assert final_fate(need).verdict == "refused"


def test_missing_orps_are_named(kyjov, okres, region):
    late = OrpFactory(code="6220", ruian_code="1424", name="Veselí nad Moravou")
    begun = PlanFactory(orp=OrpFactory(code="6208", ruian_code="1412", name="Hodonín"))
    assert missing(okres, "needs") == [(begun.orp, begun), (late, None)]


def test_many_rows_are_followed_in_the_same_number_of_queries(
    kyjov, okres, region, django_assert_max_num_queries
):
    needs = [NeedFactory(plan=kyjov) for _ in range(30)]
    for need in needs:
        joint = NeedFactory(plan=okres)
        fated(okres, need, "accepted", joint)
        fated(region, joint, "accepted", NeedFactory(plan=region))
    with django_assert_max_num_queries(9):
        assert all(way.final for way in chains(needs).values())
    with django_assert_max_num_queries(11):
        rows = fate_of(kyjov)
    assert counts_of(rows) == {
        "accepted": 30,
        "merged": 0,
        "reserve": 0,
        "refused": 0,
        "undecided": 0,
    }
    clerk = official("planner")
    with django_assert_max_num_queries(20):
        panel_of(needs[0], clerk)


def test_the_panel_shows_three_values_with_who_and_when(kyjov, okres, region):
    clerk = official("planner")
    need, joint, own = (NeedFactory(plan=plan) for plan in (kyjov, okres, region))
    joint._history_user = clerk
    joint.change = 2
    joint.save()
    fated(okres, need, "merged", joint)
    fated(region, joint, "accepted", own)

    [voices] = panel_of(need, clerk).voices

    assert [voice.level for voice in voices] == ["orp", "district", "region"]
    assert [voice.text[:2] for voice in voices] == ["+3", "+2", "+3"]
    assert voices[1].word.who == str(clerk)
    assert [ruling.verdict for ruling in voices[0].rulings] == ["merged"]
    assert [ruling.verdict for ruling in voices[1].rulings] == ["accepted"]


@given(
    graph=st.lists(
        st.tuples(
            st.sampled_from(["need", "priority"]),
            st.sampled_from([None, *VERDICTS]),  # what the okres says
            st.integers(0, 2),  # into which of its rows
            st.sampled_from([None, *VERDICTS]),  # what the region says of the ORP's row
        ),
        max_size=6,
    ),
    above=st.lists(st.sampled_from([None, *VERDICTS]), min_size=6, max_size=6),
    delivered=st.booleans(),
)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_input_is_decided_xor_undecided(kyjov, okres, region, graph, above, delivered):
    with transaction.atomic():
        if delivered:
            handed(okres)
        make = {"need": NeedFactory, "priority": PriorityFactory}
        middle = {name: [make[name](plan=okres) for _ in range(3)] for name in make}
        final = {name: make[name](plan=region) for name in make}
        rows = []
        for name, by_okres, into, by_region in graph:
            row = make[name](plan=kyjov)
            rows.append(row)
            if by_okres:
                fated(okres, row, by_okres, middle[name][into] if by_okres in LEADS_ON else None)
            if by_region and inputs_of(type(row), region).contains(row):
                fated(region, row, by_region, final[name] if by_region in LEADS_ON else None)
        uppers = [row for several in middle.values() for row in several]
        for row, verdict in zip(uppers, above, strict=True):
            if verdict and inputs_of(type(row), region).contains(row):
                target = final["need" if isinstance(row, Need) else "priority"]
                fated(region, row, verdict, target if verdict in LEADS_ON else None)

        ways = chains([*rows, *uppers])
        inputs = [*inputs_of(Need, region), *inputs_of(Priority, region)]
        late = waiting(region)
        assert undecided_count(region) == len(late)
        for row in inputs:
            assert (ways[key_of(row)].final is None) == (row in late)
        nobody_waits = all(ways[key_of(row)].final for row in [*rows, *inputs])
        assert nobody_waits == (not late)
        for row in rows:
            for up in ways[key_of(row)].ups:
                assert row in [source.row for source in chain(up).starts]
        transaction.set_rollback(True)
