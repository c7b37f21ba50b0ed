"""The demo of evaluation: years of reports that hold by the form's own rules, runs, an open term."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction

from evaluation import demo
from evaluation.actions.benchmarks import proves
from evaluation.checking import cells_of, examine
from evaluation.content import cells_of_step, sum_of
from evaluation.demo.sketch import apportioned
from evaluation.demo.times import actual, cutoff_of, frozen_on, season_of
from evaluation.desk import evaluation_desk
from evaluation.models import (
    Answer,
    BenchmarkRun,
    Cell,
    Report,
    RunResult,
    Sheet,
    Snapshot,
    SnapshotRow,
    Source,
    Submission,
    Term,
    Threshold,
)
from evaluation.models.result import Flag
from providers.demo.build import build as build_providers
from sitis.accounts.demo import people
from sitis.accounts.models import User
from sitis.documents.models import Document
from sitis.reminders.models import Reminder
from sitis.rooms import DemoOrder

DAY = date(2026, 11, 29)
ORDER = DemoOrder(services=60, years=5, seed=1, day=DAY)
MODELS = (Term, Report, Cell, Submission, Snapshot, SnapshotRow, BenchmarkRun, Answer, Sheet)
State = Report.State


class Undone(Exception):
    """What was built is taken back."""


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker):
    """A small region, built twice to see whether it is the same; everything goes at the end."""
    with django_db_blocker.unblock():
        call_command("load_territory", stdout=StringIO())
        call_command("load_codelists", stdout=StringIO())
        people(ORDER)
        build_providers(ORDER)
        try:
            with transaction.atomic():
                demo.build(ORDER)
                first = fingerprint()
                raise Undone
        except Undone:
            said = demo.build(ORDER)
        yield first, said
        call_command("flush", verbosity=0, interactive=False)


def plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def fingerprint():
    """A sum for each table, without keys and what hangs on them."""
    return {model.__name__: sum_of_rows(model) for model in MODELS}


def sum_of_rows(model):
    said = sha256()
    names = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.is_relation and field.name not in ("id", "document_number")
    ]
    if model is BenchmarkRun:
        names.remove("sha256")  # keys of snapshots are among what it is made of
    rows = model._base_manager.values_list(*names)
    for row in sorted(repr([*map(plain, row)]) for row in rows):
        said.update(row.encode())
    return said.hexdigest()


@pytest.fixture
def rows(region, db):
    return region


def test_the_same_order_gives_the_same_data(rows):
    first, said = rows

    assert fingerprint() == first
    assert said == f"Smyšlené hodnocení: sběrů 7, výkazů {Report.objects.count()}, srovnání 2."
    assert demo.build(ORDER) == ""


@pytest.mark.usefixtures("rows")
def test_five_years_are_finished_and_one_term_is_open():
    terms = Term.objects.order_by("closes_at")

    assert [(t.occasion, t.year, t.state) for t in terms] == [
        *[("actual_1", year, "closed") for year in range(2021, 2026)],
        ("half_year", 2026, "closed"),
        ("actual_2", 2025, "open"),
    ]
    assert terms.last().opens_at.date() < DAY < terms.last().closes_at.date()
    for year in range(2021, 2026):
        reports = Report.objects.filter(term__year=year, term__occasion="actual_1")
        assert reports.approved().count() >= reports.count() - 4 > 30
    assert Report.objects.late().count() > 3
    assert Submission.objects.filter(kind="return").count() > 5
    assert Report.objects.exclude(extension_reason="").count() > 3


@pytest.mark.usefixtures("rows")
def test_the_last_finished_year_has_some_that_never_came():
    states = Report.objects.filter(term__year=2025, term__occasion="actual_1").values_list(
        "state", flat=True
    )

    assert Counter(states) == {
        State.APPROVED: len(states) - 4,
        State.IN_WORK: 2,
        State.RETURNED: 1,
        State.CANCELLED: 1,
    }


@pytest.mark.usefixtures("rows")
def test_what_came_in_passes_the_check_of_the_form():
    """The wrong ones too: each question of the check was answered, so they could be handed in."""
    reports = list(Report.objects.delivered().for_lists().order_by("pk"))

    found = [(report, examine(report)) for report in reports[::6]]

    assert len(found) > 30
    assert not [one for _report, seen in found for one in seen.stopping]
    for report, seen in found:
        assert (report.flag_count, report.flag_weight) == (len(seen.flags), seen.office_weight)


@pytest.mark.usefixtures("rows")
def test_snapshots_hold_what_the_reports_say_and_steps_bear_the_same_sum():
    approved = list(Report.objects.approved().order_by("pk"))[::9]

    for report in approved:
        snapshot = report.snapshots.get()
        cells = cells_of(report).values()
        handed = report.submissions.filter(kind="hand_in").order_by("number").last()
        assert sum_of(snapshot.rows.all()) == sum_of(cells) == snapshot.sha256 == handed.sha256
        assert handed.moment <= snapshot.moment
        assert Document.objects.get(number=handed.document_number).record_key == str(handed.pk)
    units = SnapshotRow.objects.filter(code="F.sum.total").values_list("unit", flat=True)
    assert set(units) == {"Kč"}


@pytest.mark.usefixtures("rows")
def test_each_receipt_can_be_printed_as_it_was_handed_in():
    """Of a returned report the first hand-in differs from what was approved later."""
    returned = Report.objects.approved().filter(submissions__kind="return")
    steps = Submission.objects.filter(report__in=returned, kind="hand_in").order_by("pk")

    said = [(step.sha256, sum_of(cells_of_step(step))) for step in steps]

    assert len(set(said)) == len(said) == 2 * returned.count() > 10
    assert all(kept == printed for kept, printed in said)


@pytest.mark.usefixtures("rows")
def test_figures_are_plausible():
    def values(code, kind):
        results = RunResult.objects.filter(indicator=code, input__kind=kind, counts=True)
        return sorted(results.values_list("value", flat=True))

    occupancy = values("V1", "home_for_seniors")
    assert 80 < occupancy[0] <= occupancy[-1] < 100
    wages = RunResult.objects.filter(indicator="N10", counts=True).values_list("value", flat=True)
    assert 25_000 < min(wages) <= max(wages) < 90_000
    covered = values("F7", "home_care")
    assert 95 < covered[0] <= covered[-1] < 105
    totals = {
        year: sum(
            SnapshotRow.objects.filter(
                code="F.1.total", snapshot__report__term__year=year
            ).values_list("number", flat=True)
        )
        for year in (2022, 2025)
    }
    assert totals[2025] > totals[2022] * Decimal("1.1")


@pytest.mark.usefixtures("rows")
def test_some_reports_are_wrong_and_the_run_suspects_them():
    suspected = RunResult.objects.filter(flag=Flag.SUSPECT)

    assert suspected.exists()
    assert Report.objects.filter(state=State.HANDED_IN, flag_count__gt=0).exists()


@pytest.mark.usefixtures("rows")
def test_two_runs_are_frozen_shared_and_recompute_to_the_same_bytes():
    runs = list(BenchmarkRun.objects.order_by("year"))

    assert [(run.year, run.state, run.cutoff, run.frozen_at) for run in runs] == [
        (year, "frozen", cutoff_of(year), frozen_on(year)) for year in (2024, 2025)
    ]
    for run in runs:
        assert proves(run)
        assert run.run_kinds.filter(is_shared=True).exists()
        exclusion = run.exclusions.get()
        assert exclusion.reason
        assert run.sheets.exclude(conclusion="").count() > 20
        assert run.change_texts.exclude(edited="").count() == 1
    states = Counter(Answer.objects.values_list("state", flat=True))
    assert states.keys() == {Answer.State.WAITING, Answer.State.ACCEPTED, Answer.State.AGAIN}
    assert set(Threshold.objects.values_list("legal_source", flat=True)) == {
        "ukázková hodnota, ne předpis"
    }


@pytest.mark.usefixtures("rows")
def test_the_open_term_has_reports_in_all_states():
    term = Term.objects.get(state="open")
    counted = Counter(term.reports.values_list("state", flat=True))

    assert counted.keys() == {
        *(State.TO_ENTER, State.IN_WORK, State.LOCKED),
        *(State.HANDED_IN, State.RETURNED, State.APPROVED),
    }
    assert term.needs_signature
    begun = Cell.objects.filter(report__term=term, report__state=State.IN_WORK)
    assert {Source.TYPED, Source.LAST, Source.REGISTER} <= set(
        begun.values_list("source", flat=True)
    )
    returned = term.reports.filter(state=State.RETURNED).first()
    assert returned.returned_fields
    assert returned.return_until.date() > DAY


def tasks_of(email):
    return evaluation_desk(User.objects.get(email=email), DAY).tasks


@pytest.mark.usefixtures("rows")
@pytest.mark.parametrize(
    ("email", "begins"),
    [
        ("pracovnik@poskytovatel.example", "Doplňte výkaz"),
        ("pracovnik@poskytovatel.example", "Kraj se ptá na odchylku"),
        ("reditelka@poskytovatel.example", "Podepište výkaz"),
        ("urednice@kraj.example", "Schvalte, nebo vraťte výkazy"),
        ("urednice@kraj.example", "Posuďte odpovědi poskytovatelů: Srovnání 2025"),
    ],
)
def test_people_of_the_demo_have_something_to_do(email, begins):
    with time_machine.travel(datetime(2026, 11, 29, 12, tzinfo=UTC), tick=False):
        titles = [task.title for task in tasks_of(email)]

    assert any(title.startswith(begins) for title in titles)


@pytest.mark.usefixtures("rows")
def test_everybody_who_acted_is_invented():
    actors = User.objects.filter(pk__in=Submission.objects.values("by"))

    assert {user.email.rpartition(".")[2] for user in actors} == {"example"}
    told = Reminder.objects.filter(topic__startswith="evaluation.")
    assert told.exists()


# -- days -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last", "occasion", "open_year", "half"),
    [
        (date(2026, 11, 29), 2025, "actual_2", 2025, 2026),
        (date(2027, 1, 10), 2025, "actual_2", 2025, 2026),
        (date(2027, 2, 1), 2025, "actual_1", 2026, 2026),
        (date(2027, 5, 31), 2025, "actual_1", 2026, 2026),
        (date(2027, 6, 1), 2026, "actual_2", 2026, 2026),
        (date(2027, 9, 20), 2026, "actual_2", 2026, 2026),
        (date(2027, 11, 20), 2026, "actual_2", 2026, 2027),
    ],
)
def test_the_day_decides_what_is_open(day, last, occasion, open_year, half):
    season = season_of(day, 5)

    assert season.years == tuple(range(last - 4, last + 1))
    assert (season.open.occasion, season.open.year) == (occasion, open_year)
    assert season.half.year == half
    assert season.open.opens_at.date() < day < season.open.closes_at.date()
    assert frozen_on(last).date() < day
    assert cutoff_of(last) < frozen_on(last)
    assert actual(last).closes_at < cutoff_of(last)


def test_people_are_shared_out_whole():
    assert apportioned(7, {"a": 1.0, "b": 1.0, "c": 0.0}) == {"a": 4, "b": 3, "c": 0}
    assert apportioned(3, {}) == {}
