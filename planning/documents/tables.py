"""Tables of a plan for paper, made of its lines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from planning.lines import (
    CheckLine,
    CostLine,
    IndicatorLine,
    ItemLine,
    MeasureLine,
    NeedLine,
    SwotLine,
    TraceLine,
    YearLine,
)
from planning.models import SwotItem
from sitis.numerals import signed
from sitis.paper import Column, Table


def number(value: Decimal | int | None) -> str:
    """ "1 240", "6,5"; nothing for None."""
    if value is None:
        return ""
    value = Decimal(value)
    return number_format(
        int(value) if value == int(value) else value.normalize(), force_grouping=True
    )


def said_lines(pairs: Iterable[tuple[str, Any]]) -> SafeString:
    """Filled values one below another, each after its name."""
    return format_html_join(
        mark_safe("<br>"),
        "{}",
        (
            (format_html("<strong>{}:</strong> {}", name, value) if name else value,)
            for name, value in pairs
            if value
        ),
    )


# -- needs ---------------------------------------------------------------------------------------


def as_trace(needs: Sequence[NeedLine]) -> list[TraceLine]:
    """Needs of one plan with their years together, as annexes print them."""
    found = []
    for _code, several in groupby(sorted(needs, key=lambda one: one.code), lambda one: one.code):
        rows = sorted(several, key=lambda one: one.year)
        one = rows[0]
        blank = dict.fromkeys(
            ("verdict", "verdict_label", "okres", "okres_why", "region", "region_why"), ""
        )
        found.append(
            TraceLine(
                code=one.code, place=one.orp, is_need=True, title=f"{one.kind}, {one.form}",
                group=one.group, unit=one.unit, where=one.place, measures=(), items=(),
                reason=" ".join(dict.fromkeys(row.reason for row in rows)),
                years=tuple(YearLine(row.year, row.change, row.proposal) for row in rows), **blank,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.title, one.code))


def needs(caption: str, rows: Iterable[TraceLine], years: Iterable[int]) -> Table:
    years = list(years)
    return Table(
        caption,
        [
            *(Column(_("Kód"), width=5), Column(_("Druh služby a forma"), width=15)),
            Column(_("Cílová skupina"), width=10),
            Column(_("Návrh po letech"), width=16),
            *(Column(_("Jednotka"), width=8), Column(_("Místo"), width=8)),
            Column(_("Zdůvodnění")),
        ],
        [_need(row, years) for row in rows if row.is_need],
        wide=True,
        notes=[_("Čísla jsou změny proti dnešku, které mají platit od daného roku.")],
    )


def _need(row: TraceLine, years: list[int]) -> list[Any]:
    known = {one.year: one for one in row.years}
    return [
        *(row.code, row.title, row.group or _("všechny")),
        said_lines((str(year), _wish(known[year])) for year in years if year in known),
        *(row.unit, row.where, row.reason),
    ]


def _wish(one: YearLine) -> str:
    return f"{one.proposal} {signed(one.change)}" if one.change else one.proposal


def needs_by_kind(caption: str, rows: Iterable[TraceLine], year: int) -> Table:
    """How much of each kind is asked for ``year``, by how many places."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row.is_need and row.years:
            key = row.title, row.unit
            known = {one.year: one.change for one in row.years}
            sums[key] += known.get(year, row.years[-1].change)
            places[key].add(row.place)
    return Table(
        caption,
        [
            *(Column(_("Druh služby a forma")), Column(_("Jednotka"))),
            *(Column(_("Území"), "right"), Column(_("Změna do roku %s") % year, "right")),
        ],
        [[*key, len(places[key]), signed(sums[key])] for key in sums],
    )


# -- SWOT and measures ---------------------------------------------------------------------------


