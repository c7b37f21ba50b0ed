"""Narrowing of the register's lists. Unknown values are named in ``form.errors`` and left out."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import (
    BooleanFilter,
    CharFilter,
    ChoiceFilter,
    DateFilter,
    FilterSet,
    ModelChoiceFilter,
    OrderingFilter,
)

from providers.models import (
    CapacityUnit,
    NetworkCategory,
    NetworkItem,
    Provider,
    ProvisionForm,
    Service,
    ServiceForm,
    ServiceKind,
)
from providers.models.provision import Weekday
from providers.models.service import Status
from sitis.periods import covers
from sitis.territory.models import District, Municipality, Orp

YES_NO = [("", _("vše")), ("true", _("ano")), ("false", _("ne"))]


def kinds(request: Any) -> QuerySet:
    return ServiceKind.objects.all()


class ServiceFilter(FilterSet):
    """``day`` of ``den`` (today by default) is the day on which form and state are asked."""

    q = CharFilter(
        label=_("Hledat"),
        method="by_words",
        max_length=200,
        help_text=_("Název, identifikátor, druh, poskytovatel nebo IČO."),
    )
    druh = ModelChoiceFilter(
        label=_("Druh služby"),
        field_name="kind",
        to_field_name="slug",
        queryset=kinds,
        empty_label=_("všechny"),
    )
    forma = ModelChoiceFilter(
        label=_("Forma"),
        to_field_name="slug",
        queryset=lambda request: ProvisionForm.objects.all(),
        method="by_form",
        empty_label=_("všechny"),
    )
    okres = ModelChoiceFilter(
        label=_("Okres"),
        to_field_name="code",
        queryset=lambda request: District.objects.all(),
        method="by_district",
        empty_label=_("všechny"),
    )
    orp = ModelChoiceFilter(
        label=_("ORP"),
        to_field_name="code",
        queryset=lambda request: Orp.objects.all(),
        method="by_orp",
        empty_label=_("všechny"),
    )
    obec = CharFilter(
        label=_("Obec"),
        method="by_municipality",
        max_length=100,
        help_text=_("Název nebo šestimístný kód."),
    )
    poskytovatel = CharFilter(
        label=_("Poskytovatel"), method="by_provider", max_length=100, help_text=_("Název, IČO.")
    )
    stav = ChoiceFilter(
        label=_("Stav"), choices=Status.choices, method="by_status", empty_label=_("všechny")
    )
    zverejneno = BooleanFilter(
        label=_("Zveřejněno"),
        method="by_published",
        widget=forms.Select(choices=YES_NO),
    )
    vikend = BooleanFilter(
        label=_("Otevřeno o víkendu"), method="by_weekend", widget=forms.CheckboxInput
    )
    nepretrzite = BooleanFilter(
        label=_("Nepřetržitě"), method="by_continuity", widget=forms.CheckboxInput
    )
    den = DateFilter(label=_("Ke dni"), method="nothing", help_text=_("Prázdné znamená dnes."))
    razeni = OrderingFilter(
        label=_("Seřadit"),
        empty_label=None,
        fields=[
            ("name", "nazev"),
            ("provider__name", "poskytovatel"),
            ("kind__name", "druh"),
            ("provided_from", "od"),
            ("identifier", "identifikator"),
        ],
        choices=[
            ("nazev", _("podle názvu")),
            ("poskytovatel", _("podle poskytovatele")),
            ("druh", _("podle druhu")),
            ("od", _("od nejstarší")),
            ("-od", _("od nejnovější")),
            ("identifikator", _("podle identifikátoru")),
        ],
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    @property
    def day(self) -> date:
        found: date | None = self.form.cleaned_data.get("den") if self.form.is_valid() else None
        return found or self.form.cleaned_data.get("den") or self.today

    def filter_queryset(self, queryset: Any) -> Any:
        rows = super().filter_queryset(queryset.with_status_on(self.day))
        return rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_form(self, rows: Any, name: str, value: ProvisionForm) -> Any:
        held = ServiceForm.objects.filter(covers(self.day), service=OuterRef("pk"), form=value)
        return rows.filter(Exists(held))

    def by_district(self, rows: Any, name: str, value: District) -> Any:
        return rows.in_orps(list(value.orps.values_list("code", flat=True)))

    def by_orp(self, rows: Any, name: str, value: Orp) -> Any:
        return rows.in_orps([value.code])

    def by_municipality(self, rows: Any, name: str, value: str) -> Any:
        places = Municipality.objects.filter(code=value)
        if not value.isdecimal():
            places = Municipality.objects.search(value)
        return rows.in_municipalities(places)

    def by_provider(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(provider__in=Provider.objects.search(value))

    def by_status(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(status=value)

    def by_published(self, rows: Any, name: str, value: bool) -> Any:
        shown = Service.objects.published().values("pk")
        return rows.filter(pk__in=shown) if value else rows.exclude(pk__in=shown)

    def by_weekend(self, rows: Any, name: str, value: bool) -> Any:
        return rows.open_on(self.day, Weekday.SATURDAY, Weekday.SUNDAY) if value else rows

    def by_continuity(self, rows: Any, name: str, value: bool) -> Any:
        return rows.round_the_clock_on(self.day) if value else rows

    def nothing(self, rows: Any, name: str, value: Any) -> Any:
        """The day is asked by the other filters."""
        return rows


class ProviderFilter(FilterSet):
    q = CharFilter(
        label=_("Hledat"),
        method="by_words",
        max_length=200,
        help_text=_("Název nebo IČO poskytovatele."),
    )

    class Meta:
        model = Provider
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)


class NetworkItemFilter(FilterSet):
    """Narrowing of the items of one version of the network."""

    q = CharFilter(
        label=_("Hledat"),
        method="by_words",
        max_length=200,
        help_text=_("Název, identifikátor, druh, poskytovatel nebo IČO."),
    )
    druh = ModelChoiceFilter(
        label=_("Druh služby"),
        field_name="service__kind",
        to_field_name="slug",
        queryset=kinds,
        empty_label=_("všechny"),
    )
    forma = ModelChoiceFilter(
        label=_("Forma"),
        field_name="form",
        to_field_name="slug",
        queryset=lambda request: ProvisionForm.objects.all(),
        empty_label=_("všechny"),
    )
    orp = ModelChoiceFilter(
        label=_("ORP"),
        field_name="orp",
        to_field_name="code",
        queryset=lambda request: Orp.objects.all(),
        empty_label=_("všechny"),
        help_text=_("Jen položky zapsané přímo pro ORP."),
    )
    okres = ModelChoiceFilter(
        label=_("Okres"),
        to_field_name="code",
        queryset=lambda request: District.objects.all(),
        method="by_district",
        empty_label=_("všechny"),
        help_text=_("Položky okresu i jeho ORP."),
    )
    kategorie = ModelChoiceFilter(
        label=_("Kategorie"),
        field_name="category",
        to_field_name="slug",
        queryset=lambda request: NetworkCategory.objects.all(),
        empty_label=_("všechny"),
    )
    jednotka = ModelChoiceFilter(
        label=_("Jednotka"),
        field_name="unit",
        to_field_name="slug",
        queryset=lambda request: CapacityUnit.objects.all(),
        empty_label=_("všechny"),
    )

    class Meta:
        model = NetworkItem
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.search(value)

    def by_district(self, rows: Any, name: str, value: District) -> Any:
        return rows.filter(Q(district=value) | Q(orp__district=value))
