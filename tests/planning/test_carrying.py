"""A new plan takes over what is chosen from the plan before; nothing typed is lost."""

from datetime import date

import pytest
from django.urls import reverse

from planning.actions.carrying import carry_over, row_offers, section_offers, source_of
from planning.actions.rows import Closed
from planning.models import EarlierPriority, Measure, Need, Priority
from planning.template import skeletons
from sitis.richtext import from_markdown, to_markdown
from tests.factories import official
from tests.planning.factories import (
    CycleFactory,
    GoalFactory,
    HandInFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SectionFactory,
    SwotItemFactory,
    ThemeFactory,
    plan_after,
    plan_before,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return official("planner")


@pytest.fixture
def source():
    return plan_before()


@pytest.fixture
def plan(source):
    return plan_after(source)


def take(plan, source, by, sections=(), over=(), rows=()):
    return carry_over(plan, source, sections=sections, over=over, rows=rows, by=by)


def pair(plan, source, ours=""):
    SectionFactory(plan=source, code="vision", text="<p>Loni.</p>")
    return SectionFactory(plan=plan, code="vision", text=ours, is_ready=True)


def test_the_plan_before_is_the_approved_one_of_the_same_place(plan, source):
    PlanFactory(cycle=source.cycle, level="region")

    assert source_of(plan) == source
    assert source_of(source) is None


def test_a_bridging_cycle_is_stepped_over(source):
    bridge = CycleFactory(
        name="Překlenovací 2027", period_from=date(2027, 1, 1), period_to=date(2027, 12, 31),
        is_bridging=True, previous=source.cycle,
    )  # fmt: skip
    region = PlanFactory(cycle=bridge, level="region", state="approved", major=1)
    cycle = CycleFactory(previous=bridge)

    assert source_of(PlanFactory(cycle=cycle)) == source
    assert source_of(PlanFactory(cycle=cycle, level="region")) == region


def test_a_text_comes_with_its_origin_and_is_not_ready(plan, source, by):
    ours = pair(plan, source)

    assert take(plan, source, by, sections=[ours.pk]) == 1
    ours.refresh_from_db()
    assert (ours.text, ours.carried_from.plan, ours.is_ready) == ("<p>Loni.</p>", source, False)
    assert ours.history.latest().history_change_reason == "převzato z plánu 2024–2026"


def test_a_typed_text_is_replaced_only_knowingly(plan, source, by):
    ours = pair(plan, source, "<p>Letos.</p>")
    (offer,) = section_offers(plan, source)
    assert offer.is_typed

    assert take(plan, source, by, sections=[ours.pk]) == 0
    assert take(plan, source, by, over=[ours.pk]) == 1


def test_the_untouched_skeleton_is_no_typed_text(plan, source):
    pair(plan, source, "<p></p>")  # what the template gives to "vision" of an ORP

    assert not section_offers(plan, source)[0].is_typed


def test_a_skeleton_saved_without_a_word_is_no_typed_text(plan, source):
    """Saving gives paragraphs ids of their own; nobody loses anything by taking a text over."""
    begin = skeletons("orp", "2026")["preparation"]
    SectionFactory(plan=source, code="preparation", text="<p>Loni.</p>")
    saved = SectionFactory(plan=plan, code="preparation", text=from_markdown(to_markdown(begin)))
    assert saved.text != begin

    assert not section_offers(plan, source)[0].is_typed


def test_a_part_handed_in_stays_as_it_is(plan, source, by):
    ours = pair(plan, source)
    HandInFactory(plan=plan, deliverable="text", state="handed_in")

    assert not section_offers(plan, source)[0].is_open
    with pytest.raises(Closed):
        take(plan, source, by, sections=[ours.pk])


def test_priorities_come_whole_with_numbers_and_origin(plan, source, by):
    priority = PriorityFactory(plan=source, number=4)
    need = NeedFactory(plan=source, year=2026)
    measure = MeasureFactory(goal=GoalFactory(priority=priority, number=2), number=7)
    measure.needs.add(need)

    take(plan, source, by, rows=["priorities"])

    copy = Measure.objects.of(plan).get()
    assert copy.code == "P4.C2.O7"
    assert copy.continues == measure
    assert not copy.needs.exists()  # the old plan's need is not ours


def test_measures_follow_needs_taken_with_them(plan, source, by):
    need = NeedFactory(plan=source, year=2026)
    measure = MeasureFactory(goal=GoalFactory(priority=PriorityFactory(plan=source)))
    measure.needs.add(need)

    take(plan, source, by, rows=["needs", "priorities"])

    assert Measure.objects.of(plan).get().needs.get().continues == need


def test_needs_keep_their_codes_and_get_a_year_of_the_plan(plan, source, by):
    for year in (2025, 2026, 2029):
        NeedFactory(plan=source, code=f"N{'1' if year < 2029 else '2'}", year=year, place="zde")

    take(plan, source, by, rows=["needs"])

    found = Need.objects.of(plan).order_by("code").values_list("code", "year")
    assert list(found) == [("N1", 2028), ("N2", 2029)]


def test_lists_are_taken_into_empty_ones_only(plan, source, by):
    SwotItemFactory(plan=source)
    take(plan, source, by, rows=["swot"])
    (offer,) = row_offers(plan, source)

    assert "prázdného" in offer.why_not
    with pytest.raises(Closed):
        take(plan, source, by, rows=["swot"])
    assert plan.swot_items.count() == 1


def test_old_priorities_are_counted_beside_with_their_themes(plan, source, by):
    PriorityFactory(plan=source, number=3).themes.add(ThemeFactory())

    take(plan, source, by, rows=["earlier"])

    row = EarlierPriority.objects.get()
    assert (row.plan_name, row.years, row.rank) == (source.title, "2024–2026", 3)
    assert row.themes.get() == ThemeFactory()
    assert not Priority.objects.filter(plan=plan).exists()


def test_a_coordinator_looks_and_chooses(client, people, plan, source):
    ours = pair(plan, source)
    SwotItemFactory(plan=source)
    client.force_login(people["coordinator"])
    address = reverse("planning:carry", args=[plan.pk])

    shown = client.get(address).content.decode()
    assert "Loni." in shown
    assert "Hustá síť terénních služeb" in shown
    client.post(address, {"oddily": [ours.pk, "x", "9" * 5000], "seznamy": ["swot", "nesmysl"]})
    ours.refresh_from_db()
    assert ours.text == "<p>Loni.</p>"
    assert plan.swot_items.exists()


@pytest.mark.parametrize(("who", "status"), [("planner", 403), ("auditor", 403), ("worker", 404)])
def test_others_take_nothing_over(client, people, plan, who, status):
    client.force_login(people[who])

    assert client.get(reverse("planning:carry", args=[plan.pk])).status_code == status
