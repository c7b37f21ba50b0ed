"""Records against the register: what would change, batch by batch, in a fixed number of queries."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from providers.importers.tables import (
    BATCH,
    CHILDREN,
    CODE_LISTS,
    PROVIDER,
    PROVIDER_CONTACT,
    SERVICE,
    CodeBook,
    Table,
    is_own,
    read,
    weigh,
)
from providers.models import Facility, Proposal, Provider, Service
from providers.rpss import (
    Problem,
    ProviderRecord,
    Record,
    fingerprint,
    normalise,
    provider_key_of,
    regions_of,
)
from providers.rpss.record import read_provider
from providers.rpss.values import Problems
from sitis.periods import covers

IN_FILE = {
    "kind": "druhSocialniSluzby",
    "form": "formy",
    "unit": "formy",
    "target_group": "ciloveSkupiny",
    "age_group": "vekoveSkupiny",
}
GONE = "gone"  # remembered at a row that left the source and waits for a person


class Stored(NamedTuple):
    pk: int
    fingerprint: str


@dataclass(slots=True)
class RowChange:
    """One row to be written. ``row`` is None if it is new; ``source`` is what it belongs to.

    ``removed``: the row left the source. ``asked`` with the empty field name asks about that.
    ``succeeds``: the row held before today, so it ends and another takes its place: ``next``.
    """

    table: Table
    key: str
    theirs: dict[str, Any]
    source: Record | ProviderRecord
    row: Any = None
    taken: dict[str, list[Any]] = field(default_factory=dict)
    asked: dict[str, list[Any]] = field(default_factory=dict)
    removed: bool = False
    succeeds: bool = False
    next: Any = None

    @property
    def is_new(self) -> bool:
        return self.row is None


@dataclass(slots=True)
class Batch:
    """What one batch of records would do; changes by table, in the order of writing."""

    records: list[Record] = field(default_factory=list)
    providers: list[ProviderRecord] = field(default_factory=list)
    changes: dict[str, list[RowChange]] = field(default_factory=dict)
    problems: list[tuple[str, Problem]] = field(default_factory=list)  # identifier, problem
    services: dict[str, Service] = field(default_factory=dict)  # as stored, by identifier
    owners: dict[str, Provider] = field(default_factory=dict)  # as stored, by key


class Planner:
    """Reads the register once for its fingerprints, then only what a changed record needs.

    ``region``: RÚIAN code of the region whose services are kept, None keeps everything.
    ``writing`` locks what is going to be changed.
    """

    def __init__(self, *, region: str | None, day: date, writing: bool = False) -> None:
        self.region, self.day, self.writing = region, day, writing
        self.book = CodeBook()
        self.services: dict[str, Stored] = {
            identifier: Stored(pk, mark)
            for identifier, pk, mark in Service.objects.order_by()
            .values_list("identifier", "pk", "fingerprint")
            .iterator(5_000)
        }
        self.providers = self._stored_providers()
        self.guarded = kept_by_providers()
        self.seen: set[str] = set()
        self.seen_providers: dict[str, str] = {}
        self.flagged: set[tuple[str, str]] = set()
        self.records = self.kept = self.unchanged = self.refused = 0

    def _stored_providers(self) -> dict[str, Stored]:
        """By the key of the source, then by IČO; one merged into another leads to that one."""
        found: dict[str, Stored] = {}
        by_ico: dict[str, Stored] = {}
        rows = Provider.objects.order_by(F("merged_into").asc(nulls_first=True)).values_list(
            "pk", "source_key", "ico", "merged_into", "fingerprint"
        )
        for pk, key, ico, merged_into, mark in rows.iterator(5_000):
            stored = Stored(merged_into or pk, "merged" if merged_into else mark)
            if key:
                found[key] = stored
            if ico:
                by_ico.setdefault(ico, stored)
        return by_ico | found

    def remember(self, provider: Provider, mark: str) -> None:
        """A provider that was just written; later records of the run belong to it."""
        self.providers[provider.source_key] = Stored(provider.pk, mark)

    # -- the stream ------------------------------------------------------------------------------

    def batches(self, raws: Iterable[Any]) -> Iterator[Batch]:
        batch = Batch()
        for index, raw in enumerate(raws):
            self.records += 1
            self._sort(raw, index, batch)
            if len(batch.records) >= BATCH or len(batch.problems) >= BATCH:
                yield self._planned(batch)
                batch = Batch()
        yield self._planned(batch)

    def _sort(self, raw: Any, index: int, batch: Batch) -> None:
        """Put ``raw`` into the batch, unless nothing in it is new."""
        identifier = _shown(raw.get("identifikator")) if type(raw) is dict else ""
        known = self.services.get(identifier)
        if known is None and self.region and type(raw) is dict:
            regions = regions_of(raw)
            if self.region not in regions:
                if not regions:
                    self._flag_placeless(raw, index, identifier, batch)
                return
        self.kept += 1
        if identifier in self.seen:
            self.refused += 1
            twice = Problem(
                f"polozky[{index}].identifikator",
                _("Tento identifikátor už má jiný záznam souboru."),
            )
            batch.problems.append((identifier, twice))
            return
        self.seen.add(identifier)
        mark = fingerprint(raw) if known and known.fingerprint else ""
        if mark and known and known.fingerprint == mark:
            self.unchanged += 1
            self._look_at_provider(raw["poskytovatel"], batch)
            return
        record = normalise(raw, index, mark)
        batch.problems += [(record.identifier, problem) for problem in record.problems]
        if record.is_refused:
            self.refused += 1
            return
        batch.records.append(record)
        self._take_provider(record, batch)

    def _flag_placeless(
        self, raw: dict[str, Any], index: int, identifier: str, batch: Batch
    ) -> None:
        """A record that names no region is nobody's; one of a provider of ours may be ours."""
        if self.providers.get(provider_key_of(raw)) is None:
            return
        flag = Problem(
            f"polozky[{index}].zarizeni",
            _(
                "Záznam neuvádí žádný kraj (místo je utajené nebo chybí), proto není převzat. "
                "Jeho poskytovatel v registru je: patří-li služba sem, založte ji ručně "
                "s tímto identifikátorem."
            ),
            is_flag=True,
        )
        batch.problems.append((identifier, flag))

    def _look_at_provider(self, raw: dict[str, Any], batch: Batch) -> None:
        """The first record that names a provider decides about it, an unchanged one too."""
        key = raw.get("ico")
        if type(key) is not str or key in self.seen_providers or key not in self.providers:
            return
        self.seen_providers[key] = ""
        if self.providers[key].fingerprint not in {fingerprint(raw), "merged"}:
            found = read_provider(raw, Problems(""))
            if found is not None and found.key == key:
                batch.providers.append(found)

    def _take_provider(self, record: Record, batch: Batch) -> None:
        found = record.provider
        assert found is not None  # noqa: S101 - a record without one was refused
        name = found.values["name"]
        if found.key not in self.seen_providers:
            self.seen_providers[found.key] = name
            stored = self.providers.get(found.key)
            if stored is None or stored.fingerprint not in {found.fingerprint, "merged"}:
                batch.providers.append(found)
        elif _differs(self.seen_providers[found.key], name):
            text = _("Poskytovatel je v souboru uveden i jako „%(name)s“, platí první výskyt.")
            flag = Problem(
                f"{record.path}.poskytovatel.nazev",
                text % {"name": self.seen_providers[found.key]},
                is_flag=True,
            )
            batch.problems.append((record.identifier, flag))

    # -- one batch -------------------------------------------------------------------------------

    def _planned(self, batch: Batch) -> Batch:
        self._fetch_owners(batch)
        self._refuse_taken_numbers(batch)
        batch.changes["provider"] = list(self._providers(batch))
        batch.changes["provider_contact"] = self._children(
            PROVIDER_CONTACT,
            [(found, batch.owners.get(found.key), found.contacts) for found in batch.providers],
        )
        batch.changes["service"] = list(self._services(batch))
        for table in CHILDREN:
            batch.changes[table.name] = self._children(
                table,
                [
                    (record, batch.services.get(record.identifier), record.rows[table.name])
                    for record in batch.records
                ],
            )
        self._flag_unknown_codes(batch)
        return batch

    def _fetch_owners(self, batch: Batch) -> None:
        known = {
            record.identifier: self.services[record.identifier].pk
            for record in batch.records
            if record.identifier in self.services
        }
        if known:
            services = Service.objects.select_related("provider").filter(pk__in=known.values())
            if self.writing:
                services = services.select_for_update(of=("self",))
            batch.services = {service.identifier: service for service in services.order_by("pk")}
        keys = {found.key for found in batch.providers}
        keys |= {record.values["provider"] for record in batch.records}
        pks = {key: self.providers[key].pk for key in keys if key in self.providers}
        if pks:
            rows = Provider.objects.filter(pk__in=set(pks.values())).order_by("pk")
            by_pk = {row.pk: row for row in (rows.select_for_update() if self.writing else rows)}
            batch.owners = {key: by_pk[pk] for key, pk in pks.items()}

    def _refuse_taken_numbers(self, batch: Batch) -> None:
        """The number in the open data belongs to one service; a second one keeps the record out."""
        numbers = {
            record.values["portal_id"]: record
            for record in batch.records
            if "portal_id" in record.values
        }
        if not numbers:
            return
        twice = [
            record
            for record in batch.records
            if "portal_id" in record.values and numbers[record.values["portal_id"]] is not record
        ]
        others = Service.objects.filter(portal_id__in=numbers).values_list(
            "portal_id", "identifier"
        )
        taken = {number: owner for number, owner in others if numbers[number].identifier != owner}
        left = [record for number, record in numbers.items() if number in taken] + twice
        for record in left:
            problem = Problem(
                f"{record.path}.portalId", _("Toto číslo otevřených dat už má jiná služba.")
            )
            batch.problems.append((record.identifier, problem))
            self.refused += 1
        out = {id(record) for record in left}
        batch.records = [record for record in batch.records if id(record) not in out]

    def _providers(self, batch: Batch) -> Iterator[RowChange]:
        for found in batch.providers:
            row = batch.owners.get(found.key)
            change = RowChange(PROVIDER, found.key, found.values, found, row)
            if row is not None:
                change.taken, change.asked = weigh(
                    PROVIDER, row, row.imported, found.values, self.book
                )
            yield change

    def _services(self, batch: Batch) -> Iterator[RowChange]:
        for record in batch.records:
            row = batch.services.get(record.identifier)
            change = RowChange(SERVICE, record.identifier, record.values, record, row)
            if row is not None:
                change.taken, change.asked = weigh(
                    SERVICE, row, row.imported, record.values, self.book
                )
                if row.missing_since:
                    change.taken["missing_since"] = [row.missing_since.isoformat(), None]
                self._keep_dates_in_order(change)
            yield change

    def _children(
        self, table: Table, sources: list[tuple[Any, Any, dict[str, dict[str, Any]]]]
    ) -> list[RowChange]:
        """Changes of one table: two queries at most, whatever the number of owners."""
        owners = [owner.pk for _source, owner, _rows in sources if owner is not None]
        stored = self._stored(table, owners)
        changes: list[RowChange] = []
        for source, owner, theirs in sources:
            if owner is None:
                changes += [RowChange(table, key, row, source) for key, row in theirs.items()]
            else:
                changes += _paired(table, source, stored.get(owner.pk, {}), theirs)
        by_source = {id(source): owner for source, owner, _ in sources}
        if table.meets:
            self._meet_typed(table, changes, by_source)
        kept = self._kept(table, changes, by_source)
        if kept:
            self._meet_same(table, kept, by_source)
        self._load(table, changes)
        found = [change for change in changes if self._weighed(change)]
        for change in kept:
            self._keep(change)
        return found

    def _kept(
        self, table: Table, changes: list[RowChange], owners: dict[int, Any]
    ) -> list[RowChange]:
        """Changes of the part of a page that the service's provider keeps."""
        services = self.guarded.get(table.name, set())
        return [
            change
            for change in changes
            if (owner := owners[id(change.source)]) is not None and owner.pk in services
        ]

    def _meet_same(self, table: Table, kept: list[RowChange], owners: dict[int, Any]) -> None:
        """What the provider typed and the source says too is one row, nobody need be asked."""
        new = {
            (
                owners[id(change.source)].pk,
                *(change.theirs.get(name) for name in table.same),
            ): change
            for change in kept
            if change.is_new
        }
        if not new:
            return
        rows = table.model._default_manager.filter(
            source_key="", **{f"{table.owner}__in": {key[0] for key in new}}
        ).order_by("pk")
        for row in rows:
            owner = getattr(row, f"{table.owner}_id")
            key = (owner, *(read(row, name, self.book) for name in table.same))
            if key in new and table.is_shown(row, self.day):
                new.pop(key).row = row.pk

    def _keep(self, change: RowChange) -> None:
        """What the provider keeps, the source changes by asking only; the unseen asks nobody."""
        table, row = change.table, change.row
        if row is None:
            change.asked = {table.held: [None, change.theirs]}
        elif not table.is_shown(row, self.day):
            change.taken, change.asked = {}, {}
        elif change.removed:
            change.asked[""] = [None, None]
        else:
            change.asked |= change.taken
            change.taken, change.succeeds = {}, False

    def _stored(self, table: Table, owners: list[int]) -> dict[int, dict[str, tuple[int, Any]]]:
        found: dict[int, dict[str, tuple[int, Any]]] = {}
        if not owners:
            return found
        rows = list(
            table.model._default_manager.filter(~Q(source_key=""), **{f"{table.owner}__in": owners})
            .order_by()
            .values_list("pk", f"{table.owner}_id", "source_key", Cast("imported", TextField()))
        )
        # all in one go: parsing each apart takes several times longer
        memories = json.loads(f"[{','.join(written for *_keys, written in rows)}]")
        for (pk, owner, key, _written), imported in zip(rows, memories, strict=True):
            found.setdefault(owner, {})[key] = (pk, imported)
        return found

    def _meet_typed(self, table: Table, changes: list[RowChange], owners: dict[int, Any]) -> None:
        """What a person typed may come from the source later: that is one row, not two."""
        new = {
            (
                owners[id(change.source)].pk,
                self.book.pk_or_value(table.meets, change.theirs),
            ): change
            for change in changes
            if change.is_new and owners[id(change.source)] is not None
        }
        if not new:
            return
        rows = table.model._default_manager.filter(
            source_key="", **{f"{table.owner}__in": {owner for owner, _value in new}}
        ).order_by()
        if table.ends:
            rows = rows.filter(covers(self.day))
        for pk, *found in rows.values_list("pk", f"{table.owner}_id", table.meets):
            if change := new.get(tuple(found)):
                change.row = pk

    def _load(self, table: Table, changes: list[RowChange]) -> None:
        """Exchange primary keys for rows, all in one query."""
        pks = [change.row for change in changes if change.row is not None]
        if not pks:
            return
        rows = table.model._default_manager.filter(pk__in=pks).order_by("pk")
        by_pk = {row.pk: row for row in (rows.select_for_update() if self.writing else rows)}
        for change in changes:
            if change.row is not None:
                change.row = by_pk.get(change.row)

    def _weighed(self, change: RowChange) -> bool:
        """Fill ``taken`` and ``asked``; False if there is nothing to do."""
        row, table = change.row, change.table
        if row is None:
            return True
        if not change.removed:
            change.taken, change.asked = weigh(table, row, row.imported, change.theirs, self.book)
            if isinstance(row, Facility):
                self._keep_dates_in_order(change)
            elif table.ends and getattr(row, table.ends):  # a person ended it, another may hold
                change.asked |= change.taken
                change.taken = {}
            elif change.taken:
                began = change.source.values.get("provided_from")
                change.succeeds = table.held_before(row, self.day, began)
            return True
        if GONE in row.imported:
            return False  # it left before, and a person was asked
        ours = {name: read(row, name, self.book) for name in table.fields}
        if is_own(table, row) or any(row.imported.get(name) != ours[name] for name in ours):
            change.asked[""] = [None, None]
        return True

    def _keep_dates_in_order(self, change: RowChange) -> None:
        """Half of a period may be ours: what would end before it starts is asked about instead."""
        row, taken = change.row, change.taken
        starts = taken.get("provided_from", [None, read(row, "provided_from", self.book)])[1]
        ends = taken.get("provided_to", [None, read(row, "provided_to", self.book)])[1]
        is_closed = isinstance(row, Service) and row.closing
        if (starts and ends and ends < starts) or (is_closed and not ends):
            for name in ("provided_from", "provided_to"):
                if name in taken:
                    change.asked[name] = taken.pop(name)

    def _flag_unknown_codes(self, batch: Batch) -> None:
        """Each unknown code once; an unknown kind at each of its services, for they are hidden."""
        for changes in batch.changes.values():
            for change in changes:
                if change.removed or not isinstance(change.source, Record):
                    continue
                for name in CODE_LISTS.keys() & change.theirs.keys():
                    code = change.theirs[name]
                    if self.book.is_named(name, code) or (name, code) in self.flagged:
                        continue
                    if name != "kind":
                        self.flagged.add((name, code))
                    text = _("Neznámý kód „%(code)s“ je zapsán a čeká na pojmenování.")
                    path = f"{change.source.path}.{IN_FILE[name]}"
                    flag = Problem(path, text % {"code": code}, is_flag=True)
                    batch.problems.append((change.source.identifier, flag))

    # -- after the last record -------------------------------------------------------------------

    def missing(self) -> Iterator[list[Service]]:
        """Services imported before that the whole file does not name, in batches."""
        gone = [
            stored.pk
            for identifier, stored in self.services.items()
            if stored.fingerprint and identifier not in self.seen
        ]
        for start in range(0, len(gone), BATCH):
            rows = Service.objects.filter(pk__in=gone[start : start + BATCH]).order_by("pk")
            if self.region:
                rows = rows.of_region(self.region)
            if self.writing:
                rows = rows.select_for_update()
            yield list(rows)


