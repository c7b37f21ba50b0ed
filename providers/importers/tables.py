"""Which tables an import fills, which of their fields, and their values as the import's JSON."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import models

from providers.models import (
    AgeGroup,
    Capacity,
    CapacityUnit,
    Contact,
    ExtendedScope,
    Facility,
    OpeningHours,
    Provider,
    ProvisionForm,
    Service,
    ServiceAgeGroup,
    ServiceDocument,
    ServiceForm,
    ServiceKind,
    ServiceTargetGroup,
    TargetGroup,
)
from providers.models.service import service_search_text
from providers.rpss.record import ADDRESS_FIELDS
from providers.rpss.values import digest, plain

BATCH = 500


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table an import fills.

    ``owner``: the column of the service or provider its rows belong to. ``ends``: the column of the
    last day, empty where a row that left the source is deleted. ``own``: what people add to an
    imported row, with the value that says they did not. ``alike``: fields by which a row is known
    again after its key changed, the closest likeness first. ``meets``: the field that a service has
    each value of once, so that a typed row is the same as an imported one. ``held``: the column that
    keeps a row from the public; where a service's provider keeps the part by accepted proposals, the
    source changes nothing by itself, and a new row waits held for a person. ``same``: fields in
    which a row that the provider typed says what the source says.
    """

    name: str
    model: type[models.Model]
    fields: tuple[str, ...]
    owner: str = "service"
    ends: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    alike: tuple[tuple[str, ...], ...] = ()
    meets: str = ""
    held: str = ""
    same: tuple[str, ...] = ()

    def is_shown(self, row: Any, day: date) -> bool:
        """Whether the public sees ``row`` on ``day``; only for tables with ``held``."""
        value = getattr(row, self.held)
        if isinstance(value, bool):
            return value
        return value is None or value >= day

    def hold(self, row: Any, service: Service) -> None:
        """Keep a new row from the public. One with validity stands before its service began."""
        if self.held == "valid_to":
            row.valid_from = row.valid_to = service.provided_from - timedelta(days=1)
        else:
            setattr(row, self.held, False)

    def show(self, row: Any, day: date) -> None:
        """The way back, from ``day`` on."""
        if self.held == "valid_to":
            row.valid_from, row.valid_to = day, None
        else:
            setattr(row, self.held, True)

    def held_before(self, row: Any, day: date, began: str | None = None) -> bool:
        """Whether ``row`` says what was so before ``day``; without a first day it is as old as its
        service, which began on ``began``.
        """
        if self.ends != "valid_to":
            return False
        return bool((row.valid_from or date.fromisoformat(began or "0001-01-01")) < day)


SERVICE = Table(
    "service",
    Service,
    (
        "provider",
        "kind",
        "name",
        "provided_from",
        "provided_to",
        "portal_id",
        "age_limit_note",
    ),
    owner="",
)
PROVIDER = Table("provider", Provider, ("name", "ico"), owner="")
PROVIDER_CONTACT = Table(
    "provider_contact",
    Contact,
    ("type", "value", "note"),
    owner="provider",
    own={"person": "", "is_person_public": False, "is_public": True},
)
#: In the order in which they are written.
CHILDREN = (
    Table("form", ServiceForm, ("form", "is_continuous"), ends="valid_to", meets="form"),
    Table("capacity", Capacity, ("form", "unit", "amount", "note"), ends="valid_to"),
    Table(
        "hours",
        OpeningHours,
        ("form", "purpose", "weekday", "opens", "closes", "note"),
        ends="valid_to",
        held="valid_to",
        same=("form", "purpose", "weekday", "opens", "closes"),
    ),
    Table(
        "facility",
        Facility,
        (
            "name",
            "is_address_hidden",
            *ADDRESS_FIELDS,
            "region_code",
            "provided_from",
            "provided_to",
        ),
        ends="provided_to",
        alike=(
            ("name", "address_point_code", "provided_from"),
            ("name", "street", "house_number", "municipality_code", "provided_from"),
            ("address_point_code", "provided_from"),
            ("name", "provided_from"),
        ),
    ),
    Table(
        "target_group",
        ServiceTargetGroup,
        ("target_group",),
        own={"is_primary": False},
        meets="target_group",
    ),
    Table("age_group", ServiceAgeGroup, ("age_group",), meets="age_group"),
    Table("scope", ExtendedScope, ("region_code",), meets="region_code"),
    Table(
        "document",
        ServiceDocument,
        ("type", "url"),
        ends="valid_to",
        own={"title": "", "is_public": False, "file": ""},
    ),
    Table(
        "contact",
        Contact,
        ("type", "value", "note"),
        own={"person": "", "is_person_public": False, "is_public": True},
        held="is_public",
        same=("type", "value"),
    ),
)
TABLES = {table.name: table for table in (PROVIDER, PROVIDER_CONTACT, SERVICE, *CHILDREN)}

#: Fields that hold an item of a code list.
CODE_LISTS: dict[str, type[models.Model]] = {
    "kind": ServiceKind,
    "form": ProvisionForm,
    "unit": CapacityUnit,
    "target_group": TargetGroup,
    "age_group": AgeGroup,
}


