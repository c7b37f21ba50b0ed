"""Freezing: the sum of everything is kept, and what may be told of it is told once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks.changes import renew_changes
from evaluation.actions.benchmarks.running import computing, no_collecting, refuse_frozen
from evaluation.benchmark import as_bytes, compute
from evaluation.benchmark.serial import digest
from evaluation.models import Band, BenchmarkRun, GroupResult, RunInput, RunKind, Sheet
from evaluation.runs.frozen import computed_of, order_of
from evaluation.secrecy import QUARTILES, Decision
from evaluation.statistics import rounded
from sitis.history import CREATED, write_history
from sitis.versions import save_version


class NotComputed(ValidationError):
    """There is nothing to freeze."""


class Changed(ValidationError):
    """What stands in the tables is not what the inputs give."""


@transaction.atomic
def freeze_run(
    run: BenchmarkRun, *, by: Any, share: bool = True, moment: datetime | None = None
) -> None:
    """Freeze ``run``. With ``share`` its kinds are told to providers and to the public for ever,
    except those that another run of the year told before. ``moment``: of a run frozen on another
    day than today; what was told before it is told by it.

    Raises ValidationError if it is frozen, NotComputed, Changed, or Stale.
    """
    found = refuse_frozen(run)
    if computing(found) is not None:
        raise NotComputed(
            _("Srovnání se právě počítá. Zmrazte je, až bude hotové."), code="running"
        )
    if found.computed_at is None or not RunInput.objects.of_year(found).exists():
        raise NotComputed(_("Srovnání ještě není vypočtené."), code="not_computed")
    run.frozen_at, run.frozen_by = moment or timezone.now(), by
    with no_collecting():
        order = order_of(run)
        content = as_bytes(order, compute(order))
        if content != as_bytes(order, computed_of(run)):
            raise Changed(
                _("Podklady se od výpočtu změnily. Vypočtěte srovnání znovu."), code="changed"
            )
    run.sha256, run.state = digest(content), BenchmarkRun.State.FROZEN
    save_version(run, by=by, reason=_("zmrazení"))
    kinds = RunInput.objects.of_year(run).order_by("kind").values_list("kind", flat=True).distinct()
    told = set(RunKind.objects.shared().filter(year=run.year).values_list("kind", flat=True))
    RunKind.objects.bulk_create(
        RunKind(run=run, kind=kind, year=run.year, is_shared=share and kind not in told)
        for kind in kinds
    )
    write_bands(run, [kind for kind in kinds if share and kind not in told])
    renew_changes(run, by=by)
    open_sheets(run, by=by)


def open_sheets(run: BenchmarkRun, *, by: Any) -> None:
    """A sheet for each service of the run that has none; officials conclude on it later."""
    known = Sheet.objects.filter(run=run).values("service")
    inputs = RunInput.objects.of_year(run).exclude(service__in=known).order_by("service")
    rows = [
        Sheet(run=run, service_id=service)
        for service in inputs.values_list("service", flat=True).distinct()
    ]
    Sheet.objects.bulk_create(rows, batch_size=500)
    write_history(Sheet, [row.pk for row in rows], CREATED, by=by)


def write_bands(run: BenchmarkRun, kinds: Iterable[str]) -> None:
    """Usual ranges of shared kinds, as they are told: nobody reads live reports of others."""
    groups = GroupResult.objects.filter(run=run, kind__in=list(kinds))
    Band.objects.bulk_create(
        Band(
            run=run,
            cell=one.cell,
            kind=one.kind,
            form=one.form,
            indicator=one.indicator,
            q1=rounded(one.q1),
            q3=rounded(one.q3),
            n=one.providers,
        )
        for one in groups.order_by("cell", "indicator")
        if Decision(one.level).allows(QUARTILES)
    )


def proves(run: BenchmarkRun) -> bool:
    """A frozen run computed again from its inputs gives the same bytes, and so do its rows."""
    order = order_of(run)
    again = as_bytes(order, compute(order))
    return digest(again) == run.sha256 and again == as_bytes(order, computed_of(run))
