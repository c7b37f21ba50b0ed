"""Two states of a text compared paragraph by paragraph, ids found again, and two edits joined."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from sitis.richtext.parts import Line, with_ids, write, write_line
from sitis.richtext.plain import text_of
from sitis.richtext.reading import read

#: So much of two texts must be the same for one to be the other one changed.
ALIKE = 0.5
#: Lines beside each other are sought in so many of the other text.
NEAR = 40


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of a text: ``html`` holds it whole, an item of a list without its list."""

    id: str
    tag: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Change:
    what: Literal["added", "removed", "changed", "moved", "same"]
    old: Paragraph | None
    new: Paragraph | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A paragraph that two changed differently; None where one of them took it out."""

    base: Paragraph
    mine: Paragraph | None
    theirs: Paragraph | None


@dataclass(frozen=True, slots=True)
class Merged:
    html: str
    conflicts: list[Conflict]


def paragraphs(html: str) -> list[Paragraph]:
    return [_paragraph(line) for line in read(html)]


def _paragraph(line: Line) -> Paragraph:
    return Paragraph(line.id, line.tag, text_of(line), write_line(line))


def compare(old: str, new: str) -> list[Change]:
    """Every paragraph of both texts in the order of ``new``; one taken out stands where it was."""
    was, will = read(old), read(new)
    pairs = _pairs(was, will)
    stays = _in_order([n for n in (pairs.get(m) for m in range(len(will))) if n is not None])
    gone = sorted(set(range(len(was))) - set(pairs.values()))
    found: list[Change] = []
    for m, line in enumerate(will):
        n = pairs.get(m)
        if n is None:
            found.append(Change("added", None, _paragraph(line)))
            continue
        while n in stays and gone and gone[0] < n:
            found.append(Change("removed", _paragraph(was[gone.pop(0)]), None))
        what: Literal["changed", "moved", "same"] = "same" if n in stays else "moved"
        if was[n].content != line.content:
            what = "changed"
        found.append(Change(what, _paragraph(was[n]), _paragraph(line)))
    return found + [Change("removed", _paragraph(was[n]), None) for n in gone]


def _pairs(old: Sequence[Line], new: Sequence[Line]) -> dict[int, int]:
    """Place in ``new`` → place in ``old``: by id, then by similar text."""
    places = {line.id: n for n, line in enumerate(old) if line.id}
    found = {m: places[line.id] for m, line in enumerate(new) if line.id in places}
    return found | _alike(old, new, found)


def _in_order(numbers: Sequence[int]) -> set[int]:
    """The most of ``numbers`` that go up: the others have moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
        before[number] = ends[place - 1] if place else None
    last = ends[-1] if ends else None
    while last is not None:
        tails.append(last)
        last = before[last]
    return set(tails)


def _alike(old: Sequence[Line], new: Sequence[Line], paired: dict[int, int]) -> dict[int, int]:
    """What is left is paired with what is most like it, near in order, of the same kind."""
    left = [n for n in range(len(old)) if n not in set(paired.values())]
    found: dict[int, int] = {}
    texts = {n: text_of(old[n]).split() for n in left}
    taken: set[int] = set()
    ahead = 0
    for m in (m for m in range(len(new)) if m not in paired):
        words, best = text_of(new[m]).split(), (ALIKE, -1)
        candidates = [n for n in left[max(0, ahead - NEAR) : ahead + NEAR] if n not in taken]
        for n in candidates:
            if bool(old[n].table) != bool(new[m].table) or bool(old[n].block) != bool(new[m].block):
                continue
            matcher = SequenceMatcher(None, texts[n], words, autojunk=False)
            if matcher.real_quick_ratio() > best[0] and matcher.quick_ratio() > best[0]:
                best = max(best, (matcher.ratio(), -n), key=lambda one: one[0])
        if best[0] > ALIKE:
            found[m] = -best[1]
            taken.add(-best[1])
            ahead = left.index(-best[1]) + 1
    return found


def with_former_ids(lines: Sequence[Line], former: str) -> list[Line]:
    """``lines`` with the ids that they had in ``former``: equal ones first, then similar ones."""
    old, new = read(former), [replace(line, id="") for line in lines]
    pairs: dict[int, int] = {}
    matcher = SequenceMatcher(
        None, [line.content for line in old], [line.content for line in new], autojunk=False
    )
    for n, m, size in matcher.get_matching_blocks():
        pairs |= {m + i: n + i for i in range(size)}
    places: dict[object, list[int]] = {}
    taken = set(pairs.values())
    for n, line in enumerate(old):
        if n not in taken:
            places.setdefault(line.content, []).append(n)
    for m, line in enumerate(new):
        if m not in pairs and places.get(line.content):
            pairs[m] = places[line.content].pop(0)
    pairs |= _alike(old, new, pairs)
    found = []
    quotes: dict[str, str] = {}
    for m, line in enumerate(new):
        if m in pairs:
            n = pairs[m]
            line = replace(line, id=old[n].id)
            if line.quote and old[n].quote:
                quotes.setdefault(line.quote, old[n].quote.rpartition(":")[2])
        found.append(line)
    return [
        replace(line, quote=f"{line.quote}:{quotes.get(line.quote, '')}") if line.quote else line
        for line in found
    ]


def merge3(base: str, mine: str, theirs: str) -> Merged:
    """Both edits of ``base`` in one text. What both changed differently stays as mine, and is told."""
    was, here, there = read(base), read(mine), read(theirs)
    my_pairs, their_pairs = _pairs(was, here), _pairs(was, there)
    my_place = {n: m for m, n in my_pairs.items()}
    their_place = {n: m for m, n in their_pairs.items()}
    conflicts = []
    settled: dict[int, Line | None] = {}  # of base
    for n, line in enumerate(was):
        my_line = here[my_place[n]] if n in my_place else None
        their_line = there[their_place[n]] if n in their_place else None
        values = [one and one.content for one in (line, my_line, their_line)]
        settled[n] = their_line if values[1] == values[0] else my_line
        if values[0] not in values[1:] and values[1] != values[2]:
            told = [one and _paragraph(one) for one in (line, my_line, their_line)]
            conflicts.append(Conflict(*told))
    sides = (here, my_pairs), (there, their_pairs)
    if [*my_pairs.values()] == sorted(my_pairs.values()):  # I moved nothing: their order holds
        sides = sides[1], sides[0]
    return Merged(write(with_ids(_joined(sides[0], sides[1], settled))), conflicts)


Side = tuple[list[Line], dict[int, int]]


def _joined(first: Side, second: Side, settled: dict[int, Line | None]) -> list[Line]:
    """The order of ``first``, and what ``second`` has more, after what stands before it there."""
    order: list[int | Line] = [first[1].get(m, line) for m, line in enumerate(first[0])]
    added = {one.content for one in order if isinstance(one, Line)}
    place = 0
    for m, line in enumerate(second[0]):
        if (n := second[1].get(m)) is None:
            if line.content not in added:
                order.insert(place, line)
                place += 1
        elif n in order:
            place = order.index(n) + 1
        elif settled[n] is not None:
            order.insert(place, n)
            place += 1
    lines = (settled[one] if isinstance(one, int) else one for one in order)
    return [line for line in lines if line is not None]
