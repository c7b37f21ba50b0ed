"""Items of a version that is not in force: entered, changed, ended, removed."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from providers.actions.network.versions import refuse_locked
from providers.models import Cofinancing, NetworkItem
from sitis.versions import Stale, save_version


@transaction.atomic
def save_item(item: NetworkItem, *, by: Any, reason: str = "") -> None:
    """Enter an item or write its change. Raises ValidationError (also of a locked version), Stale."""
    refuse_locked(item.network_id)
    save_version(item, by=by, reason=reason)


@transaction.atomic
def end_item(item: NetworkItem, *, last_day: date, by: Any, reason: str = "") -> None:
    """Let the item hold till ``last_day`` only. Raises ValidationError, Stale."""
    refuse_locked(item.network_id)
    item.valid_to = last_day
    save_version(item, by=by, reason=reason)


@transaction.atomic
def remove_item(item: NetworkItem, *, by: Any, reason: str = "") -> None:
    """Take the item out of a version in preparation; history keeps it. Raises ValidationError, Stale."""
    refuse_locked(item.network_id)
    if not NetworkItem.objects.filter(pk=item.pk, version=item.version).exists():
        raise Stale
    for row in (*item.cofinancing.all(), item):
        row._history_user, row._change_reason = by, reason or None
        try:
            row.delete()
        except ProtectedError as kept:
            raise ValidationError(
                _("Na položku už navazuje položka jiné verze. Ukončete ji posledním dnem."),
                code="continued",
            ) from kept


@transaction.atomic
def save_share(row: Cofinancing, *, by: Any, reason: str = "") -> None:
    """Enter what a municipality pays of an item. Raises ValidationError, Stale."""
    refuse_locked(row.item.network_id)
    save_version(row, by=by, reason=reason)
