"""What the rooms above announce to the ground floor, which imports none of them.

In ``AppConfig.ready()`` each room hands over plain callables; pages and commands of the ground
floor ask every room in turn, in the order of import.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a person's desk: what waits, by when, and where to do it."""

    title: str
    url: str
    action: str  # words on the button
    deadline: date | datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one room puts on ``/prostor/``: tasks, then links to work places, then news."""

    tasks: tuple[Task, ...] = ()
    places: tuple[Task, ...] = ()
    news: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that is kept in an upper room, such as membership of a provider."""

    role: str  # a value of sitis.accounts.models.Role
    scope: Any  # the record it is held for
    valid_from: date | None
    valid_to: date | None
    is_lent: bool = False  # in place of somebody else


@dataclass(frozen=True, slots=True)
class Handing:
    """Work that passes from ``giver`` to ``taker``.

    Without ``last_day`` for good: the giver's roles end on the day before ``first_day``. With it
    the taker stands in from the first to the last day and the giver keeps everything.
    """

    giver: Any
    taker: Any
    by: Any
    first_day: date
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the list of everything a person may read or change."""

    what: str  # kind of record, in Czech, plural
    verb: str  # "číst" or "měnit"
    scope: str  # "všechny", "vlastní poskytovatel …"
    count: int  # how many records that is today


@dataclass(frozen=True, slots=True)
class Panel:
    """A box that an upper room adds to the page of a lower room's record."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


class DemoRefused(Exception):
    """Invented data cannot be written here; the message says why, in Czech. Nothing was written."""


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """What invented region is asked for. The same order gives the same data."""

    services: int
    years: int
    seed: int
    day: date
    rpss: Path | None = None  # write the register as the ministry's JSON instead of rows
    elsewhere: int = 0  # services of other regions added to that file


class Step(Protocol):
    """``step("Data: potřeby", 3, 12)`` says which step of a build begins and how far it is."""

    def __call__(self, message: str, done: int = 0, total: int = 0) -> None: ...


@dataclass(frozen=True, slots=True)
class Imprint:
    """What only the register of documents knows and the printed imprint must say."""

    number: str
    verify_url: str  # whole address of /overeni/<number>/


@dataclass(frozen=True, slots=True)
class Subject:
    """What a record is for the register of documents, in the state it is in now.

    ``version`` names that state: the number of a frozen version, for a draft a sum or a counter of
    everything that is printed. The same version must always give the same ``Paper``.
    """

    title: str
    version: str
    is_final: bool  # frozen: the stored file stays for ever and is never built again
    is_public: bool  # everybody may verify and download it
    page: str  # address of the page with the same content
    file_name: str  # with diacritics, ends in .pdf
    #: Whether the version still holds, for who verifies it; never printed, for it changes.
    validity: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A collected document as HTML; to draw it no query follows.

    ``moment`` stands in the imprint and in the file: it belongs to the version, never to the clock.
    """

    title: str
    html: str
    moment: datetime
    lang: str = "cs"


@dataclass(frozen=True, slots=True)
class DocumentKind:
    """How a room prints one kind of record. A record is named by its primary key as text.

    ``subject(key)`` and ``collect(key, imprint, step)`` raise ``ObjectDoesNotExist`` or
    ``ValueError`` if there is no such record; ``readable_by(user)`` gives the records themselves.

    A draft outlives the state it was made in: once its record is open to more people, it would tell
    them what was left out since. ``drafts_for(user)`` is a condition on ``Document`` that says which
    documents not final the person has, of records they may read; without it all of them.
    """

    title: str | Promise
    subject: Callable[[str], Subject]
    readable_by: Callable[[Any], Any]
    collect: Callable[[str, Imprint, Step], Paper]
    drafts_for: Callable[[Any], Any] | None = None


class UnknownKind(LookupError):
    """No room announced such a kind of document."""


@dataclass(frozen=True, slots=True)
class Room:
    """Everything a room announces; no field has a default, so a room that forgets one won't start."""

    name: str
    desk: Callable[[Any, date], Desk]
    roles: Callable[[Collection[Any] | None, date], Mapping[Any, list[HeldRole]]]
    find_scope: Callable[[str, str], Any]  # role, what a person typed -> record or None
    grants: Callable[[Any], Iterable[Grant]]
    hand_over: Callable[[Handing], int]  # how many roles passed
    documents: dict[str, DocumentKind]
    panels: Callable[[Any], Iterable[Panel]]
    demo: Callable[[DemoOrder], str]  # says in one sentence what was made; empty: nothing
    serve: Callable[[], None]  # what a web process needs before its first request
    load: Callable[[Path], Iterable[Any]]  # reference data under that folder -> what was written


_rooms: dict[str, Room] = {}


def announce(room: Room) -> None:
    _rooms[room.name] = room


def announced() -> tuple[Room, ...]:
    return tuple(_rooms.values())


def desk(user: Any, day: date) -> Desk:
    """All rooms' desks as one; tasks by deadline, late first, those without one last."""
    desks = [room.desk(user, day) for room in announced()]
    tasks = sorted((task for desk in desks for task in desk.tasks), key=_due)
    return Desk(
        tasks=tuple(tasks),
        places=tuple(place for desk in desks for place in desk.places),
        news=tuple(news for desk in desks for news in desk.news),
    )


def _due(task: Task) -> tuple[bool, str]:
    return task.deadline is None, task.deadline.isoformat() if task.deadline else ""


def roles(users: Collection[Any] | None, day: date) -> dict[Any, list[HeldRole]]:
    """What ``users`` (None: everybody) hold in the rooms above on ``day``, by the user's key."""
    held: dict[Any, list[HeldRole]] = {}
    for room in announced():
        for pk, theirs in room.roles(users, day).items():
            held.setdefault(pk, []).extend(theirs)
    return held


def find_scope(role: str, key: str) -> Any:
    """The record above that ``role`` may be held for, by what a person types; None if unknown."""
    found = (room.find_scope(role, key) for room in announced())
    return next((record for record in found if record is not None), None)


def grants(user: Any) -> list[Grant]:
    return [grant for room in announced() for grant in room.grants(user)]


def hand_over(handing: Handing) -> int:
    return sum(room.hand_over(handing) for room in announced())


def documents() -> dict[str, DocumentKind]:
    return {name: kind for room in announced() for name, kind in room.documents.items()}


def document_kind(name: str) -> DocumentKind:
    """Raises UnknownKind."""
    try:
        return documents()[name]
    except KeyError:
        raise UnknownKind(name) from None


def panels(record: Any) -> list[Panel]:
    return [panel for room in announced() for panel in room.panels(record)]


def demo(order: DemoOrder) -> list[str]:
    """What each room made, one sentence each. Raises DemoRefused."""
    return [said for room in announced() if (said := room.demo(order))]


def load(folder: Path) -> list[Any]:
    """Reference data of all rooms, lower ones first; what happened to each table."""
    return [table for room in announced() for table in room.load(folder)]


def serve() -> None:
    """Called once in each web process, after everything is loaded."""
    for room in announced():
        room.serve()
