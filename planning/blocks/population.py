"""People by age, and how their numbers changed between two days."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from planning.blocks.base import BlockKind, Options, left, notice, on_day, right, said, sentence
from planning.blocks.source import Source
from planning.facts import counted_alike
from sitis import charts, paper


def years(source: Source) -> set[str]:
    """Years that can be compared with the last one."""
    return {str(day.year) for day in list(source.population)[:-1]}


def compute(source: Source, options: Options) -> Sequence[paper.Part]:
    days = list(source.population)
    if not days:
        return [notice(_("Počty obyvatel území zatím nejsou nahrané."))]
    newest = source.population[days[-1]]
    asked = options.get("since")
    earlier = [
        day
        for day in days[:-1]
        if (str(day.year) == asked if asked else counted_alike(day, days[-1]))
    ]
    before: dict[Any, int] = source.population[earlier[-1]] if earlier else {}
    # an age that the newest day does not know stays in the table, with a dash
    ages = sorted({*newest, *before}, key=lambda age: (age[0], age[1] or 999))
    ages = [age for age in ages if not any(_is_wider(age, other) for other in ages)]
    labels = [_in_words(*age) for age in ages]
    columns = left(_("Věk"))
    if earlier:
        columns += right(on_day(earlier[-1]))
    columns += right(on_day(days[-1]))
    columns += right(_("Změna"), _("Změna v %")) if earlier else []
    rows = []
    for label, age in zip(labels, ages, strict=True):
        now, was = newest.get(age), before.get(age)
        row = [label, said(was)] if earlier else [label]
        row.append(said(now))
        if earlier:
            change = None if was is None or now is None else now - was
            share = round(change * 100 / was, 1) if was and change is not None else None
            row += [said(change, sign=True), said(share, sign=True)]
        rows.append(row)
    caption = _("Obyvatelé podle věku: %s") % source.plan.place_name
    series = [charts.Series(on_day(days[-1]), [newest.get(age) for age in ages])]
    if earlier:
        old = [before.get(age) for age in ages]
        series.insert(0, charts.Series(on_day(earlier[-1]), old))
    drawn = charts.grouped_bars(caption, labels, series, unit=_("obyvatel"))
    figure = paper.Figure(caption, drawn.svg, paper.Table(caption, columns, rows))
    if not earlier or counted_alike(earlier[-1], days[-1]):
        return [figure]
    told = _("Jeden z údajů je ze sčítání, které lidi počítá jinak. Změnu proto berte s rezervou.")
    return [figure, sentence(told)]


def _is_wider(age: tuple[int, int | None], other: tuple[int, int | None]) -> bool:
    """Holds all people of ``other`` and more: beside it they would be counted twice."""
    first, last = age[0], age[1] or 999
    return age != other and first <= other[0] and (other[1] or 999) <= last


def _in_words(first: int, last: int | None) -> str:
    if last is not None:
        return _("%(first)d–%(last)d let") % {"first": first, "last": last}
    return _("%d a více let") % first if first else _("všechny věky")


POPULATION = BlockKind(
    "population",
    gettext_lazy("obyvatelé podle věku"),
    gettext_lazy("Počty podle věku a jejich změna; since=rok srovná s tím rokem."),
    compute,
    {"since": years},
)
