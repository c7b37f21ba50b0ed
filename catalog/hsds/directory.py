"""Which identifier of the feed is which row: kept for the newest state of the register only."""

from array import array
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from catalog.answers import Asked
from catalog.hsds import ids
from providers.models import Facility
from providers.public import (
    in_network_on,
    provider_uuid,
    published_on,
    published_providers_on,
    service_uuid,
)


class Ids:
    """Rows in their order with the first half of their identifiers: 16 bytes each.

    Halves are enough to find a row; that it is the right one is seen from the record itself.
    """

    def __init__(self) -> None:
        self.pks = array("q")
        self._halves = array("Q")

    def add(self, pk: int, key: UUID) -> None:
        self.pks.append(pk)
        self._halves.append(key.int >> 64)

    def find(self, key: UUID) -> int | None:
        try:
            return self.pks[self._halves.index(key.int >> 64)]
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Directory:
    """``services`` are all registered ones, ``network`` only those in the network, by identifier."""

    day: date
    services: Ids
    network: array
    organizations: Ids
    places: Ids


@lru_cache(maxsize=2)
def directory(asked: Asked) -> Directory:
    day = asked.day
    services, organizations, places = Ids(), Ids(), Ids()
    published = published_on(day)
    for pk, identifier in published.order_by("identifier").values_list("pk", "identifier"):
        services.add(pk, service_uuid(identifier))
    network = in_network_on(day).order_by("identifier").values_list("pk", flat=True)
    for pk, ico in published_providers_on(day).order_by("ico").values_list("pk", "ico"):
        organizations.add(pk, provider_uuid(ico))
    shown = Facility.objects.open_on(day).showable().filter(service__in=published.order_by())
    rows = shown.order_by("service__identifier", "name", "pk")
    for pk, identifier, key in rows.values_list("pk", "service__identifier", "uuid"):
        places.add(pk, ids.service_at_location(service_uuid(identifier), key))
    return Directory(day, services, array("q", network), organizations, places)
