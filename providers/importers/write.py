"""Writing what a batch would change: bulk statements, versions raised, history of every row."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from providers.importers.plan import GONE, Batch, Planner, RowChange
from providers.importers.tables import (
    BATCH,
    CHILDREN,
    CODE_LISTS,
    PROVIDER,
    PROVIDER_CONTACT,
    SERVICE,
    Table,
    place,
    refresh_search,
    succeeded,
    typed,
)
from providers.models import Facility, RpssImport, Service
from providers.rpss import Record
from providers.rpss.values import digest
from sitis.history import CHANGED, CREATED, DELETED, write_history
from sitis.ico import ico_is_right
from sitis.territory.models import Municipality
from sitis.words import search_text


class Writer:
    """Writes the batches of one run. The caller holds the transaction."""

    def __init__(self, planner: Planner, run: RpssImport, *, at: datetime) -> None:
        self.planner, self.book, self.run, self.at = planner, planner.book, run, at
        self.day: date = planner.day
        self.by, self.reason = run.by, run.trace
        self.municipalities = set(Municipality.objects.values_list("pk", flat=True))
        self.renamed: set[int] = set()

    def write(self, batch: Batch) -> None:
        self._add_codes(batch)
        self._write_table(PROVIDER, batch, batch.changes["provider"])
        self._write_table(PROVIDER_CONTACT, batch, batch.changes["provider_contact"])
        self._write_table(SERVICE, batch, batch.changes["service"])
        for table in CHILDREN:
            self._write_table(table, batch, batch.changes[table.name])

    def finish(self) -> None:
        """What depends on rows of other batches: words under which services are found."""
        refresh_search(self.renamed)

    def mark_missing(self, services: list[Service]) -> None:
        """They stay, an official decides; the empty fingerprint lets a later import see them anew."""
        for service in services:
            service.missing_since, service.fingerprint = self.day, ""
            service.version += 1
        Service.objects.bulk_update(services, ["missing_since", "fingerprint", "version"])
        self._keep_history(Service, [service.pk for service in services], CHANGED)

    # -- code lists ------------------------------------------------------------------------------

    def _add_codes(self, batch: Batch) -> None:
        """Unknown codes of the ministry become rows that wait for their names."""
        unknown: dict[str, set[str]] = {}
        for changes in batch.changes.values():
            for change in changes:
                for name in CODE_LISTS.keys() & change.theirs.keys():
                    if self.book.pk(name, change.theirs[name]) is None:
                        unknown.setdefault(name, set()).add(change.theirs[name])
        for name, codes in unknown.items():
            model = CODE_LISTS[name]
            rows = model._default_manager.bulk_create(  # type: ignore[attr-defined]
                model(
                    slug=_slug(code),
                    rpss_code=code,
                    name=_("neznámý kód %(code)s") % {"code": code},
                    is_named=False,
                )
                for code in sorted(codes)
            )
            self._keep_history(model, [row.pk for row in rows], CREATED)
            for row in rows:
                self.book.add(name, row)

    # -- rows ------------------------------------------------------------------------------------

    def _write_table(self, table: Table, batch: Batch, changes: list[RowChange]) -> None:
        self._remove(table, [change for change in changes if change.removed and not change.asked])
        for change in changes:
            if change.removed and change.asked:
                change.row.imported = {**change.row.imported, GONE: True}
        gone = [change.row for change in changes if change.removed and change.asked]
        table.model._default_manager.bulk_update(gone, ["imported"], batch_size=BATCH)
        stay = [change for change in changes if not change.removed and not change.is_new]
        self._succeed(table, batch, [change for change in stay if change.succeeds])
        self._update(table, batch, [change for change in stay if not change.succeeds])
        self._create(table, batch, [c for c in changes if c.is_new])

    def _create(self, table: Table, batch: Batch, changes: list[RowChange]) -> None:
        if not changes:
            return
        rows = [self._new_row(table, batch, change) for change in changes]
        table.model._default_manager.bulk_create(rows, batch_size=2_000)
        self._keep_history(table.model, [row.pk for row in rows], CREATED)
        for change, row in zip(changes, rows, strict=True):
            if change.asked:
                change.next = row  # it waits for a person, the question is about it
            if table is PROVIDER:
                batch.owners[change.key] = row
                self.planner.remember(row, row.fingerprint)
            elif table is SERVICE:
                batch.services[change.key] = row

    def _new_row(self, table: Table, batch: Batch, change: RowChange) -> Any:
        row: Any = table.model(source_key=change.key, imported=change.theirs)
        if table is PROVIDER:
            row.fingerprint = change.source.fingerprint
        elif table is SERVICE:
            row.fingerprint = change.source.fingerprint
            row.identifier = change.key
            row.is_published = self.book.is_named("kind", change.theirs["kind"])
        elif table is PROVIDER_CONTACT:
            row.provider_id = batch.owners[change.source.key].pk
        else:
            self._settle_in(table, batch, change, row)
        for name, value in change.theirs.items():
            self._set(row, name, value, batch)
        self._derive(table, row, change.theirs, batch)
        return row

    def _settle_in(self, table: Table, batch: Batch, change: RowChange, row: Any) -> None:
        """Its service, and validity: what came with the service holds from ever, later from now."""
        service = batch.services[change.source.identifier]
        row.service_id = service.pk
        if table.ends == "valid_to" and change.source.identifier in self.planner.services:
            row.valid_from = self.day
        if change.theirs.get("type") == "address" and _hides(change.source):
            row.is_public = False
        if change.asked:
            table.hold(row, service)

    def _update(self, table: Table, batch: Batch, changes: list[RowChange]) -> None:
        loud = [change for change in changes if change.taken]
        written = {"imported", "source_key"}
        for change in changes:
            row = change.row
            row.imported, row.source_key = change.theirs, change.key
            if table in (PROVIDER, SERVICE):
                row.fingerprint = change.source.fingerprint
                written.add("fingerprint")
            for name, (_ours, value) in change.taken.items():
                self._set(row, name, value, batch)
            if change.taken:
                row.version += 1
                written |= {"version", *change.taken}
                written |= self._derive(table, row, change.taken, batch)
        table.model._default_manager.bulk_update(
            [change.row for change in changes], sorted(written), batch_size=BATCH
        )
        self._keep_history(table.model, [change.row.pk for change in loud], CHANGED)

    def _succeed(self, table: Table, batch: Batch, changes: list[RowChange]) -> None:
        """What held until yesterday stays as it was and ends; a row from today says the new."""
        if not changes:
            return
        for change in changes:
            change.next = succeeded(change.row, self.day)
            change.next.imported, change.next.source_key = change.theirs, change.key
            for name, (_ours, value) in change.taken.items():
                self._set(change.next, name, value, batch)
            change.row.version += 1
        rows, following = [c.row for c in changes], [c.next for c in changes]
        manager = table.model._default_manager
        manager.bulk_update(rows, ["valid_to", "source_key", "version"], batch_size=BATCH)
        self._keep_history(table.model, [row.pk for row in rows], CHANGED)
        manager.bulk_create(following, batch_size=BATCH)
        self._keep_history(table.model, [row.pk for row in following], CREATED)

    def _remove(self, table: Table, changes: list[RowChange]) -> None:
        """End the rows yesterday where their table knows validity, else delete them."""
        ended, deleted = [], []
        for change in changes:
            (ended if table.ends and self._end(table, change) else deleted).append(change.row)
        if ended:
            columns = [table.ends, "source_key", "version"]
            table.model._default_manager.bulk_update(ended, columns, batch_size=BATCH)
        self._keep_history(table.model, [row.pk for row in ended], CHANGED)
        pks = [row.pk for row in deleted]
        self._keep_history(table.model, pks, DELETED)
        for piece in _pieces(pks, BATCH):
            rows = table.model._default_manager.filter(pk__in=piece)
            rows._raw_delete(rows.db)  # without signals: they would write history once more

    def _end(self, table: Table, change: RowChange) -> bool:
        """Whether the row could end: one that began today is deleted instead."""
        row, yesterday = change.row, self.day - timedelta(days=1)
        starts = getattr(row, table.ends.replace("_to", "_from"))
        ends = getattr(row, table.ends)
        if starts and starts > yesterday and not isinstance(row, Facility):
            return False
        if ends is None or ends > yesterday:
            last_day = max(yesterday, starts) if starts else yesterday
            change.taken[table.ends] = [ends and ends.isoformat(), last_day.isoformat()]
            setattr(row, table.ends, last_day)
        row.source_key = ""  # a later row of that key is a new one
        row.version += 1
        return True

    def _set(self, row: Any, name: str, value: Any, batch: Batch) -> None:
        if name in CODE_LISTS:
            setattr(row, f"{name}_id", self.book.pk(name, value))
        elif name == "provider":
            row.provider = batch.owners[value]
        else:
            setattr(row, name, typed(type(row), name, value))

    def _derive(self, table: Table, row: Any, changed: Iterable[str], batch: Batch) -> set[str]:
        """Columns that follow from the imported ones. Returns which."""
        if table is PROVIDER:
            row.search = search_text(row.name, row.ico)
            row.is_ico_flagged = bool(row.ico) and not ico_is_right(row.ico)
            if row.pk:
                self.renamed.add(row.pk)
            return {"search", "is_ico_flagged"}
        if table is SERVICE:
            name = self.book.kind_names[row.kind_id]
            row.name = row.name or name[:1].upper() + name[1:]
            provider = row.provider
            row.search = search_text(row.name, row.identifier, name, provider.name, provider.ico)
            return {"search", "name"}
        if isinstance(row, Facility):
            return place(row, set(changed), self.municipalities)
        return set()

    def _keep_history(self, model: type[models.Model], pks: list[int], sign: str) -> None:
        write_history(model, pks, sign, by=self.by, reason=self.reason, at=self.at)


def _slug(code: str) -> str:
    """A key of its own for each code, also where codes differ in case or diacritics only."""
    slug = slugify(f"rpss-{code}")
    return slug if slug == f"rpss-{code}" else f"{slug}-{digest(code)}"[:60]


def _hides(record: Record) -> bool:
    return any(row.get("is_address_hidden") for row in record.rows["facility"].values())


def _pieces(rows: list[Any], size: int) -> Iterable[list[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))
