"""A row that was decided about is removed only while the decision is a draft, and that is told."""

import pytest
from django.urls import reverse

from planning.actions.needs import save_need
from planning.actions.rows import Closed, remove_row
from planning.models import Fate, Plan
from tests.factories import HoldingFactory, official
from tests.planning.factories import MeasureFactory, NeedFactory, PlanFactory, PriorityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return official("planner")


def firm(need, state="approved"):
    """The region refused ``need`` and voted."""
    region = PlanFactory(level="region")
    fate = Fate.objects.create(plan=region, need=need, verdict="refused", reason="Není za co.")
    Plan.objects.filter(pk=region.pk).update(state=state, major=1)
    return fate


@pytest.mark.parametrize("state", ["settled", "approved"])
def test_an_input_that_was_decided_about_is_not_removed(client, people, state):
    fate = firm(NeedFactory(code="N3"), state)
    address = reverse("planning:need-remove", args=[fate.need_id])
    client.force_login(people["coordinator"])

    asked = client.get(address).content.decode()
    said = client.post(address, follow=True).content.decode()

    for page in (asked, said):
        assert "O potřebě N3 už rozhodl kraj (nepřijato)" in page
    assert Fate.objects.get() == fate


def test_a_year_that_was_decided_about_is_not_emptied(by):
    need = firm(NeedFactory()).need

    with pytest.raises(Closed, match="už rozhodl kraj"):
        save_need(need, {need.year: None}, by=by)

    assert Fate.objects.exists()


def test_a_priority_that_was_decided_about_is_not_removed(by):
    priority = PriorityFactory()
    region = PlanFactory(level="region")
    Fate.objects.create(plan=region, priority=priority, verdict="reserve", reason="Příště.")
    Plan.objects.filter(pk=region.pk).update(state="approved", major=1)

    with pytest.raises(Closed, match=f"O prioritě {priority.code} už rozhodl kraj"):
        remove_row(priority, by=by)

    assert Fate.objects.exists()


def test_decisions_of_drafts_that_go_too_are_named(client, people):
    need = NeedFactory()
    okres = PlanFactory(level="district", district=need.plan.orp.district)
    region = PlanFactory(level="region")
    joint, measure = NeedFactory(plan=okres), MeasureFactory(goal__priority__plan=region)
    Fate.objects.create(plan=okres, need=need, verdict="merged", target_need=joint)
    Fate.objects.create(plan=region, need=joint, verdict="accepted", target_measure=measure)
    person = HoldingFactory(role="district_member", district=okres.district).user

    client.force_login(person)
    of_okres = client.get(reverse("planning:need-remove", args=[joint.pk])).content.decode()
    client.force_login(people["planner"])
    strategy = [("opatreni", measure), ("cil", measure.goal), ("priorita", measure.goal.priority)]
    of_region = [
        client.get(reverse("planning:row-remove", args=[what, row.pk])).content.decode()
        for what, row in strategy
    ]
    client.force_login(people["coordinator"])
    address = reverse("planning:need-remove", args=[need.pk])
    of_orp = client.get(address).content.decode()
    client.post(address)

    assert "Už o ní rozhodl: okres Hodonín (sloučeno)." in of_orp
    assert "Už o ní rozhodl: kraj (přijato)." in of_okres
    for page in (of_okres, *of_region):
        assert "Podnětů, které sem vedou: 1." in page
    assert list(Fate.objects.values_list("need", flat=True)) == [joint.pk]
