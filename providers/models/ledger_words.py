"""Plain values of the ledger in words: names of services, forms and places, read in a few queries."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from providers import network as ledger
from providers.models.codelist import CapacityUnit, ProvisionForm, ServiceKind, TargetGroup
from providers.models.network import NetworkCategory
from providers.models.service import Service
from sitis.resolutions import Resolution
from sitis.territory.models import District, Orp


@dataclass(frozen=True, slots=True)
class ServiceWords:
    identifier: str
    name: str
    kind: int
    provider: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A change of the network as a person reads it."""

    day: date
    what: ledger.What
    service: ServiceWords
    kind: str
    form: str
    target_group: str
    place: str
    category: str
    unit: str
    delta: Decimal
    before: Decimal
    after: Decimal
    resolution: Any
    other: str  # the key that this one continues or passes into

    @property
    def word(self) -> str:
        return {
            ledger.What.ADDED: _("přidáno"),
            ledger.What.REMOVED: _("odebráno"),
            ledger.What.RAISED: _("navýšeno"),
            ledger.What.LOWERED: _("sníženo"),
        }[self.what]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row of totals or of a comparison in words; ``before`` is None in totals."""

    kind: str
    kind_slug: str
    form: str
    place: str
    level: ledger.Level
    unit: str
    before: Decimal | None
    after: Decimal
    delta: Decimal | None
    services_before: int | None
    services: int


class Words:
    """Names of everything that a ledger's keys stand for; ``services`` by their primary keys."""

    def __init__(self, services: Iterable[int] | None = None) -> None:
        self.forms = dict(ProvisionForm.objects.values_list("pk", "name"))
        self.units = dict(CapacityUnit.objects.values_list("pk", "name"))
        self.groups = dict(TargetGroup.objects.values_list("pk", "name"))
        self.categories = dict(NetworkCategory.objects.values_list("pk", "name"))
        self.orps = dict(Orp.objects.values_list("pk", "name"))
        self.districts = dict(District.objects.values_list("pk", "name"))
        kinds = ServiceKind.objects.values_list("pk", "name", "slug")
        self.kinds = {pk: (name, slug, rank) for rank, (pk, name, slug) in enumerate(kinds)}
        self.form_rank = {pk: rank for rank, pk in enumerate(self.forms)}
        self.orp_rank = {pk: rank for rank, pk in enumerate(self.orps)}
        rows = Service.objects.order_by().values_list(
            "pk", "identifier", "name", "kind", "provider__name"
        )
        if services is not None:
            rows = rows.filter(pk__in=set(services))
        self.services = {pk: ServiceWords(*row) for pk, *row in rows}

    def kind_of(self, service: int) -> Hashable:
        return self.services[service].kind

    def place(self, place: ledger.Place) -> str:
        if place.level is ledger.Level.ORP:
            return _("ORP %s") % self.orps[place.code]
        if place.level is ledger.Level.DISTRICT:
            return _("okres %s") % self.districts[place.code]
        return _("celý kraj")

    def key(self, key: ledger.Key) -> str:
        parts = [self.forms[key.form], self.place(key.place), self.units[key.unit]]
        if key.target_group is not None:
            parts.insert(1, self.groups[key.target_group])
        return ", ".join(parts)

    def entries(self, entries: Sequence[ledger.Entry]) -> list[EntryRow]:
        resolutions = Resolution.objects.in_bulk({entry.resolution for entry in entries} - {None})
        return [
            EntryRow(
                day=entry.day,
                what=entry.what,
                service=self.services[entry.key.service],
                kind=self.kinds[self.services[entry.key.service].kind][0],
                form=self.forms[entry.key.form],
                target_group=self.groups.get(entry.key.target_group, ""),
                place=self.place(entry.key.place),
                category=self.categories[entry.key.category],
                unit=self.units[entry.key.unit],
                delta=entry.delta,
                before=entry.before,
                after=entry.after,
                resolution=resolutions.get(entry.resolution),
                other=self.key(entry.other) if entry.other else "",
            )
            for entry in entries
        ]

    def _order(self, group: ledger.Group) -> tuple[Any, ...]:
        """By kind, then ORPs before okresy and the region, then form and unit."""
        level = list(ledger.Level).index(group.place.level)
        code = group.place.code
        rank = self.orp_rank.get(code, 0) if group.place.level is ledger.Level.ORP else 0
        return (
            *(self.kinds[group.kind][2], level, rank, code),
            *(self.form_rank[group.form], group.unit),
        )

    def totals(self, totals: Sequence[ledger.Total]) -> list[GroupRow]:
        ordered = sorted(totals, key=lambda total: self._order(total.group))
        return [self._row(row.group, None, row.amount, None, None, row.services) for row in ordered]

    def compared(self, rows: Sequence[ledger.Compared]) -> list[GroupRow]:
        ordered = sorted(rows, key=lambda row: self._order(row.group))
        return [
            self._row(
                *(row.group, row.before, row.after, row.delta),
                *(row.services_before, row.services_after),
            )
            for row in ordered
        ]

    def _row(
        self,
        group: ledger.Group,
        before: Decimal | None,
        after: Decimal,
        delta: Decimal | None,
        services_before: int | None,
        services: int,
    ) -> GroupRow:
        kind, slug, _rank = self.kinds[group.kind]
        return GroupRow(
            kind,
            slug,
            self.forms[group.form],
            self.place(group.place),
            group.place.level,
            self.units[group.unit],
            before,
            after,
            delta,
            services_before,
            services,
        )


def words_for(entries: Sequence[ledger.Entry]) -> Words:
    return Words(entry.key.service for entry in entries)
