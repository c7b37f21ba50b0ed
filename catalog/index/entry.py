"""What the index is built from: plain rows of the gate, no model and no query."""

from dataclasses import dataclass
from typing import NamedTuple

WHOLE_REGION = "*"  # among ``Entry.serves``: everywhere


class Place(NamedTuple):
    """Where a service stands: code of the municipality (six digits) and WGS84 degrees, if public."""

    municipality: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class Ages(NamedTuple):
    """Years of age for whom a service is; both ends count, None is open."""

    first: int | None = None
    last: int | None = None

    def hold(self, age: int) -> bool:
        return (self.first is None or self.first <= age) and (self.last is None or age <= self.last)


@dataclass(frozen=True, slots=True)
class Entry:
    """One service as everybody may see it on a day."""

    pk: int
    identifier: str
    name: str
    provider: str
    ico: str
    kind: str  # slug
    branch: str = ""  # counselling, care, prevention
    groups: tuple[str, ...] = ()  # codes of MPSV; none: for everybody
    forms: tuple[str, ...] = ()  # residential, ambulatory, field
    places: tuple[Place, ...] = ()
    serves: tuple[str, ...] = ()  # codes of municipalities, ORPs, okresy; none: the ORPs of places
    ages: tuple[Ages, ...] = ()  # none: everybody
    is_weekend: bool = False
    is_continuous: bool = False
    is_free: bool = False
    has_vacancy: bool = False
    in_network: bool = False
    activities: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()  # streets and parts of municipalities, if public
    texts: tuple[str, ...] = ()  # accepted public texts


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str
    name: str
    orp: str
    district: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Label:
    """A kind, a target group, an ORP or an okres: its key and all its names and synonyms."""

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A life situation: phrases people type, and the kinds and target groups it leads to."""

    slug: str
    phrases: tuple[str, ...]  # its name in each language first, then words of the officials
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Synonym:
    """``phrase`` finds also what ``means`` finds: "pečák" means "pečovatelská služba"."""

    phrase: str
    means: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What the words of a question may name besides services."""

    municipalities: tuple[Municipality, ...] = ()
    orps: tuple[Label, ...] = ()
    districts: tuple[Label, ...] = ()
    kinds: tuple[Label, ...] = ()
    groups: tuple[Label, ...] = ()
    situations: tuple[Situation, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
