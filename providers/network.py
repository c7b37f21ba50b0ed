"""The network as a ledger: from versions and their items to every change, and back to any day.

Plain values in and out, no database. A key says what is counted: a service in one form, for one
group, in one territory, of one category, in one unit. An item with another key is another item:
a change of key is a removal and an addition, even where the one continues the other.
Source: dossier "regional systems", chapters 5.4 and 5.7.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

DAY = timedelta(days=1)
ZERO = Decimal(0)

#: Form in which a bed is counted; everywhere else regions plan by staff (law dossier 1.2).
BEDS_IN, BEDS, STAFF = "residential", "beds", "direct_care_fte"
#: Kinds counted in beds though their form is not residential: people sleep there (Act § 63).
SLEPT_IN = frozenset({"night_shelter"})


class Level(StrEnum):
    """Territory of an item; an item of an okres or the region is never divided among ORPs."""

    ORP = "orp"
    DISTRICT = "district"
    REGION = "region"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    level: Level
    code: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted. ``target_group`` None: all groups of the service."""

    service: Any
    form: Any
    target_group: Any
    place: Place
    category: Any
    unit: Any


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a version; without its own days it holds as long as the version does."""

    id: Any
    key: Key
    amount: Decimal
    first: date | None = None
    last: date | None = None
    continues: Any = None  # id of the item of an earlier version
    resolution: Any = None


@dataclass(frozen=True, slots=True)
class Version:
    """A version in force from ``first`` to ``last``; both count, None is open."""

    id: Any
    first: date
    last: date | None
    items: tuple[Item, ...] = ()
    resolution: Any = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def items_on(self, day: date) -> Iterable[Item]:
        if not self.covers(day):
            return ()
        return (
            item
            for item in self.items
            if (item.first is None or item.first <= day) and (item.last is None or day <= item.last)
        )


class What(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: from ``day`` on there are ``delta`` units more (or less) under ``key``.

    ``other`` is the key that this one continues (of an addition) or passes into (of a removal).
    ``version`` is the version in force from ``day`` on, None where the network only ended.
    """

    day: date
    key: Key
    what: What
    delta: Decimal
    before: Decimal
    after: Decimal
    version: Any = None
    resolution: Any = None
    other: Key | None = None


Table = dict[Key, Decimal]


def usual_unit(form: str, kind: str = "") -> str:
    """Slug of the unit in which a region counts ``form`` of ``kind``.

    >>> usual_unit("residential"), usual_unit("field"), usual_unit("ambulatory", "night_shelter")
    ('beds', 'direct_care_fte', 'beds')
    """
    return BEDS if form == BEDS_IN or kind in SLEPT_IN else STAFF


def table_of(versions: Iterable[Version], day: date) -> Table:
    """The network of ``day``: units by key, of the version in force that day."""
    table: dict[Key, Decimal] = defaultdict(Decimal)
    for version in versions:
        for item in version.items_on(day):
            table[item.key] += item.amount
    return dict(table)


def ledger(versions: Sequence[Version]) -> list[Entry]:
    """Every change of the network, oldest first. ``versions`` are in force and do not overlap.

    The running sum of the entries up to a day is the table of that day (``sum_of``). Only keys of
    items that begin or end on a day are looked at, so the time grows with the items alone.
    """
    ordered = sorted(versions, key=lambda version: version.first)
    known = {item.id: item for version in ordered for item in version.items}
    successors = _successors(known.values(), known)
    turns = _turns(ordered)
    table: dict[Key, Decimal] = defaultdict(Decimal)
    entries: list[Entry] = []
    for day in sorted(turns):
        current = next((version for version in ordered if version.covers(day)), None)
        ending, beginning = turns[day]
        deltas: dict[Key, Decimal] = defaultdict(Decimal)
        for item in ending:
            deltas[item.key] -= item.amount
        for item in beginning:
            deltas[item.key] += item.amount
        after = {key: table[key] + delta for key, delta in deltas.items()}
        stands_on = {item.key: item.resolution for item in beginning if item.resolution is not None}
        comes_from = _comes_from(beginning, known)
        for key, delta in deltas.items():
            if delta:
                entries.append(
                    Entry(
                        day,
                        key,
                        what := _what(table[key], after[key]),
                        delta,
                        table[key],
                        after[key],
                        current.id if current else None,
                        stands_on.get(key, current.resolution if current else None),
                        _other(key, what, after, comes_from, successors),
                    )
                )
        table.update(after)
    return entries


