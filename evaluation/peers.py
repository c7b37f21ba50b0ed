"""With whom a service is compared (dossier 3.3): groups that never overlap. Pure.

The dossier lets each service climb from the narrowest group that is too small to a wider one.
Groups of different services would then overlap, and what two of them say would show by its
difference the few that are in one only. Here the services of a kind are parted once: a part that is
too small is joined with its neighbours, and nothing is told of anything but those parts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from evaluation.indicators import LETTERS

ENOUGH = 8  # other providers in a group
BEDS = (Decimal(20), Decimal(60), Decimal(120))
STAFF = (Decimal(3), Decimal(8), Decimal(15))
DIMENSIONS = ("form", "group", "band")
#: Forms that may be compared with one another: beds never with home visits.
OUTSIDE = ("ambulatory", "field", "outpatient")
FAMILIES = (("residential",), OUTSIDE, ("several", "whole"))


@dataclass(frozen=True, slots=True)
class Member:
    """A service in one form. ``group`` is the prevailing target group, ``size`` beds or man-years."""

    key: int
    provider: int
    kind: str
    form: str
    group: str
    size: Decimal | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A group of services that are compared with one another.

    No forms, groups or bands named means all of them.
    """

    kind: str
    forms: tuple[str, ...]
    groups: tuple[str, ...]
    bands: tuple[int, ...]
    members: tuple[Member, ...]

    @property
    def key(self) -> str:
        """Stable name: ``home_care|field|seniors|0-1``."""
        bands = f"{self.bands[0]}-{self.bands[-1]}" if self.bands else ""
        return "|".join([self.kind, "+".join(self.forms), "+".join(self.groups), bands])

    @property
    def providers(self) -> int:
        return providers_of(self.members)


def providers_of(members: Iterable[Member]) -> int:
    return len({one.provider for one in members})


def is_enough(members: Sequence[Member]) -> bool:
    """Each of them is compared with at least eight other providers."""
    return providers_of(members) - 1 >= ENOUGH


def band_of(form: str, size: Decimal | None) -> int:
    """
    >>> band_of("residential", Decimal(60)), band_of("field", Decimal("8.01")), band_of("field", None)
    (1, 2, 0)
    """
    limits = BEDS if form == "residential" else STAFF
    return sum(size > limit for limit in limits) if size is not None else 0


def band_words(form: str, bands: Sequence[int]) -> str:
    """
    >>> band_words("field", [1, 2]), band_words("residential", [3])
    ('3–15 úvazků v přímé péči', 'nad 120 lůžek')
    """
    limits = BEDS if form == "residential" else STAFF
    unit = _("lůžek") if form == "residential" else _("úvazků v přímé péči")
    low = limits[bands[0] - 1] if bands[0] else None
    high = limits[bands[-1]] if bands[-1] < len(limits) else None
    if low is None:
        return _("do %(high)s %(unit)s") % {"high": high, "unit": unit} if high else ""
    if high is None:
        return _("nad %(low)s %(unit)s") % {"low": low, "unit": unit}
    return f"{low}–{high} {unit}"


def parted(members: Iterable[Member], dimensions: Sequence[str] = DIMENSIONS) -> list[Cell]:
    """The groups of all ``members``, by kind; each member is in exactly one."""
    found = []
    for kind, rows in sorted(_by(members, lambda one: one.kind).items()):
        whole = Cell(kind, (), (), (), tuple(sorted(rows, key=lambda one: one.key)))
        found += _by_form(whole, dimensions)
    return found


def _by_form(whole: Cell, dimensions: Sequence[str]) -> list[Cell]:
    parts = _by(whole.members, lambda one: one.form)
    if "form" not in dimensions:
        return [whole]
    families = [[one for one in whole.members if one.form in family] for family in FAMILIES]
    if not any(is_enough(rows) for rows in families):
        return [whole]
    cells = []
    for family in FAMILIES:
        for forms, rows in _joined({form: parts[form] for form in family if form in parts}):
            cells += _by_group(replace(whole, forms=forms, members=rows), dimensions)
    return cells


def _joined(
    parts: Mapping[str, list[Member]],
) -> list[tuple[tuple[str, ...], tuple[Member, ...]]]:
    """Forms of one family: a small one is joined with the next smallest until all are large enough."""
    groups = [((form,), tuple(rows)) for form, rows in parts.items()]
    groups.sort(key=lambda one: (providers_of(one[1]), one[0]))
    while len(groups) > 1 and not is_enough(groups[0][1]):
        (forms, rows), (more, others), *rest = groups
        joined = (tuple(sorted((*forms, *more), key=list(LETTERS).index)), (*rows, *others))
        groups = sorted([joined, *rest], key=lambda one: (providers_of(one[1]), one[0]))
    return [(forms, _ordered(rows)) for forms, rows in sorted(groups)]


def _by_group(whole: Cell, dimensions: Sequence[str]) -> list[Cell]:
    """By the prevailing target group; small ones together, and none apart if those are too few."""
    parts = _by(whole.members, lambda one: one.group)
    large = {name: rows for name, rows in parts.items() if name and is_enough(rows)}
    small = [one for name, rows in parts.items() if name not in large for one in rows]
    if "group" not in dimensions or not large or (small and not is_enough(small)):
        return _by_band(whole, dimensions)
    if not small and len(large) == 1:
        return _by_band(whole, dimensions)
    cells = []
    for name, rows in sorted(large.items()):
        cells += _by_band(replace(whole, groups=(name,), members=_ordered(rows)), dimensions)
    if small:
        names = tuple(sorted({one.group for one in small}))
        cells += _by_band(replace(whole, groups=names, members=_ordered(small)), dimensions)
    return cells


def _by_band(whole: Cell, dimensions: Sequence[str]) -> list[Cell]:
    """By size; the smallest band is joined with its smaller neighbour until all are large enough."""
    families = {one.form == "residential" for one in whole.members}
    if "band" not in dimensions or len(families) != 1:
        return [whole]
    parts = _by(whole.members, lambda one: band_of(one.form, one.size))
    groups = [([band], rows) for band, rows in sorted(parts.items())]
    while len(groups) > 1:
        sizes = [providers_of(rows) for _bands, rows in groups]
        at = sizes.index(min(sizes))
        if is_enough(groups[at][1]):
            break
        near = [one for one in (at - 1, at + 1) if 0 <= one < len(groups)]
        other = min(near, key=lambda one: (sizes[one], one))
        first, second = sorted((at, other))
        joined = (groups[first][0] + groups[second][0], groups[first][1] + groups[second][1])
        groups[first : second + 1] = [joined]
    if len(groups) == 1:
        return [whole]
    return [replace(whole, bands=tuple(bands), members=_ordered(rows)) for bands, rows in groups]


def sizes(members: Sequence[Member]) -> list[tuple[tuple[str, ...], list[Cell]]]:
    """For each choice of dimensions the groups it would make, so that a person may choose."""
    choices = ((), ("form",), ("form", "band"), ("form", "group"), DIMENSIONS)
    return [(choice, parted(members, choice)) for choice in choices]


def _by(members: Iterable[Member], key: Callable[[Member], str | int]) -> dict:
    found: dict[str | int, list[Member]] = {}
    for one in members:
        found.setdefault(key(one), []).append(one)
    return found


def _ordered(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted(members, key=lambda one: one.key))
