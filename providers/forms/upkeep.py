"""The page of a service as its provider edits it: half a line may be kept, only whole ones are sent."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms import BaseFormSet, formset_factory
from django.utils.formats import time_format
from django.utils.translation import gettext_lazy as _

from providers import pages
from providers.models import Contact, OpeningHours, ProvisionForm, ServiceText, Vacancy
from providers.models.hours import DAYS, MIDNIGHT
from sitis.versions import VersionedForm

TEXT_LIMIT = 3_000
MOST_ROWS = 150
HELP = {
    ServiceText.Slot.FOR_WHOM: _("Komu služba pomáhá. Pište tak, jak byste to řekli sousedce."),
    ServiceText.Slot.WHAT: _("Co u vás člověk dostane, jedna věta o jedné věci."),
    ServiceText.Slot.PRICE: _("Je-li služba zdarma, napište to. Jinak ceny a co se platí zvlášť."),
    ServiceText.Slot.HOW_TO_ASK: _("Komu zavolat, co mít s sebou, jak dlouho to trvá."),
    ServiceText.Slot.WHEN_FULL: _("Zda vedete pořadník a kde zatím hledat pomoc."),
}
#: Ends of autofill tokens; contacts belong to a service, not to the person who types.
NOBODY = {"autocomplete": "off"}


class TextsForm(forms.Form):
    """Five texts for the public."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for slot in ServiceText.Slot:
            self.fields[slot.value] = forms.CharField(
                label=slot.label.capitalize(),
                required=False,
                max_length=TEXT_LIMIT,
                help_text=HELP[slot],
                widget=forms.Textarea(attrs={"rows": 5}),
            )

    def texts(self) -> dict[str, str]:
        """As typed; what is too long is kept too, it only cannot be sent."""
        return {
            name: text
            for name in self.fields
            if (text := pages.plain_text(_raw(self, name)).replace("\0", ""))
        }


class HoursForm(forms.Form):
    """Hours that several days have in common."""

    form = forms.ChoiceField(label=_("Forma"))
    purpose = forms.ChoiceField(
        label=_("Kdy jde o"), choices=OpeningHours.Purpose.choices, initial="open"
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Dny"),
        coerce=int,
        choices=[(number, day) for number, day in enumerate(DAYS, 1)],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "in-row"}),
        error_messages={"required": _("Zaškrtněte alespoň jeden den.")},
    )
    opens = forms.TimeField(label=_("Od"), widget=forms.TextInput(attrs=NOBODY))
    closes = forms.TimeField(label=_("Do"), widget=forms.TextInput(attrs=NOBODY))
    note = forms.CharField(label=_("Poznámka"), required=False, max_length=300)

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["form"]
        field.choices = list(choices)
        field.initial = next((slug for slug, _name in field.choices), None)  # as browsers choose
        for name in ("opens", "closes"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "size": 6}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes is not None and closes != MIDNIGHT and closes <= opens:
            self.add_error(
                "closes",
                _("Konec musí být později než začátek; provoz přes půlnoc rozdělte na dva dny."),
            )
        return cleaned

    def line(self) -> dict[str, Any]:
        """As typed where it makes no sense, else as it is kept."""
        return {
            "form": _raw(self, "form"),
            "purpose": _raw(self, "purpose"),
            "days": sorted({int(day) for day in self["days"].data or () if day in WEEK}),
            "opens": self._clock("opens"),
            "closes": self._clock("closes"),
            "note": _raw(self, "note"),
        }

    def _clock(self, name: str) -> str:
        found = self.cleaned_data.get(name)
        if found is None:  # wrong in itself, or in its place: kept either way
            try:
                found = self.fields[name].clean(_raw(self, name))
            except ValidationError:
                return _raw(self, name)[:20]
        return f"{found:%H:%M}"


WEEK = {str(number) for number in range(1, 8)}


