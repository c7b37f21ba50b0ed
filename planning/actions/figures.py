"""Territorial figures: typed one by one, or a table as a whole."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from sitis.history import CHANGED, CREATED, write_history
from sitis.territory.models import Orp, TerritorialFigure
from sitis.versions import Stale, save_version

Origin = TerritorialFigure.Origin
KEY = ("orp_id", "year", "kind", "measure", "detail")


def save_figure(figure: TerritorialFigure, *, by: Any) -> None:
    """Write a figure that a person typed. Raises ValidationError or Stale."""
    figure.origin = Origin.TYPED
    save_version(figure, by=by)


@transaction.atomic
def remove_figure(figure: TerritorialFigure, *, by: Any) -> None:
    figure._history_user = by
    figure.delete()


def imported_in(orps: Iterable[str], years: Iterable[int]) -> dict[tuple[Any, ...], Any]:
    """Figures that a table brought before, by their key."""
    rows = TerritorialFigure.objects.filter(
        origin=Origin.IMPORTED, orp__in=set(orps), year__in=set(years)
    )
    return {tuple(getattr(row, name) for name in KEY): row for row in rows}


@transaction.atomic
def write_figures(lines: list[dict[str, Any]], *, by: Any, reason: str) -> tuple[int, int]:
    """Write lines of a confirmed table: how many are new and how many changed.

    ``version`` of a line is that of the row it was compared with. Raises Stale if it moved on.
    """
    orps = Orp.objects.filter(pk__in={line["orp_id"] for line in lines}).order_by("pk")
    list(orps.select_for_update(no_key=True))  # two tables of the same ORP wait in turn
    known = imported_in((line["orp_id"] for line in lines), (line["year"] for line in lines))
    new, changed = [], []
    for line in lines:
        row = known.get(tuple(line[name] for name in KEY))
        if (row.version if row else None) != line["version"]:
            raise Stale
        value, note = Decimal(line["value"]), line["note"]
        if row is None:
            key = {name: line[name] for name in KEY}
            new.append(TerritorialFigure(**key, value=value, note=note, origin=Origin.IMPORTED))
        else:
            row.value, row.note, row.version = value, note, row.version + 1
            changed.append(row)
    TerritorialFigure.objects.bulk_create(new, batch_size=500)
    TerritorialFigure.objects.bulk_update(changed, ["value", "note", "version"], batch_size=500)
    for rows, sign in ((new, CREATED), (changed, CHANGED)):
        pks = [row.pk for row in rows]
        write_history(TerritorialFigure, pks, sign, by=by, reason=reason)
    return len(new), len(changed)
