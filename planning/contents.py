"""Everything a plan says, as plain values: live while it is made, frozen once it is approved.

Pages, documents, workbooks and comparisons ask here, so that an approved plan answers with what
was approved, whatever code lists and the register say today.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import DecimalField, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from planning.lines import (
    ActivityLine,
    CostLine,
    IndicatorLine,
    Line,
    MeasureLine,
    NeedLine,
    ShortMeasure,
    SwotLine,
)
from planning.models import (
    Activity,
    Cost,
    FrozenRow,
    Indicator,
    Measure,
    Need,
    Plan,
    Section,
    SwotItem,
)
from sitis.joined import joined_once

ZERO = Value(0, output_field=DecimalField())
Table = FrozenRow.Table
#: Tables that are frozen with a plan -> what their rows are read as.
LINES: dict[str, type[Line]] = {
    Table.NEED: NeedLine,
    Table.MEASURE: MeasureLine,
    Table.SWOT: SwotLine,
}


class Contents:
    """What one plan says; each part is read once, in a fixed number of queries."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def sections(self) -> list[Section]:
        return list(self.plan.sections.order_by("order"))

    @cached_property
    def needs(self) -> list[NeedLine]:
        return self._frozen(Table.NEED) if self.plan.is_frozen else need_lines(self.plan)

    @cached_property
    def measures(self) -> list[MeasureLine]:
        return self._frozen(Table.MEASURE) if self.plan.is_frozen else measure_lines(self.plan)

    @cached_property
    def measures_in_short(self) -> Sequence[MeasureLine | ShortMeasure]:
        """What the text says of measures: a page need not read all that is under them."""
        if self.plan.is_frozen or "measures" in self.__dict__:  # read already
            return self.measures
        return short_measures(self.plan)

    @cached_property
    def swot(self) -> list[SwotLine]:
        return self._frozen(Table.SWOT) if self.plan.is_frozen else swot_lines(self.plan)

    def lines(self, table: str) -> list[Any]:
        """Rows of one of ``LINES``."""
        known: dict[Table, list[Any]] = {
            Table.NEED: self.needs,
            Table.MEASURE: self.measures,
            Table.SWOT: self.swot,
        }
        return known[Table(table)]

    def _frozen(self, table: str) -> list[Any]:
        return [LINES[table].from_json(cells) for cells in self._cells[table]]

    @cached_property
    def _cells(self) -> dict[str, list[dict[str, Any]]]:
        """Frozen cells of all tables, in one query."""
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        rows = FrozenRow.objects.filter(plan=self.plan).order_by("table", "order")
        for table, cells in rows.values_list("table", "cells"):
            found[table].append(cells)
        return found

    def frozen_cells(self, table: str) -> list[dict[str, Any]]:
        """Cells of any frozen table, also of those that are no ``LINES``; empty for a draft."""
        return self._cells[table] if self.plan.is_frozen else []


def need_lines(plan: Plan) -> list[NeedLine]:
    """The needs of a plan as they stand. One query."""
    orp = plan.orp.name if plan.orp else ""
    rows = Need.objects.of(plan).for_table().order_by("kind__name", "form__name", "code", "year")
    return [
        NeedLine(
            code=row.code,
            kind=row.kind.name,
            kind_slug=row.kind.slug,
            form=row.form.name,
            group=row.target_group.name if row.target_group else "",
            year=row.year,
            proposal=row.get_proposal_display(),
            proposal_slug=row.proposal,
            change=row.change,
            unit=row.unit.name,
            importance=row.importance,
            place=", ".join(str(one) for one in (row.municipality, row.place) if one),
            orp=orp,
            reason=row.reason,
            evidence=": ".join(t for t in (row.get_evidence_display(), row.evidence_text) if t),
            municipalities_say=row.municipalities_say,
            rank=row.rank,
        )
        for row in joined_once(rows)
    ]


def swot_lines(plan: Plan) -> list[SwotLine]:
    """Two queries."""
    rows = SwotItem.objects.of(plan).prefetch_related("themes").order_by("side", "order", "pk")
    return [
        SwotLine(
            side=row.side,
            text=row.text,
            audience=row.get_audience_display(),
            themes=tuple(theme.name for theme in row.themes.all()),
        )
        for row in rows
    ]


