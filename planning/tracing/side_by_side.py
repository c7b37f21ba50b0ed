"""Inputs of a plan side by side: rows by what is asked, columns by who asks, years together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from planning.models import Fate, Level, Need, Plan
from planning.tracing.chain import key_of
from planning.tracing.inputs import Input
from sitis.numerals import signed
from sitis.territory.models import District, Orp

#: What makes requests comparable, in the order of the table.
SAME = ("kind", "form", "target_group", "unit")
ORDER = ("kind__name", "form__name", "target_group__name", "unit__name", *SAME)


@dataclass(slots=True)
class Entry:
    """One input with the decision of this plan, and of the okres where it passed it by."""

    row: Input
    fate: Fate | None = None
    by_district: Fate | None = None

    @property
    def choice(self) -> str:
        """What a tick box sends: the row and the version of its fate that the page shows."""
        version = self.fate.version if self.fate else 0
        return f"{type(self.row).__name__.lower()}-{self.row.pk}-{version}"


@dataclass(slots=True)
class Request:
    """One need of one plan in all its years, which are mostly decided alike."""

    years: list[Entry] = field(default_factory=list)

    @property
    def row(self) -> Input:
        return self.years[0].row

    @property
    def choice(self) -> str:
        """What one tick box sends for all the years."""
        return " ".join(entry.choice for entry in self.years)

    @property
    def sum(self) -> Decimal:
        return sum((entry.row.change for entry in self.years), Decimal(0))

    @property
    def when(self) -> str:
        return when([entry.row for entry in self.years if isinstance(entry.row, Need)])

    @property
    def is_alike(self) -> bool:
        """Decided, or not, the same way in every year."""
        said = {_decision(entry.fate) + _decision(entry.by_district) for entry in self.years}
        return len(said) == 1

    @property
    def fate(self) -> Fate | None:
        return self.years[0].fate

    @property
    def by_district(self) -> Fate | None:
        return self.years[0].by_district


def _decision(fate: Fate | None) -> tuple[str, ...]:
    return (fate.verdict, fate.target.code if fate.target else "") if fate else ()


def when(needs: list[Need]) -> str:
    """The year of the only change, or each change with its year; without one the whole time."""
    changed = [need for need in needs if need.change]
    if len(changed) == 1:
        return str(changed[0].year)
    if changed:
        return ", ".join(f"{need.year}: {signed(need.change)}" for need in changed)
    first, last = needs[0].year, needs[-1].year
    return str(first) if first == last else f"{first}–{last}"


@dataclass(slots=True)
class Cell:
    requests: dict[Any, Request] = field(default_factory=dict)

    @property
    def sum(self) -> Decimal:
        return sum((one.sum for one in self.requests.values()), Decimal(0))


@dataclass(slots=True)
class Own:
    """A need of the deciding plan in all its years."""

    years: list[Need] = field(default_factory=list)

    @property
    def sum(self) -> Decimal:
        return sum((need.change for need in self.years), Decimal(0))

    @property
    def when(self) -> str:
        return when(self.years)


@dataclass(slots=True)
class Line:
    """One kind, form, group and unit."""

    first: Need
    cells: dict[str, Cell]
    own: dict[str, Own] = field(default_factory=dict)
    is_shared: bool = False  # more ORPs of one okres ask for the same

    @property
    def sum(self) -> Decimal:
        return sum((cell.sum for cell in self.cells.values()), Decimal(0))


def columns(plan: Plan) -> list[tuple[str, str]]:
    """Code and name of who asks: ORPs of the okres, okresy of the region."""
    if plan.level == Level.DISTRICT:
        return list(Orp.objects.filter(district=plan.district_id).values_list("code", "name"))
    return list(District.objects.filter(orps__isnull=False).distinct().values_list("code", "name"))


def keys(rows: QuerySet) -> QuerySet:
    """One row of names and keys for each line of the table, to be paged."""
    return rows.order_by(*ORDER).values_list(*ORDER).distinct()


def lines(plan: Plan, rows: QuerySet, page: Iterable[tuple[Any, ...]], fates: Any) -> list[Line]:
    """Lines of one ``page`` of ``keys``. ``fates``: decisions that may be seen. Five queries."""
    wanted = [tuple(key[-len(SAME) :]) for key in page]
    if not wanted:
        return []
    among = Q()
    for key in wanted:
        among |= Q(**dict(zip(SAME, key, strict=True)))
    found = list(rows.filter(among).for_table().order_by("plan__orp__name", "code", "year"))
    who = columns(plan)
    made: dict[tuple[Any, ...], Line] = {}
    for entry in entries(plan, found, fates):
        need = entry.row
        line = made.setdefault(_key(need), Line(need, {code: Cell() for code, _name in who}))
        requests = line.cells[_column(plan, need)].requests
        requests.setdefault((need.plan_id, need.code), Request()).years.append(entry)
    for need in plan.needs.filter(among).for_table().order_by("code", "year"):
        if _key(need) in made:
            made[_key(need)].own.setdefault(need.code, Own()).years.append(need)
    for line in made.values():
        line.is_shared = _is_shared(line)
    return [made[key] for key in wanted if key in made]


def entries(plan: Plan, found: list[Any], fates: Any) -> list[Entry]:
    """Inputs with their decisions. One query."""
    asked = Q(need__in=[row.pk for row in found if isinstance(row, Need)])
    asked |= Q(priority__in=[row.pk for row in found if not isinstance(row, Need)])
    deciding = Q(plan=plan) | Q(plan__level=Level.DISTRICT)
    here: dict[Any, Fate] = {}
    below: dict[Any, Fate] = {}
    for fate in fates.filter(asked & deciding):
        (here if fate.plan_id == plan.pk else below)[key_of(fate.input)] = fate
    return [Entry(row, here.get(key_of(row)), below.get(key_of(row))) for row in found]


def _key(need: Need) -> tuple[Any, ...]:
    return need.kind_id, need.form_id, need.target_group_id, need.unit_id


def _column(plan: Plan, need: Need) -> Any:
    if plan.level == Level.DISTRICT:
        return need.plan.orp_id
    return need.plan.district_id or need.plan.orp.district_id


def _is_shared(line: Line) -> bool:
    """Whether two ORPs of one okres ask for more of the same: one service may serve both."""
    askers = {
        (entry.row.plan.orp.district_id, entry.row.plan.orp_id)
        for cell in line.cells.values()
        for request in cell.requests.values()
        for entry in request.years
        if entry.row.plan.orp and entry.row.change > 0
    }
    districts = [district for district, _orp in askers]
    return len(districts) > len(set(districts))
