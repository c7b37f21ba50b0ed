"""A kind of service: its groups with all their numbers, drawings of them, values by name for the office."""

from collections import defaultdict
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from evaluation.documents.benchmark.chapters import beside, changed_title, lines
from evaluation.indicators import CODES
from evaluation.models import RunResult
from evaluation.runs.drawn import pair
from evaluation.runs.edition import Edition, Group, said
from evaluation.runs.seen import Seen, marks, named_results
from sitis.charts import Series
from sitis.charts import lines as line_chart
from sitis.collation import czech_key
from sitis.paper import Chapter, Column, Figure, Part, Table, Text
from sitis.plots import ranked_bars

#: Whose way through the years is drawn, and whose services are drawn one by one for the office.
LEADING = ("N1", "N2", "V1", "V2")
#: Values of services by name, across one page.
BY_NAME = ("N1", "N2", "N3", "N4", "P1", "V1", "V2", "V5", "F2", "F7")
MOST_LETTERS = 26  # of a name at the end of a line
MOST_KEPT = 16  # rows of a table that stays on one page
MOST_BARS = 26  # in one drawing, so that it stays on its page


def all_kinds(found: Edition) -> list[Chapter]:
    """A chapter with each kind under it; groups of which nothing is told stand in the last chapter.

    Tables of the office lie across: there each kind is a chapter, tables first, on its own pages.
    """
    level = 1 if found.is_whole else 2
    chapters = [] if found.is_whole else [Chapter(_("Druhy služeb"))]
    for kind in found.kinds:
        tables = [statistics(found, one) for one in found.of(kind) if one.told]
        said: list[Part] = []
        if text := found.changes.get(kind, ""):
            said.append(Text(lines(f"{changed_title(found.run)}:\n{text}")))
        parts = [*tables, *said] if found.is_whole else [*said, *tables]
        if parts:
            chapters.append(Chapter(_capital(found.name(kind)), parts, level=level))
    return chapters if any(one.parts for one in chapters) else []


def one_kind(found: Edition, kind: str) -> list[Chapter]:
    told = [one for one in found.of(kind) if one.told]
    chapters = [Chapter(_("Skupiny"))] if told and not found.is_whole else []
    level = (
        1 if found.is_whole else 2
    )  # tables of the office lie across, each group on its own pages
    for one in told:
        chapters.append(Chapter(one.title, list(_of_group(found, one)), level=level))
    drawn = [figure for code in CODES for figure in beside(found, told, code)]
    if drawn:
        chapters.append(Chapter(_("Skupiny vedle sebe"), drawn))
    if years := [figure for code in CODES for figure in through_years(found, told, code)]:
        chapters.append(Chapter(_("Vývoj v letech"), years))
    return chapters


def _of_group(found: Edition, one: Group) -> Any:
    """What is drawn stands first: after a table across a page everything would lie across."""
    if not found.is_whole:
        yield statistics(found, one)
        return
    if figure := pair(found.run, found.who, {seen.code: seen for seen in one.told}):
        yield figure
    for code in LEADING:
        if seen := one.find(code):
            yield from _bars(found, one, seen)
    yield statistics(found, one)
    yield by_name(found, one)


def _bars(found: Edition, one: Group, seen: Seen) -> list[Figure]:
    every = marks(found.run, found.who, seen)
    name = str(seen.indicator.name)
    pages = [every[at : at + MOST_BARS] for at in range(0, len(every), MOST_BARS)]
    drawn = []
    for number, page in enumerate(pages, 1):
        caption = _("%s: služby od nejnižší hodnoty") % name
        if len(pages) > 1:
            caption += _(" (%(part)s. část z %(all)s)") % {"part": number, "all": len(pages)}
        unit, digits = str(seen.indicator.unit), seen.indicator.digits
        drawn.append(ranked_bars(caption, page, unit=unit, digits=digits))
    return drawn


def statistics(found: Edition, one: Group) -> Table:
    """All indicators of a group of which something is told."""
    name = 27 if found.is_whole else 40
    columns = [
        Column(_("Ukazatel"), width=name),
        Column(_("Jednotka")),
        Column(found.who.counts, "right"),
    ]
    names = ["q1", "median", "q3"]
    heads = [_("1. kvartil"), _("Medián"), _("3. kvartil")]
    if found.is_whole:
        names = ["minimum", *names, "maximum", "mean", "weighted_mean"]
        heads = [_("Nejméně"), *heads, _("Nejvíce"), _("Průměr"), _("Vážený průměr")]
    columns += [Column(head, "right") for head in heads]
    rows = [
        [
            *(_traced(found, one, seen), str(seen.indicator.unit), str(seen.n)),
            *(said(getattr(seen, name), seen.indicator.digits) for name in names),
        ]
        for seen in one.told
    ]
    caption = _("%(group)s (služeb: %(services)s, poskytovatelů: %(providers)s)") % {
        "group": _capital(one.words),
        "services": one.services,
        "providers": one.providers,
    }
    return Table(caption, columns, rows, wide=found.is_whole, is_kept=len(rows) <= MOST_KEPT)


