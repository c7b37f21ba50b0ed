"""From inputs to results: indicators of each service, then each group and its flags."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache

from evaluation.benchmark.places import of_places
from evaluation.benchmark.plan import Plan
from evaluation.benchmark.serial import stored
from evaluation.benchmark.types import Computed, Group, Input, Order, Parameter, Row
from evaluation.indicators import (
    NOT_ALLOCATED,
    Result,
    applicable,
    deviation,
    find,
    unallocated,
)
from evaluation.indicators.base import Indicator
from evaluation.peers import Cell, Member, parted
from evaluation.secrecy import BARS, CHANGED, QUARTILES, Decision, Point, decide, steady
from evaluation.statistics import (
    Summary,
    flag_of,
    percentile_rank,
    summary,
    weighted_mean,
    without_suspects,
)

#: Parameters that formulas read beside the quantities of a service.
READ = ("fund", "related_maximum")
#: Facts of a service that its own card says: the norm of an indicator.
OWN_NORM = "norm."
BOTH = ("ambulatory", "field")


def compute(order: Order) -> Computed:
    """Results of all years, groups of the run's year only: earlier years are own time lines."""
    done = Computed()
    of_year: dict[int, list[tuple[Indicator, Result]]] = {}
    given: dict[tuple[str, str], dict[str, Decimal]] = {}
    plans: dict[tuple[str | bool, ...], Plan] = {}  # kind, form, whether a part, names of facts
    parted = {(one.service, one.year) for one in order.inputs if one.form == "whole"}
    for at, one in enumerate(order.inputs):
        place = (one.kind, one.form)
        is_part = one.form != "whole" and (one.service, one.year) in parted
        if place not in given:
            given[place] = in_formulas(order.parameters, *place)
        facts = {**one.facts, **given[place]} if given[place] else one.facts
        if (plan := plans.get((*place, is_part, *facts))) is None:
            shown = applicable(one.kind, one.form, is_part=is_part)
            plan = plans[(*place, is_part, *facts)] = Plan(shown, facts)
        if one.year == order.year:
            of_year[at] = list(zip(plan.shown, plan.results(facts), strict=True))
        else:
            done.rows += plan.rows(at, facts)
    _compare(order, of_year, done)
    done.places = of_places(order)
    return done


def in_formulas(parameters: Sequence[Parameter], kind: str, form: str) -> dict[str, Decimal]:
    """What formulas read beside the quantities of a service; the narrower parameter wins."""
    ordered = sorted(parameters, key=lambda one: (bool(one.kind), bool(one.form)))
    return {
        f"par.{one.name}": one.value
        for one in ordered
        if one.name in READ and one.kind in ("", kind) and one.form in ("", form)
    }


def members_of(order: Order) -> dict[int, Member]:
    """Inputs of the run's year as members of groups."""
    providers = {name: at for at, name in enumerate(sorted({one.provider for one in order.inputs}))}
    return {
        at: Member(at, providers[one.provider], one.kind, one.form, one.group, one.size)
        for at, one in enumerate(order.inputs)
        if one.year == order.year
    }


def _compare(
    order: Order, of_year: Mapping[int, list[tuple[Indicator, Result]]], done: Computed
) -> None:
    members = members_of(order)
    excluded = {at for at, one in enumerate(order.inputs) if one.is_excluded}
    cells = parted((one for at, one in members.items() if at not in excluded), order.dimensions)
    compared: dict[int, dict[str, Row]] = defaultdict(dict)
    for cell in cells:
        done.cells.update(dict.fromkeys((one.key for one in cell.members), cell.key))
        forms = frozenset(one.form for one in cell.members)
        mixed = _of_two_formulas(cell.kind, forms) if len(forms) > 1 else ()
        form = "+".join(cell.forms or (forms if len(forms) == 1 else ()))
        values: dict[str, list[tuple[Point, Result, Indicator]]] = defaultdict(list)
        for one in cell.members:
            for shown, got in of_year[one.key]:
                if got.value is not None and shown.code not in mixed:
                    point = Point(one.key, one.provider, stored(got.value), got.denominator)
                    values[shown.code].append((point, got, shown))
        for code, rows in values.items():
            _one_group(order, cell, form, code, rows, done, compared)
    for at, found in of_year.items():
        mine = compared.get(at, {})
        for shown, got in found:
            done.rows.append(mine.get(shown.code) or _alone(at, shown, got))
        done.rows += _besides(order, order.inputs[at], at, found)


@cache
def _of_two_formulas(kind: str, forms: Collection[str]) -> frozenset[str]:
    """Codes that one of ``forms`` counts by beds and another by man-years: never to be compared."""
    every = {one for form in forms for one in applicable(kind, form)}
    codes = [one.code for one in every]
    return frozenset(code for code in codes if codes.count(code) > 1)


def _alone(at: int, shown: Indicator, got: Result) -> Row:
    """The result of a service that no group counts."""
    value = None if got.value is None else stored(got.value)
    return Row(at, shown.code, value, got.why_not, is_part_year=got.is_part_year)


