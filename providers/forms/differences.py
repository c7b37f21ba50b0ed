"""Deciding about differences."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models import Difference
from sitis.territory.models import District

State = Difference.State


class DifferenceFilterForm(forms.Form):
    """Unknown values are left out, the rest filters."""

    zavaznost = forms.ChoiceField(label=_("Závažnost"), required=False)
    stav = forms.ChoiceField(label=_("Stav"), required=False)
    okres = forms.ModelChoiceField(
        District.objects.all(), label=_("Okres"), required=False, empty_label=_("všechny")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        harm, state = self.fields["zavaznost"], self.fields["stav"]
        harm.choices = [("", _("všechny")), *Difference.Harm.choices]  # type: ignore[attr-defined]
        state.choices = [  # type: ignore[attr-defined]
            ("", _("nevyřešené")),
            *State.choices,
            ("vse", _("všechny")),
        ]

    def narrowed(self, rows: QuerySet[Difference]) -> QuerySet[Difference]:
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        if harm := chosen.get("zavaznost"):
            rows = rows.filter(harm=harm)
        state = chosen.get("stav")
        if not state:
            rows = rows.open()  # type: ignore[attr-defined]
        elif state != "vse":
            rows = rows.filter(state=state)
        if district := chosen.get("okres"):
            rows = rows.in_district(district)  # type: ignore[attr-defined]
        return rows


class KeepForm(forms.Form):
    reason = forms.CharField(
        label=_("Proč necháváme náš údaj"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Například: podle rozhodnutí o změně registrace ze dne 3. 2. 2026."),
    )


class AskForm(forms.Form):
    question = forms.CharField(
        label=_("Otázka poskytovateli"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    day = forms.DateField(
        label=_("Odpovědět do dne"),
        help_text=_("Do konce tohoto dne, například 31. 12. 2026."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = timezone.localdate() + timedelta(days=14)

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise ValidationError(_("Tento den už minul. Zadejte dnešek nebo pozdější den."))
        return day

    @property
    def deadline(self) -> datetime:
        """The last minute of the day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["day"], time(23, 59)))


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Vaše odpověď"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 5})
    )


class SettleManyForm(forms.Form):
    """Several differences at once; to keep ours a reason is needed."""

    rows = forms.ModelMultipleChoiceField(
        Difference.objects.none(),
        label=_("Vybrané rozdíly"),
        error_messages={"required": _("Vyberte alespoň jeden rozdíl.")},
    )
    way = forms.ChoiceField(
        label=_("Co s nimi"),
        choices=[("take", _("převzít z národního registru")), ("keep", _("ponechat naše"))],
    )
    reason = forms.CharField(label=_("Důvod ponechání"), required=False, max_length=2_000)

    def __init__(self, *args: Any, rows: QuerySet[Difference], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") == "keep" and not cleaned.get("reason"):
            self.add_error("reason", _("Napište, proč naše údaje zůstávají."))
        return cleaned
