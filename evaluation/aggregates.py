"""Sums of reports that may be told to everybody who plans. Pure.

A sum is told when at least five reports of at least five providers make it, none of them holds
more than half, and whoever knows the own part cannot come near the largest of the others. Sums of
several places that part the same reports are told as far as all of them together say no more.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

LEAST = 5
HALF, APART, TINY = Decimal("0.5"), Decimal("0.2"), Decimal("1e-9")
#: A sum that would change by fewer reports than this is left as it was told: the difference of both
#: would tell what the few of them say.
FEW = 5


@dataclass(frozen=True, slots=True)
class Part:
    """What one report adds to one sum."""

    provider: int
    value: Decimal
    report: int = 0  # of a report that is parted between places, the same in each


@dataclass(frozen=True, slots=True)
class Total:
    value: Decimal
    sample: int  # reports that add something


def safe_total(parts: Iterable[Part]) -> Total | None:
    """The sum, or None where it would say too much of somebody.

    Reports that add nothing are not counted: that they add nothing may be known.
    """
    found = [part for part in parts if part.value]
    providers: dict[int, Decimal] = defaultdict(Decimal)
    for part in found:
        providers[part.provider] += part.value
    if len(found) < LEAST or len(providers) < LEAST:
        return None
    if not _is_spread(providers):
        return None
    return Total(sum((part.value for part in found), Decimal(0)), len(found))


def _is_spread(providers: Mapping[int, Decimal]) -> bool:
    ordered = sorted(providers.values(), reverse=True)
    if ordered[-1] < 0:
        return False
    total, (first, second) = sum(ordered), ordered[:2]
    return first <= total * HALF and total - first - second >= first * APART


Place = TypeVar("Place")


def told_together(
    places: Mapping[Place, Sequence[Part]], before: Collection[Place] = ()
) -> set[Place]:
    """Which sums may be told at once: those told ``before`` first, then the one of most reports.

    How a report is parted between places may be known: then each sum is an equation, and enough of
    them give every report away. A sum is told only if those who stand in no other are enough to
    hide behind, or if it only repeats another one: the same reports by the same shares.
    """
    found: dict[Place, Sequence[Part]] = {}
    repeating: set[Place] = set()
    order = sorted(places, key=lambda one: (one not in before, -len(places[one]), str(one)))
    for place in order:
        parts = [part for part in places[place] if part.value]
        if any(_repeats(parts, other) for other in found.values()):
            repeating.add(place)
            continue
        more = {**found, place: parts}
        counts = Counter(part.report for several in more.values() for part in several)
        if all(_hides(several, counts) for several in more.values()):
            found = more
    return {*found, *repeating}


def _repeats(parts: Sequence[Part], others: Sequence[Part]) -> bool:
    """Each report adds to the one as many times more than to the other."""
    one = {part.report: part.value for part in parts}
    other = {part.report: part.value for part in others}
    if one.keys() != other.keys():
        return False
    times = [one[report] / other[report] for report in one]
    return max(times) - min(times) <= TINY * max(times)


def _hides(parts: Sequence[Part], counts: Mapping[int, int]) -> bool:
    """Whoever of those who are here only looks, the rest of them move enough to hide any other."""
    here: dict[int, Decimal] = defaultdict(Decimal)
    elsewhere: dict[int, Decimal] = defaultdict(Decimal)
    for part in parts:
        (elsewhere if counts[part.report] > 1 else here)[part.provider] += part.value
    if not elsewhere:
        return True  # the sum alone was looked at before
    first, second, *rest = [*sorted(here.values(), reverse=True), Decimal(0), Decimal(0)]
    return second + sum(rest) >= max(elsewhere.values()) * APART and sum(rest) >= first * APART


def may_replace(before: int | None, now: int) -> bool:
    """Whether a sum of ``now`` reports may stand where one of ``before`` was told."""
    return before is None or before == now or abs(before - now) >= FEW
