"""What this room announces to the ground floor."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from planning.actions.load_themes import load_themes
from planning.demo.build import build
from planning.desk import planning_desk
from planning.documents import DOCUMENTS
from planning.models import Cycle, HandIn, Measure, Need, Plan, Section
from providers.models import NetworkItem, Service
from sitis.accounts.models import Role
from sitis.rooms import DemoOrder, Desk, Grant, Handing, HeldRole, Panel, Room


def desk(user: Any, day: date) -> Desk:
    return planning_desk(user, day)


def roles(users: Collection[Any] | None, day: date) -> Mapping[Any, list[HeldRole]]:
    return {}


def find_scope(role: str, key: str) -> Any:
    return None


def grants(user: Any) -> Iterable[Grant]:
    """Counted with the very verbs that lists and pages ask, so it cannot say anything else."""
    everything = user.holds(Role.OFFICIAL, Role.AUDITOR)
    scope = _("celý kraj") if everything else _("vlastní území a odevzdané")
    for what, rows in (
        (_("plánovací cykly"), Cycle.objects),
        (_("plány"), Plan.objects),
        (_("odevzdávané části plánů"), HandIn.objects),
        (_("oddíly plánů"), Section.objects),
        (_("potřeby"), Need.objects),
        (_("opatření"), Measure.objects),
    ):
        for verb, found in (
            (_("číst"), rows.readable_by(user)),
            (_("měnit"), rows.editable_by(user)),
        ):
            if count := found.count():
                yield Grant(what, verb, scope, count)


def hand_over(handing: Handing) -> int:
    """Roles of planning are held on the ground floor and pass there; rows belong to places."""
    return 0


def panels(record: Any) -> Iterable[Panel]:
    """Beside an item of the network and a service of the register: what led to it."""
    if not isinstance(record, NetworkItem | Service):
        return []
    title = _("Co k tomu v plánech vedlo")
    return [Panel(title, "planning/_led_to_panel.html", {"record": record})]


def demo(order: DemoOrder) -> str:
    return build(order)


def serve() -> None:
    """Nothing to keep ready."""


def load(folder: Path) -> Iterable[Any]:
    return [load_themes(folder / "planning")]


PLANNING = Room(
    name="planning",
    desk=desk,
    roles=roles,
    find_scope=find_scope,
    grants=grants,
    hand_over=hand_over,
    documents=DOCUMENTS,
    panels=panels,
    demo=demo,
    serve=serve,
    load=load,
)
