"""Services and providers as everybody may see them; one query whatever their number."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.fields.files import FieldFile
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from providers.models import (
    Capacity,
    Contact,
    Facility,
    NetworkItem,
    OpeningHours,
    Provider,
    Reach,
    RpssImport,
    Service,
    ServiceActivity,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceForm,
    ServiceTargetGroup,
    ServiceText,
    Vacancy,
)
from providers.network import stay_since
from providers.public.cards import card_texts, read_texts
from providers.public.records import (
    Item,
    PublicAge,
    PublicCapacity,
    PublicCard,
    PublicContact,
    PublicDocument,
    PublicForm,
    PublicGroup,
    PublicHours,
    PublicKind,
    PublicPlace,
    PublicProvider,
    PublicReach,
    PublicService,
    PublicUnits,
    PublicVacancy,
)
from sitis.json_rows import JsonRows
from sitis.prepared import ANY_DAY, Prepared

#: Free places said earlier than so many days ago are told to nobody: they are gone by now.
VACANCY_HOLDS = timedelta(days=30)
AN_OLD_VACANCY = date(4, 3, 3)  # stands in prepared questions for the day before which none counts

#: For so many keys at once the question is kept ready.
BY_KEY = (1, 20, 100)
#: What of ``_columns`` a card shows.
ON_CARD = (
    *("forms", "places", "hidden", "contacts", "place_contacts", "provider_contacts"),
    *("reach", "network", "vacancies"),
)

SERVICE = OuterRef("pk")


def published_on(day: date) -> QuerySet[Service]:
    """Services that everybody may see and that are provided on ``day``: all registered ones."""
    merged = Provider.objects.filter(merged_into__isnull=False)
    # asked so, no planner begins with the providers that are not merged: those are nearly all
    return Service.objects.published().running_on(day).exclude(provider__in=merged)


def in_network_on(day: date) -> QuerySet[Service]:
    """Of those, the ones in the network of ``day``: what the catalogue shows unless asked."""
    items = NetworkItem.objects.in_force_on(day).filter(service=SERVICE)
    return published_on(day).filter(Exists(items))


def services(rows: QuerySet[Service], day: date) -> Iterator[PublicService]:
    """``rows`` (made from ``published_on`` or ``in_network_on``) in their order, as a stream."""
    columns = _columns(day)
    for values in _annotated(rows, columns).iterator(chunk_size=500):
        yield _service(day, *_apart(values, columns))


def services_by_key(keys: Sequence[int], day: date) -> list[PublicService]:
    """Those of ``keys`` that everybody may see on ``day``, in the order of ``keys``.

    One query for each hundred of keys.
    """
    read = _by_key(keys, day, None)
    found = {own[0]: _service(day, own, of) for own, of in read}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def cards_by_key(keys: Sequence[int], day: date) -> list[PublicCard]:
    """The same, as much of each as a list shows: half the time."""
    read = _by_key(keys, day, ON_CARD)
    found = {own[0]: PublicCard(**_card(day, own, of)) for own, of in read}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def _by_key(
    keys: Sequence[int], day: date, parts: tuple[str, ...] | None
) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    for start in range(0, len(keys), BY_KEY[-1]):
        some = keys[start : start + BY_KEY[-1]]
        size = next(size for size in BY_KEY if len(some) <= size)
        padded = [*some, *[some[0]] * (size - len(some))]
        yield from _prepared_by_key(size, parts).read(dict(enumerate(padded)), day)


def find_service(identifier: str, day: date) -> PublicService | None:
    found = _prepared_service().read({"identifier": identifier}, day)
    return next((_service(day, own, of) for own, of in found), None)


class _PreparedServices:
    def __init__(
        self, rows: QuerySet[Service], stand_ins: dict[Any, Any], parts: Iterable[str]
    ) -> None:
        columns = _columns(ANY_DAY, AN_OLD_VACANCY) | {"card_texts": card_texts(ANY_DAY)}
        self.columns = {name: columns[name] for name in parts}
        days = {"day": ANY_DAY, "vacancies": AN_OLD_VACANCY}
        self.question = Prepared(_annotated(rows, self.columns), stand_ins | days)

    def read(
        self, asked: dict[Any, Any], day: date
    ) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
        """Own columns and those of ``parts``, service by service."""
        days = {"day": day, "vacancies": day - VACANCY_HOLDS}
        for values in self.question.rows(asked | days):
            yield _apart(values, self.columns)


@cache
def _prepared_by_key(size: int, parts: tuple[str, ...] | None) -> _PreparedServices:
    keys = {at: -1 - at for at in range(size)}
    rows = published_on(ANY_DAY).filter(pk__in=list(keys.values())).order_by()
    return _PreparedServices(rows, keys, parts or _columns(ANY_DAY))


@cache
def _prepared_service() -> _PreparedServices:
    stand_in = "an identifier"
    rows = published_on(ANY_DAY).filter(identifier=stand_in).order_by()
    # one service alone is asked what the region's card says of it: lists and feeds are not
    return _PreparedServices(rows, {"identifier": stand_in}, (*_columns(ANY_DAY), "card_texts"))


def _annotated(rows: QuerySet[Service], columns: dict[str, Any]) -> QuerySet:
    names = [f"_{name}" for name in columns]
    return rows.annotate(**dict(zip(names, columns.values(), strict=True))).values_list(
        *OWN, *names
    )


def _apart(values: Sequence[Any], columns: Iterable[str]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return tuple(values[: len(OWN)]), dict(zip(columns, values[len(OWN) :], strict=True))


def find_document(identifier: str, pk: int, day: date) -> FieldFile | None:
    """The kept file of a public document of a service that everybody may see."""
    kept = ServiceDocument.objects.valid_on(day).filter(
        pk=pk, is_public=True, service__in=published_on(day).filter(identifier=identifier)
    )
    return next((row.file for row in kept if row.file), None)


def register_read_on() -> date | None:
    """When the national register was last taken over; None when it never was."""
    last = RpssImport.objects.applied().values_list("applied_at", flat=True).first()
    return localdate(last) if last else None


def find_ended(identifier: str, day: date) -> PublicService | None:
    """A public service that is over, as it was on its last day."""
    ended = Service.objects.published().filter(identifier=identifier, provided_to__lt=day)
    last = ended.values_list("provided_to", flat=True).first()
    return find_service(identifier, last) if last else None


OWN = (
    "pk",
    "identifier",
    "name",
    "is_community_type",
    "is_social_health_service",
    "nursing_care_mode",
    "age_limit_note",
    "provided_from",
    "provided_to",
    "kind__slug",
    "kind__name",
    "kind__section",
    "kind__branch",
    "kind__payment",
    "verification__verified_on",
    *("provider__name", "provider__ico", "provider__legal_form__name"),
    *("provider__is_natural_person", "provider__street", "provider__house_number"),
    *("provider__postal_code", "provider__municipality_name"),
)


def _columns(day: date, vacancies_from: date | None = None) -> dict[str, Any]:
    """Name -> JSON rows of what belongs to a service, as it holds on ``day``."""
    vacancies_from = vacancies_from or day - VACANCY_HOLDS
    places = Facility.objects.open_on(day)
    contacts = Contact.objects.filter(is_public=True)
    person = Coalesce(_only_if("is_person_public", "person"), Value(""))
    contact = ("type", "value", "note", person)
    return {
        "groups": JsonRows(
            ServiceTargetGroup.objects.filter(service=SERVICE, target_group__is_named=True),
            *("target_group__slug", "target_group__name", "is_primary"),
        ),
        "ages": JsonRows(
            ServiceAgeGroup.objects.filter(service=SERVICE).order_by("age_group__age_from", "pk"),
            *("age_group__slug", "age_group__name", "age_group__age_from", "age_group__age_to"),
        ),
        "forms": JsonRows(
            ServiceForm.objects.valid_on(day).filter(service=SERVICE).order_by("form__slug"),
            *("form__slug", "form__name", "is_continuous"),
        ),
        "capacities": JsonRows(
            Capacity.objects.valid_on(day)
            .filter(service=SERVICE)
            .order_by("form__slug", "unit__slug", "pk"),
            *("form__slug", "form__name", "unit__slug", "unit__name", "amount", "note"),
        ),
        "hours": JsonRows(
            OpeningHours.objects.valid_on(day)
            .filter(service=SERVICE)
            .order_by("form__slug", "purpose", "weekday", "opens", "pk"),
            *("form__slug", "form__name", "purpose", "weekday", "opens", "closes", "note"),
        ),
        "places": JsonRows(
            places.showable().filter(service=SERVICE).order_by("name", "pk"),
            *("pk", "uuid", "name", "street", "house_number", "orientation_number"),
            *("is_registration_number", "postal_code"),
            *("municipality_id", "municipality__name"),
            *("municipality__orp_id", "municipality__orp__name"),
            *("address_note", "latitude", "longitude"),
        ),
        "hidden": Exists(places.filter(service=SERVICE, is_address_hidden=True)),
        "contacts": JsonRows(
            contacts.filter(service=SERVICE).order_by("type", "pk"), *contact, Value(0)
        ),
        "place_contacts": JsonRows(
            # not a join: with it SQLite reads all contacts of the register for each service
            contacts.filter(
                facility__in=places.showable().filter(service=OuterRef(SERVICE)).values("pk")
            ).order_by("type", "pk"),
            *contact,
            "facility_id",
        ),
        "provider_contacts": JsonRows(
            _of_provider(contacts, OuterRef("provider")).order_by("type", "pk"), *contact, Value(0)
        ),
        "reach": JsonRows(
            Reach.objects.valid_on(day).filter(service=SERVICE).order_by("pk"),
            *("district_id", "district__name", "orp_id", "orp__name"),
            *("municipality_id", "municipality__name"),
        ),
        "texts": JsonRows(ServiceText.objects.filter(service=SERVICE), "slot", "text"),
        "documents": JsonRows(
            ServiceDocument.objects.valid_on(day)
            .filter(service=SERVICE, is_public=True)
            .order_by("type", "pk"),
            *("pk", "type", "title", "url"),
        ),
        "activities": JsonRows(
            ServiceActivity.objects.filter(service=SERVICE).order_by("activity__letter", "pk"),
            *("activity__slug", "activity__name", "optional_activity"),
        ),
        "network": JsonRows(
            NetworkItem.objects.in_force()
            .filter(service=SERVICE)
            .order_by("network__valid_from", "form__slug", "pk"),
            *("valid_from", "valid_to", "network__valid_from", "network__valid_to"),
            *("form__slug", "form__name", "target_group__slug", "target_group__name"),
            *("orp_id", "orp__name", "district_id", "district__name"),
            *("category__slug", "category__name", "unit__slug", "unit__name", "amount"),
        ),
        "vacancies": JsonRows(
            Vacancy.objects.filter(
                service=SERVICE, as_of__lte=day, as_of__gte=vacancies_from
            ).order_by("form__slug"),
            *("form__slug", "form__name", "free", "as_of"),
        ),
    }


def _only_if(flag: str, column: str) -> Any:
    return Case(When(**{flag: True}, then=F(column)), default=Value(""))


def _of_provider(contacts: QuerySet[Contact], provider: Any) -> QuerySet[Contact]:
    """A natural person's address is the residence: it stays at home."""
    at_home = Q(type=Contact.Type.ADDRESS, provider__is_natural_person=True)
    return contacts.filter(provider=provider).exclude(at_home)


