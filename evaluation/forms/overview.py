"""Narrowing of the reports of a term, kept in the address."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.overview import NOWHERE, ORDERS, PARTED_BY, STANDINGS, Line
from sitis.collation import czech_key

ALL = ("", _("všechny"))


class OverviewForm(forms.Form):
    """What the address asks for; a word that means nothing here is left out."""

    okres = forms.ChoiceField(label=_("Okres"), required=False)
    druh = forms.ChoiceField(label=_("Druh služby"), required=False)
    poskytovatel = forms.ChoiceField(label=_("Poskytovatel"), required=False)
    stav = forms.ChoiceField(
        label=_("Stav"),
        required=False,
        choices=[ALL, *((word, label) for word, (label, _meets) in STANDINGS.items())],
    )
    priznaky = forms.ChoiceField(
        label=_("Příznaky"),
        required=False,
        choices=[ALL, ("s", _("jen s příznaky")), ("bez", _("jen bez příznaků"))],
    )
    radit = forms.ChoiceField(
        label=_("Řadit"),
        required=False,
        choices=[(word, label) for word, (label, _key) in ORDERS.items()],
    )
    podle = forms.ChoiceField(required=False, choices=list(PARTED_BY.items()))

    def __init__(
        self, *args: Any, lines: Iterable[Line], districts: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        found = list(lines)
        places = {line.district for line in found}
        named = [(code, name) for code, name in districts.items() if code in places]
        if NOWHERE in places:
            named.append((NOWHERE, str(_("bez místa v kraji"))))
        self._offer("okres", named)
        self._offer("druh", {(line.kind, line.kind_name) for line in found})
        self._offer("poskytovatel", {(str(line.provider), line.provider_name) for line in found})

    def _offer(self, name: str, pairs: Iterable[tuple[str, str]]) -> None:
        ordered = sorted(pairs, key=lambda pair: czech_key(pair[1]))
        self.fields[name].choices = [ALL, *ordered]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen.keys() - {"radit", "podle"})

    @property
    def shown_fields(self) -> list[Any]:
        return [field for field in self if field.name != "podle"]
