"""Outlines of the region's territories as they stand in the tables, drawn once in each process."""

from collections.abc import Collection

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from sitis.maps import Drawing, drawn
from sitis.territory.models import Boundary

Level = Boundary.Level


def map_of_orps(codes: Collection[str] | None = None) -> Drawing | None:
    """ORPs (all, or ``codes``) with the okresy as lines over them when all are drawn; two queries at most.

    None where no outline was loaded: the list beside must do.
    """
    outlines = _outlines(Level.ORP, codes)
    over = tuple(text for _code, text in _outlines(Level.DISTRICT, None)) if not codes else ()
    return drawn(outlines, over) if outlines else None


def map_of_municipalities(codes: Collection[str]) -> Drawing | None:
    """Municipalities with ``codes``: those of one ORP or okres. One query."""
    outlines = _outlines(Level.MUNICIPALITY, codes)
    return drawn(outlines) if outlines else None


def _outlines(level: Level, codes: Collection[str] | None) -> tuple[tuple[str, str], ...]:
    """Code and GeoJSON text; the text is not parsed, it is what ``drawn`` knows a drawing by."""
    rows: QuerySet[Boundary] = Boundary.objects.filter(level=level).order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    return tuple(rows.annotate(text=Cast("geometry", TextField())).values_list("code", "text"))
