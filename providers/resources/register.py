"""Columns of the tables that officials send there and back."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from providers.actions.register import check_shares, save_provider, save_service
from providers.models import (
    Capacity,
    CapacityUnit,
    Contact,
    Facility,
    LegalForm,
    Provider,
    ProvisionForm,
    Reach,
    RegisteringAuthority,
    Service,
    ServiceKind,
)
from providers.resources.base import NUMBER, ChoiceColumn, Column, KeyColumn, RegisterResource
from sitis.territory.models import District, Municipality, Orp
from sitis.workbooks import Problem, same_header
from sitis.workbooks import values as read

IDENTIFIER = "Identifikátor služby"
ICO = "IČO"


def listed(model: Any, words: set[str]) -> Iterable[models.Model]:
    """A short list is read whole."""
    return model._default_manager.all() if words else ()


def providers_by_ico(words: set[str]) -> Iterable[Provider]:
    return Provider.objects.current().filter(ico__in=words)


def services_by_identifier(words: set[str]) -> Iterable[Service]:
    return Service.objects.filter(identifier__in=words).select_related("provider", "kind")


def facilities_by_number(words: set[str]) -> Iterable[Facility]:
    return Facility.objects.filter(
        pk__in=[one for one in words if one.isdecimal() and len(one) < 10]
    )


SERVICE = {
    "show": "identifier",
    "rows": services_by_identifier,
    "keys": ("identifier",),
    "normal": read.identifier,
}
BY_NAME = {"show": "name", "keys": ("name", "slug")}
BY_CODE = {"show": "code", "keys": ("code", "name")}


class ProviderResource(RegisterResource):
    model = Provider
    known_by = (NUMBER, ICO)
    joined = ("legal_form", "registering_authority")

    ico = Column(ICO, "ico", read_cell=read.ico)
    name = Column("Název", "name")
    legal_form = KeyColumn("Právní forma", "legal_form", rows=partial(listed, LegalForm), **BY_NAME)
    registering_authority = KeyColumn(
        "Registrující orgán",
        "registering_authority",
        rows=partial(listed, RegisteringAuthority),
        exported=False,
        **BY_NAME,
    )
    street = Column("Ulice sídla", "street", exported=False)
    house_number = Column("Číslo domovní a orientační", "house_number", exported=False)
    postal_code = Column("PSČ", "postal_code", exported=False)
    municipality_name = Column("Obec sídla", "municipality_name")
    founder_name = Column("Zřizovatel", "founder_name", exported=False)
    founder_ico = Column("IČO zřizovatele", "founder_ico", read_cell=read.ico, exported=False)
    data_box = Column("Datová schránka", "data_box")
    note = Column("Poznámka kraje", "note", exported=False)

    def find_known(self, dataset: Any) -> dict[Any, models.Model]:
        found = super().find_known(dataset)
        numbers = set()
        for cell in self._cells(dataset, ICO):
            try:
                numbers.add(read.ico(cell))
            except ValidationError:
                numbers.add(read.text(cell))  # a flagged one of the national register
        rows = self.get_queryset().current().filter(ico__in=numbers - {""})
        return found | {row.ico: row for row in rows}

    def by_words(self, row: Any) -> models.Model | None:
        written = read.text(row.get(ICO))
        return self.known.get(written) or self.known.get(written.zfill(8))

    def write(self, record: Any, *, by: Any) -> None:
        save_provider(record, by=by, reason=self.reason)


class ServiceResource(RegisterResource):
    model = Service
    known_by = (IDENTIFIER,)
    joined = ("provider", "kind")

    identifier = Column(IDENTIFIER, "identifier", read_cell=read.identifier)
    name = Column("Název", "name")
    provider = KeyColumn(
        "IČO poskytovatele",
        "provider",
        show="ico",
        rows=providers_by_ico,
        keys=("ico",),
        normal=read.ico,
    )
    provider_name = Column("Poskytovatel", "provider__name", info=True)
    kind = KeyColumn("Druh služby", "kind", rows=partial(listed, ServiceKind), **BY_NAME)
    provided_from = Column("Poskytována od", "provided_from", read_cell=read.day)
    provided_to = Column("Poskytována do", "provided_to", read_cell=read.day)
    status = Column("Stav", "status_word", info=True)
    is_published = Column("Zveřejnit", "is_published", read_cell=read.yes)
    is_community_type = Column(
        "Komunitní charakter", "is_community_type", read_cell=read.yes, exported=False
    )
    is_social_health_service = Column(
        "Sociálně-zdravotní služba", "is_social_health_service", read_cell=read.yes, exported=False
    )
    age_limit_note = Column("Věková hranice", "age_limit_note", exported=False)
    note = Column("Poznámka kraje", "note", exported=False)

    def find_known(self, dataset: Any) -> dict[Any, models.Model]:
        words = set()
        for cell in self._cells(dataset, IDENTIFIER):
            try:
                words.add(read.identifier(cell))
            except ValidationError:
                continue  # told at its row
        rows = self.get_queryset().filter(identifier__in=words)
        return {row.identifier: row for row in rows}

    def get_instance(self, instance_loader: Any, row: Any) -> models.Model | None:
        return self.known.get(read.text(row[IDENTIFIER]).replace(" ", ""))

    def write(self, record: Any, *, by: Any) -> None:
        save_service(record, by=by, reason=self.reason)


class OfServiceResource(RegisterResource):
    """Rows of a service; one without a number is found by ``natural``, else it is new."""

    known_by = (NUMBER, IDENTIFIER)
    natural: tuple[str, ...] = ()

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        moved = next((one for one in self.changes if one.column == IDENTIFIER), None)
        if instance.pk is not None and moved is not None:
            said = _("Řádek patří službě %(service)s, k jiné ho přesunout nelze. Založte nový.")
            raise ValidationError({IDENTIFIER: said % {"service": moved.before}})
        if instance.pk is None and self.natural and instance.service_id:
            fields = [self.model._meta.get_field(name).attname for name in self.natural]
            lookup = {field: getattr(instance, field) for field in fields}
            if self.get_queryset().filter(service=instance.service, **lookup).exists():
                raise ValidationError(
                    _("Takový řádek už služba má. Chcete-li jej změnit, uveďte „%(number)s“.")
                    % {"number": NUMBER}
                )


class CapacityResource(OfServiceResource):
    model = Capacity
    joined = ("service__provider", "service__kind", "form", "unit")
    natural = ("form", "unit", "valid_from")

    service = KeyColumn(IDENTIFIER, "service", **SERVICE)
    service_name = Column("Název služby", "service__name", info=True)
    form = KeyColumn("Forma", "form", rows=partial(listed, ProvisionForm), **BY_NAME)
    unit = KeyColumn("Jednotka", "unit", rows=partial(listed, CapacityUnit), **BY_NAME)
    amount = Column("Počet", "amount", read_cell=read.number)
    valid_from = Column("Platí od", "valid_from", read_cell=read.day)
    valid_to = Column("Platí do", "valid_to", read_cell=read.day)
    note = Column("Upřesnění", "note", exported=False)


class ContactResource(RegisterResource):
    model = Contact
    known_by = (NUMBER, IDENTIFIER, "IČO poskytovatele", "Číslo zařízení")
    joined = ("service__provider", "service__kind", "provider", "facility")

    service = KeyColumn(IDENTIFIER, "service", **SERVICE)
    provider = KeyColumn(
        "IČO poskytovatele",
        "provider",
        show="ico",
        rows=providers_by_ico,
        keys=("ico",),
        normal=read.ico,
    )
    facility = KeyColumn(
        "Číslo zařízení", "facility", show="pk", rows=facilities_by_number, keys=("pk",)
    )
    owner = Column("Čí kontakt", "owner", info=True)
    type = ChoiceColumn("Druh", "type")
    value = Column("Údaj", "value")
    note = Column("Poznámka", "note", exported=False)
    is_public = Column("Zveřejnit", "is_public", read_cell=read.yes)
    person = Column("Kontaktní osoba", "person")
    is_person_public = Column("Zveřejnit jméno", "is_person_public", read_cell=read.yes)

    def by_words(self, row: Any) -> models.Model | None:
        """The same value of the same service is the same contact."""
        words = read.text(row.get(IDENTIFIER)), read.text(row.get("Údaj"))
        return self.known.get(words)

    def find_known(self, dataset: Any) -> dict[Any, models.Model]:
        found = super().find_known(dataset)
        words = {read.text(cell) for cell in self._cells(dataset, IDENTIFIER)} - {""}
        rows = self.get_queryset().filter(service__identifier__in=words)
        return found | {(row.service.identifier, row.value): row for row in rows}


class ReachResource(OfServiceResource):
    model = Reach
    joined = ("service__provider", "service__kind", "municipality", "orp", "district")
    natural = ("municipality", "orp", "district", "valid_from")

    service = KeyColumn(IDENTIFIER, "service", **SERVICE)
    service_name = Column("Název služby", "service__name", info=True)
    municipality = KeyColumn(
        "Obec (kód)", "municipality", rows=partial(listed, Municipality), **BY_CODE
    )
    orp = KeyColumn("ORP (kód)", "orp", rows=partial(listed, Orp), **BY_CODE)
    district = KeyColumn("Okres (kód)", "district", rows=partial(listed, District), **BY_CODE)
    place = Column("Název území", "place", info=True)
    share = Column("Podíl v %", "share", read_cell=read.number)
    valid_from = Column("Platí od", "valid_from", read_cell=read.day)
    valid_to = Column("Platí do", "valid_to", read_cell=read.day)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.touched: dict[int, int] = {}  # service -> its last row in the table

    def write(self, record: Any, *, by: Any) -> None:
        super().write(record, by=by)
        self.touched[record.service_id] = self.row

    def check_whole(self) -> None:
        """Shares of each service that the table touched make 100 %."""
        by_service: dict[int, list[Reach]] = {service: [] for service in self.touched}
        for row in Reach.objects.filter(service__in=by_service):
            by_service[row.service_id].append(row)
        for service, rows in by_service.items():
            try:
                check_shares(rows)
            except ValidationError as refusal:
                for sentence in refusal.messages:
                    self.problems.append(Problem(self.touched[service], "Podíl v %", sentence))


#: Heads that help to find the first row of a table, whatever stands above it.
ALL_HEADINGS = frozenset(
    same_header(heading)
    for resource in (
        ProviderResource,
        ServiceResource,
        CapacityResource,
        ContactResource,
        ReachResource,
    )
    for heading in resource.headings()
)
