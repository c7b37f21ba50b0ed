"""Rows of a plan as plain values: what is printed, exported, compared and frozen. No database.

A line holds names and numbers as they were on the plan's day; no key of a table. As JSON a number
stays exact (text) and a day is ISO 8601.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Line:
    """Fields of a line are text, whole numbers, decimals, days, or tuples of other lines."""

    def as_json(self) -> dict[str, Any]:
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    @classmethod
    def from_json(cls, cells: Mapping[str, Any]) -> Self:
        return cls(**{one.name: _read(one, cells[one.name]) for one in fields(cls)})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [one.as_json() if isinstance(one, Line) else one for one in value]
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _read(one: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, list):
        inner = one.metadata.get("lines")
        return tuple(inner.from_json(cells) for cells in value) if inner else tuple(value)
    wanted = str(one.type)
    if "Decimal" in wanted:
        return Decimal(value)
    return date.fromisoformat(value) if "date" in wanted else value


@dataclass(frozen=True, slots=True)
class NeedLine(Line):
    """``change`` in ``unit`` from ``year`` on; negative for a reduction."""

    code: str
    kind: str
    kind_slug: str
    form: str
    group: str
    year: int
    proposal: str
    proposal_slug: str
    change: Decimal
    unit: str
    importance: int
    place: str
    orp: str
    reason: str
    evidence: str
    municipalities_say: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class SwotLine(Line):
    side: str
    text: str
    audience: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CostLine(Line):
    """Crowns in one year from one source."""

    year: int
    source: str
    amount: Decimal
    is_investment: bool


@dataclass(frozen=True, slots=True)
class IndicatorLine(Line):
    name: str
    unit: str
    baseline: Decimal
    baseline_year: int
    target: Decimal
    target_year: int


@dataclass(frozen=True, slots=True)
class ActivityLine(Line):
    code: str
    title: str
    responsible: str
    realizers: str
    partners: str
    starts_on: date
    ends_on: date
    milestones: str
    costs: tuple[CostLine, ...] = field(metadata={"lines": CostLine})
    indicators: tuple[IndicatorLine, ...] = field(metadata={"lines": IndicatorLine})


@dataclass(frozen=True, slots=True)
class MeasureLine(Line):
    """A measure with its priority and goal, so that a row says everything (dossier 6.4)."""

    code: str
    title: str
    description: str
    kind: str
    priority_code: str
    priority: str
    priority_kind: str
    audience: str
    priority_reason: str
    goal_code: str
    goal: str
    service_kind: str
    form: str
    change: Decimal | None
    unit: str
    change_year: int | None
    place: str
    responsible: str
    realizers: str
    partners: str
    starts_on: date
    ends_on: date
    milestones: str
    risks: str
    other_strategies: str
    regional_measure: str
    needs: tuple[str, ...]
    costs: tuple[CostLine, ...] = field(metadata={"lines": CostLine})
    indicators: tuple[IndicatorLine, ...] = field(metadata={"lines": IndicatorLine})
    activities: tuple[ActivityLine, ...] = field(metadata={"lines": ActivityLine})

    @property
    def total(self) -> Decimal:
        """All costs of the measure and its activities, in crowns."""
        own = sum((cost.amount for cost in self.costs), Decimal(0))
        return own + sum((cost.amount for one in self.activities for cost in one.costs), Decimal(0))


@dataclass(frozen=True, slots=True)
class ShortMeasure:
    """A measure as the text of a plan tells it; ``total`` as of a ``MeasureLine``."""

    code: str
    title: str
    priority_code: str
    priority: str
    responsible: str
    starts_on: date
    ends_on: date
    change: Decimal | None
    unit: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class CheckLine(Line):
    """One item of the statutory check: its state, what fulfils it or is missing, and the reason."""

    code: str
    law: str
    title: str
    state: str
    by: tuple[str, ...]
    gaps: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ItemLine(Line):
    """A service in the network on the day of the plan's data."""

    code: str  # identifier of the service
    service: str
    provider: str
    kind: str
    form: str
    group: str
    place: str
    category: str
    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class YearLine(Line):
    year: int
    change: Decimal
    proposal: str


@dataclass(frozen=True, slots=True)
class TraceLine(Line):
    """An input with its way: what the okres and the region decided, why and where it leads."""

    code: str
    place: str  # whose input it is
    is_need: bool
    title: str
    group: str
    unit: str
    where: str
    reason: str
    verdict: str
    verdict_label: str
    okres: str
    okres_why: str
    region: str
    region_why: str
    measures: tuple[str, ...]
    items: tuple[str, ...]
    years: tuple[YearLine, ...] = field(metadata={"lines": YearLine})
