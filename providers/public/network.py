"""The network as it is published: versions that hold or held, their items, totals and changes.

Of an item everybody may see what the assembly decided: service, form, group, territory, category, units and
days. Co-financing, mandates, ways of financing and notes have no field here, drafts of versions neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from providers.models import (
    CapacityUnit,
    NetworkItem,
    NetworkVersion,
    ProvisionForm,
    Service,
    TargetGroup,
)
from providers.network import Entry, Place
from providers.public.records import Item
from sitis.resolutions import Resolution
from sitis.territory.models import District, Orp


@dataclass(frozen=True, slots=True)
class PublicResolution:
    body: str  # council, assembly
    number: str
    adopted_on: date
    url: str
    words: str  # in Czech


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """A version in force now or before; ``is_valid`` until another replaced it."""

    year: int
    number: int
    valid_from: date
    valid_to: date | None
    is_valid: bool
    council: PublicResolution | None
    assembly: PublicResolution | None
    services: int

    @property
    def key(self) -> str:
        """As open data name it: "2026-1"."""
        return f"{self.year}-{self.number}"

    def day(self, today: date) -> date:
        """``today`` where the version holds it, else its last day, else its first."""
        if today < self.valid_from:
            return self.valid_from
        return today if self.valid_to is None or today <= self.valid_to else self.valid_to


@dataclass(frozen=True, slots=True)
class PublicTerritory:
    """``level`` is orp, district or region; the whole region has no code."""

    level: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicNetworkItem:
    """Days are those on which the units hold, within those of the version."""

    version: str  # "2026-1"
    identifier: str
    service: str
    provider: str
    ico: str
    kind: Item
    form: Item
    group: Item | None
    territory: PublicTerritory
    category: Item
    unit: Item
    amount: Decimal
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class PublicTotal:
    kind: Item
    form: Item
    territory: PublicTerritory
    unit: Item
    amount: Decimal
    services: int


@dataclass(frozen=True, slots=True)
class PublicChange:
    """What began to hold on ``day``: added, removed, raised or lowered, by ``delta`` units."""

    day: date
    what: str
    identifier: str
    service: str
    provider: str
    form: Item
    group: Item | None
    territory: PublicTerritory
    unit: Item
    before: Decimal
    after: Decimal
    resolution: str

    @property
    def delta(self) -> Decimal:
        return self.after - self.before


#: A service that is not shown in the catalogue is not shown here either.
SHOWN = Q(service__is_published=True, service__kind__is_named=True)


def network_versions() -> list[PublicVersion]:
    """All that hold or held, the newest first. One query."""
    count = Count(
        "items__service",
        distinct=True,
        filter=Q(items__service__is_published=True, items__service__kind__is_named=True),
    )
    rows = (
        NetworkVersion.objects.in_force()
        .select_related("council_resolution", "assembly_resolution")
        .annotate(services=count)
        .order_by("-valid_from", "-year", "-number")
    )
    return [
        PublicVersion(
            row.year,
            row.number,
            row.valid_from,
            row.valid_to,
            row.state == NetworkVersion.State.VALID,
            _resolution(row.council_resolution),
            _resolution(row.assembly_resolution),
            row.services,
        )
        for row in rows
    ]


def _resolution(row: Resolution | None) -> PublicResolution | None:
    if row is None:
        return None
    return PublicResolution(row.body, row.number, row.adopted_on, row.url, str(row))


def network_items(version: PublicVersion, day: date | None = None) -> Iterator[PublicNetworkItem]:
    """Items of ``version`` as a stream, by kind and name; those of ``day`` only, if one is given."""
    yield from _listed(_items(version, day))


def network_of(day: date) -> Iterator[PublicNetworkItem]:
    """The network of ``day`` as a stream."""
    yield from _listed(NetworkItem.objects.in_force_on(day).filter(SHOWN))


def network_totals(version: PublicVersion, day: date) -> list[PublicTotal]:
    """Units and services of ``day`` by kind, form and territory, by the Czech alphabet. One query."""
    key = (
        *("service__kind__slug", "service__kind__name", "form__slug", "form__name"),
        *("orp_id", "orp__name", "district_id", "district__name", "unit__slug", "unit__name"),
    )
    rows = (
        _items(version, day)
        .order_by("service__kind__name", "form__slug", "district__name", "orp__name")
        .values_list(*key)
        .annotate(total=Sum("amount"), count=Count("service", distinct=True))
    )
    return [
        PublicTotal(
            Item(*row[:2]), Item(*row[2:4]), _territory(*row[4:8]), Item(*row[8:10]), *row[10:]
        )
        for row in rows
    ]


def network_changes(version: PublicVersion) -> list[PublicChange]:
    """What the version changed against the one before it, and within its own days."""
    row = NetworkVersion.objects.in_force().get(year=version.year, number=version.number)
    entries = row.changes()
    shown = Service.objects.published().select_related("provider")
    services = shown.in_bulk({entry.key.service for entry in entries})
    names = _Names({entry.resolution for entry in entries if entry.resolution})
    return [
        names.change(entry, services[entry.key.service])
        for entry in entries
        if entry.key.service in services
    ]


class _Names:
    """Names of what the ledger knows by keys; a query for each small list."""

    def __init__(self, resolutions: set[int]) -> None:
        self.forms = self._items(ProvisionForm.objects.all())
        self.groups = self._items(TargetGroup.objects.all())
        self.units = self._items(CapacityUnit.objects.all())
        self.orps = dict(Orp.objects.values_list("code", "name"))
        self.districts = dict(District.objects.values_list("code", "name"))
        self.resolutions = Resolution.objects.in_bulk(resolutions)

    @staticmethod
    def _items(rows: QuerySet[Any]) -> dict[int, Item]:
        return {pk: Item(slug, name) for pk, slug, name in rows.values_list("pk", "slug", "name")}

    def change(self, entry: Entry, service: Service) -> PublicChange:
        key = entry.key
        return PublicChange(
            entry.day,
            entry.what.value,
            service.identifier,
            service.name,
            service.provider.name,
            self.forms[key.form],
            self.groups[key.target_group] if key.target_group else None,
            self._territory(key.place),
            self.units[key.unit],
            entry.before,
            entry.after,
            str(self.resolutions.get(entry.resolution, "")),
        )

    def _territory(self, place: Place) -> PublicTerritory:
        names = {"orp": self.orps, "district": self.districts}.get(place.level.value, {})
        return PublicTerritory(place.level.value, place.code, names.get(place.code, ""))


def _items(version: PublicVersion, day: date | None) -> QuerySet[NetworkItem]:
    rows = NetworkItem.objects.in_force().filter(
        SHOWN, network__year=version.year, network__number=version.number
    )
    return rows if day is None else rows.filter(pk__in=NetworkItem.objects.in_force_on(day))


def _listed(rows: QuerySet[NetworkItem]) -> Iterator[PublicNetworkItem]:
    columns = rows.order_by(
        *("service__kind__name", "service__name", "service__identifier", "form__slug", "pk")
    ).values_list(
        *("network__year", "network__number", "service__identifier", "service__name"),
        *("service__provider__name", "service__provider__ico"),
        *("service__kind__slug", "service__kind__name", "form__slug", "form__name"),
        *("target_group__slug", "target_group__name"),
        *("orp_id", "orp__name", "district_id", "district__name"),
        *("category__slug", "category__name", "unit__slug", "unit__name", "amount"),
        *("valid_from", "valid_to", "network__valid_from", "network__valid_to"),
    )
    for year, number, *row in columns.iterator(chunk_size=2000):
        identifier, service, provider, ico = row[:4]
        kind, form, group = row[4:6], row[6:8], row[8:10]
        firsts = [day for day in (row[19], row[21]) if day]
        lasts = [day for day in (row[20], row[22]) if day]
        yield PublicNetworkItem(
            f"{year}-{number}",
            identifier,
            service,
            provider,
            ico,
            Item(*kind),
            Item(*form),
            Item(*group) if group[0] else None,
            _territory(*row[10:14]),
            Item(*row[14:16]),
            Item(*row[16:18]),
            row[18],
            max(firsts),
            min(lasts, default=None),
        )


def _territory(
    orp: str | None, orp_name: str | None, district: str | None, district_name: str | None
) -> PublicTerritory:
    if orp:
        return PublicTerritory("orp", orp, orp_name or "")
    if district:
        return PublicTerritory("district", district, district_name or "")
    return PublicTerritory("region", "", "")
