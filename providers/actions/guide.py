"""What an official confirms of the texts for those who look for help."""

from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sitis.history import CHANGED, write_history


@transaction.atomic
def approve(rows: models.QuerySet, *, by: Any) -> int:
    """Texts or translations are official from now on. Returns how many were not yet."""
    waiting = rows.model._default_manager.filter(pk__in=rows.values("pk"), is_approved=False)
    pks = list(waiting.select_for_update().values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=pks).update(
        is_approved=True, version=F("version") + 1
    )
    write_history(rows.model, pks, CHANGED, by=by, reason=_("schválení"))
    return len(pks)
