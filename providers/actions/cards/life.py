"""A version of a card goes from draft to comments, approval, validity and end."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from providers.actions.cards.filling import open_cards
from providers.models import CardAddressee, CardTemplate, CardVersion
from sitis.history import CHANGED, CREATED, write_history
from sitis.jobs.models import start
from sitis.resolutions import Resolution
from sitis.territory.models import Orp
from sitis.versions import save_version

DAY = timedelta(days=1)
State, Move = CardVersion.State, CardVersion.Move


class IllegalMove(ValidationError):
    """The version is not in a state from which this step leads, also because another was faster."""


def _take(
    card: CardVersion, step: CardVersion.Move, *, by: Any, note: str = "", **changed: Any
) -> None:
    sources, target = CardVersion.MOVES[step]
    rows = CardVersion.objects.filter(pk=card.pk, state__in=sources)
    if not rows.update(**{"state": target, **changed, "version": F("version") + 1}):
        raise IllegalMove(_("Tento krok už u verze nejde udělat. Načtěte stránku znovu."))
    card.refresh_from_db()
    said = f"{step.label}: {note}" if note else str(step.label)
    write_history(CardVersion, [card.pk], CHANGED, by=by, reason=said[:100])


@transaction.atomic
def open_comments(card: CardVersion, *, until: date, day: date, by: Any, note: str = "") -> int:
    """Ask the services of ``day`` and all ORPs for comments. Returns how many were asked."""
    if until < day:
        raise ValidationError({"until": _("Termín připomínek už minul. Zadejte pozdější den.")})
    _take(card, Move.OPEN_COMMENTS, by=by, note=note, comments_until=until)
    again = list(card.addressees.values_list("pk", flat=True))
    CardAddressee.objects.filter(pk__in=again).update(
        answer="", answered_at=None, asked_at=timezone.now(), version=F("version") + 1
    )
    write_history(CardAddressee, again, CHANGED, by=by)
    asked = set(card.addressees.values_list("service", "orp"))
    services = card.template.services_on(day).order_by("name", "identifier")
    wanted = [(pk, None) for pk in services.values_list("pk", flat=True)]
    wanted += [(None, code) for code in Orp.objects.values_list("pk", flat=True)]
    made = [
        CardAddressee(card=card, service_id=service, orp_id=orp)
        for service, orp in wanted
        if (service, orp) not in asked
    ]
    CardAddressee.objects.bulk_create(made, batch_size=500)
    write_history(CardAddressee, [row.pk for row in made], CREATED, by=by)
    start("providers.ask_for_comments", card.pk, by=by)
    return len(again) + len(made)


def return_to_draft(card: CardVersion, *, by: Any, note: str = "") -> None:
    """What was approved is not what will be changed: the resolution is no more its own."""
    with transaction.atomic():
        _take(card, Move.RETURN, by=by, note=note, resolution=None)


@transaction.atomic
def approve(card: CardVersion, *, resolution: Resolution | None, by: Any, note: str = "") -> None:
    """Raises IllegalMove; ValidationError without a resolution or with a comment not settled."""
    CardVersion.objects.select_for_update().get(pk=card.pk)  # who comments now waits, and is told
    waiting = card.comments.unsettled().count()
    if waiting:
        raise ValidationError(
            _("Nevypořádaných připomínek: %s. Nejdřív je vypořádejte.") % waiting,
            code="unsettled",
        )
    if resolution is None:
        raise ValidationError({"resolution": _("Uveďte usnesení, kterým byla karta schválena.")})
    if resolution.pk is None:
        save_version(resolution, by=by)
    _take(card, Move.APPROVE, by=by, note=note, resolution=resolution)


@transaction.atomic
def put_in_force(
    card: CardVersion,
    *,
    first_day: date,
    update_by: date,
    today: date,
    by: Any,
    note: str = "",
) -> int:
    """From ``first_day`` on the card is this version; the one before ends the day before.

    Every service of the kind and form gets the task to update its card by ``update_by``. Returns how
    many. Raises IllegalMove, or ValidationError where a version of that day or later stands already.
    """
    CardTemplate.objects.select_for_update().get(pk=card.template_id)
    in_force = card.template.versions.in_force()
    later = in_force.filter(valid_from__gte=first_day).order_by("valid_from").first()
    if later is not None:
        said = _("Od %(day)s už platí verze %(number)s. Zadejte pozdější den.")
        about = {"day": date_format(later.valid_from), "number": later.number}
        raise ValidationError({"first_day": said % about})
    if update_by < today:
        raise ValidationError({"update_by": _("Termín už minul. Zadejte pozdější den.")})
    before = in_force.filter(valid_to=None).first() or in_force.in_force_on(first_day).first()
    if before is not None:
        CardVersion.objects.filter(pk=before.pk).update(
            valid_to=first_day - DAY,
            state=State.ENDED if first_day <= today else before.state,
            version=F("version") + 1,
        )
        said = _("Nahrazuje ji verze %s.") % card.number
        write_history(CardVersion, [before.pk], CHANGED, by=by, reason=said)
    days = {"valid_from": first_day, "valid_to": None, "update_by": update_by}
    _take(card, Move.PUT_IN_FORCE, by=by, note=note, **days)
    opened = open_cards(card, day=max(today, first_day), update_by=update_by, by=by)
    start("providers.tell_about_card", card.pk, by=by)
    return opened


def retire(day: date) -> int:
    """Versions whose last day has passed are ended. Run every night; no answer depends on it."""
    past = list(
        CardVersion.objects.filter(state=State.VALID, valid_to__lt=day).values_list("pk", flat=True)
    )
    with transaction.atomic():
        CardVersion.objects.filter(pk__in=past, state=State.VALID).update(
            state=State.ENDED, version=F("version") + 1
        )
        write_history(CardVersion, past, CHANGED, reason=_("Skončila platnost."))
    return len(past)
