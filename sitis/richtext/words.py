"""Two texts compared word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from html import escape

FEW = 3  # so many words must be the same between two changes to part them

_WORD = re.compile(r"\S+\s*")


def pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Pieces of both texts in reading order: ``("same" | "del" | "ins", words)``.

    Two or fewer words that happen to be the same amid changed ones are told as changed with them.

    >>> list(pieces("po až pá od osmi", "po až pá od devíti"))
    [('same', 'po až pá od '), ('del', 'osmi'), ('ins', 'devíti')]
    >>> list(pieces("přijdeme s jídlem", "pomůžeme s čím chcete"))
    [('del', 'přijdeme s jídlem'), ('ins', 'pomůžeme s čím chcete')]
    """
    old, new = _WORD.findall(before), _WORD.findall(after)
    for i, j, k, m in _runs([word.strip() for word in old], [word.strip() for word in new]):
        if old[i:j] and [w.strip() for w in old[i:j]] == [w.strip() for w in new[k:m]]:
            yield "same", "".join(new[k:m]) + (" " if m == len(new) and j < len(old) else "")
            continue
        if i < j:
            yield "del", "".join(old[i:j])
        if k < m:
            yield "ins", "".join(new[k:m])


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Same and changed stretches in turn, as bounds in both lists; a changed one is never split."""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pending: tuple[int, int, int, int] | None = None
    for place, (what, i, j, k, m) in enumerate(codes):
        is_inner = 0 < place < len(codes) - 1
        if what == "equal" and not (is_inner and j - i < FEW):
            if pending is not None:
                yield pending
            yield i, j, k, m
            pending = None
        else:
            start = pending or (i, i, k, k)
            pending = start[0], j, start[2], m
    if pending is not None:
        yield pending


def word_diff(before: str, after: str) -> str:
    """The difference as HTML for reading: what went in ``del``, what came in ``ins``.

    >>> word_diff("do osmi hodin", "do devíti hodin")
    'do <del>osmi</del> <ins>devíti</ins> hodin'
    """
    found = []
    for what, words in pieces(before, after):
        kept = words.rstrip()
        said = escape(kept, quote=False)
        found.append(said if what == "same" else f"<{what}>{said}</{what}>")
        found.append(words[len(kept) :])
    return "".join(found)
