"""What stands beside a report that is judged: its own years, its group of the last frozen run."""

from datetime import datetime
from decimal import Decimal

import pytest

from evaluation.actions.benchmarks import compute_run, draft_run, freeze_run
from evaluation.actions.benchmarks.freezing import proves
from evaluation.models import GroupResult, Report, RunInput
from evaluation.runs.beside import Peers, beside, last_run_of
from evaluation.runs.frozen import told_beside
from sitis.workdays import PRAGUE
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import official

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture
def run():
    """A frozen run of 2024 over 99 services that reported for 2024 and 2025."""
    approve(region(99, (2024, 2025)))
    analyst = official("analyst")
    made = draft_run(year=2024, cutoff=CUTOFF, by=analyst)
    compute_run(made, by=analyst)
    made.refresh_from_db()
    freeze_run(made, by=analyst)
    return made


@pytest.fixture
def report(run):
    """Of 2025, of a home-care service."""
    service = (
        RunInput.objects.of_year(run).filter(kind="home_care").exclude(cell="").first().service
    )
    return Report.objects.for_lists().get(service=service, term__year=2025)


def row(found, code):
    return next(one for one in found.rows if one.code == code)


def test_values_of_the_report_of_earlier_ones_and_of_the_group(run, report):
    now = {"costs_eligible": D(6_000_000), "fte_direct": D(8), "fte_total": D(10)}
    before = [{"costs_eligible": D(5_600_000), "fte_direct": D(8)}, {}]

    found = beside(report, now, before)

    cost = row(found, "N1")
    cell = RunInput.objects.of_year(run).get(service=report.service).cell
    group = GroupResult.objects.get(run=run, cell=cell, indicator="N1")
    assert (found.run, cost.value, cost.before) == (run, 750_000, (700_000, None))
    assert cost.peers == Peers(group.n, group.q1, group.median, group.q3)
    assert row(found, "P1").value == 80
    missing = row(found, "N4")
    assert (missing.value, missing.why_not) == (
        None, "nelze vypočítat: chybí hodiny přímé péče",
    )  # fmt: skip


def test_where_a_value_lies():
    peers = Peers(9, D(10), D(15), D(20))

    assert [peers.place(D(value)) for value in (9, 10, 20, 21)] == [
        "below", "usual", "usual", "above",
    ]  # fmt: skip


def test_only_a_frozen_run_of_the_same_or_an_earlier_year_counts(run, report):
    analyst = official("analyst")
    draft = draft_run(year=2025, cutoff=CUTOFF, by=analyst)
    compute_run(draft, by=analyst)
    assert last_run_of(report)[0] == run

    draft.refresh_from_db()
    freeze_run(draft, by=analyst)

    assert last_run_of(report)[0] == draft
    older = Report.objects.for_lists().get(service=report.service, term__year=2024)
    assert last_run_of(older)[0] == run


def test_runs_of_a_day_to_come_stand_before_one_another():
    approve(region(99, (2024, 2025)))
    analyst = official("analyst")
    made = []
    for year in (2024, 2025):
        run = draft_run(year=year, cutoff=CUTOFF, by=analyst)
        compute_run(run, by=analyst)
        run.refresh_from_db()
        freeze_run(run, by=analyst, moment=datetime(year + 80, 9, 1, 12, tzinfo=PRAGUE))
        made.append(run)

    assert [run.frozen_at.year for run in made] == [2104, 2105]
    assert told_beside(made[1])
    assert [proves(run) for run in made] == [True, True]


def test_a_service_in_no_run_has_its_own_years_only(run, report):
    RunInput.objects.filter(service=report.service).update(cell="")

    found = beside(report, {"costs_eligible": D(6), "fte_direct": D(3)}, [])

    assert found.run is None
    assert (row(found, "N1").value, row(found, "N1").peers) == (2, None)
