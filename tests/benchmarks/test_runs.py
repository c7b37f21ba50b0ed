"""A benchmarking run over 450 services × 5 years × all indicators.

Reading and computing at most 2 × one bare read of the same data and under 0.6 s of CPU, fewer than
60 queries; writing at most 2 × one bulk insert of the same rows; 4,500 services at most 12 × the time.
"""

import time

import pytest
from django.db import connection, transaction

from evaluation.actions.benchmarks import draft_run
from evaluation.actions.benchmarks.running import (
    no_collecting,
    read_and_compute,
    write_inputs,
    write_results,
)
from evaluation.benchmark import compute
from evaluation.models import GroupResult, RunInput, RunResult, RunValue, SnapshotRow
from tests.evaluation.run_factories import CUTOFF, approve
from tests.evaluation.worlds import region
from tests.factories import official
from tests.planning.counting import Queries

pytestmark = pytest.mark.django_db

YEARS = (2021, 2022, 2023, 2024, 2025)
FILLERS = 60  # fields of a report that no indicator reads


def spent(work, clock=time.process_time, times=3):
    """The best time by ``clock``: CPU of this process unless another is named."""
    took = []
    for _one in range(times):
        began = clock()
        found = work()
        took.append(clock() - began)
    return min(took), found


def in_turns(*works, times=7):
    """The best time of each by the clock; taken in turns, so that a busy moment hits all alike."""
    took = [[spent(work, time.perf_counter, times=1)[0] for work in works] for _one in range(times)]
    return [min(column) for column in zip(*took, strict=True)]


def bare_read(run):
    """The same numbers as records of three columns, and nothing more."""
    codes = set(run.version_codes)
    rows = SnapshotRow.objects.filter(code__in=codes, snapshot__report__term__year__in=YEARS)
    return list(rows.values_list("snapshot", "code", "number"))


def drafted(services):
    order = region(services, YEARS)
    approve(order, fillers=FILLERS)
    run = draft_run(year=2025, cutoff=CUTOFF, by=official("analyst"))
    run.version_codes = {name for one in order.inputs for name in one.facts}
    return run


def test_reading_and_computing_a_run(capsys):
    run = drafted(450)

    def work():
        with no_collecting():
            return read_and_compute(run)

    # by the clock on the wall: the work of the database counts on both sides
    bare, whole = in_turns(lambda: bare_read(run), work)
    rows = bare_read(run)
    cpu, (_collected, order, done) = spent(work, times=7)
    with Queries() as asked:
        work()

    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {len(order.inputs)} reports, {len(rows)} numbers, "
            f"{len(done.rows)} results, {len(done.groups)} groups: bare read {bare:.2f} s, read and "
            f"computed {whole:.2f} s ({whole / bare:.2f} ×), {cpu:.2f} s of CPU, "
            f"{len(asked)} queries"
        )
    assert len(done.rows) > 50_000
    assert len(asked) < 60
    assert whole <= 2 * bare
    assert cpu < 0.6


def test_writing_a_run(capsys):
    run = drafted(450)
    collected, order, done = read_and_compute(run)

    def written(work):
        def once():
            with transaction.atomic():
                work()
                transaction.set_rollback(True)

        return spent(once)[0]

    def ours():
        with no_collecting():
            write_inputs(run, collected, order, done)
            write_results(run, order, done)

    ours()
    made = {
        model: list(model.objects.all()) for model in (RunInput, RunValue, RunResult, GroupResult)
    }
    for model in (RunResult, RunValue, GroupResult, RunInput):
        model.objects.all().delete()

    def bulk():
        for model, rows in made.items():
            model.objects.bulk_create(rows, batch_size=2000)

    inserted, own = written(bulk), written(ours)

    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {sum(map(len, made.values()))} rows: bulk insert "
            f"{inserted:.2f} s, written {own:.2f} s ({own / inserted:.2f} ×)"
        )
    assert own <= 2 * inserted


def test_ten_times_as_many_services(capsys):
    small, large = region(450, YEARS), region(4500, YEARS)
    with no_collecting():
        few, _done = spent(lambda: compute(small))
        many, _done = spent(lambda: compute(large))

    with capsys.disabled():
        print(f"\ncomputing 450 services {few:.2f} s, 4,500 {many:.2f} s ({many / few:.1f} ×)")
    assert many <= 12 * few
