"""What stands in a plan's text and what is missing: parts, sections, words, who wrote last."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from planning.models import Plan, Section, SectionDraft
from planning.models.section import Part

#: Fewer words are a skeleton, not a text; the statutory check says the same.
WORDS = 20

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w+(?:[-’']\w+)*")


@dataclass(frozen=True, slots=True)
class Draft:
    """Text of one person that is typed and not saved."""

    who: str
    saved_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One section in the contents."""

    code: str
    title: str
    is_required: bool
    is_ready: bool
    words: int
    handed_in_with: str
    changed_at: datetime | None
    changed_by: str
    drafts: tuple[Draft, ...]

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.is_ready

    @property
    def tone(self) -> str:
        if self.is_ready:
            return "success"
        return "warning" if self.words >= WORDS or not self.is_required else "error"

    @property
    def word(self) -> Any:
        if self.is_ready:
            return _("hotovo")
        return _("rozepsáno") if self.words >= WORDS else _("nenapsáno")


@dataclass(frozen=True, slots=True)
class PartEntry:
    part: str
    title: str
    entries: tuple[Entry, ...]

    @property
    def ready(self) -> int:
        return sum(one.is_ready for one in self.entries)

    @property
    def words(self) -> int:
        return sum(one.words for one in self.entries)


def count_words(html: str) -> int:
    """Words that a reader sees, quickly: whole plans are counted for one page."""
    return len(_WORD.findall(_TAG.sub(" ", html)))


def outline(plan: Plan, user: Any) -> list[PartEntry]:
    """Parts with the sections that ``user`` may read, in two queries."""
    changes = Section.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    rows = (
        Section.objects.readable_by(user)
        .of(plan)
        .annotate(
            changed_at=Subquery(changes.values("history_date")[:1]),
            changed_by=Subquery(changes.values("history_user__name")[:1]),
        )
        .order_by("order")
    )
    drafts: dict[int, list[Draft]] = {}
    kept = SectionDraft.objects.filter(section__plan=plan).select_related("user")
    for one in kept.order_by("saved_at"):
        draft = Draft(str(one.user), one.saved_at, one.user_id == user.pk)
        drafts.setdefault(one.section_id, []).append(draft)
    return [
        PartEntry(part, str(Part(part).label), tuple(_entry(row, drafts) for row in group))
        for part, group in groupby(rows, key=lambda row: row.part)
    ]


def _entry(row: Any, drafts: dict[int, list[Draft]]) -> Entry:
    return Entry(
        row.code,
        row.title,
        row.is_required,
        row.is_ready,
        count_words(row.text),
        row.get_handed_in_with_display(),
        row.changed_at,
        row.changed_by or "",
        tuple(drafts.get(row.pk, ())),
    )


def entries(parts: list[PartEntry]) -> Iterator[Entry]:
    return (one for part in parts for one in part.entries)
