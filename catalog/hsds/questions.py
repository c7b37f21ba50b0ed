"""What a list of the feed may be asked: each parameter read once, wrong ones refused with a sentence.

Names and meanings are those of the profile's description; ``rozsah`` is ours.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from catalog.answers import BadQuestion

MOST_PER_PAGE = 100
LONGEST_SEARCH = 200
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

PAGING = ("page", "per_page")
OF_SERVICES = (
    *("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "minimum_age"),
    *("maximum_age", "start_time", "end_time", "day", "modified_after", "full", "rozsah"),
)
#: List -> parameters that it knows.
KNOWN = {
    "services": (*PAGING, *OF_SERVICES, "minimal"),
    "service_at_locations": (*PAGING, *OF_SERVICES, "postcode", "proximity"),
    "organizations": (*PAGING, "search", "full", "full_service", "rozsah"),
    "taxonomies": PAGING,
    "taxonomy_terms": (*PAGING, "taxonomy_id"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """``notes`` say which parameters were not known and so were left out."""

    page: int = 1
    per_page: int = 50
    search: str = ""
    taxonomy_term_id: tuple[UUID, ...] = ()
    taxonomy_id: UUID | None = None
    organization_id: UUID | None = None
    minimum_age: Decimal | None = None
    maximum_age: Decimal | None = None
    start_time: time | None = None
    end_time: time | None = None
    day: int | None = None  # 1 is Monday
    modified_after: datetime | None = None
    postcode: str = ""
    proximity: int | None = None  # metres
    full: bool = False
    full_service: bool = False
    minimal: bool = False
    rozsah: str = "sit"
    notes: tuple[str, ...] = field(default=())

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the network itself is asked for."""
        unasked = Question()
        names = (*OF_SERVICES, "postcode", "proximity")
        return any(
            getattr(self, name) != getattr(unasked, name)
            for name in names
            if name not in ("full", "rozsah")
        )


def asked(query: QueryDict, of: str) -> Question:
    """Raises BadQuestion."""
    known = KNOWN[of]
    strangers = sorted(set(query) - set(known))
    notes = tuple(
        _("Parametr „%s“ neznáme, nepočítali jsme s ním.") % name[:50] for name in strangers
    )
    said = {}
    for name in known:
        values = [value.strip() for value in query.getlist(name) if value.strip()]
        if values:
            said[name] = READERS[name](name, values)
    if "proximity" in said and "postcode" not in said:
        raise BadQuestion(_("proximity: vzdálenost měříme od PSČ, zadejte i postcode."))
    return Question(**said, notes=notes[:10])


def _last(read: Callable[[str, str], Any]) -> Callable[[str, list[str]], Any]:
    return lambda name, values: read(name, values[-1])


def _page(name: str, value: str) -> int:
    return _whole(name, value, 1, 10**9)


def _per_page(name: str, value: str) -> int:
    return _whole(name, value, 1, MOST_PER_PAGE)


def _metres(name: str, value: str) -> int:
    return _whole(name, value, 0, 1_000_000)


def _whole(name: str, value: str, least: int, most: int) -> int:
    if value.isascii() and value.isdigit() and len(value) < 12 and least <= int(value) <= most:
        return int(value)
    said = {"name": name, "least": least, "most": most}
    raise BadQuestion(_("%(name)s: zadejte celé číslo od %(least)s do %(most)s.") % said)


def _search(name: str, value: str) -> str:
    if len(value) > LONGEST_SEARCH:
        raise BadQuestion(_("search: zadejte nejvýš %s znaků.") % LONGEST_SEARCH)
    return value


def _uuid(name: str, value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise BadQuestion(_("%s: zadejte identifikátor UUID.") % name) from None


def _uuids(name: str, values: list[str]) -> tuple[UUID, ...]:
    parts = [part.strip() for value in values for part in value.split(",")]
    if len(parts) > 50:
        raise BadQuestion(_("%s: zadejte nejvýš 50 identifikátorů.") % name)
    return tuple(_uuid(name, part) for part in parts if part)


def _age(name: str, value: str) -> Decimal:
    try:
        age = Decimal(value)
    except InvalidOperation:
        age = Decimal(-1)
    if not age.is_finite() or not 0 <= age <= 150:
        raise BadQuestion(_("%s: zadejte věk v letech od 0 do 150.") % name)
    return age


def _time(name: str, value: str) -> time:
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        raise BadQuestion(_("%s: zadejte čas, například 08:00.") % name) from None


def _day(name: str, value: str) -> int:
    if value.upper() in DAYS:
        return DAYS.index(value.upper()) + 1
    if value.lower() in DAY_NAMES:
        return DAY_NAMES.index(value.lower()) + 1
    raise BadQuestion(_("day: zadejte den jako MO, TU, WE, TH, FR, SA nebo SU."))


def _moment(name: str, value: str) -> datetime:
    try:  # a plus of the time zone comes as a space unless it was encoded
        found = parse_datetime(value.replace(" ", "+") if "T" in value else f"{value}T00:00:00")
        if found is not None and 1900 <= found.year <= 2999:  # others no database can count with
            return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError):
        pass
    raise BadQuestion(_("%s: zadejte den nebo čas, například 2026-11-01T00:00:00Z.") % name)


def _flag(name: str, value: str) -> bool:
    if value.lower() in {"true", "1"}:
        return True
    if value.lower() in {"false", "0"}:
        return False
    raise BadQuestion(_("%s: zadejte true, nebo false.") % name)


def _scope(name: str, value: str) -> str:
    if value not in {"sit", "vse"}:
        raise BadQuestion(_("rozsah: zadejte sit (služby v síti kraje), nebo vse (všechny)."))
    return value


def _postcode(name: str, value: str) -> str:
    digits = value.replace(" ", "").replace("\u00a0", "")
    if len(digits) != 5 or not (digits.isascii() and digits.isdigit()):
        raise BadQuestion(_("postcode: zadejte PSČ, pět číslic."))
    return digits


READERS: dict[str, Callable[[str, list[str]], Any]] = {
    "page": _last(_page),
    "per_page": _last(_per_page),
    "search": _last(_search),
    "taxonomy_term_id": _uuids,
    "taxonomy_id": _last(_uuid),
    "organization_id": _last(_uuid),
    "minimum_age": _last(_age),
    "maximum_age": _last(_age),
    "start_time": _last(_time),
    "end_time": _last(_time),
    "day": _last(_day),
    "modified_after": _last(_moment),
    "postcode": _last(_postcode),
    "proximity": _last(_metres),
    "full": _last(_flag),
    "full_service": _last(_flag),
    "minimal": _last(_flag),
    "rozsah": _last(_scope),
}
