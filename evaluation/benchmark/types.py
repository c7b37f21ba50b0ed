"""What goes into a run and what comes out of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from evaluation.peers import DIMENSIONS
from evaluation.secrecy import Decision
from evaluation.statistics import Summary


class Parameter(NamedTuple):
    """A number that the region set. An empty kind, form or indicator means every one."""

    name: str  # fund, related_maximum, norm, minimum …
    kind: str
    form: str
    indicator: str
    value: Decimal


@dataclass(slots=True)
class Input:
    """What one service reported of one year in one form: group facts and named quantities."""

    service: str  # identifier
    provider: str  # key that does not change: IČO or the number of the row
    kind: str
    form: str
    year: int
    group: str
    size: Decimal | None
    facts: dict[str, Decimal]
    source: str = ""  # which snapshot
    is_excluded: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        return self.service, self.form, self.year


class PlaceFact(NamedTuple):
    """A number of one ORP that indicators of the territory are made of; ``unit`` only where units differ."""

    orp: str
    kind: str
    unit: str
    name: str
    value: Decimal


class PlaceRow(NamedTuple):
    """An indicator of one kind in one ORP; ``is_told``: whether coordinators may see it."""

    orp: str
    kind: str
    unit: str
    indicator: str
    value: Decimal | None
    why_not: str = ""
    is_told: bool = False


class Row(NamedTuple):
    """A result; ``counts`` says whether the group of its input counts it."""

    input: int
    indicator: str
    value: Decimal | None
    why_not: str = ""
    flag: str = ""
    rank: Decimal | None = None
    is_part_year: bool = False
    counts: bool = False
    is_bar: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """An indicator in one group, with everything; what may be told is ``decision``."""

    cell: str
    kind: str
    form: str
    indicator: str
    providers: int
    found: Summary
    weighted_mean: Decimal | None
    decision: Decision


class Earlier(NamedTuple):
    """Bars that were told for a year beside: indicator -> groups of identifiers with forms."""

    year: int
    bars: Mapping[str, Collection[Collection[tuple[str, str]]]]


@dataclass(frozen=True)
class Order:
    """All that decides a run's results."""

    year: int
    formula_version: str
    parameters: tuple[Parameter, ...]
    inputs: tuple[Input, ...]
    exclusions: tuple[tuple[str, str], ...] = ()  # identifier, reason
    explained: frozenset[tuple[str, str]] = frozenset()  # identifier, indicator
    dimensions: tuple[str, ...] = DIMENSIONS
    earlier: tuple[Earlier, ...] = ()
    places: tuple[PlaceFact, ...] = ()


@dataclass
class Computed:
    rows: list[Row] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    cells: dict[int, str] = field(default_factory=dict)  # input -> its group
    places: list[PlaceRow] = field(default_factory=list)
