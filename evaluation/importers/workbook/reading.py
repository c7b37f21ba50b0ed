"""A workbook that came back: is it this report's, is it whole, what stands in its cells."""

import io
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.conf import settings
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from evaluation.importers.workbook.sheets import (
    CODE,
    COMMENT,
    HEAD_ROW,
    SEEN,
    STRUCTURE,
    VALUE,
    heads,
    page_name,
)
from evaluation.importers.workbook.writing import (
    CODE_ROW,
    INFO,
    REPORT_ROW,
    STRUCTURE_ROW,
    VERSION_ROW,
    check_code,
)
from evaluation.layout import sheet_of
from evaluation.models import Report
from sitis.workbooks import Line, Problem, Table, UnreadableTable, same_header
from sitis.workbooks.reading import check_zip
from sitis.workbooks.values import is_empty, text

#: No section has so many fields; what stands below is not read and the workbook is refused.
MAX_ROWS = 2_000


@dataclass(slots=True)
class TypedRow:
    number: int
    code: str
    value: Any
    comment: Any
    seals: list[str]
    is_formula: bool = False


@dataclass(slots=True)
class TypedPage:
    code: str
    name: str
    table: Table
    rows: list[TypedRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: int, place: int, sentence: str) -> None:
        self.problems.append(Problem(row, self.table.headers[place], sentence))


def read_workbook(content: bytes, report: Report) -> list[TypedPage]:
    """Every section as typed. Raises UnreadableTable with a sentence that says what to do."""
    if len(content) > settings.UPLOAD_LIMIT_WORKBOOK:
        raise UnreadableTable(
            _("Sešit je větší než %(limit)s MB. Smažte z něj, co do něj nepatří.")
            % {"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2}
        )
    if not content.startswith(b"PK"):
        raise UnreadableTable(_("Toto není sešit XLSX. Nahrajte sešit stažený z tohoto výkazu."))
    check_zip(content)
    try:
        return _pages(content, report)
    except UnreadableTable:
        raise
    except Exception as error:  # a broken workbook fails in as many ways as there are parts
        raise UnreadableTable(
            _("Sešit se nepodařilo přečíst. Otevřete jej v Excelu a uložte znovu jako XLSX.")
        ) from error


def _pages(content: bytes, report: Report) -> list[TypedPage]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if INFO not in sheets:
        raise UnreadableTable(
            _("V sešitu chybí list „%s“. Nahrajte sešit stažený z tohoto výkazu.") % INFO
        )
    about = [
        row[1] if len(row) > 1 else None
        for row in sheets[INFO].iter_rows(1, 20, 1, 2, values_only=True)
    ]
    _judge(about, report)
    found = []
    for chapter in sheet_of(report).chapters:
        name = page_name(chapter.code)
        if name not in sheets:
            told = _(
                "V sešitu chybí list „%(name)s“. Vraťte mu jeho jméno; teď má listy %(names)s."
            )
            raise UnreadableTable(told % {"name": name, "names": ", ".join(sheets)[:200]})
        found.append(_read(sheets[name], chapter.code, name))
    return found


def _judge(about: list[Any], report: Report) -> None:
    """Whether the workbook is of this report and of its form. Raises UnreadableTable."""
    about += [None] * CODE_ROW
    number, version, structure, code = (
        text(about[row - 1]) for row in (REPORT_ROW, VERSION_ROW, STRUCTURE_ROW, CODE_ROW)
    )
    known = number.isdecimal() and structure.isdecimal() and len(number + structure) < 15
    if not known or not constant_time_compare(
        code, check_code(int(number), version, int(structure))
    ):
        raise UnreadableTable(
            _("Kontrolní kód sešitu nesouhlasí. Stáhněte si nový sešit a údaje do něj přepište.")
        )
    if int(number) != report.pk:
        raise UnreadableTable(_of_another(int(number), report))
    own = report.term.form_version.code
    if version != own:
        raise UnreadableTable(
            _("Sešit je z formuláře %(theirs)s, výkaz má formulář %(ours)s. Stáhněte si nový.")
            % {"theirs": version, "ours": own}
        )
    if int(structure) != STRUCTURE:
        raise UnreadableTable(
            _("Sešit má starší podobu, než jaká platí. Stáhněte si nový a údaje do něj přepište.")
        )


def _of_another(number: int, report: Report) -> str:
    other = Report.objects.select_related("term", "service__kind").filter(pk=number).first()
    if other is None:
        return _("Sešit je z výkazu, který už neexistuje. Stáhněte si nový.")
    if other.service_id != report.service_id:
        if other.service.provider_id != report.service.provider_id:
            return _("Sešit patří jiné službě, tady je „%s“. Nahrajte její sešit.") % (
                report.service.name
            )
        about = {"theirs": other.service.name, "ours": report.service.name}
        return _("Sešit patří službě „%(theirs)s“, tady je „%(ours)s“. Nahrajte její.") % about
    about = {"theirs": other.term.title, "ours": report.term.title}
    return _("Sešit je ze sběru %(theirs)s, tento výkaz je %(ours)s. Stáhněte si nový.") % about


def _read(sheet: Any, code: str, name: str) -> TypedPage:
    columns = heads()
    found = TypedPage(code, name, Table(tuple(columns), [], HEAD_ROW, name))
    rows = sheet.iter_rows(1, MAX_ROWS + HEAD_ROW + 1, 1, len(columns))
    for number, cells in enumerate(rows, 1):
        values = [cell.value for cell in cells] + [None] * (len(columns) - len(cells))
        if number == HEAD_ROW:
            _judge_heads(values, columns, name)
        if number <= HEAD_ROW or all(is_empty(value) for value in values[:SEEN]):
            continue
        if number > HEAD_ROW + MAX_ROWS:
            raise UnreadableTable(
                _("List „%(title)s“ má víc než %(limit)s řádků.")
                % {"title": name, "limit": MAX_ROWS}
            )
        found.table.lines.append(Line(number, tuple(values)))
        row = TypedRow(
            number, text(values[CODE]), values[VALUE], values[COMMENT], text(values[SEEN]).split()
        )
        for place in (VALUE, COMMENT):
            if len(cells) > place and cells[place].data_type == "f":
                found.wrong(number, place, _("Je tu vzorec. Napište přímo hodnotu."))
                row.is_formula = True
        found.rows.append(row)
    return found


def _judge_heads(values: list[Any], columns: list[str], name: str) -> None:
    for place, head in enumerate(columns):
        if same_header(text(values[place])) != same_header(head):
            raise UnreadableTable(
                _("Na listu „%(title)s“ má být sloupec „%(head)s“, je tam „%(found)s“. %(what)s")
                % {
                    "title": name,
                    "head": head,
                    "found": text(values[place])[:60] or _("nic"),
                    "what": _(
                        "Vraťte sloupcům jejich pořadí a názvy, nebo si stáhněte nový sešit."
                    ),
                }
            )
