"""What everybody may see, field by field: the only shapes in which the register leaves the house.

A field that is not written here is not public (Act § 87 odst. 2; dossier 8.3). Hidden addresses, named
persons who did not agree, unpublished contacts, unaccepted texts and money have no field at all.
"""

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5


def service_uuid(identifier: str) -> UUID:
    """Stable identifier of a service in the feed: version 5 of its identifier in the register."""
    return uuid5(NAMESPACE_URL, f"sluzba:{identifier}")


def provider_uuid(ico: str) -> UUID:
    """Stable identifier of a provider in the feed: version 5 of its IČO."""
    return uuid5(NAMESPACE_URL, f"ico:{ico}")


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a code list: its public key and its name in Czech."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicKind:
    slug: str
    name: str
    section: str  # "§ 40"
    branch: str  # counselling, care, prevention
    payment: str  # free, paid, full, housing_food; empty when not known

    @property
    def is_free(self) -> bool:
        return self.payment == "free"


@dataclass(frozen=True, slots=True)
class PublicContact:
    type: str  # phone, mail, web, fax, data_box, address
    value: str
    note: str = ""
    person: str = ""  # only of those who agreed


@dataclass(frozen=True, slots=True)
class PublicProvider:
    """``street`` … are empty for a natural person: the residence is nobody's business."""

    name: str
    ico: str
    legal_form: str = ""
    is_natural_person: bool = False
    street: str = ""
    house_number: str = ""
    postal_code: str = ""
    municipality: str = ""
    contacts: tuple[PublicContact, ...] = ()

    @property
    def uuid(self) -> UUID:
        return provider_uuid(self.ico)


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A place that may be shown. ``point`` is WGS84 or None."""

    uuid: UUID
    name: str
    street: str
    house_number: str
    orientation_number: str
    is_registration_number: bool
    postal_code: str
    municipality_code: str
    municipality: str
    orp_code: str
    orp: str
    note: str
    point: tuple[float, float] | None
    contacts: tuple[PublicContact, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicCapacity:
    """The registered maximum, never free places."""

    form: Item
    unit: Item
    amount: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class PublicForm:
    slug: str
    name: str
    is_continuous: bool


@dataclass(frozen=True, slots=True)
class PublicHours:
    form: Item
    purpose: str  # open, appointment, phone
    weekday: int  # 1 is Monday
    opens: time
    closes: time  # 0.00 is midnight at the day's end
    note: str


@dataclass(frozen=True, slots=True)
class PublicAge:
    slug: str
    name: str
    age_from: int | None
    age_to: int | None


@dataclass(frozen=True, slots=True)
class PublicGroup:
    slug: str  # the ministry's code where it has one
    name: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class PublicReach:
    """A territory that is really served."""

    level: str  # municipality, orp, district
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicUnits:
    """Units of a service in the network of the day; no territory means the whole region."""

    form: Item
    group: Item | None
    level: str  # orp, district, region
    code: str
    territory: str
    category: Item
    unit: Item
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PublicVacancy:
    form: Item
    free: int
    as_of: date


@dataclass(frozen=True, slots=True)
class PublicDocument:
    pk: int
    type: str
    title: str
    url: str  # empty: a kept file


@dataclass(frozen=True, slots=True)
class PublicCard:
    """What a list says of one service as it is public on ``day``."""

    day: date
    pk: int  # for joining inside the house, printed nowhere
    identifier: str
    name: str
    kind: PublicKind
    provider: PublicProvider
    provided_from: date
    provided_to: date | None
    forms: tuple[PublicForm, ...]
    places: tuple[PublicPlace, ...]
    has_hidden_place: bool
    contacts: tuple[PublicContact, ...]
    reach: tuple[PublicReach, ...]
    network: tuple[PublicUnits, ...]
    in_network_since: date | None
    vacancies: tuple[PublicVacancy, ...]
    verified_on: date | None

    @property
    def uuid(self) -> UUID:
        return service_uuid(self.identifier)

    @property
    def is_in_network(self) -> bool:
        return bool(self.network)


@dataclass(frozen=True, slots=True)
class PublicCardText:
    """What the region's card says to the public of services in one form, and since when."""

    form: Item
    text: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class PublicService(PublicCard):
    """All of one service as it is public on ``day``."""

    is_community_type: bool
    is_social_health_service: bool
    nursing_care: str  # own_staff, health_provider, none, empty
    age_note: str
    groups: tuple[PublicGroup, ...]
    ages: tuple[PublicAge, ...]
    capacities: tuple[PublicCapacity, ...]
    hours: tuple[PublicHours, ...]
    texts: dict[str, str] = field(hash=False)  # slot -> accepted text
    documents: tuple[PublicDocument, ...]
    activities: tuple[Item, ...]
    optional_activities: tuple[str, ...]
    card_texts: tuple[PublicCardText, ...] = ()  # only where one service was asked for
