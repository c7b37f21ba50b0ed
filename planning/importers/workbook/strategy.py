"""Sheets of the action plan: priorities, goals, measures, activities, indicators and costs.

Together they hold every column of the action plan's table; a row below names the row above it.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from planning.importers.workbook.columns import (
    ACTIVITIES,
    COSTS,
    GOALS,
    INDICATORS,
    MEASURES,
    PRIORITIES,
    Column,
    Row,
    Sheet,
    choices,
    columns_of,
    joined,
    words_of,
)
from planning.models import (
    Activity,
    Audience,
    Cost,
    Goal,
    Indicator,
    Measure,
    Need,
    Plan,
    Priority,
)
from sitis.workbooks.values import day, number, whole_number


@dataclass(slots=True)
class CostLine:
    """Costs of one measure from one source, all years."""

    measure: Measure
    source: str
    is_investment: bool
    amounts: dict[int, Decimal]


def strategy(plan: Plan, words: Any) -> list[Sheet]:
    """Six sheets; queries do not depend on rows."""
    priorities = list(
        Priority.objects.filter(plan=plan).order_by("number").prefetch_related("themes")
    )
    goals = list(
        Goal.objects.filter(priority__plan=plan)
        .select_related("priority__plan__cycle", "priority__plan__orp")
        .order_by("priority__number", "number")
    )
    measures = list(_rows_of_measures(plan))
    activities = list(
        Activity.objects.filter(measure__in=measures)
        .select_related(
            "measure__goal__priority__plan__cycle", "measure__goal__priority__plan__orp"
        )
        .order_by(
            *("measure__goal__priority__number", "measure__goal__number", "measure__number"),
            "number",
        )
    )
    return [
        _priorities(priorities, words),
        _goals(goals, priorities),
        _measures(plan, measures, goals, words),
        _activities(activities, measures),
        _indicators(plan, measures, activities),
        _costs(plan, measures),
    ]


def _rows_of_measures(plan: Plan) -> Any:
    return (
        Measure.objects.filter(goal__priority__plan=plan)
        .select_related(
            *("goal__priority__plan__cycle", "goal__priority__plan__orp", "service_kind"),
            *("form", "unit", "municipality", "regional_measure__goal__priority"),
        )
        .prefetch_related("needs")
        .order_by("goal__priority__number", "goal__number", "number")
    )


def _priorities(priorities: list[Priority], words: Any) -> Sheet:
    columns = [
        Column("title", _("Priorita"), 44, limit=300),
        Column("kind", _("Typ priority"), 16, words=choices(Priority.Kind.choices)),
        Column("audience", _("Cílová skupina"), 28, words=choices(Audience.choices)),
        Column("description", _("Popis"), 50, limit=20_000),
        Column("reason", _("Zdůvodnění a zdroj"), 50, limit=20_000),
        Column("rank", _("Pořadí významu"), 12, whole_number),
        Column("themes", _("Témata (oddělte středníkem)"), 40, words=words.themes, is_many=True),
    ]
    rows = []
    for row in priorities:
        values = columns_of(row, columns)
        values["themes"] = joined(theme.name for theme in row.themes.all())
        rows.append(Row(row.code, row, values))
    return Sheet(PRIORITIES, columns, rows)


def _goals(goals: list[Goal], priorities: list[Priority]) -> Sheet:
    above = words_of(priorities)
    columns = [
        Column("priority", _("Priorita"), 40, words=above, is_fixed=True, above=(PRIORITIES,)),
        Column("title", _("Cíl"), 44, limit=300),
        Column("description", _("Žádoucí stav"), 50, limit=20_000),
    ]
    return Sheet(GOALS, columns, [Row(row.code, row, columns_of(row, columns)) for row in goals])


def _measures(plan: Plan, measures: list[Measure], goals: list[Goal], words: Any) -> Sheet:
    codes = Need.objects.filter(plan=plan).order_by("code").values_list("code", flat=True)
    needs = {code: code for code in codes.distinct()}
    regional = words_of(
        Measure.objects.regional_for(plan, [row.regional_measure_id for row in measures]).order_by(
            "goal__priority__number", "goal__number", "number"
        )
    )
    columns = [
        Column("goal", _("Cíl"), 36, words=words_of(goals), is_fixed=True, above=(GOALS,)),
        Column("title", _("Opatření"), 44, limit=300),
        Column("priority", _("Priorita"), 30, is_told=True),
        Column("kind", _("Druh opatření"), 16, words=choices(Measure.Kind.choices)),
        Column("description", _("Popis"), 44, limit=20_000),
        Column("service_kind", _("Druh služby"), 28, words=words.kinds),
        Column("form", _("Forma"), 14, words=words.forms),
        Column("change", _("Změna kapacity"), 12, number),
        Column("unit", _("Jednotka"), 20, words=words.units),
        Column("change_year", _("Od roku"), 10, whole_number),
        Column("municipality", _("Obec"), 18, words=words.towns),
        Column("place", _("Mikroregion nebo místo"), 24, limit=200),
        *_who(),
        Column("risks", _("Rizika"), 36, limit=20_000),
        Column("other_strategies", _("Vazba na jiné strategie"), 28, limit=500),
    ]
    if needs:
        head = _("Z potřeb (kódy oddělte středníkem)")
        columns.append(Column("need_codes", head, 20, words=needs, is_many=True))
    if regional:
        head = _("Vazba na opatření kraje")
        columns.append(Column("regional_measure", head, 36, words=regional))
    rows = []
    for row in measures:
        values = columns_of(row, columns)
        values["priority"] = str(row.goal.priority)
        values["need_codes"] = joined(need.code for need in row.needs.all())
        rows.append(Row(row.code, row, values))
    return Sheet(MEASURES, columns, rows)


def _who() -> list[Column]:
    """Who does it and when: the same of a measure and of an activity."""
    return [
        Column("responsible", _("Odpovědnost (nositel)"), 28, limit=300),
        Column("realizers", _("Realizátoři"), 28, limit=500),
        Column("partners", _("Partneři"), 28, limit=500),
        Column("starts_on", _("Termín od"), 13, day),
        Column("ends_on", _("Termín do"), 13, day),
        Column("milestones", _("Milníky"), 36, limit=20_000),
    ]


def _activities(activities: list[Activity], measures: list[Measure]) -> Sheet:
    above = words_of(measures)
    columns = [
        Column("measure", _("Opatření"), 40, words=above, is_fixed=True, above=(MEASURES,)),
        Column("title", _("Aktivita"), 44, limit=300),
        *_who(),
    ]
    rows = [Row(row.code, row, columns_of(row, columns)) for row in activities]
    return Sheet(ACTIVITIES, columns, rows)


def measure_key(measure: Any) -> str:
    return f"measure:{measure}"


def activity_key(activity: Any) -> str:
    return f"activity:{activity}"


def _indicators(plan: Plan, measures: list[Measure], activities: list[Activity]) -> Sheet:
    words = {str(row): measure_key(row.pk) for row in measures}
    words |= {str(row): activity_key(row.pk) for row in activities}
    columns = [
        Column(
            "of",
            _("Opatření nebo aktivita"),
            40,
            words=words,
            is_fixed=True,
            above=(MEASURES, ACTIVITIES),
        ),
        Column("name", _("Indikátor"), 44, limit=300),
        Column("unit", _("Jednotka"), 16, limit=60),
        Column("baseline", _("Výchozí hodnota"), 14, number),
        Column("baseline_year", _("Výchozí rok"), 10, whole_number),
        Column("target", _("Cílová hodnota"), 14, number),
        Column("target_year", _("Cílový rok"), 10, whole_number),
    ]
    of = {value: word for word, value in words.items()}
    rows = []
    found = Indicator.objects.filter(measure__in=measures).select_related(
        "activity", "measure__goal__priority__plan__cycle", "measure__goal__priority__plan__orp"
    )
    places = {row.pk: at for at, row in enumerate(measures)}
    for row in sorted(found, key=lambda one: (places[one.measure_id], one.pk)):
        values = columns_of(row, columns)
        key = activity_key(row.activity_id) if row.activity_id else measure_key(row.measure_id)
        values["of"] = of[key]
        rows.append(Row(f"I{row.pk}", row, values))
    return Sheet(INDICATORS, columns, rows)


def _costs(plan: Plan, measures: list[Measure]) -> Sheet:
    """Those of whole measures; what an activity costs stays with it."""
    lines: dict[tuple[int, str, bool], CostLine] = {}
    by_key = {row.pk: row for row in measures}
    places = {row.pk: at for at, row in enumerate(measures)}
    for cost in Cost.objects.filter(measure__in=measures, activity=None):
        key = (cost.measure_id, cost.source, cost.is_investment)
        line = lines.setdefault(key, CostLine(by_key[cost.measure_id], *key[1:], {}))
        line.amounts[cost.year] = cost.amount
    years = sorted({*plan.years, *(year for line in lines.values() for year in line.amounts)})
    sources, kinds = choices(Cost.Source.choices), {_("neinvestiční"): "", _("investiční"): "on"}
    columns = [
        Column(
            "measure",
            _("Opatření"),
            40,
            words=words_of(measures),
            is_fixed=True,
            above=(MEASURES,),
        ),
        Column("source", _("Zdroj"), 24, words=sources, is_fixed=True),
        Column("is_investment", _("Druh nákladů"), 16, words=kinds, is_fixed=True),
        *(
            Column(f"amount_{year}", _("%(year)s (Kč)") % {"year": year}, 15, number)
            for year in years
        ),
    ]
    order = {source: at for at, source in enumerate(Cost.Source.values)}
    rows = []
    for line in sorted(
        lines.values(),
        key=lambda one: (places[one.measure.pk], one.is_investment, order[one.source]),
    ):
        values: dict[str, Any] = {
            "measure": str(line.measure),
            "source": str(Cost.Source(line.source).label),
            "is_investment": _("investiční") if line.is_investment else _("neinvestiční"),
        }
        values |= {f"amount_{year}": amount for year, amount in line.amounts.items()}
        kind = "I" if line.is_investment else "N"
        rows.append(Row(f"{line.measure.code}.{kind}.{line.source}", line, values))
    return Sheet(COSTS, columns, rows)
