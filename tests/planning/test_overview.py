"""Needs of all levels against network, population and money."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planning.overview import balances
from sitis.territory.models import Population, TerritorialFigure
from tests.factories import (
    DistrictFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ServiceKindFactory,
    UnitFactory,
)
from tests.planning.factories import HandInFactory, NeedFactory, PlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    kyjov = OrpFactory()
    for place, asked, people in (
        (kyjov, 3, 4000),
        (OrpFactory(code="6208", ruian_code="1412", name="Hodonín"), 2, 6000),
    ):
        plan = PlanFactory(orp=place)
        HandInFactory(plan=plan, state="handed_in")
        NeedFactory(plan=plan, change=Decimal(asked))
        Population.objects.create(
            orp=place, day=date(2026, 1, 1), age_from=65, count=people, source="x"
        )
        TerritorialFigure.objects.create(
            orp=place, year=2025, kind="home_care", measure="costs", value=1000, origin="typed"
        )
    okres = PlanFactory(level="district", district=DistrictFactory())
    HandInFactory(plan=okres, state="accepted")
    NeedFactory(plan=okres, change=Decimal(4))
    version = NetworkVersionFactory(in_force=True)
    NetworkItemFactory(
        network=version,
        service__kind=ServiceKindFactory(),
        unit=UnitFactory(),
        amount=20,
        orp=kyjov,
    )
    plan = PlanFactory(level="region")
    NeedFactory(plan=plan, change=Decimal("2.5"))
    return plan


def test_a_kind_is_weighed_for_the_whole_region(region):
    [row] = balances(region)
    assert (row.network, row.by_orps, row.by_districts, row.decided) == (20, 5, 4, Decimal("2.5"))
    assert (row.people, row.costs, row.costs_year) == (10000, 2000, 2025)
    assert (row.rate, row.rate_after) == (Decimal(2), Decimal("2.25"))


def test_a_kind_is_weighed_by_orps(region):
    rows = {str(row.orp): row for row in balances(region, ServiceKindFactory())}
    assert {name: (row.network, row.by_orps) for name, row in rows.items()} == {
        "Kyjov": (20, 3),
        "Hodonín": (0, 2),
    }
    assert rows["Kyjov"].rate == 5


def test_the_page_asks_the_same_whatever_the_rows(
    client, people, region, django_assert_max_num_queries
):
    for n in range(10):
        NeedFactory(
            plan=region, kind=ServiceKindFactory(slug=f"k{n}", rpss_code=f"9{n}", name=f"d{n}")
        )
    client.force_login(people["planner"])
    url = reverse("planning:need-balance", args=[region.pk])
    with django_assert_max_num_queries(25):
        page = client.get(url).content.decode()
    assert "+2,5" in page
    with django_assert_max_num_queries(25):
        assert "Hodonín" in client.get(f"{url}?druh=home_care").content.decode()
