"""What a row of each sheet of a workbook is: its name, its form, how it is written and taken out."""

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from planning.actions.needs import remove_need, save_need
from planning.actions.rows import remove_row, save_row
from planning.actions.strategy import save_costs, save_numbered
from planning.forms.needs import NeedForm
from planning.forms.strategy import (
    ActivityForm,
    GoalForm,
    IndicatorForm,
    MeasureForm,
    PriorityForm,
)
from planning.importers.workbook import columns
from planning.importers.workbook.columns import Row
from planning.importers.workbook.strategy import CostLine
from planning.models import Activity, Cost, Goal, Indicator, Measure, Need, Plan, Priority

Given = Mapping[str, Any]


class Rows:
    """Rows of one sheet. ``years`` begin names of columns that, all emptied, take a row out."""

    years: tuple[str, ...] = ()
    parent = ""  # the column that names the row above
    missing = ""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def name(self, words: Mapping[str, str]) -> str:
        return words.get("title") or words.get("name") or "–"

    def as_it_stands(self, row: Row) -> dict[str, Any]:
        """Columns of a record as its form is typed."""
        found = [one for one in row.record._meta.concrete_fields if one.editable]
        return {one.name: as_typed(getattr(row.record, one.attname)) for one in found}

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        """The form of the row's page, with what was typed."""
        raise NotImplementedError

    def write(self, form: Any, touched: Collection[str], by: Any) -> None:
        """Raises ValidationError, Closed or Stale."""
        row = form.instance
        if self.parent:  # written meanwhile, it has its key only now
            setattr(row, self.parent, getattr(row, self.parent))
        save_numbered(row, by=by, links=self.links(form, touched))

    def links(self, form: Any, touched: Collection[str]) -> dict[str, Any]:
        return {}

    def above(self, row: Row) -> Any:
        """The record that ``row`` goes out with."""
        return getattr(row.record, self.parent) if self.parent else None

    def remove(self, row: Row, by: Any) -> None:
        remove_row(row.record, by=by)


class NeedRows(Rows):
    years = ("proposal_", "change_")

    def name(self, words: Mapping[str, str]) -> str:
        return f"{words['kind']}, {words['form']}"

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        data = _posted(row, given)
        need = row.record if row else Need(plan=self.plan)
        if row:
            rows = Need.objects.filter(plan=self.plan, code=row.code)
            data["seen"] = ",".join(f"{one.year}:{one.version}" for one in rows)
        return NeedForm(data, instance=need, plan=self.plan)

    def write(self, form: Any, touched: Collection[str], by: Any) -> None:
        save_need(form.instance, form.wishes, by=by)

    def remove(self, row: Row, by: Any) -> None:
        remove_need(row.record, by=by)


class PriorityRows(Rows):
    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        priority = row.record if row else Priority(plan=self.plan)
        return PriorityForm(_posted(row, given), instance=priority, plan=self.plan)

    def links(self, form: Any, touched: Collection[str]) -> dict[str, Any]:
        return form.links if "themes" in touched else {}


class GoalRows(Rows):
    parent = "priority"

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.missing = _("Vyberte prioritu, ke které cíl patří.")

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        goal = row.record if row else Goal(priority=above)
        return GoalForm(_posted(row, given), instance=goal, plan=self.plan)


class MeasureRows(Rows):
    parent = "goal"

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.missing = _("Vyberte cíl, ke kterému opatření patří.")

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        measure = row.record if row else Measure(goal=above)
        return MeasureForm(_posted(row, given), instance=measure, plan=self.plan)

    def links(self, form: Any, touched: Collection[str]) -> dict[str, Any]:
        return {"needs": form.links["needs"]} if "need_codes" in touched else {}


class ActivityRows(Rows):
    parent = "measure"

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.missing = _("Vyberte opatření, ke kterému aktivita patří.")

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        activity = row.record if row else Activity(measure=above)
        return ActivityForm(_posted(row, given), instance=activity, plan=self.plan)


