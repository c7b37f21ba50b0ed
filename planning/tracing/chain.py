"""The way of one input: up through fates, down to its sources; many rows in the same queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Value

from planning.models import Fate, Level, Measure, Need, Plan, Priority
from planning.tracing.inputs import LEADS_ON, Input, carried
from providers.models import NetworkItem
from sitis.joined import joined_once

Row = Need | Priority | Measure
Key = tuple[type[Row], int]


def key_of(row: Row) -> Key:
    return type(row), row.pk


@dataclass(slots=True)
class Source:
    """A row that led to another one, by what fate, and what led to it."""

    fate: Fate
    row: Input
    sources: list["Source"] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    row: Row
    okres: Fate | None = None  # what the okres decided, of a row of an ORP
    region: Fate | None = None  # what the region decided, of this row or of the one it went into
    sources: list[Source] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    items: list[NetworkItem] = field(default_factory=list)

    @property
    def fates(self) -> list[Fate]:
        return [fate for fate in (self.okres, self.region) if fate]

    @property
    def final(self) -> Fate | None:
        """The fate at the end of the way; None while somebody has yet to decide."""
        if self.region or not self.okres:
            return self.region
        return None if self.okres.verdict in LEADS_ON else self.okres

    @property
    def ups(self) -> list[Row]:
        """Rows of higher plans that this one went into."""
        return [fate.target for fate in self.fates if fate.target]

    @property
    def starts(self) -> list[Source]:
        """The lowest sources: where nothing leads further down."""
        found, waiting = [], list(self.sources)
        while waiting:
            source = waiting.pop(0)
            waiting.extend(source.sources)
            if not source.sources:
                found.append(source)
        return found


def current_fates() -> QuerySet[Fate]:
    """Decisions that hold: not of replaced plans, nor of an amendment that is not approved yet."""
    amending = Q(plan__amends__isnull=False) & ~Q(plan__state__in=Plan.FROZEN)
    fates = Fate.objects.exclude(amending).exclude(plan__state=Plan.State.REPLACED)
    joined = fates.select_related(
        *("plan__orp", "plan__district", "plan__cycle"),
        *("need__plan__orp", "need__plan__district", "need__unit", "need__kind", "need__form"),
        *("priority__plan__orp", "priority__plan__district"),
        *("target_need__plan__orp", "target_need__plan__district", "target_need__unit"),
        *("target_need__kind", "target_need__form"),
        *("target_priority__plan__orp", "target_priority__plan__district"),
        *("target_measure__goal__priority__plan__orp", "target_measure__unit"),
        "target_measure__goal__priority__plan__district",
    )
    return joined_once(joined)


def told_fates(plan: Plan) -> QuerySet[Fate]:
    """Decisions that an approved ``plan`` tells everybody: no draft of a level above is among them.

    Its own and those of approved plans; of the region also what okresy carried up or put aside, for
    on that it rests.
    """
    told = Q(plan=plan) | Q(plan__state__in=Plan.FROZEN)
    if plan.level == Level.REGION:
        told |= Q(plan__level=Level.DISTRICT) & (carried() | ~Q(verdict__in=LEADS_ON))
    return current_fates().filter(pk__in=Fate.objects.filter(told).values("pk"))


def chain(row: Row, fates: QuerySet[Fate] | None = None) -> Chain:
    return chains([row], fates)[key_of(row)]


def final_fate(row: Input) -> Fate | None:
    """What became of ``row`` in the end."""
    return chain(row).final


def chains(
    rows: Iterable[Row], fates: QuerySet[Fate] | None = None, *, with_items: bool = True
) -> dict[Key, Chain]:
    """Ways of all ``rows``, in eight queries whatever their number. ``fates``: those to be seen.

    Without items of the network, for who comes from there, in six.
    """
    found = {key_of(row): Chain(row) for row in rows}
    if not found:
        return found
    fates = current_fates() if fates is None else fates
    _upwards(found, fates)
    _downwards(found, fates)
    along = _into_measures(found)
    if with_items:
        _into_network(found, along)
    return found


# -- up ------------------------------------------------------------------------------------------


def _upwards(found: dict[Key, Chain], fates: QuerySet[Fate]) -> None:
    first = _fates_of([one.row for one in found.values()], fates)
    targets = [
        up
        for several in first.values()
        for fate in several
        if fate.plan.level == Level.DISTRICT and (up := _as_input(fate.target))
    ]
    second = first | _fates_of([up for up in targets if key_of(up) not in found], fates)
    for key, one in found.items():
        levels = {fate.plan.level: fate for fate in first.get(key, ())}
        one.okres, one.region = levels.get(Level.DISTRICT), levels.get(Level.REGION)
        if one.okres and not one.region and (up := _as_input(one.okres.target)):
            above = second.get(key_of(up), ())
            one.region = next((f for f in above if f.plan.level == Level.REGION), None)


def _as_input(target: Row | None) -> Input | None:
    """What the next level decides about: of a measure its priority."""
    return target.goal.priority if isinstance(target, Measure) else target


def _fates_of(rows: Iterable[Row], fates: QuerySet[Fate]) -> dict[Key, list[Fate]]:
    pks = _keys(rows)
    kept: dict[Key, list[Fate]] = defaultdict(list)
    if pks[Need] or pks[Priority]:
        asked = Q(need__in=pks[Need]) | Q(priority__in=pks[Priority])
        for fate in fates.filter(asked).order_by("plan__pk"):
            kept[key_of(fate.input)].append(fate)
    return kept


def _keys(rows: Iterable[Row]) -> dict[type[Row], set[int]]:
    pks: dict[type[Row], set[int]] = {Need: set(), Priority: set(), Measure: set()}
    for row in rows:
        pks[type(row)].add(row.pk)
    return pks


# -- down ----------------------------------------------------------------------------------------


def _downwards(found: dict[Key, Chain], fates: QuerySet[Fate]) -> None:
    first = _sources_of([one.row for one in found.values()], fates)
    _through_needs(found, first, fates)
    rows = [source.row for several in first.values() for source in several]
    second = first | _sources_of([row for row in rows if key_of(row) not in found], fates)
    for key, one in found.items():
        one.sources = first.get(key, [])
        for source in one.sources:
            source.sources = second.get(key_of(source.row), [])


def _through_needs(found: dict[Key, Chain], first: dict[Key, list[Source]], fates: Any) -> None:
    """A measure was made also from what its needs were made from."""
    measures = {pk for model, pk in found if model is Measure}
    linked = _linked(Measure.needs.through, "measure_id", "need_id", measures)
    needs = Need.objects.filter(pk__in={pk for pks in linked.values() for pk in pks})
    below = _sources_of(needs, fates) if linked else {}
    for measure, pks in linked.items():
        known = {source.fate.pk for source in first[Measure, measure]}
        for pk in pks:
            first[Measure, measure] += [
                s for s in below.get((Need, pk), ()) if s.fate.pk not in known
            ]


def _sources_of(rows: Iterable[Row], fates: QuerySet[Fate]) -> dict[Key, list[Source]]:
    """What leads to each row; to a priority also what leads to its measures."""
    pks = _keys(rows)
    kept: dict[Key, list[Source]] = defaultdict(list)
    if not any(pks.values()):
        return kept
    under = Q(target_measure__goal__priority__in=pks[Priority])
    asked = Q(target_need__in=pks[Need]) | Q(target_priority__in=pks[Priority]) | under
    asked |= Q(target_measure__in=pks[Measure])
    for fate in fates.filter(asked, verdict__in=LEADS_ON).order_by("plan__pk", "pk"):
        reached = {(Need, fate.target_need_id), (Priority, fate.target_priority_id)}
        if fate.target_measure:
            reached |= {
                (Measure, fate.target_measure_id),
                (Priority, fate.target_measure.goal.priority_id),
            }
        for key in reached:
            if key[1] in pks[key[0]]:
                kept[key].append(Source(fate, fate.input))
    return kept


# -- measures and network ------------------------------------------------------------------------


def _into_measures(found: dict[Key, Chain]) -> dict[Key, list[Row]]:
    """Measures that the row or what it went into stands behind; the rows along each way."""
    along = {key: [one.row, *one.ups, *(s.row for s in one.starts)] for key, one in found.items()}
    needs = {row.pk for rows in along.values() for row in rows if isinstance(row, Need)}
    by_need = _linked(Measure.needs.through, "need_id", "measure_id", needs)
    measures = {row.pk for rows in along.values() for row in rows if isinstance(row, Measure)}
    measures |= {pk for pks in by_need.values() for pk in pks}
    known = Measure.objects.select_related("goal__priority__plan__orp", "unit")
    loaded = known.select_related("goal__priority__plan__district").in_bulk(measures)
    for key, one in found.items():
        mine: dict[int, Measure] = {}
        for row in along[key]:
            if isinstance(row, Measure):
                mine[row.pk] = loaded[row.pk]
            elif isinstance(row, Need):
                mine |= {pk: loaded[pk] for pk in by_need.get(row.pk, ()) if pk in loaded}
        one.measures = list(mine.values())
    return along


def _into_network(found: dict[Key, Chain], along: dict[Key, list[Row]]) -> None:
    """Items of the network that rows along the way or their measures name."""
    needs = {row.pk for rows in along.values() for row in rows if isinstance(row, Need)}
    measures = {measure.pk for one in found.values() for measure in one.measures}
    of_need, of_measure = _items_of(needs, measures)
    pks = {pk for links in (of_need, of_measure) for several in links.values() for pk in several}
    items = NetworkItem.objects.for_table().in_bulk(pks) if pks else {}
    for key, one in found.items():
        reached: dict[int, NetworkItem] = {}
        for row in along[key]:
            if isinstance(row, Need):
                reached |= {pk: items[pk] for pk in of_need.get(row.pk, ())}
        for measure in one.measures:
            reached |= {pk: items[pk] for pk in of_measure.get(measure.pk, ())}
        one.items = list(reached.values())


def _items_of(needs: set[int], measures: set[int]) -> list[dict[int, list[int]]]:
    """Items that needs and that measures name. One query."""
    of_needs = Need.network_items.through.objects.filter(need__in=needs).order_by()
    of_measures = Measure.network_items.through.objects.filter(measure__in=measures).order_by()
    parts = [
        rows.annotate(place=Value(place)).values_list("place", "pk", owner, "networkitem_id")
        for place, owner, rows in ((0, "need_id", of_needs), (1, "measure_id", of_measures))
    ]
    kept: list[dict[int, list[int]]] = [defaultdict(list), defaultdict(list)]
    for place, _pk, owner, item in sorted(parts[0].union(parts[1], all=True)):
        kept[place][owner].append(item)
    return kept


def _linked(through: Any, one: str, other: str, pks: set[int]) -> dict[int, list[int]]:
    kept: dict[int, list[int]] = defaultdict(list)
    if pks:
        rows = through.objects.filter(**{f"{one}__in": pks}).order_by("pk")
        for left, right in rows.values_list(one, other):
            kept[left].append(right)
    return kept
