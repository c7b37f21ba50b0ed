"""A draft is computed from reports, and again from its own inputs after each decision about it."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks.writing import insert
from evaluation.benchmark import Computed, Order, compute
from evaluation.models import (
    BenchmarkRun,
    GroupResult,
    PlaceResult,
    PlaceValue,
    RunInput,
    RunResult,
    RunValue,
)
from evaluation.runs.collect import Collected, collect
from evaluation.runs.frozen import IN_ORDER, inputs_of, order_for, places_of
from sitis.jobs.models import Job, start
from sitis.rooms import Step

COMPUTING = "evaluation.compute_run"

INPUT = (
    *("run", "service", "provider", "snapshot", "year", "kind", "form", "group", "size", "cell"),
    "is_excluded",
)
RESULT = (
    *("input", "indicator", "value", "why_not", "flag", "rank"),
    *("is_part_year", "counts", "is_bar"),
)
GROUP = (
    *("run", "cell", "kind", "form", "indicator", "providers", "n", "minimum", "q1", "median"),
    *("q3", "maximum", "mean", "weighted_mean", "level", "hidden"),
)


PLACE_VALUE = ("run", "orp", "kind", "unit", "quantity", "number")
PLACE = ("run", "orp", "kind", "unit", "indicator", "value", "why_not", "is_told")


def refuse_frozen(run: BenchmarkRun) -> BenchmarkRun:
    """The run, locked until the end of the transaction. Raises ValidationError if it is frozen."""
    found = BenchmarkRun.objects.select_for_update().get(pk=run.pk)
    if found.is_frozen:
        raise ValidationError(_("Zmrazené srovnání se nemění. Založte nové."), code="frozen")
    return found


@contextmanager
def no_collecting() -> Iterator[None]:
    """Nothing here makes circles; looking for them again and again takes as long as the arithmetic."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@transaction.atomic
def start_computing(
    run: BenchmarkRun, *, by: Any, now: datetime, dimensions: tuple[str, ...] | None = None
) -> Job:
    """Compute it in the background from reports approved until ``now``, parted as asked.

    Whoever asks while it is being computed gets the same job, and nothing is started or changed.
    Raises ValidationError if the run is frozen.
    """
    refuse_frozen(run)
    job = computing(run)
    if job is not None:
        if job.by_id != by.pk:
            job.followers.add(by)
        return job
    run.cutoff = now
    if dimensions is not None:
        run.dimensions = list(dimensions)
    BenchmarkRun.objects.filter(pk=run.pk).update(cutoff=run.cutoff, dimensions=run.dimensions)
    title = _("Výpočet srovnání: %s") % run.title
    return start(COMPUTING, run.pk, by=by, title=title[:200], url=run.get_absolute_url())


def computing(run: BenchmarkRun) -> Job | None:
    """The job that computes ``run`` now, or will."""
    rows = Job.objects.filter(task=COMPUTING, arguments=[run.pk], state__in=Job.OPEN)
    found: Job | None = rows.order_by("pk").first()
    return found


def _silent(message: str, done: int = 0, total: int = 0) -> None:
    """Nobody waits beside."""


@transaction.atomic
def compute_run(run: BenchmarkRun, *, by: Any, step: Step = _silent) -> None:
    """Take approved reports as they are now and compute everything anew."""
    refuse_frozen(run)
    with no_collecting():
        step(_("Čtení schválených výkazů a výpočet ukazatelů"), 0, 3)
        collected, order, done = read_and_compute(run)
        step(_("Zápis podkladů"), 1, 3)
        RunInput.objects.filter(run=run).delete()
        write_inputs(run, collected, order, done)
        step(_("Zápis výsledků a skupin"), 2, 3)
        write_results(run, order, done)
    touch(run, by=by)


def read_and_compute(run: BenchmarkRun) -> tuple[Collected, Order, Computed]:
    collected = collect(run)
    order = order_for(run, collected.inputs, collected.places)
    return collected, order, compute(order)


def recompute(run: BenchmarkRun, *, by: Any) -> tuple[Order, Computed]:
    """After a decision on the draft: the same inputs, groups and results anew."""
    with no_collecting():
        keys, inputs = inputs_of(run)
        order = order_for(run, inputs, places_of(run))
        done = compute(order)
        RunResult.objects.filter(input__run=run).delete()
        write_results(run, order, done)
        rows, moved = RunInput.objects.in_bulk(keys), []
        for at, pk in enumerate(keys):
            row, now = rows[pk], (done.cells.get(at, ""), order.inputs[at].is_excluded)
            if (row.cell, row.is_excluded) != now:
                row.cell, row.is_excluded = now
                moved.append(row)
        RunInput.objects.bulk_update(moved, ["cell", "is_excluded"], batch_size=1000)
    touch(run, by=by)
    return order, done


def touch(run: BenchmarkRun, *, by: Any) -> None:
    """The run as computed just now; that is no new version of what a person wrote."""
    run.computed_at = timezone.now()
    BenchmarkRun.objects.filter(pk=run.pk).update(computed_at=run.computed_at)


def write_inputs(run: BenchmarkRun, collected: Collected, order: Order, done: Computed) -> None:
    rows = (
        (
            *(run.pk, taken.service, taken.provider, taken.snapshot, one.year, one.kind, one.form),
            *(one.group, one.size, done.cells.get(at, ""), one.is_excluded),
        )
        for at, (one, taken) in enumerate(zip(order.inputs, collected.taken, strict=True))
    )
    insert(RunInput, INPUT, rows)
    keys = keys_of(run, order)
    insert(
        RunValue,
        ("input", "quantity", "number"),
        ((keys[one.key], name, value) for one in order.inputs for name, value in one.facts.items()),
    )
    PlaceValue.objects.filter(run=run).delete()
    insert(PlaceValue, PLACE_VALUE, ((run.pk, *one) for one in order.places))


def keys_of(run: BenchmarkRun, order: Order) -> dict[tuple[str, str, int], int]:
    rows = RunInput.objects.filter(run=run).order_by(*IN_ORDER)
    return {
        (identifier, form, year): pk
        for pk, identifier, form, year in rows.values_list(
            "pk", "service__identifier", "form", "year"
        )
    }


def write_results(run: BenchmarkRun, order: Order, done: Computed) -> None:
    GroupResult.objects.filter(run=run).delete()
    keys = keys_of(run, order)
    places = [keys[one.key] for one in order.inputs]
    insert(RunResult, RESULT, ((places[row.input], *row[1:]) for row in done.rows))
    insert(
        GroupResult,
        GROUP,
        (
            (
                *(run.pk, one.cell, one.kind, one.form, one.indicator, one.providers, one.found.n),
                *(one.found.minimum, one.found.q1, one.found.median, one.found.q3),
                *(one.found.maximum, one.found.mean, one.weighted_mean),
                *(one.decision.level, one.decision.why),
            )
            for one in done.groups
        ),
    )
    PlaceResult.objects.filter(run=run).delete()
    insert(PlaceResult, PLACE, ((run.pk, *one) for one in done.places))
