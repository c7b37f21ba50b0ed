"""Forms in which a provider fills the card of a service."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers import cards
from providers.actions.cards.templates import new_code
from providers.forms.cards.parts import LONGEST, RowFields, text_field
from providers.forms.cards.shared import NEW, SharedForm
from providers.models import (
    CardNorm,
)
from providers.models.card_norm import shown


class FillForm(SharedForm):
    """One part of a service's card: the template's words stand in the fields, ready to be changed.

    A field left as the template says it is not the service's own; an emptied one is the template's again.
    """

    def __init__(self, *args: Any, mine: Any, part: int, filled: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=mine, is_open=mine.is_open, **kwargs)
        self.mine, self.part = mine, part
        self.slots_filled = [
            self._with_lost(one) for one in filled if one.slot.part == part and one.slot.own
        ]
        self.blanks: list[tuple[cards.Slot, str]] = []
        self.norm_rows: list[CardNorm] = []
        for one in self.slots_filled:
            self._add_slot(one)
        subject = cards.subject_of(part)
        if subject and subject != cards.COST:
            said = {cell.code: cell.number for cell in mine.cells.filter(slot=cards.NORMS)}
            for norm in mine.card.norms.filter(subject=subject):
                self._add_norm(norm, said.get(norm.code))
        self.remember()

    def _with_lost(self, one: cards.FilledSlot) -> cards.FilledSlot:
        """With rows that another emptied while this person wrote into them, as own rows."""
        columns, known = one.slot.columns, {row.code for row in one.rows}
        lost = self.lost_rows(one.slot.name, known, (column.name for column in columns))
        empty = tuple(cards.Filled(column, "") for column in columns)
        rows = (cards.FilledRow(one.slot, code, empty, is_added=True) for code in lost)
        return cards.FilledSlot(one.slot, (*one.rows, *rows))

    def _add_slot(self, one: cards.FilledSlot) -> None:
        slot = one.slot
        for row in one.rows:
            for cell in row.cells:
                name = f"{slot.name}.{row.code}.{cell.column.name}"
                label = slot.title if slot.is_single else cell.column.label
                self.fields[name] = text_field(label, cell.column, LONGEST)
                self.initial[name] = cell.text
            if not slot.is_single and not row.is_added:
                mark = forms.BooleanField(label=_("Naší služby se netýká"), required=False)
                self.fields[f"{slot.name}.{row.code}."] = mark
                self.initial[f"{slot.name}.{row.code}."] = row.is_left_out
        if not slot.is_single:
            code = f"{NEW}1"
            self.blanks.append((slot, code))
            for column in slot.columns:
                name = f"{slot.name}.{code}.{column.name}"
                self.fields[name] = text_field(column.label, column, LONGEST)

    def _add_norm(self, norm: CardNorm, number: Decimal | None) -> None:
        self.norm_rows.append(norm)
        self.fields[f"norm.{norm.code}"] = forms.DecimalField(
            label=_("%s: naše hodnota") % norm.title,
            help_text=_("Vzor: %s") % norm.words,
            required=False,
            min_value=0,
            max_digits=14,
            decimal_places=4,
            localize=True,
        )
        self.initial[f"norm.{norm.code}"] = shown(number) if number is not None else None

    # -- for the page

    def slots(self) -> Iterator[tuple[cards.Slot, list[RowFields]]]:
        for one in self.slots_filled:
            slot, rows = one.slot, []
            for number, row in enumerate(one.rows, start=1):
                named = [f"{slot.name}.{row.code}.{cell.column.name}" for cell in row.cells]
                told = [
                    (cell.column.label, cell.template, cell.own.base if cell.own else "", cell.has_moved)
                    for cell in row.cells
                    if cell.own and not row.is_added
                ]  # fmt: skip
                mark = f"{slot.name}.{row.code}."
                rows.append(
                    RowFields(
                        "" if slot.is_single else f"{number}.",
                        [self[name] for name in named],
                        template=told,
                        left_out=self[mark] if mark in self.fields else None,
                        is_added=row.is_added,
                    )
                )
            for blank, code in self.blanks:
                if blank is slot:
                    fields = [self[f"{slot.name}.{code}.{column.name}"] for column in slot.columns]
                    rows.append(RowFields(_("Přidat vlastní řádek"), fields))
            yield slot, rows

    def norms(self) -> list[BoundField]:
        return [self[f"norm.{norm.code}"] for norm in self.norm_rows]

    # -- what was typed

    def own(self) -> dict[cards.Key, cards.Own]:
        found: dict[cards.Key, cards.Own] = {}
        for one in self.slots_filled:
            for row in one.rows:
                for cell in row.cells:
                    key = cards.Key(one.slot.name, row.code, cell.column.name)
                    text = self._said(key)
                    if text and text != cell.template:
                        found[key] = cards.Own(text, cell.template)
                if self.cleaned_data.get(f"{one.slot.name}.{row.code}."):
                    key = cards.Key(one.slot.name, row.code, cards.LEFT_OUT)
                    found[key] = cards.Own("", "", is_left_out=True)
        for slot, code in self.blanks:
            made = new_code("own")
            for column in slot.columns:
                text = self._said(cards.Key(slot.name, code, column.name))
                if text:
                    found[cards.Key(slot.name, made, column.name)] = cards.Own(text, "")
        return found

    def _said(self, key: cards.Key) -> str:
        said = self.cleaned_data.get(f"{key.slot}.{key.code}.{key.column}") or ""
        return cards.plain(said)

    def numbers(self) -> dict[str, Decimal | None]:
        return {norm.code: self.cleaned_data.get(f"norm.{norm.code}") for norm in self.norm_rows}


class SpecificsForm(SharedForm):
    specifics = forms.CharField(
        label=gettext_lazy("Čím je služba zvláštní"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Co má kraj vědět, když službu porovnává s jinými."),
    )

    def __init__(self, *args: Any, mine: Any, **kwargs: Any) -> None:
        super().__init__(*args, record=mine, is_open=mine.is_open, **kwargs)
        self.initial["specifics"] = mine.specifics
        self.remember()


class ConfirmForm(forms.Form):
    """The signatory says that the card is right; where the template moved under own words, that too.

    What is confirmed is the card that was read: ``version`` is its version.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_right = forms.BooleanField(
        label=gettext_lazy("Potvrzuji, že karta odpovídá tomu, jak služba pracuje"),
        error_messages={"required": gettext_lazy("Zaškrtněte, že karta odpovídá skutečnosti.")},
    )
    keeps_own = forms.BooleanField(
        label=gettext_lazy("Ponecháváme vlastní text i tam, kde se vzor změnil"),
        error_messages={
            "required": gettext_lazy("Zaškrtněte, nebo vlastní texty podle vzoru upravte.")
        },
    )

    def __init__(self, *args: Any, mine: Any, has_moved: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = mine.version
        if not has_moved:
            del self.fields["keeps_own"]
