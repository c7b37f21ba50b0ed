"""Forms and narrowing of territorial figures."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, ModelChoiceFilter, NumberFilter

from providers.forms.register import RegisterForm
from providers.models import ServiceKind
from sitis.territory.models import Orp, TerritorialFigure


class FigureForm(RegisterForm):
    kind = forms.ModelChoiceField(
        label=_("Druh služby"), queryset=ServiceKind.objects.named(), to_field_name="slug"
    )

    class Meta:
        model = TerritorialFigure
        fields = ["orp", "year", "kind", "measure", "detail", "value", "note"]
        localized_fields = ["value"]

    def __init__(self, *args: Any, orps: set[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if orps is not None:
            self.fields["orp"].queryset = Orp.objects.filter(pk__in=orps)
            if len(orps) == 1:
                self.initial.setdefault("orp", next(iter(orps)))
        self.fields["detail"].help_text = _("U zdroje financování napište který, například obce.")

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"].slug

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise ValidationError(_("Rok je číslo od 2000 do 2100."), code="year")
        return year

    def clean(self) -> dict[str, Any]:
        """A figure that stands is to be changed, not typed again: plans would go on telling it."""
        cleaned = super().clean()
        same = TerritorialFigure.objects.filter(
            **{name: cleaned.get(name) for name in ("orp", "year", "kind", "measure")},
            detail=cleaned.get("detail", ""),
        ).exclude(pk=self.instance.pk)
        known = [] if self.errors else list(same)
        reported = [one for one in known if one.origin == TerritorialFigure.Origin.REPORTS]
        if reported:
            told = _("Schválené výkazy říkají %(value)s a mají přednost. Zapsat jiný údaj nejde.")
            about = {"value": number_format(reported[0].value.normalize(), force_grouping=True)}
            self.add_error("value", ValidationError(told, "reported", about))
        elif known:
            told = _("Tento údaj už je zapsaný. Najděte jej v seznamu a upravte.")
            self.add_error("value", ValidationError(told, code="twice"))
        return cleaned


class FigureFilter(FilterSet):
    orp = ModelChoiceFilter(
        label=_("ORP"),
        to_field_name="code",
        queryset=lambda request: Orp.objects.all(),
        empty_label=_("všechna"),
    )
    rok = NumberFilter(label=_("Rok"), field_name="year", min_value=2000, max_value=2100)
    druh = ModelChoiceFilter(
        label=_("Druh služby"),
        to_field_name="slug",
        method="of_kind",
        queryset=lambda request: ServiceKind.objects.named(),
        empty_label=_("všechny"),
    )
    velicina = ChoiceFilter(
        label=_("Veličina"),
        field_name="measure",
        choices=TerritorialFigure.Measure.choices,
        empty_label=_("všechny"),
    )

    class Meta:
        model = TerritorialFigure
        fields: list[str] = []

    def of_kind(self, rows: Any, name: str, kind: ServiceKind) -> Any:
        return rows.filter(kind=kind.slug)
