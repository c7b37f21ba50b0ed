"""Tables of a plan as XLSX: needs with a row a year, measures with all columns of the action plan."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from planning import facts
from planning.filters.needs import NeedFilter
from planning.models import Cost, Measure, Need, Plan
from planning.views.base import readable_plan
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest
from sitis.workbooks.download import table_response


@require_safe
def need_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The needs as narrowed on their page."""
    plan = readable_plan(request, pk)
    rows = Need.objects.readable_by(request.user).filter(plan=plan)
    narrowed = NeedFilter(request.GET, queryset=rows, years=plan.years)
    needs = list(narrowed.qs.for_table().select_related("theme"))
    record(Act.EXPORT, user=request.user, subject=_("Potřeby: %s") % plan)
    headings = [str(head) for head in need_headings()]
    return table_response("xlsx", f"potreby-{plan.slug}", headings, iter(need_rows(needs, plan)))


def need_headings() -> list[str]:
    return [
        *(_("Kód"), _("Druh služby"), _("Forma"), _("Cílová skupina"), _("Rok"), _("Návrh")),
        *(_("Změna"), _("Jednotka"), _("V síti"), _("Naléhavost"), _("Obec"), _("Místo")),
        *(_("Zdůvodnění"), _("Čím je doloženo"), _("Doklad"), _("Stanovisko obcí"), _("Téma")),
        *(_("Pořadí"), _("Odmítnutí zájemci"), _("Čekající zájemci")),
    ]


def need_rows(needs: list[Need], plan: Plan) -> Any:
    beside = facts.facts_of_needs(needs, plan.data_day)
    for need in needs:
        known = beside[facts.key_of(need)]
        last = {figure.measure: figure.value for figure in known.last_figures}
        yield [
            *(need.code, need.kind.name, need.form.name),
            *(need.target_group.name if need.target_group else "", need.year),
            *(need.get_proposal_display(), need.change, need.unit.name),
            facts.amounts_in_words(known.network),
            *(need.get_importance_display(), str(need.municipality or ""), need.place),
            *(need.reason, need.get_evidence_display(), need.evidence_text),
            *(need.municipalities_say, str(need.theme or ""), need.rank),
            *(last.get("refused"), last.get("waiting")),
        ]


@require_safe
def measure_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The action plan's table with every column, one row a measure or an activity of it."""
    plan = readable_plan(request, pk)
    measures = list(measures_readable(request, plan))
    record(Act.EXPORT, user=request.user, subject=_("Opatření: %s") % plan)
    years = sorted({*plan.years, *(cost.year for row in measures for cost in row.costs.all())})
    rows = measure_rows(measures, years)
    return table_response("xlsx", f"opatreni-{plan.slug}", measure_headings(years), rows)


def measures_readable(request: AuthenticatedRequest, plan: Plan) -> Any:
    return (
        Measure.objects.readable_by(request.user)
        .filter(goal__priority__plan=plan)
        .select_related(
            *("goal__priority", "service_kind", "form", "unit", "orp", "municipality"),
            "regional_measure__goal__priority",
        )
        .prefetch_related(
            *("activities", "costs", "indicators", "progresss", "goal__priority__themes"),
            Prefetch("needs", Need.objects.order_by("code").only("pk", "code")),
        )
        .order_by("goal__priority__number", "goal__number", "number")
    )


def measure_headings(years: list[int]) -> list[str]:
    return [
        *(_("Kód"), _("Typ priority"), _("Cílová skupina"), _("Priorita"), _("Popis priority")),
        *(_("Zdůvodnění"), _("Témata"), _("Cíl"), _("Opatření"), _("Popis"), _("Aktivita")),
        *(_("Druh opatření"), _("Druh služby"), _("Forma"), _("Změna kapacity"), _("Jednotka")),
        *(_("Od roku"), _("ORP"), _("Obec"), _("Místo"), _("Odpovědnost (nositel)")),
        *(_("Realizátoři"), _("Partneři"), _("Termín od"), _("Termín do"), _("Milníky")),
        _("Náklady celkem"),
        *(_("Náklady %(year)s") % {"year": year} for year in years),
        *(_("Zdroj: %(source)s") % {"source": word} for word in Cost.Source.labels),
        *(_("Z toho investiční"), _("Indikátor"), _("Jednotka indikátoru")),
        *(_("Výchozí hodnota"), _("Výchozí rok"), _("Cílová hodnota"), _("Cílový rok")),
        *(_("Dosaženo po letech"), _("Rizika"), _("Vazba na opatření kraje")),
        *(_("Vazba na jiné strategie"), _("Z potřeb"), _("Stav plnění"), _("Komentář k plnění")),
        *(_("Doklad"), _("Čerpáno")),
    ]


