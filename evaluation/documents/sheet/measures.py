"""Tables and drawings of indicators: costs, staff, performance, structure, funding, years, norms."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from evaluation.documents.sheet.cells import NONE, Links, deviation, number, ranged, told
from evaluation.documents.sheet.content import FormPart, SheetContent
from evaluation.indicators import find, say
from evaluation.models import Flag, Meaning, RunParameter
from evaluation.runs.seen import OwnResult
from providers.models import CardNorm
from sitis.paper import Chapter, Column, Figure, Part, Table, Text
from sitis.plots import Mark, box_plot

#: Blocks of ``evaluation.indicators.BLOCKS`` by the first letter of their codes.
COST, STAFF, PERFORMANCE, STRUCTURE, FUNDING = "N", "P", "V", "K", "F"


def block_of(part: FormPart, letter: str) -> list[OwnResult]:
    return [one for one in part.results.values() if one.row.indicator.startswith(letter)]


def measured(content: SheetContent, letter: str, title: str, links: Links) -> Iterator[Part]:
    """One block of every compared form: a table, of costs and performance also drawings."""
    for part in content.parts:
        rows = block_of(part, letter)
        caption = _of_form(content, part, title)
        if not rows:
            yield _paragraph(_("%s: pro tuto službu se žádný ukazatel nepočítá.") % caption)
            continue
        yield _table(caption, part, rows, links)
        if letter in (COST, PERFORMANCE):
            yield from plots_of(part, letter)


def _of_form(content: SheetContent, part: FormPart, title: str) -> str:
    """The form is named only where the service has more of them."""
    if len(content.parts) < 2:
        return title
    return f"{title}, {part.input.get_form_display()}"


def _paragraph(text: Any) -> Text:
    return Text(format_html("<p>{}</p>", text))


def _table(caption: str, part: FormPart, rows: list[OwnResult], links: Links) -> Table:
    """Where nothing of the group is told, there are no columns for it."""
    notes = sorted({one.group.hidden for one in rows if one.group and one.group.hidden})
    if not any(one.group and one.group.median is not None for one in rows):
        short = [
            Column(_("Ukazatel"), width=44),
            Column(_("Hodnota"), "right", 16),
            Column(_("Poznámka")),
        ]
        lines = [(name, own, why) for name, own, *_told, why in _rows(part, rows, links)]
        return Table(caption, short, lines, notes=notes)
    columns = [
        Column(_("Ukazatel"), width=27),
        Column(_("Hodnota"), "right", 12),
        Column(_("Medián"), "right", 11),
        Column(_("Obvyklé rozmezí"), "right", 14),
        Column(_("Od mediánu"), "right", 11),
        Column(_("Kde leží"), width=25),
    ]
    return Table(caption, columns, _rows(part, rows, links), notes=notes)


def _rows(part: FormPart, rows: list[OwnResult], links: Links) -> list[list[Any]]:
    return [_row(part, one, links) for one in rows]


def _row(part: FormPart, one: OwnResult, links: Links) -> list[Any]:
    indicator, row, group = one.indicator, one.row, one.group
    name = format_html(
        "{} {} ({}){}",
        row.indicator,
        indicator.name,
        indicator.unit,
        format_html("<br>{}", _("částečný rok")) if row.is_part_year else "",
    )
    if row.value is None:
        return [name, NONE, NONE, NONE, NONE, say(row.why_not)]
    own = links.snapshot(part.input.snapshot_id, number(row.value, indicator.digits))
    median = told(group.median if group else None, indicator.digits)
    usual = ranged(group.q1, group.q3, indicator.digits) if group else NONE
    return [
        name,
        own,
        links.group(part.input, indicator, median) if group else NONE,
        usual,
        deviation(one.deviation),
        _place(one),
    ]


def _place(one: OwnResult) -> str:
    """ "2. čtvrtina, obvyklé rozmezí, percentil 42"."""
    words = {"above": _("nad mediánem"), "below": _("pod mediánem"), "equal": _("na mediánu")}
    found = [_("%d. čtvrtina") % one.quarter] if one.quarter else [words.get(one.standing, "")]
    if one.flag:
        found.append(str(Flag(one.flag).label))
    if one.rank is not None:
        found.append(_("percentil %s") % number(one.rank, 0))
    return ", ".join(word for word in found if word)


# -- drawings ------------------------------------------------------------------------------------------


def plots_of(part: FormPart, letter: str) -> Iterator[Figure]:
    """A box plot of each indicator whose median may be told."""
    for one in block_of(part, letter):
        group, value = one.group, one.row.value
        if group is None or group.median is None or value is None:
            continue
        drawn = box_plot(
            _finding(one),
            unit=str(one.indicator.unit),
            digits=one.indicator.digits,
            median=group.median,
            q1=group.q1,
            q3=group.q3,
            low=group.minimum,
            high=group.maximum,
            own=[Mark(_("tato služba"), value)],
        )
        yield across(drawn)


def plots(content: SheetContent, letter: str) -> list[Figure]:
    """Of every compared form."""
    return [drawn for part in content.parts for drawn in plots_of(part, letter)]


def across(drawn: Figure) -> Figure:
    """The drawing with its table laid on its side: one line under it instead of six."""
    table = drawn.table
    if table is None:
        return drawn
    heads, *columns = zip(*table.rows, strict=True)
    first, *units = table.columns
    turned = Table(
        table.caption,
        [first, *(Column(str(head), "right") for head in heads)],
        [[unit.title, *cells] for unit, cells in zip(units, columns, strict=True)],
        notes=table.notes,
    )
    return replace(drawn, table=turned)


def _finding(one: OwnResult) -> str:
    words = {
        "above": _("%(code)s %(name)s: služba je nad mediánem skupiny"),
        "below": _("%(code)s %(name)s: služba je pod mediánem skupiny"),
        "equal": _("%(code)s %(name)s: služba je na mediánu skupiny"),
    }
    return words[one.standing] % {"code": one.row.indicator, "name": one.indicator.name}


# -- years ---------------------------------------------------------------------------------------------


def years_chapter(content: SheetContent, links: Links) -> Chapter:
    parts: list[Part] = []
    for part in content.parts:
        caption = _of_form(content, part, _("Hodnoty služby v letech"))
        parts.append(_years(caption, part, links))
        parts += [across(drawn) for drawn in part.figures]
    if not any(len(part.years) > 1 for part in content.parts):
        parts.append(_paragraph(_("Za dřívější roky srovnání žádný schválený výkaz služby nemá.")))
    if content.changes:
        parts.append(
            Text(
                format_html(
                    "<p><strong>{}</strong></p><ul>{}</ul>",
                    _("Co se proti loňsku změnilo"),
                    mark_safe(
                        "".join(
                            format_html("<li>{}</li>", line)
                            for line in content.changes.splitlines()
                        )
                    ),
                )
            )
        )
    return Chapter(_("Vývoj v letech"), parts, level=2)


def _years(caption: str, part: FormPart, links: Links) -> Table:
    columns = [Column(_("Ukazatel")), *(Column(str(year), "right") for year in part.years)]
    rows = []
    for code, by_year in part.history.items():
        if not any(value is not None for value, _pk in by_year.values()):
            continue
        indicator = find(code, part.input.form, part.input.kind)
        cells = []
        for year in part.years:
            value, snapshot = by_year.get(year, (None, None))
            cells.append(links.snapshot(snapshot, number(value, indicator.digits)))
        rows.append([f"{code} {indicator.name} ({indicator.unit})", *cells])
    return Table(caption, columns, rows)


# -- norms ---------------------------------------------------------------------------------------------


def norms_chapter(content: SheetContent, links: Links) -> Chapter:
    """Norms of the region's card, then dated numbers of the region, each with the service's own."""
    parts: list[Part] = []
    for part in content.parts:
        if part.norms:
            caption = _of_form(content, part, _("Normy regionální karty"))
            parts.append(_norms(caption, part, links))
        if part.parameters:
            caption = _of_form(content, part, _("Prahové hodnoty kraje"))
            parts.append(_parameters(caption, part, links))
    if not any(part.norms for part in content.parts):
        parts.append(
            _paragraph(
                _("Regionální karta platná k %s pro tuto službu žádné normy nemá.")
                % _day(content.run.last_day)
            )
        )
    return Chapter(_("Normy karty a prahové hodnoty kraje"), parts, level=2)


def _day(day: Any) -> str:
    return f"{day.day}. {day.month}. {day.year}"


def _norms(caption: str, part: FormPart, links: Links) -> Table:
    columns = [
        Column(_("Norma"), width=33),
        Column(_("Co karta čeká"), width=27),
        Column(_("Hodnota služby"), "right", 20),
        Column(_("Odchylka od normy (R1)"), "right", 20),
    ]
    return Table(caption, columns, [_norm(part, norm, links) for norm in part.norms])


def _norm(part: FormPart, norm: CardNorm, links: Links) -> list[Any]:
    one = part.results.get(norm.indicator)
    title = f"{norm.title} ({norm.indicator})" if norm.indicator else norm.title
    words = norm.words_on(part.input.run.last_day)
    return [title, words, _own(part, one, links), deviation(one.norm if one else None)]


def _own(part: FormPart, one: OwnResult | None, links: Links) -> Any:
    if one is None or one.row.value is None:
        return NONE
    said = f"{number(one.row.value, one.indicator.digits)} {one.indicator.unit}"
    return links.snapshot(part.input.snapshot_id, said)


def _parameters(caption: str, part: FormPart, links: Links) -> Table:
    columns = [
        Column(_("Význam"), width=12),
        Column(_("Ukazatel"), width=23),
        Column(_("Hodnota kraje"), "right", 15),
        Column(_("Hodnota služby"), "right", 16),
        Column(_("Splněno, R1"), width=11),
        Column(_("Odkud"), width=23),
    ]
    return Table(caption, columns, [_parameter(part, row, links) for row in part.parameters])


def _parameter(part: FormPart, row: RunParameter, links: Links) -> list[Any]:
    one = part.results.get(row.indicator)
    indicator = find(row.indicator, part.input.form, part.input.kind) if row.indicator else None
    return [
        str(row.get_meaning_display()),
        f"{row.indicator} {indicator.name}" if indicator else NONE,
        f"{told(row.value, 4)} {indicator.unit}" if indicator else told(row.value, 4),
        _own(part, one, links),
        deviation(one.norm if one else None) if row.meaning == Meaning.NORM else _kept(row, one),
        row.source,
    ]


def _kept(row: RunParameter, one: OwnResult | None) -> str:
    value = one.row.value if one else None
    if value is None or row.meaning not in (Meaning.LEAST, Meaning.MOST):
        return NONE
    kept = value >= row.value if row.meaning == Meaning.LEAST else value <= row.value
    return _("ano") if kept else _("ne")
