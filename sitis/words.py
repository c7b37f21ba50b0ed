"""Czech words folded for the search, so that both databases find the same rows."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import or_
from typing import Self, TypeVar

from django.db.models import Q, QuerySet
from snowballstemmer import stemmer

_WORD = re.compile(r"\w+")
Rows = TypeVar("Rows", bound=QuerySet)


def fold(text: str) -> str:
    """``text`` without case and diacritics: "Žďár" is "zdar"."""
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold()  # "🄐" hides a capital
    letters = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=100_000)
def stems(word: str) -> frozenset[str]:
    """The folded forms under which ``word`` is kept and sought; "Služeb" and "sluzby" meet."""
    stem = stemmer("czech").stemWord  # made anew: an instance may not be shared by threads
    return frozenset({fold(word), fold(stem(word.casefold())), stem(fold(word))} - {""})


def words(text: str) -> Iterator[str]:
    return (match.group() for match in _WORD.finditer(text))


def search_text(*texts: str) -> str:
    """The search column: every form of every word, sorted, each between spaces."""
    forms = {form for text in texts for word in words(text) for form in stems(word)}
    return f" {' '.join(sorted(forms))} " if forms else ""


def _shortest(forms: frozenset[str]) -> list[str]:
    """Without forms that begin with another: whatever begins so, begins with the shorter one too."""
    return [
        form
        for form in sorted(forms)
        if not any(form != other and form.startswith(other) for other in forms)
    ]


def matching(rows: Rows, text: str, column: str = "search") -> Rows:
    """Rows where each word of ``text`` begins one of the row's words, in any of its forms."""
    for word in words(text):
        forms = (Q(**{f"{column}__contains": f" {form}"}) for form in _shortest(stems(word)))
        rows = rows.filter(reduce(or_, forms))
    return rows


def meets(text: str, *texts: str) -> bool:
    """Whether each word of ``text`` begins a word of ``texts``; ``matching`` without a database.

    >>> meets("brno venk", "Brno-venkov"), meets("venkov", "Brno-město")
    (True, False)
    """
    kept = search_text(*texts)
    return all(any(f" {form}" in kept for form in stems(word)) for word in words(text))


class SmallTable(QuerySet):
    """Rows of a table of some hundred, sought without a search column; folded here, not in SQL."""

    searched: tuple[str, ...] = ("name",)

    def search(self, text: str) -> Self:
        if not any(words(text)):
            return self.all()
        rows = self.order_by().values_list("pk", *self.searched)
        return self.filter(pk__in=[pk for pk, *texts in rows if meets(text, *texts)])
