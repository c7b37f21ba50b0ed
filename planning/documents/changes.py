"""What an amendment changes against the version before it, for its first pages."""

from typing import Any

from django.utils.translation import gettext as _

from planning.comparing import compare_rows
from planning.contents import Contents
from planning.documents.tables import said_lines
from planning.line_words import TITLES, name_of, said
from planning.models import Section
from sitis import richtext
from sitis.paper import Chapter, Column, Table, Text

MOST_LETTERS = 600  # of a changed paragraph; the whole stands in the text


def changes_chapter(was: Contents, now: Contents) -> Chapter:
    """Reason first, then texts and rows that differ."""
    tables = [
        (_("Potřeby"), _rows(was.needs, now.needs, lambda line: (line.code, line.year))),
        (_("Opatření"), _rows(was.measures, now.measures, lambda line: line.code)),
        (_("SWOT"), _rows(was.swot, now.swot, lambda line: (line.side, line.text))),
    ]
    about = _("Změna nahrazuje verzi %s.") % was.plan.number
    parts: list[Any] = [Text(paragraphs([about, now.plan.reason]))]
    parts.append(
        Table(
            _("Změněné texty"),
            [Column(_("Oddíl"), width=22), Column(_("Dříve"), width=39), Column(_("Nově"))],
            _texts(was.sections, now.sections),
        )
    )
    parts += [
        Table(
            _("Změněné řádky: %s") % title,
            [Column(_("Řádek"), width=40), Column(_("Změna"))],
            rows,
        )
        for title, rows in tables
        if rows
    ]
    return Chapter(_("Co se touto změnou mění"), parts)


def paragraphs(texts: list[str]) -> str:
    from django.utils.html import format_html_join

    return format_html_join("", "<p>{}</p>", ((text,) for text in texts if text))


def _texts(old: list[Section], new: list[Section]) -> list[list[Any]]:
    before = {section.code: section.text for section in old}
    return [
        [section.title, _short(change.old), _short(change.new)]
        for section in new
        for change in richtext.compare(before.get(section.code, ""), section.text)
        if change.what != "same"
    ]


def _short(paragraph: Any) -> str:
    text = paragraph.text if paragraph else ""
    return text if len(text) <= MOST_LETTERS else text[:MOST_LETTERS].rsplit(" ", 1)[0] + " …"


def _rows(old: list[Any], new: list[Any], key: Any) -> list[list[Any]]:
    words = {"added": _("přidáno"), "removed": _("odebráno")}
    return [
        [
            name_of(change.line),
            words.get(change.what)
            or said_lines(
                (
                    str(TITLES.get(cell.name, cell.name)),
                    _("dříve %(old)s, nově %(new)s")
                    % {"old": said(cell.old), "new": said(cell.new)},
                )
                for cell in change.cells
            ),
        ]
        for change in compare_rows(old, new, key)
    ]
