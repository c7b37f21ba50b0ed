"""The words of a question: corrected, and each with the services it finds."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from catalog.index.answer import Correction, PlaceName, Understood
from catalog.index.bitmaps import bitmap
from catalog.index.entry import Reference
from catalog.index.filters import Filters
from catalog.index.phrases import Phrasebook
from catalog.index.places import Places
from catalog.index.properties import properties
from catalog.index.question import SWITCHES
from catalog.index.spelling import Spelling
from catalog.index.texts import (
    EXACT,
    GROUP,
    NAME,
    NOTHING,
    TEXT,
    Levels,
    Texts,
    either,
    everywhere,
    together,
)
from catalog.index.words import fold, forms, split, telling

TEXT_LENGTH = 200  # letters read
WORDS = 12  # words read


@dataclass(frozen=True, slots=True)
class Term:
    """One word of the question and what finds it, level by level."""

    word: str
    levels: Levels


@dataclass(frozen=True, slots=True)
class Reading:
    terms: tuple[Term, ...]
    understood: Understood
    stands: int  # services standing in the places named by words
    countable: tuple[str, ...]
    is_lost: bool  # words were typed and none is known

    def levels(self, without: Term | None = None) -> Levels | None:
        """Services that all words find, level by level; None where no word asks for anything."""
        return together([term.levels for term in self.terms if term is not without])


class Reader:
    """Knows every word that may be typed; ``numbers`` are identifiers and IČO."""

    def __init__(
        self,
        texts: Texts,
        places: Places,
        numbers: Mapping[str, tuple[int, ...]],
        filters: Filters,
        reference: Reference,
    ) -> None:
        self._texts, self._places, self._numbers, self._filters = texts, places, numbers, filters
        self._names, self._properties = _names(reference), properties()
        self._situations: Phrasebook[str] = Phrasebook()
        for situation in reference.situations:
            for phrase in situation.phrases:
                self._situations.add(phrase, situation.slug)
        self._synonyms: Phrasebook[str] = Phrasebook()
        for synonym in reference.synonyms:
            self._synonyms.add(synonym.phrase, synonym.means)
        self._books = (self._names, self._properties, self._situations, self._synonyms)
        self._written = dict(texts.vocabulary.written)  # folded → with accents
        for book in self._books:
            book.close()
            for word in sorted(book.written):
                self._written.setdefault(fold(word), word.lower())
        for town in reference.municipalities:
            if fold(town.name) in self._written:
                self._written[fold(town.name)] = town.name
        self._spelling = Spelling(self._written)

    def read(self, text: str) -> Reading:
        typed = list(dict.fromkeys(telling(text[:TEXT_LENGTH])))
        corrected: list[Correction] = []
        words: list[str] = []
        for word in typed[:WORDS]:
            meant = None if self._knows(word) else self._spelling.nearest(word)
            if meant:
                corrected.append(Correction(word, self._written[meant]))
            words.append(self._written[meant] if meant else word)
        found = self._found(words)
        terms = [Term(words[at], found.levels[at]) for at in sorted(found.known)]
        understood = Understood(
            corrected=tuple(corrected),
            situations=tuple(dict.fromkeys(found.situations)),
            places=tuple(found.places),
            filters=tuple(dict.fromkeys(found.filters)),
            unknown=tuple(word for at, word in enumerate(words) if at not in found.known),
            is_cut=len(typed) > WORDS or len(text) > TEXT_LENGTH,
        )
        stands = (self._places.stands_in(place.code) for place in found.places)
        return Reading(
            tuple(terms),
            understood,
            stands=reduce(or_, stands, 0),
            countable=tuple(dict.fromkeys(self._countable(words))),
            is_lost=bool(words) and not terms,
        )

    def near_situations(self, text: str) -> list[str]:
        """Slugs of situations that share a word, or the beginning of one, with ``text``."""
        said = [fold(word) for word in telling(text[:TEXT_LENGTH])[:WORDS]]
        return list(dict.fromkeys(self._situations.partly(said)))

    def _knows(self, word: str) -> bool:
        if word.isdigit() or self._texts.levels(word)[-1]:
            return True
        return any(book.knows(word) for book in self._books)

    def _countable(self, words: Iterable[str]) -> Iterator[str]:
        """Each known word in one of its forms, so that its inflections are counted together."""
        for word in words:
            if word.isdigit() or not self._knows(word):
                continue
            alike = {*self._texts.vocabulary.inflections(word)}
            alike |= {fold(word)} & self._written.keys()
            if alike:
                yield self._written[min(alike, key=lambda one: (len(one), one))]

    def _found(self, words: Sequence[str], *, with_synonyms: bool = True) -> "_Found":
        said = [forms(word) for word in words]
        levels = [self._plain(word) for word in words]
        known = {at for at, word in enumerate(words) if levels[at][TEXT] or self._is_said(word)}
        found = _Found(levels, known)
        for where, place in self._names.in_order(said):
            if all(_spelled_alike(words[at], place.name) for at in where):
                typed = " ".join(words[at] for at in where)
                found.places.append(place._replace(typed=typed))
                found.widen(where, everywhere(self._places.found_in(place.code)))
        for where, slug in self._situations.in_any_order(said):
            found.situations.append(slug)
            found.widen(where, self._filters.levels_of_situation(slug))
        for where, (group, value) in self._properties.in_order(said):
            found.filters.append((group, value))
            bits = self._filters.sets[group].get(value, 0)
            found.widen(where, everywhere(bits, NAME if group in SWITCHES else GROUP))
        if with_synonyms:
            for where, means in self._synonyms.in_order(said):
                meant = self._found(telling(means), with_synonyms=False)
                found.situations += meant.situations
                found.places += meant.places
                found.filters += meant.filters
                if len(meant.known) == len(meant.levels):
                    found.widen(where, together(meant.levels) or NOTHING)
        return found

    def _is_said(self, word: str) -> bool:
        """By a service, or by the name of a kind or a target group that nobody has."""
        return bool(self._texts.vocabulary.like(word))

    def _plain(self, word: str) -> Levels:
        levels = self._texts.levels(word)
        if word.isdigit():
            number = self._numbers.get(word) or self._numbers.get(word.zfill(8), ())
            return either(levels, everywhere(bitmap(number, self._texts.size), EXACT))
        return levels


@dataclass(slots=True)
class _Found:
    levels: list[Levels]
    known: set[int]  # words that ask for something, even if no service has it
    situations: list[str] = field(default_factory=list)
    places: list[PlaceName] = field(default_factory=list)
    filters: list[tuple[str, str]] = field(default_factory=list)

    def widen(self, at: Iterable[int], by: Levels) -> None:
        for word in at:
            self.levels[word] = either(self.levels[word], by)
            self.known.add(word)


def _names(reference: Reference) -> Phrasebook[PlaceName]:
    """A town that gave its name to an ORP and an okres is the town, unless "okres" is said."""
    book: Phrasebook[PlaceName] = Phrasebook()
    towns = {fold(one.name) for one in reference.municipalities}
    for one in reference.municipalities:
        name = PlaceName("", "municipality", one.code, one.name)
        book.add(one.name, name)
        head = _BESIDE.split(one.name)[0]  # "Slavkov" of "Slavkov u Brna"
        if head != one.name and fold(head) not in towns:
            book.add(head, name)
    taken = towns
    levels = (("district", "okres", reference.districts), ("orp", "ORP", reference.orps))
    for level, title, labels in levels:
        for label in labels:
            place = PlaceName("", level, label.key, label.names[0])
            for called in label.names:
                book.add(f"{title} {called}", place)
            own = {name for called in label.names for name in (called, around(called))} - {""}
            for called in sorted(own):
                if fold(called) not in taken:
                    book.add(called, place)
            taken = taken | {fold(called) for called in own}
    return book


def around(town: str) -> str:
    """The country around a town, where it is made by rule.

    >>> around("Hodonín"), around("Boskovice"), around("Veselí nad Moravou"), around("Brno")
    ('Hodonínsko', 'Boskovicko', 'Veselsko', '')
    """
    head = _BESIDE.split(town)[0]
    if len(head.split()) > 1 or "-" in head:
        return ""
    if head.endswith("ice"):
        return f"{head[:-1]}ko"
    if head[-1:] in ("e", "í"):
        return f"{head[:-1]}sko"
    return "" if head[-1:] in "aouyáéóúůý" else f"{head}sko"


_BESIDE = re.compile(r" (?:nad|pod|u|při|na|v|ve) ")


def _spelled_alike(typed: str, name: str) -> bool:
    """Whether accents, if typed at all, are those of a word of ``name``: "práce" is not Práče."""
    lower = typed.lower()
    if fold(lower) == lower:
        return True
    return any(_same_accents(lower, word.lower()) for word in split(name))


def _same_accents(typed: str, word: str) -> bool:
    for one, other in zip(typed, word, strict=False):
        if one != other:
            return fold(one) != fold(other)
    return True
