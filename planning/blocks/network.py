"""Services of the network in the territory, one by one and summed."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, left, notice, on_day, right, said
from planning.blocks.source import Source
from sitis import paper


def kinds(source: Source) -> set[str]:
    return set(source.kinds)


def forms(source: Source) -> set[str]:
    return {item.form.slug for item in source.network}


def _chosen(source: Source, options: Options) -> list:
    return [
        item
        for item in source.network
        if options.get("kind") in {None, item.service.kind.slug}
        and options.get("form") in {None, item.form.slug}
    ]


def services(source: Source, options: Options) -> Sequence[paper.Part]:
    items = _chosen(source, options)
    day = on_day(source.day)
    if not items:
        return [notice(_("V síti k %s tu žádná taková služba není.") % day)]
    rows = [
        [
            item.service.name,
            item.service.provider.name,
            f"{item.service.kind.name}, {item.form.name}",
            item.place_name,
            f"{said(item.amount)} ({item.unit.name})",
        ]
        for item in items
    ]
    titles = _("Služba"), _("Poskytovatel"), _("Druh a forma"), _("Území"), _("Kapacita v síti")
    return [paper.Table(_("Služby v síti k %s") % day, left(*titles), rows)]


def totals(source: Source, options: Options) -> Sequence[paper.Part]:
    """Units of different kinds stand in rows of their own and are not summed."""
    sums: dict[tuple[str, str, str], list] = {}
    items = _chosen(source, options)
    inside = [item for item in items if source.is_inside(item)]
    for item in inside:
        row = sums.setdefault(
            (item.service.kind.name, item.form.name, item.unit.name), [0, Decimal(0)]
        )
        row[0] += 1
        row[1] += item.amount
    day = on_day(source.day)
    if not sums:
        return [notice(_("V síti k %s tu žádná taková služba není.") % day)]
    rows = [[*key, said(count), said(amount)] for key, (count, amount) in sums.items()]
    columns = left(_("Druh služby"), _("Forma"), _("Jednotka"))
    columns += right(_("Položek"), _("Kapacita"))
    wider = len(items) - len(inside)
    words = _("Nepočítají se položky, které slouží širšímu území: %s.") % said(wider)
    notes = [words] if wider else []
    return [paper.Table(_("Síť služeb v číslech k %s") % day, columns, rows, notes=notes)]


SERVICES = BlockKind(
    "services",
    gettext_lazy("služby v síti"),
    gettext_lazy("Služby, které v síti slouží území; lze zúžit na druh a formu."),
    services,
    {"kind": kinds, "form": forms},
)
TOTALS = BlockKind(
    "network_totals",
    gettext_lazy("síť v číslech"),
    gettext_lazy("Kapacity sítě v území podle druhů a forem."),
    totals,
    {"kind": kinds, "form": forms},
)
