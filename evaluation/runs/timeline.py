"""How a service went through the years: its own values, and medians as they were told each year."""

from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.indicators import find
from evaluation.models import BenchmarkRun, GroupResult, RunInput, RunKind, RunResult
from evaluation.runs.seen import Audience, Seen, groups
from sitis.charts import Series, lines
from sitis.paper import Figure


def timeline(
    run: BenchmarkRun, who: Audience, one: RunInput, codes: tuple[str, ...]
) -> list[Figure]:
    """A drawing for each of ``codes`` known in two years at least."""
    rows = RunResult.objects.filter(
        input__run=run, input__service=one.service_id, input__form=one.form, indicator__in=codes
    ).exclude(value=None)
    own: dict[str, dict[int, Decimal | None]] = {}
    for code, year, value in rows.values_list("indicator", "input__year", "value"):
        own.setdefault(code, {})[year] = value
    medians = _medians(run, who, one, codes)
    found = []
    for code in codes:
        years = sorted(own.get(code, {}))
        if len(years) < 2:
            continue
        indicator = find(code, one.form, one.kind)
        told = medians.get(code, {})
        series = [Series(_("tato služba"), [own[code][year] for year in years])]
        if told:
            series.append(Series(_("medián skupiny"), [told.get(year) for year in years]))
        caption = _("%(name)s v letech %(first)s–%(last)s") % {
            "name": indicator.name,
            "first": years[0],
            "last": years[-1],
        }
        labels = [str(year) for year in years]
        unit, digits = str(indicator.unit), indicator.digits
        found.append(lines(caption, labels, series, unit=unit, digits=digits))
    return found


def _medians(
    run: BenchmarkRun, who: Audience, one: RunInput, codes: tuple[str, ...]
) -> dict[str, dict[int, Decimal]]:
    """Of this run for its year, and of those that were shared for the years before."""
    found: dict[str, dict[int, Decimal]] = {}

    def take(year: int, seen: list[Seen]) -> None:
        for group in seen:
            if group.median is not None:
                found.setdefault(group.code, {})[year] = group.median

    if one.cell:
        take(run.year, groups(run, who, cell=one.cell, indicator__in=codes))
    shared = RunKind.objects.shared().filter(kind=one.kind, year__in=run.years[:-1])
    runs = {row.run_id: row.year for row in shared}
    cells = RunInput.objects.filter(
        run__in=runs, service=one.service_id, form=one.form, year__in=runs.values()
    ).exclude(cell="")
    mine = {(row.run_id, row.cell): row.year for row in cells if runs[row.run_id] == row.year}
    rows = GroupResult.objects.filter(run__in=runs, indicator__in=codes).select_related("run")
    names = {cell for _run, cell in mine}
    as_others = Audience(kinds=frozenset([one.kind]))
    for earlier in {row.run for row in rows.filter(cell__in=names)}:
        for cell in names:
            if (earlier.pk, cell) in mine:
                told = groups(earlier, as_others, cell=cell, indicator__in=codes)
                take(mine[earlier.pk, cell], told)
    return found
