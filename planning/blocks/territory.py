"""The map of the plan's territory with its neighbours."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, notice
from planning.blocks.source import Source
from planning.models import Level
from sitis import charts, maps, paper


def compute(source: Source, options: Options) -> Sequence[paper.Part]:
    here = {one.pk for one in source.orps}
    shown = set(here)
    if source.plan.level != Level.REGION:
        shown |= {code for one in here for code in source.neighbours.get(one, ())}
    # in one order: the same plan is the same drawing in every process
    geometries = {code: source.outlines[code] for code in sorted(shown & set(source.outlines))}
    if not here & set(geometries):
        return [notice(_("Hranice území zatím nejsou nahrané."))]
    names = {one.pk: one.name for one in source.all_orps if one.pk in geometries}
    caption = _("Mapa území: %s") % source.plan.place_name
    bold = here if source.plan.level != Level.REGION else ()
    return [charts.territory_map(caption, maps.draw(geometries), names, {}, here=bold)]


MAP = BlockKind(
    "map",
    gettext_lazy("mapa území"),
    gettext_lazy("Území plánu a jeho sousedé."),
    compute,
)
