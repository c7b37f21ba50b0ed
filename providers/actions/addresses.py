"""Points of facilities from the address points of RÚIAN."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from providers.models import Facility
from providers.ruian import AddressPoint, read_points

REASON = "load_addresses"


@dataclass(slots=True)
class Filled:
    """How many facilities with an address point were given its position, and why others not."""

    filled: int = 0
    corrected: int = 0
    unchanged: int = 0
    by_hand: int = 0  # a person entered another position: it stays
    elsewhere: int = 0  # the address point lies in another municipality than the facility
    without_position: int = 0  # the file has the point, but no usable coordinates
    missing: int = 0  # the file does not have the point


@transaction.atomic
def load_addresses(path: Path) -> Filled:
    """Fill positions of facilities that are empty or that this action filled before.

    Hidden addresses get none. Raises WrongFile, then writes nothing.
    """
    facilities = list(
        Facility.objects.showable().exclude(address_point_code="").select_for_update()
    )
    wanted = {facility.address_point_code for facility in facilities}
    points = {point.code: point for point in read_points(path, wanted)}
    loaded_before = _loaded_before()
    filled, changed = Filled(), []
    for facility in facilities:
        outcome = _outcome(facility, points.get(facility.address_point_code), loaded_before)
        setattr(filled, outcome, getattr(filled, outcome) + 1)
        if outcome in {"filled", "corrected"}:
            facility.latitude, facility.longitude = points[facility.address_point_code].position
            facility.version += 1
            changed.append(facility)
    if changed:
        bulk_update_with_history(
            changed,
            Facility,
            ["latitude", "longitude", "version"],
            batch_size=500,
            default_change_reason=REASON,
        )
    return filled


def _loaded_before() -> set[tuple[int, Decimal, Decimal]]:
    """Facility and position of each point that this action wrote at any time."""
    rows = Facility.history.filter(history_change_reason=REASON)
    return set(rows.values_list("id", "latitude", "longitude"))


def _outcome(
    facility: Facility, point: AddressPoint | None, loaded_before: set[tuple[int, Decimal, Decimal]]
) -> str:
    """The name of the count in ``Filled`` that the facility belongs to."""
    now = (facility.latitude, facility.longitude)
    if point is None:
        return "missing"
    if facility.municipality_code not in {"", point.municipality}:
        return "elsewhere"
    if point.position is None:
        return "without_position"
    if now == point.position:
        return "unchanged"
    if now == (None, None):
        return "filled"
    return "corrected" if (facility.pk, *now) in loaded_before else "by_hand"