def _turns(versions: Iterable[Version]) -> dict[date, tuple[list[Item], list[Item]]]:
    """Day -> items that hold no more from it on, and items that begin on it."""
    turns: dict[date, tuple[list[Item], list[Item]]] = defaultdict(lambda: ([], []))
    for version in versions:
        for item in version.items:
            first = max(item.first or version.first, version.first)
            last = min(item.last or date.max, version.last or date.max)
            if first <= last:
                turns[first][1].append(item)
                if last < date.max:
                    turns[last + DAY][0].append(item)
    return turns


def _comes_from(items: Iterable[Item], known: Mapping[Any, Item]) -> dict[Key, Key]:
    """Key of an item -> the other key that it continues."""
    found = {}
    for item in items:
        earlier = known.get(item.continues) if item.continues is not None else None
        if earlier is not None and earlier.key != item.key:
            found[item.key] = earlier.key
    return found


def _successors(items: Iterable[Item], known: Mapping[Any, Item]) -> dict[Key, set[Key]]:
    """Key -> other keys into which its items passed."""
    into: dict[Key, set[Key]] = defaultdict(set)
    for item in items:
        for key, earlier in _comes_from([item], known).items():
            into[earlier].add(key)
    return into


def _other(
    key: Key,
    what: What,
    after: Table,
    comes_from: Mapping[Key, Key],
    successors: Mapping[Key, set[Key]],
) -> Key | None:
    """The key that ``key`` continues, or passes into, where that one changes on the same day."""
    if what is What.ADDED:
        earlier = comes_from.get(key)
        return earlier if earlier is not None and not after.get(earlier) else None
    if what is What.REMOVED:
        return next((one for one in after if after[one] and one in successors.get(key, ())), None)
    return None


def _what(old: Decimal, new: Decimal) -> What:
    if not old:
        return What.ADDED
    if not new:
        return What.REMOVED
    return What.RAISED if new > old else What.LOWERED


def sum_of(entries: Iterable[Entry], day: date) -> Table:
    """The running sum of the ledger up to ``day``; keys without units are not there."""
    table: dict[Key, Decimal] = defaultdict(Decimal)
    for entry in entries:
        if entry.day <= day:
            table[entry.key] += entry.delta
    return {key: amount for key, amount in table.items() if amount}


def stay_since(spans: Sequence[tuple[date, date]], day: date) -> date | None:
    """First day of the unbroken run of ``spans`` (sorted by first day) that holds ``day``.

    >>> one, other = (date(2025, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1), date.max)
    >>> stay_since([one, other], date(2026, 5, 1)), stay_since([other], date(2025, 5, 1))
    (datetime.date(2025, 1, 1), None)
    """
    since: date | None = None
    until = date.min
    for first, last in spans:
        if last < first or first > day:
            continue
        if since is None or first.toordinal() > until.toordinal() + 1:
            since = first
            until = last
        until = max(until, last)
    return since if since is not None and until >= day else None


# -- totals and comparison -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A row of totals: units of one kind in one form and territory, in one unit."""

    kind: Any
    form: Any
    place: Place
    unit: Any


@dataclass(frozen=True, slots=True)
class Total:
    group: Group
    amount: Decimal
    services: int


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of a comparison; ``services`` are counted on both sides."""

    group: Group
    before: Decimal
    after: Decimal
    services_before: int
    services_after: int

    @property
    def delta(self) -> Decimal:
        return self.after - self.before


def totals(table: Table, kind_of: Callable[[Any], Hashable]) -> list[Total]:
    """Units and services by kind, form and territory; ``kind_of`` gives the kind of a service."""
    amounts: dict[Group, Decimal] = defaultdict(Decimal)
    services: dict[Group, set[Any]] = defaultdict(set)
    for key, amount in table.items():
        group = Group(kind_of(key.service), key.form, key.place, key.unit)
        amounts[group] += amount
        services[group].add(key.service)
    return [Total(group, amount, len(services[group])) for group, amount in amounts.items()]


def compare(before: Table, after: Table, kind_of: Callable[[Any], Hashable]) -> list[Compared]:
    """Two tables side by side, by kind, form and territory; equal rows are there too."""
    old = {total.group: total for total in totals(before, kind_of)}
    new = {total.group: total for total in totals(after, kind_of)}
    nothing = (ZERO, 0)
    rows = []
    for group in [*old, *(group for group in new if group not in old)]:
        one, other = old.get(group), new.get(group)
        was, had = (one.amount, one.services) if one else nothing
        is_now, has = (other.amount, other.services) if other else nothing
        rows.append(Compared(group, was, is_now, had, has))
    return rows
