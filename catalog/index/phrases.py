"""Phrases found among the words of a question: names of places, life situations, synonyms."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from catalog.index.words import beginning_with, forms, telling

Meaning = TypeVar("Meaning")
Forms = frozenset[str]
_BEGINNING = 4  # letters by which two words are near enough to suggest a phrase


class Phrase(NamedTuple, Generic[Meaning]):
    words: tuple[Forms, ...]
    meaning: Meaning


class Match(NamedTuple, Generic[Meaning]):
    at: tuple[int, ...]  # which words of the question it takes
    meaning: Meaning


class Phrasebook(Generic[Meaning]):
    """Looks up phrases by the stems of their words; "v", "pro" and the like are left out."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[Phrase[Meaning]]] = defaultdict(list)
        self._by_any: dict[str, list[Meaning]] = defaultdict(list)
        self.written: set[str] = set()

    def add(self, text: str, meaning: Meaning) -> None:
        written = telling(text)
        if not written:
            return
        self.written.update(written)
        phrase = Phrase(tuple(forms(word) for word in written), meaning)
        for form in phrase.words[0]:
            self._by_first[form].append(phrase)
        for form in frozenset().union(*phrase.words):
            self._by_any[form].append(meaning)

    def close(self) -> None:
        """All phrases are known: sort their words for beginnings."""
        self._sorted = sorted(self._by_any)

    def knows(self, word: str) -> bool:
        return any(form in self._by_any for form in forms(word))

    def in_order(self, words: Sequence[Forms]) -> Iterator[Match[Meaning]]:
        """The longest phrases whose words follow each other; several may say the same words."""
        at = 0
        while at < len(words):
            found = [
                phrase
                for phrase in self._starting(words[at])
                if len(words) - at >= len(phrase.words)
                and all(map(_meet, phrase.words, words[at : at + len(phrase.words)]))
            ]
            length = max((len(phrase.words) for phrase in found), default=1)
            taken = tuple(range(at, at + length))
            for phrase in found:
                if len(phrase.words) == length:
                    yield Match(taken, phrase.meaning)
            at += length

    def in_any_order(self, words: Sequence[Forms]) -> Iterator[Match[Meaning]]:
        """Phrases all of whose words are said somewhere."""
        for first in range(len(words)):
            for phrase in self._starting(words[first]):
                at = {first}
                for wanted in phrase.words[1:]:
                    said = [place for place, word in enumerate(words) if _meet(wanted, word)]
                    if not said:
                        break
                    at.update(said)
                else:
                    yield Match(tuple(sorted(at)), phrase.meaning)

    def partly(self, typed: Iterable[str]) -> Iterator[Meaning]:
        """Meanings of phrases with a word that begins as a folded word of the question, or the
        other way round: "psych" and "psychická krize", "umírající" and "umírá"."""
        for word in typed:
            if len(word) >= _BEGINNING:
                shorter = (word[:end] for end in range(_BEGINNING, len(word)))
                for form in (*shorter, *beginning_with(word, self._sorted)):
                    yield from self._by_any.get(form, ())

    def _starting(self, word: Forms) -> list[Phrase[Meaning]]:
        """Each phrase once, in the order in which they were added."""
        found = {
            id(phrase): phrase for form in sorted(word) for phrase in self._by_first.get(form, ())
        }
        return list(found.values())


def _meet(one: Forms, other: Forms) -> bool:
    return not one.isdisjoint(other)
