"""Services and ORPs comment on a version; the region settles each comment."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from providers.models import CardAddressee, CardComment, CardVersion
from sitis.history import CHANGED, write_history
from sitis.versions import save_version


def _must_be_open(card: CardVersion) -> None:
    state = CardVersion.objects.select_for_update().filter(pk=card.pk).values_list("state")
    if state.first() != (CardVersion.State.COMMENTS,):
        raise ValidationError(_("Verze už připomínky nesbírá."), code="closed")


@transaction.atomic
def comment(
    card: CardVersion, *, part: int, text: str, by: Any, addressee: CardAddressee | None = None
) -> CardComment:
    """Say something for a service or an ORP that was asked, or for the region. Raises ValidationError."""
    _must_be_open(card)
    said = CardComment(
        card=card,
        part=part,
        text=text,
        by=by,
        service=addressee.service if addressee else None,
        orp=addressee.orp if addressee else None,
    )
    save_version(said, by=by)
    if addressee is not None:
        _answered(addressee, CardAddressee.Answer.COMMENTS, by=by)
    return said


@transaction.atomic
def say_nothing(addressee: CardAddressee, *, by: Any) -> None:
    """Raises ValidationError once it answered or the version asks no more."""
    _must_be_open(addressee.card)
    if addressee.answer:
        raise ValidationError(_("Odpověď už je zapsaná."), code="answered")
    _answered(addressee, CardAddressee.Answer.NOTHING, by=by)


def _answered(addressee: CardAddressee, answer: str, *, by: Any) -> None:
    CardAddressee.objects.filter(pk=addressee.pk).update(
        answer=answer, answered_at=timezone.now(), version=F("version") + 1
    )
    write_history(CardAddressee, [addressee.pk], CHANGED, by=by)
    addressee.refresh_from_db()


@transaction.atomic
def settle(said: CardComment, *, settlement: str, answer: str, by: Any) -> None:
    """Raises ValidationError where a refusal gives no reason, Stale if another settled it meanwhile."""
    refused = {CardComment.Settlement.REJECTED, CardComment.Settlement.PARTLY}
    if settlement in refused and not answer.strip():
        raise ValidationError({"answer": _("Napište, proč se připomínka nepřijímá celá.")})
    said.settlement, said.answer = settlement, answer
    said.settled_by, said.settled_at = by, timezone.now()
    save_version(said, by=by)
