"""What only the office reads: deviations by name with answers, exclusions, explained values, parameters."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from evaluation.documents.benchmark.kinds import link
from evaluation.indicators import find
from evaluation.models import Answer, Exclusion, Explanation, Flag, PlaceResult, RunResult
from evaluation.runs.edition import Edition, said
from evaluation.runs.seen import named_results, stand
from providers.models import CapacityUnit
from sitis.collation import czech_key
from sitis.numerals import signed
from sitis.paper import Chapter, Column, Table


def chapters(found: Edition) -> list[Chapter]:
    return [deviations(found), exclusions(found)]


def deviations(found: Edition) -> Chapter:
    rows = flagged(found)
    answers = answers_to(found, [row.pk for row in rows])
    groups = {(one.cell, seen.code): seen for one in found.groups for seen in one.told}
    body = []
    for row in rows:
        indicator, service = find(row.indicator, row.input.form, row.input.kind), row.input.service
        own = stand(row, groups.get((row.input.cell, row.indicator)), whole=True)
        value = said(row.value, indicator.digits)
        body.append(
            [
                link(service.name, "evaluation:run-service", found.run.pk, service.identifier),
                f"{row.indicator} {indicator.name}",
                link(f"{value} {indicator.unit}", "evaluation:run-result", found.run.pk, row.pk),
                said(own.group.median, indicator.digits) if own.group else "–",
                f"{signed(own.deviation, 1)} %" if own.deviation is not None else "–",
                str(Flag(row.flag).label),
                _answer(answers.get(row.pk, [])),
            ]
        )
    columns = [
        *(Column(_("Služba"), width=19), Column(_("Ukazatel"), width=19)),
        *(Column(_("Hodnota"), "right", 14), Column(_("Medián"), "right", 9)),
        *(Column(_("Od mediánu"), "right", 8), Column(_("Příznak"), width=11)),
        Column(_("Vysvětlení"), width=20),
    ]
    text = _(
        "Výrazná odchylka leží dál než jedenapůlnásobek obvyklého rozmezí od jeho okraje. Podezření na "
        "chybu leží dál než trojnásobek; taková hodnota se do skupiny nepočítá, dokud ji někdo nevysvětlí."
    )
    title = _("Výrazné odchylky a podezření na chybu")
    table = Table(title, columns, body, wide=True, notes=[text])
    return Chapter(_("Odchylky a vysvětlení"), [table])


def flagged(found: Edition) -> list[RunResult]:
    """Deviations and suspected mistakes, by kind, service and indicator."""
    rows = named_results(
        found.run, found.who, input__year=found.run.year, input__kind__in=found.kinds
    ).filter(flag__in=[Flag.DEVIATION, Flag.SUSPECT])
    order = {kind: at for at, kind in enumerate(found.kinds)}
    return sorted(
        rows.order_by("pk"),
        key=lambda row: (order[row.input.kind], czech_key(row.input.service.name), row.pk),
    )


def answers_to(found: Edition, results: list[int]) -> dict[int, list[Answer]]:
    said_of: dict[int, list[Answer]] = defaultdict(list)
    rows = Answer.objects.filter(result__input__run=found.run).select_related("by")
    wanted = set(results)
    for row in rows.order_by("moment", "pk"):
        if row.result_id in wanted:
            said_of[row.result_id].append(row)
    return said_of


def _answer(answers: list[Answer]) -> Any:
    parts = []
    for one in answers:
        day = date_format(localtime(one.moment), "j. n. Y")
        said_by = f"{one.text} ({one.by}, {day}; {one.get_state_display()})"
        parts.append(said_by if not one.question else f"{said_by} {_('Kraj:')} {one.question}")
    return format_html("{}", " ".join(parts))


def excluded(found: Edition) -> list[Exclusion]:
    rows = Exclusion.objects.filter(run=found.run, service__kind__slug__in=found.kinds)
    return sorted(rows.select_related("service", "by"), key=lambda one: czech_key(one.service.name))


def exclusions(found: Edition) -> Chapter:
    out = [
        [
            link(one.service.name, "evaluation:run-service", found.run.pk, one.service.identifier),
            one.reason,
            one.effect.replace("\n", "; "),
            f"{one.by}, {date_format(localtime(one.at), 'j. n. Y')}",
        ]
        for one in excluded(found)
    ]
    columns = [
        *(Column(_("Služba")), Column(_("Důvod"))),
        *(Column(_("Co se tím změnilo")), Column(_("Kdo a kdy"))),
    ]
    parts = [Table(_("Služby vyřazené ze skupin"), columns, out)]
    explained = Explanation.objects.filter(run=found.run, service__kind__slug__in=found.kinds)
    known = [
        [
            one.service.name,
            f"{one.indicator} {find(one.indicator).name}",
            one.text,
            f"{one.by}, {date_format(localtime(one.at), 'j. n. Y')}",
        ]
        for one in explained.select_related("service", "by").order_by("service__name", "indicator")
    ]
    if known:
        heads = [_("Služba"), _("Ukazatel"), _("Vysvětlení"), _("Kdo a kdy")]
        parts.append(
            Table(_("Podezřelé hodnoty, které kraj vysvětlil"), [*map(Column, heads)], known)
        )
    return Chapter(_("Vyřazené služby a vysvětlené hodnoty"), parts)


def places(found: Edition, kind: str) -> list[Chapter]:
    """How each ORP is served by a kind: an ORP a row, an indicator of the territory a column."""
    rows = places_of(found).filter(kind=kind)
    heads: dict[tuple[str, str], str] = {}
    by_orp: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    units = dict(CapacityUnit.objects.values_list("slug", "name"))
    for row in rows:
        one = find(row.indicator)
        unit = " ".join(part for part in (units.get(row.unit, row.unit), str(one.unit)) if part)
        heads[row.indicator, row.unit] = f"{row.indicator} {one.name} ({unit})"
        by_orp[row.orp.name][row.indicator, row.unit] = said(row.value, one.digits)
    if not heads:
        return []
    columns = [Column(_("ORP")), *(Column(head, "right") for head in heads.values())]
    body = [
        [orp, *(values.get(key, "–") for key in heads)]
        for orp, values in sorted(by_orp.items(), key=lambda one: czech_key(one[0]))
    ]
    note = _(
        "Jednotky pro celý okres nebo kraj se mezi ORP dělí podle obyvatel věku, kterému služba "
        "slouží. Pomlčka: hodnotu nelze vypočítat."
    )
    table = Table(_("Ukazatele území podle ORP"), columns, body, notes=[note])
    return [Chapter(_("Dostupnost v území"), [table])]


def places_of(found: Edition) -> QuerySet[PlaceResult]:
    rows = PlaceResult.objects.filter(run=found.run, kind__in=found.kinds)
    return rows.select_related("orp").order_by("kind", "orp__name", "indicator", "unit")
