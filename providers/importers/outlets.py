"""Where the lines of a plan go: rows of a run, or a temporary file. Never a list in memory."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from providers.importers.plan import Batch, RowChange
from providers.importers.tables import SERVICE
from providers.models import ImportChange, ImportRefusal, Provider, RpssImport, Service
from providers.rpss import Problem, ProviderRecord

What = ImportChange.What
PIECE = 1_000


@dataclass(slots=True)
class ChangeLine:
    """One row of the plan; ``fields``: name -> [before, after]."""

    what: str
    identifier: str
    table: str
    label: str
    fields: dict[str, Any] = field(default_factory=dict)
    row: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ProblemLine:
    path: str
    identifier: str
    reason: str
    is_flag: bool


Line = ChangeLine | ProblemLine


def _values(line: Line) -> dict[str, Any]:
    """Name -> value as it is; ``asdict`` would copy every nested value for nobody."""
    return {name: getattr(line, name) for name in line.__slots__}


class Outlet(Protocol):
    def put(self, lines: Iterable[Line]) -> None: ...


class RunRows:
    """Lines as rows of the run, for its pages and its history."""

    def __init__(self, run: RpssImport) -> None:
        self.run = run

    def put(self, lines: Iterable[Line]) -> None:
        changes, refusals = [], []
        for line in lines:
            if isinstance(line, ChangeLine):
                changes.append(ImportChange(run=self.run, **_values(line)))
            else:
                refusals.append(ImportRefusal(run=self.run, **_values(line)))
        ImportChange.objects.bulk_create(changes, batch_size=PIECE)
        ImportRefusal.objects.bulk_create(refusals, batch_size=PIECE)


class Spool:
    """Lines in a temporary file, for a plan that writes nothing into the database."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - lives as we do

    def put(self, lines: Iterable[Line]) -> None:
        for line in lines:
            written = json.dumps([type(line) is ChangeLine, _values(line)], ensure_ascii=False)
            self._file.write(f"{written}\n")

    def __iter__(self) -> Iterator[Line]:
        self._file.seek(0)
        for written in self._file:
            is_change, values = json.loads(written)
            yield ChangeLine(**values) if is_change else ProblemLine(**values)


class WrittenLines:
    """The lines of a run as they were kept; may be gone through again."""

    def __init__(self, run: RpssImport) -> None:
        self.run = run

    def __iter__(self) -> Iterator[Line]:
        for change in self.run.changes.order_by("pk").iterator(PIECE):
            yield ChangeLine(
                change.what,
                change.identifier,
                change.table,
                change.label,
                change.fields,
                change.row,
                change.before,
            )
        for found in self.run.refusals.order_by("pk").iterator(PIECE):
            yield ProblemLine(found.path, found.identifier, found.reason, found.is_flag)


# -- lines of a batch ----------------------------------------------------------------------------


def memories(batch: Batch) -> dict[int, dict[str, Any]]:
    """What rows remember before they are written, by the identity of their change."""
    found = {}
    for changes in batch.changes.values():
        for change in changes:
            if change.row is not None:
                row = change.row
                found[id(change)] = {"imported": row.imported, "source_key": row.source_key}
                if hasattr(row, "fingerprint"):
                    found[id(change)]["fingerprint"] = row.fingerprint
                if change.succeeds:
                    found[id(change)]["valid_to"] = None
                if getattr(row, "latitude", None) is not None:
                    found[id(change)]["point"] = [str(row.latitude), str(row.longitude)]
    return found


def lines_of_batch(batch: Batch, memory: dict[int, dict[str, Any]] | None) -> Iterator[Line]:
    """``memory`` of the rows is needed to take the import back; a mere plan has none."""
    new_owners = {
        id(change.source)
        for name in ("provider", "service")
        for change in batch.changes[name]
        if change.is_new
    }
    for changes in batch.changes.values():
        for change in changes:
            if change.is_new and change.table.owner and id(change.source) in new_owners:
                continue  # told by the line of its service or provider
            yield from _lines(change, None if memory is None else memory.get(id(change), {}))
    for identifier, problem in batch.problems:
        yield problem_line(identifier, problem)


def problem_line(identifier: str, problem: Problem) -> ProblemLine:
    return ProblemLine(problem.path, identifier[:40], problem.reason, problem.is_flag)


def _lines(change: RowChange, memory: dict[str, Any] | None) -> Iterator[ChangeLine]:
    if memory is None and not (change.is_new or change.removed or change.taken or change.asked):
        return
    table, source, before = change.table, change.source, memory or {}
    identifier = "" if isinstance(source, ProviderRecord) else source.identifier
    head = (identifier, table.name, label_of(change))
    pk = change.row.pk if change.row is not None else None
    if change.is_new:
        fields = {name: [None, value] for name, value in change.theirs.items()}
        if table is SERVICE:
            fields["rows"] = [None, {name: len(rows) for name, rows in source.rows.items() if rows}]
        yield ChangeLine(What.NEW, *head, fields)
    elif change.removed and not change.asked:
        fields = {name: [value, None] for name, value in change.theirs.items()}
        yield ChangeLine(What.ENDED, *head, change.taken or fields, pk, before)
    elif change.taken:
        yield ChangeLine(What.CHANGED, *head, change.taken, pk, before)
    elif not change.asked and _matters(change, before):
        yield ChangeLine(What.REMEMBERED, *head, {}, pk, before)
    if change.asked:
        yield ChangeLine(What.DIFFERS, *head, change.asked, pk, before)


def _matters(change: RowChange, before: dict[str, Any]) -> bool:
    """Whether a row without a visible change remembers something else than before."""
    after = {"imported": change.theirs, "source_key": change.key}
    if "fingerprint" in before:
        after["fingerprint"] = change.source.fingerprint
    return any(before.get(name) != value for name, value in after.items())


def label_of(change: RowChange) -> str:
    """The row's words in the plan: what it is called, without a query."""
    row, values = change.row, change.theirs
    if isinstance(change.source, ProviderRecord):
        name = change.source.values["name"]
    else:
        name = change.source.values.get("name", change.source.identifier)
    own = values.get("name") or values.get("value") or values.get("url")
    if isinstance(row, Service | Provider):
        return row.name[:300]
    if own and change.table.owner:
        return f"{name}: {own}"[:300]
    return name[:300]
