"""Where the reports of one term stand: light rows of all of them, narrowed, sorted and counted.

A term has hundreds of reports, each a row of a few columns; they are read once, in one query.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import Report, Term
from evaluation.models.report import is_late
from sitis.collation import czech_key
from sitis.territory.models import District, Orp

State = Report.State
NOWHERE = "-"  # in place of an okres: the service has no place in the region


@dataclass(frozen=True, slots=True)
class Line:
    """One report with everything that lists narrow and sort by."""

    pk: int
    state: str
    service: str
    identifier: str
    kind: str
    kind_name: str
    provider: int
    provider_name: str
    district: str
    due_at: datetime
    handed_in_at: datetime | None
    flags: int
    weight: int
    is_late: bool

    @property
    def is_awaited(self) -> bool:
        return self.state in Report.AWAITED

    @property
    def may_be_approved_unseen(self) -> bool:
        """Handed in and the check found nothing that somebody should look at."""
        return self.state == State.HANDED_IN and not self.flags


#: Word of the address -> how it is called and which reports it means, in the order of a page.
STANDINGS: dict[str, tuple[Any, Callable[[Line], bool]]] = {
    "predano": (gettext_lazy("předáno"), lambda line: line.state in Report.DELIVERED),
    "ceka": (gettext_lazy("čeká na schválení"), lambda line: line.state == State.HANDED_IN),
    "schvaleno": (gettext_lazy("schváleno"), lambda line: line.state == State.APPROVED),
    "vraceno": (gettext_lazy("vráceno k doplnění"), lambda line: line.state == State.RETURNED),
    "rozpracovano": (
        gettext_lazy("rozpracováno"),
        lambda line: line.state in (State.IN_WORK, State.LOCKED, State.SIGNED),
    ),
    "nezacato": (gettext_lazy("nezačato"), lambda line: line.state == State.TO_ENTER),
    "po-terminu": (gettext_lazy("po termínu"), lambda line: line.is_late),
    "storno": (gettext_lazy("stornováno"), lambda line: line.state == State.CANCELLED),
}


def lines_of(term: Term, user: Any, now: datetime) -> list[Line]:
    """All reports of ``term`` that ``user`` oversees."""
    districts = dict(Orp.objects.values_list("pk", "district"))
    rows = Report.objects.overseen_by(user).filter(term=term).with_deadline().with_seat()
    columns = (
        *("pk", "state", "service__name", "service__identifier", "service__kind__slug"),
        *("service__kind__name", "service__provider", "service__provider__name", "seat"),
        *("due_at", "handed_in_at", "first_handed_in_at", "flag_count", "flag_weight"),
    )
    found = []
    for *facts, seat, due_at, handed, first, flags, weight in rows.order_by().values_list(*columns):
        state = facts[1]
        late = is_late(state, due_at, first, closes_at=term.closes_at, moment=now)
        at = districts.get(seat, NOWHERE), due_at, handed, flags, weight, late
        found.append(Line(*[*facts, *at]))
    return found


# -- narrowed and sorted ---------------------------------------------------------------------------


def narrowed(lines: Iterable[Line], chosen: Mapping[str, Any]) -> list[Line]:
    """Those that all of ``chosen`` (words of the address) let through."""
    found = list(lines)
    if word := chosen.get("stav"):
        found = [line for line in found if STANDINGS[word][1](line)]
    if district := chosen.get("okres"):
        found = [line for line in found if line.district == district]
    if kind := chosen.get("druh"):
        found = [line for line in found if line.kind == kind]
    if provider := chosen.get("poskytovatel"):
        found = [line for line in found if str(line.provider) == provider]
    if flagged := chosen.get("priznaky"):
        found = [line for line in found if bool(line.flags) == (flagged == "s")]
    return found


def _by_weight(line: Line) -> Any:
    """What waits for the office first, the heaviest on top."""
    return (line.state != State.HANDED_IN, -line.weight, -line.flags, czech_key(line.service))


ORDERS: dict[str, tuple[Any, Callable[[Line], Any]]] = {
    "": (gettext_lazy("podle váhy příznaků"), _by_weight),
    "termin": (
        gettext_lazy("podle termínu"),
        lambda line: (not line.is_awaited, line.due_at, czech_key(line.service)),
    ),
    "nazev": (gettext_lazy("podle názvu"), lambda line: (czech_key(line.service), line.identifier)),
    "poskytovatel": (
        gettext_lazy("podle poskytovatele"),
        lambda line: (czech_key(line.provider_name), czech_key(line.service)),
    ),
}


def in_order(lines: Iterable[Line], word: str) -> list[Line]:
    return sorted(lines, key=ORDERS.get(word, ORDERS[""])[1])


# -- counted ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    word: str
    label: str
    count: int


def counts_of(lines: Iterable[Line]) -> list[Count]:
    """How many stand how; the words a page always shows, the others where there is somebody."""
    found = list(lines)
    always = {"predano", "rozpracovano", "nezacato", "po-terminu"}
    counted = [
        Count(word, str(label), sum(map(meets, found)))
        for word, (label, meets) in STANDINGS.items()
    ]
    return [one for one in counted if one.count or one.word in always]


@dataclass(frozen=True, slots=True)
class Part:
    """One okres, kind or provider with how its reports stand."""

    key: str
    name: str
    total: int
    counts: tuple[int, ...]  # in the order of PART_WORDS


PART_WORDS = ("predano", "vraceno", "rozpracovano", "nezacato", "po-terminu")
#: By what reports are parted: word of the address -> label.
PARTED_BY = {
    "okres": gettext_lazy("okresu"),
    "druh": gettext_lazy("druhu služby"),
    "poskytovatel": gettext_lazy("poskytovatele"),
}


def parts_of(lines: Iterable[Line], by: str, districts: Mapping[str, str]) -> list[Part]:
    groups: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for line in lines:
        counter = groups[_key(line, by, districts)]
        counter["total"] += 1
        for word in PART_WORDS:
            counter[word] += STANDINGS[word][1](line)
    found = [
        Part(key, name, counter["total"], tuple(counter[word] for word in PART_WORDS))
        for (key, name), counter in groups.items()
    ]
    return sorted(found, key=lambda part: czech_key(part.name))


def _key(line: Line, by: str, districts: Mapping[str, str]) -> tuple[str, str]:
    if by == "druh":
        return line.kind, line.kind_name
    if by == "poskytovatel":
        return str(line.provider), line.provider_name
    return line.district, districts.get(line.district, _("bez místa v kraji"))


def names_of_districts() -> dict[str, str]:
    return dict(District.objects.values_list("pk", "name"))
