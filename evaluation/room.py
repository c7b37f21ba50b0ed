"""What this room announces to the ground floor."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from evaluation.actions.loading import load_forms
from evaluation.demo import build
from evaluation.desk import evaluation_desk
from evaluation.documents import DOCUMENTS
from evaluation.models import Report, Term
from providers.models import Service
from sitis.accounts.models import Role
from sitis.rooms import DemoOrder, Desk, Grant, Handing, HeldRole, Panel, Room


def desk(user: Any, day: date) -> Desk:
    return evaluation_desk(user, day)


def roles(users: Collection[Any] | None, day: date) -> Mapping[Any, list[HeldRole]]:
    return {}


def find_scope(role: str, key: str) -> Any:
    return None


def grants(user: Any) -> Iterable[Grant]:
    """Counted with the very verbs that lists and pages ask, so it cannot say anything else."""
    everything = user.holds(Role.OFFICIAL, Role.AUDITOR)
    for what, rows, scope in (
        (_("sběry výkazů"), Term.objects, _("celý kraj")),
        (_("výkazy služeb"), Report.objects, _("celý kraj") if everything else _("vlastní")),
    ):
        for verb, found in (
            (_("číst"), rows.readable_by(user)),
            (_("měnit"), rows.editable_by(user)),
        ):
            if count := found.count():
                yield Grant(what, verb, scope, count)
    if not everything and (count := Report.objects.named_for(user).count()):
        what = _("kapacita, klienti a odmítnutí ze schválených výkazů")
        yield Grant(what, _("číst"), _("vlastní ORP"), count)


def hand_over(handing: Handing) -> int:
    """Reports belong to services; who keeps them is a membership of the register."""
    return 0


def panels(record: Any) -> Iterable[Panel]:
    """On the page of a service: its reports, by term and state, as far as the reader may know of them."""
    if isinstance(record, Service) and Report.objects.filter(service=record).exists():
        title = str(_("Výkazy služby"))
        yield Panel(title, "evaluation/_service_panel.html", {"service": record})


def demo(order: DemoOrder) -> str:
    return build(order)


def serve() -> None:
    """Nothing to keep ready."""


def load(folder: Path) -> Iterable[Any]:
    return list(load_forms(folder / "evaluation"))


EVALUATION = Room(
    name="evaluation",
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
