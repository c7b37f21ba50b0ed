"""One ORP: its services by name without their money, costs and pay in sums, how well it is served."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.indicators import find
from evaluation.models import BenchmarkRun, Occasion, PlaceResult, Report
from evaluation.runs.capacity import of_reports
from evaluation.runs.seen import audience, groups
from evaluation.runs.words import cell_words, kind_names
from evaluation.views.base import must_work
from providers.models import CapacityUnit, Service
from sitis.accounts.models import Role
from sitis.collation import czech_key
from sitis.http import AuthenticatedRequest
from sitis.territory.models import Orp, TerritorialFigure

#: Later first: the second report of a year takes the place of the first.
OCCASIONS = (Occasion.ACTUAL_2, Occasion.ACTUAL_1)
#: Costs and pay of a group, as everybody is told them.
MONEY = ("N1", "N2", "N10")


def orps_for(user: Any) -> list[Orp]:
    """Own ones of a coordinator, all for who sees the whole region."""
    if user.holds(Role.OFFICIAL, Role.AUDITOR):
        return list(Orp.objects.all())
    return list(Orp.objects.filter(pk__in=user.held_for(Role.ORP_COORDINATOR)))


@require_safe
def territory(request: AuthenticatedRequest) -> HttpResponse:
    must_work(request)
    user = request.user
    orps = orps_for(user)
    if not orps:
        raise Http404
    orp = next((one for one in orps if one.pk == request.GET.get("orp")), orps[0])
    named = Report.objects.named_for(user).filter(term__occasion__in=OCCASIONS)
    named = named.filter(service__in=Service.objects.in_orps([orp.pk]).order_by().values("pk"))
    years = sorted(set(named.order_by().values_list("term__year", flat=True)), reverse=True)
    asked = request.GET.get("rok", "")
    year = next((one for one in years if str(one) == asked), next(iter(years), None))
    rows = list(named.filter(term__year=year).for_lists()) if year else []
    services = of_reports(_latest(rows), orp.pk)
    run = _run_of(user, year)
    kinds = kind_names()
    context = {
        "orp": orp,
        "orps": orps,
        "year": year,
        "years": years,
        "services": services,
        "run": run,
        "costs": _costs(user, orp, year, kinds),
        "groups": _groups(run, user, {one.service.kind.slug for one in services}, kinds),
        "places": place_table(run, user, kinds, by_orp=False, orp=orp) if run else None,
    }
    return render(request, "evaluation/territory.html", context)


def _latest(rows: list[Report]) -> list[Report]:
    """Of each service the later report of the year, in the order of names."""
    found: dict[int, Report] = {}
    for row in sorted(rows, key=lambda one: OCCASIONS.index(Occasion(one.term.occasion))):
        found.setdefault(row.service_id, row)
    return sorted(
        found.values(),
        key=lambda one: (czech_key(one.service.kind.name), czech_key(one.service.name)),
    )


def _run_of(user: Any, year: int | None) -> BenchmarkRun | None:
    """The newest frozen run of the year that the person may read."""
    rows = BenchmarkRun.objects.readable_by(user).frozen().filter(year=year)
    return rows.order_by("-number").first()


def _costs(
    user: Any, orp: Orp, year: int | None, kinds: dict[str, str]
) -> list[tuple[str, TerritorialFigure]]:
    """Sums of at least five reports, as they were written for planning."""
    rows = TerritorialFigure.objects.readable_by(user).filter(
        orp=orp,
        year=year,
        measure=TerritorialFigure.Measure.COSTS,
        origin=TerritorialFigure.Origin.REPORTS,
    )
    named = [(kinds.get(row.kind, row.kind), row) for row in rows]
    return sorted(named, key=lambda one: czech_key(one[0]))


def _groups(
    run: BenchmarkRun | None, user: Any, kinds: set[str], names: dict[str, str]
) -> list[dict[str, Any]]:
    """Groups of the region with the kinds of this ORP: medians of costs and pay, as told."""
    if run is None:
        return []
    who = audience(run, user)
    found: dict[str, dict[str, Any]] = {}
    for one in groups(run, who, indicator__in=MONEY):
        if one.kind in kinds:
            words = cell_words(one.cell, names)
            row = found.setdefault(one.cell, {"words": words, "cell": one.cell, "why": one.hidden})
            row[one.code] = one.median
    return sorted(found.values(), key=lambda row: czech_key(str(row["words"])))


Column = tuple[str, str, int]  # name, unit, digits


@dataclass
class PlaceTable:
    """Indicators of the territory: a column for each and its unit, a line for each kind or ORP."""

    columns: list[Column]
    lines: list[tuple[str, list[tuple[Column, PlaceResult | None]]]]


def place_table(
    run: BenchmarkRun, user: Any, kinds: dict[str, str], *, by_orp: bool, **lookup: Any
) -> PlaceTable | None:
    """What ``user`` may see of them; None of nothing."""
    units = dict(CapacityUnit.objects.values_list("slug", "name"))
    rows = PlaceResult.objects.seen_by(user).filter(run=run, **lookup).select_related("orp")
    cells: dict[str, dict[tuple[str, str], PlaceResult]] = {}
    for row in rows:
        line = row.orp.name if by_orp else kinds.get(row.kind, row.kind)
        cells.setdefault(line, {})[row.indicator, row.unit] = row
    if not cells:
        return None
    keys = sorted({key for known in cells.values() for key in known})
    columns: dict[tuple[str, str], Column] = {}
    for code, unit in keys:
        indicator = find(code)
        said = f"{units.get(unit, unit)} {indicator.unit}".strip()
        columns[code, unit] = (str(indicator.name), said, indicator.digits)
    lines = [
        (name, [(columns[key], cells[name].get(key)) for key in keys])
        for name in sorted(cells, key=czech_key)
    ]
    return PlaceTable(list(columns.values()), lines)
