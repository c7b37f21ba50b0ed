"""A document's chapters as DOCX, for those who must edit its words. Pure but for the library."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from lxml import html

from sitis.paper import Figure, Table, Text, Volume

#: Element of rich text -> how its letters are set.
MARKS = {"strong": "bold", "em": "italic", "sub": "subscript", "sup": "superscript"}
#: What XML cannot hold. Word's own soft break is one of them, and comes with texts pasted from Word.
_ODD = re.compile("[\x00-\x08\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _kept(text: str) -> str:
    return _ODD.sub("", text.replace("\x0b", "\n"))


def as_docx(volume: Volume) -> bytes:
    """Chapters without annexes, whose tables are edited in the workbook.

    A drawing is left to the PDF, its numbers stand in the table; a footnote stands in brackets.
    """
    from docx import Document

    document = Document()
    document.core_properties.title = _kept(volume.title)
    document.core_properties.author = volume.imprint.author
    document.core_properties.language = "cs-CZ"
    document.add_heading(_kept(volume.title), 0)
    for line in (volume.subtitle, volume.period, volume.resolution, volume.state):
        if line:
            document.add_paragraph(_kept(line))
    for chapter in volume.chapters:
        if chapter.annex:
            continue
        document.add_heading(_kept(f"{chapter.code} {chapter.title}"), chapter.level)
        for part in chapter.parts:
            if isinstance(part, Text):
                _text(document, part.html)
            elif isinstance(part, Table):
                _table(document, part)
            else:
                _figure(document, part)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _text(document: Any, source: str) -> None:
    if not source.strip():
        return
    for element in html.fragments_fromstring(source, no_leading_text=False):
        if isinstance(element, str):
            if element.strip():
                document.add_paragraph(element.strip())
        else:
            _element(document, element)


def _element(document: Any, element: Any, depth: int = 1) -> None:
    tag = str(element.tag)
    if tag in {"h2", "h3", "h4", "h5", "h6"}:
        document.add_heading(element.text_content(), min(int(tag[1]), 9))
    elif tag in {"ul", "ol"}:
        _list(document, element, depth)
    elif tag == "table":
        _rich_table(document, element)
    elif tag in {"div", "section", "figure", "blockquote"}:
        for child in element:
            _element(document, child, depth)
    elif element.text_content().strip():
        _inline(document.add_paragraph(), element)


def _list(document: Any, element: Any, depth: int) -> None:
    style = "List Bullet" if element.tag == "ul" else "List Number"
    name = style if depth == 1 else f"{style} {min(depth, 3)}"
    for item in element.iter("li"):
        if item.getparent() is not element:
            continue
        nested = [child for child in item if child.tag in {"ul", "ol"}]
        _inline(document.add_paragraph(style=name), item, skip=nested)
        for child in nested:
            _list(document, child, depth + 1)


def _inline(paragraph: Any, element: Any, marks: tuple[str, ...] = (), skip: Any = ()) -> None:
    """Words of ``element`` with their marks; line breaks stay."""
    _run(paragraph, element.text, marks)
    for child in element:
        if child not in skip:
            if child.tag == "br":
                paragraph.add_run().add_break()
            elif child.get("data-note") is not None:
                note = _("(poznámka: %s)") % child.text_content()
                _run(paragraph, f" {note}", marks)
            else:
                mark = MARKS.get(str(child.tag))
                _inline(paragraph, child, (*marks, mark) if mark else marks)
        _run(paragraph, child.tail, marks)


def _run(paragraph: Any, text: str | None, marks: Iterable[str]) -> None:
    if not text:
        return
    run = paragraph.add_run(" ".join(text.split("\n")))
    for mark in marks:
        setattr(run.font, mark, True)


def _rich_table(document: Any, element: Any) -> None:
    rows = [[cell.text_content() for cell in row.iter("th", "td")] for row in element.iter("tr")]
    _grid(document, "".join(element.xpath(".//caption//text()")), rows)


def _table(document: Any, table: Table) -> None:
    rows = [[_plain(cell) for cell in row] for row in table.rows]
    caption = f"{_('Tabulka')} {table.number}: {table.caption}" if table.number else table.caption
    _grid(document, caption, [[column.title for column in table.columns], *rows])
    for note in table.notes:
        document.add_paragraph(_kept(note))


def _figure(document: Any, figure: Figure) -> None:
    if figure.table:
        _table(document, figure.table)
    else:
        document.add_paragraph(_("Obrázek %(number)d: %(caption)s (viz PDF)") % {
            "number": figure.number, "caption": _kept(figure.caption)
        })  # fmt: skip


def _plain(cell: Any) -> str:
    """Words of a cell; safe HTML loses its tags."""
    text = _kept(str(cell))
    if not hasattr(cell, "__html__") or "<" not in text:
        return text
    return "\n".join(_lines(html.fragment_fromstring(text, create_parent="div")))


def _lines(element: Any) -> Iterator[str]:
    for block in element.xpath(".//li | .//p") or [element]:
        yield " ".join(block.text_content().split())


def _grid(document: Any, caption: str, rows: list[list[str]]) -> None:
    if caption:
        document.add_paragraph(_kept(caption), style="Caption")
    wide = max((len(row) for row in rows), default=0)
    if not wide:
        return
    grid = document.add_table(rows=len(rows), cols=wide, style="Table Grid")
    cells = iter(grid._cells)  # one pass: asking row by row counts all cells each time
    for number, row in enumerate(rows):
        for at in range(wide):
            cell = next(cells)
            paragraph = cell.paragraphs[0]
            paragraph.add_run(_kept(row[at]) if at < len(row) else "").bold = number == 0
