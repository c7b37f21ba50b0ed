"""Differences of two pages as people read them: words of texts, hours and contacts in lines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from django.utils.translation import gettext as _

from providers import pages
from providers.models import Contact, OpeningHours, ProvisionForm, ServiceText
from providers.models.hours import DAYS, in_words
from sitis.richtext import words as text_words


@dataclass(slots=True)
class Block:
    """One heading of the difference. ``pieces`` of a text, or ``before`` and ``after`` in lines.

    ``now``: what the page says today where it changed meanwhile too; None elsewhere.
    """

    title: str
    pieces: list[tuple[str, str]] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    now: list[str] | None = None


def blocks(
    found: Iterable[pages.Change],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    clashes: Iterable[pages.Clash] = (),
) -> list[Block]:
    """``found`` are the changes from ``before`` to ``after``; texts, hours and contacts in turn."""
    found = list(found)
    apart = {clash.key: clash for clash in clashes}
    slots = [change for change in found if change.key[0] == pages.TEXTS]
    slots.sort(key=lambda change: ServiceText.Slot.values.index(change.key[1]))
    return [
        *(_text(change, apart.get(change.key)) for change in slots),
        *_hours(found, before, after, apart),
        *(_contact(c, apart.get(c.key)) for c in found if c.key[0] == pages.CONTACTS),
    ]


def whole(page: pages.Page) -> list[Block]:
    """Everything that the page says, as blocks with ``after`` or one piece."""
    nothing: pages.Page = {}
    found = blocks(pages.changes(nothing, page), nothing, page)
    for block in found:
        if not block.pieces and block.title == _("Nový kontakt"):
            block.title = _("Kontakt")
    return found


def name_of(key: pages.Key, forms: Mapping[str, str]) -> str:
    """What a cell is called: "co služba dělá", "terénní, út", "kontakt"."""
    if key[0] == pages.TEXTS:
        return str(ServiceText.Slot(key[1]).label)
    if key[0] == pages.HOURS:
        form = forms.get(key[1], key[1])
        day = str(DAYS[key[3] - 1]) if key[3] else _("bez dne")
        return f"{_('provozní doba')}: {form}, {_purpose(key[2])}, {day}"
    return _("kontakt")


def value_of(key: pages.Key, value: Any) -> str:
    """What a cell says, in one line; empty is said too."""
    if not value:
        return _("nic")
    if key[0] == pages.TEXTS:
        return str(value)
    if key[0] == pages.HOURS:
        return ", ".join(_span(*span) for span in value)
    return contact_words(value)


def _text(change: pages.Change, clash: pages.Clash | None) -> Block:
    pieces = [
        (what, words if what == "same" else words.rstrip(" "))
        for what, words in text_words.pieces(change.before or "", change.after or "")
    ]
    now = None if clash is None else [clash.theirs or _("nic")]
    return Block(str(ServiceText.Slot(change.key[1]).label).capitalize(), pieces, now=now)


def _contact(change: pages.Change, clash: pages.Clash | None) -> Block:
    before, after = (
        [contact_words(value)] if value else [] for value in (change.before, change.after)
    )
    now = None if clash is None else [value_of(clash.key, clash.theirs)]
    title = _("Kontakt") if before else _("Nový kontakt")
    return Block(title, before=before, after=after, now=now)


def contact_words(value: tuple[Any, ...]) -> str:
    kind, said, note, is_public, person, is_person_public = value
    label = dict(Contact.Type.choices).get(kind, kind)
    words = f"{label}: {said}"
    if note:
        words += f" ({note})"
    if person:
        shown = _("jméno se zveřejní") if is_person_public else _("jméno se nezveřejní")
        words += f", {person}, {shown}"
    return words if is_public else f"{words}, {_('nezveřejňuje se')}"


def _hours(
    found: list[pages.Change],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    apart: Mapping[pages.Key, pages.Clash],
) -> list[Block]:
    """One block for each form and purpose that changes, all its days in both states."""
    touched = dict.fromkeys(change.key[1:3] for change in found if change.key[0] == pages.HOURS)
    if not touched:
        return []
    forms = {form.slug: form for form in ProvisionForm.objects.all()}
    was, will = pages.cells(before), pages.cells(after)
    made = []
    for form, purpose in touched:
        name = forms[form].name if form in forms else form
        now = [
            f"{name_of(key, {form: name})}: {value_of(key, clash.theirs)}"
            for key, clash in apart.items()
            if key[:3] == (pages.HOURS, form, purpose)
        ]
        made.append(
            Block(
                f"{_('Provozní doba')}: {name}, {_purpose(purpose)}",
                before=_lines(was, form, purpose, forms),
                after=_lines(will, form, purpose, forms),
                now=now or None,
            )
        )
    return made


def _lines(
    found: Mapping[pages.Key, Any], form: str, purpose: str, forms: Mapping[str, ProvisionForm]
) -> list[str]:
    rows, odd = [], []
    for key, spans in sorted((k, v) for k, v in found.items() if k[:3] == ("hours", form, purpose)):
        for opens, closes, note in spans:
            try:
                row = OpeningHours(
                    form=forms[form],
                    purpose=purpose,
                    weekday=key[3],
                    opens=time.fromisoformat(opens),
                    closes=time.fromisoformat(closes),
                    note=note,
                )
            except (KeyError, ValueError):  # only begun
                odd.append(_span(opens, closes, note))
                continue
            (rows if key[3] else odd).append(row if key[3] else _span(opens, closes, note))
    return [line for part in in_words(rows) for line in part.lines] + odd


def _span(opens: str, closes: str, note: str) -> str:
    said = f"{opens.replace(':', '.')}–{closes.replace(':', '.')}"
    return f"{said} ({note})" if note else said


def _purpose(purpose: str) -> str:
    return str(dict(OpeningHours.Purpose.choices).get(purpose, purpose))
