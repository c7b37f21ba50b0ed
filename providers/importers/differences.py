"""Differences for people: asked once, renewed when theirs changes, gone when both agree."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from providers.importers.outlets import label_of
from providers.importers.plan import GONE, Batch, RowChange
from providers.importers.tables import BATCH, TABLES, CodeBook, read
from providers.models import Contact, Difference, Provider, RpssImport, Service
from providers.rpss import ProviderRecord
from sitis.history import CHANGED, CREATED, write_history

Harm, State = Difference.Harm, Difference.State
OF_TABLE = {"form": Harm.CAPACITY, "capacity": Harm.CAPACITY, "facility": Harm.ADDRESS}
OF_FIELD = {
    ("service", ""): Harm.GONE,
    ("service", "provided_to"): Harm.ENDED,
    ("service", "provided_from"): Harm.ENDED,
    ("facility", ""): Harm.ENDED,
    ("facility", "provided_to"): Harm.ENDED,
    ("service", "kind"): Harm.IDENTITY,
    ("service", "provider"): Harm.IDENTITY,
    ("provider", "ico"): Harm.IDENTITY,
    ("provider", "name"): Harm.IDENTITY,
}


def harm_of(table: str, field: str) -> Difference.Harm:
    return OF_FIELD.get((table, field)) or OF_TABLE.get(table, Harm.OTHER)


class Asker:
    """Writes the differences of one run, in bulk and with history."""

    def __init__(self, run: RpssImport, book: CodeBook, *, at: datetime) -> None:
        self.run, self.book, self.at = run, book, at
        self.count = 0

    def ask(self, batch: Batch) -> None:
        self._follow(batch)
        found = [
            self._difference(change, field, ours, theirs)
            for changes in batch.changes.values()
            for change in changes
            for field, (ours, theirs) in change.asked.items()
        ]
        self._save(found)

    def _follow(self, batch: Batch) -> None:
        """Open questions about a row that ended go on about the one that took its place."""
        following = {
            (change.table.name, change.row.pk): change.next.pk
            for changes in batch.changes.values()
            for change in changes
            if change.next is not None and change.row is not None
        }
        if not following:
            return
        rows = {row for _table, row in following}
        moved = [
            difference
            for difference in Difference.objects.open().filter(row__in=rows)
            if (difference.table, difference.row) in following
        ]
        for difference in moved:
            difference.row = following[difference.table, difference.row]
            difference.version += 1
        Difference.objects.bulk_update(moved, ["row", "version"], batch_size=BATCH)
        self._keep_history(moved, CHANGED)

    def ask_about_missing(self, services: Iterable[Service]) -> None:
        self._save(
            [
                Difference(
                    provider_id=service.provider_id,
                    service=service,
                    table="service",
                    row=service.pk,
                    label=str(service)[:300],
                )
                for service in services
            ]
        )

    def _difference(self, change: RowChange, field: str, ours: Any, theirs: Any) -> Difference:
        row = change.next or change.row
        service = row if isinstance(row, Service) else getattr(row, "service", None)
        provider = row if isinstance(row, Provider) else None
        if isinstance(change.source, ProviderRecord) and isinstance(row, Contact):
            provider = row.provider
        return Difference(
            provider=provider or (service.provider if service else None),
            service=service,
            table=change.table.name,
            row=row.pk,
            field=field,
            label=self._label(change),
            ours=ours,
            theirs=theirs,
        )

    @staticmethod
    def _label(change: RowChange) -> str:
        if isinstance(change.source, ProviderRecord):
            return label_of(change)
        return f"{label_of(change)[:290]} ({change.source.identifier})"

    def _save(self, found: list[Difference]) -> None:
        """New ones are made, an open one about the same field is renewed."""
        if not found:
            return
        self.count += len(found)
        rows = {difference.row for difference in found}
        known = {
            (difference.table, difference.row, difference.field): difference
            for difference in Difference.objects.open().filter(row__in=rows)
        }
        new, renewed = [], []
        for difference in found:
            difference.run, difference.harm = self.run, harm_of(difference.table, difference.field)
            old = known.get((difference.table, difference.row, difference.field))
            if old is None:
                new.append(difference)
                continue
            old.provider_id = difference.provider_id
            old.ours, old.theirs, old.state = difference.ours, difference.theirs, State.OPEN
            old.version += 1
            renewed.append(old)
        Difference.objects.bulk_create(new, batch_size=BATCH)
        Difference.objects.bulk_update(
            renewed, ["provider", "ours", "theirs", "state", "version"], batch_size=BATCH
        )
        self._keep_history(new, CREATED)
        self._keep_history(renewed, CHANGED)

    def close_vanished(self) -> int:
        """Open differences where both sides agree again need nobody any more."""
        waiting = list(Difference.objects.open().order_by("pk"))
        by_table: dict[str, set[int]] = {}
        for difference in waiting:
            by_table.setdefault(difference.table, set()).add(difference.row)
        rows = {name: self._rows(name, pks) for name, pks in by_table.items()}
        gone = [d for d in waiting if self._agrees(d, rows[d.table].get(d.row))]
        for difference in gone:
            difference.state, difference.settled_at = State.GONE, self.at
            difference.version += 1
        Difference.objects.bulk_update(gone, ["state", "settled_at", "version"], batch_size=BATCH)
        self._keep_history(gone, CHANGED)
        return len(gone)

    def _rows(self, name: str, pks: set[int]) -> dict[int, Any]:
        rows = TABLES[name].model._default_manager.filter(pk__in=pks)
        if name == "service":
            rows = rows.select_related("provider")
        return {row.pk: row for row in rows}

    def _agrees(self, difference: Difference, row: Any) -> bool:
        if row is None:
            return True
        table = TABLES[difference.table]
        if table.held and difference.field == table.held:
            return not row.source_key or table.is_shown(row, self.at.date())
        if difference.field:
            return bool(
                read(row, difference.field, self.book) == row.imported.get(difference.field)
            )
        if isinstance(row, Service):
            return row.missing_since is None
        return GONE not in row.imported

    def _keep_history(self, rows: list[Difference], sign: str) -> None:
        pks = [row.pk for row in rows]
        write_history(Difference, pks, sign, by=self.run.by, reason=self.run.trace, at=self.at)
