"""What the plan itself says: needs, measures of a priority, SWOT."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, left, notice, right, said
from planning.blocks.network import kinds
from planning.blocks.source import Source
from planning.models import SwotItem
from sitis import paper


def years(source: Source) -> set[str]:
    return {str(line.year) for line in source.contents.needs} | set(map(str, source.plan.years))


def priorities(source: Source) -> set[str]:
    return source.priorities


def needs(source: Source, options: Options) -> Sequence[paper.Part]:
    lines = [
        line
        for line in source.contents.needs
        if options.get("kind") in {None, line.kind_slug}
        and options.get("year") in {None, str(line.year)}
    ]
    if not lines:
        return [notice(_("Plán zatím žádnou takovou potřebu nemá."))]
    known = sorted({line.year for line in lines})
    told: dict[tuple[str, ...], dict[int, str]] = {}
    for line in lines:
        wish = said(line.change, sign=True) if line.change else line.proposal
        place = f"{line.kind}, {line.form}"
        about = ", ".join(text for text in (line.group, line.place) if text)
        told.setdefault((line.code, place, about or "–", line.unit), {})[line.year] = wish
    rows = [[*key, *(cells.get(year, "–") for year in known)] for key, cells in told.items()]
    columns = left(_("Kód"), _("Druh a forma"), _("Pro koho a kde"), _("Jednotka"))
    columns += right(*map(str, known))
    return [paper.Table(_("Potřeby: %s") % source.plan.place_name, columns, rows)]


def measures(source: Source, options: Options) -> Sequence[paper.Part]:
    wanted = options.get("priority")
    lines = [
        one for one in source.contents.measures_in_short if wanted in {None, one.priority_code}
    ]
    if not lines:
        return [notice(_("Plán zatím žádné takové opatření nemá."))]
    titles = _("Kód"), _("Opatření"), _("Nositel"), _("Období"), _("Změna kapacity")
    columns = [*left(*titles), *right(_("Náklady v Kč"))]
    found = []
    for code, several in groupby(lines, lambda line: line.priority_code):
        mine = list(several)
        title = _("Opatření priority %s") % f"{code} {mine[0].priority}"
        rows = [
            [
                one.code,
                one.title,
                one.responsible,
                _period(one.starts_on.year, one.ends_on.year),
                f"{said(one.change, sign=True)} ({one.unit})" if one.change else "–",
                said(one.total) if one.total else "–",
            ]
            for one in mine
        ]
        rows = [[str(cell) for cell in row] for row in rows]
        total = sum((one.total for one in mine), Decimal(0))
        notes = [_("Náklady celkem: %s Kč") % said(total)] if total else []
        found.append(paper.Table(title, columns, rows, notes=notes))
    return found


def _period(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def swot(source: Source, options: Options) -> Sequence[paper.Part]:
    lines = source.contents.swot
    if not lines:
        return [notice(_("SWOT zatím nemá žádnou položku."))]
    labels = {side.value: str(side.label) for side in SwotItem.Side}
    found = []
    for side, label in labels.items():
        if options.get("side") not in {None, side}:
            continue
        rows = [
            [line.text, line.audience or "–", ", ".join(line.themes) or "–"]
            for line in lines
            if line.side == side
        ]
        columns = left(_("Položka"), _("Koho se týká"), _("Témata"))
        if rows:
            found.append(paper.Table(f"SWOT: {label}", columns, rows))
    return found or [notice(_("SWOT na této straně nemá žádnou položku."))]


NEEDS = BlockKind(
    "needs",
    gettext_lazy("potřeby"),
    gettext_lazy("Potřeby plánu po letech; lze zúžit na druh služby a rok."),
    needs,
    {"kind": kinds, "year": years},
)
MEASURES = BlockKind(
    "measures",
    gettext_lazy("opatření"),
    gettext_lazy("Opatření podle priorit, nebo jedné z nich: priority=P1."),
    measures,
    {"priority": priorities},
)
SWOT = BlockKind(
    "swot",
    gettext_lazy("SWOT"),
    gettext_lazy("Silné a slabé stránky, příležitosti a hrozby."),
    swot,
    {"side": lambda _source: set(SwotItem.Side.values)},
)
