"""How often themes come up in plans of ORPs."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, left, notice, right, said
from planning.blocks.source import Source
from sitis import paper


def compute(source: Source, options: Options) -> Sequence[paper.Part]:
    if not source.themes:
        return [notice(_("Odevzdané plány ORP zatím žádné téma nemají."))]
    of = len(source.orps if source.plan.district_id else source.all_orps)
    rows = [
        [
            theme.name,
            said(theme.orps),
            said(round(theme.orps * 100 / of)) if of else "–",
            said(theme.change, sign=True),
        ]
        for theme in source.themes
    ]
    columns = left(_("Téma"))
    columns += right(_("ORP"), _("Podíl ORP v %"), _("Proti minulému období"))
    caption = _("Témata v plánech ORP (z celkem %s)") % said(of)
    return [paper.Table(caption, columns, rows)]


THEMES = BlockKind(
    "themes",
    gettext_lazy("četnost témat"),
    gettext_lazy("V kolika plánech ORP se téma objevuje."),
    compute,
)
