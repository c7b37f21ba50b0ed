"""``{% load reports %}``: a stored value as a person reads it."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.template import Library

from evaluation.models import Report, Standing
from evaluation.numbers import shown

register = Library()

REPORTS_SHOWN = 12


@register.filter
def said(row: Any) -> str:
    """Of a cell or a row of a snapshot; of none a dash."""
    if row is None:
        return "–"
    if row.standing not in (Standing.VALUE, Standing.ZERO):
        return str(Standing(row.standing).label)
    return str(row.text) if row.number is None else shown(row.number)


@register.simple_tag(takes_context=True)
def reports_of(context: Any, service: Any) -> list[Report]:
    """The newest reports of ``service`` that the reader may know of; ``opens``: may also read."""
    user = context["request"].user
    readable = Report.objects.readable_by(user).filter(pk=OuterRef("pk"))
    rows = Report.objects.listed_for(user).filter(service=service).select_related("term")
    return list(rows.annotate(opens=Exists(readable))[:REPORTS_SHOWN])
