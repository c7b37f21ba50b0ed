"""A mistyped word is led to the nearest one the index knows."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from catalog.index.words import fold

_SHORTEST = 4  # letters; shorter words are too near to each other
_LONGEST = 30


def _threes(word: str) -> set[str]:
    padded = f" {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def distance(one: str, other: str, limit: int) -> int:
    """Letters to add, drop, change or swap with the neighbour; ``limit + 1`` if more.

    >>> distance("pecovatelsaka", "pecovatelska", 2), distance("sluzba", "slubza", 2)
    (1, 1)
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    older: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one):
        newer = [i + 1]
        for j, wanted in enumerate(other):
            cost = min(row[j] + (letter != wanted), row[j + 1] + 1, newer[j] + 1)
            if i and j and letter == other[j - 1] and one[i - 1] == wanted:
                cost = min(cost, older[j - 1] + 1)
            newer.append(cost)
        older, row = row, newer
        if min(row) > limit:
            return limit + 1
    return row[-1]


class Spelling:
    """Known words, folded, by their triples of letters."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words: list[str] = []
        self._by_three: dict[str, list[int]] = defaultdict(list)
        for word in sorted(set(words)):
            if _SHORTEST <= len(word) <= _LONGEST and not word.isdigit():
                for three in _threes(word):
                    self._by_three[three].append(len(self._words))
                self._words.append(word)

    def nearest(self, typed: str) -> str | None:
        """The folded word meant by ``typed``, if one is near: one letter off in a short word, two
        in a long one."""
        word = fold(typed)
        if not _SHORTEST <= len(word) <= _LONGEST or word.isdigit():
            return None
        limit = 1 if len(word) < 8 else 2
        shared: Counter[int] = Counter()
        threes = _threes(word)
        for three in threes:
            shared.update(self._by_three.get(three, ()))
        needed = max(1, len(threes) - 3 * limit - 1)
        best: tuple[int, int, str] | None = None
        for number, alike in shared.items():
            if alike >= needed:
                known = self._words[number]
                off = distance(word, known, limit)
                if off <= limit and (best is None or (off, -alike, known) < best):
                    best = off, -alike, known
        return best[2] if best else None