def _card(day: date, own: tuple[Any, ...], of: dict[str, Any]) -> dict[str, Any]:
    """Fields of a card, of which a whole service has more."""
    by_place: dict[int, list[PublicContact]] = {}
    for *contact, place in of["place_contacts"]:
        by_place.setdefault(place, []).append(PublicContact(*contact))
    units = [(_span(row), row[4:]) for row in of["network"]]
    return {
        "day": day,
        "pk": own[0],
        "identifier": own[1],
        "name": own[2],
        "provided_from": own[7],
        "provided_to": own[8],
        "kind": PublicKind(*own[9:14]),
        "verified_on": own[14],
        "provider": _provider(own[15:], of["provider_contacts"]),
        "forms": tuple(PublicForm(slug, name, bool(always)) for slug, name, always in of["forms"]),
        "places": tuple(_place(row, by_place) for row in of["places"]),
        "has_hidden_place": bool(of["hidden"]),
        "contacts": tuple(
            PublicContact(*row[:4])
            for row in of["contacts"]
            if row[0] != Contact.Type.ADDRESS or not of["hidden"]  # it may be the hidden place
        ),
        "reach": tuple(_reach(row) for row in of["reach"]),
        "network": tuple(_units(row) for (first, last), row in units if first <= day <= last),
        "in_network_since": stay_since(sorted(span for span, _row in units), day),
        "vacancies": tuple(
            PublicVacancy(Item(*row[:2]), row[2], date.fromisoformat(row[3]))
            for row in of["vacancies"]
        ),
    }


