"""Indicators of the territory, one kind of service in one ORP: D1, D2 and K3. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from evaluation.aggregates import Part, safe_total
from evaluation.benchmark.serial import stored
from evaluation.benchmark.types import Order, PlaceFact, PlaceRow
from evaluation.indicators import find

#: Facts of a service: its users who live in an ORP, and all of whom the residence is known.
RESIDENTS, ALL_RESIDENTS = "users.", "users.sum"


def of_places(order: Order) -> list[PlaceRow]:
    """All of them, in the order of places; an ORP with nothing has a zero, for that is the need."""
    return sorted([*_of_territory(order.places), *_residents(order)], key=lambda one: one[:4])


def _of_territory(facts: Iterable[PlaceFact]) -> Iterator[PlaceRow]:
    """D1 of each unit and D2: the network, inhabitants and municipalities are public anyway."""
    common: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    units: dict[tuple[str, str], dict[str, dict[str, Decimal]]] = defaultdict(dict)
    for one in facts:
        if one.unit:
            units[one.orp, one.kind].setdefault(one.unit, {})[one.name] = one.value
        else:
            common[one.orp, one.kind][one.name] = one.value
    for (orp, kind), by_unit in units.items():
        for unit, known in by_unit.items():
            got = find("D1").compute({**common[orp, kind], **known})
            value = None if got.value is None else stored(got.value)
            yield PlaceRow(orp, kind, unit, "D1", value, got.why_not, True)
    for (orp, kind), known in common.items():
        if "municipalities_reached" in known:
            got = find("D2").compute(known)
            value = None if got.value is None else stored(got.value)
            yield PlaceRow(orp, kind, "", "D2", value, got.why_not, True)


def _residents(order: Order) -> Iterator[PlaceRow]:
    """K3 of each ORP where somebody of the kind's users lives; told where no service stands out.

    Decisions on groups do not change it: who is left out of a comparison still has users.
    """
    parts: dict[tuple[str, str], list[Part]] = defaultdict(list)
    totals: dict[str, Decimal] = defaultdict(Decimal)
    numbers = {name: at for at, name in enumerate(sorted({one.provider for one in order.inputs}))}
    for one in order.inputs:
        whole = one.facts.get(ALL_RESIDENTS)
        if one.year != order.year or whole is None:
            continue
        totals[one.kind] += whole
        for name, value in one.facts.items():
            if name.startswith(RESIDENTS) and name != ALL_RESIDENTS:
                key = (name.removeprefix(RESIDENTS), one.kind)
                parts[key].append(Part(numbers[one.provider], value))
    for (orp, kind), several in parts.items():
        found = {"users_orp": sum((part.value for part in several), Decimal(0))}
        got = find("K3").compute(found | {"users": totals[kind]})
        if got.value is not None:
            is_told = safe_total(several) is not None
            yield PlaceRow(orp, kind, "", "K3", stored(got.value), "", is_told)
