"""Items of a SWOT table: written, put in order, removed."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from planning.actions.rows import refuse_closed, save_row
from planning.models import Deliverable, SwotItem
from sitis.history import CHANGED, write_history


@transaction.atomic
def save_swot(item: SwotItem, *, by: Any, themes: Iterable[Any]) -> None:
    """Write an item; a new one goes to the end of its side. Raises as ``save_row``."""
    if item.pk is None:
        beside = SwotItem.objects.filter(plan=item.plan_id, side=item.side)
        item.order = (beside.aggregate(last=Max("order"))["last"] or 0) + 1
    save_row(item, by=by)
    item.themes.set(themes)


@transaction.atomic
def move_swot(item: SwotItem, *, up: bool, by: Any) -> None:
    """Change places with the neighbour above or below; at the end nothing happens. Raises Closed."""
    refuse_closed(item.plan_id, Deliverable.ANALYSES)
    rows = list(SwotItem.objects.filter(plan=item.plan_id, side=item.side).order_by("order", "pk"))
    at = rows.index(item)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return
    rows[at], rows[to] = rows[to], rows[at]
    moved = [row for order, row in enumerate(rows, 1) if row.order != order]
    for order, row in enumerate(rows, 1):
        row.order, row.version = order, F("version") + 1
    SwotItem.objects.bulk_update(moved, ["order", "version"])
    write_history(SwotItem, [row.pk for row in moved], CHANGED, by=by)
