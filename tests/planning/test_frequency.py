"""Frequency of themes: the database counts as plain Python does; a theme becomes a priority."""

import io
from datetime import date
from random import Random

import openpyxl
import pytest
from django.urls import reverse

from planning.frequency import ORDERS, compared_with, counted, frequencies
from planning.models import EarlierPriority, Fate, Priority
from sitis.territory.models import Orp
from tests.factories import DistrictFactory, OrpFactory
from tests.planning.factories import (
    CycleFactory,
    HandInFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    SwotItemFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
DELIVERABLES = ("needs", "priorities", "analyses")


def orp(n):
    district = DistrictFactory(code=f"CZ064{n % 3}", ruian_code=str(3700 + n % 3), name=f"O{n % 3}")
    return OrpFactory(
        code=f"62{n:02}", ruian_code=f"14{n:02}", name=f"ORP {n:02}", district=district
    )


def handed(plan, *deliverables):
    for one in deliverables or DELIVERABLES:
        HandInFactory(plan=plan, deliverable=one, state="handed_in")
    return plan


@pytest.fixture
def before():
    return CycleFactory(
        name="2025–2027", period_from=date(2025, 1, 1), period_to=date(2027, 12, 31)
    )


@pytest.fixture
def cycle(before):
    return CycleFactory(previous=before)


def scatter(cycle, themes, random, orps):
    """Rows with random themes; returns theme -> keys of ORPs that handed one in."""
    held = {theme.pk: set() for theme in themes}
    ranks = {theme.pk: [] for theme in themes}
    for place in orps:
        plan = PlanFactory(cycle=cycle, orp=place)
        delivered = [one for one in DELIVERABLES if random.random() < 0.7]
        handed(plan, *delivered or ["needs"])
        delivered = delivered or ["needs"]
        for theme in random.sample(themes, 3):
            what = random.choice(DELIVERABLES)
            if what == "needs":
                NeedFactory(plan=plan, theme=theme)
            elif what == "priorities":
                row = PriorityFactory(plan=plan, rank=random.randint(1, 5))
                row.themes.add(theme)
                if what in delivered:
                    ranks[theme.pk].append(row.rank)
            else:
                SwotItemFactory(plan=plan).themes.add(theme)
            if what in delivered:
                held[theme.pk].add(place.pk)
    return held, ranks


@pytest.mark.parametrize("seed", [1, 2])
def test_the_database_counts_as_plain_python(cycle, before, seed):
    random = Random(seed)
    themes = [ThemeFactory(slug=f"t{n}", name=f"Téma {n}") for n in range(5)]
    orps = [orp(n) for n in range(8)]
    held, ranks = scatter(cycle, themes, random, orps)
    then, _ranks = scatter(before, themes, random, orps)
    inside = Orp.objects.filter(district__code="CZ0641")
    codes = {place.pk for place in inside}

    for among, keep in ((Orp.objects.all(), {one.pk for one in orps}), (inside, codes)):
        for row in counted(cycle, among, compared_with(cycle)):
            assert row.orps == len(held[row.pk] & keep)
            assert row.before == len(then[row.pk] & keep)
            assert row.change == row.orps - row.before
    for row in counted(cycle, Orp.objects.all(), compared_with(cycle)):
        mean = sum(ranks[row.pk]) / len(ranks[row.pk]) if ranks[row.pk] else None
        assert row.rank == (pytest.approx(mean) if mean else None)
    found = frequencies(
        counted(cycle, Orp.objects.all(), compared_with(cycle)), cycle, Orp.objects.all()
    )
    for row in found:
        assert sum(len(one.orps) for one in row.districts) == len(held[row.theme.pk])
        assert row.is_frequent == (len(held[row.theme.pk]) * 3 >= 8)
        assert row.share == pytest.approx(len(held[row.theme.pk]) * 100 / 8)


def test_a_theme_that_an_amendment_dropped_is_counted_no_more(cycle):
    dropped, kept = ThemeFactory(slug="a", name="A"), ThemeFactory(slug="b", name="B")
    place = orp(1)
    for state, minor, themes in (("replaced", 0, (dropped, kept)), ("approved", 1, (kept,))):
        plan = PlanFactory(cycle=cycle, orp=place, state=state, major=1, minor=minor)
        for theme in themes:
            NeedFactory(plan=plan, theme=theme)

    found = counted(cycle, Orp.objects.all(), None)

    assert {row.slug: row.orps for row in found} == {"a": 0, "b": 1}


def test_earlier_priorities_are_counted_beside(cycle):
    theme, kyjov = ThemeFactory(), orp(1)
    for place in (kyjov, kyjov, orp(2), None):
        row = EarlierPriority.objects.create(cycle=cycle, orp=place, title="x", plan_name="2018")
        row.themes.add(theme)
    [row] = counted(cycle, Orp.objects.all(), compared_with(cycle))
    assert (row.earlier, row.orps) == (2, 0)


def test_a_bridging_cycle_without_plans_of_orps_is_not_compared_with(client, people, before):
    bridge = CycleFactory(
        name="Překlenovací 2027", period_from=date(2027, 1, 1), period_to=date(2027, 6, 30),
        is_bridging=True, previous=before,
    )  # fmt: skip
    PlanFactory(cycle=bridge, level="region")
    cycle, theme = CycleFactory(previous=bridge), ThemeFactory()
    NeedFactory(plan=handed(PlanFactory(cycle=before, orp=orp(1))), theme=theme)

    [row] = counted(cycle, Orp.objects.all(), compared_with(cycle))
    assert (row.orps, row.before, row.change) == (0, 1, -1)

    client.force_login(people["planner"])
    page = client.get(reverse("planning:theme-frequency", args=[cycle.pk])).content.decode()
    assert "Proti cyklu 2025–2027" in page


@pytest.mark.parametrize("order", [*ORDERS, "nesmysl"])
def test_every_order_and_narrowing_answers(client, people, cycle, order):
    ThemeFactory()
    client.force_login(people["district"])
    url = reverse("planning:theme-frequency", args=[cycle.pk])
    page = client.get(f"{url}?razeni={order}&okres=x&druh=group&skupina=").content.decode()
    assert "neformální pečující" in page


def test_three_of_three(client, people, cycle):
    theme = ThemeFactory()
    for n in (1, 4, 7):
        PriorityFactory(plan=handed(PlanFactory(cycle=cycle, orp=orp(n)))).themes.add(theme)
    orp(2)
    client.force_login(people["planner"])
    url = reverse("planning:theme-frequency", args=[cycle.pk])
    page = client.get(f"{url}?okres=CZ0641").content.decode()
    assert "<strong>3</strong> z 3" in page
    assert "časté téma" in page
    book = client.get(reverse("planning:theme-export", args=[cycle.pk]) + "?okres=CZ0641")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:5] == [
        "neformální pečující",
        "skupinové",
        None,
        3,
        100,
    ]


