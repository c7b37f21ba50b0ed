"""What the register announces to the ground floor."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from providers.actions.load_cards import load_cards
from providers.actions.load_codelists import load_codelists
from providers.actions.load_guide import load_guide
from providers.actions.people import hand_over
from providers.demo import build
from providers.desk import card_desk, import_desk, upkeep_desk
from providers.documents import CARD, NETWORK, SERVICE_CARD
from providers.models import (
    Difference,
    Membership,
    OutdatedReport,
    Proposal,
    Provider,
    Service,
    ServiceCard,
)
from sitis.accounts.models import Role, User
from sitis.rooms import Desk, Grant, HeldRole, Panel, Room


def desk(user: Any, day: date) -> Desk:
    desks = import_desk(user, day), upkeep_desk(user, day), card_desk(user, day)
    return Desk(
        tasks=tuple(task for desk in desks for task in desk.tasks),
        places=tuple(place for desk in desks for place in desk.places),
    )


def roles(users: Collection[Any] | None, day: date) -> Mapping[Any, list[HeldRole]]:
    rows = Membership.objects.held_on(day).select_related("provider")
    if users is not None:
        rows = rows.filter(user__in=users)
    held: dict[Any, list[HeldRole]] = {}
    for row in rows:
        held.setdefault(row.user_id, []).append(row.as_held_role())
    return held


def find_scope(role: str, key: str) -> Provider | None:
    """A provider by its IČO, or by its primary key written ``pk:17``."""
    if role not in {Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY}:
        return None
    if key.startswith("pk:"):
        return Provider.objects.current().filter(pk=key.removeprefix("pk:")).first()
    return Provider.objects.current().filter(ico=key.zfill(8)).first() if key else None


def grants(user: Any) -> Iterable[Grant]:
    """Counted with the very verbs that lists and pages ask, so it cannot say anything else."""
    staffed = Provider.objects.staffed_by(user)
    own = ", ".join(provider.name for provider in staffed) or _("vlastní")
    sees_all = user.holds(Role.OFFICIAL, Role.AUDITOR)
    for what, rows, scope in (
        (_("poskytovatelé"), Provider.objects, _("celý registr")),
        (_("služby"), Service.objects, _("celý registr")),
        (
            _("rozdíly proti národnímu registru"),
            Difference.objects,
            _("celý registr") if sees_all else own,
        ),
        (
            _("návrhy veřejných údajů"),
            Proposal.objects,
            _("celý registr") if sees_all else own,
        ),
        (
            _("hlášení zastaralých údajů"),
            OutdatedReport.objects,
            _("celý registr") if sees_all else own,
        ),
        (
            _("karty služeb"),
            ServiceCard.objects,
            _("potvrzené v celém kraji") if sees_all else own,
        ),
        (
            _("lidé poskytovatelů"),
            Membership.objects,
            _("všichni poskytovatelé") if sees_all else own,
        ),
    ):
        for verb, found in (
            (_("číst"), rows.readable_by(user)),
            (_("měnit"), rows.editable_by(user)),
        ):
            if count := found.count():
                yield Grant(what, verb, scope, count)


def panels(record: Any) -> Iterable[Panel]:
    if not isinstance(record, User):
        return []
    rows = record.memberships.select_related("provider", "lent_by")
    title = _("Za které poskytovatele jedná")
    return [Panel(title, "providers/_memberships_panel.html", {"memberships": rows})]


def serve() -> None:
    """Nothing to keep ready."""


def load(folder: Path) -> Iterable[Any]:
    return [
        *load_codelists(folder / "codelists"),
        *load_guide(folder / "catalog"),
        *load_cards(folder / "cards"),
    ]


PROVIDERS = Room(
    name="providers",
    desk=desk,
    roles=roles,
    find_scope=find_scope,
    grants=grants,
    hand_over=hand_over,
    documents={"network": NETWORK, "card": CARD, "service_card": SERVICE_CARD},
    panels=panels,
    demo=build,
    serve=serve,
    load=load,
)
