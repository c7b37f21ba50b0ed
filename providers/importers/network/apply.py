"""A confirmed plan is written into its version: all of it, with history, or nothing."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from providers.models import NetworkItem, NetworkVersion
from providers.models.network_import import NetworkImport, NetworkImportLine, content_of
from sitis.history import CHANGED, CREATED, write_history

What = NetworkImportLine.What
BATCH = 500


class StalePlan(Exception):
    """The version is not what it was when the plan was made; nothing was written."""


@transaction.atomic
def apply_plan(run: NetworkImport, *, by: Any) -> None:
    """Write new and changed items, and take out missing ones if the run says so."""
    version = NetworkVersion.objects.select_for_update().get(pk=run.network_id)
    if version.is_locked or content_of(version) != run.planned_on:
        raise StalePlan
    lines = list(run.lines.exclude(what__in=[What.REFUSED, What.AMBIGUOUS]).order_by("pk"))
    if run.removes_missing:
        _remove([line.item_id for line in lines if line.what == What.MISSING], run, by)
    _change([line for line in lines if line.what == What.CHANGED], run, by)
    _add([line for line in lines if line.what == What.NEW], version, run, by)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    typed = dict(values)
    for name in ("valid_from", "valid_to"):
        if typed.get(name):
            typed[name] = date.fromisoformat(typed[name])
    if "amount" in typed:
        typed["amount"] = Decimal(typed["amount"])
    return typed


def _change(lines: list[NetworkImportLine], run: NetworkImport, by: Any) -> None:
    items = NetworkItem.objects.in_bulk([line.item_id for line in lines])
    changed, columns = [], {"version"}
    for line in lines:
        item = items[line.item_id]
        for name, value in _typed(line.values).items():
            setattr(item, name, value)
            columns.add(NetworkItem._meta.get_field(name.removesuffix("_id")).name)
        item.version += 1
        changed.append(item)
    if changed:
        NetworkItem.objects.bulk_update(changed, sorted(columns), batch_size=BATCH)
        pks = [item.pk for item in changed]
        write_history(NetworkItem, pks, CHANGED, by=by, reason=run.trace)


def _add(
    lines: list[NetworkImportLine], version: NetworkVersion, run: NetworkImport, by: Any
) -> None:
    items = [NetworkItem(network=version, **_typed(line.values)) for line in lines]
    _name_continued(items, version)
    NetworkItem.objects.bulk_create(items, batch_size=BATCH)
    write_history(NetworkItem, [one.pk for one in items], CREATED, by=by, reason=run.trace)


def _name_continued(items: list[NetworkItem], version: NetworkVersion) -> None:
    """A new item continues the one item of the network before that no other continues."""
    earlier = version.copied_from or version.predecessor()
    if earlier is None:
        return
    services = {item.service_id for item in items}
    taken = version.items.filter(continues__isnull=False).values("continues")
    free: dict[tuple[int, int], list[NetworkItem]] = {}
    known = earlier.items.filter(service__in=services).lasting_from(version.valid_from)
    for one in known.exclude(pk__in=taken):
        free.setdefault((one.service_id, one.form_id), []).append(one)
    for item in items:
        candidates = free.get((item.service_id, item.form_id), [])
        same = [one for one in candidates if one.unit_id == item.unit_id]
        if len(same) == 1:
            item.continues = same[0]
            candidates.remove(same[0])


def _remove(pks: list[int | None], run: NetworkImport, by: Any) -> None:
    """Drafts that continue a removed item name it no more; what a version in force continues stays."""
    in_force = NetworkItem.objects.in_force().filter(continues__in=[pk for pk in pks if pk])
    kept = set(in_force.values_list("continues", flat=True))
    gone = [pk for pk in pks if pk is not None and pk not in kept]
    followers = list(NetworkItem.objects.filter(continues__in=gone).values_list("pk", flat=True))
    NetworkItem.objects.filter(pk__in=followers).update(continues=None, version=F("version") + 1)
    write_history(NetworkItem, followers, CHANGED, by=by, reason=run.trace)
    for item in NetworkItem.objects.filter(pk__in=gone).prefetch_related("cofinancing"):
        for row in (*item.cofinancing.all(), item):
            row._history_user, row._change_reason = by, run.trace
            row.delete()
