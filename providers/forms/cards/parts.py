"""The form of one part of a version: rows of its slots and its norms."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _

from providers import cards
from providers.actions.cards.templates import new_code
from providers.forms.cards.shared import NEW, SharedForm
from providers.models import (
    CardEntry,
    CardNorm,
    CardVersion,
)
from providers.models.card_norm import shown

BLANK_ROWS = 2
LONGEST = 4000


@dataclass(frozen=True, slots=True)
class RowFields:
    """Fields of one row, for the page."""

    title: str
    fields: list[BoundField]
    template: list[tuple[Any, str, str, str]] = None  # type: ignore[assignment]
    left_out: BoundField | None = None
    is_added: bool = False


NORM_FIELDS = (
    *("title", "bound", "amount", "unit", "per_amount", "per_unit"),
    *("qualification", "indicator", "is_public", "source"),
)
LOCAL = ("amount", "per_amount")
ORDER, LAST = "poradi", 1000


class PartForm(SharedForm):
    """One part of a version: rows of its slots and its norms; an emptied row goes, blank ones wait."""

    def __init__(self, *args: Any, card: CardVersion, part: int, **kwargs: Any) -> None:
        super().__init__(*args, record=card, is_open=not card.is_locked, **kwargs)
        self.card, self.part = card, part
        self.rows: list[tuple[cards.Slot, str]] = []
        self.norm_codes: list[str] = []
        slots = cards.slots_of(part)
        known = card.entries.filter(slot__in=[slot.name for slot in slots])
        by_slot: dict[str, list[Any]] = {}
        for entry in known:
            by_slot.setdefault(entry.slot, []).append(entry)
        for slot in slots:
            self._add_slot(slot, by_slot.get(slot.name, []))
        subject = cards.subject_of(part)
        if subject and subject != cards.COST:
            self._add_norms(list(card.norms.filter(subject=subject)))
        self.remember()

    def _add_slot(self, slot: cards.Slot, entries: list[Any]) -> None:
        codes = [entry.code for entry in entries]
        if slot.is_single:
            codes = codes or [cards.SINGLE]
        else:
            codes += self.lost_rows(slot.name, codes, (one.name for one in slot.columns))
            codes += [f"{NEW}{number}" for number in range(1, BLANK_ROWS + 1)]
        texts = {entry.code: entry for entry in entries}
        for code in codes:
            self.rows.append((slot, code))
            for column in slot.columns:
                name = f"{slot.name}.{code}.{column.name}"
                label = slot.title if slot.is_single else column.label
                self.fields[name] = text_field(label, column, _longest(column))
                self.initial[name] = getattr(texts[code], column.name) if code in texts else ""
        self._add_order(slot.name, [code for code in codes if code in texts])

    def _add_order(self, where: str, codes: list[str]) -> None:
        """A place for each of several rows that are kept; new ones come after them."""
        if len(codes) < 2:
            return
        for place, code in enumerate(codes, start=1):
            name = f"{where}.{code}.{ORDER}"
            self.fields[name] = forms.IntegerField(
                label=_("Pořadí"), required=False, min_value=1, max_value=999
            )
            self.initial[name] = place

    def _place(self, where: str, code: str, last: int) -> tuple[int, int]:
        """Where a row goes: who was put at a taken place comes before who was there."""
        name = f"{where}.{code}.{ORDER}"
        typed = self.cleaned_data.get(name)
        before = self.initial.get(name, last)
        place = before if typed is None else typed
        return (place, 0 if place < before else 2 if place > before else 1)

    def _add_norms(self, norms: list[CardNorm]) -> None:
        kept = {norm.code: norm for norm in norms}
        lost = self.lost_rows("norm", kept, (one for one in NORM_FIELDS if one != "is_public"))
        new = [f"{NEW}{number}" for number in range(1, BLANK_ROWS + 1)]
        for code in [*kept, *lost, *new]:
            self.norm_codes.append(code)
            for name in NORM_FIELDS:
                field: Any = CardNorm._meta.get_field(name).formfield(localize=name in LOCAL)
                field.required = False
                self.fields[f"norm.{code}.{name}"] = field
                norm = kept.get(code)
                value = getattr(norm, name) if norm else CardNorm._meta.get_field(name).default
                if name in LOCAL:
                    value = shown(value) if norm and value is not None else None
                self.initial[f"norm.{code}.{name}"] = value if norm or name == "bound" else None
            if code not in kept:
                self.initial[f"norm.{code}.is_public"] = True
        self._add_order("norm", list(kept))

    # -- for the page

    def slots(self) -> Iterator[tuple[cards.Slot, list[RowFields]]]:
        for slot in cards.slots_of(self.part):
            rows = []
            for number, (_slot, code) in enumerate(
                (row for row in self.rows if row[0] is slot), start=1
            ):
                fields = [self[f"{slot.name}.{code}.{column.name}"] for column in slot.columns]
                title = _("Nový řádek") if code.startswith(NEW) else f"{number}."
                rows.append(RowFields(title, [*fields, *self._order_of(slot.name, code)]))
            yield slot, rows

    def norms(self) -> Iterator[RowFields]:
        for code in self.norm_codes:
            fields = [self[f"norm.{code}.{name}"] for name in NORM_FIELDS]
            is_new = code.startswith(NEW)
            title = _("Nová norma") if is_new else str(fields[0].value() or "")
            yield RowFields(title, [*fields, *self._order_of("norm", code)])

    def _order_of(self, where: str, code: str) -> list[BoundField]:
        name = f"{where}.{code}.{ORDER}"
        return [self[name]] if name in self.fields else []

    # -- what was typed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.typed_norms = list(self._norms())
        return cleaned

    def typed_rows(self) -> list[cards.Row]:
        """In the order that was typed, slot after slot."""
        found = []
        for slot, code in self._ordered(self.rows):
            texts = {
                column.name: self.cleaned_data.get(f"{slot.name}.{code}.{column.name}") or ""
                for column in slot.columns
            }
            kept = new_code(slot.name[0]) if code.startswith(NEW) else code
            found.append(cards.Row(slot.name, kept, texts))
        return found

    def _ordered(self, rows: list[tuple[cards.Slot, str]]) -> list[tuple[cards.Slot, str]]:
        slots = list(dict.fromkeys(slot.name for slot, _code in rows))
        return sorted(
            rows,
            key=lambda row: (slots.index(row[0].name), *self._place(row[0].name, row[1], LAST)),
        )

    def _norms(self) -> Iterator[CardNorm]:
        for code in sorted(self.norm_codes, key=lambda code: self._place("norm", code, LAST)):
            values = {name: self.cleaned_data.get(f"norm.{code}.{name}") for name in NORM_FIELDS}
            if not values["title"] and values["amount"] is None:
                continue
            kept = new_code("n") if code.startswith(NEW) else code
            norm = CardNorm(
                template_id=self.card.template_id,
                card=self.card,
                subject=cards.subject_of(self.part),
                code=kept,
                **{name: value for name, value in values.items() if value is not None},
            )
            self._check_norm(norm, code)
            yield norm

    def _check_norm(self, norm: CardNorm, code: str) -> None:
        try:
            norm.clean_fields(exclude=["template", "card"])
        except ValidationError as refusal:
            for name, errors in refusal.error_dict.items():
                field = f"norm.{code}.{name}"
                if field in self.fields and field not in self.errors:
                    self.add_error(field, errors)
        if norm.amount is not None and norm.amount < 0:
            self.add_error(f"norm.{code}.amount", _("Hodnota nesmí být záporná."))
        if (norm.per_amount is None) != (not norm.per_unit):
            said = _("Uveďte, na kolik a čeho, nebo nechte obojí prázdné.")
            self.add_error(f"norm.{code}.per_amount", said)
        elif norm.per_amount is not None and norm.per_amount <= 0:
            self.add_error(f"norm.{code}.per_amount", _("Zadejte číslo větší než nula."))


def _longest(column: cards.Column) -> int:
    return CardEntry._meta.get_field(column.name).max_length or LONGEST


def text_field(label: Any, column: cards.Column, longest: int) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2}) if column.is_long else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget)
