"""A provider that wants to know another's value: everything it may see, and a solver over it.

The attacker collects each run, group, indicator, bar and point it is shown, public pages and its own
values, and is given more than it has: it knows exactly who is in each group. A group of n services
is n places in the order of values, each with bounds that follow from what was told; who may stand in
which place is a matching. An edge that is in no perfect matching is struck out, and what that says of
one year and indicator is taken over to all groups that speak of it, until nothing changes.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import permutations
from math import floor, inf, log10

from evaluation.documents.benchmark import is_told, told_edition
from evaluation.models import BenchmarkRun, RunResult
from evaluation.runs.drawn import PAIRS
from evaluation.runs.edition import Edition, edition
from evaluation.runs.seen import audience, groups, marks, named_results, spots, stand

Name = Hashable
TINY = 1e-7  # numbers here are not exact
#: Shares that cannot be more than a whole, and the attacker knows it.
WHOLE = {"P1", "P5", "P6", "V1", "N7", "N8", "F1", "F2", "F3", "F6"}


@dataclass
class View:
    """A group of ``members`` whose sorted values lie within ``places``; ``is_set`` if all were told."""

    about: tuple
    members: tuple[Name, ...]
    places: list[list[float]]
    is_set: bool = False
    told: tuple[tuple[int, float, float], ...] = ()  # quarter, lowest and highest it may be


@dataclass
class Knowledge:
    """What may be of each value: (what it is about, whose) -> lowest and highest."""

    views: list[View] = field(default_factory=list)
    bounds: dict[tuple, list[float]] = field(default_factory=dict)

    def of(self, about: tuple, name: Name) -> list[float]:
        cap = 100.0 if about[-1] in WHOLE else inf
        return self.bounds.setdefault((about, name), [0.0, cap])

    def learn(self, about: tuple, name: Name, low: float, high: float) -> bool:
        mine = self.of(about, name)
        before = list(mine)
        mine[0], mine[1] = max(mine[0], low), min(mine[1], high)
        return any(
            new != old and abs(new - old) > 1e-3 * max(1.0, abs(new))
            for new, old in zip(mine, before, strict=True)
        )


def slack(value: float) -> float:
    """How far from a number of three significant digits the true one may be."""
    return 0.5 * 10.0 ** (floor(log10(abs(value))) - 2) if value else 1e-6


def near(told: Decimal) -> tuple[float, float]:
    value = float(told)
    return value - slack(value), value + slack(value)


def order_view(about, members, *, median=None, q1=None, q3=None) -> View:
    """Places of a group of which quartiles were told, and everything that follows for the rest."""
    cap = 100.0 if about[-1] in WHOLE else inf
    quarters = ((1, q1), (2, median), (3, q3))
    told = tuple((quarter, *near(value)) for quarter, value in quarters if value is not None)
    view = View(about, tuple(members), [[0.0, cap] for _one in members], told=told)
    settle(view)
    return view


def settle(view: View) -> None:
    """Bounds of each place by the order, and by quartiles between the two places they lie between."""
    n, places = len(view.places), view.places
    for _round in range(6):
        for quarter, low, high in view.told:
            at, rest = divmod((n - 1) * quarter, 4)
            if not rest:
                places[at] = [max(places[at][0], low), min(places[at][1], high)]
                continue
            share = rest / 4
            here, after = places[at], places[at + 1]
            here[1], after[0] = min(here[1], high), max(after[0], low)
            if after[1] < inf:
                here[0] = max(here[0], (low - share * after[1]) / (1 - share))
            if here[1] < inf:
                after[0] = max(after[0], (low - (1 - share) * here[1]) / share)
            after[1] = min(after[1], (high - (1 - share) * here[0]) / share)
            here[1] = min(here[1], (high - share * after[0]) / (1 - share))
        for at in range(1, n):
            places[at][0] = max(places[at][0], places[at - 1][0])
            places[n - 1 - at][1] = min(places[n - 1 - at][1], places[n - at][1])


def set_view(about, members, values: Iterable[Decimal]) -> View:
    """Every value was told, only not whose."""
    return View(about, tuple(members), [list(near(value)) for value in sorted(values)], True)


def solve(known: Knowledge) -> Knowledge:
    """Strike out what cannot be until nothing changes."""
    views = [*known.views, *differences(known.views)]
    changed = True
    while changed:
        changed = False
        for view in views:
            changed |= narrow(known, view)
    return known


def differences(views: list[View]) -> list[View]:
    """Of two sets of which one holds the other, what is in the larger only."""
    found = []
    sets = [view for view in views if view.is_set]
    for large, small in permutations(sets, 2):
        if large.about == small.about and set(small.members) < set(large.members):
            left = [tuple(place) for place in large.places]
            for place in small.places:
                if tuple(place) in left:
                    left.remove(tuple(place))
            rest = tuple(name for name in large.members if name not in set(small.members))
            if len(left) == len(rest):
                found.append(View(large.about, rest, [list(one) for one in left], True))
    return found


def narrow(known: Knowledge, view: View) -> bool:
    """Take from ``view`` what it says of each member. Whether anything was new."""
    bounds = [known.of(view.about, name) for name in view.members]
    edges = [
        [
            at
            for at, (low, high) in enumerate(view.places)
            if low <= mine[1] + TINY and high >= mine[0] - TINY
        ]
        for mine in bounds
    ]
    owner = matching(edges)
    if owner is None:
        raise AssertionError(f"the attacker was told something impossible of {view.about}")
    together = components(edges, owner)
    allowed = [
        [at for at in edges[one] if together[one] == together[owner[at]]]
        for one in range(len(view.members))
    ]
    before = [list(place) for place in view.places]
    squeeze(view, allowed, bounds)
    changed = any(
        abs(new - old) > 1e-3 * max(1.0, abs(new))
        for place, was in zip(view.places, before, strict=True)
        for new, old in zip(place, was, strict=True)
        if new != old
    )
    for one, name in enumerate(view.members):
        possible = allowed[one]
        low = min(max(view.places[at][0], bounds[one][0]) for at in possible) - TINY
        high = max(min(view.places[at][1], bounds[one][1]) for at in possible) + TINY
        changed |= known.learn(view.about, name, low, high)
    return changed


def squeeze(view: View, allowed: list[list[int]], bounds: list[list[float]]) -> None:
    """A place lies within what is known of those who may stand in it."""
    for at, place in enumerate(view.places):
        who = [one for one, places in enumerate(allowed) if at in places]
        place[0] = max(place[0], min(bounds[one][0] for one in who) - TINY)
        place[1] = min(place[1], max(bounds[one][1] for one in who) + TINY)
    settle(view)


def matching(edges: list[list[int]]) -> dict[int, int] | None:
    """Place -> member, each member at one place."""
    owner: dict[int, int] = {}

    def seat(one: int, tried: set[int]) -> bool:
        for at in edges[one]:
            if at not in tried:
                tried.add(at)
                if at not in owner or seat(owner[at], tried):
                    owner[at] = one
                    return True
        return False

    return owner if all(seat(one, set()) for one in range(len(edges))) else None


def components(edges: list[list[int]], owner: dict[int, int]) -> list[int]:
    """Members who may trade places with one another: an edge between two such is in some matching."""
    after = [{owner[at] for at in row} for row in edges]
    reach = []
    for start in range(len(edges)):
        seen, todo = {start}, [start]
        while todo:
            for one in after[todo.pop()] - seen:
                seen.add(one)
                todo.append(one)
        reach.append(seen)
    return [min(other for other in reach[one] if one in reach[other]) for one in range(len(edges))]


def pinned(known: Knowledge, own: set[Name]) -> dict[tuple, tuple[float, float]]:
    """Values of others that are known more narrowly than ± 10 %."""
    return {
        key: (low, high)
        for key, (low, high) in known.bounds.items()
        if key[1] not in own and high < inf and high - low < 0.0999 * (high + low)
    }


# -- what the system shows -----------------------------------------------------------------------------


def collect(user, *, same_every_year: bool = False) -> tuple[Knowledge, set[Name]]:
    """Everything ``user`` may see through the gates that pages and exports use."""
    known, own = Knowledge(), set()
    for run in BenchmarkRun.objects.readable_by(user).order_by("year", "number"):
        who = audience(run, user)
        members = members_of(run)
        results = {}
        for row in named_results(run, who, input__year=run.year).exclude(value=None):
            results[row.input.cell, row.indicator, name_of(row.input)] = row
            own.add(name_of(row.input))
            about = about_of(run, row.indicator, same_every_year)
            known.learn(about, name_of(row.input), float(row.value), float(row.value))
        for group in groups(run, who):
            about = about_of(run, group.code, same_every_year)
            everybody, drawn = members[group.cell, group.code]
            if group.median is not None:
                told = {"median": group.median, "q1": group.q1, "q3": group.q3}
                known.views.append(order_view(about, everybody, **told))
                known.views += ranks(about, everybody, group, results)
            if bars := marks(run, who, group):
                known.views.append(set_view(about, drawn, [bar.value for bar in bars]))
        known.views += points(run, who, members, same_every_year=same_every_year)
        for found in told_to(run, user, who):
            read_edition(known, found, members, same_every_year=same_every_year)
    return known, own


def points(run, who, members, *, same_every_year: bool) -> list[View]:
    """Of two indicators drawn together: values of those services that have both."""
    found, by_cell = [], defaultdict(dict)
    for group in groups(run, who):
        by_cell[group.cell][group.code] = group
    for cell, by_code in by_cell.items():
        for pair in PAIRS:
            if not all(code in by_code for code in pair):
                continue
            drawn = spots(run, who, *(by_code[code] for code in pair))
            first, second = (members[cell, code][1] for code in pair)
            both = [name for name in first if name in second]
            if drawn:
                for code, values in zip(
                    pair, zip(*((p.x, p.y) for p in drawn), strict=True), strict=True
                ):
                    found.append(set_view(about_of(run, code, same_every_year), both, values))
    return found


def told_to(run, user, who) -> list[Edition]:
    """The report that everybody may read, and what the workbook of a provider is written from."""
    found = [edition(run, who)]
    if is_told(run):
        found.append(told_edition(run))
        found += [told_edition(run, kind) for kind in run.run_kinds.filter(is_shared=True)]
    return found


def read_edition(known: Knowledge, found: Edition, members, *, same_every_year: bool) -> None:
    """Numbers of a printed report: of its year from its groups, of years before as they are drawn."""
    for group in found.groups:
        for seen in group.told:
            assert (seen.mean, seen.weighted_mean, seen.minimum, seen.maximum) == (None,) * 4
            everybody, _drawn = members[group.cell, seen.code]
            about = about_of(found.run, seen.code, same_every_year)
            told = {"median": seen.median, "q1": seen.q1, "q3": seen.q3}
            known.views.append(order_view(about, everybody, **told))
    for (cell, code), medians in found.medians.items():
        for year, median in medians.items():
            for earlier in BenchmarkRun.objects.filter(year=year):
                everybody, _drawn = members_of(earlier)[cell, code]
                if everybody:
                    about = about_of(earlier, code, same_every_year)
                    known.views.append(order_view(about, everybody, median=median))


def about_of(run, indicator: str, same_every_year: bool) -> tuple:
    return (0 if same_every_year else run.year, indicator)


def name_of(one) -> Name:
    return one.service_id, one.form


def members_of(run) -> dict:
    """Group and indicator -> who is counted and whose values are bars."""
    found = defaultdict(lambda: ([], []))
    rows = RunResult.objects.filter(input__run=run, counts=True).select_related("input")
    for row in rows.order_by("input__service", "input__form"):
        everybody, drawn = found[row.input.cell, row.indicator]
        everybody.append(name_of(row.input))
        if row.is_bar:
            drawn.append(name_of(row.input))
    return found


def ranks(about, everybody, group, results) -> list[View]:
    """An own rank says how many are below: as many places are no higher, the others no lower."""
    found = []
    for (cell, code, _name), row in results.items():
        if (cell, code) != (group.cell, group.code) or not row.counts:
            continue
        rank = stand(row, group, whole=False).rank
        if rank is None:
            continue
        n, own = len(everybody), float(row.value)
        doubled = round(float(rank) / 100 * n * 2)  # 2 × below + equal
        view = order_view(about, everybody)
        for equal in range(1, n + 1):
            below, odd = divmod(doubled - equal, 2)
            if not odd and below >= 0 and below + equal <= n:
                # the widest reading: at least ``below`` with the fewest equal
                for at, place in enumerate(view.places):
                    if at < below:
                        place[1] = min(place[1], own)
                    elif at >= below + equal:
                        place[0] = max(place[0], own)
                break
        found.append(view)
    return found
