"""Forms of the strategy; a broken rule is told at the field it is about."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext_lazy as _

from planning.forms.needs import municipalities_of
from planning.models import (
    Activity,
    Cost,
    Goal,
    Indicator,
    Level,
    Measure,
    Need,
    Plan,
    Priority,
    Progress,
    SwotItem,
    Theme,
)
from providers.forms.register import RegisterForm
from providers.models import NetworkItem
from sitis.forms import in_sensible_years, is_sensible_year
from sitis.territory.models import Orp


def themes_by_kind(plan: Plan, chosen: Any = ()) -> list[tuple[str, list[tuple[int, str]]]]:
    """Themes that hold on the plan's day, and those already chosen, under the name of their kind."""
    valid = Theme.objects.valid_on(plan.data_day) | Theme.objects.filter(pk__in=list(chosen))
    groups: dict[str, list[tuple[int, str]]] = {}
    for theme in valid.distinct().order_by("-kind", "audience", "name"):
        label = str(theme.get_audience_display() if theme.audience else theme.get_kind_display())
        groups.setdefault(label, []).append((theme.pk, theme.name))
    return list(groups.items())


class ThemesField(forms.ModelMultipleChoiceField):
    """Tags from the region's vocabulary, as checkboxes under their kinds."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Theme.objects.all(),
            label=_("Témata"),
            required=False,
            help_text=_("Podle témat se plány ORP porovnávají. Vyberte jen to hlavní."),
            **kwargs,
        )


class RowForm(RegisterForm):
    """A row of a plan in a form; ``plan`` says years, places and themes."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.validators.append(in_sensible_years)
            elif name.endswith("year"):
                field.validators.append(is_sensible_year)
        if "themes" in self.fields:
            chosen = self.instance.themes.values_list("pk", flat=True) if self.instance.pk else ()
            self.fields["themes"].choices = themes_by_kind(plan, chosen)
        for name in ("starts_on", "ends_on"):
            if name in self.fields and not self.instance.pk:
                day = plan.cycle.period_from if name == "starts_on" else plan.cycle.period_to
                self.initial.setdefault(name, date_format(day, "j. n. Y"))

    @property
    def links(self) -> dict[str, Any]:
        """Many-to-many fields of the form, for the action."""
        names = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: self.cleaned_data[name] for name in names & set(self.cleaned_data)}


class SwotForm(RowForm):
    themes = ThemesField()

    class Meta:
        model = SwotItem
        fields = ["side", "text", "audience", "themes"]
        widgets = {"text": forms.Textarea}


class PriorityForm(RowForm):
    themes = ThemesField()

    class Meta:
        model = Priority
        fields = ["title", "kind", "audience", "description", "reason", "rank", "themes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Odkud potřeba vzešla: SWOT, dotazník, data, jednání.")
        self.fields["audience"].help_text = _("Jen u skupinové priority.")


class GoalForm(RowForm):
    class Meta:
        model = Goal
        fields = ["title", "description"]


