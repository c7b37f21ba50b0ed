"""Two records of one provider become one; the trace stays."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.formats import localize
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from providers.actions.register import refresh_search
from providers.models import (
    Contact,
    Difference,
    Membership,
    Provider,
    RegistrationEvent,
    Service,
)
from sitis.versions import save_version

#: Everything that belongs to a provider moves with a merge.
MOVED: tuple[type[models.Model], ...] = (
    Service,
    Contact,
    Membership,
    RegistrationEvent,
    Difference,
)
#: What both records say and may say differently.
COMPARED = (
    "name",
    "ico",
    "legal_form",
    "registering_authority",
    "street",
    "house_number",
    "postal_code",
    "municipality_name",
    "municipality",
    "founder_name",
    "founder_ico",
    "data_box",
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field in which the two differ; the winner's value stays."""

    label: str
    kept: str
    lost: str


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do, told before it is confirmed."""

    conflicts: tuple[Conflict, ...]
    moved: tuple[tuple[str, int], ...]  # kind of record, how many


def plan_merge(loser: Provider, winner: Provider) -> MergePlan:
    """What would move and where the two differ. Raises ValidationError if they cannot be merged."""
    _check(loser, winner)
    conflicts = []
    for name in COMPARED:
        kept, lost = getattr(winner, name), getattr(loser, name)
        if lost and kept != lost:
            label = str(Provider._meta.get_field(name).verbose_name)
            conflicts.append(Conflict(label, localize(str(kept or "")), localize(str(lost))))
    moved = tuple(
        (str(model._meta.verbose_name_plural), count)
        for model in MOVED
        if (count := model._default_manager.filter(provider=loser).count())
    )
    return MergePlan(tuple(conflicts), moved)


def _check(loser: Provider, winner: Provider) -> None:
    if loser.pk == winner.pk:
        raise ValidationError(_("Poskytovatele nelze sloučit se sebou samým."))
    for provider in (loser, winner):
        if provider.merged_into_id:
            raise ValidationError(
                _("%(name)s už je sloučen do jiného poskytovatele."), params={"name": provider.name}
            )


@transaction.atomic
def merge_providers(loser: Provider, winner: Provider, *, by: Any, reason: str = "") -> None:
    """Everything of ``loser`` moves to ``winner``; its record stays as a trace that leads there.

    IČO and history of the loser are kept. Raises ValidationError, or Stale if either was changed
    meanwhile.
    """
    _hold(loser, winner)
    trace = reason or _("Sloučení poskytovatelů")
    for model in MOVED:
        _move(model, model._default_manager.filter(provider=loser), winner, by=by, reason=trace)
    _move_chain(Provider.objects.filter(merged_into=loser), winner, by=by, reason=trace)
    loser.merged_into = winner
    save_version(loser, by=by, reason=trace)
    refresh_search(Service.objects.filter(provider=winner))


def _hold(loser: Provider, winner: Provider) -> None:
    """Check both as they stand now and keep others from merging either meanwhile."""
    pair = Provider.objects.select_for_update().filter(pk__in=[loser.pk, winner.pk])
    found = {row.pk: row for row in pair.order_by("pk")}
    if len(found) == 2:
        _check(found[loser.pk], found[winner.pk])
    else:
        _check(loser, winner)


def _move(model: Any, rows: Iterable[Any], winner: Provider, *, by: Any, reason: str) -> None:
    rows = list(rows)
    for row in rows:
        row.provider = winner
        row.version += 1
    if rows:
        bulk_update_with_history(
            rows,
            model,
            ["provider", "version"],
            batch_size=500,
            default_user=by,
            default_change_reason=reason,
        )


def _move_chain(rows: Iterable[Provider], winner: Provider, *, by: Any, reason: str) -> None:
    """Who was merged into the loser earlier leads straight to the winner."""
    for row in rows:
        row.merged_into = winner
        save_version(row, by=by, reason=reason)