def provider_key(provider: Provider) -> str:
    """The key under which the national register knows ``provider``, as the parser makes it."""
    return provider.source_key or provider.ico or f"~{digest(provider.name.casefold())}"


class CodeBook:
    """Codes of the ministry and the rows of our code lists. Read once for a whole import."""

    def __init__(self) -> None:
        self._pk: dict[str, dict[str, int]] = {}
        self._code: dict[str, dict[int, str]] = {}
        self._named: dict[str, set[str]] = {}
        self.kind_names: dict[int, str] = {}
        for name, model in CODE_LISTS.items():
            rows = list(model._default_manager.values_list("pk", "rpss_code", "name", "is_named"))
            self._pk[name] = {code: pk for pk, code, _name, _named in rows if code}
            self._code[name] = {pk: code or f"#{pk}" for pk, code, _name, _named in rows}
            self._named[name] = {code for _pk, code, _name, is_named in rows if is_named}
            if name == "kind":
                self.kind_names = {pk: label for pk, _code, label, _named in rows}

    def is_named(self, name: str, code: str) -> bool:
        return code in self._named[name]

    def pk(self, name: str, code: str) -> int | None:
        if code.startswith("#"):
            return int(code[1:])
        return self._pk[name].get(code)

    def pk_or_value(self, name: str, values: Mapping[str, Any]) -> Any:
        """A field as its column holds it."""
        return self.pk(name, values[name]) if name in CODE_LISTS else values[name]

    def code(self, name: str, pk: int | None) -> str | None:
        return self._code[name].get(pk) if pk is not None else None

    def add(self, name: str, row: Any) -> None:
        self._pk[name][row.rpss_code] = row.pk
        self._code[name][row.pk] = row.rpss_code
        if name == "kind":
            self.kind_names[row.pk] = row.name


def read(row: models.Model, name: str, book: CodeBook) -> Any:
    """The value of a field as the import's JSON; what is empty is None."""
    if name in CODE_LISTS:
        return book.code(name, getattr(row, f"{name}_id"))
    if name == "provider":
        return provider_key(row.provider)  # type: ignore[attr-defined]
    value = getattr(row, name)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return plain(value)
    return None if value is False or value == "" else value


def typed(model: type[models.Model], name: str, value: Any) -> Any:
    """A value of the import's JSON as the field holds it. Not for items of code lists."""
    field_ = model._meta.get_field(name)
    if value is None:
        if isinstance(field_, models.BooleanField):
            return False
        return None if field_.null else ""
    if isinstance(field_, models.DateField):
        return date.fromisoformat(value)
    if isinstance(field_, models.TimeField):
        return time.fromisoformat(value)
    if isinstance(field_, models.DecimalField):
        return Decimal(value)
    return value


def succeeded(row: Any, day: date) -> Any:
    """The row that takes the place of ``row`` from ``day`` on; ``row`` ends the day before.

    Nothing is written. The key of the source goes over: what ended no import touches any more.
    """
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    following = type(row)(**kept | {"id": None, "version": 1, "valid_from": day})
    row.valid_to, row.source_key = day - timedelta(days=1), ""
    return following


def is_own(table: Table, row: models.Model) -> bool:
    """Whether a person added something to the imported ``row`` that no import knows."""
    return any(getattr(row, name) != untouched for name, untouched in table.own.items())


def weigh(
    table: Table,
    row: models.Model,
    last: Mapping[str, Any],
    theirs: Mapping[str, Any],
    book: CodeBook,
) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """What of ``theirs`` may be taken, and what a person must be asked: field -> [ours, theirs].

    A value that the source did not change since ``last`` is left alone; one that we did not change
    since is taken; one that both changed, and differently, is asked about.
    """
    taken, asked = {}, {}
    for name in table.fields:
        value, before = theirs.get(name), last.get(name)
        if value == before:
            continue
        ours = read(row, name, book)
        if ours == value:
            continue
        (taken if ours == before else asked)[name] = [ours, value]
    return taken, asked


def place(row: Facility, changed: Collection[str], municipalities: Collection[str]) -> set[str]:
    """What follows from the address of ``row``, after ``changed``. Returns the columns written.

    A point belongs to an address: once that changes or is hidden, the point is not known.
    """
    known = row.municipality_code in municipalities
    row.municipality_id = row.municipality_code if known else None
    if {"is_address_hidden", "address_point_code"} & set(changed):
        row.latitude = row.longitude = None
        return {"municipality", "latitude", "longitude"}
    return {"municipality"}


def refresh_search(providers: Iterable[int]) -> None:
    """Services are found by their provider's name: write their words anew."""
    pks = sorted(providers)
    for start in range(0, len(pks), BATCH):
        found = Service.objects.filter(provider__in=pks[start : start + BATCH])
        rows = list(found.select_related("provider", "kind"))
        for row in rows:
            row.search = service_search_text(row)
        Service.objects.bulk_update(rows, ["search"], batch_size=BATCH)
