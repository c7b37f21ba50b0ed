"""Amounts of money with days of their own: a new one ends the one before."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from providers import cards
from providers.models import CardNorm, CardTemplate
from sitis.periods import overlaps
from sitis.versions import save_version

DAY = timedelta(days=1)


@transaction.atomic
def save_cost(norm: CardNorm, *, by: Any, reason: str = "") -> None:
    """Write an amount; a new one ends that of the same code which held on its first day.

    Raises ValidationError where two would hold at once, Stale.
    """
    CardTemplate.objects.select_for_update().get(pk=norm.template_id)
    norm.subject, norm.card = cards.COST, None
    same = norm.template.norms.dated().filter(code=norm.code).exclude(pk=norm.pk)
    if norm.pk is None and norm.valid_from:
        before = same.filter(valid_to=None, valid_from__lt=norm.valid_from).first()
        if before is not None:
            before.valid_to = norm.valid_from - DAY
            save_version(before, by=by, reason=_("Nahrazuje ji nová částka."))
    held = same.filter(overlaps(norm.valid_from, norm.valid_to, "valid_from", "valid_to")).first()
    if held is not None:
        raise ValidationError(
            {
                "valid_from": _("Od %(day)s už platí částka %(words)s. Zadejte jiné období.")
                % {"day": date_format(held.valid_from), "words": held.words}
            }
        )
    save_version(norm, by=by, reason=reason)


def end_cost(norm: CardNorm, *, last_day: date, by: Any) -> None:
    """Raises ValidationError, Stale."""
    norm.valid_to = last_day
    save_cost(norm, by=by, reason=_("Ukončení částky"))