def _one_group(
    order: Order,
    cell: Cell,
    form: str,
    code: str,
    rows: list[tuple[Point, Result, Indicator]],
    done: Computed,
    compared: dict[int, dict[str, Row]],
) -> None:
    rows.sort(key=_by_value)
    suspects = _suspects(order, code, rows)
    kept = [one for one in rows if one[0].key not in suspects]
    points = [point for point, _got, _shown in kept]
    ordered = [point.value for point in points]
    found = summary(ordered)
    if found is None:
        return
    found = Summary(
        found.n,
        found.minimum,
        stored(found.q1),
        stored(found.median),
        stored(found.q3),
        found.maximum,
        stored(found.mean),
    )
    shown = rows[0][2]
    decision, bar_keys = _told(order, code, points, shown)
    done.groups.append(
        Group(
            cell=cell.key,
            kind=cell.kind,
            form=form,
            indicator=code,
            providers=len({point.provider for point in points}),
            found=found,
            weighted_mean=_weighted(kept),
            decision=decision,
        )
    )
    for point, got, _shown in rows:
        is_suspect = point.key in suspects
        flag = "suspect" if is_suspect else flag_of(point.value, found.q1, found.q3)
        if flag == "suspect" and not is_suspect:
            flag = "deviation"  # explained
        key, value, is_bar = point.key, point.value, point.key in bar_keys
        rank = None if is_suspect else stored(percentile_rank(ordered, value))
        compared[key][code] = Row(
            key, code, value, "", flag, rank, got.is_part_year, not is_suspect, is_bar
        )


def _by_value(row: tuple[Point, Result, Indicator]) -> Decimal:
    return row[0].value


def _suspects(order: Order, code: str, rows: list[tuple[Point, Result, Indicator]]) -> set[int]:
    """Values past three widths of the usual range: probably mistakes, until somebody explains them."""
    fences = without_suspects([point.value for point, _got, _shown in rows])
    if fences is None:
        return set()
    low, high = fences
    if low <= rows[0][0].value and rows[-1][0].value <= high:
        return set()
    return {
        point.key
        for point, _got, _shown in rows
        if not low <= point.value <= high
        and (order.inputs[point.key].service, code) not in order.explained
    }


def _told(
    order: Order, code: str, points: list[Point], shown: Indicator
) -> tuple[Decision, set[int]]:
    """What may be told of a group, and whose values are its bars."""
    decision = decide(points, shown.peers, zeros_are_known=shown.zeros_are_known)
    if not decision.allows(BARS):
        return decision, set()
    if not order.earlier:
        return decision, {point.key for point in points}
    keys = {point.key: order.inputs[point.key].key[:2] for point in points}
    here = {name: key for key, name in keys.items()}
    kept: list[Point] | None = points
    for earlier in order.earlier:
        numbers = dict(here)
        groups = []
        for group in earlier.bars.get(code, ()):
            for name in group:
                numbers.setdefault(name, -1 - len(numbers))
            groups.append({numbers[name] for name in group})
        kept = steady(kept, groups, {one.key: one.provider for one in points})
        if kept is None or not decide(
            kept, shown.peers, zeros_are_known=shown.zeros_are_known
        ).allows(BARS):
            return Decision(QUARTILES, CHANGED), set()
    return decision, {point.key for point in kept}


def _weighted(kept: list[tuple[Point, Result, Indicator]]) -> Decimal | None:
    """Σ / Σ: all members have the same formula."""
    pairs = ((got.numerator, got.denominator) for _point, got, _shown in kept)
    found = weighted_mean(pairs, kept[0][2].scale)
    return None if found is None else stored(found)


def _besides(order: Order, one: Input, at: int, found: list[tuple[Indicator, Result]]) -> list[Row]:
    """What cannot be counted without allocated costs, and deviations from the region's norms."""
    rows = []
    if one.form == "several":
        rows += [Row(at, shown.code, None, NOT_ALLOCATED) for shown in unallocated(one.kind)]
    norms = norms_for(order.parameters, one.kind, one.form)
    norms |= {
        name.removeprefix(OWN_NORM): value
        for name, value in one.facts.items()
        if name.startswith(OWN_NORM)
    }
    values = {shown.code: got.value for shown, got in found} if norms else {}
    for code, norm in sorted(norms.items()):
        if (value := deviation(values.get(code), norm)) is not None:
            rows.append(Row(at, f"R1.{code}", stored(value)))
    return rows


def norms_for(parameters: Sequence[Parameter], kind: str, form: str) -> dict[str, Decimal]:
    """The narrowest norm of each indicator that concerns a service.

    Who works ambulatory and in the field is held to the norm of either, unless the two differ.
    """
    if form != "outpatient":
        return _narrowest(parameters, kind, (form,))
    first, second = (_narrowest(parameters, kind, (one, form)) for one in BOTH)
    return {
        code: value
        for code, value in {**first, **second}.items()
        if first.get(code, value) == second.get(code, value)
    }


def _narrowest(
    parameters: Sequence[Parameter], kind: str, forms: tuple[str, ...]
) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for one in sorted(parameters, key=lambda one: (bool(one.kind), bool(one.form), one)):
        if one.name == "norm" and one.kind in ("", kind) and one.form in ("", *forms):
            find(one.indicator)
            found[one.indicator] = one.value
    return found