def kept_by_providers() -> dict[str, set[int]]:
    """Table -> services whose provider keeps its rows: a proposal about them was accepted."""
    accepted = Proposal.objects.filter(state=Proposal.State.ACCEPTED).order_by()
    return {
        "hours": set(accepted.filter(changes_hours=True).values_list("service", flat=True)),
        "contact": set(accepted.filter(changes_contacts=True).values_list("service", flat=True)),
    }


def _shown(identifier: Any) -> str:
    """The identifier as it can be looked up and written down, whatever stands in the file."""
    text = str(identifier)[:40]
    return text if text.isprintable() else ascii(text)[:40]


def _differs(first: str, second: str) -> bool:
    """Whether two names differ in more than spaces, dots and case ("s.r.o.", "s. r. o.")."""

    def squeezed(name: str) -> str:
        return "".join(letter for letter in name.casefold() if letter.isalnum())

    return bool(first) and squeezed(first) != squeezed(second)


def _paired(
    table: Table, source: Any, stored: dict[str, tuple[int, Any]], theirs: dict[str, dict[str, Any]]
) -> Iterator[RowChange]:
    """Rows of one owner: same key, then the closest likeness, the rest is new or gone."""
    left = dict(stored)
    new: dict[str, dict[str, Any]] = {}
    for key, values in theirs.items():
        if key not in left:
            new[key] = values
            continue
        pk, last = left.pop(key)
        if last != values:
            yield RowChange(table, key, values, source, pk)
    for names in table.alike:
        for old, key in _alike(names, left, new):
            pk, _last = left.pop(old)
            yield RowChange(table, key, new.pop(key), source, pk)
    for key, values in new.items():
        yield RowChange(table, key, values, source)
    for key, (pk, last) in left.items():
        yield RowChange(table, key, last, source, pk, removed=True)


def _alike(
    names: tuple[str, ...], left: dict[str, tuple[int, Any]], new: dict[str, dict[str, Any]]
) -> list[tuple[str, str]]:
    """Pairs of an old and a new key whose rows agree in ``names``, where no other row does."""

    def by_likeness(rows: Iterable[tuple[str, dict[str, Any]]]) -> dict[Any, list[str]]:
        found: dict[Any, list[str]] = {}
        for key, values in rows:
            likeness = tuple(values.get(name) for name in names)
            if all(part is not None for part in likeness[:-1]):
                found.setdefault(likeness, []).append(key)
        return found

    old_ones = by_likeness((key, last) for key, (_pk, last) in left.items())
    new_ones = by_likeness(new.items())
    return [
        (keys[0], new_ones[likeness][0])
        for likeness, keys in old_ones.items()
        if len(keys) == 1 and len(new_ones.get(likeness, ())) == 1
    ]
