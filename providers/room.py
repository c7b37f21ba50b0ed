"""What the register announces to the ground floor."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from providers.demo import build
from providers.models import Membership
from sitis.rooms import Desk, Grant, HeldRole, Panel, Room


def desk(user: Any, day: date) -> Desk:
    return Desk()


def roles(user: Any, day: date) -> Iterable[HeldRole]:
    rows = Membership.objects.held_on(day).filter(user=user).select_related("provider")
    return [HeldRole(row.role, row.provider, row.valid_from, row.valid_to) for row in rows]


def grants(user: Any) -> Iterable[Grant]:
    return []


def hand_over(giver: Any, taker: Any, by: Any) -> int:
    return 0


def panels(record: Any) -> Iterable[Panel]:
    return []


PROVIDERS = Room(
    name="providers",
    desk=desk,
    roles=roles,
    grants=grants,
    hand_over=hand_over,
    documents={},
    panels=panels,
    demo=build,
)
