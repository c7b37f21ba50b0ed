"""Deciding about proposals."""

from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from providers.models import Proposal
from sitis.territory.models import District

State = Proposal.State
PARTS = {"texty": "changes_texts", "doba": "changes_hours", "kontakty": "changes_contacts"}


class ProposalFilterForm(forms.Form):
    """Unknown values are left out, the rest filters."""

    stav = forms.ChoiceField(
        label=_("Stav"),
        required=False,
        choices=[
            ("", _("čekají na rozhodnutí")),
            (State.RETURNED, State.RETURNED.label),
            (State.ACCEPTED, State.ACCEPTED.label),
            (State.WITHDRAWN, State.WITHDRAWN.label),
            ("vse", _("všechny")),
        ],
    )
    druh = forms.ChoiceField(
        label=_("Co mění"),
        required=False,
        choices=[
            ("", _("cokoli")),
            ("texty", _("texty")),
            ("doba", _("provozní dobu")),
            ("kontakty", _("kontakty")),
        ],
    )
    velikost = forms.ChoiceField(
        label=_("Velikost změny"),
        required=False,
        choices=[
            ("", _("jakákoli")),
            ("mala", _("malá, lze přijmout hromadně")),
            ("velka", _("větší")),
        ],
    )
    okres = forms.ModelChoiceField(
        District.objects.all(), label=_("Okres"), required=False, empty_label=_("všechny")
    )

    def narrowed(self, rows: Any) -> QuerySet[Proposal]:
        """Who waits longest is first; those settled are last first."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        state = chosen.get("stav") or State.SENT
        if state != "vse":
            rows = rows.filter(state=state)
        if part := chosen.get("druh"):
            rows = rows.filter(**{PARTS[part]: True})
        if size := chosen.get("velikost"):
            rows = rows.small() if size == "mala" else rows.large()
        if district := chosen.get("okres"):
            rows = rows.in_district(district)
        if state == State.SENT:
            return rows.order_by("sent_at", "pk")
        return rows.order_by(F("settled_at").desc(nulls_first=True), "-pk")


class AcceptManyForm(forms.Form):
    rows = forms.ModelMultipleChoiceField(
        Proposal.objects.none(),
        label=_("Vybrané návrhy"),
        error_messages={
            "required": _("Vyberte alespoň jeden návrh."),
            "invalid_choice": _("O některém z vybraných návrhů už někdo rozhodl. Vyberte znovu."),
        },
    )

    def __init__(self, *args: Any, rows: QuerySet[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rows"].queryset = rows  # type: ignore[attr-defined]


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Co má poskytovatel doplnit"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Dostane to e-mailem a uvidí to nad svým návrhem."),
    )
