"""A template is founded, a version started as a copy, its parts written one by one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from providers import cards
from providers.models import CardEntry, CardNorm, CardTemplate, CardVersion
from sitis.history import CHANGED, CREATED, DELETED, write_history
from sitis.versions import Stale, save_version

#: What a copied row and a copied norm take over.
ENTRY = ("slot", "code", "position", *cards.COLUMNS)
NORM = (
    *("template_id", "subject", "code", "position", "title", "bound", "amount", "unit"),
    *("per_amount", "per_unit", "qualification", "indicator", "is_public", "source"),
)
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_code(prefix: str = "r") -> str:
    """Of a row that a person added; it stays with the row from version to version."""
    return f"{prefix}-{get_random_string(8, LETTERS)}"


@transaction.atomic
def start_template(template: CardTemplate, *, by: Any) -> CardVersion:
    """Found a template with an empty first version. Raises ValidationError."""
    save_version(template, by=by)
    return start_version(template, by=by)


def save_template(template: CardTemplate, *, by: Any, reason: str = "") -> None:
    save_version(template, by=by, reason=reason)


@transaction.atomic
def start_version(
    template: CardTemplate, *, by: Any, copy_of: CardVersion | None = None, reason: str = ""
) -> CardVersion:
    """The next version as a draft, empty or a copy. Raises ValidationError if one is being prepared."""
    CardTemplate.objects.select_for_update().get(pk=template.pk)
    waiting = template.versions.exclude(state__in=CardVersion.IN_FORCE).first()
    if waiting is not None:
        said = _("Karta už má rozpracovanou verzi %s. Dokončete nejdřív ji.") % waiting.number
        raise ValidationError(said, code="waiting")
    last = template.versions.aggregate(last=Max("number"))["last"] or 0
    card = CardVersion(
        template=template,
        number=last + 1,
        copied_from=copy_of,
        reason=reason,
        is_sample=bool(copy_of and copy_of.is_sample),
    )
    save_version(card, by=by)
    if copy_of is not None:
        copy_content(copy_of, card, by=by)
    return card


def copy_content(source: CardVersion, card: CardVersion, *, by: Any) -> None:
    entries = [
        CardEntry(card=card, **{name: getattr(row, name) for name in ENTRY})
        for row in source.entries.order_by("pk")
    ]
    norms = [
        CardNorm(card=card, **{name: getattr(row, name) for name in NORM})
        for row in source.norms.order_by("pk")
    ]
    for model, rows in ((CardEntry, entries), (CardNorm, norms)):
        model.objects.bulk_create(rows, batch_size=500)  # type: ignore[attr-defined]
        write_history(model, [row.pk for row in rows], CREATED, by=by)


def save_card(card: CardVersion, *, by: Any, reason: str = "") -> None:
    """Write the reason of the change and the terms of a version not approved. Raises ValidationError."""
    refuse_locked(card.pk)
    save_version(card, by=by, reason=reason)


def refuse_locked(pk: int) -> CardVersion:
    """Hold the version's row till the end of the transaction. Raises ValidationError once approved."""
    card = CardVersion.objects.select_for_update().get(pk=pk)
    if card.is_locked:
        raise ValidationError(CardVersion.LOCKED, code="locked")
    return card


@transaction.atomic
def save_part(
    card: CardVersion,
    part: int,
    rows: Iterable[cards.Row],
    norms: Sequence[CardNorm] = (),
    *,
    seen: int,
    by: Any,
) -> None:
    """Write one part as a whole; rows and norms that are not among those given go.

    ``seen`` is the version of the record that was read. Raises Stale if another was written
    meanwhile, ValidationError once the card is approved.
    """
    refuse_locked(card.pk)
    if not CardVersion.objects.filter(pk=card.pk, version=seen).update(version=F("version") + 1):
        raise Stale
    card.refresh_from_db()
    _write_rows(card, part, list(rows), by=by)
    _write_norms(card, part, norms, by=by)
    said = _("Část %s") % part
    write_history(CardVersion, [card.pk], CHANGED, by=by, reason=said)


def _write_rows(card: CardVersion, part: int, rows: list[cards.Row], *, by: Any) -> None:
    slots = [slot.name for slot in cards.slots_of(part)]
    known = {(row.slot, row.code): row for row in card.entries.filter(slot__in=slots)}
    kept, made, changed = set(), [], []
    ordered: list[CardEntry] = []
    for row in rows:
        if row.slot not in slots or not any(text for _key, text in row.cells()):
            continue
        kept.add((row.slot, row.code))
        texts = {key.column: text for key, text in row.cells()}
        values = {name: texts.get(name, "") for name in cards.COLUMNS}
        entry = known.get((row.slot, row.code))
        if entry is None:
            entry = CardEntry(card=card, slot=row.slot, code=row.code, **values)
            made.append(entry)
        elif any(getattr(entry, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(entry, name, value)
            entry.version += 1
            changed.append(entry)
        ordered.append(entry)
    changed += _renumber(ordered, made, changed, part * 100)
    for entry in [*made, *changed]:
        entry.full_clean(validate_constraints=False)
    _apply(CardEntry, made, changed, [row for key, row in known.items() if key not in kept], by)


def _write_norms(card: CardVersion, part: int, norms: Sequence[CardNorm], *, by: Any) -> None:
    subject = cards.subject_of(part)
    if not subject or subject == cards.COST:
        return
    known = {row.code: row for row in card.norms.filter(subject=subject)}
    kept, made, changed = set(), [], []
    names = [name for name in NORM if name not in {"template_id", "subject", "position"}]
    ordered: list[CardNorm] = []
    for norm in norms:
        kept.add(norm.code)
        row = known.get(norm.code)
        if row is None:
            norm.card, norm.template_id, norm.subject = card, card.template_id, subject
            row = norm
            made.append(norm)
        elif any(getattr(row, name) != getattr(norm, name) for name in names):
            for name in names:
                setattr(row, name, getattr(norm, name))
            row.version += 1
            changed.append(row)
        ordered.append(row)
    changed += _renumber(ordered, made, changed, 0)
    for norm in [*made, *changed]:
        norm.full_clean(validate_constraints=False)
    _apply(CardNorm, made, changed, [row for code, row in known.items() if code not in kept], by)


def _renumber(ordered: list[Any], made: list[Any], changed: list[Any], base: int) -> list[Any]:
    """Give rows places in their order; returns those that were kept and only moved.

    Rows in the right order already keep their places, new ones come behind: nothing else changes.
    """
    new = {id(row) for row in made}
    kept = [row.position for row in ordered if id(row) not in new]
    is_right = kept == sorted(set(kept)) and all(id(row) in new for row in ordered[len(kept) :])
    touched, moved, last = {id(row) for row in changed}, [], base
    for row in ordered:
        place = row.position if is_right and id(row) not in new else last + 1
        last = max(last, place)
        if row.position != place:
            row.position = place
            if id(row) not in new and id(row) not in touched:
                row.version += 1
                moved.append(row)
    return moved


def _apply(model: Any, made: list[Any], changed: list[Any], gone: list[Any], by: Any) -> None:
    keys = [row.pk for row in gone]
    write_history(model, keys, DELETED, by=by)
    rows = model.objects.filter(pk__in=keys)
    rows._raw_delete(rows.db)  # without signals: they would write history once more
    model.objects.bulk_create(made)
    write_history(model, [row.pk for row in made], CREATED, by=by)
    fields = [
        one.name
        for one in model._meta.concrete_fields
        if not one.primary_key and not one.is_relation
    ]
    model.objects.bulk_update(changed, fields)
    write_history(model, [row.pk for row in changed], CHANGED, by=by)
