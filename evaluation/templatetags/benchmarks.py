"""Words of benchmarking in templates."""

from decimal import Decimal

from django.template import Library
from django.utils.formats import number_format

from evaluation.indicators import say
from evaluation.numbers import shown

register = Library()

register.filter("why_not", say)


register.filter("number", shown)


@register.filter
def statistic(value: Decimal) -> str:
    """What was rounded to three digits has these three; what the office sees in full has two
    places, from a thousand none.

    >>> statistic(Decimal("83.8")), statistic(Decimal("2.00")), statistic(Decimal("812345.600000"))
    ('83,8', '2,00', '812\xa0346')
    """
    number = value.as_tuple()
    places = 2 if abs(value) < 1000 else 0
    if isinstance(number.exponent, int) and len(number.digits) <= 3:
        places = max(0, -number.exponent) if value else 0
    return str(number_format(round(value, places), places, use_l10n=True, force_grouping=True))


@register.filter
def sentences(text: str) -> list[tuple[str, list[str]]]:
    """Headings and the lines under each; a line that ends in a colon is a heading."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.endswith(":"):
            found.append((line, []))
        elif found:
            found[-1][1].append(line)
        else:
            found.append(("", [line]))
    return found
