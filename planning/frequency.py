"""How often themes come up in plans of ORPs: counted and sorted by the database (dossier 6.8)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    FloatField,
    IntegerField,
    OuterRef,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from planning.models import (
    Cycle,
    Deliverable,
    EarlierPriority,
    Level,
    Need,
    Plan,
    Priority,
    SwotItem,
    Theme,
)
from planning.tracing.inputs import handed_in
from sitis.territory.models import District, Orp

#: A theme is frequent from one third of ORPs up.
FREQUENT = 3
#: Words of the address -> columns that the database sorts by.
ORDERS = {
    "cetnost": ("-orps", F("rank").asc(nulls_last=True), "name"),
    "poradi": (F("rank").asc(nulls_last=True), "-orps", "name"),
    "zmena": ("-change", "-orps", "name"),
    "drive": ("-earlier", "-orps", "name"),
    "nazev": ("name",),
}


@dataclass(frozen=True, slots=True)
class InDistrict:
    """An okres: how many of its ORPs hold a theme."""

    name: str
    orps: tuple[str, ...]
    of: int


@dataclass(slots=True)
class Frequency:
    """One theme; ``theme`` carries the numbers of ``counted``."""

    theme: Any
    of: int
    districts: list[InDistrict] = field(default_factory=list)

    @property
    def share(self) -> Decimal:
        """Per cent of ORPs."""
        return Decimal(self.theme.orps * 100) / self.of if self.of else Decimal(0)

    @property
    def is_frequent(self) -> bool:
        return self.theme.orps > 0 and self.theme.orps * FREQUENT >= self.of


def _plans(cycle: Any) -> QuerySet[Plan]:
    plans = Plan.objects.medium_term().filter(cycle=cycle, level=Level.ORP)
    return plans.exclude(state=Plan.State.REPLACED)


#: Where themes are: name -> model, link to themes, what it is handed in with.
PLACES: tuple[tuple[str, Any, str, str], ...] = (
    ("priorities", Priority, "themes", Deliverable.PRIORITIES),
    ("swot", SwotItem, "themes", Deliverable.ANALYSES),
    ("needs", Need, "theme", Deliverable.NEEDS),
)


def rows_of(model: Any, deliverable: str, cycle: Any) -> QuerySet:
    """Handed-in rows of ORPs in a cycle."""
    return model.objects.filter(handed_in(deliverable), plan__in=_plans(cycle))


EVERYWHERE = tuple(name for name, *_rest in PLACES)
#: Theme -> its number; joined back to the themes so that the database sorts and cuts.
Counts = dict[int, Any]


#: Cycle and place -> theme -> ORPs that hold it there.
Held = dict[tuple[Any, str], dict[int, set[str]]]
EARLIER = "earlier"  # the place of priorities of other plans, which are counted beside


def _held(cycles: list[Any], orps: QuerySet[Orp]) -> tuple[Held, dict[tuple[Any, int], list[int]]]:
    """Who holds what, and cycle and theme -> ranks: plain queries of places, joined in one.

    Counting in the database means a subquery for each theme, ORP and place; PostgreSQL takes
    seconds for it while its statistics are old.
    """
    found: Held = defaultdict(lambda: defaultdict(set))
    ranks: dict[tuple[Any, int], list[int]] = defaultdict(list)
    plans = Plan.objects.medium_term().filter(
        cycle__in=[one for one in cycles if one], level=Level.ORP, orp__in=orps
    )
    known = plans.exclude(state=Plan.State.REPLACED).values("pk")
    parts = []
    for name, model, link, deliverable in PLACES:
        rows = model.objects.filter(
            handed_in(deliverable), plan__in=known, **{f"{link}__isnull": False}
        )
        order = (F("pk"), Coalesce("rank", 0)) if model is Priority else (Value(0), Value(0))
        parts.append(_named(rows, name, "plan__cycle", link, "plan__orp", *order))
    others = EarlierPriority.objects.filter(cycle__in=cycles, orp__in=orps, themes__isnull=False)
    parts.append(_named(others, EARLIER, "cycle", "themes", "orp", Value(0), Value(0)))
    for name, cycle, theme, orp, _row, rank in parts[0].union(*parts[1:]):
        found[cycle, name][theme].add(orp)
        if rank:
            ranks[cycle, theme].append(rank)
    return found, ranks


def _named(rows: QuerySet, name: str, cycle: str, theme: str, orp: str, *more: Any) -> QuerySet:
    named = rows.order_by().annotate(place_of=Value(name, output_field=CharField()))
    return named.values_list("place_of", cycle, theme, orp, *more)


def _number(counts: Counts, default: Any = 0) -> Any:
    """A column with the number of each theme."""
    kind: Any = FloatField() if default is None else IntegerField()
    whens = [When(pk=theme, then=Value(number)) for theme, number in counts.items()]
    return Case(*whens, default=Value(default), output_field=kind)


def _sizes(places: Iterable[dict[int, set[str]]]) -> Counts:
    """How many ORPs hold each theme in any of ``places``."""
    joined: dict[int, set[str]] = defaultdict(set)
    for place in places:
        for theme, orps in place.items():
            joined[theme] |= orps
    return {theme: len(orps) for theme, orps in joined.items()}


def compared_with(cycle: Cycle) -> Cycle | None:
    """The nearest earlier cycle in which ORPs made plans; a bridging one has none to compare."""
    plans = Plan.objects.medium_term().filter(level=Level.ORP, cycle=OuterRef("pk"))
    earlier: list[Any] = cycle.earlier(Cycle.objects.annotate(is_planned=Exists(plans)))
    return next((one for one in earlier if one.is_planned), None)


def counted(cycle: Cycle, orps: QuerySet[Orp], past: Cycle | None) -> QuerySet[Theme]:
    """Themes, against those of ``past``, with: orps, priorities, swot, needs, before, earlier (ORPs), rank, change."""
    held, ranks = _held([cycle.pk, past.pk if past else None], orps)
    now = {name: held[cycle.pk, name] for name in EVERYWHERE}
    before = [held[past.pk, name] for name in EVERYWHERE] if past else []
    average = {
        theme: sum(several) / len(several)
        for (one, theme), several in ranks.items()
        if one == cycle.pk
    }
    themes = Theme.objects.annotate(
        orps=_number(_sizes(now.values())),
        **{f"in_{name}": _number(_sizes([now[name]])) for name in EVERYWHERE},
        before=_number(_sizes(before)),
        earlier=_number(_sizes([held[cycle.pk, EARLIER]])),
        rank=_number(average, default=None),
    )
    return themes.annotate(change=F("orps") - F("before"))


def frequencies(themes: Iterable[Any], cycle: Cycle, orps: QuerySet[Orp]) -> list[Frequency]:
    """Rows of ``counted`` with their okresy, in five queries."""
    rows = list(themes)
    held: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for _name, model, link, deliverable in PLACES:
        found = rows_of(model, deliverable, cycle.pk).filter(
            **{f"{link}__in": [theme.pk for theme in rows], "plan__orp__in": orps}
        )
        names = (link, "plan__orp__district__name", "plan__orp__name")
        for theme, district, orp in found.order_by().values_list(*names).distinct():
            held[theme][district].add(orp)
    sizes = dict(
        District.objects.filter(orps__in=orps)
        .order_by("name")
        .annotate(n=Count("orps", distinct=True))
        .values_list("name", "n")
    )
    total = sum(sizes.values())
    return [
        Frequency(
            theme,
            total,
            [
                InDistrict(name, tuple(sorted(held[theme.pk][name])), of)
                for name, of in sizes.items()
                if held[theme.pk][name]
            ],
        )
        for theme in rows
    ]
