"""What of a group may be told to other providers and to the public. Pure.

Nobody may pin a value to another named provider more narrowly than ± 10 %, knowing everything that
is told, public data and the own values. The groups never overlap (``peers``), one run of a year and
kind is ever told (``RunKind``), and of each group only what this module lets through:

* nothing where fewer than five other providers are, only the median under eight;
* nothing where one provider holds more than half: it would know the rest, or the rest would know it;
* nor of those few who have anything, where it is known who has nothing (a founder's money, say);
* no bars where all the others lie within ± 10 %, for then it does not matter whose bar is whose;
* no means: with weights that anybody can look up, a mean and the bars give the largest one away;
* no bars of a group that differs by a few from the one told for the year beside;
* no points of two indicators where a few of their bars would be left without a partner.

Numbers have three significant digits. ``n`` counts other providers than the one who looks, and is
the same for all, so that everybody is told the same.
"""

import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from evaluation.statistics import rounded

MEDIAN_FROM, QUARTILES_FROM, FEW = 5, 8, 5
HALF, TENTH = Decimal("0.5"), Decimal("0.1")

# Why something is not told; codes, so that what is frozen does not depend on a language.
FEW_OTHERS, DOMINATED, ALIKE, OFFICIAL, CHANGED = "few", "dominated", "alike", "official", "changed"
NOTHING, MEDIAN, QUARTILES, BARS = "nothing", "median", "quartiles", "bars"
LEVELS = (NOTHING, MEDIAN, QUARTILES, BARS)


class Point(NamedTuple):
    """A value of one service; ``weight`` is the denominator of its indicator."""

    key: int
    provider: int
    value: Decimal
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Decision:
    """``level`` is the most that may be told; ``why`` says what stopped it there."""

    level: str
    why: str = ""

    def allows(self, level: str) -> bool:
        return LEVELS.index(self.level) >= LEVELS.index(level)


class Quartiles(Protocol):
    """What of a group is told at most."""

    q1: Decimal
    median: Decimal
    q3: Decimal


@dataclass(frozen=True, slots=True)
class Told:
    """Statistics of a group as others see them: ``n`` other providers, None where nothing is told."""

    n: int
    median: Decimal | None = None
    q1: Decimal | None = None
    q3: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: Decimal
    is_own: bool


def decide(
    points: Sequence[Point], peers: str = BARS, *, zeros_are_known: bool = False
) -> Decision:
    """How much of the group may be told; ``points`` by value, ``peers`` the most for the indicator.

    Where everybody may know whose value is zero, the others must be as many as a group of their own.
    """
    decision = _decide(points, peers)
    some = [one for one in points if one.value]
    if zeros_are_known and 0 < len(some) < len(points):
        narrower = _decide(some, peers)
        if not narrower.allows(decision.level):
            return narrower
    return decision


