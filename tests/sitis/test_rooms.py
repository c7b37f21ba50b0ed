"""What the rooms announce meets on the ground floor."""

import importlib
import sys
from datetime import date, datetime

import pytest

from sitis import rooms


def room(name: str, **parts):
    silent = {
        "desk": lambda user, day: rooms.Desk(),
        "roles": lambda users, day: {},
        "find_scope": lambda role, key: None,
        "grants": lambda user: [],
        "hand_over": lambda handing: 0,
        "documents": {},
        "panels": lambda record: [],
        "demo": lambda order: None,
        "serve": lambda: None,
        "load": lambda folder: [],
    }
    return rooms.Room(name=name, **{**silent, **parts})


@pytest.fixture
def two_rooms(monkeypatch):
    monkeypatch.setattr(rooms, "_rooms", {})


@pytest.mark.usefixtures("two_rooms")
def test_the_desk_joins_rooms_and_puts_the_nearest_deadline_first():
    late = rooms.Task("pozdě", "/a/", "Otevřít", date(2026, 1, 1))
    soon = rooms.Task("brzy", "/b/", "Otevřít", datetime(2026, 2, 1, 16, 0))
    never = rooms.Task("někdy", "/c/", "Otevřít")
    rooms.announce(room("lower", desk=lambda user, day: rooms.Desk(tasks=(never, soon))))
    rooms.announce(
        room("upper", desk=lambda user, day: rooms.Desk(tasks=(late,), news=("Zpráva",)))
    )

    desk = rooms.desk(None, date(2026, 1, 15))

    assert desk == rooms.Desk(tasks=(late, soon, never), news=("Zpráva",))


@pytest.mark.usefixtures("two_rooms")
def test_rooms_are_asked_in_the_order_of_import():
    asked = []
    rooms.announce(room("lower", demo=lambda order: asked.append("lower")))
    rooms.announce(room("upper", demo=lambda order: asked.append("upper")))

    rooms.demo(rooms.DemoOrder(services=1, years=1, seed=1, day=date(2026, 1, 1)))

    assert asked == ["lower", "upper"]


@pytest.mark.usefixtures("two_rooms")
def test_roles_of_all_rooms_are_joined_by_person_and_a_scope_is_found_where_it_is_kept():
    works = rooms.HeldRole("provider_worker", "Charita", None, None)
    signs = rooms.HeldRole("provider_signatory", "Charita", None, None)
    rooms.announce(room("lower", roles=lambda users, day: {1: [works], 2: [works]}))
    rooms.announce(
        room(
            "upper",
            roles=lambda users, day: {1: [signs]},
            find_scope=lambda role, key: f"{role} {key}",
        )
    )

    assert rooms.roles(None, date(2026, 1, 1)) == {1: [works, signs], 2: [works]}
    assert rooms.find_scope("provider_worker", "12345678") == "provider_worker 12345678"


@pytest.mark.usefixtures("two_rooms")
def test_each_room_gets_ready_in_a_web_process(monkeypatch):
    ready = []
    rooms.announce(room("lower", serve=lambda: ready.append("lower")))
    rooms.announce(room("upper", serve=lambda: ready.append("upper")))
    monkeypatch.delitem(sys.modules, "sitis.wsgi", raising=False)

    importlib.import_module("sitis.wsgi")

    assert ready == ["lower", "upper"]


def test_a_room_that_forgets_a_part_does_not_start():
    with pytest.raises(TypeError, match="panels"):
        rooms.Room(
            name="x",
            desk=None,
            roles=None,
            find_scope=None,
            grants=None,
            hand_over=None,
            documents={},
            demo=None,
            serve=None,
            load=None,
        )
