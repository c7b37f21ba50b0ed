"""What stands beside a need: network, register, people, figures; in a fixed number of queries."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planning import facts
from planning.models import Need
from sitis.territory.models import Population, TerritorialFigure
from tests.factories import (
    CapacityFactory,
    DistrictFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
    TargetGroupFactory,
    UnitFactory,
)
from tests.planning.counting import Queries
from tests.planning.factories import NeedFactory, PlanFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 30)


def beside(need):
    need = Need.objects.for_table().get(pk=need.pk)
    return facts.facts_of_needs([need], DAY)[facts.key_of(need)]


@pytest.fixture
def network():
    return NetworkVersionFactory(
        valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), in_force=True
    )


@pytest.fixture
def elsewhere():
    return OrpFactory(code="6217", ruian_code="1481", name="Veselí nad Moravou")


def test_network_of_the_orp_stands_apart_from_that_of_its_okres_and_the_region(network, elsewhere):
    need, unit = NeedFactory(), UnitFactory()
    beds = UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    here = {"network": network, "orp": need.plan.orp, "unit": unit}
    NetworkItemFactory(**here, amount=Decimal("6.50"))
    NetworkItemFactory(**here, amount=2)
    NetworkItemFactory(**{**here, "unit": beds}, amount=30)
    NetworkItemFactory(**{**here, "orp": elsewhere}, amount=99)
    NetworkItemFactory(**{**here, "orp": None}, district=DistrictFactory(), amount=4)
    NetworkItemFactory(**{**here, "orp": None}, amount=7)
    NetworkItemFactory(**here, form=FormFactory(slug="residential", rpss_code="pob"), amount=50)

    found = beside(need)

    assert [(one.amount, one.unit, one.count) for one in found.network] == [
        (Decimal("8.50"), "počet klientů", 2),
        (Decimal(30), "počet lůžek", 1),
    ]
    assert [(one.level, one.amount) for one in found.wider] == [("kraj", 7), ("okres", 4)]


def test_sums_are_told_to_hundredths_on_every_database(network):
    """SQLite sums to fifteen digits: 5,28000000000000 stood in the workbook."""
    need = NeedFactory()
    item = {"network": network, "orp": need.plan.orp, "unit": UnitFactory()}
    for amount in ("3.10", "2.18"):
        NetworkItemFactory(**item, amount=Decimal(amount))

    assert facts.amounts_in_words(beside(need).network) == "5,28 (počet klientů)"


def test_a_network_that_is_not_in_force_on_the_day_does_not_count(network):
    need = NeedFactory()
    draft = NetworkVersionFactory(year=2027, state="preparation")
    NetworkItemFactory(network=draft, orp=need.plan.orp, unit=need.unit)
    NetworkItemFactory(
        network=network, orp=need.plan.orp, unit=need.unit, valid_to=date(2026, 6, 30)
    )

    assert beside(need).network == []


def test_an_item_for_another_group_is_left_out_one_for_all_groups_counts(network):
    need = NeedFactory(target_group=TargetGroupFactory(area="seniors"))
    other = TargetGroupFactory(slug="19", rpss_code="19", name="rodiny")
    here = {"network": network, "orp": need.plan.orp, "unit": need.unit}
    NetworkItemFactory(**here, target_group=None, amount=1)
    NetworkItemFactory(**here, target_group=need.target_group, amount=2)
    NetworkItemFactory(**here, target_group=other, amount=40)

    assert [one.amount for one in beside(need).network] == [3]


def test_the_register_is_asked_for_services_that_run_there_or_reach_there(elsewhere):
    need = NeedFactory()
    seated, reaching, away, ended = ServiceFactory.create_batch(4)
    ended.provided_to = date(2025, 12, 31)
    ended.save()
    for service in (seated, reaching, away, ended):
        ServiceFormFactory(service=service, form=need.form)
        CapacityFactory(service=service, form=need.form, amount=10)
    FacilityFactory(service=seated)
    FacilityFactory(service=ended)
    ReachFactory(service=reaching, orp=need.plan.orp)
    FacilityFactory(
        service=away,
        municipality=MunicipalityFactory(code="592943", name="Veselí", orp=elsewhere),
    )

    found = beside(need)

    assert found.services == 2
    assert [(one.amount, one.count) for one in found.capacities] == [(20, 2)]


def test_people_of_the_fitting_age_and_their_change_between_the_last_two_days():
    need = NeedFactory(kind=ServiceKindFactory(slug="home_for_seniors", rpss_code="", name="DS"))
    for day, count in ((date(2019, 12, 31), 900), (date(2023, 12, 31), 990)):
        for first, last, people in ((0, 14, 5), (15, 64, 7), (65, None, count)):
            Population.objects.create(
                orp=need.plan.orp, day=day, age_from=first, age_to=last, count=people, source="ČSÚ"
            )
    Population.objects.create(
        orp=need.plan.orp, day=date(2024, 12, 31), age_from=0, age_to=14, count=5, source="ČSÚ"
    )

    people = beside(need).people

    assert (people.ages, people.day, people.count) == ("65 a více let", date(2023, 12, 31), 990)
    assert (people.change, people.change_percent) == (90, Decimal("10.0"))


def test_a_census_is_no_change_of_the_number_of_people(client, people):
    """Three months between the end of the year and a census took away 1,885 people of one ORP."""
    need = NeedFactory(kind=ServiceKindFactory(slug="home_for_seniors", rpss_code="", name="DS"))
    for day, count in (
        (date(2019, 12, 31), 1_030),
        (date(2020, 12, 31), 1_000),
        (date(2021, 3, 26), 900),
    ):
        for first, last, people_of_age in ((0, 14, 5), (15, 64, 7), (65, None, count)):
            Population.objects.create(
                orp=need.plan.orp, day=day, age_from=first, age_to=last, count=people_of_age,
                source="ČSÚ",
            )  # fmt: skip

    census = beside(need).people
    assert (census.day, census.count, census.change) == (date(2021, 3, 26), 900, None)

    Population.objects.create(
        orp=need.plan.orp, day=date(2023, 12, 31), age_from=65, age_to=None, count=950, source="ČSÚ"
    )
    found = beside(need).people
    assert (found.before_day, found.change) == (date(2020, 12, 31), -50)
    client.force_login(people["coordinator"])
    page = client.get(reverse("planning:need-detail", args=[need.pk])).content.decode()
    assert "změna od 31. 12. 2020: −50 (−5 %)" in page.replace("\xa0", " ")


def test_figures_of_the_place_by_year_reports_before_what_was_typed(elsewhere):
    need = NeedFactory()
    of = {"orp": need.plan.orp, "kind": "home_care", "measure": "refused"}
    TerritorialFigure.objects.create(**of, year=2025, value=12, origin="typed")
    TerritorialFigure.objects.create(**of, year=2025, value=15, origin="reports")
    TerritorialFigure.objects.create(**of, year=2026, value=9, origin="typed")
    TerritorialFigure.objects.create(**of, year=2020, value=1, origin="typed")
    TerritorialFigure.objects.create(
        **{**of, "orp": elsewhere}, year=2026, value=70, origin="typed"
    )

    found = beside(need).figures

    assert [(one.year, one.value) for one in found] == [(2025, 15), (2026, 9)]


@pytest.mark.parametrize(
    ("proposal", "change", "held", "said"),
    [
        ("new", 3, 6, ["Navrhujete novou službu, v síti už ale je: 6 (počet klientů)."]),
        ("new", 3, 0, []),
        ("more", 3, 6, []),
        ("more", 7, 6, ["Navýšení by počet jednotek v síti víc než zdvojnásobilo (dnes 6)."]),
        ("more", 3, 0, ["V síti tu taková služba není; nemá to být nová služba?"]),
        ("less", -7, 6, ["Snížení je větší než počet jednotek v síti, chybělo by 1."]),
        ("less", -6, 6, []),
        ("keep", 0, 0, ["V síti tu žádné takové jednotky nejsou, není co zachovat ani snížit."]),
    ],
)
def test_requests_that_do_not_fit_the_network_are_told(network, proposal, change, held, said):
    need = NeedFactory(proposal=proposal, change=change)
    if held:
        NetworkItemFactory(network=network, orp=need.plan.orp, unit=need.unit, amount=held)

    assert list(facts.conflicts(need, beside(need))) == said


def test_what_a_need_begins_anew_its_later_years_may_keep(network):
    first = NeedFactory(proposal="new", change=3, year=2028)
    later = NeedFactory(
        plan=first.plan, kind=first.kind, form=first.form, unit=first.unit,
        proposal="keep", change=0, year=2029,
    )  # fmt: skip

    assert facts.conflicts_of_years([later, first], beside(first)) == []
    assert len(facts.conflicts_of_years([later], beside(later))) == 1


def test_other_units_are_told_and_not_summed(network):
    need = NeedFactory(change=3)
    beds = UnitFactory(slug="beds", rpss_code="luzka", name="počet lůžek")
    NetworkItemFactory(network=network, orp=need.plan.orp, unit=beds, amount=6)

    [told] = facts.conflicts(need, beside(need))

    assert told == "Síť tu počítá v jiných jednotkách: 6 (počet lůžek). Sečíst je nejde."


@pytest.mark.parametrize("count", [1, 10])
def test_any_number_of_rows_of_many_orps_takes_six_queries(count):
    for number in range(count):
        orp = OrpFactory(code=f"62{number + 20}", ruian_code=f"15{number}", name=f"ORP {number}")
        NeedFactory(plan=PlanFactory(orp=orp), target_group=TargetGroupFactory(area="seniors"))
    needs = list(Need.objects.for_table())

    with Queries() as asked:
        found = facts.facts_of_needs(needs, DAY)

    assert len(found) == count
    assert len(asked) == 6


def test_no_rows_ask_nothing():
    with Queries() as asked:
        assert facts.facts_of_needs([], DAY) == {}

    assert len(asked) == 0
