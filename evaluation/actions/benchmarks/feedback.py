"""A provider answers a deviation, an official settles it and concludes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.models import Answer, RunResult, Sheet
from sitis.versions import save_version

State = Answer.State


@transaction.atomic
def answer(result: RunResult, *, text: str, by: Any) -> Answer:
    """Say why a value is what it is. Raises ValidationError if the last answer waits or is accepted."""
    RunResult.objects.select_for_update().get(pk=result.pk)
    last = result.answers.order_by("-moment", "-pk").first()
    if last is not None and last.state != State.AGAIN:
        words = _("Na tuto hodnotu jste už odpověděli. Další odpověď je možná, až se kraj zeptá.")
        raise ValidationError(words, code="answered")
    row = Answer(result=result, text=text.strip(), by=by)
    save_version(row, by=by)
    return row


def settle(row: Answer, *, state: str, question: str = "", by: Any) -> None:
    """Accept an answer, or ask again. Raises ValidationError or Stale."""
    if row.state != State.WAITING or state not in (State.ACCEPTED, State.AGAIN):
        raise ValidationError(_("Odpověď už je posouzená."), code="settled")
    row.state, row.question = state, question.strip() if state == State.AGAIN else ""
    row.settled_by, row.settled_at = by, timezone.now()
    save_version(row, by=by)


def conclude(sheet: Sheet, *, by: Any) -> None:
    """Raises ValidationError or Stale."""
    if not sheet.run.is_frozen:
        raise ValidationError(_("Závěr patří ke zmrazenému srovnání."), code="draft")
    save_version(sheet, by=by)