def _service(day: date, own: tuple[Any, ...], of: dict[str, Any]) -> PublicService:
    return PublicService(
        **_card(day, own, of),
        is_community_type=own[3],
        is_social_health_service=own[4],
        nursing_care=own[5],
        age_note=own[6],
        groups=tuple(PublicGroup(slug, name, bool(first)) for slug, name, first in of["groups"]),
        ages=tuple(PublicAge(*row) for row in of["ages"]),
        capacities=tuple(
            PublicCapacity(Item(*row[:2]), Item(*row[2:4]), _amount(row[4]), row[5])
            for row in of["capacities"]
        ),
        hours=tuple(
            PublicHours(Item(*row[:2]), row[2], row[3], _time(row[4]), _time(row[5]), row[6])
            for row in of["hours"]
        ),
        texts=dict(of["texts"]),
        documents=tuple(PublicDocument(*row) for row in of["documents"]),
        activities=tuple(Item(slug, name) for slug, name, _other in of["activities"] if slug),
        optional_activities=tuple(other for *_item, other in of["activities"] if other),
        card_texts=read_texts(of.get("card_texts", [])),
    )


def _provider(values: Iterable[Any], contacts: list[list[Any]]) -> PublicProvider:
    name, ico, legal_form, is_person, street, house, postal_code, municipality = values
    seat = ("", "", "", "") if is_person else (street, house, postal_code, municipality)
    return PublicProvider(
        name,
        ico,
        legal_form or "",
        bool(is_person),
        *seat,
        contacts=tuple(PublicContact(*row[:4]) for row in contacts),
    )


