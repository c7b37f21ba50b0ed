"""A form of many cells that two people may have open at once.

It posts, beside what is typed, a short sum of each field as it was shown. So a field that the person
left alone is known from one that they changed, whoever wrote meanwhile and whatever it was.
"""

import hashlib
import re
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext as _

from providers import cards

NEW = "nova"  # begins the name of a row that is not written yet
CODE = re.compile(r"[-\w]{1,40}", re.ASCII)


class SharedForm(forms.Form):
    """Writes over nothing that another person saved while this one was typing.

    A record that was closed meanwhile is refused by the action, whatever version was seen.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    base = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, record: Any, is_open: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.is_open = record, is_open
        self.initial["version"] = record.version
        pairs = (one.rpartition("=") for one in str(self.data.get("base", "")).split())
        self.seen = {name: sign for name, _equals, sign in pairs}
        self.lost: set[str] = set()  # fields of rows that are gone, though this person changed them

    def remember(self) -> None:
        """Call it once all fields are there."""
        self.initial["base"] = self._base()

    def _base(self) -> str:
        return " ".join(f"{name}={_sign(self._now(name))}" for name in self._cells())

    def _cells(self) -> list[str]:
        return [name for name in self.fields if name not in {"version", "base"}]

    def _now(self, name: str) -> str:
        """What the record says in the field, as a browser would send it back."""
        field = self.fields[name]
        return self._words(name, field.prepare_value(self.get_initial_for_field(field, name)))

    def _typed(self, name: str) -> str:
        widget = self.fields[name].widget
        return self._words(name, widget.value_from_datadict(self.data, self.files, name))

    def _words(self, name: str, value: Any) -> str:
        widget = self.fields[name].widget
        if isinstance(widget, forms.CheckboxInput):
            return "on" if value else ""
        if isinstance(widget, forms.Select):
            return "" if value is None else str(value)
        return cards.plain(widget.format_value(value) or "")

    def lost_rows(self, place: str, known: Collection[str], columns: Iterable[str]) -> list[str]:
        """Codes of rows that were shown and are gone, in which this person changed something."""
        names, found = list(columns), []
        shown = (one.split(".")[1] for one in self.seen if one.startswith(f"{place}."))
        for code in dict.fromkeys(shown):
            fields = [f"{place}.{code}.{name}" for name in names]
            if code in known or code.startswith(NEW) or not CODE.fullmatch(code):
                continue
            if any(self._is_lost(name) for name in fields):
                found.append(code)
                self.lost.update(fields)
        return found

    def _is_lost(self, name: str) -> bool:
        return name in self.data and self.seen.get(name) != _sign(cards.plain(self.data[name]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_open and cleaned.get("version", self.record.version) != self.record.version:
            self._tell_what_changed()
        return cleaned

    def _tell_what_changed(self) -> None:
        """What was typed stays; a field this person left alone is renewed, and new rows are added."""
        last = self.record.history.order_by("-history_date", "-history_id").first()
        who = (last and last.history_user) or _("někdo jiný")
        said = _("Kartu mezitím změnil(a) %s. Zkontrolujte své změny a uložte znovu.") % who
        self.add_error(None, forms.ValidationError(said, code="stale"))
        self.data = self.data.copy()
        for name in self._cells():
            now, typed, before = self._now(name), self._typed(name), self.seen.get(name, _sign(""))
            if typed == now or (_sign(now) == before and name not in self.lost):
                continue
            if _sign(typed) == before and name not in self.lost:
                self._renew(name, now)
            else:
                self.add_error(name, self._is_now(name, now))
        self.data["version"], self.data["base"] = str(self.record.version), self._base()

    def _renew(self, name: str, now: str) -> None:
        if isinstance(self.fields[name].widget, forms.CheckboxInput) and not now:
            self.data.pop(name, None)
        else:
            self.data[name] = now

    def _is_now(self, name: str, now: str) -> forms.ValidationError:
        field = self.fields[name]
        shown: Any = now
        if isinstance(field, forms.BooleanField):
            shown = localize(bool(now))
        elif isinstance(field, forms.ChoiceField):
            shown = dict(field.choices).get(now, now)
        return forms.ValidationError(
            _("Nově je zde: %(value)s."),
            code="stale",
            params={"value": shown or _("prázdné")},
        )


def _sign(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:10]
