"""Territorial figures in ``/sprava/``. They live on the ground floor; names of kinds live here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from providers.models import ServiceKind
from sitis.admin import AdminForm, VersionedAdmin
from sitis.exports import ListExport
from sitis.territory.models import TerritorialFigure, writes_figures


def kinds() -> list[tuple[str, str]]:
    return list(ServiceKind.objects.named().values_list("slug", "name"))


class FigureForm(AdminForm):
    kind = forms.ChoiceField(label=_("Druh služby"), choices=lambda: [("", "---------"), *kinds()])


class KindFilter(admin.SimpleListFilter):
    title = _("druhu služby")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return kinds()

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(TerritorialFigure)
class TerritorialFigureAdmin(ListExport, VersionedAdmin):
    form = FigureForm
    list_display = ["orp", "whole_year", "kind_name", "measure", "detail", "number", "origin"]
    fields = ["orp", "year", "kind", "measure", "detail", "value", "sample", "origin", "note"]
    list_filter = ["year", "measure", "origin", "orp", KindFilter]
    list_select_related = ["orp"]
    export_columns = [
        *("orp", "orp_code", "year", "kind_name", "kind", "measure", "detail", "value"),
        *("sample", "origin", "note"),
    ]
    readonly_fields = ["origin"]

    def get_queryset(self, request: HttpRequest) -> Any:
        name = ServiceKind.objects.filter(slug=OuterRef("kind")).values("name")
        figures = super().get_queryset(request).readable_by(request.user)
        return figures.annotate(kind_name=Subquery(name))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.origin = TerritorialFigure.Origin.TYPED
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_change_permission(
        self, request: HttpRequest, obj: TerritorialFigure | None = None
    ) -> bool:
        if obj is None:
            return writes_figures(request.user)
        return TerritorialFigure.objects.editable_by(request.user).filter(pk=obj.pk).exists()

    @admin.display(description=_("rok"), ordering="year")
    def whole_year(self, figure: TerritorialFigure) -> str:
        return str(figure.year)

    @admin.display(description=_("druh služby"), ordering="kind_name")
    def kind_name(self, figure: Any) -> str:
        return figure.kind_name or figure.kind

    @admin.display(description=_("kód ORP"))
    def orp_code(self, figure: TerritorialFigure) -> str:
        return figure.orp_id

    @admin.display(description=_("hodnota"), ordering="value")
    def number(self, figure: TerritorialFigure) -> str:
        whole = figure.value == figure.value.to_integral_value()
        return number_format(figure.value, decimal_pos=0 if whole else 2, force_grouping=True)
