"""Narrowing of the needs of a plan."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter

from planning.models import Need
from providers.models import ProvisionForm, ServiceKind


class NeedFilter(FilterSet):
    druh = ModelChoiceFilter(
        label=_("Druh služby"),
        field_name="kind",
        to_field_name="slug",
        queryset=lambda request: ServiceKind.objects.all(),
        empty_label=_("všechny"),
    )
    forma = ModelChoiceFilter(
        label=_("Forma"),
        field_name="form",
        to_field_name="slug",
        queryset=lambda request: ProvisionForm.objects.all(),
        empty_label=_("všechny"),
    )
    rok = ChoiceFilter(label=_("Rok"), field_name="year", empty_label=_("všechny"))
    navrh = ChoiceFilter(
        label=_("Návrh"),
        field_name="proposal",
        choices=Need.Proposal.choices,
        empty_label=_("všechny"),
    )

    class Meta:
        model = Need
        fields: list[str] = []

    def __init__(self, *args: Any, years: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["rok"].extra["choices"] = [(year, str(year)) for year in years]
