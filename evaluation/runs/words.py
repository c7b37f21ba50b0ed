"""What groups and kinds of a run are called."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.models import ComparedForm
from evaluation.peers import DIMENSIONS, band_words
from providers.models import ServiceKind, TargetGroup

#: What groups may be parted by, from the widest.
PARTINGS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (gettext_lazy("jen druh služby"), ()),
    "form": (gettext_lazy("druh a forma"), ("form",)),
    "form,band": (gettext_lazy("druh, forma a velikost"), ("form", "band")),
    "form,group": (gettext_lazy("druh, forma a cílová skupina"), ("form", "group")),
    ",".join(DIMENSIONS): (gettext_lazy("druh, forma, cílová skupina a velikost"), DIMENSIONS),
}


def parting_words(dimensions: Iterable[str]) -> str:
    """By what the groups of a run were parted."""
    found = PARTINGS.get(",".join(dimensions))
    return str(found[0]) if found else ""


def kind_names() -> dict[str, str]:
    return dict(ServiceKind.objects.values_list("slug", "name"))


AREAS = dict(TargetGroup.Area.choices)


def cell_words(cell: str, kinds: dict[str, str]) -> str:
    """ "pečovatelská služba, terénní, 3–8 úvazků v přímé péči"."""
    kind = cell.partition("|")[0]
    return ", ".join(part for part in (kinds.get(kind, kind), part_words(cell)) if part)


def part_words(cell: str) -> str:
    """The group among the others of its kind: "terénní, 3–8 úvazků v přímé péči"; empty for the whole."""
    _kind, forms, groups, bands = [*cell.split("|"), "", "", ""][:4]
    names = dict(ComparedForm.choices)
    said = [str(names.get(one, one)) for one in forms.split("+")] if forms else []
    joined = (
        _(" nebo ") if "outpatient" in forms else _(" a ")
    )  # "ambulantní nebo ambulantní a terénní"
    parts = [joined.join(said)] if said else []
    if groups:
        parts.append(
            _(" a ").join(str(AREAS.get(one, one or _("ostatní"))) for one in groups.split("+"))
        )
    if bands:
        first, last = (int(one) for one in bands.split("-"))
        form = "residential" if forms == "residential" else "field"
        parts.append(band_words(form, list(range(first, last + 1))))
    return ", ".join(part for part in parts if part)


def where_words(kind: str, form: str, kinds: dict[str, str]) -> str:
    """Of what a parameter holds: "pečovatelská služba, terénní", or all services."""
    forms = dict(ComparedForm.choices)
    parts = [kinds.get(kind, kind), str(forms.get(form, form))]
    return ", ".join(part for part in parts if part) or _("všechny služby")


def named_cells(cells: Iterable[str]) -> dict[str, str]:
    kinds = kind_names()
    return {cell: cell_words(cell, kinds) for cell in cells}