def _decide(points: Sequence[Point], peers: str) -> Decision:
    if peers == OFFICIAL:
        return Decision(NOTHING, OFFICIAL)
    counts = Counter(one.provider for one in points)
    others = len(counts) - 1
    if others < MEDIAN_FROM:
        return Decision(NOTHING, FEW_OTHERS)
    if is_dominated(points, counts):
        return Decision(NOTHING, DOMINATED)
    alike = _alike_for(points, counts)
    level, quarter = (QUARTILES, 4) if others >= QUARTILES_FROM else (MEDIAN, 2)
    # whose own services reach up to the quartile knows that all the others lie beyond it
    if any(counts[provider] >= (len(points) - 1) // quarter for provider in alike):
        return Decision(NOTHING, ALIKE)
    if level == MEDIAN:
        return Decision(MEDIAN, FEW_OTHERS)
    if peers == QUARTILES:
        return Decision(QUARTILES, OFFICIAL)
    return Decision(QUARTILES, ALIKE) if alike else Decision(BARS)


def is_dominated(points: Sequence[Point], counts: Mapping[int, int]) -> bool:
    """One provider has more than half of the services or of the denominator."""
    if max(counts.values()) > len(points) * HALF:
        return True
    weights = dict.fromkeys(counts, Decimal(0))
    for one in points:
        weights[one.provider] += abs(one.weight)
    return max(weights.values()) > sum(weights.values()) * HALF


def are_alike(low: Decimal, high: Decimal) -> bool:
    """All between ``low`` and ``high`` are within ± 10 % of their middle, whose ever they are."""
    return high - low <= TENTH * abs(low + high)


def _alike_for(points: Sequence[Point], counts: Mapping[int, int]) -> set[int]:
    """Providers for whom all the others are alike: it depends on who holds the lowest and the highest."""
    ends = {points[0].provider, points[-1].provider}
    found = set()
    for provider in ends:
        low = next(one.value for one in points if one.provider != provider)
        high = next(one.value for one in reversed(points) if one.provider != provider)
        if are_alike(low, high):
            found.add(provider)
    if are_alike(points[0].value, points[-1].value):
        found |= set(counts)
    return found


def steady(
    points: Sequence[Point], before: Iterable[Collection[int]], providers: Mapping[int, int]
) -> list[Point] | None:
    """Which of ``points`` may be bars beside the groups told for the years around; None: no bars.

    Who compares two years sees a bar without a partner. A few services that were not among the bars
    are left out; where a few are missing, there are no bars. ``before`` holds keys of services.
    """
    earlier = [set(group) for group in before]
    known: set[int] = set().union(*earlier)
    kept = list(points)
    if earlier and _is_few({one.key for one in points} - known, providers):
        kept = [one for one in points if one.key in known]
    now = {one.key for one in kept}
    for group in earlier:
        if group & now and (_is_few(group - now, providers) or _is_few(now - group, providers)):
            return None
    return kept


def may_pair(
    across: Collection[int], upward: Collection[int], providers: Mapping[int, int]
) -> bool:
    """Whether bars of two indicators may also be points; keys are those of services.

    A point says which bar of the one belongs to which of the other: what is left without a partner
    are values of those who have one indicator only, and that may be known of them.
    """
    first, second = set(across), set(upward)
    others = len({providers.get(key, key) for key in first & second}) - 1
    alone = (first - second, second - first)
    return others >= QUARTILES_FROM and not any(_is_few(keys, providers) for keys in alone)


def _is_few(keys: Collection[int], providers: Mapping[int, int]) -> bool:
    return 0 < len({providers.get(key, key) for key in keys}) < FEW


def told(found: Quartiles, providers: int, level: str) -> Told:
    """Statistics that ``level`` lets through, to three significant digits.

    Whoever of the ``providers`` looks has one other less.
    """
    decision = Decision(level)
    return Told(
        n=providers - 1,
        median=rounded(found.median) if decision.allows(MEDIAN) else None,
        q1=rounded(found.q1) if decision.allows(QUARTILES) else None,
        q3=rounded(found.q3) if decision.allows(QUARTILES) else None,
    )


def bars(points: Iterable[Point], *, own: Collection[int], secret: bytes, scope: str) -> list[Bar]:
    """Anonymous bars by value; names, and the order of equal ones, come from the run's secret.

    ``scope`` is group and indicator: the same service has another name in each chart.
    """
    drawn = {
        one.key: hmac.digest(secret, f"{scope}|{one.key}".encode(), "sha256") for one in points
    }
    order = sorted(drawn, key=lambda key: drawn[key])
    names = {key: f"{number:02d}" for number, key in enumerate(order, 1)}
    rows = sorted(points, key=lambda one: (rounded(one.value), drawn[one.key]))
    return [
        Bar(_("Služba %s") % names[one.key], rounded(one.value), one.key in own) for one in rows
    ]


def words(why: str) -> str:
    return {
        FEW_OTHERS: _("Ve skupině je příliš málo jiných poskytovatelů."),
        DOMINATED: _("Jeden poskytovatel má ve skupině víc než polovinu."),
        ALIKE: _("Hodnoty ostatních jsou si tak blízké, že by prozradily i jednotlivou službu."),
        OFFICIAL: _("U tohoto ukazatele se hodnoty jiných služeb neukazují."),
        CHANGED: _("Skupina se od sousedního roku liší jen několika službami."),
    }.get(why, "")
