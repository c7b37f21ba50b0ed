"""A run as a workbook: the same content as its report, with numbers that stay numbers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.documents.benchmark import chapters, method, office
from evaluation.indicators import find, say
from evaluation.models import Flag, GroupResult, Meaning, RunParameter
from evaluation.runs.edition import Edition
from evaluation.runs.seen import Seen, named_results, stand
from providers.models import CapacityUnit
from sitis.workbooks.writing import write_sheets

Rows = Iterator[list[Any]]


def write_benchmark(stream: IO[bytes], found: Edition) -> None:
    write_sheets(stream, sheets(found))


def sheets(found: Edition) -> Iterator[tuple[str, list[str], Rows]]:
    """Name, headings and rows; by name only what the audience of ``found`` sees by name."""
    about = [_("Druh služby"), _("Skupina")]
    coded = [_("Kód"), _("Ukazatel"), _("Jednotka")]
    named = [_("Identifikátor"), _("Služba"), _("Poskytovatel")]
    yield _("O srovnání"), [_("Údaj"), _("Hodnota")], (list(row) for row in chapters.facts(found))
    yield _("Skupiny"), [*about, _("Služeb"), _("Poskytovatelů")], _groups(found)
    yield _("Statistiky"), [*about, *coded, *_statistics_heads(found)], _statistics(found)
    if found.is_whole or found.who.own:
        heads = [_("Hodnota"), _("Proč chybí"), _("Medián"), _("Od mediánu %"), _("Příznak")]
        yield (
            _("Hodnoty služeb"),
            [*about, *named, *coded, *heads, _("Percentilové pořadí"), _("Z čeho je")],
            _values(found),
        )
    if found.is_whole:
        yield (
            _("Odchylky"),
            [*about[:1], *named, *coded, _("Hodnota"), _("Příznak"), _("Vysvětlení"), _("Stav")],
            _deviations(found),
        )
        heads = [_("Služba"), _("Důvod"), _("Co se tím změnilo"), _("Kdo"), _("Kdy")]
        yield _("Vyřazené služby"), [_("Identifikátor"), *heads], _exclusions(found)
        heads = [_("Kód"), _("Ukazatel"), _("Jednotka"), _("Hodnota"), _("Proč chybí")]
        yield _("Území"), [_("Druh služby"), _("ORP"), *heads], _places(found)
    yield _("Vývoj mediánů"), [*about, *coded, _("Rok"), _("Medián")], _years(found)
    yield _("Co se změnilo"), [_("Druh služby"), _("Co se změnilo")], _changes(found)
    yield _("Ukazatele"), [*coded, _("Vzorec"), _("Jak číst")], _indicators(found)
    yield _("Metodika"), [_("Pojem"), _("Vymezení")], _definitions(found)
    if found.is_whole:
        heads = [_("Význam"), _("Ukazatel"), _("Druh služby"), _("Forma"), _("Hodnota")]
        yield _("Parametry"), [*heads, _("Odkud")], _parameters(found)


def _groups(found: Edition) -> Rows:
    for one in found.groups:
        yield [found.name(one.kind), one.part, one.services, one.providers]


def _statistics_heads(found: Edition) -> list[str]:
    heads = [_("1. kvartil"), _("Medián"), _("3. kvartil")]
    if found.is_whole:
        heads = [_("Nejméně"), *heads, _("Nejvíce"), _("Průměr"), _("Vážený průměr")]
    counted = [_("Služeb"), _("Poskytovatelů")] if found.is_whole else [found.who.counts]
    return [*counted, *heads, _("Ostatní vidí"), _("Proč ne víc")]


def _statistics(found: Edition) -> Rows:
    names = ["q1", "median", "q3"]
    if found.is_whole:
        names = ["minimum", *names, "maximum", "mean", "weighted_mean"]
    for one in found.groups:
        for seen in [*one.told, *one.hidden]:
            counted = (seen.n, seen.providers) if found.is_whole else (seen.n,)
            yield [
                *(found.name(one.kind), one.part, *_coded(seen), *counted),
                *(_number(getattr(seen, name)) for name in names),
                *(str(GroupResult.Level(seen.level).label), seen.hidden),
            ]


def _coded(one: Any) -> list[str]:
    """Code, name and unit of a statistic."""
    return [one.code, str(one.indicator.name), str(one.indicator.unit)]


def _number(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize()


def _values(found: Edition) -> Rows:
    told = {(one.cell, seen.code): seen for one in found.groups for seen in one.told}
    words = {one.cell: one.part for one in found.groups}
    rows = named_results(found.run, found.who, input__year=found.run.year)
    if found.is_whole:
        rows = rows.filter(input__kind__in=found.kinds)
    rows = rows.order_by("input__kind", "input__service__name", "input", "pk")
    first = reverse("evaluation:run-result", args=[found.run.pk, 0])
    results = settings.SITE_URL + first.removesuffix("0/")
    for row in rows.iterator(chunk_size=2000):
        indicator, service = find(row.indicator, row.input.form, row.input.kind), row.input.service
        group: Seen | None = told.get((row.input.cell, row.indicator))
        own = stand(row, group, whole=found.is_whole)
        yield [
            *(found.name(row.input.kind), words.get(row.input.cell, "")),
            *(service.identifier, service.name, service.provider.name),
            *(row.indicator, str(indicator.name), _unit(row.indicator, str(indicator.unit))),
            *(_number(row.value), say(row.why_not), _number(group.median) if group else None),
            *(round(own.deviation, 1) if own.deviation is not None else None, _flag(own.flag)),
            round(own.rank, 1) if own.rank is not None else None,
            f"{results}{row.pk}/",
        ]


def _unit(code: str, unit: str) -> str:
    return _("% od normy kraje") if code.startswith("R1.") else unit


def _flag(flag: str) -> str:
    return str(Flag(flag).label) if flag else ""


def _deviations(found: Edition) -> Rows:
    rows = office.flagged(found)
    answers = office.answers_to(found, [row.pk for row in rows])
    for row in rows:
        indicator, service = find(row.indicator, row.input.form, row.input.kind), row.input.service
        said = answers.get(row.pk, [])
        yield [
            *(found.name(row.input.kind), service.identifier, service.name, service.provider.name),
            *(row.indicator, str(indicator.name), str(indicator.unit), _number(row.value)),
            *(_flag(row.flag), "\n".join(one.text for one in said)),
            str(said[-1].get_state_display()) if said else "",
        ]


def _exclusions(found: Edition) -> Rows:
    for one in office.excluded(found):
        service = one.service
        yield [service.identifier, service.name, one.reason, one.effect, str(one.by), one.at]


def _places(found: Edition) -> Rows:
    units = dict(CapacityUnit.objects.values_list("slug", "name"))
    for row in office.places_of(found):
        one = find(row.indicator)
        unit = " ".join(part for part in (units.get(row.unit, row.unit), str(one.unit)) if part)
        yield [
            *(found.name(row.kind), row.orp.name, row.indicator, str(one.name), unit),
            *(_number(row.value), say(row.why_not)),
        ]


def _years(found: Edition) -> Rows:
    for one in found.groups:
        for seen in one.told:
            for year, median in sorted(found.of_years(one, seen).items()):
                yield [found.name(one.kind), one.part, *_coded(seen), year, _number(median)]


def _changes(found: Edition) -> Rows:
    for kind, text in found.changes.items():
        for line in text.splitlines():
            if line.strip():
                yield [found.name(kind) if kind else _("celý kraj"), line.strip()]


def _indicators(found: Edition) -> Rows:
    for one in method.shown(found):
        how = str(method.DIRECTIONS[one.direction])
        yield [one.code, str(one.name), str(one.unit), one.formula, how]


def _definitions(found: Edition) -> Rows:
    for pair in method.definitions(found):
        yield list(pair)


def _parameters(found: Edition) -> Rows:
    for one in RunParameter.objects.filter(run=found.run):
        meaning = str(Meaning(one.meaning).label)
        kind = found.name(one.kind) if one.kind else ""
        yield [meaning, one.indicator, kind, one.form, _number(one.value), one.source]
