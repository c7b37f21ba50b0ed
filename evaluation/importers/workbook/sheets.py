"""What stands in the sheets of a report's workbook: one sheet for a section, one row for a field."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluation.checking import Opening, cells_of, earlier_reports, opening_of
from evaluation.entry import YES, Read, Typed, read_of
from evaluation.layout import Asked, Kind, Sheet, sheet_of
from evaluation.models import Cell, Report, Standing
from evaluation.numbers import typed_form
from sitis.words import fold
from sitis.workbooks.values import text

#: Raised when columns change; a workbook of another structure is not read.
STRUCTURE = 1
HEAD_ROW = 4
CODE, VALUE, COMMENT, SEEN = 0, 5, 6, 10  # places of columns from 0
ABSENT = "netýká se"
ANSWERS = {"1": "ano", "": "ne"}


def heads() -> list[str]:
    return [
        *(_("Kód"), _("Tabulka"), _("Údaj"), _("Sloupec"), _("Jednotka"), _("Hodnota")),
        *(_("Komentář"), _("Minulý výkaz"), _("V síti"), _("Vymezení"), _("Otisk (nemazat)")),
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One field with what stands in the report now."""

    asked: Asked
    read: Read
    is_open: bool  # whether a person may write its value
    takes_comment: bool
    last: str = ""
    network: str = ""

    @property
    def shown(self) -> str:
        """The value as it stands in a cell of the workbook."""
        return shown_value(self.asked, self.read)


@dataclass(frozen=True, slots=True)
class Page:
    """One section."""

    code: str
    title: str
    lines: list[Line] = field(default_factory=list)

    @property
    def name(self) -> str:
        return page_name(self.code)


def page_name(code: str) -> str:
    return _("Oddíl %s") % code


def seal(value: str) -> str:
    """Eight signs by which a later value is known to be the same."""
    return hashlib.sha256(value.encode()).hexdigest()[:8]


def seals_of(line: Line) -> str:
    return f"{seal(line.shown)} {seal(line.read.comment)}"


def shown_value(asked: Asked, read: Read) -> str:
    if read.standing == Standing.NOT_APPLICABLE:
        return ABSENT
    if read.standing == Standing.EMPTY:
        return ""
    if asked.kind == Kind.BOOLEAN:
        return ANSWERS["1" if read.number else ""]
    return typed_form(read.number) if read.number is not None else read.text


def typed_of(asked: Asked, value: Any, comment: Any) -> Typed:
    """A raw cell as a person would have typed it into the page."""
    said = as_typed(value)
    if fold(said) == fold(ABSENT):
        return Typed("", True, text(comment))
    if asked.kind == Kind.BOOLEAN:
        said = {"ano": YES, "1": YES, "ne": "", "0": ""}.get(fold(said), said)
    return Typed(said, False, text(comment))


def as_typed(value: Any) -> str:
    """A number of a spreadsheet without the digits that only its computer sees.

    >>> as_typed(6.3), as_typed(12.0), as_typed("1 234,50"), as_typed(None)
    ('6,3', '12', '1 234,50', '')
    """
    if isinstance(value, float) and not value.is_integer():
        return format(Decimal(repr(value)), "f").replace(".", ",")
    return text(value)


def pages_of(report: Report) -> list[Page]:
    """Every section as it stands; the number of queries does not depend on fields."""
    sheet, cells = sheet_of(report), cells_of(report)
    past, opening = _last(report), opening_of(report, cells)
    return [
        Page(
            chapter.code,
            chapter.title,
            [_line(opening, one, cells, past) for one in sheet.of_section(chapter.code)],
        )
        for chapter in sheet.chapters
    ]


def _last(report: Report) -> Mapping[str, Cell]:
    earlier = earlier_reports(report)
    return cells_of(earlier[0]) if earlier else {}


def _line(
    opening: Opening, one: Asked, cells: Mapping[str, Cell], past: Mapping[str, Cell]
) -> Line:
    agreed = None
    if one.code == "E.units" or one.code.startswith("E.units."):
        agreed = cells.get(one.code.replace("E.units", "E.capacity.network"))
    return Line(
        asked=one,
        read=read_of(cells.get(one.code)),
        is_open=one.is_typed and opening.takes_value(one.code),
        takes_comment=not one.is_read_only and opening.takes_comment(one.code),
        last=shown_value(one, read_of(past.get(one.code))),
        network=shown_value(one, read_of(agreed)),
    )


def lines_of(report: Report, sheet: Sheet, cells: Mapping[str, Cell]) -> dict[str, Line]:
    """By code, without what only stands beside."""
    opening = opening_of(report, cells)
    return {code: _line(opening, one, cells, {}) for code, one in sheet.fields.items()}
