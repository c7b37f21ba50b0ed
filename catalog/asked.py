"""The query of ``/sluzby/``: read into a question, and written back into addresses.

What means nothing is left out and named, so that the page can say so; nothing here raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from catalog.index import Question
from catalog.index.question import MUNICIPALITIES
from catalog.source import Catalog
from sitis.words import fold

TEXT_LENGTH = 200
#: Social services have been registered since then (Act 108/2006, § 120).
FIRST_DAY = date(2007, 1, 1)
YEARS_AHEAD = 10
OLDEST = 120  # years of age
NAMED = 5  # at most so many parts that mean nothing are repeated
NAMED_LENGTH = 60  # letters of each

#: parameter → group of filters of Question, in the order in which addresses are written
CHOICES = {
    "druh": "kinds",
    "oblast": "branches",
    "skupina": "groups",
    "forma": "forms",
    "okres": "districts",
    "orp": "orps",
    "obec": "municipalities",
    "situace": "situations",
}
SWITCHES = {
    "vikend": "weekend",
    "nepretrzite": "continuous",
    "bezplatne": "free",
    "volno": "vacancy",
}
BRANCHES = ("counselling", "care", "prevention")
_NUMBER = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """``pairs`` are the parameters that hold, in one order, without the page."""

    question: Question
    pairs: tuple[Pair, ...]
    day: date
    is_today: bool
    unknown: tuple[str, ...] = ()  # "druh=xyz"
    alike: tuple[Pair, ...] = ()  # code and name of municipalities that bear a name typed in
    is_cut: bool = False  # the words were too many

    def query(self, *, page: int = 1, **changed: Any) -> str:
        """ "?…" with parameters ``changed``: a value or values, None takes a parameter out."""
        return query_of(self.pairs, page=page, **changed)

    def without(self, name: str, value: str) -> str:
        return query_of([pair for pair in self.pairs if pair != (name, value)])

    @property
    def filters(self) -> tuple[Pair, ...]:
        """Everything that narrows the list, apart from words."""
        return tuple(pair for pair in self.pairs if pair[0] not in {"q", "rozsah", "den"})


def query_of(pairs: Any, *, page: int = 1, **changed: Any) -> str:
    """
    >>> query_of([("q", "a b"), ("druh", "shelter")], page=2, q=None, volno="1")
    '?druh=shelter&volno=1&strana=2'
    """
    kept = [pair for pair in pairs if pair[0] not in changed]
    for name, values in changed.items():
        if values is not None:
            listed = [values] if isinstance(values, str) else values
            kept += [(name, value) for value in listed]
    if page > 1:
        kept.append(("strana", str(page)))
    return f"?{urlencode(kept)}" if kept else "?"


def day_asked(data: QueryDict, today: date) -> tuple[date, list[str]]:
    """The day of ``?den=``, and what of it means nothing."""
    unknown = []
    for value in _said(data, "den"):
        if day := _day(value, today):
            return day, unknown
        unknown.append(_named("den", value))
    return today, unknown


def page_asked(data: QueryDict, pages: int) -> tuple[int, list[str]]:
    """The page of ``?strana=`` if there is one, and what of it means nothing."""
    said = _said(data, "strana")
    numbers = [_page(value) for value in said]
    found = next((number for number in numbers if number and number <= pages), None)
    return found or 1, [
        _named("strana", value)
        for value, number in zip(said, numbers, strict=True)
        if not number or number > pages
    ]


def read(data: QueryDict, catalog: Catalog, today: date) -> Asked:
    """``catalog`` is that of the day which ``day_asked`` found."""
    reader = _Reader(data, catalog)
    day, unknown = day_asked(data, today)
    reader.unknown += unknown
    return reader.asked(day, today)


class _Reader:
    def __init__(self, data: QueryDict, catalog: Catalog) -> None:
        self.data, self.catalog = data, catalog
        self.unknown: list[str] = []
        self.alike: list[Pair] = []
        self.pairs: list[Pair] = []

    def asked(self, day: date, today: date) -> Asked:
        text = " ".join(self.data.get("q", "").split())
        is_cut = len(text) > TEXT_LENGTH
        text = text[:TEXT_LENGTH].rsplit(" ", 1)[0] if is_cut else text
        if text:
            self.pairs.append(("q", text))
        chosen: dict[str, Any] = {}
        for name, group in CHOICES.items():
            values = tuple(dict.fromkeys(self._known(name, group)))
            self.pairs += [(name, value) for value in values]
            chosen[group] = values
        age = self._first("vek", lambda value: _age(value) is not None)
        for name, switch in SWITCHES.items():
            chosen[switch] = self._first(name, lambda value: value == "1") is not None
        everything = self._first("rozsah", lambda value: value == "vse") is not None
        page = self._first("strana", lambda value: _page(value) is not None)
        if page:  # it is not a part of what is asked
            self.pairs.remove(("strana", page))
        if day != today:
            self.pairs.append(("den", day.isoformat()))
        known = {*CHOICES, *SWITCHES, "q", "vek", "rozsah", "den", "strana"}
        self.unknown += [
            _named(name, self.data.get(name, "")) for name in self.data if name not in known
        ]
        question = Question(
            text=text,
            age=_age(age) if age else None,
            everything=everything,
            page=_page(page or "1") or 1,
            **chosen,
        )
        return Asked(
            question,
            tuple(self.pairs),
            day,
            day == today,
            tuple(dict.fromkeys(self.unknown)),
            tuple(self.alike),
            is_cut,
        )

    def _known(self, name: str, group: str) -> Iterator[str]:
        found = 0
        for value in _said(self.data, name):
            if group == "municipalities":
                if found < MUNICIPALITIES and (code := self._municipality(value)):
                    found += 1
                    yield code
                continue
            if value in BRANCHES if group == "branches" else self._is_label(group, value):
                yield value
            else:
                self.unknown.append(_named(name, value))

    def _is_label(self, group: str, value: str) -> bool:
        labels: Any = self.catalog.situations if group == "situations" else None
        return value in (labels if labels is not None else self.catalog.labels[group])

    def _municipality(self, value: str) -> str:
        """Code of a municipality given by code or by name; empty when there is none or more."""
        if value in self.catalog.municipalities:
            return value
        codes = self.catalog.named_alike.get(fold(" ".join(value.split())), ())
        if len(codes) == 1:
            return codes[0]
        if codes:
            self.alike += [(code, self.catalog.municipalities[code].name) for code in codes]
        else:
            self.unknown.append(_named("obec", value))
        return ""

    def _first(self, name: str, holds: Any) -> str | None:
        """The first value that makes sense; it joins the pairs, those that do not are named."""
        found = None
        for value in _said(self.data, name):
            if not holds(value):
                self.unknown.append(_named(name, value))
            elif found is None:
                found = value
                self.pairs.append((name, value))
        return found


def _said(data: QueryDict, name: str) -> list[str]:
    """Different values of a parameter; a field of the form that was left empty says nothing."""
    return [value for value in dict.fromkeys(map(str.strip, data.getlist(name))) if value]


def _named(name: str, value: str) -> str:
    said = f"{name}={value}" if value else name
    return said if len(said) <= NAMED_LENGTH else f"{said[:NAMED_LENGTH]}…"


def _page(value: str) -> int | None:
    return int(value) if _NUMBER.fullmatch(value) and int(value) else None


def _age(value: str) -> int | None:
    return int(value) if _NUMBER.fullmatch(value) and int(value) <= OLDEST else None


def _day(value: str, today: date) -> date | None:
    """Not a day long before the Act or far ahead: nothing is known of those."""
    if not _DAY.fullmatch(value):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if day >= FIRST_DAY and day.year <= today.year + YEARS_AHEAD else None
