"""Norms of regional cards for a run: of whole kinds and forms, and of cards for one target group."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation.benchmark.compute import BOTH, OWN_NORM
from evaluation.norms import as_indicator
from providers.models import CardNorm, ServiceTargetGroup

PLACES = Decimal("0.0001")


def card_norms(day: date, **lookup: Any) -> Iterator[tuple[CardNorm, Decimal]]:
    """Norms in force on ``day`` with their value in the unit of their indicator."""
    rows = CardNorm.objects.norms_on(day).exclude(indicator="").filter(**lookup)
    rows = rows.select_related("template__kind", "template__form", "card").order_by("pk")
    for row in rows:
        of = row.template
        value = as_indicator(row, row.amount_on(day), of.form.slug, of.kind.slug)
        if value is not None:
            yield row, value.quantize(PLACES)


def own_norms(day: date, services: Collection[int]) -> dict[tuple[int, str], dict[str, Decimal]]:
    """Service and form -> facts: norms of the card that was made for its main target group."""
    cards: dict[tuple[int, int], list[tuple[str, str, Decimal]]] = defaultdict(list)
    for row, value in card_norms(day, template__target_group__isnull=False):
        of = row.template
        cards[of.kind_id, of.target_group_id].append((of.form.slug, row.indicator, value))
    found: dict[tuple[int, str], dict[str, Decimal]] = defaultdict(dict)
    if not cards:
        return found
    rows = ServiceTargetGroup.objects.filter(is_primary=True).order_by()
    for service, kind, group in rows.values_list("service", "service__kind", "target_group"):
        for form, code, value in cards.get((kind, group), ()) if service in services else ():
            found[service, form][OWN_NORM + code] = value
            if form in BOTH:
                found[service, "outpatient"][OWN_NORM + code] = value
    return found