def swot(caption: str, rows: Iterable[SwotLine]) -> Table:
    words = dict(SwotItem.Side.choices)
    return Table(
        caption,
        [
            *(Column(_("Strana"), width=16), Column(_("Text"))),
            *(Column(_("Skupina"), width=18), Column(_("Témata"), width=22)),
        ],
        [
            [words.get(row.side, row.side), row.text, row.audience, ", ".join(row.themes)]
            for row in rows
        ],
    )


def action_table(caption: str, rows: Iterable[MeasureLine]) -> Table:
    """Measures and activities with everything that is known of them (dossier 6.4)."""
    drawn = []
    for row in rows:
        drawn.append(_measure(row))
        drawn.extend(_activity(one) for one in row.activities)
    return Table(
        caption,
        [
            *(Column(_("Kód"), width=8), Column(_("Opatření nebo aktivita"), width=22)),
            *(Column(_("Služba a místo"), width=11), Column(_("Kdo"), width=12)),
            *(Column(_("Termín a milníky"), width=11), Column(_("Náklady"), width=11)),
            *(Column(_("Ukazatel"), width=12), Column(_("Rizika a vazby"))),
        ],
        drawn,
        wide=True,
    )


def _measure(row: MeasureLine) -> list[Any]:
    change = signed(row.change) if row.change is not None else ""
    unit = f"({row.unit})" if row.unit else ""
    since = _("od roku %s") % row.change_year if row.change_year else ""
    return [
        row.code,
        said_lines(
            [
                ("", format_html("<strong>{}</strong>", row.title)),
                ("", row.description),
                (_("cíl"), f"{row.goal_code} {row.goal}"),
                (_("druh"), row.kind),
            ]
        ),
        said_lines(
            [
                ("", ", ".join(one for one in (row.service_kind, row.form) if one)),
                ("", " ".join(one for one in (change, unit, since) if one)),
                ("", row.place),
            ]
        ),
        _who(row),
        said_lines([("", _period(row)), (_("milníky"), row.milestones)]),
        costs(row.costs),
        indicators(row.indicators),
        said_lines(
            [
                (_("rizika"), row.risks),
                (_("opatření kraje"), row.regional_measure),
                (_("jiné strategie"), row.other_strategies),
                (_("z potřeb"), ", ".join(row.needs)),
            ]
        ),
    ]


def _activity(row: Any) -> list[Any]:
    return [
        *(row.code, said_lines([(_("aktivita"), row.title)]), "", _who(row)),
        said_lines([("", _period(row)), (_("milníky"), row.milestones)]),
        *(costs(row.costs), indicators(row.indicators), ""),
    ]


def _who(row: Any) -> SafeString:
    return said_lines(
        [
            ("", row.responsible),
            (_("realizátoři"), row.realizers),
            (_("partneři"), row.partners),
        ]
    )


def _period(row: Any) -> str:
    return f"{_day(row.starts_on)} – {_day(row.ends_on)}"


def _day(day: date) -> str:
    return date_format(day, "j. n. Y")


def costs(rows: Sequence[CostLine]) -> SafeString:
    """A sum for each year, then what it is paid from."""
    by_year: dict[int, Decimal] = defaultdict(Decimal)
    by_source: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        by_year[row.year] += row.amount
        by_source[row.source] += row.amount
    invested = sum((row.amount for row in rows if row.is_investment), Decimal(0))
    return said_lines(
        [
            *((str(year), _("%s Kč") % number(by_year[year])) for year in sorted(by_year)),
            (_("zdroje"), ", ".join(by_source)),
            (_("z toho investice"), _("%s Kč") % number(invested) if invested else ""),
        ]
    )


def indicators(rows: Sequence[IndicatorLine]) -> SafeString:
    words = _("%(name)s: z %(baseline)s (%(from)s) na %(target)s (%(to)s) %(unit)s")
    return said_lines(
        (
            "",
            words
            % {
                "name": row.name,
                "baseline": number(row.baseline),
                "from": row.baseline_year,
                "target": number(row.target),
                "to": row.target_year,
                "unit": row.unit,
            },
        )
        for row in rows
    )


