"""What comes of a term: filling of the network, figures for planning, lists for who may see them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from evaluation.actions.figures import write_figures
from evaluation.actions.settling import approve_unflagged
from evaluation.fulfilment import fills_of
from evaluation.models import Report, Snapshot, SnapshotRow
from evaluation.overview import lines_of
from planning.facts import Key, facts_of
from sitis.territory.models import TerritorialFigure
from tests.evaluation.factories import AFTER, DURING, ReportFactory, TermFactory, published_form
from tests.factories import (
    FacilityFactory,
    FormFactory,
    HoldingFactory,
    MunicipalityFactory,
    OrpFactory,
    ProviderFactory,
    ReachFactory,
    ServiceFactory,
    ServiceKindFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kyjov():
    return MunicipalityFactory()


def delivered(term, kyjov, *, state="handed_in", provider=None, **cells):
    """A report of a service with a seat in Kyjov; ``E_units=5`` in place of dots."""
    service = ServiceFactory(provider=provider or ProviderFactory())
    FacilityFactory(service=service, municipality=kyjov)
    report = ReportFactory(
        term=term, service=service, state=state, handed_in_at=DURING, first_handed_in_at=DURING
    )
    for name, number in cells.items():
        code = name.replace("_", ".")
        report.cells.create(code=code, standing="value", number=Decimal(str(number)))
    return report


def approved(term, kyjov, provider=None, **numbers):
    report = delivered(term, kyjov, state="approved", provider=provider)
    snapshot = Snapshot.objects.create(
        report=report, number=1, moment=AFTER, approved_by=official(), sha256="0" * 64
    )
    SnapshotRow.objects.bulk_create(
        SnapshotRow(
            snapshot=snapshot, code=code, standing="value", number=Decimal(value), source="typed"
        )
        for code, value in numbers.items()
    )
    return report


# -- the network -----------------------------------------------------------------------------------


def test_the_emptiest_services_come_first(kyjov, people):
    term = TermFactory(state="open")
    full = delivered(term, kyjov, E_units=6.5, E_capacity_network=6.5)
    empty = delivered(term, kyjov, E_units=2, E_capacity_network=4)
    over = delivered(term, kyjov, E_units=9, E_capacity_network=6)
    delivered(term, kyjov, state="in_work", E_units=1, E_capacity_network=6)

    fills = fills_of(term, people["analyst"])

    assert [one.report for one in fills] == [empty, full, over]
    assert [(one.is_under, one.is_over, one.difference) for one in fills] == [
        (True, False, -2), (False, False, 0), (False, True, 3),
    ]  # fmt: skip


def test_a_unit_is_what_the_form_asks_for(people):
    """A night shelter is ambulatory and has beds; an intervention centre with beds has man-years."""
    term = TermFactory(state="open")
    for kind, forms in (
        ("night_shelter", ["ambulatory"]),
        ("intervention_centre", ["residential"]),
    ):
        service = ServiceFactory(kind=ServiceKindFactory(slug=kind, rpss_code=kind[:5]))
        report = ReportFactory(
            term=term, service=service, forms=forms, state="handed_in", handed_in_at=DURING,
            first_handed_in_at=DURING,
        )  # fmt: skip
        for code, number in (("E.units", 10), ("E.capacity.network", 20)):
            report.cells.create(code=code, standing="value", number=number)

    fills = fills_of(term, people["analyst"])

    assert {one.report.service.kind.slug: one.unit for one in fills} == {
        "night_shelter": "lůžko", "intervention_centre": "úvazek v přímé péči",
    }  # fmt: skip


def test_the_list_shows_only_what_is_under_filled(client, kyjov, people):
    term = TermFactory(state="open")
    delivered(term, kyjov, E_units=6.5, E_capacity_network=6.5)
    empty = delivered(term, kyjov, E_units=2, E_capacity_network=4)
    client.force_login(people["analyst"])
    url = reverse("evaluation:term-fulfilment", args=[term.pk])

    page = client.get(url)

    assert [one.report for one in page.context["page"]] == [empty]
    assert len(client.get(url + "?co=vse").context["page"].object_list) == 2


# -- figures for planning --------------------------------------------------------------------------


@pytest.fixture
def actual():
    return TermFactory(occasion="actual_1", state="open", form_version=published_form())


def figures():
    rows = TerritorialFigure.objects.filter(origin="reports").order_by("measure", "detail")
    return {
        (row.measure, row.detail): (row.value, row.sample) for row in rows if row.orp_id == "6210"
    }


def test_approved_reports_become_figures_of_their_orp(actual, kyjov, people):
    for number in range(5):
        approved(actual, kyjov, **{
            "D.users.total.sum": 20 + number, "D.refused.sum": 4, "F.sum.total": 1_000_000,
            "G.s101a.sum": 400_000, "D.applicants.registered": 6,
        })  # fmt: skip

    done = write_figures(actual, by=people["analyst"], now=AFTER)

    assert figures() == {
        ("clients", ""): (110, 5),
        ("refused", ""): (20, 5),
        ("waiting", ""): (30, 5),
        ("costs", ""): (5_000_000, 5),
        ("source", "dotace podle § 101a"): (2_000_000, 5),
    }
    assert done.written == 5
    row = TerritorialFigure.objects.get(measure="costs")
    assert (row.year, row.history.get().history_user) == (2025, people["analyst"])
    assert write_figures(actual, by=people["analyst"], now=AFTER).unchanged == 5


def test_people_are_counted_where_they_live_and_money_where_the_service_works(
    actual, kyjov, people
):
    OrpFactory(code="6206", name="Hodonín", ruian_code="1597", seat_code="586021")
    for _number in range(5):
        approved(actual, kyjov, **{
            "D.orp.6210": 8, "D.orp.6206": 2, "D.users.total.sum": 10, "F.sum.total": 1000,
            "A.reach.6210": 75, "A.reach.6206": 25,
        })  # fmt: skip

    write_figures(actual, by=people["analyst"], now=AFTER)

    rows = TerritorialFigure.objects.filter(origin="reports")
    assert {(row.orp_id, row.measure): row.value for row in rows} == {
        ("6210", "clients"): 40, ("6206", "clients"): 10,
        ("6210", "costs"): 3750, ("6206", "costs"): 1250,
    }  # fmt: skip


def test_money_of_the_same_reports_by_different_shares_is_told_once(actual, kyjov, people):
    """Who knew the shares would have an equation for each place: five of them give away all five."""
    OrpFactory(code="6206", name="Hodonín", ruian_code="1597", seat_code="586021")
    for share in (40, 30, 20, 30, 40):
        approved(actual, kyjov, **{
            "F.sum.total": 1000, "A.reach.6210": share, "A.reach.6206": 100 - share,
        })  # fmt: skip

    done = write_figures(actual, by=people["analyst"], now=AFTER)

    rows = TerritorialFigure.objects.filter(origin="reports", measure="costs")
    assert [(row.orp_id, row.value) for row in rows] == [("6206", 3400)]
    assert done.unsafe == 1


def test_four_reports_write_nothing(actual, kyjov, people):
    for _number in range(4):
        approved(actual, kyjov, **{"D.users.total.sum": 20})

    done = write_figures(actual, by=people["analyst"], now=AFTER)

    assert (figures(), done.unsafe) == ({}, 1)


def test_a_place_with_a_report_not_approved_yet_waits(actual, kyjov, people):
    for _number in range(5):
        approved(actual, kyjov, **{"D.users.total.sum": 20})
    waiting = delivered(actual, kyjov)

    assert write_figures(actual, by=people["analyst"], now=AFTER).waiting == 1
    assert figures() == {}

    Report.objects.filter(pk=waiting.pk).update(state="cancelled", cancel_reason="Zanikla.")
    write_figures(actual, by=people["analyst"], now=AFTER)
    assert figures() == {("clients", ""): (100, 5)}


@pytest.mark.parametrize("knows", ["people", "money", "register"])
def test_every_place_waits_for_a_report_that_belongs_to_it(actual, kyjov, people, knows):
    """A service of Kyjov that works in Hodonín too; a sum told without it would stay too low."""
    hodonin = OrpFactory(code="6206", name="Hodonín", ruian_code="1597", seat_code="586021")
    for _number in range(5):
        approved(actual, kyjov, **{"D.orp.6206": 8, "D.users.total.sum": 8})
    waiting = delivered(actual, kyjov)
    if knows == "register":
        ReachFactory(service=waiting.service, orp=hodonin)
    else:
        code = {"people": "D.orp.6206", "money": "A.reach.6206"}[knows]
        waiting.cells.create(code=code, standing="value", number=30, source="typed")

    assert write_figures(actual, by=people["analyst"], now=AFTER).waiting == 1
    assert not TerritorialFigure.objects.filter(origin="reports").exists()

    Report.objects.filter(pk=waiting.pk).update(state="cancelled", cancel_reason="Zanikla.")
    write_figures(actual, by=people["analyst"], now=AFTER)
    assert TerritorialFigure.objects.get(origin="reports").value == 40


def test_one_more_report_does_not_show_as_the_difference(actual, kyjov, people):
    for _number in range(5):
        approved(actual, kyjov, **{"D.users.total.sum": 20})
    write_figures(actual, by=people["analyst"], now=AFTER)
    approved(actual, kyjov, **{"D.users.total.sum": 23})

    done = write_figures(actual, by=people["analyst"], now=AFTER)

    assert (figures(), done.kept) == ({("clients", ""): (100, 5)}, 1)


# -- many at once ----------------------------------------------------------------------------------


def test_flagged_ones_are_passed_over(kyjov, people):
    term = TermFactory(state="open")
    plain, flagged = delivered(term, kyjov), delivered(term, kyjov)
    Report.objects.filter(pk=flagged.pk).update(flag_count=1, flag_weight=4)
    begun = delivered(term, kyjov, state="in_work")

    done = approve_unflagged([plain.pk, flagged.pk, begun.pk], by=people["analyst"], now=AFTER)

    assert (done.approved, len(done.passed)) == (1, 2)
    states = dict(term.reports.values_list("pk", "state"))
    assert states == {plain.pk: "approved", flagged.pk: "handed_in", begun.pk: "in_work"}


def test_who_settles_nothing_approves_nothing(kyjov, people):
    term = TermFactory(state="open")
    report = delivered(term, kyjov)

    assert approve_unflagged([report.pk], by=people["planner"], now=AFTER).approved == 0


def test_an_auditor_sees_the_years_given(kyjov):
    term = TermFactory(state="open")
    report = delivered(term, kyjov)
    inside = HoldingFactory(role="auditor", year_from=2025, year_to=2025).user
    outside = HoldingFactory(role="auditor", year_from=2023, year_to=2024).user

    assert [line.pk for line in lines_of(term, inside, AFTER)] == [report.pk]
    assert lines_of(term, outside, AFTER) == []


def test_words_of_the_address_that_mean_nothing_are_left_out(client, kyjov, people):
    term = TermFactory(state="open")
    delivered(term, kyjov)
    client.force_login(people["analyst"])
    url = reverse("evaluation:term-check", args=[term.pk])

    page = client.get(
        url + "?okres=neni&stav=nic&radit=jinak&podle=%C4%8D&strana=99&poskytovatel=1'"
    )

    assert (page.status_code, len(page.context["rows"])) == (200, 1)


def test_planning_reads_what_reports_wrote(client, actual, kyjov, people):
    """Beside a need of the ORP stand its clients and costs, as the reports say."""
    kind = None
    for number in range(5):
        row = approved(
            actual, kyjov, **{"D.users.total.sum": 20 + number, "F.sum.total": 1_000_000}
        )
        kind = row.service.kind
    write_figures(actual, by=people["analyst"], now=AFTER)
    key = Key(kyjov.orp_id, kyjov.orp.district_id, kind.pk, FormFactory().pk)

    facts = facts_of([key], date(2026, 3, 1), [kind], {})[key]

    assert {(one.measure, one.year): one.value for one in facts.figures} == {
        ("clients", 2025): 110, ("costs", 2025): 5_000_000,
    }  # fmt: skip
    client.force_login(people["planner"])
    page = client.get(reverse("planning:figure-list")).content.decode()
    assert "5\xa0000\xa0000" in page
    assert "ze schválených výkazů" in page


def test_on_the_page_of_a_service_one_sees_the_reports_one_may_know_of(client, people, provider):
    report = ReportFactory(service__provider=provider, state="in_work")
    page = reverse("providers:service-detail", args=[report.service.identifier])

    def seen(name):
        client.force_login(people[name])
        said = client.get(page).content.decode()
        return report.term.title in said, f'href="{report.get_absolute_url()}"' in said

    assert {name: seen(name) for name in ("worker", "analyst", "stranger", "coordinator")} == {
        "worker": (True, True),
        "analyst": (True, False),  # not handed in: only that it is and in what state
        "stranger": (False, False),
        "coordinator": (False, False),
    }