def measure_rows(measures: list[Measure], years: list[int]) -> Any:
    """A measure, then its activities; further indicators of one stand below one another."""
    for measure in measures:
        costs, indicators = list(measure.costs.all()), list(measure.indicators.all())
        progress = list(measure.progresss.all())
        for activity in [None, *sorted(measure.activities.all(), key=lambda row: row.number)]:
            at = activity.pk if activity else None
            yield [
                *_above(measure, activity),
                *_service(measure if activity is None else None),
                *_who(activity or measure),
                *_money(
                    [cost for cost in costs if activity is None or cost.activity_id == at], years
                ),
                *_goals([one for one in indicators if one.activity_id == at], progress),
                *_links(measure if activity is None else None),
                *_progress([one for one in progress if one.activity_id == at]),
            ]


def _above(measure: Measure, activity: Any) -> list[Any]:
    priority = measure.goal.priority
    code = f"{measure.code}.A{activity.number}" if activity else measure.code
    return [
        *(code, priority.get_kind_display(), priority.get_audience_display()),
        *(priority.title, priority.description, priority.reason),
        ", ".join(theme.name for theme in priority.themes.all()),
        *(measure.goal.title, measure.title, "" if activity else measure.description),
        activity.title if activity else "",
    ]


def _service(measure: Measure | None) -> list[Any]:
    if measure is None:
        return [None] * 9
    return [
        *(measure.get_kind_display(), str(measure.service_kind or ""), str(measure.form or "")),
        *(measure.change, str(measure.unit or ""), measure.change_year),
        *(str(measure.orp or ""), str(measure.municipality or ""), measure.place),
    ]


def _who(row: Any) -> list[Any]:
    return [
        *(row.responsible, row.realizers, row.partners),
        *(row.starts_on, row.ends_on, row.milestones),
    ]


def _money(costs: list[Cost], years: list[int]) -> list[Any]:
    by_year: dict[int, Any] = {}
    by_source: dict[str, Any] = {}
    for cost in costs:
        by_year[cost.year] = by_year.get(cost.year, 0) + cost.amount
        by_source[cost.source] = by_source.get(cost.source, 0) + cost.amount
    invested = sum(cost.amount for cost in costs if cost.is_investment)
    return [
        sum(by_year.values()) if costs else None,
        *(by_year.get(year) for year in years),
        *(by_source.get(source) for source in Cost.Source.values),
        invested or None,
    ]


def _goals(indicators: list[Any], progress: list[Any]) -> list[Any]:
    """One indicator as values, more of them as lines of one cell."""
    reached = "\n".join(
        f"{row.year}: {one.name} {row.reached[str(one.pk)]}"
        for one in indicators
        for row in sorted(progress, key=lambda row: row.year)
        if str(one.pk) in row.reached
    )
    columns = ("name", "unit", "baseline", "baseline_year", "target", "target_year")
    if len(indicators) == 1:
        return [*(getattr(indicators[0], name) for name in columns), reached]
    lines = ["\n".join(str(getattr(one, name)) for one in indicators) for name in columns]
    return [*lines, reached]


def _links(measure: Measure | None) -> list[Any]:
    if measure is None:
        return [None] * 4
    return [
        *(measure.risks, str(measure.regional_measure or ""), measure.other_strategies),
        ", ".join(dict.fromkeys(need.code for need in measure.needs.all())),
    ]


def _progress(rows: list[Any]) -> list[Any]:
    """The last year as values, all years in the comment."""
    if not rows:
        return [None] * 4
    rows = sorted(rows, key=lambda row: row.year)
    said = "\n".join(f"{row.year}: {row.comment}" for row in rows if row.comment)
    spent = [row.spent for row in rows if row.spent is not None]
    last = rows[-1]
    state = f"{last.year}: {last.get_state_display()}"
    return [state, said, last.evidence, sum(spent) if spent else None]
