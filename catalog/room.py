"""What this room announces to the ground floor. It has no tables yet, so each answer is empty."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from catalog.source import serve
from sitis.rooms import DemoOrder, Desk, Grant, Handing, HeldRole, Panel, Room


def desk(user: Any, day: date) -> Desk:
    return Desk()


def roles(users: Collection[Any] | None, day: date) -> Mapping[Any, list[HeldRole]]:
    return {}


def find_scope(role: str, key: str) -> Any:
    return None


def grants(user: Any) -> Iterable[Grant]:
    return []


def hand_over(handing: Handing) -> int:
    return 0


def panels(record: Any) -> Iterable[Panel]:
    return []


def demo(order: DemoOrder) -> str:
    return ""


def load(folder: Path) -> Iterable[Any]:
    return []


CATALOG = Room(
    name="catalog",
    desk=desk,
    roles=roles,
    find_scope=find_scope,
    grants=grants,
    hand_over=hand_over,
    documents={},
    panels=panels,
    demo=demo,
    serve=serve,
    load=load,
)
