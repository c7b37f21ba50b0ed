"""Territorial figures: clients, refused and waiting applicants, costs and their sources."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, left, notice, right, said
from planning.blocks.network import kinds
from planning.blocks.source import Source
from sitis import paper
from sitis.territory.models import TerritorialFigure

Measure = TerritorialFigure.Measure
IN_CROWNS = {Measure.COSTS, Measure.SOURCE}


def compute(source: Source, options: Options) -> Sequence[paper.Part]:
    names = source.kinds  # read first: a territory with figures costs as much as one without
    chosen = {
        key: values
        for key, values in source.figures.items()
        if options.get("kind") in {None, key[0]} and options.get("measure") in {None, key[1]}
    }
    if not chosen:
        return [notice(_("Územní údaje tu zatím nikdo nezapsal."))]
    years = sorted({year for values in chosen.values() for year in values})
    rows = []
    for (kind, measure, detail), values in chosen.items():
        label = str(Measure(measure).label) + (f" ({detail})" if detail else "")
        unit = _("Kč") if measure in IN_CROWNS else _("osoby")
        rows.append(
            [names.get(kind, kind), label, unit, *(said(values.get(year)) for year in years)]
        )
    columns = left(_("Druh služby"), _("Údaj"), _("Jednotka")) + right(*map(str, years))
    about = _("Klienti, odmítnutí, čekající a náklady")
    if "measure" in options:
        about = str(Measure(options["measure"]).label).capitalize()
    caption = f"{about}: {source.plan.place_name}"
    return [paper.Table(caption, columns, rows)]


FIGURES = BlockKind(
    "figures",
    gettext_lazy("územní údaje"),
    gettext_lazy("Klienti, odmítnutí a čekající zájemci, náklady a zdroje po letech."),
    compute,
    {"kind": kinds, "measure": lambda _source: set(Measure.values)},
)
