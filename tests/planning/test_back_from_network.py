"""Back from the network: pages of an item and of its service lead to the needs behind them."""

import pytest
from django.urls import reverse

from planning.actions.approval import start_action_plan
from planning.models import Fate, Measure
from planning.tracing import chain, ways_to
from tests.factories import NetworkItemFactory, NetworkVersionFactory, OrpFactory, official
from tests.planning.factories import HandInFactory, MeasureFactory, NeedFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(people):
    """One need on its whole way: Kyjov → okres → region's own row → its measure."""
    kyjov = PlanFactory(title="Plán Kyjov")
    okres = PlanFactory(level="district", district=kyjov.orp.district, title="Souhrn Hodonín")
    region = PlanFactory(level="region", title="Plán kraje")
    for plan in (kyjov, okres):
        HandInFactory(plan=plan, state="handed_in")
    need, joint, own = (NeedFactory(plan=plan) for plan in (kyjov, okres, region))
    measure = MeasureFactory(goal__priority__plan=region, title="Rozšířit terénní péči")
    measure.needs.add(own)
    Fate.objects.create(plan=okres, need=need, verdict="merged", target_need=joint)
    Fate.objects.create(plan=region, need=joint, verdict="accepted", target_need=own)
    return {"need": need, "joint": joint, "own": own, "measure": measure}


@pytest.fixture
def item():
    return NetworkItemFactory(network__in_force=True)


def read(client, item):
    answer = client.get(reverse("providers:network-item", args=[item.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("holder", ["need", "joint", "own", "measure"])
def test_wherever_the_link_stands_the_way_back_is_whole(rows, item, holder):
    rows[holder].network_items.add(item)
    assert chain(rows["need"]).items == [item]

    [way] = ways_to(item, official("planner"))

    assert [stop.plan for stop in (way.orp, way.okres, way.region)] == [
        "Plán Kyjov",
        "Souhrn Hodonín",
        "Plán kraje",
    ]
    assert [stop.title for stop in way.measures] == ["Rozšířit terénní péči"]


def test_a_person_walks_there_and_back(client, people, rows, item):
    rows["measure"].network_items.add(item)
    client.force_login(people["planner"])
    need = reverse("planning:need-detail", args=[rows["need"].pk])

    there = client.get(need).content.decode()
    assert reverse("providers:network-item", args=[item.pk]) in there

    service = reverse("providers:service-detail", args=[item.service.identifier])
    for page in (read(client, item), client.get(service).content.decode()):
        for row in ("need", "joint", "own"):
            assert reverse("planning:need-detail", args=[rows[row].pk]) in page
        assert reverse("planning:measure-detail", args=[rows["measure"].pk]) in page


def test_the_item_of_the_next_year_remembers(rows, item):
    rows["need"].network_items.add(item)
    after = NetworkItemFactory(
        network=NetworkVersionFactory(year=2030), service=item.service, continues=item
    )
    elsewhere = OrpFactory(code="6208", ruian_code="1412", name="Hodonín")
    other = NetworkItemFactory(network=after.network, service=item.service, orp=elsewhere)

    assert len(ways_to(after, official("planner"))) == 1
    assert ways_to(other, official("planner")) == []
    assert len(ways_to(item.service, official("planner"))) == 1


def test_nobody_reads_there_what_they_may_not_read(client, people, rows, item):
    foreign = NeedFactory(
        plan=PlanFactory(orp=OrpFactory(code="6208", ruian_code="1412", name="Hodonín"))
    )
    foreign.network_items.add(item)
    rows["need"].network_items.add(item)
    rows["measure"].network_items.add(item)

    client.force_login(people["coordinator"])
    page = read(client, item)
    assert reverse("planning:need-detail", args=[rows["need"].pk]) in page
    assert reverse("planning:need-detail", args=[foreign.pk]) not in page
    assert "Rozšířit terénní péči" not in page

    client.force_login(people["worker"])
    page = read(client, item)
    assert "Co k tomu v plánech vedlo" in page
    assert "need-" not in page
    assert reverse("planning:need-detail", args=[rows["need"].pk]) not in page


def test_replaced_and_unfinished_versions_do_not_lead_there(rows, item):
    region = rows["own"].plan
    type(region).objects.filter(pk=region.pk).update(state="approved", major=1)
    amendment = PlanFactory(level="region", amends=region)
    MeasureFactory(goal__priority__plan=amendment).network_items.add(item)
    assert ways_to(item, official("planner")) == []

    rows["measure"].network_items.add(item)
    assert len(ways_to(item, official("planner"))) == 1
    type(region).objects.filter(pk=region.pk).update(state="replaced")
    assert ways_to(item, official("planner")) == []


def test_a_way_that_ended_says_how(client, people, rows, item):
    rows["need"].network_items.add(item)
    Fate.objects.filter(need=rows["joint"]).update(
        verdict="reserve", reason="Až příště.", target_need=None
    )
    client.force_login(people["planner"])
    assert "Kraj: v zásobníku" in read(client, item)


def test_rows_taken_over_by_an_action_plan_are_told_once(rows, item):
    region = rows["own"].plan
    rows["measure"].network_items.add(item)
    region.state, region.major = "approved", 1
    region.save()
    start_action_plan(region, 2028, by=official("planner"), data_day=region.data_day)
    assert Measure.objects.filter(network_items=item).count() == 2

    [way] = ways_to(item, official("planner"))

    assert [stop.plan for stop in way.measures] == ["Plán kraje"]


@pytest.mark.parametrize("count", [1, 30])
def test_many_ways_ask_the_same(client, people, rows, item, count, django_assert_max_num_queries):
    rows["measure"].network_items.add(item)
    for _ in range(count):
        need = NeedFactory(plan=rows["need"].plan)
        Fate.objects.create(
            plan=rows["joint"].plan, need=need, verdict="merged", target_need=rows["joint"]
        )
    client.force_login(people["planner"])
    with django_assert_max_num_queries(25):
        page = read(client, item)
    assert page.count("<tr>") == count + 2  # the first one and the head