def _traced(found: Edition, one: Group, seen: Seen) -> Any:
    """The indicator; the office is led to the services that its numbers were counted from."""
    name = f"{seen.code} {seen.indicator.name}"
    if not found.is_whole:
        return name
    query = f"?skupina={quote(one.cell)}"
    return link(name, "evaluation:run-indicator", found.run.pk, seen.code, query=query)


def through_years(found: Edition, groups: list[Group], code: str) -> list[Figure]:
    """Medians of groups that were told in two years at least; five lines in one drawing."""
    if code not in LEADING:
        return []
    known = []
    for one in groups:
        seen = one.find(code)
        if seen and len(years := found.of_years(one, seen)) > 1:
            known.append((one, seen, years))
    drawn = []
    for at in range(0, len(known), 5):
        part = known[at : at + 5]
        every = sorted({year for _one, _seen, years in part for year in years})
        seen = part[0][1]
        caption = _("%(name)s: mediány skupin v letech %(first)s–%(last)s") % {
            "name": seen.indicator.name, "first": every[0], "last": every[-1]
        }  # fmt: skip
        names = short_names([one.title for one, _seen, _years in part])
        series = [
            Series(name, [years.get(y) for y in every])
            for name, (_one, _seen, years) in zip(names, part, strict=True)
        ]
        labels = [str(year) for year in every]
        unit, digits = str(seen.indicator.unit), seen.indicator.digits
        figure = line_chart(caption, labels, series, unit=unit, digits=digits)
        if figure.table:
            figure = replace(figure, table=replace(figure.table, is_kept=True))
        drawn.append(figure)
    return drawn


def short_names(titles: list[str]) -> list[str]:
    """As they fit at the end of a line: without what all of them say.

    >>> short_names(["Terénní, do 8 úvazků v přímé péči", "Terénní, nad 8 úvazků v přímé péči"])
    ['do 8 úvazků', 'nad 8 úvazků']
    """
    parts = [title.replace(_(" v přímé péči"), "").split(", ") for title in titles]
    if len(parts) > 1 and all(len(one) > 1 and one[0] == parts[0][0] for one in parts):
        parts = [one[1:] for one in parts]
    return [Truncator(", ".join(one)).chars(MOST_LETTERS) for one in parts]


def by_name(found: Edition, one: Group) -> Table:
    """Values of each service; each leads to the page that says what it was counted from."""
    run = found.run
    rows = named_results(run, found.who, input__cell=one.cell, input__year=run.year)
    values: dict[int, dict[str, RunResult]] = defaultdict(dict)
    for row in rows.filter(indicator__in=BY_NAME).order_by("input__service__name", "pk"):
        values[row.input_id][row.indicator] = row
    told = [seen for code in BY_NAME if (seen := one.find(code))]
    columns = [
        Column(_("Služba")),
        Column(_("Poskytovatel")),
        *(Column(f"{seen.code} {seen.indicator.unit}", "right") for seen in told),
    ]
    body = []
    for pairs in sorted(values.values(), key=_service_name):
        service = next(iter(pairs.values())).input.service
        body.append(
            [
                link(service.name, "evaluation:run-service", run.pk, service.identifier),
                service.provider.name,
                *(_value(run.pk, pairs.get(seen.code), seen) for seen in told),
            ]
        )
    caption = _("%s: hodnoty služeb; každá vede k tomu, z čeho je spočtená") % one.title
    return Table(caption, columns, body, wide=True)


def _service_name(pairs: dict[str, RunResult]) -> Any:
    return czech_key(next(iter(pairs.values())).input.service.name)


def _value(run: int, row: RunResult | None, seen: Seen) -> str:
    if row is None or row.value is None:
        return "–"
    return link(said(row.value, seen.indicator.digits), "evaluation:run-result", run, row.pk)


def link(words: str, name: str, *args: Any, query: str = "") -> str:
    """An absolute link: it is read on paper and in files that were carried away."""
    url = settings.SITE_URL + reverse(name, args=args) + query
    return format_html('<a href="{}">{}</a>', url, words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
