"""The cost plan: expected costs of each kind of service and their sources in the years of the plan."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import czech_sort
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, notice, right, said
from planning.blocks.source import Source
from planning.models import Cost
from sitis import paper
from sitis.territory.models import TerritorialFigure

Measure = TerritorialFigure.Measure
KINDS, SOURCES = "kinds", "sources"
#: How much wages and prices may be expected to grow in a year, in per cent.
GROWTHS = {str(percent) for percent in range(16)}
Told = dict[str, dict[int, Decimal]]  # kind or source -> year -> crowns
NONE = Decimal(0)
NAMES = 28  # per cent of the table: names of kinds are long


def compute(source: Source, options: Options) -> Sequence[paper.Part]:
    first = _base_year(source)
    if first is None:
        return [notice(_("Náklady uzavřeného roku tu zatím nikdo nezapsal."))]
    growth = int(options.get("growth", "0"))
    tables = {
        KINDS: (_("Plán nákladovosti"), _("Druh služby"), *_by_kind(source)),
        SOURCES: (_("Předpokládané zdroje"), _("Zdroj"), *_by_source(source)),
    }
    return [
        _table(source, first, growth, *tables[part])
        for part in (KINDS, SOURCES)
        if options.get("part") in {None, part}
    ]


def _base_year(source: Source) -> int | None:
    """The last closed year that has costs; one before the plan's period, if there is such."""
    closed = {
        year
        for (_kind, measure, _detail), values in source.figures.items()
        for year in values
        if measure == Measure.COSTS and year < source.day.year
    }
    before = {year for year in closed if year < source.plan.cycle.period_from.year}
    return max(before or closed, default=None)


def _by_kind(source: Source) -> tuple[Told, Told]:
    """What services cost, and what measures add to it."""
    known = {
        source.kinds.get(kind, kind): values
        for (kind, measure, _detail), values in source.figures.items()
        if measure == Measure.COSTS
    }
    return known, _added(source, "kind", _("opatření mimo druhy služeb"))


def _by_source(source: Source) -> tuple[Told, Told]:
    known: Told = defaultdict(lambda: defaultdict(Decimal))
    for (_kind, measure, detail), values in source.figures.items():
        for year, value in values.items():
            if measure == Measure.SOURCE:
                known[detail][year] += value
    return dict(known), _added(source, "source", "")


def _added(source: Source, by: str, unnamed: str) -> Told:
    labels = {value: str(label) for value, label in Cost.Source.choices}
    found: Told = defaultdict(lambda: defaultdict(Decimal))
    for kind, origin, year, amount in source.running_costs:
        found[(kind if by == "kind" else labels[origin]) or unnamed][year] += amount
    return found


def _table(
    source: Source,
    first: int,
    growth: int,
    title: str,
    head: str,
    known: Told,
    added: Told,
) -> paper.Table:
    years = source.plan.years
    rows: list[list[Any]] = []
    sums = [NONE] * (1 + len(years))
    for name in sorted({*known, *added}, key=czech_sort.key):
        base, more = known.get(name, {}).get(first, NONE), added.get(name, {})
        cells = [base, *(_expected(base, more, first, year, growth) for year in years)]
        if not any(cells):
            continue
        rows.append([name, *map(_thousands, cells)])
        sums = [total + cell for total, cell in zip(sums, cells, strict=True)]
    rows.append([_("celkem"), *map(_thousands, sums)])
    heads = right(*(_("%d (tis.\u00a0Kč)") % year for year in (first, *years)))
    columns = [paper.Column(head, width=NAMES), *heads]
    notes = [
        _("%(first)d: skutečné náklady podle územních údajů. Další roky: k nim náklady opatření, "
          "která v roce %(first)d ještě neběžela, bez investic.") % {"first": first},
        _("Růst mezd a cen: %d %% ročně.") % growth if growth else _("Růst mezd a cen není započten."),
    ]  # fmt: skip
    return paper.Table(f"{title}: {source.plan.place_name}", columns, rows, notes=notes)


def _expected(
    base: Decimal, more: Mapping[int, Decimal], first: int, year: int, growth: int
) -> Decimal:
    """Costs of measures that ran in the first year are a part of its ``base`` already."""
    grown = base * (1 + Decimal(growth) / 100) ** (year - first)
    return grown + more.get(year, NONE) - more.get(first, NONE)


def _thousands(crowns: Decimal) -> str:
    return said(int((crowns / 1000).to_integral_value()))


COST_PLAN = BlockKind(
    "cost_plan",
    gettext_lazy("plán nákladovosti"),
    gettext_lazy(
        "Předpokládané náklady podle druhů služeb a jejich zdroje na roky plánu; lze zúžit na "
        "part=kinds nebo part=sources a započítat růst v procentech: growth=4."
    ),
    compute,
    {"part": lambda _source: {KINDS, SOURCES}, "growth": lambda _source: GROWTHS},
)
