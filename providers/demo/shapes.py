"""What is invented, as plain values; the database and the ministry's file are written from them."""

from dataclasses import dataclass, field
from datetime import date

from providers.demo.kinds import Kind


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a municipality with its postal code; in a city with the city district."""

    code: str
    postal_code: str
    city_district: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A real municipality. ``weight`` says how often services sit there."""

    code: str
    name: str
    weight: float
    parts: tuple[Part, ...]
    orp: str
    district: str  # LAU 1; empty outside the region
    district_ruian: str  # empty in Praha
    region_ruian: str
    latitude: float
    longitude: float


@dataclass(slots=True)
class InventedProvider:
    number: int
    name: str
    brand: str
    ico: str
    legal_form: str  # MPSV code
    place: Place
    street: str
    house_number: str
    area: str
    mail: str
    web: str
    phones: list[str]
    people: list[tuple[str, str]]


@dataclass(slots=True)
class InventedFacility:
    """``point_code`` is None where the register has none; a hidden one has no address at all."""

    name: str
    place: Place
    part: Part
    street: str
    house_number: int
    orientation_number: str
    is_registration_number: bool
    point_code: int | None
    latitude: float
    longitude: float
    first: date
    last: date | None
    is_hidden: bool = False
    is_repeated: bool = False


@dataclass(slots=True)
class InventedCapacity:
    unit: str  # MPSV code
    amount: int
    note: str = ""


@dataclass(slots=True)
class InventedForm:
    """``hours``: weekday, opens, closes; midnight at the day's end is 00:00."""

    letter: str
    is_continuous: bool
    capacities: list[InventedCapacity]
    hours: list[tuple[int, str, str]]


@dataclass(slots=True)
class PastCapacity:
    letter: str
    unit: str
    amount: int
    last: date


@dataclass(slots=True)
class InventedReach:
    """Codes of one level (municipality, orp, district) with shares in per cent, or without."""

    level: str
    codes: list[str]
    shares: list[int] | None


@dataclass(slots=True)
class InventedService:
    number: int
    identifier: str
    portal_id: int
    key: str  # a UUID as text, the same for the same seed
    kind: Kind
    provider: InventedProvider
    brand: str
    first: date
    last: date | None
    closing: str
    facilities: list[InventedFacility]
    forms: list[InventedForm]
    groups: list[int]
    ages: list[int]
    age_note: str
    mails: list[str]
    phones: list[str]
    webs: list[str]
    regions: list[str]  # extended scope, RÚIAN codes
    documents: int  # how many of the attachments there are
    is_community_type: bool
    is_social_health: bool
    nursing: str
    past: list[PastCapacity] = field(default_factory=list)
    reach: InventedReach | None = None

    @property
    def letters(self) -> str:
        return "".join(form.letter for form in self.forms)
