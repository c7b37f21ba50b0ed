"""Reports of outdated data: how the public sends one, how it is answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from providers.models import OutdatedReport
from sitis.territory.models import District
from sitis.versions import VersionedForm

State = OutdatedReport.State


class ReportForm(forms.Form):
    """No name and no address of whoever reports is asked for."""

    part = forms.ChoiceField(
        label=_("Co na stránce nesouhlasí"),
        choices=OutdatedReport.Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vyberte, čeho se to týká.")},
    )
    text = forms.CharField(
        label=_("Jak je to správně"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Nejvýš 1 000 znaků. Nepište prosím nic o zdraví ani o životě konkrétního člověka "
            "a žádná jména."
        ),
    )
    #: Left empty by people, filled in by machines.
    web = forms.CharField(
        label=_("Toto pole nechte prázdné"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_web(self) -> str:
        if self.cleaned_data["web"]:
            raise ValidationError(_("Pole nechte prázdné a hlášení odešlete znovu."))
        return ""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if self.data.get(self.add_prefix("part")) == OutdatedReport.Part.OTHER and not text:
            raise ValidationError(_("Napište prosím, co nesouhlasí."))
        return text


class ReportFilterForm(forms.Form):
    """Unknown values are left out, the rest filters."""

    stav = forms.ChoiceField(
        label=_("Stav"),
        required=False,
        choices=[("", _("nevyřízená")), *State.choices, ("vse", _("všechna"))],
    )
    cast = forms.ChoiceField(
        label=_("Čeho se týká"),
        required=False,
        choices=[("", _("čehokoli")), *OutdatedReport.Part.choices],
    )
    okres = forms.ModelChoiceField(
        District.objects.all(), label=_("Okres"), required=False, empty_label=_("všechny")
    )

    def narrowed(self, rows: Any) -> QuerySet[OutdatedReport]:
        """Open ones from the oldest; settled ones from the newest."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        state = chosen.get("stav")
        if not state:
            rows = rows.open()
        elif state != "vse":
            rows = rows.filter(state=state)
        if part := chosen.get("cast"):
            rows = rows.filter(part=part)
        if district := chosen.get("okres"):
            rows = rows.in_district(district)
        return rows.order_by(F("answered_at").desc(nulls_first=True), "created_at", "pk")


class AnswerReportForm(VersionedForm):
    state = forms.ChoiceField(
        label=_("Stav"),
        choices=[(one.value, one.label) for one in State if one != State.NEW],
    )

    class Meta:
        model = OutdatedReport
        fields = ["answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "answer": _("Uvidí ji ten, kdo hlásil. Nepište do ní jména ani údaje o lidech.")
        }

    field_order = ["state", "answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.state != State.NEW:
            self.initial["state"] = self.instance.state

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_settled = cleaned.get("state") in {State.MENDED, State.UNFOUNDED}
        if is_settled and "answer" in cleaned and not cleaned["answer"]:
            self.add_error("answer", _("Napište krátce, jak to dopadlo."))
        return cleaned
