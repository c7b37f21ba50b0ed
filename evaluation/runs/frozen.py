"""A run read back from its rows: to compute it again, to prove that nothing changed."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from evaluation.benchmark import (
    Computed,
    Earlier,
    Group,
    Input,
    Order,
    Parameter,
    PlaceFact,
    PlaceRow,
    Row,
)
from evaluation.models import (
    BenchmarkRun,
    Exclusion,
    Explanation,
    GroupResult,
    PlaceResult,
    PlaceValue,
    RunInput,
    RunKind,
    RunParameter,
    RunResult,
    RunValue,
)
from evaluation.secrecy import Decision
from evaluation.statistics import Summary

IN_ORDER = ("service__identifier", "year", "form")


def parameters_of(run: BenchmarkRun) -> tuple[Parameter, ...]:
    rows = RunParameter.objects.filter(run=run).order_by("meaning", "kind", "form", "indicator")
    return tuple(
        Parameter(*row) for row in rows.values_list("meaning", "kind", "form", "indicator", "value")
    )


def order_for(
    run: BenchmarkRun, inputs: Iterable[Input], places: tuple[PlaceFact, ...] = ()
) -> Order:
    """What decides the results of ``run`` besides its inputs, as it stands in the database."""
    exclusions = tuple(
        Exclusion.objects.filter(run=run)
        .order_by("service__identifier")
        .values_list("service__identifier", "reason")
    )
    out = {identifier for identifier, _reason in exclusions}
    found = list(inputs)
    for one in found:
        one.is_excluded = one.service in out
    explained = Explanation.objects.filter(run=run).values_list("service__identifier", "indicator")
    return Order(
        year=run.year,
        formula_version=run.formula_version,
        parameters=parameters_of(run),
        inputs=tuple(found),
        exclusions=exclusions,
        explained=frozenset(explained),
        dimensions=tuple(run.dimensions),
        earlier=told_beside(run),
        places=places,
    )


def told_beside(run: BenchmarkRun) -> tuple[Earlier, ...]:
    """Bars that were told for the years next to the run's; a few changes between them would show."""
    shared = RunKind.objects.shared().filter(year__in=[run.year - 1, run.year + 1])
    if run.frozen_at is not None:
        shared = shared.filter(run__frozen_at__lt=run.frozen_at)
    before = [(row.run_id, row.kind, row.year) for row in shared.order_by("year", "kind")]
    bars: dict[int, dict[tuple[str, str], set[tuple[str, str]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    kinds = {(pk, kind): year for pk, kind, year in before}
    rows = RunResult.objects.filter(
        input__run__in={pk for pk, _kind in kinds}, is_bar=True
    ).values_list(
        *("input__run", "input__kind", "input__cell", "indicator"),
        *("input__service__identifier", "input__form"),
    )
    for pk, kind, cell, indicator, identifier, form in rows.order_by():
        if year := kinds.get((pk, kind)):
            bars[year][indicator, cell].add((identifier, form))
    found = []
    for year, groups in sorted(bars.items()):
        by_indicator: dict[str, list[frozenset[tuple[str, str]]]] = defaultdict(list)
        for (indicator, _cell), members in sorted(groups.items()):
            by_indicator[indicator].append(frozenset(members))
        found.append(Earlier(year, dict(by_indicator)))
    return tuple(found)


def inputs_of(run: BenchmarkRun) -> tuple[list[int], list[Input]]:
    """Keys of the rows and the inputs that a run was computed from."""
    facts: dict[int, dict[str, Decimal]] = defaultdict(dict)
    values = RunValue.objects.filter(input__run=run).order_by("input", "quantity")
    for pk, quantity, number in values.values_list("input", "quantity", "number").iterator(5000):
        facts[pk][quantity] = number
    rows = RunInput.objects.filter(run=run).order_by(*IN_ORDER)
    keys, found = [], []
    for pk, service, ico, provider, kind, form, year, group, size, snapshot in rows.values_list(
        *("pk", "service__identifier", "provider__ico", "provider", "kind", "form", "year"),
        *("group", "size", "snapshot"),
    ):
        keys.append(pk)
        found.append(
            Input(
                *(service, ico or f"#{provider}", kind, form, year, group, size),
                facts=facts[pk],
                source=str(snapshot or ""),
            )
        )
    return keys, found


def order_of(run: BenchmarkRun) -> Order:
    """Everything a frozen run was computed from."""
    _keys, inputs = inputs_of(run)
    return order_for(run, inputs, places_of(run))


def places_of(run: BenchmarkRun) -> tuple[PlaceFact, ...]:
    rows = PlaceValue.objects.filter(run=run)
    columns = ("orp", "kind", "unit", "quantity", "number")
    return tuple(sorted(PlaceFact(*row) for row in rows.order_by().values_list(*columns)))


def computed_of(run: BenchmarkRun) -> Computed:
    """The results as they were frozen."""
    keys, _inputs = inputs_of(run)
    places = {pk: at for at, pk in enumerate(keys)}
    done = Computed()
    rows = RunResult.objects.filter(input__run=run).order_by("pk")
    columns = (
        *("input", "indicator", "value", "why_not", "flag", "rank"),
        *("is_part_year", "counts", "is_bar"),
    )
    for pk, *result in rows.values_list(*columns).iterator(5000):
        done.rows.append(Row(places[pk], *result))
    cells = RunInput.objects.filter(run=run).exclude(cell="").values_list("pk", "cell")
    done.cells = {places[pk]: cell for pk, cell in cells}
    for one in GroupResult.objects.filter(run=run).order_by("cell", "indicator"):
        summary = Summary(one.n, one.minimum, one.q1, one.median, one.q3, one.maximum, one.mean)
        decision = Decision(one.level, one.hidden)
        done.groups.append(
            Group(one.cell, one.kind, one.form, one.indicator, one.providers, summary,
                  one.weighted_mean, decision)
        )  # fmt: skip
    of_places = PlaceResult.objects.filter(run=run).order_by()
    names = ("orp", "kind", "unit", "indicator", "value", "why_not", "is_told")
    done.places = [PlaceRow(*row) for row in of_places.values_list(*names)]
    return done
