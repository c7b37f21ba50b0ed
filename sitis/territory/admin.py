"""The territory in ``/sprava/``: facts to look at. They come from files (``load_territory``)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport
from sitis.territory.models import (
    Boundary,
    District,
    Indicator,
    IndicatorValue,
    Municipality,
    MunicipalityPart,
    OfPlace,
    Orp,
    Population,
    Region,
)

PLACE = ("region", "orp", "municipality")


class FactAdmin(ListExport, ReadOnlyAdmin):
    """Found by folded words where the rows keep them."""

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return queryset.search(search_term), False


class FactInline(admin.TabularInline):
    """Facts of one place on its page."""

    extra = 0
    can_delete = False
    related: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related(*self.related)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PartInline(FactInline):
    model = MunicipalityPart
    fields = ["name", "code", "postal_code", "city_district_name"]


class PopulationInline(FactInline):
    model = Population
    fields = ["day", "age_from", "age_to", "sex", "count", "source"]
    related = PLACE


class IndicatorValueInline(FactInline):
    model = IndicatorValue
    fields = ["indicator", "period", "value", "source"]
    related = (*PLACE, "indicator")


@admin.register(Region)
class RegionAdmin(ListExport, ReadOnlyAdmin):
    list_display = ["name", "code", "ruian_code"]
    inlines = [IndicatorValueInline]


@admin.register(District)
class DistrictAdmin(FactAdmin):
    list_display = ["name", "code", "ruian_code", "csu_code"]
    search_fields = ["name"]


@admin.register(Orp)
class OrpAdmin(FactAdmin):
    list_display = ["name", "district", "code", "ruian_code"]
    list_filter = ["district"]
    list_select_related = ["district"]
    search_fields = ["name"]
    inlines = [PopulationInline, IndicatorValueInline]


@admin.register(Municipality)
class MunicipalityAdmin(FactAdmin):
    list_display = ["name", "kind", "orp", "district", "postal_code", "code", "ico"]
    list_filter = ["orp__district", "orp", "kind"]
    list_select_related = ["orp__district"]
    search_fields = ["search"]
    search_help_text = _("Jméno i bez háčků a čárek, kód obce, IČO, PSČ, ORP nebo okres.")
    inlines = [PartInline, PopulationInline, IndicatorValueInline]

    @admin.display(description=_("okres"), ordering="orp__district__name")
    def district(self, place: Municipality) -> str:
        return place.orp.district.name


@admin.register(MunicipalityPart)
class MunicipalityPartAdmin(FactAdmin):
    list_display = ["name", "municipality", "postal_code", "city_district_name", "code"]
    export_columns = [*list_display, "municipality_code"]
    list_select_related = ["municipality"]
    list_filter = [("city_district_name", admin.EmptyFieldListFilter)]
    search_fields = ["name"]
    search_help_text = _("Jméno části nebo obce i bez háčků a čárek, PSČ nebo kód obce.")

    @admin.display(description=_("kód obce"))
    def municipality_code(self, part: MunicipalityPart) -> str:
        return part.municipality_id


class OfPlaceAdmin(FactAdmin):
    """Rows about places; the place is found by the words of its name and codes."""

    list_select_related: tuple[str, ...] = PLACE
    search_fields = ["municipality__search"]
    search_help_text = _("Jméno obce nebo ORP i bez háčků a čárek, kód obce nebo PSČ.")

    @admin.display(description=_("území"))
    def place(self, row: OfPlace) -> str:
        kind = _("ORP %s") if row.orp_id else "%s"
        return kind % row.place

    @admin.display(description=_("kód území"))
    def place_code(self, row: OfPlace) -> str:
        return row.region_id or row.orp_id or row.municipality_id or ""


class DayFilter(admin.SimpleListFilter):
    title = _("dne")
    parameter_name = "day"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = Population.objects.order_by("-day").values_list("day", flat=True).distinct()
        return [(day.isoformat(), date_format(day)) for day in days]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen = dict(self.lookup_choices)
        return queryset.filter(day=self.value()) if self.value() in chosen else queryset


class AgeFilter(admin.SimpleListFilter):
    title = _("věku")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ages = Population.objects.order_by("age_from", "age_to").values("age_from", "age_to")
        groups = [Population(**ages) for ages in ages.distinct()]
        return [(f"{group.age_from}-{group.age_to or ''}", group.age) for group in groups]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        first, _dash, last = self.value().partition("-")
        return queryset.filter(age_from=first, age_to=last or None)


class LevelFilter(admin.SimpleListFilter):
    title = _("úrovně území")
    parameter_name = "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("region", _("kraj")), ("orp", _("ORP")), ("municipality", _("obec"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in dict(self.lookup_choices):
            return queryset
        return queryset.exclude(**{self.value(): None})


@admin.register(Population)
class PopulationAdmin(OfPlaceAdmin):
    list_display = ["place", "day", "age", "sex", "people", "source"]
    export_columns = ["place", "place_code", "day", "age", "sex", "count", "source"]
    list_filter = [LevelFilter, DayFilter, AgeFilter, "sex", "orp"]

    @admin.display(description=_("věk"), ordering="age_from")
    def age(self, row: Population) -> str:
        return row.age

    @admin.display(description=_("počet obyvatel"), ordering="count")
    def people(self, row: Population) -> str:
        return number_format(row.count, force_grouping=True)


@admin.register(Indicator)
class IndicatorAdmin(ListExport, ReadOnlyAdmin):
    list_display = ["name", "unit", "code"]


@admin.register(IndicatorValue)
class IndicatorValueAdmin(OfPlaceAdmin):
    list_display = ["place", "indicator", "period", "value_with_unit", "source"]
    export_columns = ["place", "place_code", "indicator", "period", "value", "unit", "source"]
    list_filter = [LevelFilter, "indicator", "period", "orp"]
    list_select_related = (*PLACE, "indicator")

    @admin.display(description=_("jednotka"))
    def unit(self, row: IndicatorValue) -> str:
        return row.indicator.unit

    @admin.display(description=_("hodnota"), ordering="value")
    def value_with_unit(self, row: IndicatorValue) -> str:
        value = row.value.normalize()
        return f"{number_format(f'{value:f}', force_grouping=True)} {row.indicator.unit}"


@admin.register(Boundary)
class BoundaryAdmin(ListExport, ReadOnlyAdmin):
    list_display = ["code", "level", "source"]
    list_filter = ["level"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("geometry")
