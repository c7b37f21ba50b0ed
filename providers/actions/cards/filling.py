"""Cards of services: opened when a version comes into force, filled by the provider, confirmed."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from providers import cards
from providers.models import CardCell, CardVersion, Service, ServiceCard
from sitis.history import CHANGED, CREATED, DELETED, write_history
from sitis.versions import Stale, save_version

DAY = timedelta(days=1)
CELL = ("slot", "code", "column", "text", "number", "base", "is_left_out")
State, Move = ServiceCard.State, ServiceCard.Move


class IllegalStep(ValidationError):
    """The card of the service is not in a state from which this step leads."""


# -- opening -------------------------------------------------------------------------------------------


@transaction.atomic
def open_cards(card: CardVersion, *, day: date, update_by: date | None, by: Any) -> int:
    """Every service of ``day`` has a card of this version to fill or to update. Returns how many.

    What a service confirmed over an older version stays in force till it confirms anew; its own words
    go over. A card that was being filled is bound to the new version.
    """
    services = list(card.template.services_on(day).order_by("pk").values_list("pk", flat=True))
    theirs = ServiceCard.objects.filter(template=card.template_id, service__in=services)
    done = set(theirs.filter(card=card).values_list("service", flat=True))
    open_before = {row.service_id: row for row in theirs.open().exclude(card=card)}
    confirmed = {row.service_id: row for row in theirs.filter(state=State.CONFIRMED)}
    moved, made = [], []
    for service in services:
        if service in done:
            continue
        if service in open_before:
            moved.append(open_before[service].pk)
        else:
            made.append(_new(service, card, confirmed.get(service), update_by))
    ServiceCard.objects.filter(pk__in=moved).update(
        card=card, update_by=update_by, state=State.TO_FILL, version=F("version") + 1
    )
    reason = _("Nová verze vzorové karty")
    write_history(ServiceCard, moved, CHANGED, by=by, reason=reason)
    ServiceCard.objects.bulk_create(made, batch_size=500)
    write_history(ServiceCard, [row.pk for row in made], CREATED, by=by, reason=reason)
    _copy_cells({row.continues_id: row for row in made if row.continues_id}, by=by)
    return len(moved) + len(made)


def _new(
    service: int, card: CardVersion, before: ServiceCard | None, update_by: date | None
) -> ServiceCard:
    return ServiceCard(
        service_id=service,
        template_id=card.template_id,
        card=card,
        continues=before,
        specifics=before.specifics if before else "",
        update_by=update_by,
    )


def _copy_cells(into: Mapping[int, ServiceCard], *, by: Any) -> None:
    old = CardCell.objects.filter(service_card__in=list(into)).order_by("pk")
    made = [
        CardCell(
            service_card=into[row.service_card_id], **{name: getattr(row, name) for name in CELL}
        )
        for row in old
    ]
    CardCell.objects.bulk_create(made, batch_size=500)
    write_history(CardCell, [row.pk for row in made], CREATED, by=by)


def open_missing(day: date) -> int:
    """Every night: services that are new, or began a form, get the card that holds on ``day``."""
    found = 0
    for card in CardVersion.objects.in_force_on(day).select_related("template"):
        late = card.update_by if card.update_by and card.update_by >= day else None
        found += open_cards(card, day=day, update_by=late or day + 60 * DAY, by=None)
    return found


@transaction.atomic
def change_again(before: ServiceCard, *, by: Any) -> ServiceCard:
    """Begin a change of what was confirmed, over the same version. Raises IllegalStep."""
    Service.objects.select_for_update().get(pk=before.service_id)
    if before.state != State.CONFIRMED:
        raise IllegalStep(_("Upravit jde jen karta, která je potvrzená a nenahrazená."))
    begun = before.service.cards.filter(template=before.template_id).open().first()
    if begun is not None:
        return begun
    made = _new(before.service_id, before.card, before, None)
    save_version(made, by=by)
    _copy_cells({before.pk: made}, by=by)
    return made


# -- filling -------------------------------------------------------------------------------------------


@transaction.atomic
def save_cells(
    mine: ServiceCard,
    own: Mapping[cards.Key, cards.Own],
    numbers: Mapping[str, Decimal | None],
    *,
    part: int,
    seen: int,
    by: Any,
) -> None:
    """Write one part of the service's own words whole; what says the same as the template is not kept.

    Raises Stale if another was written since ``seen``, IllegalStep if it is not the provider's turn.
    """
    _touch(mine, seen=seen, state=State.IN_WORK)
    slots = [slot.name for slot in cards.slots_of(part) if slot.own]
    norms = set(
        mine.card.norms.filter(subject=cards.subject_of(part)).values_list("code", flat=True)
    )
    wanted = {
        (key.slot, key.code, key.column): {
            "text": said.text, "base": said.base, "is_left_out": said.is_left_out, "number": None
        }
        for key, said in own.items()
        if key.slot in slots and (said.is_left_out or said.text != said.base)
    } | {
        (cards.NORMS, code, ""): {
            "text": "", "base": "", "is_left_out": False, "number": number
        }
        for code, number in numbers.items()
        if number is not None and code in norms
    }  # fmt: skip
    rows = [
        row
        for row in mine.cells.all()
        if row.slot in slots or (row.slot == cards.NORMS and row.code in norms)
    ]
    _write_cells(mine, rows, wanted, by=by)
    write_history(ServiceCard, [mine.pk], CHANGED, by=by, reason=_("Část %s") % part)


def _write_cells(
    mine: ServiceCard,
    rows: Iterable[CardCell],
    wanted: dict[tuple[str, str, str], dict[str, Any]],
    *,
    by: Any,
) -> None:
    known = {(row.slot, row.code, row.column): row for row in rows}
    gone = [row.pk for key, row in known.items() if key not in wanted]
    write_history(CardCell, gone, DELETED, by=by)
    rows_gone = CardCell.objects.filter(pk__in=gone)
    rows_gone._raw_delete(rows_gone.db)  # without signals: they would write history once more
    made, changed = [], []
    for (slot, code, column), values in wanted.items():
        row = known.get((slot, code, column))
        if row is None:
            row = CardCell(service_card=mine, slot=slot, code=code, column=column, **values)
            row.full_clean(validate_constraints=False)
            made.append(row)
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            row.version += 1
            changed.append(row)
    CardCell.objects.bulk_create(made)
    write_history(CardCell, [row.pk for row in made], CREATED, by=by)
    CardCell.objects.bulk_update(changed, ["text", "number", "base", "is_left_out", "version"])
    write_history(CardCell, [row.pk for row in changed], CHANGED, by=by)


def _touch(mine: ServiceCard, *, seen: int, state: str) -> None:
    rows = ServiceCard.objects.filter(pk=mine.pk)
    if rows.filter(version=seen).open().update(state=state, version=F("version") + 1):
        mine.refresh_from_db()
        return
    if not rows.open().exists():
        raise IllegalStep(_("Karta už je potvrzená. Chcete-li ji změnit, začněte úpravu znovu."))
    raise Stale


@transaction.atomic
def save_specifics(mine: ServiceCard, *, text: str, seen: int, by: Any) -> None:
    """Raises Stale, IllegalStep."""
    _touch(mine, seen=seen, state=State.IN_WORK)
    ServiceCard.objects.filter(pk=mine.pk).update(specifics=text)
    mine.refresh_from_db()
    write_history(ServiceCard, [mine.pk], CHANGED, by=by)


# -- steps ---------------------------------------------------------------------------------------------


def _step(mine: ServiceCard, step: ServiceCard.Move, *, by: Any, **changed: Any) -> None:
    sources, target = ServiceCard.MOVES[step]
    rows = ServiceCard.objects.filter(pk=mine.pk, state__in=sources)
    if not rows.update(**{"state": target, **changed, "version": F("version") + 1}):
        raise IllegalStep(_("Tento krok už u karty nejde udělat. Načtěte stránku znovu."))
    mine.refresh_from_db()
    write_history(ServiceCard, [mine.pk], CHANGED, by=by, reason=str(step.label))


def hand(mine: ServiceCard, *, by: Any) -> None:
    """The worker is done, the signatory has the word. Raises IllegalStep."""
    with transaction.atomic():
        _step(mine, Move.HAND, by=by)


def send_back(mine: ServiceCard, *, by: Any) -> None:
    with transaction.atomic():
        _step(mine, Move.BACK, by=by)


@transaction.atomic
def confirm(mine: ServiceCard, *, by: Any, today: date, seen: int | None = None) -> None:
    """From now, or from the version's first day, the card of the service is this one.

    Own words that stood over an older text of the template stand over the present one from now on.
    Raises IllegalStep, or Stale where it is no more what the signatory has ``seen``.
    """
    Service.objects.select_for_update().get(pk=mine.service_id)
    now = ServiceCard.objects.select_for_update().get(pk=mine.pk)
    if seen is not None and now.is_open and now.version != seen:
        raise Stale
    mine.refresh_from_db()  # it may be bound to a newer version of the region's card
    first: date = max(today, mine.card.valid_from or today)
    before = ServiceCard.objects.filter(
        service=mine.service_id, template=mine.template_id, state=State.CONFIRMED
    ).first()
    if before is not None and before.valid_from is not None:
        first = max(first, before.valid_from + DAY)
        ServiceCard.objects.filter(pk=before.pk).update(
            state=State.REPLACED, valid_to=first - DAY, version=F("version") + 1
        )
        write_history(
            ServiceCard, [before.pk], CHANGED, by=by, reason=_("Nahrazuje ji další karta.")
        )
    _step(
        mine, Move.CONFIRM, by=by,
        confirmed_at=timezone.now(), confirmed_by=by, valid_from=first, valid_to=None,
    )  # fmt: skip
    _stand_on_present(mine, by=by)


def _stand_on_present(mine: ServiceCard, *, by: Any) -> None:
    said = cards.cells(mine.card.rows())
    changed = []
    for cell in mine.cells.exclude(slot=cards.NORMS):
        base = said.get(cards.Key(cell.slot, cell.code, cell.column), "")
        if cell.column != cards.LEFT_OUT and cell.base != base:
            cell.base, cell.version = base, cell.version + 1
            changed.append(cell)
    CardCell.objects.bulk_update(changed, ["base", "version"])
    write_history(CardCell, [cell.pk for cell in changed], CHANGED, by=by)
