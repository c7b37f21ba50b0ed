"""How much of a collection people had to type, and how much the system knew (issue: measured and shown)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from evaluation.models import Cell, Source, Standing


@dataclass(frozen=True, slots=True)
class Share:
    """Filled-in values of one term by where they come from; sums are nobody's work."""

    typed: int
    imported: int
    known: int

    @property
    def total(self) -> int:
        return self.typed + self.imported + self.known

    @property
    def per_cent(self) -> int | None:
        """Share typed by hand; None while nothing is filled in."""
        return round(self.typed * 100 / self.total) if self.total else None


def shares_of(terms: Collection[Any]) -> dict[int, Share]:
    """Key of each term -> its share. One query for all."""
    rows = (
        Cell.objects.filter(report__term__in=terms)
        .exclude(standing=Standing.EMPTY)
        .exclude(source=Source.COMPUTED)
        .order_by()
        .values_list("report__term", "source")
        .annotate(count=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for term, source, count in rows:
        found.setdefault(term, {})[source] = count
    return {term: _share(counts) for term, counts in found.items()}


def _share(counts: dict[str, int]) -> Share:
    typed, imported = counts.get(Source.TYPED, 0), counts.get(Source.IMPORT, 0)
    return Share(typed, imported, sum(counts.values()) - typed - imported)
