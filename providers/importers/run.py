"""One reading of the national register from end to end: planned, or planned and written."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import connection, transaction
from django.utils.translation import gettext as _

from providers.importers.differences import Asker
from providers.importers.outlets import (
    ChangeLine,
    Line,
    Outlet,
    RunRows,
    What,
    lines_of_batch,
    memories,
)
from providers.importers.plan import Planner
from providers.importers.write import Writer
from providers.models import ImportChange, ImportRefusal, RpssImport, Service
from providers.rpss import Source, WholeFileRefused, raw_records
from sitis.territory.models import Region

ALL = "all"
TOLERANCE = 5  # per cent by which the number of records may differ from the last import
LOCK = 0x52505353  # "RPSS": one import writes at a time

Heard = Callable[[int], None]


class UnknownRegion(Exception):
    """The region is not in the tables of territory."""


@dataclass(slots=True)
class Outcome:
    """What a reading came to: numbers for people, by what happened."""

    records: int
    kept: int
    counts: dict[str, int]
    sha256: str


def region_filter(region: str) -> str | None:
    """RÚIAN code of the region with NUTS 3 code ``region``; None for "all". Raises UnknownRegion."""
    if region == ALL:
        return None
    code = Region.objects.filter(pk=region).values_list("ruian_code", flat=True).first()
    if code is None:
        raise UnknownRegion(region)
    return code


def last_applied(region: str) -> RpssImport | None:
    return RpssImport.objects.applied().filter(region=region).first()


def plan_import(
    file: BinaryIO,
    outlet: Outlet,
    *,
    region: str,
    day: date,
    force: bool = False,
    heard: Heard = lambda position: None,
) -> Outcome:
    """Say into ``outlet`` what an import of ``file`` would do. Raises WholeFileRefused."""
    planner = Planner(region=region_filter(region), day=day)
    source, tally = Source(file, heard), Counter[str]()
    for batch in planner.batches(raw_records(source)):
        outlet.put(_counted(tally, lines_of_batch(batch, None)))
    _check_number(planner, region, force)
    for services in planner.missing():
        outlet.put(_counted(tally, map(_missing_line, services)))
    return _outcome(planner, tally, source)


@transaction.atomic
def apply_import(
    run: RpssImport,
    file: BinaryIO,
    *,
    day: date,
    at: datetime,
    heard: Heard = lambda position: None,
) -> Outcome:
    """Plan anew and write, all or nothing; ``run`` becomes the trace of it. Raises WholeFileRefused."""
    one_at_a_time()
    ImportChange.objects.filter(run=run).delete()
    ImportRefusal.objects.filter(run=run).delete()
    planner = Planner(region=region_filter(run.region), day=day, writing=True)
    writer, asker = Writer(planner, run, at=at), Asker(run, planner.book, at=at)
    outlet, source, tally = RunRows(run), Source(file, heard), Counter[str]()
    for batch in planner.batches(raw_records(source)):
        memory = memories(batch)
        writer.write(batch)
        asker.ask(batch)
        outlet.put(_counted(tally, lines_of_batch(batch, memory)))
    _check_number(planner, run.region, run.forced)
    for services in planner.missing():
        outlet.put(_counted(tally, [_missing_line(service) for service in services]))
        writer.mark_missing(services)
        asker.ask_about_missing(services)
    writer.finish()
    asker.close_vanished()
    outcome = _outcome(planner, tally, source)
    run.state, run.applied_at = RpssImport.State.APPLIED, at
    run.records, run.kept, run.counts = outcome.records, outcome.kept, outcome.counts
    run.sha256 = outcome.sha256
    run.save()
    return outcome


def one_at_a_time() -> None:
    """A second import, or its taking back, waits; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def number_problem(records: int, kept: int, region: str) -> str:
    """A file that lost or gained too much is a mistake of the source. Empty if it did not."""
    last = last_applied(region)
    if last is None:
        return ""
    for now, before in ((records, last.records), (kept, last.kept)):
        if abs(now - before) * 100 > before * TOLERANCE:
            text = _(
                "Soubor má %(now)d záznamů, poslední zapsaný import jich měl %(before)d. "
                "Liší se o více než %(limit)d %%."
            )
            return text % {"now": now, "before": before, "limit": TOLERANCE}
    return ""


def _check_number(planner: Planner, region: str, force: bool) -> None:
    if not force and (problem := number_problem(planner.records, planner.kept, region)):
        raise WholeFileRefused(problem)


def _missing_line(service: Service) -> ChangeLine:
    return ChangeLine(
        What.MISSING,
        service.identifier,
        "service",
        service.name,
        {},
        service.pk,
        {"fingerprint": service.fingerprint},
    )


def _counted(tally: Counter[str], lines: Any) -> Any:
    def each() -> Any:
        line: Line
        for line in lines:
            if isinstance(line, ChangeLine):
                scope = {"service": "services", "provider": "providers"}.get(line.table, "rows")
                tally[f"{line.what}_{scope}"] += 1
            else:
                tally["flags" if line.is_flag else "problems"] += 1
            yield line

    return each()


def _outcome(planner: Planner, tally: Counter[str], source: Source) -> Outcome:
    counts = dict(tally) | {"unchanged": planner.unchanged, "refused": planner.refused}
    return Outcome(planner.records, planner.kept, counts, source.sha256)
