"""Priorities, goals and measures with activities, of which plans of ORPs and of the region are made."""

from dataclasses import dataclass
from random import Random

#: Kinds of a measure, as in the action-plan table.
KEEP, GROWTH, NEW, QUALITY = "keep", "growth", "new", "quality"
LESS, LINKED, SYSTEMIC = "less", "linked", "systemic"
KINDS_OF_MEASURE = (KEEP, GROWTH, NEW, QUALITY, LESS, LINKED, SYSTEMIC)

#: Sources of money, as in the action-plan table.
SUBSIDY, MUNICIPAL, FOUNDER, CLIENTS, EUROPE, GIFTS, OTHER = (
    "101a",
    "municipality",
    "founder",
    "clients",
    "esf",
    "donation",
    "other",
)
SOURCES = (SUBSIDY, MUNICIPAL, FOUNDER, CLIENTS, EUROPE, GIFTS, OTHER)


@dataclass(frozen=True, slots=True)
class PriorityText:
    code: str
    title: str
    area: str  # "systemic" or a planning area of the code list of target groups
    description: str
    goals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """Kind, form, unit and change of capacity that a measure asks for."""

    kind: str
    form: str
    unit: str
    change: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """Range of plausible values: baseline from–to, target from–to."""

    name: str
    unit: str
    baseline: tuple[float, float]
    target: tuple[float, float]


@dataclass(frozen=True, slots=True)
class MeasureText:
    code: str
    priority: str
    goal: int  # index in the goals of the priority
    title: str
    activity: str
    description: str
    kind: str
    themes: tuple[str, ...]
    indicator: Indicator
    costs: tuple[int, int]  # CZK of one year, from–to
    sources: tuple[str, ...]
    risk: str
    responsible: str
    realizer: str
    milestones: tuple[str, ...]
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One measure with its own numbers."""

    text: MeasureText
    baseline: float
    target: float
    yearly_cost: int


def choose_measures(pool: tuple[MeasureText, ...], count: int, random: Random) -> list[Chosen]:
    """``count`` measures of the pool in its order, with numbers drawn from their ranges."""
    picked = sorted(random.sample(range(len(pool)), count))
    return [_with_numbers(pool[index], random) for index in picked]


def _with_numbers(text: MeasureText, random: Random) -> Chosen:
    indicator = text.indicator
    return Chosen(
        text=text,
        baseline=_between(indicator.baseline, random),
        target=_between(indicator.target, random),
        yearly_cost=round(random.randint(*text.costs), -3),
    )


def _between(limits: tuple[float, float], random: Random) -> float:
    """Whole numbers between whole limits, else steps of a half."""
    low, high = limits
    if float(low).is_integer() and float(high).is_integer():
        return float(random.randint(int(low), int(high)))
    return random.randint(round(low * 2), round(high * 2)) / 2