class IndicatorRows(Rows):
    """Of a measure, or of one of its activities."""

    parent = "of"

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.missing = _("Vyberte opatření nebo aktivitu, které indikátor měří.")

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        if row:
            return IndicatorForm(_posted(row, given), instance=row.record, plan=self.plan)
        measure = above.measure if isinstance(above, Activity) else above
        data = _posted(row, given)
        if isinstance(above, Activity) and above.pk:
            data["activity"] = str(above.pk)
        form = IndicatorForm(data, instance=Indicator(measure=measure), plan=self.plan)
        form.above = above
        return form

    def write(self, form: Any, touched: Collection[str], by: Any) -> None:
        row = form.instance
        row.measure = row.measure
        if isinstance(getattr(form, "above", None), Activity):
            row.activity = form.above
        save_row(row, by=by)

    def above(self, row: Row) -> Any:
        return row.record.activity or row.record.measure


class CostRowForm(forms.Form):
    """Amounts of one source by years."""

    def __init__(self, *args: Any, years: Collection[int], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years, self.is_new = years, is_new
        self.fields["source"] = forms.ChoiceField(choices=Cost.Source.choices)
        self.fields["is_investment"] = forms.BooleanField(required=False)
        for year in years:
            self.fields[f"amount_{year}"] = forms.DecimalField(
                min_value=0, max_digits=14, decimal_places=2, required=False, localize=True
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed = [cleaned.get(f"amount_{year}") for year in self.years]
        if self.is_new and not self.errors and all(amount is None for amount in typed):
            self.add_error(f"amount_{min(self.years)}", _("Napište aspoň jednu částku."))
        return cleaned


class CostRows(Rows):
    parent = "measure"
    years = ("amount_",)

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self.missing = _("Vyberte opatření, o jehož náklady jde.")
        self.new: set[tuple[int, str, bool]] = set()

    def name(self, words: Mapping[str, str]) -> str:
        return f"{words['measure']}: {words['source']}, {words['is_investment']}"

    def as_it_stands(self, row: Row) -> dict[str, Any]:
        line: CostLine = row.record
        return {"source": line.source, "is_investment": "on" if line.is_investment else ""}

    def form(self, row: Row | None, given: Given, above: Any) -> Any:
        years = sorted(int(name[7:]) for name in given if name.startswith("amount_"))
        form = CostRowForm(_posted(None, given), years=years, is_new=row is None)
        form.measure = row.record.measure if row else above
        if row is None and form.is_valid():
            key = (id(above), form.cleaned_data["source"], form.cleaned_data["is_investment"])
            known = above.pk and above.costs.filter(
                activity=None, source=key[1], is_investment=key[2]
            )
            if key in self.new or (known and known.exists()):
                told = _("Tento zdroj už u opatření je. Doplňte jeho řádek.")
                form.add_error("source", ValidationError(told))
            self.new.add(key)
        return form

    def write(self, form: Any, touched: Collection[str], by: Any) -> None:
        said = form.cleaned_data
        amounts = {
            (year, said["source"], said["is_investment"]): said[f"amount_{year}"]
            for year in form.years
            if f"amount_{year}" in touched
        }
        save_costs(form.measure, amounts, by=by)

    def remove(self, row: Row, by: Any) -> None:
        line: CostLine = row.record
        amounts = dict.fromkeys((year, line.source, line.is_investment) for year in line.amounts)
        save_costs(line.measure, amounts, by=by)


ROWS: dict[str, type[Rows]] = {
    columns.NEEDS: NeedRows,
    columns.PRIORITIES: PriorityRows,
    columns.GOALS: GoalRows,
    columns.MEASURES: MeasureRows,
    columns.ACTIVITIES: ActivityRows,
    columns.INDICATORS: IndicatorRows,
    columns.COSTS: CostRows,
}


def _posted(row: Row | None, given: Given) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in given.items():
        if isinstance(value, list):
            data.setlist(name, value)
        else:
            data[name] = value
    data["version"] = str(row.record.version if row else 1)
    return data


def as_typed(value: Any) -> str:
    """As a person would type it into a form."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day}. {value.month}. {value.year}"
    if isinstance(value, Decimal):
        return number_format(value.normalize() if value else 0)
    return str(value)
