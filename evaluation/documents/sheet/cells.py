"""Numbers of a sheet in Czech, each leading to where it came from."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evaluation.indicators import Indicator
from evaluation.models import RunInput, Standing
from evaluation.numbers import shown
from providers.models.card_norm import shown as without_zeros
from sitis.numerals import signed

NONE = "–"


def number(value: Decimal | None, digits: int) -> str:
    if value is None:
        return NONE
    return str(number_format(round(value, digits), digits, use_l10n=True, force_grouping=True))


def told(value: Decimal | None, digits: int) -> str:
    """A statistic: never with more places than the indicator has, nor with zeros that say nothing."""
    if value is None:
        return NONE
    short = without_zeros(round(value, digits))
    places = max(0, -int(short.as_tuple().exponent))
    return str(number_format(short, places, use_l10n=True, force_grouping=True))


def deviation(value: Decimal | None) -> str:
    """In per cent."""
    return NONE if value is None else f"{signed(value, 1)} %"


def ranged(low: Decimal | None, high: Decimal | None, digits: int) -> str:
    if low is None or high is None:
        return NONE
    return f"{told(low, digits)} – {told(high, digits)}"


class Links:
    """Addresses as they are printed: whole ones on paper, on a page without the site."""

    def __init__(self, site: str = "") -> None:
        self.site = site

    def to(self, address: str, text: Any) -> SafeString:
        return format_html('<a href="{}{}">{}</a>', self.site, address, text)

    def snapshot(self, pk: int | None, text: Any, code: str = "") -> Any:
        if pk is None or text == NONE:
            return text
        address = self.snapshot_path(pk)
        return self.to(f"{address}#{code}" if code else address, text)

    @staticmethod
    def snapshot_path(pk: int) -> str:
        return reverse("evaluation:snapshot-detail", args=[pk])

    def group(self, one: RunInput, indicator: Indicator | str, text: Any) -> Any:
        """The indicator in its group, where each service that is told by name leads on."""
        if text == NONE:
            return text
        code = indicator if isinstance(indicator, str) else indicator.code
        address = reverse("evaluation:run-indicator", args=[one.run_id, code])
        return self.to(f"{address}?skupina={one.cell.replace('|', '%7C')}", text)


def answer(row: Any, is_choice: bool) -> str:
    """What a report says to a question."""
    if row.standing not in (Standing.VALUE, Standing.ZERO):
        return str(Standing(row.standing).label)
    if row.number is None:
        return str(row.text)
    if is_choice:
        return _("ano") if row.number else _("ne")
    return str(shown(row.number))
