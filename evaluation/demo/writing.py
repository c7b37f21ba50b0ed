"""Many finished reports at once, by the same rules as the steps of one; see ``actions.moves``."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from evaluation.actions.benchmarks.writing import insert
from evaluation.content import sum_of
from evaluation.demo.invent import Value, Values
from evaluation.demo.lives import Life, until_of
from evaluation.layout import Sheet
from evaluation.models import Cell, Report, Snapshot, SnapshotRow, Standing, Submission, Term
from providers.models import Service
from sitis import __version__
from sitis.documents.models import Document
from sitis.history import CHANGED, CREATED, write_history

Move, State = Report.Move, Report.State
CELL = (
    *("report", "code", "standing", "number", "text", "comment"),
    *("source", "source_note", "changed_by", "changed_at"),
)


@dataclass(slots=True)
class Draft:
    """A report with its values and its life, before it is written."""

    service: Service
    sheet: Sheet
    forms: list[str]
    life: Life
    values: Values
    first_values: Values | None = None  # of the first hand-in, where it was returned
    asked_again: list[str] = field(default_factory=list)  # fields that the office named
    flag_count: int = 0
    flag_weight: int = 0
    report: Report = field(default_factory=Report)

    def __post_init__(self) -> None:
        self.values = {code: self.values[code] for code in sorted(self.values)}


def changed(before: Values, now: Values) -> list[str]:
    return [
        code for code, one in now.items() if code not in before or before[code].number != one.number
    ]


def named(sheet: Sheet, before: Values, now: Values) -> list[str]:
    """Of what changed those fields that a person writes."""
    fields = sheet.fields
    return [code for code in changed(before, now) if code in fields and fields[code].is_typed]


def write(term: Term, drafts: list[Draft], *, workers: dict[int, Any], office: Any) -> None:
    _reports(term, drafts, office)
    _cells(term, drafts, workers)
    settle(drafts, workers=workers, office=office)


def settle(drafts: list[Draft], *, workers: dict[int, Any], office: Any) -> None:
    """Steps with their receipts, and snapshots of what was approved; the reports stand already."""
    _steps(drafts, workers, office)
    _snapshots(drafts, office)


def _reports(term: Term, drafts: list[Draft], office: Any) -> None:
    for one in drafts:
        one.report = Report(term=term, service=one.service, forms=one.forms)
        describe(one)
    reports = [one.report for one in drafts]
    Report.objects.bulk_create(reports, batch_size=500)
    write_history(Report, [row.pk for row in reports], CREATED, by=office, at=term.opens_at)
    remember(drafts, office)


def describe(one: Draft) -> None:
    """What the report says of its own life."""
    life, row = one.life, one.report
    back = next((step for step in life.steps if step.kind == Move.RETURN), None)
    row.state = life.state
    row.extended_to, row.extension_reason = life.extended_to, life.extension_reason
    row.first_handed_in_at = life.moment(Move.HAND_IN, 0)
    row.handed_in_at = life.moment(Move.HAND_IN)
    row.approved_at = life.moment(Move.APPROVE)
    row.return_reason = back.note if back else ""
    if back and life.state == State.RETURNED:
        row.return_until, row.returned_fields = until_of(back), sorted(one.asked_again)
    row.cancel_reason = life.cancel_reason
    row.flag_count, row.flag_weight = one.flag_count, one.flag_weight
    row.version += len(life.steps)


def remember(drafts: list[Draft], office: Any) -> None:
    """History of reports: one row for each kind of step, at the time of the last of them."""
    for kind in (Move.HAND_IN, Move.RETURN, Move.APPROVE, Move.CANCEL):
        moved = {one.report.pk: at for one in drafts if (at := one.life.moment(kind))}
        if moved:
            said = {"by": office, "reason": str(kind.label), "at": max(moved.values())}
            write_history(Report, moved, CHANGED, **said)


def _cells(term: Term, drafts: list[Draft], workers: dict[int, Any]) -> None:
    insert(Cell, CELL, (row for one in drafts for row in _rows(term, one, workers)))
    returned = [one for one in drafts if one.first_values is not None]
    for one in returned:
        _two_versions(one)
    for one in drafts:
        if one.life.state == State.RETURNED:  # the office sees it as it was handed in
            keys = list(Cell.objects.filter(report=one.report).values_list("pk", flat=True))
            moment = one.life.moment(Move.HAND_IN)
            write_history(Cell, keys, CREATED, by=workers[one.service.provider_id], at=moment)


def _rows(term: Term, one: Draft, workers: dict[int, Any]) -> Iterator[tuple[Any, ...]]:
    by = workers[one.service.provider_id].pk
    moment = one.life.moment(Move.HAND_IN, 0) or term.opens_at + timedelta(days=9)
    at = _stored(moment - timedelta(hours=1))
    pk = one.report.pk
    for code, value in one.values.items():
        yield (
            *(pk, code, value.standing, _number(value.number), value.text, value.comment),
            *(value.source, value.source_note, by, at),
        )


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _two_versions(one: Draft) -> None:
    """History of a returned report: as it came first, then what was corrected."""
    before, life = one.first_values or {}, one.life
    first, again = life.moment(Move.HAND_IN, 0), life.moment(Move.HAND_IN)
    if first is None or again is None:
        return
    first, again = first - timedelta(hours=1), again - timedelta(hours=1)
    rows = {cell.code: cell for cell in Cell.objects.filter(report=one.report)}
    by = next(iter(rows.values())).changed_by
    emptied = [code for code in before if code not in rows]  # said first and taken back
    for code in emptied:
        rows[code] = Cell(report=one.report, code=code, changed_by=by, changed_at=again)
    Cell.objects.bulk_create(rows[code] for code in emptied)
    write_history(Cell, [cell.pk for cell in rows.values()], CREATED, by=by, at=first)
    nothing = Value("", Standing.EMPTY)
    corrected = [cell for code, cell in rows.items() if not _same(before.get(code, nothing), cell)]
    for cell in corrected:
        was = before.get(cell.code, nothing)
        Cell.history.filter(id=cell.pk).update(
            **{name: getattr(was, name) for name in SAID}, source=was.source
        )
        cell.changed_at = again
    Cell.objects.bulk_update(corrected, ["changed_at"])
    write_history(Cell, [cell.pk for cell in corrected], CHANGED, by=by, at=again)


SAID = ("standing", "number", "text", "comment")


def _same(was: Value, cell: Cell) -> bool:
    return all(getattr(was, name) == getattr(cell, name) for name in SAID)


# -- steps with their receipts -----------------------------------------------------------------


def _steps(drafts: list[Draft], workers: dict[int, Any], office: Any) -> None:
    made = []
    for one in drafts:
        sums = [sum_of(one.values.values())] * 2
        if one.first_values is not None:
            sums[0] = sum_of(one.first_values.values())
        handed = 0
        for number, step in enumerate(one.life.steps, start=1):
            said = ""
            if step.kind == Move.HAND_IN:
                said, handed = sums[min(handed, 1)], handed + 1
            made.append(
                Submission(
                    report=one.report,
                    number=number,
                    kind=step.kind,
                    moment=step.moment,
                    by=office if step.by_office else workers[one.service.provider_id],
                    note=step.note,
                    sha256=said,
                )
            )
    Submission.objects.bulk_create(made, batch_size=500)
    receipts([step for step in made if step.kind == Move.HAND_IN])


def receipts(steps: list[Submission]) -> None:
    """Rows of the register of documents: each receipt has its number, it is built when asked for."""
    rows = [
        Document(
            number=f"-{step.pk}",
            kind="receipt",
            record_key=str(step.pk),
            version=str(step.number),
            release=__version__,
            title=f"Potvrzení o předání: {step.report.term.title}, {step.report.service.name}"[
                :280
            ],
            file_name=f"Potvrzení o předání {step.report.term.title} {step.report.service.identifier}.pdf",
            page=step.report.get_absolute_url(),
            is_final=True,
            ordered_at=step.moment,
            by=step.by,
        )
        for step in steps
    ]
    Document.objects.bulk_create(rows, batch_size=500)
    pairs = []
    for row, step in zip(rows, steps, strict=True):
        row.number = step.document_number = f"{step.moment.year}-{row.pk:06d}"
        pairs.append((row.number, row.pk, step.pk))
    quote = connection.ops.quote_name
    documents, submissions = Document._meta.db_table, Submission._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(documents)} SET number = %s WHERE id = %s",  # noqa: S608 - names only
            [(number, pk) for number, pk, _step in pairs],
        )
        cursor.executemany(
            f"UPDATE {quote(submissions)} SET document_number = %s WHERE id = %s",  # noqa: S608
            [(number, pk) for number, _pk, pk in pairs],
        )


# -- snapshots ---------------------------------------------------------------------------------


def _snapshots(drafts: Iterable[Draft], office: Any) -> None:
    """Typed rows of everything that says something, copied inside the database sheet by sheet."""
    sheets: dict[int, tuple[Sheet, list[int]]] = {}
    made = []
    for one in drafts:
        moment = one.life.moment(Move.APPROVE)
        if moment is None:
            continue
        sheets.setdefault(id(one.sheet), (one.sheet, []))[1].append(one.report.pk)
        made.append(
            Snapshot(
                report=one.report,
                number=1,
                moment=moment,
                approved_by=office,
                sha256=sum_of(one.values.values()),
            )
        )
    Snapshot.objects.bulk_create(made, batch_size=500)
    by_units: dict[str, list[int]] = defaultdict(list)
    for sheet, keys in sheets.values():
        units = {code: asked.unit for code, asked in sheet.fields.items() if asked.unit}
        by_units[json.dumps(units)] += keys
    for units_json, keys in by_units.items():
        _copy(units_json, keys)


def _copy(units: str, reports: list[int]) -> None:
    quote = connection.ops.quote_name
    columns = "code, standing, number, text, comment, source, source_note"
    copied = ", ".join(f"c.{name}" for name in columns.split(", "))
    if connection.vendor == "postgresql":
        known, among = "json_each_text(%s::json)", "= ANY(%s)"
        given: Any = reports
    else:
        known, among = "json_each(%s)", "IN (SELECT value FROM json_each(%s))"
        given = json.dumps(reports)
    sql = (  # materialised, so that the units are found by an index and not one after another
        f"WITH u AS MATERIALIZED (SELECT key, value FROM {known}) "  # noqa: S608 - names only
        f"INSERT INTO {quote(SnapshotRow._meta.db_table)} (snapshot_id, {columns}, unit) "
        f"SELECT s.id, {copied}, COALESCE(u.value, '') "
        f"FROM {quote(Snapshot._meta.db_table)} s "
        f"JOIN {quote(Cell._meta.db_table)} c ON c.report_id = s.report_id "
        f"LEFT JOIN u ON u.key = c.code "
        f"WHERE s.report_id {among} AND (c.standing <> 'empty' OR c.comment <> '')"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [units, given])
