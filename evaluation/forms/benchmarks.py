"""Forms of benchmarking runs, decisions on them, answers and conclusions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from evaluation.indicators import CODES, INDICATORS
from evaluation.models import Answer, ChangeText, Occasion, Sheet, Threshold
from evaluation.peers import DIMENSIONS
from evaluation.runs.words import PARTINGS
from providers.models import ProvisionForm, ServiceKind
from sitis.versions import VersionedForm


def kind_choices() -> list[tuple[str, str]]:
    return list(ServiceKind.objects.named().order_by("name").values_list("slug", "name"))


class RunForm(forms.Form):
    year = forms.IntegerField(
        label=_("Rok, za který se vykazovalo"), min_value=2007, max_value=2099
    )
    title = forms.CharField(
        label=_("Název"),
        max_length=200,
        required=False,
        help_text=_("Například 2025, skutečnost I."),
    )
    occasion = forms.ChoiceField(label=_("Sběr"), choices=Occasion.choices, initial="actual_1")
    kinds = forms.MultipleChoiceField(
        label=_("Druhy služeb"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nezaškrtnete-li nic, porovnají se všechny druhy."),
    )
    parting = forms.ChoiceField(
        label=_("Skupiny"),
        choices=[(key, words) for key, (words, _parts) in PARTINGS.items()],
        required=False,
        initial=",".join(DIMENSIONS),
        help_text=_("Skupiny s méně než osmi jinými poskytovateli se spojí se sousedními."),
    )
    years_back = forms.IntegerField(
        label=_("Kolik předchozích let ukázat"), min_value=0, max_value=9, initial=4
    )
    note = forms.CharField(
        label=_("Poznámka k metodice"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = kind_choices()  # type: ignore[attr-defined]

    @property
    def dimensions(self) -> tuple[str, ...]:
        return tuple(PARTINGS[self.cleaned_data["parting"]][1])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Důvod"), max_length=500, help_text=_("Vytiskne se v poznámce k metodice.")
    )


class ShareForm(forms.Form):
    share = forms.BooleanField(
        label=_("Ukázat výsledky poskytovatelům a veřejnosti"),
        required=False,
        initial=True,
        help_text=_("Pro každý rok a druh jen jednou a natrvalo. Pozdější srovnání vidí jen kraj."),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Vysvětlení"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Rozhodnutí"),
        choices=[("accepted", _("přijmout")), ("again", _("zeptat se znovu"))],
        widget=forms.RadioSelect,
    )
    question = forms.CharField(
        label=_("Na co se ptáte"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == Answer.State.AGAIN and not cleaned.get("question", "").strip():
            self.add_error("question", _("Napište, na co se ptáte."))
        return cleaned


class SheetForm(VersionedForm):
    class Meta:
        model = Sheet
        fields = ["conclusion", "text", "next_check_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conclusion"].required = True


class ChangeForm(VersionedForm):
    """Empty: the computed sentences hold."""

    class Meta:
        model = ChangeText
        fields = ["edited"]
        widgets = {"edited": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "edited": _(
                "Každá věta na vlastní řádek; řádek, který končí dvojtečkou, je nadpis. "
                "Prázdné pole znamená, že platí vypočtené věty."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("edited"):
            self.initial["edited"] = self.instance.computed

    def clean_edited(self) -> str:
        """The computed sentences left as they are stay computed."""
        text = "\n".join(self.cleaned_data["edited"].splitlines()).strip()
        return "" if text == self.instance.computed.strip() else text


class ThresholdForm(VersionedForm):
    indicator = forms.ChoiceField(label=_("Indikátor"), required=False)
    kind = forms.ChoiceField(label=_("Druh služby"), required=False)
    form = forms.ChoiceField(label=_("Forma"), required=False)

    class Meta:
        model = Threshold
        fields = [
            *("meaning", "indicator", "kind", "form", "value", "valid_from", "valid_to"),
            *("legal_source", "consequence"),
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {one.code: f"{one.code} {one.name}" for one in INDICATORS}
        every: list[tuple[str, Any]] = [("", _("všechny"))]
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", _("žádný")),
            *((code, names[code]) for code in CODES),
        ]
        self.fields["kind"].choices = every + kind_choices()  # type: ignore[attr-defined]
        self.fields["form"].choices = every + list(  # type: ignore[attr-defined]
            ProvisionForm.objects.order_by("name").values_list("slug", "name")
        )