def short_measures(plan: Plan) -> list[ShortMeasure]:
    """In the order of their codes. One query."""
    costs = Cost.objects.filter(measure=OuterRef("pk")).order_by().values("measure")
    rows = (
        Measure.objects.of(plan)
        .select_related("goal__priority", "unit")
        .annotate(total=Coalesce(Subquery(costs.annotate(sum=Sum("amount")).values("sum")), ZERO))
        .order_by("goal__priority__number", "goal__number", "number")
    )
    return [
        ShortMeasure(
            code=row.code,
            title=row.title,
            priority_code=row.goal.priority.code,
            priority=row.goal.priority.title,
            responsible=row.responsible,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            change=row.change,
            unit=row.unit.name if row.unit else "",
            total=row.total,
        )
        for row in joined_once(rows)
    ]


def measure_lines(plan: Plan) -> list[MeasureLine]:
    """Measures in the order of their codes with everything under them. Five queries."""
    costs = _of_measures(Cost.objects.of(plan).order_by("year", "source"), _cost)
    indicators = _of_measures(Indicator.objects.of(plan).order_by("pk"), _indicator)
    activities: dict[int, list[Activity]] = defaultdict(list)
    for activity in Activity.objects.of(plan).order_by("number"):
        activities[activity.measure_id].append(activity)
    rows = (
        Measure.objects.of(plan)
        .select_related("goal__priority", "service_kind", "form", "unit", "orp", "municipality")
        .select_related("regional_measure__goal__priority")
        .prefetch_related("needs")
        .order_by("goal__priority__number", "goal__number", "number")
    )
    return [_measure(row, costs, indicators, activities[row.pk]) for row in rows]


Under = dict[tuple[int, int | None], list[Any]]


def _of_measures(rows: Iterable[Any], line: Any) -> Under:
    """Lines by measure and activity (None: of the measure itself)."""
    found: Under = defaultdict(list)
    for row in rows:
        found[row.measure_id, row.activity_id].append(line(row))
    return found


def _cost(row: Cost) -> CostLine:
    return CostLine(row.year, row.get_source_display(), row.amount, row.is_investment)


def _indicator(row: Indicator) -> IndicatorLine:
    return IndicatorLine(
        row.name, row.unit, row.baseline, row.baseline_year, row.target, row.target_year
    )


def _measure(
    row: Measure, costs: Under, indicators: Under, activities: list[Activity]
) -> MeasureLine:
    goal, priority = row.goal, row.goal.priority
    places = (row.orp and f"ORP {row.orp}", row.municipality, row.place)
    return MeasureLine(
        code=row.code,
        title=row.title,
        description=row.description,
        kind=row.get_kind_display(),
        priority_code=priority.code,
        priority=priority.title,
        priority_kind=priority.get_kind_display(),
        audience=priority.get_audience_display(),
        priority_reason=priority.reason,
        goal_code=goal.code,
        goal=goal.title,
        service_kind=row.service_kind.name if row.service_kind else "",
        form=row.form.name if row.form else "",
        change=row.change,
        unit=row.unit.name if row.unit else "",
        change_year=row.change_year,
        place=", ".join(str(one) for one in places if one),
        responsible=row.responsible,
        realizers=row.realizers,
        partners=row.partners,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        milestones=row.milestones,
        risks=row.risks,
        other_strategies=row.other_strategies,
        regional_measure=str(row.regional_measure) if row.regional_measure else "",
        needs=tuple(sorted({need.code for need in row.needs.all()})),
        costs=tuple(costs[row.pk, None]),
        indicators=tuple(indicators[row.pk, None]),
        activities=tuple(
            ActivityLine(
                code=f"{row.code}.A{one.number}",
                title=one.title,
                responsible=one.responsible,
                realizers=one.realizers,
                partners=one.partners,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                milestones=one.milestones,
                costs=tuple(costs[row.pk, one.pk]),
                indicators=tuple(indicators[row.pk, one.pk]),
            )
            for one in activities
        ),
    )
