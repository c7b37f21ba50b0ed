"""Counting of searches that found nothing. Nobody's own words are kept, nor who searched or when."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from providers.models import SearchMiss

LONGEST = 60  # letters
#: A longer question is no question of a person.
WORDS = 20
#: A word that fewer than five searches brought in so many days is forgotten.
KEPT = timedelta(days=90)


@transaction.atomic
def count_search(words: Collection[str], *, on: date) -> int:
    """Count each of ``words`` (known ones, the catalogue says which) once. Returns how many.

    Two counts of one word at once are both kept: the row is made if missing, then raised.
    """
    wanted = sorted({word.casefold() for word in words if _is_word(word)})[:WORDS]
    SearchMiss.objects.bulk_create(
        [SearchMiss(word=word, count=0, first_on=on, last_on=on) for word in wanted],
        ignore_conflicts=True,
    )
    for word in wanted:  # always in one order, so that two counts never wait for each other
        SearchMiss.objects.filter(word=word).update(count=F("count") + 1, last_on=on)
    return len(wanted)


def forget_rare(day: date) -> int:
    """Delete words that stayed rare since before ``KEPT`` days. Returns how many."""
    rare = SearchMiss.objects.filter(count__lt=SearchMiss.SHOWN_FROM, first_on__lt=day - KEPT)
    return rare.delete()[0]


def _is_word(word: object) -> bool:
    return isinstance(word, str) and word.isalpha() and len(word.casefold()) <= LONGEST
