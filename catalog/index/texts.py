"""Which services say a word, and where they say it: the heart of the index."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_, or_

from catalog.index.bitmaps import bitmap
from catalog.index.recent import Recent
from catalog.index.words import beginning_with, every, fold, forms

#: where a word may stand, the weightiest first; ``Levels`` has one set for each
EXACT, NAME, KIND, GROUP, PROVIDER, TEXT = range(6)
Levels = tuple[int, int, int, int, int, int]
Said = dict[str, int | array]  # word → a bitmap, or positions where services are few
NOTHING: Levels = (0, 0, 0, 0, 0, 0)

_PREFIX = 3  # letters of an unfinished word that find what begins with them
_RARE = 200  # positions up to which a list is smaller than a bitmap


def everywhere(bits: int, since: int = NAME) -> Levels:
    """``bits`` found at the level ``since`` and therefore at all lighter ones."""
    return tuple(bits if level >= since else 0 for level in range(6))  # type: ignore[return-value]


def either(one: Levels, other: Levels) -> Levels:
    return tuple(map(or_, one, other))  # type: ignore[return-value]


def together(asked: Sequence[Levels]) -> Levels | None:
    """What all find, level by level; None where nothing is asked."""
    if not asked:
        return None
    return tuple(reduce(and_, sets) for sets in zip(*asked, strict=True))  # type: ignore[return-value]


class Field:
    """Words said at one level."""

    def __init__(self, size: int, vocabulary: "Vocabulary") -> None:
        self.size = size
        self._few, self._many = _Said(vocabulary), _Said(vocabulary)
        self._repeated: dict[str, list[int]] = defaultdict(list)

    def add(self, text: str, position: int) -> None:
        for said in map(self._few.__getitem__, text.split()):
            said.append(position)

    def add_repeated(self, text: str, position: int) -> None:
        """The same for a text that many services share; it is taken apart once."""
        self._repeated[text].append(position)

    def said(self) -> Said:
        """Folded word → who says it. Arrays are half of lists and no work for the collector."""
        for text, by in self._repeated.items():
            if len(by) > _RARE:
                bits = bitmap(by, self.size)
                for said in map(self._many.__getitem__, text.split()):
                    said.append(bits)
            else:
                for said in map(self._few.__getitem__, text.split()):
                    said.extend(by)
        joined: Said = {word: reduce(or_, bits) for word, bits in self._many.folded.items()}
        for word, said in self._few.folded.items():
            if word in joined or len(said) > _RARE:
                joined[word] = joined.get(word, 0) | bitmap(said, self.size)  # type: ignore[operator]
            else:
                joined[word] = array("I", said)
        return joined


class _Several:
    """The words of "Brno-venkov," or of a lone dash, where a list of one word is expected."""

    __slots__ = ("_lists",)

    def __init__(self, lists: list[list[int]]) -> None:
        self._lists = lists

    def append(self, position: int) -> None:
        for said in self._lists:
            said.append(position)

    def extend(self, positions: list[int]) -> None:
        for said in self._lists:
            said.extend(positions)


class _Said(dict[str, list[int] | _Several]):
    """What stands between spaces → who says it. Looked up millions of times, hence a dictionary;
    a pattern that finds words in texts takes three times as long as splitting at spaces."""

    def __init__(self, vocabulary: "Vocabulary") -> None:
        self._vocabulary = vocabulary
        self.folded: dict[str, list[int]] = {}

    def __missing__(self, written: str) -> list[int] | _Several:
        lists = [
            self.folded.setdefault(self._vocabulary.folded(word), []) for word in every(written)
        ]
        said = self[written] = lists[0] if len(lists) == 1 else _Several(lists)
        return said


class Vocabulary:
    """Every word of the index: how it is written, how it is folded, under which stems it is found."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}  # folded → as written, with accents if anybody wrote them

    def folded(self, word: str) -> str:
        """``word`` folded, and from now on known."""
        folded, lower = fold(word), word.lower()
        if self.written.setdefault(folded, lower) == folded != lower:
            self.written[folded] = lower
        return folded

    def close(self) -> None:
        """All words are known: sort them for beginnings and group them by stems."""
        self.sorted = sorted(self.written)
        by_form: dict[str, list[str]] = defaultdict(list)
        for folded, written in self.written.items():
            for form in forms(written):
                by_form[form].append(folded)
        self.by_form = {form: tuple(found) for form, found in by_form.items()}

    def inflections(self, word: str) -> set[str]:
        """Folded words that share a stem with ``word``."""
        return {known for form in forms(word) for known in self.by_form.get(form, ())}

    def like(self, word: str) -> set[str]:
        """Folded words that share a stem with ``word`` and, where nobody says it so, begin with it.

        "Kyjov" finds no "Kyjovice", but the unfinished "pečovat" finds "pečovatelská".
        """
        found = self.inflections(word)
        beginning = fold(word)
        if beginning not in self.written and len(beginning) >= _PREFIX:
            found.update(beginning_with(beginning, self.sorted))
        return found


class Texts:
    """Fields by level, filled once, then asked for words."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.vocabulary = Vocabulary()
        self._fields = {
            level: Field(size, self.vocabulary) for level in (NAME, GROUP, PROVIDER, TEXT)
        }
        self._said: dict[int, Said] = {}
        self._asked: Recent[str, Levels] = Recent(256)

    def field(self, level: int) -> Field:
        return self._fields[level]

    def add_label(self, level: int, names: Iterable[str], bits: int) -> None:
        """Names of a kind or a group that ``bits`` have."""
        said = self._said.setdefault(level, {})
        for word in {self.vocabulary.folded(word) for name in names for word in every(name)}:
            said[word] = said.get(word, 0) | bits  # type: ignore[operator]

    def close(self) -> None:
        for level, field in self._fields.items():
            said = self._said.setdefault(level, {})
            for word, where in field.said().items():
                said[word] = (
                    self._bits(said.get(word, 0)) | self._bits(where) if word in said else where
                )
        self._fields.clear()
        self.vocabulary.close()

    def _bits(self, said: int | array) -> int:
        return said if isinstance(said, int) else bitmap(said, self.size)

    def levels(self, word: str) -> Levels:
        """Services that say ``word``, at each level or a weightier one."""
        return self._asked.get(word, self._levels)

    def _levels(self, word: str) -> Levels:
        like = self.vocabulary.like(word)
        found = [0] * 6
        for level, said in self._said.items():
            few: list[int] = []
            for one in like & said.keys():
                where = said[one]
                if isinstance(where, int):
                    found[level] |= where
                else:
                    few += where
            if few:
                found[level] |= bitmap(few, self.size)
        return tuple(accumulate(found, or_))  # type: ignore[return-value]
