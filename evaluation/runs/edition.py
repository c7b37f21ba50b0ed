"""A run as one audience reads it, gathered once: for the printed report, its page and its workbook."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from django.db.models import Count
from django.utils.formats import number_format

from evaluation.indicators import KINDS
from evaluation.models import BenchmarkRun, ChangeText, RunInput, RunKind
from evaluation.runs.seen import Audience, Seen, groups
from evaluation.runs.words import cell_words, kind_names, part_words

BY_LAW = list(KINDS.values())
CENT = Decimal("0.01")


@dataclass
class Group:
    """Services compared with one another; ``told`` are indicators of which something may be said."""

    cell: str
    kind: str
    words: str
    part: str
    services: int
    providers: int
    told: list[Seen] = field(default_factory=list)
    hidden: list[Seen] = field(default_factory=list)

    @property
    def title(self) -> str:
        named = self.part or self.words
        return named[:1].upper() + named[1:]

    def find(self, *codes: str) -> Seen | None:
        """The first of ``codes`` of which the group says something."""
        by_code = {one.code: one for one in self.told}
        return next((by_code[code] for code in codes if code in by_code), None)


@dataclass
class Edition:
    """``kinds`` by the order of the law, ``medians`` as they were told in earlier years."""

    run: BenchmarkRun
    who: Audience
    kinds: list[str]
    names: dict[str, str]
    groups: list[Group]
    changes: dict[str, str] = field(default_factory=dict)  # kind -> text; "" is the region
    medians: dict[tuple[str, str], dict[int, Decimal]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return self.who.whole

    def name(self, kind: str) -> str:
        return self.names.get(kind, kind)

    def of(self, kind: str) -> list[Group]:
        return [one for one in self.groups if one.kind == kind]

    def of_years(self, group: Group, seen: Seen) -> dict[int, Decimal]:
        """Medians of the group by year, this one last."""
        found = dict(self.medians.get((group.cell, seen.code), {}))
        if seen.median is not None:
            found[self.run.year] = seen.median
        return found


def said(value: Decimal | None, digits: int | None = None) -> str:
    """
    >>> said(Decimal("92.500")), said(Decimal(812_000)), said(None), said(Decimal("1.005"), 1)
    ('92,5', '812\\xa0000', '–', '1,0')
    """
    if value is None:
        return "–"
    if digits is None:
        short = value.quantize(CENT, ROUND_HALF_EVEN).normalize()
        digits = max(0, -int(short.as_tuple().exponent))
    return str(number_format(round(value, digits), digits, use_l10n=True, force_grouping=True))


def edition(run: BenchmarkRun, who: Audience, kinds: Collection[str] | None = None) -> Edition:
    """What ``who`` sees of ``run``, of ``kinds`` only if they are given."""
    wanted = who.kinds if kinds is None else who.kinds & set(kinds)
    shown = sorted(wanted, key=by_law)
    names = kind_names()
    found = _groups(run, who, shown, names)
    made = Edition(run, who, shown, names, found)
    made.changes = changes_for(run, shown, region=kinds is None)
    made.medians = _earlier(run, shown, {one.cell for one in found})
    return made


def by_law(kind: str) -> tuple[int, str]:
    """Sorts kinds by their sections; what is none of them stands first, unknown ones last."""
    if not kind:
        return -1, ""
    return (BY_LAW.index(kind) if kind in BY_LAW else len(BY_LAW)), kind


def _groups(
    run: BenchmarkRun, who: Audience, kinds: list[str], names: dict[str, str]
) -> list[Group]:
    counts = (
        RunInput.objects.of_year(run)
        .filter(kind__in=kinds)
        .exclude(cell="")
        .order_by("cell")
        .values_list("kind", "cell")
        .annotate(n=Count("service", distinct=True), providers=Count("provider", distinct=True))
    )
    found = {
        cell: Group(cell, kind, cell_words(cell, names), part_words(cell), n, providers)
        for kind, cell, n, providers in counts
    }
    for seen in groups(run, who):
        if seen.cell in found:
            group = found[seen.cell]
            (group.hidden if seen.median is None else group.told).append(seen)
    return sorted(found.values(), key=lambda one: (kinds.index(one.kind), one.cell))


def changes_for(run: BenchmarkRun, kinds: Iterable[str], *, region: bool) -> dict[str, str]:
    """Sentences on kinds, and on the whole region where it is asked for; as an official left them."""
    wanted = [*kinds, ""] if region else list(kinds)
    rows = ChangeText.objects.filter(run=run, service=None, kind__in=wanted)
    return {row.kind: row.shown for row in rows if row.shown}


def _earlier(
    run: BenchmarkRun, kinds: list[str], cells: set[str]
) -> dict[tuple[str, str], dict[int, Decimal]]:
    """Medians that were told of the years before, by runs that were frozen before this one."""
    shared = RunKind.objects.shared().filter(kind__in=kinds, year__in=run.years[:-1])
    shared = shared.select_related("run")
    if run.frozen_at is not None:
        shared = shared.filter(run__frozen_at__lt=run.frozen_at)
    by_run: dict[BenchmarkRun, set[str]] = defaultdict(set)
    for row in shared:
        by_run[row.run].add(row.kind)
    found: dict[tuple[str, str], dict[int, Decimal]] = defaultdict(dict)
    for earlier, told in by_run.items():
        for seen in groups(earlier, Audience(kinds=frozenset(told)), cell__in=cells):
            if seen.median is not None:
                found[seen.cell, seen.code][earlier.year] = seen.median
    return dict(found)