def _place(row: list[Any], contacts: dict[int, list[PublicContact]]) -> PublicPlace:
    pk, uuid, name, street, house, orientation, is_registration, postal_code, *rest = row
    municipality_code, municipality, orp_code, orp, note, latitude, longitude = rest
    return PublicPlace(
        UUID(uuid),
        name,
        street,
        house,
        orientation,
        bool(is_registration),
        postal_code,
        municipality_code or "",
        municipality or "",
        orp_code or "",
        orp or "",
        note,
        (float(latitude), float(longitude)) if latitude is not None else None,
        tuple(contacts.get(pk, ())),
    )


def _reach(row: list[Any]) -> PublicReach:
    district, district_name, orp, orp_name, municipality, municipality_name = row
    if district:
        return PublicReach("district", district, district_name)
    if orp:
        return PublicReach("orp", orp, orp_name)
    return PublicReach("municipality", municipality, municipality_name)


def _units(row: list[Any]) -> PublicUnits:
    form, group, (orp, orp_name), (district, district_name) = row[:2], row[2:4], row[4:6], row[6:8]
    where = ("region", "", "")
    if orp:
        where = ("orp", orp, orp_name)
    elif district:
        where = ("district", district, district_name)
    return PublicUnits(
        Item(*form),
        Item(*group) if group[0] else None,
        *where,
        Item(*row[8:10]),
        Item(*row[10:12]),
        _amount(row[12]),
    )


def _span(row: list[Any]) -> tuple[date, date]:
    """When an item really was in the network: its own days within those of its version."""
    firsts = [date.fromisoformat(day) for day in (row[0], row[2]) if day]
    lasts = [date.fromisoformat(day) for day in (row[1], row[3]) if day]
    return max(firsts), min(lasts, default=date.max)


def _amount(number: float) -> Decimal:
    """Two decimals as the column keeps them; JSON of the databases knows only numbers."""
    return Decimal(str(number)).quantize(Decimal("0.01"))


def _time(text: str) -> time:
    return time.fromisoformat(text)


def published_providers_on(day: date) -> QuerySet[Provider]:
    """Providers of at least one service that everybody may see on ``day``."""
    theirs = published_on(day).filter(provider=OuterRef("pk"))
    return Provider.objects.current().exclude(ico="").filter(Exists(theirs))


def providers(rows: QuerySet[Provider]) -> Iterator[PublicProvider]:
    """``rows`` (made from ``published_providers_on``) in their order, as a stream."""
    contacts = _of_provider(Contact.objects.filter(is_public=True), OuterRef("pk"))
    person = Coalesce(_only_if("is_person_public", "person"), Value(""))
    listed = rows.annotate(
        _contacts=JsonRows(contacts.order_by("type", "pk"), "type", "value", "note", person)
    ).values_list(
        *("name", "ico", "legal_form__name", "is_natural_person", "street", "house_number"),
        *("postal_code", "municipality_name", "_contacts"),
    )
    for *own, said in listed.iterator(chunk_size=500):
        yield _provider(own, said)


def find_provider(ico: str, day: date) -> PublicProvider | None:
    return next(providers(published_providers_on(day).filter(ico=ico)), None)
