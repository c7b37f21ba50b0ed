"""What a cell means: text, number, day, IČO, identifier, yes or no.

Each reader takes what a workbook or a text file holds in a cell and raises ValidationError with a
sentence that says what it found and what it wants.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sitis.ico import ico_is_right
from sitis.words import fold

#: A spreadsheet runs a cell that begins with one of these; in CSV an apostrophe stops it.
RISKY = ("=", "+", "-", "@", "\t", "\r")
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_CZECH_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:[0-9:.T]*)")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T0-9:.]*)")
#: Day 0 of Excel's count as it holds from 1 March 1900 on.
_EPOCH = date(1899, 12, 30)
_LAST_SERIAL = (date(9999, 12, 31) - _EPOCH).days
_YES, _NO = {"ano", "a", "1", "true", "x", "yes"}, {"ne", "n", "0", "false", "no"}


def is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not _SPACES.sub("", value))


def text(value: Any) -> str:
    """The cell as text: no spaces around, no apostrophe that only guarded it, 34 and not 34.0.

    >>> text(1234567.0), text("  Žďár\u00a0"), text("'+420 541 000 000"), text(None)
    ('1234567', 'Žďár', '+420 541 000 000', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ano" if value else "ne"
    if isinstance(value, float | Decimal):
        return str(int(value)) if value == value // 1 else str(value).replace(".", ",")
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, datetime | date):
        return f"{value.day}. {value.month}. {value.year}"
    return unguarded(str(value).strip())


def guarded(value: str) -> str:
    """``value`` with an apostrophe before it if a spreadsheet would run it; see ``unguarded``."""
    return f"'{value}" if value.lstrip("'").startswith(RISKY) else value


def unguarded(value: str) -> str:
    """Exactly what was ``guarded``.

    >>> unguarded(guarded("=1+1")), unguarded(guarded("'=1")), unguarded("'90s")
    ('=1+1', "'=1", "'90s")
    """
    if value.startswith("'") and value.lstrip("'").startswith(RISKY):
        return value[1:]
    return value


def number(value: Any) -> Decimal | None:
    """A decimal number with a comma or a point; spaces part thousands.

    >>> number("1\u00a0234,50"), number(34.0), number("")
    (Decimal('1234.50'), Decimal('34'), None)
    """
    if is_empty(value):
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    written = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    written = _SPACES.sub("", unguarded(written.strip()))
    if isinstance(value, float):
        try:
            found = Decimal(written)  # str() of a float: the shortest digits that mean it
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite():
            return found
    if not _NUMBER.fullmatch(written):
        raise ValidationError(
            _("„%(value)s“ není číslo. Napište například 1 234,50."),
            code="number",
            params={"value": shortened(value)},
        )
    return Decimal(written.replace(",", "."))


def whole_number(value: Any) -> int | None:
    found = number(value)
    if found is not None and found != found.to_integral_value():
        raise ValidationError(
            _("„%(value)s“ není celé číslo."), code="whole", params={"value": shortened(value)}
        )
    return None if found is None else int(found)


def day(value: Any) -> date | None:
    """A day: a date cell, a spreadsheet's count of days, 31. 12. 2026 or 2026-12-31.

    >>> day("31. 12. 2026"), day(46387), day("2026-12-31 00:00:00")
    (datetime.date(2026, 12, 31), datetime.date(2026, 12, 31), datetime.date(2026, 12, 31))
    """
    if is_empty(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    written = _SPACES.sub("", str(value))
    if isinstance(value, int | float) or re.fullmatch(r"[0-9]{5}(?:[.,]0+)?", written):
        return _day_of_serial(value, written)
    for pattern, order in ((_CZECH_DAY, (2, 1, 0)), (_ISO_DAY, (0, 1, 2))):
        if found := pattern.fullmatch(written):
            parts = [int(part) for part in found.groups()]
            try:
                return date(*(parts[place] for place in order))
            except ValueError:
                break
    raise _not_a_day(value)


def _day_of_serial(value: Any, written: str) -> date:
    try:
        serial = float(written.replace(",", "."))
        if isinstance(value, bool) or not 1 <= serial <= _LAST_SERIAL:
            raise _not_a_day(value)
        return _EPOCH + timedelta(days=int(serial))
    except ValueError as error:
        raise _not_a_day(value) from error


def _not_a_day(value: Any) -> ValidationError:
    return ValidationError(
        _("„%(value)s“ není datum. Napište například 31. 12. 2026."),
        code="day",
        params={"value": shortened(value)},
    )


def ico(value: Any) -> str:
    """An IČO of eight digits; leading zeros that a spreadsheet dropped are put back.

    >>> ico(25232.0), ico("000 25 232"), ico(None)
    ('00025232', '00025232', '')
    """
    digits = _SPACES.sub("", text(value))
    if not digits:
        return ""
    padded = digits.zfill(8)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 8):
        raise ValidationError(
            _("IČO má osm číslic, v tabulce je „%(value)s“."),
            code="ico",
            params={"value": shortened(value)},
        )
    if not ico_is_right(padded):
        raise ValidationError(
            _("IČO %(value)s není správné: nesouhlasí kontrolní číslice."),
            code="ico",
            params={"value": shortened(digits)},
        )
    return padded


def identifier(value: Any) -> str:
    """The seven digits of a service, also from a cell that holds them as a number.

    >>> identifier(1234567.0), identifier("1 234 567")
    ('1234567', '1234567')
    """
    digits = _SPACES.sub("", text(value))
    if digits and not re.fullmatch(r"[0-9]{7}", digits):
        raise ValidationError(
            _("Identifikátor služby má sedm číslic, v tabulce je „%(value)s“."),
            code="identifier",
            params={"value": shortened(value)},
        )
    return digits


def yes(value: Any) -> bool | None:
    """Ano or ne, in the ways people write it.

    >>> yes("Ano"), yes("x"), yes(0), yes("")
    (True, True, False, None)
    """
    word = fold(text(value))
    if not word:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValidationError(
        _("„%(value)s“ není ano ani ne."), code="yes", params={"value": shortened(value)}
    )


def shortened(value: Any) -> str:
    """A cell as it is named in a sentence."""
    written = text(value)
    return written if len(written) <= 60 else f"{written[:60]}…"