class MeasureForm(RowForm):
    """All columns of the action plan's table but activities, costs and indicators."""

    need_codes = forms.MultipleChoiceField(
        label=_("Z kterých potřeb vychází"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    hledat = forms.CharField(
        label=_("Hledat položku sítě"),
        required=False,
        max_length=100,
        help_text=_("Název služby nebo poskytovatele; pak stiskněte „Najít v síti“."),
    )
    network_items = forms.ModelMultipleChoiceField(
        NetworkItem.objects.none(),
        label=_("Položky sítě"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Measure
        fields = [
            *("title", "kind", "description", "service_kind", "form", "unit", "change"),
            *("change_year", "orp", "municipality", "place", "responsible", "realizers"),
            *("partners", "starts_on", "ends_on", "milestones", "risks", "other_strategies"),
            "regional_measure",
        ]
        localized_fields = ["change"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan, fields = self.plan, self.fields
        fields["change"].help_text = _(
            "Jen mění-li opatření kapacitu; ke změně vyberte druh služby, jednotku a rok."
        )
        fields["municipality"].queryset = municipalities_of(plan)
        if plan.level == Level.ORP:
            del fields["orp"]
            self.instance.orp = plan.orp
        elif plan.level == Level.DISTRICT:
            fields["orp"].queryset = Orp.objects.filter(district=plan.district_id)
        regional = Measure.objects.regional_for(plan, [self.instance.regional_measure_id])
        if plan.level == Level.REGION or not regional:
            del fields["regional_measure"]
        else:
            fields["regional_measure"].queryset = regional
        self._offer_needs()
        self._offer_network()

    def _offer_needs(self) -> None:
        rows = Need.objects.filter(plan=self.plan).select_related("kind", "form")
        by_code: dict[str, list[Need]] = {}
        for need in rows.order_by("kind__name", "form__name", "year"):
            by_code.setdefault(need.code, []).append(need)
        self.fields["need_codes"].choices = [
            (code, f"{code} {needs[0].kind}, {needs[0].form} ({_years(needs)})")
            for code, needs in by_code.items()
        ]
        if not by_code:
            del self.fields["need_codes"]
        elif self.instance.pk:
            codes = self.instance.needs.values_list("code", flat=True)
            self.initial["need_codes"] = sorted(set(codes))

    def _offer_network(self) -> None:
        """Items already linked and those that the words find, at most twenty."""
        in_force = NetworkItem.objects.in_force_on(self.plan.data_day)
        linked = []
        if self.instance.pk:
            linked = list(self.instance.network_items.values_list("pk", flat=True))
        typed = self.data if self.is_bound else self.initial
        words = str(typed.get("hledat") or "").replace("\0", "")[:100]
        found = list(in_force.search(words).values_list("pk", flat=True)[:20]) if words else []
        if self.is_bound:
            given = self.data.getlist("network_items")
        else:
            given = [str(pk) for pk in self.initial.get("network_items") or []]
        found += [int(pk) for pk in given if pk.isdecimal() and len(pk) < 10]
        offered = (in_force | NetworkItem.objects.filter(pk__in=linked)).distinct()
        field = self.fields["network_items"]
        field.queryset = offered.filter(pk__in={*linked, *found}).for_table()
        if not self.is_bound and "network_items" not in self.initial:
            self.initial["network_items"] = linked
        if not field.queryset:
            field.widget = forms.MultipleHiddenInput()

    def _meet(self, change: Any) -> None:
        """Needs are chosen by their codes, of all years at once."""
        if change.field != "needs" or "need_codes" not in self.fields:
            super()._meet(change)
            return
        old, new = (_codes_of(rows) for rows in (change.old, change.new))
        if set(self.cleaned_data.get("need_codes", ())) == set(old):
            self.data.setlist(self.add_prefix("need_codes"), new)
        self._tell_now("need_codes", ", ".join(new))

    @property
    def links(self) -> dict[str, Any]:
        codes = self.cleaned_data.get("need_codes", [])
        needs = Need.objects.filter(plan=self.plan, code__in=codes) if codes else []
        return {"needs": needs, "network_items": self.cleaned_data["network_items"]}


def _codes_of(rows: list[dict[str, Any]]) -> list[str]:
    """Codes of the needs that rows of history link."""
    needs = Need.objects.filter(pk__in=[row["need"] for row in rows])
    return sorted(set(needs.values_list("code", flat=True)))


def _years(needs: list[Need]) -> str:
    first, last = needs[0].year, needs[-1].year
    return f"{first}–{last}" if last > first else str(first)


class ActivityForm(RowForm):
    class Meta:
        model = Activity
        fields = [
            *("title", "responsible", "realizers", "partners", "starts_on", "ends_on"),
            "milestones",
        ]

    def clean(self) -> dict[str, Any]:
        """No day of it outside its measure is asked for; all of it outside is a slip."""
        cleaned = super().clean()
        measure, first, last = (
            self.instance.measure,
            cleaned.get("starts_on"),
            cleaned.get("ends_on"),
        )
        if first and last and (last < measure.starts_on or first > measure.ends_on):
            told = _("Opatření trvá od %(first)s do %(last)s, aktivita je celá mimo. Upravte ji.")
            days = {"first": measure.starts_on, "last": measure.ends_on}
            about = {name: date_format(day, "j. n. Y") for name, day in days.items()}
            self.add_error("starts_on", ValidationError(told, code="outside", params=about))
        return cleaned


class IndicatorForm(RowForm):
    """Without a baseline nobody can tell whether the target was reached."""

    class Meta:
        model = Indicator
        fields = [
            *("name", "unit", "baseline", "baseline_year", "target", "target_year", "activity"),
        ]
        localized_fields = ["baseline", "target"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["baseline"].error_messages["required"] = _(
            "Doplňte výchozí hodnotu: bez ní nepůjde říct, jestli se opatření povedlo."
        )
        fields["target"].error_messages["required"] = _(
            "Doplňte cílovou hodnotu: čeho má opatření dosáhnout."
        )
        fields["baseline"].help_text = _("Jak to je dnes, například 6,5.")
        fields["target"].help_text = _("Jak to má být, například 9,5.")
        fields["activity"].queryset = Activity.objects.filter(measure=self.instance.measure.pk)
        fields["activity"].empty_label = _("celé opatření")
        if not self.instance.pk:
            self.initial.setdefault("baseline_year", self.plan.data_day.year)
            self.initial.setdefault("target_year", self.plan.years[-1])


class CostsForm(forms.Form):
    """A grid of years and sources, once for running costs and once for investments."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        measure: Measure,
        plan: Plan,
        activity: Activity | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        rows = list(measure.costs.filter(activity=activity))
        self.rows = {(row.year, row.source, row.is_investment): row for row in rows}
        self.years = sorted({*plan.years, *(row.year for row in rows)})
        for is_investment in (False, True):
            for source, word in Cost.Source.choices:
                for year in self.years:
                    row = self.rows.get((year, source, is_investment))
                    self.fields[_cell(year, source, is_investment)] = forms.DecimalField(
                        label=_("%(source)s, %(year)s") % {"source": word, "year": year},
                        min_value=0,
                        max_digits=14,
                        decimal_places=2,
                        required=False,
                        localize=True,
                        initial=number_format(row.amount.normalize(), use_l10n=True)
                        if row
                        else None,
                    )
        self.initial["seen"] = self._fresh()

    def _fresh(self) -> str:
        return ",".join(f"{_cell(*key)}:{row.version}" for key, row in sorted(self.rows.items()))

    def clean(self) -> dict[str, Any]:
        """What another person changed meanwhile is told at its cell; what was typed stays."""
        cleaned = super().clean() or self.cleaned_data
        pairs = (part.split(":") for part in cleaned.get("seen", "").split(","))
        seen = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
        now = {_cell(*key): row for key, row in self.rows.items()}
        for name in {*now, *seen}:
            row = now.get(name)
            if name not in self.fields or seen.get(name) == (str(row.version) if row else None):
                continue
            value = number_format(row.amount) if row else _("prázdné")
            told = _("Mezitím změnil někdo jiný. Nově je zde: %(value)s.")
            self.add_error(name, ValidationError(told, "stale", {"value": value}))
        self.data = self.data.copy()
        self.data["seen"] = self._fresh()
        return cleaned

    @property
    def amounts(self) -> dict[tuple[int, str, bool], Any]:
        return {
            (year, source, is_investment): self.cleaned_data.get(_cell(year, source, is_investment))
            for is_investment in (False, True)
            for source in Cost.Source.values
            for year in self.years
        }

    @property
    def grids(self) -> list[tuple[Any, list[tuple[Any, list[Any]]]]]:
        """Title of a table -> its rows: source and a field for each year."""
        titles = (_("Neinvestiční náklady (Kč)"), _("Investiční náklady (Kč)"))
        return [
            (
                title,
                [
                    (word, [self[_cell(year, source, bool(at))] for year in self.years])
                    for source, word in Cost.Source.choices
                ],
            )
            for at, title in enumerate(titles)
        ]


def _cell(year: int, source: str, is_investment: bool) -> str:
    return f"{'i' if is_investment else 'n'}_{source}_{year}"


class ProgressForm(RowForm):
    """How the measure or an activity went in a year, with the reached value of each indicator."""

    class Meta:
        model = Progress
        fields = ["year", "activity", "state", "comment", "evidence", "spent"]
        localized_fields = ["spent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = [(year, str(year)) for year in self.plan.years]
        self.fields["year"] = forms.TypedChoiceField(label=_("Rok"), choices=years, coerce=int)
        self.fields["activity"].queryset = self.instance.measure.activities.all()
        self.fields["activity"].empty_label = _("celé opatření")
        if not self.instance.measure.activities.exists():
            del self.fields["activity"]
        self.fields["evidence"].help_text = _("Kde se o tom lze přesvědčit: zpráva, zápis, odkaz.")
        self.indicators = list(self.instance.measure.indicators.all())
        for one in self.indicators:
            self.fields[f"reached_{one.pk}"] = forms.DecimalField(
                label=_("Dosaženo: %s") % one.name,
                help_text=_("%(unit)s; výchozí %(from)s, cíl %(to)s")
                % {
                    "unit": one.unit,
                    "from": number_format(one.baseline.normalize()),
                    "to": number_format(one.target.normalize()),
                },
                required=False,
                localize=True,
                max_digits=14,
                decimal_places=2,
                initial=self.instance.reached.get(str(one.pk)),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        values = {str(one.pk): cleaned.get(f"reached_{one.pk}") for one in self.indicators}
        self.instance.reached = {
            key: str(value) for key, value in values.items() if value is not None
        }
        return cleaned