class ContactForm(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    type = forms.ChoiceField(label=_("Druh"), choices=Contact.Type.choices, initial="phone")
    value = forms.CharField(label=_("Údaj"), max_length=500, widget=forms.TextInput(attrs=NOBODY))
    note = forms.CharField(label=_("Poznámka"), required=False, max_length=300)
    is_public = forms.BooleanField(label=_("Zveřejnit"), required=False, initial=True)
    person = forms.CharField(
        label=_("Jméno osoby"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs=NOBODY),
    )
    is_person_public = forms.BooleanField(label=_("Zveřejnit jméno"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        value, kind = cleaned.get("value", ""), cleaned.get("type")
        if kind == Contact.Type.MAIL and value:
            try:
                validate_email(value)
            except ValidationError:
                self.add_error(
                    "value", _("To není e-mailová adresa, například info@sluzba.example.")
                )
        if kind == Contact.Type.PHONE and sum(letter.isdigit() for letter in value) < 3 and value:
            self.add_error("value", _("V telefonním čísle chybí číslice."))
        if cleaned.get("is_person_public") and not cleaned.get("person"):
            self.add_error("person", _("Není uvedeno jméno, které by se zveřejnilo."))
        return cleaned

    def row(self, known: set[str]) -> dict[str, Any]:
        """A new row gets a word of its own, so that colleagues' new rows are told apart."""
        key = _raw(self, "id")
        is_ours = key in known or (key[:1] == "n" and key.isalnum() and len(key) <= 40)
        return {
            "id": key if is_ours else f"n{uuid4().hex[:12]}",
            "type": _raw(self, "type"),
            "value": _raw(self, "value"),
            "note": _raw(self, "note"),
            "is_public": bool(self["is_public"].data),
            "person": _raw(self, "person"),
            "is_person_public": bool(self["is_person_public"].data),
        }


def _raw(form: forms.Form, name: str) -> str:
    """What was typed, as one would see it in the field again."""
    return str(form[name].data or "").replace("\0", "").strip()


class _Rows(BaseFormSet):
    """Rows where one that was left empty counts for nothing."""

    def kept(self) -> Iterator[Any]:
        for form in self.forms:
            is_empty = form.empty_permitted and not form.has_changed()
            if not is_empty and not self._should_delete_form(form):
                yield form

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Odebrat")


class PageForm:
    """The three parts as one form. ``content`` is what to show; ``data`` what was sent."""

    def __init__(
        self,
        content: pages.Page,
        data: Any = None,
        *,
        forms_of_service: Iterable[ProvisionForm],
        more_hours: int = 1,
        more_contacts: int = 1,
    ) -> None:
        names = {form.slug: form.name for form in forms_of_service}
        for line in content[pages.HOURS]:
            names.setdefault(line["form"], line["form"])
        self._ids = {row["id"] for row in content[pages.CONTACTS]}
        self.texts = TextsForm(data, initial=content[pages.TEXTS], prefix="texty")
        self.hours: Any = _formset(HoursForm, more_hours)(
            data,
            initial=[_shown(line) for line in content[pages.HOURS]],
            prefix="hodiny",
            form_kwargs={"choices": [(slug, name) for slug, name in names.items() if slug]},
        )
        self.contacts: Any = _formset(ContactForm, more_contacts)(
            data, initial=content[pages.CONTACTS], prefix="kontakty"
        )

    @property
    def is_whole(self) -> bool:
        """Whether all rows came back: half a request must not take away what it does not name."""
        parts = (self.hours.management_form, self.contacts.management_form)
        return all(part.is_valid() for part in parts)

    def content(self) -> pages.Page:
        """What was typed, whole or not."""
        self.is_valid()
        typed = {
            pages.TEXTS: self.texts.texts(),
            pages.HOURS: [form.line() for form in self.hours.kept()],
            pages.CONTACTS: [form.row(self._ids) for form in self.contacts.kept()],
        }
        return pages.page_of_cells(pages.cells(typed))

    def is_valid(self) -> bool:
        """Whether it may be sent to the region."""
        checked = [part.is_valid() for part in (self.texts, self.hours, self.contacts)]
        return all(checked) and not self._overlaps()

    def _overlaps(self) -> bool:
        """Two spans of one day and purpose that share a minute are a slip of the pen."""
        seen: dict[tuple[Any, ...], list[tuple[time, time]]] = {}
        found = False
        for form in self.hours.kept():
            data = form.cleaned_data
            for day in data["days"]:
                spans = seen.setdefault((data["form"], data["purpose"], day), [])
                span = data["opens"], data["closes"]
                if any(_meet(span, other) for other in spans):
                    form.add_error("opens", _("Tato doba se kryje s jiným řádkem téhož dne."))
                    found = True
                    break
                spans.append(span)
        return found

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Everything wrong: the field's address on the page and a sentence."""
        found = []
        for form in (self.texts, *self.hours.kept(), *self.contacts.kept()):
            for name, errors in form.errors.items():
                field = form[name]
                found += [
                    (field.id_for_label or field.auto_id, f"{field.label}: {e}") for e in errors
                ]
        for rows, anchor in ((self.hours, "hodiny"), (self.contacts, "kontakty")):
            found += [(anchor, str(error)) for error in rows.non_form_errors()]
        return found


def _meet(one: tuple[time, time], other: tuple[time, time]) -> bool:
    (a, b), (c, d) = one, other
    return (c < b or b == MIDNIGHT) and (a < d or d == MIDNIGHT)


def _formset(form: type[forms.Form], extra: int) -> type[BaseFormSet]:
    return formset_factory(
        form,
        formset=_Rows,
        extra=extra,
        can_delete=True,
        can_delete_extra=False,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )


def _shown(line: dict[str, Any]) -> dict[str, Any]:
    """Times as Czechs write them; what is no time yet stays as it was typed."""
    shown = dict(line)
    for name in ("opens", "closes"):
        try:
            shown[name] = time_format(time.fromisoformat(line[name]))
        except ValueError:
            continue
    return shown


class VacancyForm(VersionedForm):
    """Free places in one form; left empty, none are said."""

    class Meta:
        model = Vacancy
        fields = ["free", "as_of"]

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["free"].required = False
        self.fields["free"].widget.attrs |= {"inputmode": "numeric"}
        self.fields["as_of"].widget = forms.DateInput(format="%-d. %-m. %Y")
        self.fields["as_of"].required = False
        self.initial["as_of"] = today

    def clean_as_of(self) -> date:
        day: date = self.cleaned_data["as_of"] or self.today
        if day > self.today:
            raise ValidationError(_("Den nesmí být v budoucnosti. Uveďte, co platí dnes."))
        return day

    def _post_clean(self) -> None:
        if self.cleaned_data.get("free") is not None:
            super()._post_clean()  # type: ignore[misc]
