"""What this room announces to the ground floor. It has no tables yet, so each answer is empty."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sitis.rooms import DemoOrder, Desk, Grant, HeldRole, Panel, Room


def desk(user: Any, day: date) -> Desk:
    return Desk()


def roles(user: Any, day: date) -> Iterable[HeldRole]:
    return []


def grants(user: Any) -> Iterable[Grant]:
    return []


def hand_over(giver: Any, taker: Any, by: Any) -> int:
    return 0


def panels(record: Any) -> Iterable[Panel]:
    return []


def demo(order: DemoOrder) -> str:
    return ""


CATALOG = Room(
    name="catalog",
    desk=desk,
    roles=roles,
    grants=grants,
    hand_over=hand_over,
    documents={},
    panels=panels,
    demo=demo,
)
