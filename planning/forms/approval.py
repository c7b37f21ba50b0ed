"""Forms of a plan's way to approval."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from planning.models import Plan


class ApproveForm(forms.Form):
    note = forms.CharField(
        label=_("Poznámka ke schválení"),
        max_length=80,
        required=False,
        help_text=_("Zapíše se do historie vedle vašeho jména."),
    )


class AmendForm(forms.Form):
    reason = forms.CharField(
        label=_("Důvod změny"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Vytiskne se na začátku změněného plánu."),
    )
    data_day = forms.DateField(
        label=_("Data ke dni"), help_text=_("K tomuto dni se spočítají tabulky a živé bloky.")
    )


class ActionPlanForm(forms.Form):
    year = forms.TypedChoiceField(label=_("Rok"), coerce=int)
    data_day = forms.DateField(
        label=_("Data ke dni"), help_text=_("K tomuto dni se spočítají tabulky a živé bloky.")
    )

    def __init__(self, *args: Any, plan: Plan, there: Iterable[Plan], **kwargs: Any) -> None:
        """``there``: action plans in force, of whose years no other can be started."""
        super().__init__(*args, **kwargs)
        taken = {one.year for one in there}
        years = [(year, str(year)) for year in plan.cycle.years if year not in taken]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
