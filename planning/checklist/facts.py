"""What the statutory check knows of a plan, and what it answers with. Plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planning.checklist.items import Item


class State(StrEnum):
    FULFILLED = "fulfilled"
    MISSING = "missing"
    EXCUSED = "excused"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What fulfils an item, and the page of the plan where it stands."""

    text: str
    page: str = ""  # name of an address in ``planning``
    key: str = ""  # its second argument, such as the code of a section


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing and whose task it is."""

    text: str
    role: str
    page: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    item: Item
    state: State
    by: tuple[Evidence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    reason: str = ""  # of an exemption, or why the item is left out


@dataclass(frozen=True, slots=True)
class SectionFact:
    code: str
    title: str
    items: tuple[str, ...]
    words: int
    is_ready: bool
    is_changed: bool = False  # against the plan that an action plan derives from
    has_table: bool = False  # by kinds and years: a table, or the live block of the cost plan


@dataclass(frozen=True, slots=True)
class DatedFact:
    """A dated fact of the procedure; ``kind`` is a value of ``ProcedureFact.Kind``."""

    kind: str
    day: date
    until: date | None = None
    has_document: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one plan; names of territories and kinds are in words, years are numbers."""

    level: str
    kind: str
    regime: str
    years: tuple[int, ...]
    sections: tuple[SectionFact, ...] = ()
    procedure: tuple[DatedFact, ...] = ()
    comments: int = 0
    unsettled: int = 0
    orps: tuple[str, ...] = ()
    orps_with_needs: frozenset[str] = frozenset()
    orps_with_clients: frozenset[str] = frozenset()
    orps_with_refused: frozenset[str] = frozenset()
    figures_year: int | None = None
    districts: tuple[str, ...] = ()
    districts_closed: frozenset[str] = frozenset()
    undecided: int = 0
    steps: int = 0
    council_on: date | None = None
    assembly_on: date | None = None
    sides: frozenset[str] = frozenset()  # of the triad, in the plan's groups
    meetings: int = 0
    priorities_without_goal: tuple[str, ...] = ()
    goals_without_measure: tuple[str, ...] = ()
    measures: int = 0
    measures_without_indicator: tuple[str, ...] = ()
    measures_without_costs: tuple[str, ...] = ()
    measures_changed: tuple[str, ...] = ()  # against the plan that an action plan derives from
    costed_years: frozenset[int] = frozenset()
    network: str = ""
    network_key: str = ""  # year and number in its address
    network_items: int = 0
    kinds: tuple[str, ...] = ()  # in the network
    kinds_with_clients: frozenset[str] = frozenset()
    kinds_with_refused: frozenset[str] = frozenset()
    kinds_with_costs: frozenset[str] = frozenset()
    kinds_with_sources: frozenset[str] = frozenset()
    previous: str = ""
    previous_key: str = ""  # of the plan before
    previous_measures: int = 0
    previous_without_state: tuple[str, ...] = ()
    needs: int = 0
    coordinated: frozenset[str] = frozenset()  # ORPs with a named coordinator


Said = Iterable[Evidence | Gap]
PLANNER, COORDINATOR, TEAM = "planner", "orp_coordinator", "district_member"
