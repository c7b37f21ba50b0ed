"""Every table of a plan as one workbook, a sheet each."""

import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from html import unescape
from typing import IO, Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from planning.blocks import Blocks
from planning.contents import Contents
from planning.documents import tables
from planning.documents.annexes import Annexes
from planning.documents.changes import changes_chapter
from planning.documents.text import chapters_of
from planning.line_words import TITLES, said
from planning.lines import Line
from planning.models import Level, SwotItem
from sitis.paper import Figure, Table, Text
from sitis.workbooks.writing import Row, write_sheets

#: Columns that only the program needs.
HIDDEN = {"kind_slug", "proposal_slug", "verdict", "is_need"}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")  # in names of sheets
_NUMBER = re.compile(r"[+-]?\d[\d ]*(,\d+)?")


def write_tables(annexes: Annexes) -> IO[bytes]:
    """An open temporary file at its beginning; who asked closes it."""
    contents, stream = annexes.contents, tempfile.TemporaryFile()  # noqa: SIM115
    sides = dict(SwotItem.Side.choices)
    swot: list[Row] = [
        [str(sides.get(one.side, one.side)), one.text, one.audience, ", ".join(one.themes)]
        for one in contents.swot
    ]
    activities = [one for row in contents.measures for one in row.activities]
    sheets: list[tuple[str, list[str], list[Row]]] = [
        (_("Potřeby"), *_table(contents.needs)),
        (_("Opatření"), *_table(contents.measures)),
        (_("Aktivity"), *_table(activities)),
        (_("SWOT"), [_("Strana"), _("Text"), _("Skupina"), _("Témata")], swot),
        (_("Stopa podnětů"), *_table(annexes.trace)),
        (_("Síť"), *_table(annexes.network)),
        (_("Zákonná kontrola"), *_table(annexes.check)),
    ]
    if contents.plan.level != Level.REGION:
        sheets.append((_("Osud podnětů"), *_table(annexes.told)))
    sheets += _numbered(list(_printed(annexes)))
    write_sheets(stream, sheets)
    stream.seek(0)
    return stream


def _table(found: Iterable[Line]) -> tuple[list[str], list[Row]]:
    lines = list(found)
    if not lines:
        return [_("Žádné údaje")], []
    names = [one.name for one in fields(lines[0]) if one.name not in HIDDEN]
    heads = [str(TITLES.get(name, name)).capitalize() for name in names]
    return heads, [[_cell(getattr(line, name)) for name in names] for line in lines]


def _cell(value: Any) -> Any:
    """Numbers and days stay what they are."""
    return "\n".join(said(one) for one in value) if isinstance(value, tuple) else value


# -- tables as they are printed: of live blocks, charts, changes and sums -------------------------


def _printed(annexes: Annexes) -> Iterator[Table]:
    contents = annexes.contents
    plan = contents.plan
    chapters = chapters_of(contents, Blocks(contents))
    if plan.amends:
        chapters.append(changes_chapter(Contents(plan.amends), contents))
    for part in (part for chapter in chapters for part in chapter.parts):
        table = part.table if isinstance(part, Figure) else part
        if table is not None and not isinstance(table, Text):
            yield table
    yield tables.costs_by_year(_("Náklady podle zdrojů a let"), contents.measures, plan.years)
    yield tables.verdicts(_("Jak podněty dopadly"), annexes.trace)


def _numbered(found: list[Table]) -> list[tuple[str, list[str], list[Row]]]:
    """Each on a sheet named by its order and the beginning of its caption."""
    return [
        (
            _FORBIDDEN.sub(" ", f"{at} {table.caption}")[:31].strip(),
            [column.title for column in table.columns],
            [_values(table, row) for row in table.rows],
        )
        for at, table in enumerate(found, 1)
    ]


def _values(table: Table, row: Iterable[Any]) -> Row:
    aligns = (column.align for column in table.columns)
    return [_value(cell, align) for cell, align in zip(row, aligns, strict=False)]


def _value(cell: Any, align: str) -> Any:
    """A number of a column of numbers, else its words."""
    text = str(cell)
    if hasattr(cell, "__html__"):
        text = unescape(strip_tags(text.replace("<br>", "\n")))
    plain = text.replace("\xa0", " ").replace("\u202f", " ")
    if align == "right" and _NUMBER.fullmatch(plain):
        return Decimal(plain.replace(" ", "").replace(",", "."))
    return text
