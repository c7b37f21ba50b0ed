"""Forms of a template, of its versions on their way, of amounts, comments and lists."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from providers import cards
from providers.forms.cards.parts import LONGEST
from providers.forms.register import ReasonField, RegisterForm
from providers.models import (
    CardComment,
    CardNorm,
    CardTemplate,
    CardVersion,
    Service,
)
from providers.models.card_norm import shown
from sitis.resolution_forms import ResolutionStepForm
from sitis.resolutions import Resolution


class TemplateForm(RegisterForm):
    class Meta:
        model = CardTemplate
        fields = ["code", "kind", "form", "target_group", "guarantor"]


class TemplateEditForm(RegisterForm):
    """Kind, form and group are what the template is; they do not change."""

    reason = ReasonField()

    class Meta:
        model = CardTemplate
        fields = ["code", "guarantor"]


class CardForm(RegisterForm):
    class Meta:
        model = CardVersion
        fields = ["reason", "is_sample"]


class CostForm(RegisterForm):
    reason = ReasonField()

    class Meta:
        model = CardNorm
        fields = [
            *("code", "title", "bound", "amount", "unit", "per_amount", "per_unit", "indicator"),
            *("valid_from", "valid_to", "indexation", "is_public", "source"),
        ]
        localized_fields = ["amount", "per_amount", "indexation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].required = True
        self.instance.subject = cards.COST
        for name in ("amount", "per_amount", "indexation"):
            value = getattr(self.instance, name)
            if value is not None:
                self.initial[name] = shown(value)
        if self.instance.pk:
            self.fields["code"].disabled = True


# -- steps of a version --------------------------------------------------------------------------------


class OpenCommentsForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Připomínky do"),
        help_text=gettext_lazy("Do tohoto dne mohou služby a ORP psát. Například 31. 10. 2026."),
    )
    note = forms.CharField(label=gettext_lazy("Poznámka ke kroku"), max_length=80, required=False)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Poznámka ke kroku"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Zapíše se do historie vedle vašeho jména."),
    )


class ApproveForm(ResolutionStepForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, body=Resolution.Body.COUNCIL, **kwargs)


class ForceForm(forms.Form):
    first_day = forms.DateField(
        label=gettext_lazy("Platí od"),
        help_text=gettext_lazy("Dosavadní verze skončí den předtím. Například 1. 1. 2027."),
    )
    update_by = forms.DateField(
        label=gettext_lazy("Karty služeb aktualizovat do"),
        help_text=gettext_lazy("Tento termín dostanou poskytovatelé jako úkol."),
    )
    note = forms.CharField(label=gettext_lazy("Poznámka ke kroku"), max_length=80, required=False)


class CommentForm(forms.Form):
    addressee = forms.ChoiceField(label=gettext_lazy("Za koho"), required=False)
    part = forms.TypedChoiceField(label=gettext_lazy("K části"), coerce=int, choices=())
    text = forms.CharField(
        label=gettext_lazy("Připomínka"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Napište, co změnit, jak a proč."),
    )

    def __init__(self, *args: Any, addressees: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = CardComment._meta.get_field("part").choices  # type: ignore[attr-defined]
        self.addressees = {str(one.pk): one for one in addressees}
        choices = [(key, str(one.service or one.orp)) for key, one in self.addressees.items()]
        self.fields["addressee"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            self.fields["addressee"].widget = forms.HiddenInput()
            self.initial.setdefault("addressee", choices[0][0] if choices else "")

    def chosen(self) -> Any:
        return self.addressees.get(self.cleaned_data["addressee"])


class SettleForm(RegisterForm):
    class Meta:
        model = CardComment
        fields = ["settlement", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["settlement"].required = True


class CardFilterForm(forms.Form):
    """Of the list of cards of services; unknown values find everything."""

    q = forms.CharField(label=gettext_lazy("Hledat službu"), required=False)
    sablona = forms.ModelChoiceField(
        label=gettext_lazy("Vzorová karta"), queryset=CardTemplate.objects.none(), required=False
    )
    stav = forms.ChoiceField(label=gettext_lazy("Stav"), required=False)
    po_termin = forms.BooleanField(label=gettext_lazy("Jen po termínu"), required=False)
    jen_odlisne = forms.BooleanField(label=gettext_lazy("Jen s odchylkou od vzoru"), required=False)

    def __init__(self, *args: Any, user: Any, states: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = CardTemplate.objects.readable_by(user).for_list()
        self.fields["sablona"].queryset = rows  # type: ignore[attr-defined]
        self.fields["stav"].choices = [("", _("všechny")), *states]  # type: ignore[attr-defined]

    def narrow(self, rows: Any, day: date) -> Any:
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        if asked.get("q"):
            rows = rows.filter(service__in=Service.objects.search(asked["q"]))
        if asked.get("sablona"):
            rows = rows.filter(template=asked["sablona"])
        if asked.get("stav"):
            rows = rows.filter(state=asked["stav"])
        if asked.get("po_termin"):
            rows = rows.overdue_on(day)
        if asked.get("jen_odlisne"):
            rows = rows.filter(cells__isnull=False).distinct()
        return rows
