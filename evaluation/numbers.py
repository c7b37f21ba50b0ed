"""What a person types into a number field, as a Decimal. Pure: no database, no clock."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

#: Spaces that people and spreadsheets put between thousands, and characters that mean minus.
_SPACES = dict.fromkeys(map(ord, " \t\u00a0\u202f\u2009\u2007"))
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2012": "-"})
_PLAIN = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?|[+-]?[.,][0-9]+")
_DOTTED = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")
_SCIENCE = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
#: Digits before the point that a stored number has room for.
MOST_DIGITS = 14


class NotANumber(ValueError):
    """What was typed is no number this field may hold; the message says what to do, in Czech."""


def read_number(
    typed: str,
    *,
    decimals: int = 2,
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
) -> Decimal:
    """The number that ``typed`` says, with a comma or a point. Raises NotANumber.

    >>> read_number("1 234,50")
    Decimal('1234.50')
    >>> read_number("-0")
    Decimal('0')
    """
    text = typed.translate(_SPACES).translate(_MINUS).strip()
    if _DOTTED.fullmatch(text):
        text = text.replace(".", "")
    if not _PLAIN.fullmatch(text):
        raise NotANumber(_refused(text))
    number = Decimal(text.replace(",", "."))
    digits = number.as_tuple().digits
    places = -int(number.as_tuple().exponent)
    if len(digits) - places > MOST_DIGITS:
        raise NotANumber(_("Číslo je příliš dlouhé. Zkontrolujte, co jste napsali."))
    number = _shortened(number, places, decimals)
    if minimum is not None and number < minimum:
        raise NotANumber(
            _("Číslo nemůže být záporné.") if minimum == 0 else _("Nejméně %s.") % shown(minimum)
        )
    if maximum is not None and number > maximum:
        raise NotANumber(_("Nejvýše %s.") % shown(maximum))
    return number


def _refused(text: str) -> str:
    if _SCIENCE.fullmatch(text):
        return _("Napište číslo celé, číslicemi.")
    return _("Napište číslo, například 1 234,50.")


def _shortened(number: Decimal, places: int, decimals: int) -> Decimal:
    """Needless zeros may be typed, further places may not: nothing is rounded in silence."""
    kept = round(number, decimals) if places > decimals else number
    if kept != number:
        raise NotANumber(_too_fine(decimals))
    return kept if kept else Decimal(0)


def _too_fine(decimals: int) -> str:
    """Fields have four places at most, so Czech needs no third form here."""
    if not decimals:
        return _("Napište celé číslo, bez desetinných míst a teček.")
    if decimals == 1:
        return _("Napište nejvýše jedno desetinné místo.")
    return _("Napište nejvýše %d desetinná místa.") % decimals


def shown(number: Decimal) -> str:
    """As a person writes it: a comma, spaces between thousands, no needless zeros.

    >>> shown(Decimal("1234.5000"))
    '1\\xa0234,5'
    """
    text = f"{number:,f}"
    whole, _point, rest = text.partition(".")
    rest = rest.rstrip("0")
    said = whole.replace(",", "\u00a0") + (f",{rest}" if rest else "")
    return said.replace("-", "\u2212") if number else "0"


def typed_form(number: Decimal) -> str:
    """As it stands in a field to be changed: without spaces between thousands.

    >>> typed_form(Decimal("1234.5000"))
    '1234,5'
    """
    whole, _point, rest = f"{number:f}".partition(".")
    rest = rest.rstrip("0")
    return whole + (f",{rest}" if rest else "") if number else "0"