def costs_by_year(caption: str, rows: Sequence[MeasureLine], years: Iterable[int]) -> Table:
    """What the measures cost: sources down, years across."""
    sums: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        for cost in [*row.costs, *(cost for one in row.activities for cost in one.costs)]:
            sums[cost.source][cost.year] += cost.amount
    known = {year for by_year in sums.values() for year in by_year}
    shown = sorted({*years, *known} if sums else [])
    lines = [
        [source, *(number(by_year.get(year)) for year in shown), number(sum(by_year.values()))]
        for source, by_year in sums.items()
    ]
    if lines:
        totals = [
            sum((one[year] for one in sums.values() if year in one), Decimal(0)) for year in shown
        ]
        lines.append([_("Celkem"), *(number(one) for one in totals), number(sum(totals))])
    return Table(
        caption,
        [
            Column(_("Zdroj")),
            *(Column(_("%s (Kč)") % year, "right") for year in shown),
            Column(_("Celkem (Kč)"), "right"),
        ],
        lines,
    )


# -- network, trace, check -----------------------------------------------------------------------


def network(caption: str, rows: Iterable[ItemLine]) -> Table:
    return Table(
        caption,
        [
            *(Column(_("Služba"), width=18), Column(_("Poskytovatel"), width=17)),
            *(Column(_("Identifikátor"), width=10), Column(_("Druh a forma"), width=15)),
            *(Column(_("Cílová skupina"), width=12), Column(_("Území"), width=10)),
            *(Column(_("Jednotka"), width=10), Column(_("Počet"), "right")),
        ],
        [
            [
                *(row.service, row.provider, row.code, f"{row.kind}, {row.form}"),
                *(row.group or _("všechny"), row.place, row.unit, number(row.amount)),
            ]
            for row in rows
        ],
        wide=True,
    )


def trace(caption: str, rows: Iterable[TraceLine], *, with_okres: bool) -> Table:
    okres = [Column(_("Okres"), width=19)] if with_okres else []
    return Table(
        caption,
        [
            *(Column(_("Kód"), width=5), Column(_("Podnět"), width=22), *okres),
            *(Column(_("Kraj")), Column(_("Kam vede"), width=20)),
            Column(_("Jak to dopadlo"), width=10),
        ],
        [
            [
                *(row.code, said_lines([("", row.title), ("", asked(row))])),
                *([said_lines([("", row.okres), (_("důvod"), row.okres_why)])] if okres else []),
                said_lines([("", row.region), (_("důvod"), row.region_why)]),
                said_lines([("", "; ".join(row.measures)), (_("síť"), "; ".join(row.items))]),
                row.verdict_label,
            ]
            for row in rows
        ],
        wide=True,
    )


def asked(row: TraceLine) -> str:
    """ "2028 navýšit +3, 2029 zachovat (úvazek)"."""
    values = ", ".join(f"{one.year} {_wish(one)}" for one in row.years)
    return f"{values} ({row.unit})" if values else ""


def verdicts(caption: str, rows: Iterable[TraceLine]) -> Table:
    rows = list(rows)
    found = Counter(row.verdict_label for row in rows)
    return Table(
        caption,
        [Column(_("Jak to dopadlo")), Column(_("Podnětů"), "right")],
        [[label, number(found[label])] for label in found],
    )


def check(caption: str, rows: Iterable[CheckLine]) -> Table:
    return Table(
        caption,
        [
            *(Column(_("Kód"), width=11), Column(_("Co zákon žádá"), width=33)),
            *(Column(_("Stav"), width=14), Column(_("Čím je splněno, co chybí"))),
        ],
        [
            [
                row.code,
                said_lines([("", row.title), ("", row.law)]),
                row.state,
                said_lines(
                    [
                        ("", "; ".join(row.by)),
                        (_("chybí"), "; ".join(row.gaps)),
                        (_("odůvodnění"), row.reason),
                    ]
                ),
            ]
            for row in rows
        ],
    )
