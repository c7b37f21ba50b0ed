"""The sheet as a workbook: what is printed in words on the first sheet, numbers as numbers behind it."""

import tempfile
from collections.abc import Iterator
from html import unescape
from typing import IO, Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from evaluation.documents.sheet.cells import Links
from evaluation.documents.sheet.content import FormPart, SheetContent
from evaluation.documents.sheet.parts import closing, opening
from evaluation.indicators import find, say
from evaluation.models import Flag
from evaluation.runs.seen import OwnResult
from sitis.paper import Table, Text
from sitis.workbooks.writing import Row, write_sheets


def write_sheet_workbook(content: SheetContent) -> IO[bytes]:
    """An open temporary file at its beginning; who asked closes it."""
    stream = tempfile.TemporaryFile()  # noqa: SIM115
    sheets: list[tuple[str, list[str], Iterator[Row]]] = [
        (_("List"), [_("Kapitola"), _("Údaj"), _("Hodnota")], _words(content)),
        (_("Ukazatele"), _indicator_heads(content), _indicators(content)),
        (_("Roky"), _year_heads(), _years(content)),
        (_("Normy a meze"), _norm_heads(), _norms(content)),
        (_("Odchylky"), _answer_heads(), _answers(content)),
    ]
    write_sheets(stream, sheets)
    stream.seek(0)
    return stream


# -- words ---------------------------------------------------------------------------------------------


def _words(content: SheetContent) -> Iterator[Row]:
    sheet, links = content.sheet, Links()
    for chapter in opening(content, links):
        yield from _lines(chapter.title, chapter.parts)
    conclusion = sheet.get_conclusion_display() or _("zatím není zapsán")
    yield [_("Závěr kraje"), _("Závěr"), str(conclusion)]
    yield [_("Závěr kraje"), _("Odůvodnění"), sheet.text]
    yield [_("Příští kontrola"), _("Den"), sheet.next_check_on]
    if content.changes:
        yield [_("Vývoj v letech"), _("Co se proti loňsku změnilo"), content.changes]
    for chapter in closing(content, links, with_answers=False):
        yield from _lines(chapter.title, chapter.parts)


def _lines(title: str, parts: Any) -> Iterator[Row]:
    """Norms and limits have a sheet of their own, so tables of more columns are those of cards and network."""
    for part in parts:
        if isinstance(part, Text):
            yield [title, "", _plain(part.html)]
        elif isinstance(part, Table) and len(part.columns) == 2:
            for name, value in part.rows:
                yield [title, _plain(name), _plain(value)]
        elif isinstance(part, Table):
            for row in part.rows:
                heads = (column.title for column in part.columns)
                said = (f"{head}: {_plain(cell)}" for head, cell in zip(heads, row, strict=True))
                yield [title, part.caption, "; ".join(said)]


def _plain(value: Any) -> str:
    text = str(value)
    if hasattr(value, "__html__"):
        text = unescape(strip_tags(text.replace("<br>", "\n").replace("</li>", "\n"))).strip()
    return text


# -- numbers -------------------------------------------------------------------------------------------


def _indicator_heads(content: SheetContent) -> list[str]:
    heads = [
        *(_("Forma"), _("Blok"), _("Kód"), _("Ukazatel"), _("Jednotka"), _("Hodnota")),
        *(_("Proč chybí"), _("Částečný rok"), _("Medián"), _("1. kvartil"), _("3. kvartil")),
        *(_("Od mediánu v %"), _("Čtvrtina"), _("Percentilové pořadí"), _("Příznak")),
        *(_("Od normy v % (R1)"), _("Podklad")),
    ]
    if content.who.whole:
        heads += [_("Nejméně"), _("Nejvíce"), _("Průměr"), _("Vážený průměr")]
    return heads


def _indicators(content: SheetContent) -> Iterator[Row]:
    for part in content.parts:
        for title, rows in part.blocks:
            for one in rows:
                yield [_form(part), str(title), *_indicator(content, part, one)]


def _indicator(content: SheetContent, part: FormPart, one: OwnResult) -> Row:
    row, group = one.row, one.group
    found = [
        *(row.indicator, str(one.indicator.name), str(one.indicator.unit), row.value),
        *(say(row.why_not) if row.value is None else "", row.is_part_year),
        *((group.median, group.q1, group.q3) if group else (None, None, None)),
        *(one.deviation, one.quarter, one.rank, str(Flag(one.flag).label) if one.flag else ""),
        *(one.norm, _address(part.input.snapshot_id)),
    ]
    if content.who.whole and group:
        found += [group.minimum, group.maximum, group.mean, group.weighted_mean]
    return found


def _form(part: FormPart) -> str:
    return str(part.input.get_form_display())


def _address(snapshot: int | None) -> str:
    return settings.SITE_URL + Links.snapshot_path(snapshot) if snapshot else ""


def _year_heads() -> list[str]:
    return [
        *(_("Forma"), _("Kód"), _("Ukazatel"), _("Jednotka"), _("Rok"), _("Hodnota")),
        _("Podklad"),
    ]


def _years(content: SheetContent) -> Iterator[Row]:
    for part in content.parts:
        for code, by_year in part.history.items():
            indicator = find(code, part.input.form, part.input.kind)
            about = [_form(part), code, str(indicator.name), str(indicator.unit)]
            for year, (value, snapshot) in sorted(by_year.items()):
                if value is not None:
                    yield [*about, year, value, _address(snapshot)]


def _norm_heads() -> list[str]:
    return [
        *(_("Forma"), _("Druh"), _("Název"), _("Ukazatel"), _("Hodnota kraje"), _("Jednotka")),
        *(_("Hodnota služby"), _("Od normy v % (R1)"), _("Odkud")),
    ]


def _norms(content: SheetContent) -> Iterator[Row]:
    day = content.run.last_day
    for part in content.parts:
        for norm in part.norms:
            one = part.results.get(norm.indicator)
            own = (one.row.value, one.norm) if one else (None, None)
            yield [
                *(_form(part), str(norm.get_subject_display()), norm.title, norm.indicator),
                *(norm.amount_on(day), norm.unit, *own, norm.words_on(day)),
            ]
        for row in part.parameters:
            one = part.results.get(row.indicator)
            own = (one.row.value, one.norm) if one else (None, None)
            indicator = find(row.indicator, part.input.form, part.input.kind)
            yield [
                *(_form(part), str(row.get_meaning_display()), str(indicator.name)),
                *(row.indicator, row.value, str(indicator.unit), *own, row.source),
            ]


def _answer_heads() -> list[str]:
    return [
        *(_("Forma"), _("Kód"), _("Ukazatel"), _("Hodnota"), _("Příznak"), _("Vysvětlení")),
        *(_("Dne"), _("Stav"), _("Otázka kraje")),
    ]


def _answers(content: SheetContent) -> Iterator[Row]:
    for part in content.parts:
        for one in part.results.values():
            if one.flag in ("", Flag.USUAL) and not one.answers:
                continue
            flag = str(Flag(one.flag).label) if one.flag else ""
            about = [_form(part), one.row.indicator, str(one.indicator.name), one.row.value, flag]
            for row in one.answers or [None]:
                if row is None:
                    yield [*about, "", None, _("zatím bez vysvětlení"), ""]
                else:
                    day = timezone.localdate(row.moment)
                    yield [*about, row.text, day, str(row.get_state_display()), row.question]