def test_frequent_themes_become_a_priority_with_its_sources(client, people, cycle):
    theme, region = ThemeFactory(), PlanFactory(cycle=cycle, level="region")
    rows = [PriorityFactory(plan=handed(PlanFactory(cycle=cycle, orp=orp(n)))) for n in (1, 2, 3)]
    for row in rows[:2]:
        row.themes.add(theme)
    client.force_login(people["planner"])
    url = reverse("planning:theme-priority", args=[cycle.pk])
    page = client.get(f"{url}?tema={theme.pk}").content.decode()
    assert f"priority-{rows[0].pk}-0" in page
    assert f"priority-{rows[2].pk}-0" not in page
    data = {"tema": theme.pk, "title": "Podpora pečujících", "kind": "systemic", "audience": ""}
    client.post(url, data | {"vyber": [f"priority-{rows[0].pk}-0", f"priority-{rows[2].pk}-0"]})

    made = Priority.objects.get(plan=region)
    assert list(made.themes.all()) == [theme]
    assert list(Fate.objects.values_list("priority", "target_priority")) == [(rows[0].pk, made.pk)]


def test_who_plans_sees_frequency_and_who_writes_makes_priorities(client, people, cycle):
    PlanFactory(cycle=cycle, level="region")
    theme = ThemeFactory()
    seen, making = set(), set()
    for name, user in people.items():
        client.force_login(user)
        if client.get(reverse("planning:theme-frequency", args=[cycle.pk])).status_code == 200:
            seen.add(name)
        url = reverse("planning:theme-priority", args=[cycle.pk])
        if client.get(f"{url}?tema={theme.pk}").status_code == 200:
            making.add(name)
    assert seen == set(people) - {"worker", "signatory", "stranger"}
    assert making == {"planner"}


@pytest.mark.parametrize("count", [1, 8])
def test_the_table_asks_the_same_whatever_the_rows(
    client, people, cycle, count, django_assert_max_num_queries
):
    for n in range(count):
        theme = ThemeFactory(slug=f"t{n}")
        NeedFactory(plan=handed(PlanFactory(cycle=cycle, orp=orp(n))), theme=theme)
    client.force_login(people["planner"])
    with django_assert_max_num_queries(23):
        client.get(reverse("planning:theme-frequency", args=[cycle.pk]))


def test_shares_are_not_taken_for_final_before_all_handed_in(client, people, cycle):
    orp(1), orp(2)
    first, *others = [PlanFactory(cycle=cycle, orp=one) for one in Orp.objects.all()]
    handed(first, "needs")
    url = reverse("planning:theme-frequency", args=[cycle.pk])
    client.force_login(people["planner"])

    some = client.get(url).content.decode()
    for plan in others:
        handed(plan, "priorities")
    everybody = client.get(url).content.decode()

    assert "zatím odevzdalo 1 z" in some
    assert "zatím odevzdalo" not in everybody
