"""What a provider keeps of the public page of a service, as plain values compared without a database.

A page is ``{"texts": {slot: text}, "hours": [line, …], "contacts": [row, …]}``. A line of hours is
``{"form", "purpose", "days": [1, …, 7], "opens": "08:00", "closes": "16:00", "note"}``; a contact
``{"id", "type", "value", "note", "is_public", "person", "is_person_public"}``, where ``id`` is the key
of a stored row, or a word made up for a new one. A draft may hold half of a line, just as typed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import ceil
from typing import Any

Page = dict[str, Any]
Key = tuple[Any, ...]
TEXTS, HOURS, CONTACTS = "texts", "hours", "contacts"
PARTS = (TEXTS, HOURS, CONTACTS)

#: Per cent of words: a proposal whose texts change by less may be accepted with others at once.
SMALL_SHARE = 10
NO_DAY = 0  # where a line that is only begun names none

_ABOUT = ("type", "value", "note", "is_public", "person", "is_person_public")


@dataclass(frozen=True, slots=True)
class Change:
    """One cell of a page: ``before`` is what the page said, ``after`` what is proposed."""

    key: Key
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Clash:
    """A cell that two changed, and differently: from ``base``, here to ``ours``, there to ``theirs``."""

    key: Key
    base: Any
    ours: Any
    theirs: Any


def plain_text(text: str) -> str:
    """``text`` with one kind of line ends and no space around, so that equal texts are equal."""
    return "\n".join(line.rstrip() for line in str(text).splitlines()).strip()


# -- cells: the smallest things that change apart ------------------------------------------------------


def cells(page: Mapping[str, Any]) -> dict[Key, Any]:
    """The page cut up: a text of each slot, hours of each form, purpose and day, each contact."""
    found: dict[Key, Any] = {}
    for slot, text in page.get(TEXTS, {}).items():
        if kept := plain_text(text):
            found[TEXTS, slot] = kept
    spans: dict[Key, list[tuple[str, str, str]]] = {}
    for line in page.get(HOURS, ()):
        for day in line["days"] or [NO_DAY]:
            key = (HOURS, line["form"], line["purpose"], int(day))
            spans.setdefault(key, []).append((line["opens"], line["closes"], line["note"]))
    found |= {key: tuple(sorted(set(those))) for key, those in spans.items()}
    for row in page.get(CONTACTS, ()):
        found[CONTACTS, str(row["id"])] = tuple(row[name] for name in _ABOUT)
    return found


def page_of_cells(found: Mapping[Key, Any]) -> Page:
    """The way back; days with the same hours stand on one line."""
    texts: dict[str, str] = {}
    days: dict[tuple[Any, ...], list[int]] = {}
    contacts = []
    for key, value in found.items():
        if key[0] == TEXTS:
            texts[key[1]] = value
        elif key[0] == HOURS:
            for span in value:
                days.setdefault((key[1], key[2], *span, key[3] == NO_DAY), []).append(key[3])
        else:
            contacts.append({"id": key[1], **dict(zip(_ABOUT, value, strict=True))})
    hours = [
        {
            "form": form,
            "purpose": purpose,
            "days": sorted(day for day in named if day != NO_DAY),
            "opens": opens,
            "closes": closes,
            "note": note,
        }
        for (form, purpose, opens, closes, note, _no_day), named in days.items()
    ]
    return {TEXTS: texts, HOURS: sorted(hours, key=_order), CONTACTS: contacts}


def _order(line: Mapping[str, Any]) -> tuple[Any, ...]:
    return line["form"], line["purpose"], line["days"] or [8], line["opens"], line["closes"]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Cells in which the two pages differ; what is missing is None."""
    was, will = cells(before), cells(after)
    keys = [*will, *(key for key in was if key not in will)]
    return [
        Change(key, was.get(key), will.get(key)) for key in keys if was.get(key) != will.get(key)
    ]


def merged(
    base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[Page, list[Clash]]:
    """Both sides' changes of ``base`` on one page; where they clash ours stays, and it is told."""
    was, here, there = cells(base), cells(ours), cells(theirs)
    found, clashes = {}, []
    for key in [*there, *(key for key in [*here, *was] if key not in there)]:
        values = was.get(key), here.get(key), there.get(key)
        taken = values[2] if values[1] == values[0] else values[1]
        if taken is not None:
            found[key] = taken
        if values[0] not in values[1:] and values[1] != values[2]:
            clashes.append(Clash(key, *values))
    return page_of_cells(found), list({clash.key: clash for clash in clashes}.values())


# -- how much of it changes ------------------------------------------------------------------------


def text_share(found: Iterable[Change], page: Mapping[str, Any]) -> int:
    """Per cent of words of the page's texts that ``found`` takes out or adds, rounded up.

    >>> ten = "a b c d e f g h i j"
    >>> text_share([Change(("texts", "what"), ten, ten.replace("j", "k"))], {"texts": {"what": ten}})
    10
    """
    texts = [change for change in found if change.key[0] == TEXTS]
    added = removed = 0
    for change in texts:
        old, new = (change.before or "").split(), (change.after or "").split()
        for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if what != "equal":
                removed, added = removed + j - i, added + m - k
    words_before = sum(len(text.split()) for text in page.get(TEXTS, {}).values())
    both = 2 * words_before + added - removed
    return min(100, ceil(100 * (added + removed) / both)) if both else 0


def is_small(found: Iterable[Change], page: Mapping[str, Any]) -> bool:
    """Whether ``found`` may be accepted among many: no text changes by much."""
    return text_share(list(found), page) < SMALL_SHARE
