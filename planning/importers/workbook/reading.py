"""A workbook that came back: is it this plan's, is it whole, what stands in its cells."""

import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from planning.importers.workbook.columns import HEAD_ROW, STRUCTURE, Sheet
from planning.importers.workbook.sheets import sheets_of
from planning.importers.workbook.writing import (
    CODE_ROW,
    INFO,
    LAST_ROWS_ROW,
    LISTS,
    PLAN_ROW,
    STRUCTURE_ROW,
    check_code,
    codes_head,
)
from planning.models import Plan
from sitis.workbooks import Line, Problem, Table, UnreadableTable, same_header
from sitis.workbooks.reading import check_zip
from sitis.workbooks.values import is_empty, text

#: No plan of an ORP has more; what stands below is not read and the workbook is refused.
MAX_ROWS = 3_000


@dataclass(slots=True)
class TypedRow:
    """Raw cells of one row, by the field of their column."""

    number: int
    code: str
    cells: dict[str, Any]
    seals: list[str]
    is_added: bool = False  # below the rows of the template


@dataclass(slots=True)
class TypedSheet:
    sheet: Sheet
    table: Table
    downloaded: set[str] = field(default_factory=set)  # codes of rows that it was made from
    rows: list[TypedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: int, head: str, sentence: str) -> None:
        self.problems.append(Problem(row, head, sentence))


def read_workbook(content: bytes, plan: Plan) -> list[TypedSheet]:
    """All sheets as typed. Raises UnreadableTable with a sentence that says what to do."""
    if len(content) > settings.UPLOAD_LIMIT_WORKBOOK:
        raise UnreadableTable(
            _("Sešit je větší než %(limit)s MB. Smažte z něj, co do něj nepatří.")
            % {"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2}
        )
    if not content.startswith(b"PK"):
        raise UnreadableTable(_("Toto není sešit XLSX. Nahrajte sešit stažený z tohoto plánu."))
    check_zip(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        pages = {page.title: page for page in book.worksheets}
        if INFO not in pages:
            raise UnreadableTable(
                _("V sešitu chybí list „%s“. Nahrajte sešit stažený z tohoto plánu.") % INFO
            )
        about = [row[1] if len(row) > 1 else None for row in _values(pages[INFO], 20, 2)]
        last_rows = _judge(about, plan)
        found = []
        sheets = sheets_of(plan)
        last_rows += [0] * len(sheets)
        for sheet, last_row in zip(sheets, last_rows, strict=False):
            if sheet.title not in pages:
                raise UnreadableTable(
                    _(
                        "V sešitu chybí list „%(title)s“. Vraťte mu jeho jméno; teď má listy %(names)s."
                    )
                    % {"title": sheet.title, "names": ", ".join(pages)[:200]}
                )
            found.append(_read(pages[sheet.title], sheet, last_row))
        if LISTS in pages:
            _read_codes(pages[LISTS], found)
        return found
    except UnreadableTable:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as there are parts
        raise UnreadableTable(
            _("Sešit se nepodařilo přečíst. Otevřete jej v Excelu a uložte znovu jako XLSX.")
        ) from error


def _values(page: Any, rows: int, columns: int) -> list[tuple[Any, ...]]:
    return list(page.iter_rows(1, rows, 1, columns, values_only=True))


def _judge(about: list[Any], plan: Plan) -> list[int]:
    """Whether the workbook is of this plan. Returns the last rows that its template offered."""
    about += [None] * LAST_ROWS_ROW
    number, structure = (text(about[row - 1]) for row in (PLAN_ROW, STRUCTURE_ROW))
    code = text(about[CODE_ROW - 1])
    known = number.isdecimal() and structure.isdecimal() and len(number + structure) < 15
    if not known or not constant_time_compare(code, check_code(int(number), int(structure))):
        raise UnreadableTable(
            _("Kontrolní kód sešitu nesouhlasí. Stáhněte si nový sešit a údaje do něj přepište.")
        )
    if int(number) != plan.pk:
        raise UnreadableTable(_of_another(int(number), plan))
    if int(structure) != STRUCTURE:
        raise UnreadableTable(
            _("Sešit má starší podobu, než jaká platí. Stáhněte si nový a údaje do něj přepište.")
        )
    last = text(about[LAST_ROWS_ROW - 1]).split()
    return [int(one) if one.isdecimal() and len(one) < 6 else 0 for one in last[:20]]


def _of_another(number: int, plan: Plan) -> str:
    other = Plan.objects.select_related("cycle", "orp").filter(pk=number).first()
    if other is None:
        return _("Sešit je z plánu, který už neexistuje. Stáhněte si nový.")
    if other.orp_id != plan.orp_id:
        about = {"theirs": other.place_name, "ours": plan.place_name}
        return _("Sešit patří plánu %(theirs)s, tady je %(ours)s. Nahrajte svůj.") % about
    about = {"theirs": other.cycle.name, "ours": plan.cycle.name}
    return (
        _("Sešit je z cyklu „%(theirs)s“, tento plán patří do cyklu „%(ours)s“. Stáhněte si nový.")
        % about
    )


def _read(page: Any, sheet: Sheet, last_row: int) -> TypedSheet:
    heads = sheet.heads
    rows = page.iter_rows(1, MAX_ROWS + HEAD_ROW + 1, 1, len(heads))
    found = TypedSheet(sheet, Table(tuple(heads), [], HEAD_ROW, sheet.title))
    for number, cells in enumerate(rows, 1):
        values = [cell.value for cell in cells] + [None] * (len(heads) - len(cells))
        if number == HEAD_ROW:
            _judge_heads(values, sheet)
        if number <= HEAD_ROW or all(is_empty(value) for value in values[:-1]):
            continue
        if number > HEAD_ROW + MAX_ROWS:
            raise UnreadableTable(
                _("List „%(title)s“ má víc než %(limit)s řádků.")
                % {"title": sheet.title, "limit": MAX_ROWS}
            )
        for cell, head in zip(cells, heads, strict=False):
            if cell.data_type == "f":
                found.wrong(number, head, _("Je tu vzorec. Napište přímo hodnotu."))
            elif cell.data_type == "e":
                said = _("Je tu chyba tabulky „%s“. Napište přímo hodnotu.")
                found.wrong(number, head, said % text(cell.value)[:20])
        fields = [column.field for column in sheet.columns]
        found.table.lines.append(Line(number, tuple(values)))
        found.rows.append(
            TypedRow(
                number,
                text(values[0]),
                dict(zip(fields, values[1:-1], strict=True)),
                text(values[-1]).split(),
                is_added=number > last_row,
            )
        )
    return found


def _read_codes(page: Any, found: list[TypedSheet]) -> None:
    """A row that came since the download has no line, and nobody took it out."""
    columns = zip(*_values(page, MAX_ROWS + 1, len(found)), strict=True)
    for typed, (head, *codes) in zip(found, columns, strict=False):  # none, if it was emptied
        if text(head) == codes_head(typed.sheet):
            typed.downloaded = {text(code) for code in codes if not is_empty(code)}


def _judge_heads(values: list[Any], sheet: Sheet) -> None:
    for place, head in enumerate(sheet.heads):
        if same_header(text(values[place])) != same_header(head):
            raise UnreadableTable(
                _("Na listu „%(title)s“ má být sloupec „%(head)s“, je tam „%(found)s“. %(what)s")
                % {
                    "title": sheet.title,
                    "head": head,
                    "found": text(values[place])[:60] or _("nic"),
                    "what": _(
                        "Vraťte sloupcům jejich pořadí a názvy, nebo si stáhněte nový sešit."
                    ),
                }
            )
