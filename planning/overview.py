"""Needs of all levels against network, population and money, for one kind and form after another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from planning import facts
from planning.models import Deliverable, Level, Need, Plan
from planning.tracing.inputs import handed_in, lower_plans
from providers.models import CapacityUnit, NetworkItem, ProvisionForm, ServiceKind
from sitis.territory.models import Orp, TerritorialFigure

COSTS = TerritorialFigure.Measure.COSTS


@dataclass(frozen=True, slots=True)
class Balance:
    """One kind, form and unit in the region, or in one ORP. Years of the plan are summed."""

    kind: Any
    form: Any
    unit: Any
    orp: Any
    network: Decimal
    by_orps: Decimal | None
    by_districts: Decimal | None
    decided: Decimal | None
    people: int | None
    ages: str
    costs: Decimal | None
    costs_year: int | None

    @property
    def rate(self) -> Decimal | None:
        """Units in the network for a thousand people of the fitting age."""
        return self.network * 1000 / self.people if self.people else None

    @property
    def rate_after(self) -> Decimal | None:
        """The same once what was decided is there."""
        if not self.people or self.decided is None:
            return None
        return (self.network + self.decided) * 1000 / self.people


def balances(plan: Plan, kind: ServiceKind | None = None) -> list[Balance]:
    """Of the whole region by kinds; of one ``kind`` by ORPs. In a fixed number of queries."""
    names = ["kind", "form", "unit", *(["plan__orp"] if kind else [])]
    orps = _sums(plan, Level.ORP, names, kind)
    districts = {} if kind else _sums(plan, Level.DISTRICT, names, kind)
    own = {} if kind else _grouped(plan.needs.all(), names)
    keys = {*orps, *districts, *own, *_in_network(plan, kind)}
    kinds = ServiceKind.objects.in_bulk({key[0] for key in keys})
    forms = ProvisionForm.objects.in_bulk({key[1] for key in keys})
    units = CapacityUnit.objects.in_bulk({key[2] for key in keys})
    places = Orp.objects.in_bulk({key[3] for key in keys}) if kind else {}
    asked = {key: _place(key, places) for key in keys}
    known = facts.facts_of(set(asked.values()), plan.data_day, kinds.values(), {})
    rows = []
    for key, place in asked.items():
        beside = known[place]
        cost = _newest_costs(beside.figures)
        rows.append(
            Balance(
                kinds[key[0]],
                forms[key[1]],
                units[key[2]],
                places[key[3]] if kind else None,
                beside.in_network(key[2]),
                orps.get(key),
                districts.get(key),
                own.get(key),
                beside.people.count if beside.people else None,
                beside.people.ages if beside.people else "",
                cost[1] if cost else None,
                cost[0] if cost else None,
            )
        )
    return rows


def _place(key: tuple[Any, ...], places: dict[Any, Orp]) -> facts.Key:
    orp = places.get(key[3]) if len(key) > 3 else None
    return facts.Key(orp.pk if orp else None, orp.district_id if orp else None, key[0], key[1])


def _sums(plan: Plan, level: str, names: list[str], kind: ServiceKind | None) -> dict[Any, Decimal]:
    plans = lower_plans(plan).filter(level=level)
    rows = Need.objects.filter(handed_in(Deliverable.NEEDS), plan__in=plans)
    return _grouped(rows.filter(kind=kind) if kind else rows, names)


def _grouped(rows: QuerySet, names: list[str]) -> dict[Any, Decimal]:
    found = rows.order_by().values_list(*names).annotate(total=Sum("change"))
    return {tuple(key): total for *key, total in found}


def _in_network(plan: Plan, kind: ServiceKind | None) -> set[tuple[Any, ...]]:
    items = NetworkItem.objects.in_force_on(plan.data_day).order_by()
    names = ["service__kind", "form", "unit"]
    if kind:
        items = items.filter(service__kind=kind, orp__isnull=False)
        names.append("orp")
    return set(items.values_list(*names).distinct())


def _newest_costs(figures: Iterable[facts.Figure]) -> tuple[int, Decimal] | None:
    years: dict[int, Decimal] = defaultdict(Decimal)
    for figure in figures:
        if figure.measure == COSTS:
            years[figure.year] += figure.value
    return max(years.items(), default=None)
