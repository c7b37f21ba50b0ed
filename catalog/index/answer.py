"""What the index answers; pages put it into sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Reason = Literal["", "stands", "serves", "near"]


class Hit(NamedTuple):
    """One service of the page, and why a municipality found it."""

    pk: int
    identifier: str
    reason: Reason = ""  # stands in the place asked for, serves it, or is near it
    kilometres: float | None = None  # to one place; only where a municipality is asked


class Correction(NamedTuple):
    typed: str
    meant: str


class PlaceName(NamedTuple):
    """A place recognised in the words: its level (municipality, orp, district), code and name."""

    typed: str
    level: str
    code: str
    name: str


class Suggestion(NamedTuple):
    """What to leave out (or, for ``everything`` and ``situations``, to ask) and what that finds."""

    part: str  # "word", a group of filters of Question, "everything"
    value: str  # the word, the value of a filter, the slug of a situation
    total: int


@dataclass(frozen=True, slots=True)
class Understood:
    """How the words were read."""

    corrected: tuple[Correction, ...] = ()
    situations: tuple[str, ...] = ()  # slugs
    places: tuple[PlaceName, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()  # group and value of filters said by words
    unknown: tuple[str, ...] = ()  # left out: nothing in the catalogue says them
    is_cut: bool = False  # too many words, the last were left out


@dataclass(frozen=True, slots=True)
class Answer:
    total: int
    hits: tuple[Hit, ...]
    page: int
    pages: int
    #: group of filters → value → how many services it would leave
    facets: Mapping[str, Mapping[str, int]]
    understood: Understood
    suggestions: tuple[Suggestion, ...] = ()
    #: of a question that found nothing, the words that may be counted, as the index writes them
    countable: tuple[str, ...] = field(default=())
