"""In which order services are shown, by tiers of sets: all hits are never sorted.

1. A service whose identifier or IČO was typed.
2. All words in its name; then in its name or kind, or a life situation leads to it; then also in
   its target groups and activities; then in the name of its provider; then elsewhere. The name of
   a place does not count: whoever stands there or serves it has been found by it.
3. Inside, services of the network first, then those that stand in the place asked for, then those
   with a free place, then by the Czech alphabet.

Where a municipality is chosen, tiers of 2 are two (words found up to target groups, words found
elsewhere), and inside them the nearest are first; who serves it in the field is at 0 km.
``templates/catalog/_ranking.html`` says the same to people.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from itertools import islice
from operator import or_
from typing import NamedTuple

from catalog.index.bitmaps import positions, without_first
from catalog.index.places import REACH_KM, Nearby
from catalog.index.texts import EXACT, GROUP, Levels


class Tier(NamedTuple):
    """Services shown together: by ``key`` if it has one, else by their positions."""

    services: int
    key: Callable[[int], int] | None = None


def tiers(
    hits: int,
    words: Levels | None,
    *,
    network: int,
    stands: int,
    nearby: Sequence[Nearby],
) -> Iterator[Tier]:
    """``hits`` in parts that share nothing, the best first.

    Positions are given in the order of the network, free places and the alphabet; ``words`` are
    services found by the words at each level, each level holding the weightier ones.
    """
    for tier in _by_words(hits, words, coarse=bool(nearby)):
        for scope in (tier & network, tier & ~network):
            if not scope:
                continue
            if nearby:
                yield from _by_distance(scope, nearby)
            else:
                yield Tier(scope & stands)
                yield Tier(scope & ~stands)


def _by_words(hits: int, words: Levels | None, *, coarse: bool) -> Iterator[int]:
    if words is None:
        yield hits
        return
    levels = (words[EXACT], words[GROUP], words[-1]) if coarse else words
    for found in levels:
        if tier := hits & found:
            yield tier
            hits &= ~tier


def _by_distance(hits: int, nearby: Sequence[Nearby]) -> Iterator[Tier]:
    def away(position: int) -> int:
        return min(one.hundreds[position] for one in nearby if one.hundreds)

    yield Tier(here := hits & reduce(or_, (one.stands for one in nearby)))
    hits &= ~here
    yield Tier(served := hits & reduce(or_, (one.serves for one in nearby)))
    hits &= ~served
    for kilometre in range(REACH_KM + 1):
        ring = hits & reduce(or_, (one.rings[kilometre] for one in nearby if one.rings), 0)
        if ring:
            yield Tier(ring, away)
            hits &= ~ring


def take(ordered: Iterator[Tier], skip: int, count: int) -> list[int]:
    """Positions of ``count`` services after the first ``skip``."""
    taken: list[int] = []
    for services, key in ordered:
        members = services.bit_count()
        if skip >= members:
            skip -= members
            continue
        found: Iterator[int]
        if key:
            found = islice(sorted(positions(services), key=key), skip, None)
        else:
            found = positions(without_first(services, skip))
        taken += islice(found, count - len(taken))
        if len(taken) == count:
            break
        skip = 0
    return taken
