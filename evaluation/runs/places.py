"""What the network, the register and the population say of each ORP on the last day of a run's year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.benchmark import PlaceFact
from evaluation.models import BenchmarkRun
from planning.facts import ages_of
from providers.models import Facility, NetworkItem, Reach, ServiceForm
from sitis.periods import covers
from sitis.territory.models import Municipality, Population

#: As many as a column keeps, so that a run read back has the same numbers.
PLACES = Decimal("0.0001")
Ages = tuple[tuple[int, int | None], ...]


def place_facts(run: BenchmarkRun) -> tuple[PlaceFact, ...]:
    """Facts of every ORP of the region and each kind in the network or in the field; six queries."""
    towns: dict[str, set[str]] = defaultdict(set)
    okres_of: dict[str, str] = {}
    rows = Municipality.objects.order_by().values_list("pk", "orp", "orp__district")
    for town, orp, okres in rows:
        towns[orp].add(town)
        okres_of[orp] = okres
    people = _People(run.last_day)
    found: list[PlaceFact] = []
    found += _network(run, okres_of, people)
    found += _coverage(run, towns, okres_of)
    for orp, kind in sorted({(one.orp, one.kind) for one in found if one.unit}):
        if (count := people.of(orp, kind)) is not None:
            found.append(PlaceFact(orp, kind, "", "population_target", Decimal(count)))
    return tuple(sorted(found))


class _People:
    """Inhabitants of ORPs by age on the last day that is known of them."""

    def __init__(self, day: date) -> None:
        self._known: dict[str, dict[date, dict[Any, int]]] = defaultdict(lambda: defaultdict(dict))
        rows = Population.objects.filter(orp__isnull=False, sex="", day__lte=day).order_by()
        for orp, when, *ages, count in rows.values_list(
            "orp", "day", "age_from", "age_to", "count"
        ):
            self._known[orp][when][tuple(ages)] = count

    def of(self, orp: str, kind: str) -> int | None:
        """Of the ages that ``kind`` serves, as planning counts them."""
        ages: Ages = ages_of(kind)
        for when in sorted(self._known.get(orp, {}), reverse=True):
            counts = [self._known[orp][when].get(band) for band in ages]
            if None not in counts:
                return sum(count for count in counts if count is not None)
        return None


def _network(run: BenchmarkRun, okres_of: dict[str, str], people: _People) -> Iterator[PlaceFact]:
    """Units for the ORP itself, and its part of what serves the okres or the region by inhabitants."""
    own: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    wider: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    rows = NetworkItem.objects.in_force_on(run.last_day).order_by("pk")
    if run.kinds:
        rows = rows.filter(service__kind__slug__in=run.kinds)
    for kind, unit, orp, okres, amount in rows.values_list(
        "service__kind__slug", "unit__slug", "orp", "district", "amount"
    ):
        if orp:
            own[kind, unit, orp] += amount
        else:
            wider[kind, unit, okres or ""] += amount
    listed = {(kind, unit) for kind, unit, _place in (*own, *wider)}
    for kind, unit in sorted(listed):
        counts = {orp: people.of(orp, kind) or 0 for orp in okres_of}
        whole = sum(counts.values())
        of_okres: dict[str, int] = defaultdict(int)
        for orp, count in counts.items():
            of_okres[okres_of[orp]] += count
        for orp, okres in sorted(okres_of.items()):
            part = _share(wider[kind, unit, okres], counts[orp], of_okres[okres])
            part += _share(wider[kind, unit, ""], counts[orp], whole)
            yield PlaceFact(orp, kind, unit, "units_orp", own[kind, unit, orp].quantize(PLACES))
            yield PlaceFact(orp, kind, unit, "units_wider", part.quantize(PLACES))


def _share(amount: Decimal, count: int, whole: int) -> Decimal:
    return amount * count / whole if whole else Decimal(0)


def _coverage(
    run: BenchmarkRun, towns: dict[str, set[str]], okres_of: dict[str, str]
) -> Iterator[PlaceFact]:
    """Municipalities where somebody provides the kind in the field: reached, or with its seat."""
    day = run.last_day
    offers = ServiceForm.objects.valid_on(day).filter(
        covers(day, "service__provided_from", "service__provided_to"), form__slug="field"
    )
    if run.kinds:
        offers = offers.filter(service__kind__slug__in=run.kinds)
    kinds = dict(offers.order_by().values_list("service", "service__kind__slug"))
    of_okres: dict[str, set[str]] = defaultdict(set)
    for orp, okres in okres_of.items():
        of_okres[okres] |= towns[orp]
    reached: dict[str, set[str]] = defaultdict(set)
    running = offers.order_by().values("service")
    for service, town, orp, okres in (
        Reach.objects.valid_on(day)
        .filter(service__in=running)
        .order_by()
        .values_list("service", "municipality", "orp", "district")
    ):
        names: Iterable[str] = {town} if town else towns[orp] if orp else of_okres[okres]
        reached[kinds[service]].update(names)
    seats = Facility.objects.showable().filter(
        covers(day, "provided_from", "provided_to"),
        service__in=running,
        municipality__isnull=False,
    )
    for service, town in seats.order_by().values_list("service", "municipality"):
        reached[kinds[service]].add(town)
    for kind in sorted(set(kinds.values())):
        for orp, inside in sorted(towns.items()):
            served = Decimal(len(inside & reached[kind]))
            yield PlaceFact(orp, kind, "", "municipalities_reached", served)
            yield PlaceFact(orp, kind, "", "municipalities", Decimal(len(inside)))
