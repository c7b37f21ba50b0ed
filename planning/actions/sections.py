"""A section of the plan's text is saved; what is typed meanwhile is kept apart, for its author."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from planning.actions.rows import save_row
from planning.models import Section, SectionDraft
from sitis.richtext import Change, Conflict, compare, from_markdown, merge3

#: Letters of typed text that a draft holds: twice what may be saved, so that nothing is cut.
MOST_TYPED = 1_000_000


class OtherDraft(ValidationError):
    """The person has another text in the section that is not saved either."""

    def __init__(self) -> None:
        super().__init__(
            _("V tomto oddílu máte ještě jiný neuložený text a ten nepřepíšeme."), code="draft"
        )


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two edits of one text met: what others did, what clashes, and the text of both."""

    who: str
    theirs: list[Change]
    conflicts: list[Conflict]
    html: str


def text_of_version(section: Section, version: int | None) -> str | None:
    """The text that somebody began from; None when history does not hold it."""
    if version == section.version:
        return section.text
    rows = section.history.filter(version=version).order_by("-history_date", "-history_id")
    return rows.values_list("text", flat=True).first()


def meet(section: Section, base: str, mine: str) -> Meeting:
    """What ``mine``, begun from ``base``, and the section as it stands now make together."""
    merged = merge3(base, mine, section.text)
    theirs = [one for one in compare(base, section.text) if one.what != "same"]
    newest = section.history.order_by("-history_date", "-history_id").first()
    who = str(newest.history_user) if newest and newest.history_user else _("systém")
    return Meeting(who, theirs, merged.conflicts, merged.html)


@transaction.atomic
def save_section(section: Section, *, by: Any, stamp: str = "") -> None:
    """Write the text and let go of the author's draft that it continues; another one stays.

    Raises Closed, ValidationError, Stale.
    """
    save_row(section, by=by)
    drop_draft(section, by=by, stamp=stamp)


def draft_of(section: Section, user: Any) -> SectionDraft | None:
    return SectionDraft.objects.filter(section=section, user=user).first()


def keep_draft(
    section: Section, *, text: str, version: int, by: Any, moment: datetime, stamp: str = ""
) -> SectionDraft:
    """Keep what ``by`` typed, over nobody's text; ``stamp`` is of the draft that it continues.

    Raises OtherDraft, and ValidationError for what is too long.
    """
    if len(text) > MOST_TYPED:
        most = number_format(MOST_TYPED, force_grouping=True)
        raise ValidationError(
            _("Text je delší než %s znaků, průběžně ho proto neukládáme. Zkraťte ho.") % most
        )
    values = {"text": text, "base_version": version, "saved_at": moment}
    found = draft_of(section, by)
    if found is None:
        draft, is_written = SectionDraft.objects.get_or_create(
            section=section, user=by, defaults=values
        )
    elif found.stamp == stamp or found.text == text:  # the same: its stamp got lost on the way
        draft = SectionDraft(pk=found.pk, section=section, user=by, **values)
        same = SectionDraft.objects.filter(pk=found.pk, saved_at=found.saved_at)
        is_written = bool(same.update(**values))  # check and change in one
    else:
        is_written = False
    if not is_written:
        raise OtherDraft
    return draft


def drop_draft(section: Section, *, by: Any, stamp: str) -> bool:
    """Let go of the draft with that ``stamp``; whether no other one stays."""
    found = draft_of(section, by)
    if found and found.stamp == stamp:
        SectionDraft.objects.filter(pk=found.pk, saved_at=found.saved_at).delete()
        return True
    return found is None


def draft_as_html(draft: SectionDraft, base: str) -> str:
    """What was typed, with the ids of paragraphs that ``base`` had too."""
    return from_markdown(draft.text, base)
