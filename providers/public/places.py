"""Places for the map: where services stand that everybody may see. Hidden places are not among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from providers.models import Facility, Service


@dataclass(frozen=True, slots=True)
class PlaceOnMap:
    """One place of one service; ``point`` is WGS84, None when only the municipality is known."""

    service: int  # key of the service, printed nowhere
    identifier: str
    service_name: str
    kind: str
    municipality: str  # code
    municipality_name: str
    orp: str
    district: str
    point: tuple[float, float] | None


def places_on(day: date, services: QuerySet[Service]) -> Iterator[PlaceOnMap]:
    """Open places in the region of ``services`` (made from ``published_on``); one query."""
    rows = (
        Facility.objects.open_on(day)
        .showable()
        .filter(service__in=services.order_by().values("pk"), municipality__isnull=False)
        .order_by("service__name", "service__identifier", "pk")
        .values_list(
            *("service_id", "service__identifier", "service__name", "service__kind__slug"),
            *("municipality_id", "municipality__name", "municipality__distinction"),
            *("municipality__orp_id", "municipality__orp__district_id", "latitude", "longitude"),
        )
    )
    for pk, identifier, name, kind, code, town, distinction, orp, district, *point in rows.iterator(
        chunk_size=2000
    ):
        latitude, longitude = point
        yield PlaceOnMap(
            pk,
            identifier,
            name,
            kind,
            code,
            f"{town} ({distinction})" if distinction else town,
            orp,
            district,
            None if latitude is None else (float(latitude), float(longitude)),
        )
