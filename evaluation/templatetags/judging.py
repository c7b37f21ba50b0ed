"""``{% load judging %}``: a computed number as a person reads it."""

from decimal import Decimal

from django.template import Library

from evaluation.numbers import shown

register = Library()


@register.filter
def digits(value: Decimal | str | None, places: int = 1) -> str:
    """To ``places`` decimals; a dash where there is none, or no such thing at all."""
    return "–" if value is None or isinstance(value, str) else shown(round(value, places))
