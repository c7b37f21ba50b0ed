"""Drawings of one group: box plot, sorted bars, two indicators together. Each asks ``seen`` what it may."""

from typing import Any

from django.utils.translation import gettext as _

from evaluation.models import BenchmarkRun
from evaluation.runs.seen import Audience, OwnResult, Seen, marks, spots
from sitis.paper import Figure
from sitis.plots import Mark, box_plot, quadrant, ranked_bars

#: Two indicators that say together whether money buys work: outside of beds, and beds.
PAIRS = (("N1", "V2"), ("N2", "V1"))
MOST_MARKS = 4  # own services named in one box plot


def figures(run: BenchmarkRun, who: Audience, group: Seen, own: list[OwnResult]) -> list[Figure]:
    if group.median is None:
        return []
    about = {"unit": str(group.indicator.unit), "digits": group.indicator.digits}
    named = [
        Mark(one.row.input.service.name, one.row.value) for one in own if one.row.value is not None
    ]
    found = [
        box_plot(
            _finding(group, own),
            median=group.median,
            q1=group.q1,
            q3=group.q3,
            low=group.minimum,
            high=group.maximum,
            own=named[:MOST_MARKS],
            **about,
        )
    ]
    if bars := marks(run, who, group):
        title = _("%(name)s: služby skupiny od nejnižší hodnoty") % {"name": group.indicator.name}
        found.append(ranked_bars(title, bars, **about))
    return found


def _finding(group: Seen, own: list[OwnResult]) -> str:
    """The chart's title as a sentence on one's own service, where there is just one."""
    name = str(group.indicator.name)
    if len(own) != 1 or not own[0].standing:
        return _("%(name)s ve skupině") % {"name": name}
    words = {
        "above": _("%(name)s: vaše služba je nad mediánem skupiny"),
        "below": _("%(name)s: vaše služba je pod mediánem skupiny"),
        "equal": _("%(name)s: vaše služba je na mediánu skupiny"),
    }
    return words[own[0].standing] % {"name": name}


def pair(run: BenchmarkRun, who: Audience, by_code: dict[str, Seen]) -> Figure | None:
    for x, y in PAIRS:
        if x in by_code and y in by_code:
            across, upward = by_code[x], by_code[y]
            found: list[Any] = spots(run, who, across, upward)
            if found and across.median is not None and upward.median is not None:
                return quadrant(
                    _("%(x)s a %(y)s: každý bod je služba")
                    % {"x": across.indicator.name, "y": upward.indicator.name},
                    found,
                    across=(_titled(across), across.median, across.indicator.digits),
                    upward=(_titled(upward), upward.median, upward.indicator.digits),
                )
    return None


def _titled(one: Seen) -> str:
    return f"{one.indicator.name} ({one.indicator.unit})"
