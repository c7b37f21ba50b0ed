"""The public catalogue of one day in memory: built once, never changed, asked by many threads."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import reduce
from operator import and_

from catalog.index.alphabet import czech_order
from catalog.index.answer import Answer, Hit, Reason, Suggestion
from catalog.index.entry import Entry, Reference
from catalog.index.filters import Filters
from catalog.index.places import Nearby, Places
from catalog.index.question import CHOICES, MUNICIPALITIES, SWITCHES, Question
from catalog.index.ranking import take, tiers
from catalog.index.reading import Reader, Reading
from catalog.index.texts import (
    GROUP,
    KIND,
    NAME,
    PROVIDER,
    TEXT,
    Levels,
    Texts,
    either,
    together,
)

SUGGESTIONS = 8  # at most so many ways out of an empty result


class Index:
    """Services stand at positions in the order of the network, free places and the alphabet."""

    def __init__(self, entries: Iterable[Entry], reference: Reference) -> None:
        with _without_collector():
            self._build(entries, reference)

    def _build(self, entries: Iterable[Entry], reference: Reference) -> None:
        ordered = czech_order(sorted(entries, key=_identifier), _name)
        ordered.sort(key=_shown_last)  # stable: inside, the alphabet holds
        self.size = len(ordered)
        self.reference = reference
        self._services = [(entry.pk, entry.identifier) for entry in ordered]
        self.places = Places(ordered, reference, self.size)
        self.filters = Filters(ordered, self.places, reference, self.size)
        self._reader = Reader(
            _read_texts(ordered, self.places, self.filters, reference),
            self.places,
            _numbers(ordered),
            self.filters,
            reference,
        )

    def __len__(self) -> int:
        return self.size

    def knows(self, group: str, value: str) -> bool:
        """Whether ``value`` is one that ``group`` of Question can have."""
        if group == "municipalities":
            return value in self.places.municipalities
        return value in self.filters.sets.get(group, {})

    def answer(self, question: Question, per_page: int = 20) -> Answer:
        """The page of services, the numbers beside the filters, and how the words were read.

        Raises nothing: unknown values find nothing, a page behind the last one is empty.
        """
        reading, chosen, words, hits = self._find(question)
        total = hits.bit_count()
        page = max(1, question.page)
        shown = take(self._ordered(question, reading, words, hits), (page - 1) * per_page, per_page)
        return Answer(
            total=total,
            hits=tuple(self._hit(position, question, reading) for position in shown),
            page=page,
            pages=max(1, -(-total // per_page)),
            facets=self.filters.facets(self._said(reading), chosen),
            understood=reading.understood,
            suggestions=() if total else tuple(self._suggest(question, reading, chosen)),
            countable=() if total else reading.countable,
        )

    def all_of(self, question: Question) -> list[int]:
        """Primary keys of everything the question finds, in the order of the pages."""
        reading, _chosen, words, hits = self._find(question)
        ordered = self._ordered(question, reading, words, hits)
        return [self._services[position][0] for position in take(ordered, 0, self.size)]

    def _find(self, question: Question) -> tuple[Reading, dict[str, int], Levels | None, int]:
        reading = self._reader.read(question.text)
        chosen = self.filters.selected(question)
        asked = [term.levels for term in reading.terms]
        if question.situations:
            led = map(self.filters.levels_of_situation, question.situations)
            asked.append(reduce(either, led))
        return reading, chosen, together(asked), self._hits(self._said(reading), chosen)

    def _said(self, reading: Reading) -> int:
        """Services that the words find; all where none was typed, none where none is known."""
        if reading.is_lost:
            return 0
        levels = reading.levels()
        return self.filters.everybody if levels is None else levels[TEXT]

    def _hits(self, said: int, chosen: dict[str, int]) -> int:
        return reduce(and_, chosen.values(), said)

    def _nearby(self, question: Question) -> list[Nearby]:
        return [self.places.nearby(code) for code in question.municipalities[:MUNICIPALITIES]]

    def _ordered(
        self, question: Question, reading: Reading, words: Levels | None, hits: int
    ) -> Iterator[tuple[int, object]]:
        return tiers(
            hits,
            words,
            network=self.filters.sets["scope"]["network"],
            stands=reading.stands,
            nearby=self._nearby(question),
        )

    def _hit(self, position: int, question: Question, reading: Reading) -> Hit:
        pk, identifier = self._services[position]
        reason: Reason = ""
        kilometres: float | None = None
        at = 1 << position
        if nearby := self._nearby(question):
            if any(one.stands & at for one in nearby):
                reason, kilometres = "stands", 0.0
            elif any(one.serves & at for one in nearby):
                reason, kilometres = "serves", 0.0
            else:
                away = min(one.hundreds[position] for one in nearby if one.hundreds)
                reason, kilometres = "near", away / 10
        elif reading.understood.places:
            if reading.stands & at:
                reason = "stands"
            elif any(self.places.found_in(one.code) & at for one in reading.understood.places):
                reason = "serves"
        return Hit(pk, identifier, reason, kilometres)

    def _suggest(
        self, question: Question, reading: Reading, chosen: dict[str, int]
    ) -> Iterator[Suggestion]:
        """Which single word or filter to leave out, the whole register, situations near the words."""
        found: list[Suggestion] = []
        said = self._said(reading)
        for term in reading.terms if len(reading.terms) > 1 else ():
            rest = reading.levels(without=term)
            if rest and (total := self._hits(rest[TEXT], chosen).bit_count()):
                found.append(Suggestion("word", term.word, total))
        for group in (*CHOICES, *SWITCHES, "age"):
            if group in chosen:
                rest_of = {one: bits for one, bits in chosen.items() if one != group}
                if total := self._hits(said, rest_of).bit_count():
                    value = getattr(question, group)
                    values = value if isinstance(value, tuple) else (str(int(value)),)
                    found.append(Suggestion(group, ",".join(values), total))
        if not question.everything:
            rest_of = {one: bits for one, bits in chosen.items() if one != "scope"}
            if total := self._hits(said, rest_of).bit_count():
                found.append(Suggestion("everything", "", total))
        for slug in self._reader.near_situations(question.text):
            bits = self.filters.situations[slug][0] & chosen["scope"]
            if slug not in question.situations and bits:
                found.append(Suggestion("situations", slug, bits.bit_count()))
        yield from found[:SUGGESTIONS]


def _identifier(entry: Entry) -> str:
    return entry.identifier


def _name(entry: Entry) -> str:
    return entry.name


def _shown_last(entry: Entry) -> tuple[bool, bool]:
    return not entry.in_network, not entry.has_vacancy


def _numbers(entries: Iterable[Entry]) -> dict[str, tuple[int, ...]]:
    """Identifier and IČO → positions; as bitmaps they would take more than everything else."""
    found: dict[str, tuple[int, ...]] = {}
    for position, entry in enumerate(entries):
        for number in (entry.identifier, entry.ico):
            if number:
                found[number] = (*found.get(number, ()), position)
    return found


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of objects are made and none is waste: looking for waste among them
    again and again took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_texts(
    entries: list[Entry], places: Places, filters: Filters, reference: Reference
) -> Texts:
    texts = Texts(len(entries))
    name, text = texts.field(NAME).add, texts.field(TEXT).add
    activity, provider = texts.field(GROUP).add_repeated, texts.field(PROVIDER).add_repeated
    town = texts.field(TEXT).add_repeated
    for position, entry in enumerate(entries):
        name(entry.name, position)
        provider(entry.provider, position)
        for one in entry.activities:
            activity(one, position)
        for one in (*entry.streets, *entry.texts):
            text(one, position)
        for place in entry.places:
            if place.municipality in places.municipalities:
                town(places.municipalities[place.municipality].name, position)
    for label in reference.kinds:
        texts.add_label(KIND, label.names, filters.sets["kinds"][label.key])
    for label in reference.groups:
        texts.add_label(GROUP, label.names, filters.named_groups.get(label.key, 0))
    texts.close()
    return texts
