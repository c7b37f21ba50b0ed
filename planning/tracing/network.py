"""Back from the network: which needs and measures stand behind an item, down to the ORPs.

The same links as ``chain`` follows upwards, read from their other end.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from planning.models import Fate, Level, Measure, Need, Plan
from planning.tracing.chain import Chain, Row, chains, current_fates, key_of
from planning.tracing.inputs import LEADS_ON
from planning.tracing.panel import plan_of, readable, said
from providers.models import NetworkItem, Service

#: A row as people know it: its plan and code, for all years of a need.
Name = tuple[type[Row], int, str]
PLACES = {Level.ORP: "orp", Level.DISTRICT: "okres", Level.REGION: "region"}


@dataclass(slots=True)
class Stop:
    """One row on a way: whose it is, its words, what it asks year by year."""

    place: str
    plan: str
    code: str
    title: str
    url: str
    by_year: dict[int, str] = field(default_factory=dict)

    @property
    def asks(self) -> list[str]:
        return [words for _year, words in sorted(self.by_year.items())]


@dataclass(slots=True)
class Way:
    """From who asked to what the region does; a level that said nothing is None."""

    orp: Stop | None = None
    okres: Stop | None = None
    region: Stop | None = None
    ended: str = ""  # what the okres or the region said where the way does not lead on
    measures: list[Stop] = field(default_factory=list)

    @property
    def first(self) -> Stop | None:
        return self.orp or self.okres or self.region

    def add(self, measures: Iterable[Stop]) -> None:
        for one in measures:
            if one not in self.measures:
                self.measures.append(one)


def items_behind(record: NetworkItem | Service) -> list[int]:
    """All items of a service, or an item with those that it continues and that continue it."""
    if isinstance(record, Service):
        return list(record.network_items.values_list("pk", flat=True))
    links = dict(
        NetworkItem.objects.filter(service=record.service_id).values_list("pk", "continues")
    )
    found, waiting = {record.pk}, [record.pk]
    while waiting:
        here = waiting.pop()
        beside = {one for one, before in links.items() if before == here} | {links.get(here)}
        fresh = {one for one in beside if one is not None} - found
        found |= fresh
        waiting += fresh
    return sorted(found)


def measures_of(ways: Iterable[Way]) -> list[Stop]:
    """Measures of all ``ways``, each once."""
    found = {(one.url, one.code): one for way in ways for one in way.measures}
    return sorted(found.values(), key=lambda one: (one.plan, one.code))


def ways_to(record: NetworkItem | Service, user: Any) -> list[Way]:
    """Ways of the plans to ``record`` that ``user`` may read. At most fourteen queries."""
    pks = items_behind(record)
    rows = _linked(pks, user) if pks else []
    seen = Fate.objects.readable_by(user).filter(pk=OuterRef("pk"))
    found = chains(rows, current_fates().filter(Exists(seen)), with_items=False)
    paths = [(one, path) for one in found.values() for path in _paths(one)]
    every = [row for one, path in paths for row in (*path, *one.measures)]
    urls = readable({key_of(row): row for row in every}, user)
    return _ways(paths, urls)


def _linked(pks: Collection[int], user: Any) -> list[Row]:
    """Rows that name an item themselves, and needs that such measures are made from."""
    measures = _holding(Measure.objects.readable_by(user), "goal__priority__plan")
    measures = measures.filter(network_items__in=pks).distinct()
    made = list(measures.select_related(*_about("goal__priority__plan"), "unit"))
    needs = _holding(Need.objects.readable_by(user), "plan")
    direct = Q(pk__in=Need.network_items.through.objects.filter(networkitem__in=pks).values("need"))
    through = Measure.needs.through.objects.filter(measure__in=[row.pk for row in made])
    needs = needs.filter(direct | Q(pk__in=through.values("need")))
    return [*made, *needs.for_table().order_by("plan", "code", "year")]


def _about(plan: str) -> tuple[str, str]:
    return f"{plan}__orp", f"{plan}__district"


def _holding(rows: QuerySet, plan: str) -> QuerySet:
    """Rows of plans that hold: neither replaced, nor an amendment still in work.

    What an action plan only took over is told by the plan it was taken from.
    """
    taken = Q(continues__isnull=False, **{f"{plan}__kind": Plan.Kind.ACTION})
    amending = Q(**{f"{plan}__amends__isnull": False}) & ~Q(**{f"{plan}__state__in": Plan.FROZEN})
    rows = rows.exclude(**{f"{plan}__state": Plan.State.REPLACED})
    return rows.exclude(amending).exclude(taken)


def _paths(one: Chain) -> Iterator[list[Row]]:
    """Every way through a row, from its lowest source to what it went into."""
    above = [one.row, *one.ups]
    if not one.sources:
        yield above
    for source in one.sources:
        if not source.sources:
            yield [source.row, *above]
        for lowest in source.sources:
            yield [lowest.row, source.row, *above]


def _ways(paths: Iterable[tuple[Chain, list[Row]]], urls: dict[Any, str]) -> list[Way]:
    """One way for each set of inputs; what is a part of a longer way is told there."""
    stops: dict[Name, Stop] = {}
    ways: dict[frozenset[Name], Way] = {}
    for one, path in paths:
        rows = [row for row in path if key_of(row) in urls]
        measures = [row for row in (*rows, *one.measures) if isinstance(row, Measure)]
        measures = [row for row in measures if key_of(row) in urls]
        inputs = [row for row in rows if not isinstance(row, Measure)]
        named = frozenset(_name(row) for row in inputs or measures)
        if not named:
            continue
        way = ways.setdefault(named, Way())
        for row in inputs:
            setattr(way, PLACES[Level(plan_of(row).level)], _stop(stops, row, urls))
        way.add(_stop(stops, row, urls) for row in measures)
        if one.final and one.final.verdict not in LEADS_ON:
            way.ended = f"{one.final.plan.place_name}: {one.final.get_verdict_display()}"
    return sorted(_longest(ways), key=_order)


def _longest(ways: dict[frozenset[Name], Way]) -> Iterator[Way]:
    told = {one.url for way in ways.values() if way.first for one in way.measures}
    for named, way in ways.items():
        longer = [other for names, other in ways.items() if named < names]
        for other in longer:
            other.add(way.measures)
        if not longer and (way.first or not {one.url for one in way.measures} <= told):
            yield way


def _name(row: Row) -> Name:
    return type(row), plan_of(row).pk, row.code


def _stop(stops: dict[Name, Stop], row: Row, urls: dict[Any, str]) -> Stop:
    name, plan = _name(row), plan_of(row)
    if name not in stops:
        title = f"{row.kind}, {row.form}" if isinstance(row, Need) else row.title
        stops[name] = Stop(plan.place_name, plan.title, row.code, title, urls[key_of(row)])
    if isinstance(row, Need):
        stops[name].by_year[row.year] = said(row)
    return stops[name]


def _order(way: Way) -> tuple[str, ...]:
    first = way.first or next(iter(way.measures))
    return first.plan, first.code
