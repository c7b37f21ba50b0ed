"""Single values of the file: cleaned, or reported with their place in the file."""

import hashlib
import math
import unicodedata
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from sitis.ico import ico_is_right

FIRST_YEAR, LAST_YEAR = 1900, 2199
MOST = Decimal("99999999")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at ``path``. A flag leaves the record in, with what could be kept."""

    path: str
    reason: str
    is_flag: bool = False


@dataclass(slots=True)
class Problems:
    """What is wrong with one record; paths are given from the record on."""

    root: str
    found: list[Problem] = field(default_factory=list)
    refused: bool = False

    def refuse(self, where: str, reason: str) -> None:
        self.refused = True
        self.found.append(Problem(self._path(where), reason))

    def flag(self, where: str, reason: str) -> None:
        self.found.append(Problem(self._path(where), reason, is_flag=True))

    def _path(self, where: str) -> str:
        return f"{self.root}.{where}"[:300] if where else self.root


def mapping(value: Any, where: str, problems: Problems) -> dict[str, Any]:
    if type(value) is dict:
        return value
    if value is not None:
        problems.refuse(where, _("Zde má být objekt."))
    return {}


def listed(value: Any, where: str, problems: Problems) -> list[Any]:
    """A list; null is an empty one, a single object a list of one."""
    if type(value) is list:
        return value
    if value is None:
        return []
    if type(value) is dict:
        return [value]
    problems.refuse(where, _("Zde má být seznam."))
    return []


def text(value: Any, where: str, problems: Problems, limit: int) -> str:
    """Words parted by single spaces, at most ``limit`` characters."""
    if type(value) is not str:
        if value is None:
            return ""
        if type(value) is not int or abs(value) > 10**18:
            problems.refuse(where, _("Zde má být text."))
            return ""
        value = str(value)
    cleaned = " ".join(value.split())
    if not cleaned.isprintable():
        kept = "".join(c for c in cleaned if unicodedata.category(c) not in {"Cc", "Cs", "Cn"})
        if kept != cleaned:
            problems.flag(where, _("Řídicí znaky v textu byly vynechány."))
            cleaned = " ".join(kept.split())
    if len(cleaned) > limit:
        problems.refuse(
            where,
            _("Text má %(length)d znaků, nejvýš jich smí mít %(limit)d.")
            % {"length": len(cleaned), "limit": limit},
        )
        return ""
    return cleaned


@lru_cache(maxsize=20_000)
def _iso(written: str) -> str | None:
    try:
        day = date.fromisoformat(written[:10])
    except ValueError:
        return None
    return day.isoformat() if FIRST_YEAR <= day.year <= LAST_YEAR else None


def day(value: Any, where: str, problems: Problems) -> str | None:
    """A day as "2026-12-31"; a time after it is cut off."""
    if value is None or value == "":
        return None
    found = _iso(value) if type(value) is str and len(value) <= 40 else None
    if found is None:
        problems.refuse(where, _("Zde má být datum ve tvaru 2026-12-31."))
    return found


def code(value: Any, where: str, problems: Problems) -> str:
    """The last part of a reference: "Kraj/116", {"id": "Kraj/116"} or {"kraj": {"id": …}}."""
    found = value
    for _level in range(3):
        if type(found) is not dict:
            break
        found = found["id"] if "id" in found else _first_object(found)
    if found is None:
        return ""
    if type(found) is int:
        found = str(found) if abs(found) < 10**18 else "?"
    last = _last_part(found) if type(found) is str and len(found) <= 100 else None
    if last is None:
        problems.refuse(where, _("Zde má být odkaz do číselníku, například Kraj/116."))
        return ""
    return last


@lru_cache(maxsize=20_000)
def _last_part(written: str) -> str | None:
    last = written.rpartition("/")[2].strip()
    is_code = len(last) <= 20 and last.replace("-", "").replace("_", "").isalnum()
    return last if is_code or not last else None


def _first_object(found: dict[str, Any]) -> Any:
    return next((inner for inner in found.values() if type(inner) in {dict, str}), None)


def truth(value: Any, where: str, problems: Problems) -> bool:
    if value is None or type(value) is bool:
        return bool(value)
    problems.refuse(where, _("Zde má být ano, nebo ne (true, false)."))
    return False


def whole(value: Any, where: str, problems: Problems, most: int) -> int | None:
    if value is None:
        return None
    if type(value) is str and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    if type(value) is not int or not 0 <= value <= most:
        problems.refuse(where, _("Zde má být celé číslo od 0 do %(most)d.") % {"most": most})
        return None
    return value


def amount(value: Any, where: str, problems: Problems) -> str | None:
    """A number of capacity with at most two decimals, written without needless zeros."""
    if type(value) not in {int, float, Decimal} or not math.isfinite(value):
        problems.refuse(where, _("Kapacita má být číslo."))
        return None
    if value < 0:
        problems.refuse(where, _("Kapacita nesmí být záporná."))
        return None
    if value > MOST:
        problems.refuse(where, _("Kapacita je nesmyslně velká."))
        return None
    return plain(Decimal(str(value)))


def plain(number: Decimal) -> str:
    """The one way a number is written in what an import remembers: "12", "2.5"."""
    return f"{number.quantize(Decimal('0.01')).normalize():f}"


def clock(value: Any, where: str, problems: Problems) -> str | None:
    """A time as "08:00"; 24:00 is midnight, "00:00"."""
    found = _hour(value) if type(value) is str and len(value) <= 40 else None
    if found is None:
        problems.flag(where, _("Čas není ve tvaru 08:00, provozní doba je vynechána."))
    return found


@lru_cache(maxsize=2_000)
def _hour(written: str) -> str | None:
    try:
        hours, minutes = written.split(":")[:2]
        return f"{time(int(hours) % 24 if hours == '24' else int(hours), int(minutes)):%H:%M}"
    except ValueError:
        return None


def identifier(value: Any, where: str, problems: Problems) -> str:
    found = text(value, where, problems, limit=40)
    if len(found) != 7 or not (found.isascii() and found.isdigit()):
        problems.refuse(where, _("Identifikátor služby má mít sedm číslic."))
    return found


def ico(value: Any, where: str, problems: Problems) -> str:
    """Eight digits; a wrong number is kept and flagged, for the register is its only source."""
    found = text(value, where, problems, limit=20).replace(" ", "")
    if type(value) is int:
        found = found.zfill(8)
    if not found:
        problems.flag(where, _("Poskytovatel nemá IČO."))
    elif len(found) > 8:
        problems.refuse(where, _("IČO má mít osm číslic."))
    elif not ico_is_right(found):
        problems.flag(where, _("IČO %(ico)s nemá správnou kontrolní číslici.") % {"ico": found})
    return found


def digest(*parts: Any) -> str:
    """A short key made of ``parts``, where they may be longer than a column."""
    joined = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.blake2b(joined.encode(), digest_size=12).hexdigest()
