"""What the region itself knows of the imported services, and the national register does not.

Points, legal forms, earlier capacities, reach, texts for the public, activities, events of the
registration, hours of phone and appointment, flags of what may be shown. Written in batches.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any
from uuid import UUID, uuid5

from django.db import connection
from django.db.models import Model

from providers.demo import names
from providers.demo.kinds import FORMS
from providers.demo.shapes import InventedFacility, InventedProvider, InventedService
from providers.demo.texts import public_texts
from providers.models import (
    BasicActivity,
    Capacity,
    CapacityUnit,
    Contact,
    Facility,
    LegalForm,
    OpeningHours,
    Provider,
    ProvisionForm,
    Reach,
    RegisteringAuthority,
    RegistrationEvent,
    Service,
    ServiceActivity,
    ServiceDocument,
    ServiceTargetGroup,
    ServiceText,
)
from sitis.history import CHANGED, CREATED, write_history

BATCH = 1_000
WHY = "Smyšlené údaje ukázky"
OPTIONAL = ("doprava autem", "půjčování pomůcek", "masáže", "hlídání dětí", "kadeřnice")


class Codes:
    """Primary keys of the code lists, read once."""

    def __init__(self) -> None:
        self.form = dict(ProvisionForm.objects.values_list("rpss_code", "pk"))
        self.unit = dict(CapacityUnit.objects.values_list("rpss_code", "pk"))
        self.legal_form = dict(LegalForm.objects.values_list("rpss_code", "pk"))
        self.authority = dict(RegisteringAuthority.objects.values_list("region_code", "pk"))
        self.activity = dict(BasicActivity.objects.values_list("letter", "pk"))


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes rows with their history; ``by`` is its author, ``at`` its time."""

    by: Any
    at: datetime

    def change(self, model: type[Model], rows: list[Any], fields: Sequence[str]) -> None:
        """Update ``fields``, one prepared statement for all rows: bulk_update takes ten times as long."""
        if not rows:
            return
        columns: list[Any] = [model._meta.get_field(name) for name in fields]
        quote = connection.ops.quote_name
        settings = ", ".join(f"{quote(column.column)} = %s" for column in columns)
        table = quote(model._meta.db_table)
        sql = f"UPDATE {table} SET {settings}, version = version + 1 WHERE id = %s"  # noqa: S608
        values = [
            [
                *(c.get_db_prep_save(getattr(row, c.attname), connection) for c in columns),
                row.pk,
            ]
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(sql, values)
        self._remember(model, rows, CHANGED)

    def make(self, model: type[Model], rows: list[Any]) -> None:
        model._default_manager.bulk_create(rows, batch_size=2_000)
        self._remember(model, rows, CREATED)

    def _remember(self, model: type[Model], rows: list[Any], sign: str) -> None:
        write_history(model, [row.pk for row in rows], sign, by=self.by, reason=WHY, at=self.at)


def add_own(invented: Iterable[InventedService], seed: int, pen: Pen) -> None:
    """Add to rows that an import has just made."""
    codes = Codes()
    known: set[int] = set()
    invented = iter(invented)
    while batch := list(islice(invented, BATCH)):
        _providers(batch, known, codes, pen)
        _Batch(batch, seed, codes, pen).write()


def _providers(batch: list[InventedService], known: set[int], codes: Codes, pen: Pen) -> None:
    new = {one.provider.ico: one.provider for one in batch if one.provider.number not in known}
    known.update(provider.number for provider in new.values())
    rows = list(Provider.objects.filter(ico__in=new))
    for row in rows:
        _describe(row, new[row.ico], codes)
    fields = (
        "legal_form",
        "registering_authority",
        "street",
        "house_number",
        "postal_code",
        "municipality_name",
        "municipality",
    )
    pen.change(Provider, rows, fields)


def _describe(row: Provider, invented: InventedProvider, codes: Codes) -> None:
    place = invented.place
    row.legal_form_id = codes.legal_form.get(invented.legal_form)
    row.registering_authority_id = codes.authority.get(place.region_ruian)
    row.street, row.house_number = invented.street, invented.house_number
    row.postal_code = place.parts[0].postal_code
    row.municipality_name = place.name
    row.municipality_id = place.code if place.district else None


class _Batch:
    """A thousand services at a time, with their imported rows at hand."""

    def __init__(self, batch: list[InventedService], seed: int, codes: Codes, pen: Pen) -> None:
        self.codes, self.pen = codes, pen
        rows = {
            row.identifier: row
            for row in Service.objects.filter(identifier__in=[one.identifier for one in batch])
        }
        self.pairs = [
            (one, rows[one.identifier], Random(f"{seed}/own/{one.number}"))
            for one in batch
            if one.identifier in rows
        ]
        self.pks = [row.pk for _one, row, _random in self.pairs]

    def write(self) -> None:
        self._change_services()
        self._change_facilities()
        self._change_capacities()
        self._change_flags()
        for model, make in (
            (ServiceText, _texts),
            (ServiceActivity, _activities),
            (Reach, _reach),
            (RegistrationEvent, _events),
            (OpeningHours, _hours),
            (Contact, _contacts),
        ):
            made = (
                new for one, row, random in self.pairs for new in make(one, row, self.codes, random)
            )
            self.pen.make(model, list(made))

    def _change_services(self) -> None:
        changed = []
        for one, row, _random in self.pairs:
            row.closing = one.closing if row.provided_to else ""
            row.is_community_type = one.is_community_type
            row.is_social_health_service = one.is_social_health
            row.nursing_care_mode = one.nursing
            if row.closing or one.is_community_type or one.is_social_health or one.nursing:
                changed.append(row)
        fields = ("closing", "is_community_type", "is_social_health_service", "nursing_care_mode")
        self.pen.change(Service, changed, fields)

    def _change_facilities(self) -> None:
        """Points of places that are not hidden, and identifiers that any run makes the same."""
        invented = {
            (row.pk, *_known_by(facility)): facility
            for one, row, _random in self.pairs
            for facility in one.facilities
        }
        rows = list(Facility.objects.filter(service__in=self.pks).order_by("pk"))
        keys = {row.pk: UUID(one.key) for one, row, _random in self.pairs}
        seen: Counter[int] = Counter()
        for row in rows:
            row.uuid = uuid5(keys[row.service_id], f"facility/{seen[row.service_id]}")
            seen[row.service_id] += 1
            number = row.house_number or None
            key = (row.service_id, row.name, row.provided_from, row.provided_to, number)
            if key in invented and not row.is_address_hidden:
                row.latitude, row.longitude = invented[key].latitude, invented[key].longitude
        self.pen.change(Facility, rows, ("uuid", "latitude", "longitude"))

    def _change_capacities(self) -> None:
        """Those valid now begin after the earlier ones, which are added."""
        forms = self.codes.form
        changing = {row.pk: one for one, row, _random in self.pairs if one.past}
        since: dict[tuple[int, int, int], date] = {}
        past = []
        for service, one in changing.items():
            for was in sorted(one.past, key=lambda past: past.last):
                key = (service, forms[FORMS[was.letter][0]], self.codes.unit[was.unit])
                first = since.get(key, one.first)
                if was.last < first:
                    continue
                past.append(
                    Capacity(
                        service_id=service,
                        form_id=key[1],
                        unit_id=key[2],
                        amount=was.amount,
                        valid_from=first,
                        valid_to=was.last,
                    )
                )
                since[key] = was.last + timedelta(days=1)
        rows = []
        for row in Capacity.objects.filter(service__in=changing, valid_to=None):
            key = (row.service_id, row.form_id, row.unit_id)
            if key in since:
                row.valid_from = since.pop(key)
                rows.append(row)
        self.pen.change(Capacity, rows, ["valid_from"])
        self.pen.make(Capacity, past)

    def _change_flags(self) -> None:
        """Which group prevails, which documents the public may see, which phones it may not."""
        first = {row.pk: str(one.groups[0]) for one, row, _random in self.pairs}
        groups = [
            group
            for group in ServiceTargetGroup.objects.filter(service__in=self.pks).select_related(
                "target_group"
            )
            if group.target_group.rpss_code == first[group.service_id]
        ]
        for group in groups:
            group.is_primary = True
        self.pen.change(ServiceTargetGroup, groups, ["is_primary"])
        documents = list(
            ServiceDocument.objects.filter(
                service__in=self.pks, type=ServiceDocument.Type.DESCRIPTION
            )
        )
        for document in documents:
            document.title, document.is_public = "Popis realizace služby", True
        self.pen.change(ServiceDocument, documents, ["title", "is_public"])
        phones = list(Contact.objects.filter(service__in=self.pks, type=Contact.Type.PHONE))[::12]
        for phone in phones:
            phone.is_public = False
        self.pen.change(Contact, phones, ["is_public"])


def _known_by(facility: InventedFacility) -> tuple[Any, ...]:
    """By what an imported facility is known again: the register gives it no identifier."""
    number = None if facility.is_hidden else str(facility.house_number)
    return facility.name, facility.first, facility.last, number


def _texts(
    one: InventedService, row: Service, codes: Codes, random: Random
) -> Iterator[ServiceText]:
    """Two thirds of the services have them, some not all."""
    if random.random() > 0.66:
        return
    for slot, text in public_texts(one.kind, one.letters, random).items():
        if random.random() < 0.93:
            yield ServiceText(service=row, slot=slot, text=text)


def _activities(
    one: InventedService, row: Service, codes: Codes, random: Random
) -> Iterator[ServiceActivity]:
    for letter in one.kind.activities:
        if letter in codes.activity:
            yield ServiceActivity(service=row, activity_id=codes.activity[letter])
    if random.random() < 0.2:
        yield ServiceActivity(service=row, optional_activity=random.choice(OPTIONAL))


def _reach(one: InventedService, row: Service, codes: Codes, random: Random) -> Iterator[Reach]:
    if one.reach is None:
        return
    last = row.provided_to
    for order, code in enumerate(one.reach.codes):
        yield Reach(
            service=row,
            **{f"{one.reach.level}_id": code},
            share=one.reach.shares[order] if one.reach.shares else None,
            valid_from=row.provided_from,
            valid_to=last,
        )


def _events(
    one: InventedService, row: Service, codes: Codes, random: Random
) -> Iterator[RegistrationEvent]:
    def event(kind: str, effective: date, note: str = "") -> RegistrationEvent:
        decided = effective - timedelta(days=random.randint(30, 75))
        return RegistrationEvent(
            provider_id=row.provider_id,
            service=row,
            type=kind,
            decided_on=decided,
            in_force_on=decided + timedelta(days=random.randint(15, 29)),
            effective_on=effective,
            reference_no=f"SMYŠLENO {one.number + 1}/{decided.year}",
            note=note,
        )

    yield event("registration", row.provided_from)
    for past in one.past:
        yield event("change_decision", past.last + timedelta(days=1), "Změna kapacity.")
    if row.closing and row.provided_to:
        kind = "cancellation" if row.closing == "cancelled" else "lapse"
        yield event(kind, row.provided_to + timedelta(days=1))
    if random.random() < 0.06:
        since = row.provided_from + timedelta(days=400)
        yield event("inspection_result", since, "Bez závad.")


def _hours(
    one: InventedService, row: Service, codes: Codes, random: Random
) -> Iterator[OpeningHours]:
    """Hours of the phone, and after an appointment, beside the imported opening hours."""
    form = codes.form[FORMS[one.forms[0].letter][0]]
    if random.random() < 0.3:
        for weekday in range(1, 6):
            yield OpeningHours(
                service=row,
                form_id=form,
                purpose="phone",
                weekday=weekday,
                opens="08:00",
                closes="14:00",
            )
    if not one.forms[0].is_continuous and random.random() < 0.2:
        yield OpeningHours(
            service=row,
            form_id=form,
            purpose="appointment",
            weekday=random.choice((1, 3)),
            opens="16:00",
            closes="18:00",
            note="po telefonické domluvě",
        )


def _contacts(
    one: InventedService, row: Service, codes: Codes, random: Random
) -> Iterator[Contact]:
    """The person to ask for; the name is public only where the person agreed."""
    if random.random() < 0.4:
        given, family = names.person(random)
        yield Contact(
            service=row,
            type=Contact.Type.PHONE,
            value=names.phone(random),
            note="sociální pracovnice" if family.endswith("á") else "vedoucí služby",
            person=f"{given} {family}",
            is_person_public=random.random() < 0.3,
        )
