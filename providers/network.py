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

    The running sum of the entries up to a day is the table of that day (``sum_of``).
    """
    entries: list[Entry] = []
    ordered = sorted(versions, key=lambda version: version.first)
    known = {item.id: item for version in ordered for item in version.items}
    successors = _successors(ordered, known)
    before: Table = {}
    for day in _turning_days(ordered):
        current = next((version for version in ordered if version.covers(day)), None)
        lines = list(current.items_on(day)) if current else []
        after = table_of(ordered, day)
        entries += _changes(day, before, after, current, lines, known, successors)
        before = after
    return entries


def _turning_days(versions: Sequence[Version]) -> list[date]:
    """Days on which the table may differ from the day before."""
    days: set[date] = set()
    for version in versions:
        days.add(version.first)
        if version.last is not None and version.last < date.max:
            days.add(version.last + DAY)
        for item in version.items:
            if item.first is not None and version.covers(item.first):
                days.add(item.first)
            if item.last is not None and item.last < date.max and version.covers(item.last + DAY):
                days.add(item.last + DAY)
    return sorted(days)


def _successors(versions: Sequence[Version], known: Mapping[Any, Item]) -> dict[Key, set[Key]]:
    """Key -> other keys into which its items passed."""
    into: dict[Key, set[Key]] = defaultdict(set)
    for version in versions:
        for item in version.items:
            earlier = known.get(item.continues) if item.continues is not None else None
            if earlier is not None and earlier.key != item.key:
                into[earlier.key].add(item.key)
    return into


def _changes(
    day: date,
    before: Table,
    after: Table,
    current: Version | None,
    lines: Sequence[Item],
    known: Mapping[Any, Item],
    successors: Mapping[Key, set[Key]],
) -> list[Entry]:
    stands_on: dict[Key, Any] = {}
    comes_from: dict[Key, Key] = {}
    for item in lines:
        if item.resolution is not None:
            stands_on[item.key] = item.resolution
        earlier = known.get(item.continues) if item.continues is not None else None
        if earlier is not None and earlier.key != item.key:
            comes_from[item.key] = earlier.key
    entries = []
    for key in [*before, *(key for key in after if key not in before)]:
        old, new = before.get(key, ZERO), after.get(key, ZERO)
        if old == new:
            continue
        what = _what(old, new)
        other = None
        if what is What.ADDED and comes_from.get(key) not in after:
            other = comes_from.get(key)
        elif what is What.REMOVED:
            other = next((one for one in after if one in successors.get(key, ())), None)
        resolution = stands_on.get(key, current.resolution if current else None)
        entries.append(
            Entry(
                day,
                key,
                what,
                new - old,
                old,
                new,
                current.id if current else None,
                resolution,
                other,
            )
        )
    return entries


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
