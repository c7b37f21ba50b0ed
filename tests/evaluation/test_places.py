"""Indicators of the territory in a frozen run, and what a coordinator reads of reports and runs."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run, proves
from evaluation.actions.figures import write_figures
from evaluation.models import PlaceResult, PlaceValue, Report, RunKind, RunValue
from evaluation.room import grants
from evaluation.runs.capacity import BY_NAME, of_reports
from providers.models import Service
from sitis.territory.models import Population
from tests.evaluation.factories import AFTER, TermFactory, in_network, published_form
from tests.evaluation.run_factories import CUTOFF
from tests.evaluation.test_oversight import approved
from tests.factories import (
    FacilityFactory,
    HoldingFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ProviderFactory,
    ReachFactory,
    official,
)

pytestmark = pytest.mark.django_db

MONEY = {"F.sum.total": 987_654, "C.sum.total": 3, "G.s101a.sum": 456_789}


@pytest.fixture
def kyjov():
    """A municipality of ORP Kyjov, beside three more of the same ORP."""
    town = MunicipalityFactory()
    for code in ("586102", "586103", "586104"):
        MunicipalityFactory(code=code, name=f"Obec {code}", orp=town.orp)
    return town


@pytest.fixture
def hodonin(kyjov):
    """A municipality of another ORP of the same okres."""
    orp = OrpFactory(
        code="6206", name="Hodonín", ruian_code="1597", seat_code="586021",
        district=kyjov.orp.district,
    )  # fmt: skip
    return MunicipalityFactory(code="586021", name="Hodonín", orp=orp)


@pytest.fixture
def people_of_65(kyjov, hodonin):
    for orp, count in ((kyjov.orp, 12_000), (hodonin.orp, 4_000)):
        Population.objects.create(
            orp=orp, day=date(2025, 1, 1), age_from=65, count=count, source="ČSÚ"
        )


@pytest.fixture
def term():
    return TermFactory(occasion="actual_1", state="open", form_version=published_form())


@pytest.fixture
def analyst():
    return official("analyst")


@pytest.fixture
def coordinator(kyjov):
    return HoldingFactory(role="orp_coordinator", orp=kyjov.orp).user


def computed(analyst):
    run = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(run, by=analyst)
    run.refresh_from_db()
    return run


def values(run):
    rows = PlaceResult.objects.filter(run=run)
    return {(row.indicator, row.orp_id): row.value for row in rows}


def test_units_of_the_network_on_inhabitants(kyjov, hodonin, people_of_65, analyst):
    network = NetworkVersionFactory(in_force=True, year=2025, valid_from=date(2025, 1, 1))
    service = in_network(ProviderFactory(), network=network, amount="6.00")
    own = service.network_items.get()
    own.orp = kyjov.orp
    own.save()
    NetworkItemFactory(
        network=network, service=service, form=own.form, unit=own.unit, amount=8,
        orp=None, district=kyjov.orp.district,
    )  # fmt: skip

    run = computed(analyst)

    found = values(run)
    assert found["D1", kyjov.orp_id] == Decimal(1)  # 6 of its own and 6 of 8 of the okres on 12,000
    assert found["D1", hodonin.orp_id] == Decimal("0.5")  # 2 of the okres on 4,000
    known = PlaceValue.objects.filter(run=run, orp=kyjov.orp).values_list("quantity", "number")
    assert dict(known.filter(unit="direct_care_fte")) == {"units_orp": 6, "units_wider": 6}


def test_without_inhabitants_the_reason_stands_in_place_of_a_number(kyjov, analyst):
    in_network(ProviderFactory())

    run = computed(analyst)

    row = PlaceResult.objects.get(run=run, indicator="D1")
    assert (row.value, row.why_not) == (None, "missing:population_target")


def test_municipalities_where_a_service_is_provided_in_the_field(kyjov, hodonin, analyst):
    network = NetworkVersionFactory(in_force=True, year=2025, valid_from=date(2025, 1, 1))
    first, second = (
        in_network(ProviderFactory(), network=network, form=form)
        for form in ("field", "residential")
    )
    FacilityFactory(service=first, municipality=kyjov)
    ReachFactory(service=first, orp=None, municipality=MunicipalityFactory(
        code="586105", name="Mutěnice", orp=kyjov.orp))  # fmt: skip
    ReachFactory(service=first, orp=None, municipality=kyjov)
    ReachFactory(service=second, orp=hodonin.orp)

    run = computed(analyst)

    found = values(run)
    assert found["D2", kyjov.orp_id] == 40  # two of five: twice the same counts once
    assert found["D2", hodonin.orp_id] == 0  # a home has no field
    ReachFactory(service=first, orp=hodonin.orp)
    assert values(computed(analyst))["D2", hodonin.orp_id] == 100


def test_where_users_lived(term, kyjov, hodonin, analyst):
    for number in range(6):
        approved(term, kyjov, **{"D.orp.6210": 10 + number, "D.orp.other": 5, "D.orp.sum": 99})
    approved(term, hodonin, **{"D.orp.6206": 15})

    run = computed(analyst)

    rows = {row.orp_id: row for row in PlaceResult.objects.filter(run=run, indicator="K3")}
    assert rows["6210"].value == Decimal(75) / 120 * 100
    assert rows["6210"].is_told
    assert rows["6206"].value == Decimal("12.5")
    assert not rows["6206"].is_told  # one service is all there is
    lived = RunValue.objects.filter(quantity="users.6210").values_list("number", flat=True)
    assert sorted(lived) == [10, 11, 12, 13, 14, 15]


def test_territory_is_frozen_with_its_inputs(term, kyjov, people_of_65, analyst):
    service = in_network(ProviderFactory())
    for _number in range(6):
        approved(term, kyjov, **{"D.orp.6210": 10})
    run = computed(analyst)
    freeze_run(run, by=analyst)
    before = values(run)

    ReachFactory(service=service, orp=kyjov.orp)
    Population.objects.update(count=1)

    assert proves(run)
    assert values(run) == before
    assert len(before) > 3
    for model, field in ((PlaceValue, "number"), (PlaceResult, "value")):
        row = model.objects.filter(run=run).first()
        model.objects.filter(pk=row.pk).update(**{field: 12_345})
        assert not proves(run)
        model.objects.filter(pk=row.pk).update(**{field: getattr(row, field)})
    assert proves(run)


# -- what a coordinator reads ----------------------------------------------------------------------


def url(**query):
    return reverse("evaluation:territory", query=query)


def test_a_coordinator_reads_own_services_by_name_without_their_money(
    client, term, kyjov, hodonin, coordinator
):
    here = approved(term, kyjov, **{
        "D.users.total.sum": 321, "D.orp.6210": 300, "D.refused.sum": 17,
        "D.refused.capacity": 9, "E.capacity.network": 7, **MONEY,
    })  # fmt: skip
    there = approved(term, hodonin, **{"D.users.total.sum": 654, **MONEY})
    client.force_login(coordinator)

    page = client.get(url())

    text = page.content.decode()
    assert [one.service for one in page.context["services"]] == [here.service]
    for number in ("321", "300", "17", "9"):
        assert f">{number}<" in text
    assert there.service.provider.name not in text
    assert not {"654", "987", "456"} & set(re.findall(r"\d+", strip_tags(text)))


@pytest.mark.parametrize("year", ["0000", "²", "9" * 5000])
def test_of_a_year_that_is_none_the_last_is_read(client, term, kyjov, coordinator, year):
    here = approved(term, kyjov, **{"D.users.total.sum": 321})
    client.force_login(coordinator)

    page = client.get(url(rok=year))

    assert [one.service for one in page.context["services"]] == [here.service]


def test_only_what_is_told_by_name_is_read_at_all(term, kyjov):
    report = approved(term, kyjov, **{"D.users.total.sum": 321, **MONEY})

    rows = of_reports(Report.objects.filter(pk=report.pk).for_lists(), "6210")

    assert [set(one.values) - set(BY_NAME) for one in rows] == [set()]
    assert [one.values["users"] for one in rows] == [321]


def test_a_coordinator_reads_nothing_that_is_not_approved(term, kyjov, coordinator):
    done = approved(term, kyjov, **{"D.users.total.sum": 1})
    for state in ("handed_in", "returned", "in_work"):
        other = approved(term, kyjov, **{"D.users.total.sum": 2})
        Report.objects.filter(pk=other.pk).update(
            state=state, return_reason="Doložte.", return_until=AFTER
        )

    assert list(Report.objects.named_for(coordinator)) == [done]


def test_who_may_read_by_name(term, kyjov, hodonin, coordinator, people):
    here, there = (approved(term, town, **{"D.users.total.sum": 1}) for town in (kyjov, hodonin))
    old = HoldingFactory(role="auditor", year_from=2020, year_to=2024).user

    readers = {
        "coordinator": coordinator, "official": people["planner"], "auditor": people["auditor"],
        "old auditor": old, "worker": people["worker"], "district": people["district"],
    }  # fmt: skip
    assert {name: set(Report.objects.named_for(user)) for name, user in readers.items()} == {
        "coordinator": {here}, "official": {here, there}, "auditor": {here, there},
        "old auditor": set(), "worker": set(), "district": set(),
    }  # fmt: skip


def test_the_page_of_rights_says_what_a_coordinator_reads(term, kyjov, coordinator, people):
    approved(term, kyjov, **{"D.users.total.sum": 1})

    def said(user):
        return {(one.what, one.scope): one.count for one in grants(user)}

    what = "kapacita, klienti a odmítnutí ze schválených výkazů"
    assert said(coordinator)[what, "vlastní ORP"] == 1
    assert not [one for one in said(people["analyst"]) if one[0] == what]
    assert not [one for one in said(people["worker"]) if one[0] == what]


def test_a_coordinator_can_not_reach_more(client, term, kyjov, hodonin, coordinator, people):
    report = approved(term, kyjov, **{"D.users.total.sum": 321, **MONEY})
    other = approved(term, hodonin, **{"D.users.total.sum": 654, **MONEY})
    client.force_login(coordinator)

    asked = client.get(url(orp=hodonin.orp_id, rok="2025"))

    assert asked.context["orp"] == kyjov.orp
    assert other.service.provider.name not in asked.content.decode()
    for name, args in (
        ("report-detail", [report.pk]), ("report-judge", [report.pk]),
        ("report-check", [report.pk]), ("section", [report.pk, "F"]),
        ("snapshot-detail", [report.snapshots.get().pk]), ("report-workbook", [report.pk]),
    ):  # fmt: skip
        assert client.get(reverse(f"evaluation:{name}", args=args)).status_code == 404, name
    for name in ("term-check", "term-data", "term-fulfilment"):
        page = client.get(reverse(f"evaluation:{name}", args=[term.pk]))
        assert page.status_code in (403, 404), name
    for reader in ("worker", "district"):
        client.force_login(people[reader])
        assert client.get(url()).status_code == 404


def test_costs_and_pay_come_as_sums_that_are_safe(client, term, kyjov, coordinator, analyst):
    for _number in range(4):
        approved(term, kyjov, **{"F.sum.total": 1_000_000, "D.users.total.sum": 3})
    write_figures(term, by=analyst, now=AFTER)
    client.force_login(coordinator)
    assert client.get(url()).context["costs"] == []

    approved(term, kyjov, **{"F.sum.total": 1_000_000, "D.users.total.sum": 3})
    write_figures(term, by=analyst, now=AFTER)

    page = client.get(url())
    assert [figure.value for _kind, figure in page.context["costs"]] == [5_000_000]
    assert "5\xa0000\xa0000" in page.content.decode()


def test_a_coordinator_sees_the_territory_of_shared_kinds(
    client, term, kyjov, hodonin, people_of_65, coordinator, analyst, people
):
    in_network(ProviderFactory())
    for _number in range(6):
        approved(term, kyjov, **{"D.orp.6210": 10, "D.orp.6206": 8})
    run = computed(analyst)
    assert not PlaceResult.objects.seen_by(coordinator).exists()
    freeze_run(run, by=analyst)

    seen = {(row.indicator, row.orp_id) for row in PlaceResult.objects.seen_by(coordinator)}
    assert seen == {
        ("D1", "6210"), ("D1", "6206"), ("D2", "6210"), ("D2", "6206"), ("K3", "6210"),
    }  # fmt: skip
    assert ("K3", "6206") in values(run)
    for user in (people["worker"], people["district"]):
        assert not PlaceResult.objects.seen_by(user).exists()
    client.force_login(coordinator)
    address = reverse("evaluation:run-places", args=[run.pk])
    page = client.get(address)
    assert "Kyjov" in page.content.decode()
    table = page.context["table"]
    assert [name for name, _cells in table.lines] == ["Hodonín", "Kyjov"]
    assert [[cell is not None for _column, cell in cells] for _name, cells in table.lines] == [
        [True, True, False], [True, True, True],
    ]  # fmt: skip
    assert table.columns[0][1] == "direct_care_fte na 1\xa0000 obyvatel"
    assert "Jak je území obslouženo" in client.get(url()).content.decode()
    RunKind.objects.filter(run=run).update(is_shared=False)
    assert client.get(address).status_code == 404
    assert not PlaceResult.objects.seen_by(coordinator).exists()


def test_a_coordinator_learns_no_number_that_a_few_services_make(
    term, kyjov, people_of_65, coordinator, analyst
):
    in_network(ProviderFactory())
    for _number in range(4):
        approved(term, kyjov, **{"D.orp.6210": 10})
    freeze_run(computed(analyst), by=analyst)

    def shares(user):
        rows = PlaceResult.objects.seen_by(user).filter(indicator="K3")
        return [row.orp_id for row in rows]

    assert (shares(analyst), shares(coordinator)) == (["6210"], [])


def test_pages_of_the_territory_ask_few_questions(
    client, term, kyjov, people_of_65, analyst, django_assert_max_num_queries
):
    in_network(ProviderFactory())
    for _number in range(12):
        approved(term, kyjov, **{"D.orp.6210": 10, "D.users.total.sum": 3})
    freeze_run(computed(analyst), by=analyst)
    client.force_login(analyst)

    with django_assert_max_num_queries(30):
        page = client.get(url(orp=kyjov.orp_id))

    assert len(page.context["services"]) == 12
    assert Service.objects.count() == 13
