"""Public pages of services: what providers propose, the region accepts, and who stands behind it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from providers import notifications, pages
from providers.actions.hours import write_hours
from providers.actions.page_rules import check_page
from providers.models import (
    Contact,
    Proposal,
    Service,
    ServiceText,
    Vacancy,
    Verification,
    page_of,
)
from sitis.versions import Stale, save_version

Move, State = Proposal.Move, Proposal.State


class NotNow(Exception):
    """The proposal is not in a state in which this can be done; the message says why, in Czech."""


class PageChanged(Exception):
    """The page says something else than when the proposal began, in the very same places."""

    def __init__(self, clashes: Sequence[pages.Clash]) -> None:
        super().__init__(len(clashes))
        self.clashes = clashes


# -- the provider's side -------------------------------------------------------------------------------


@transaction.atomic
def save_draft(
    service: Service, proposal: Proposal | None, content: pages.Page, base: pages.Page, *, by: Any
) -> Proposal:
    """Keep what was typed, whole or not; ``base`` is what the page says now.

    Raises NotNow if it is not the provider's turn, Stale if another person was faster.
    """
    if proposal is None:
        proposal = Proposal(service=service, by=by)
    elif proposal.state not in {State.DRAFT, State.RETURNED}:
        raise NotNow(_("Návrh je u kraje. Chcete-li jej změnit, vezměte jej nejdřív zpět."))
    proposal.content, proposal.base, proposal.by = content, base, by
    weigh(proposal)
    try:
        with transaction.atomic():
            save_version(proposal, by=by)
    except (IntegrityError, ValidationError) as twice:  # a colleague began one a moment ago
        if proposal.pk is None and service.proposals.open().exists():
            raise Stale from twice
        raise
    return proposal


def weigh(proposal: Proposal) -> None:
    """Work out what the proposal changes and by how much; nothing is written."""
    found = pages.changes(proposal.base, proposal.content)
    parts = {change.key[0] for change in found}
    proposal.changes_texts = pages.TEXTS in parts
    proposal.changes_hours = pages.HOURS in parts
    proposal.changes_contacts = pages.CONTACTS in parts
    proposal.text_share = pages.text_share(found, proposal.base)


@transaction.atomic
def send(proposal: Proposal, *, by: Any) -> None:
    """Give the proposal to the region. Raises NotNow, also if it changes nothing; ValidationError."""
    if not pages.changes(proposal.base, proposal.content):
        raise NotNow(
            _("Návrh nic nemění. Je-li všechno správně, použijte tlačítko „Údaje jsou správné“.")
        )
    check_page(proposal.service, proposal.content)
    proposal.sent_at, proposal.by, proposal.reason = timezone.now(), by, ""
    _move(proposal, Move.SEND, by=by)


def recall(proposal: Proposal, *, by: Any) -> None:
    """Take back what was sent, to go on with it. Raises NotNow once it is settled."""
    proposal.sent_at = None
    _move(proposal, Move.RECALL, by=by)


def drop(proposal: Proposal, *, by: Any) -> None:
    """Give the proposal up; it stays in the history only. Raises NotNow."""
    _move(proposal, Move.DROP, by=by)


# -- the region's side ---------------------------------------------------------------------------------


def clashes(proposal: Proposal, now: pages.Page) -> list[pages.Clash]:
    """Where the page changed since the proposal began, and the proposal changes it too."""
    return pages.merged(proposal.base, proposal.content, now)[1]


@transaction.atomic
def accept(proposal: Proposal, *, by: Any, day: date, over: bool = False) -> None:
    """Publish the proposal and count the page as verified on ``day``.

    Only what the proposal changes is written, so that what others changed meanwhile stays. Where
    both changed the same, PageChanged is raised unless ``over``. Raises NotNow if somebody was
    faster, ValidationError.
    """
    # whoever else moves the proposal only refers to the service: that must not wait for us
    service = Service.objects.select_for_update(no_key=True).get(pk=proposal.service_id)
    now = page_of(service, day)
    found = clashes(proposal, now)
    if found and not over:
        raise PageChanged(found)
    check_page(service, proposal.content)
    _settle(proposal, Move.ACCEPT, by=by)
    target = pages.merged(proposal.base, proposal.content, now)[0]
    _write(service, pages.changes(now, target), day=day, by=by, reason=trace(proposal))
    verify([service], day=day, by=by, reason=trace(proposal))
    notifications.proposal_settled(proposal, by=by)


@transaction.atomic
def give_back(proposal: Proposal, *, reason: str, by: Any) -> None:
    """Return the proposal to the provider with the ``reason``. Raises NotNow."""
    proposal.reason = reason
    _settle(proposal, Move.RETURN, by=by)
    notifications.proposal_settled(proposal, by=by)


def accept_many(
    proposals: Iterable[Proposal], *, by: Any, day: date
) -> tuple[int, list[tuple[Proposal, str]]]:
    """Accept each small one that can be; how many, and why each other one was left."""
    done, left = 0, []
    for proposal in proposals:
        if not proposal.is_small:
            left.append((proposal, _("mění hodně textu, otevřete jej a rozhodněte zvlášť")))
            continue
        try:
            accept(proposal, by=by, day=day)
            done += 1
        except PageChanged:
            left.append((proposal, _("stránka se mezitím změnila, rozhodněte zvlášť")))
        except (NotNow, Stale):
            left.append((proposal, _("mezitím o něm rozhodl někdo jiný")))
        except ValidationError as refusal:
            left.append((proposal, " ".join(refusal.messages)))
    return done, left


def trace(proposal: Proposal) -> str:
    """What stands in the history of every row that the proposal changed."""
    return _("Přijatý návrh poskytovatele č. %(number)s") % {"number": proposal.pk}


def _settle(proposal: Proposal, step: str, *, by: Any) -> None:
    proposal.settled_by, proposal.settled_at = by, timezone.now()
    _move(proposal, step, by=by)


def _move(proposal: Proposal, step: str, *, by: Any) -> None:
    sources, target = Proposal.MOVES[Move(step)]
    if proposal.state not in sources:
        raise NotNow(
            _("Návrh je ve stavu „%(state)s“, tento krok už nejde udělat.")
            % {"state": proposal.get_state_display()}
        )
    proposal.state = target
    save_version(proposal, by=by, reason=str(Move(step).label))


# -- writing the page ----------------------------------------------------------------------------------


def _write(
    service: Service, found: Iterable[pages.Change], *, day: date, by: Any, reason: str
) -> None:
    """Make the page say what ``found`` says, each row with its history."""
    hours = []
    for change in found:
        part, name = change.key[0], change.key[1]
        if part == pages.TEXTS:
            _write_text(service, name, change.after or "", by=by, reason=reason)
        elif part == pages.CONTACTS:
            _write_contact(service, name, change.after, by=by, reason=reason)
        else:
            hours.append(change)
    write_hours(service, hours, day=day, by=by, reason=reason)


def _write_text(service: Service, slot: str, text: str, *, by: Any, reason: str) -> None:
    row = service.texts.filter(slot=slot).first() or ServiceText(service=service, slot=slot)
    if text:
        row.text = text
        save_version(row, by=by, reason=reason)
    elif row.pk:
        _delete(row, by=by, reason=reason)


def _write_contact(service: Service, key: str, after: Any, *, by: Any, reason: str) -> None:
    """An imported contact is never deleted, an import would bring it back: it is not published."""
    known = service.contacts.filter(pk=key).first() if key.isdecimal() else None
    row = known or Contact(service=service)
    if after is not None:
        about = ("type", "value", "note", "is_public", "person", "is_person_public")
        for name, value in zip(about, after, strict=True):
            setattr(row, name, value)
        save_version(row, by=by, reason=reason)
    elif row.source_key:
        row.is_public = row.is_person_public = False
        save_version(row, by=by, reason=reason)
    elif row.pk:
        _delete(row, by=by, reason=reason)


def _delete(row: Any, *, by: Any, reason: str) -> None:
    row._history_user, row._change_reason = by, reason
    row.delete()


# -- what holds at once --------------------------------------------------------------------------------


@transaction.atomic
def say_free_places(rows: Iterable[Vacancy], removed: Iterable[Vacancy], *, by: Any) -> None:
    """Free places hold at once, with the day on which they were so. Raises Stale."""
    reason = _("Uvedl poskytovatel")
    for row in removed:
        _delete(row, by=by, reason=reason)
    for row in rows:
        save_version(row, by=by, reason=reason)


@transaction.atomic
def verify(services: Iterable[Service], *, day: date, by: Any, reason: str = "") -> int:
    """Somebody stands behind the pages on ``day``. Returns how many were not verified that day."""
    pks = [service.pk for service in services]
    services = list(
        Service.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    )
    known = {row.service_id: row for row in Verification.objects.filter(service__in=services)}
    done = 0
    for service in services:
        row = known.get(service.pk) or Verification(service=service)
        if row.verified_on is None or row.verified_on < day:
            row.verified_on = day
            save_version(row, by=by, reason=reason or _("Údaje jsou správné"))
            done += 1
    return done
