"""The template of one report: only input cells unlocked, words offered from lists, a check code."""

import io
from decimal import Decimal
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from evaluation.importers.workbook.sheets import (
    ABSENT,
    COMMENT,
    HEAD_ROW,
    SEEN,
    STRUCTURE,
    VALUE,
    Line,
    Page,
    heads,
    pages_of,
    seals_of,
)
from evaluation.layout import Kind
from evaluation.models import FormVersion, Report

INFO, LISTS = "O sešitu", "Seznamy"
#: Rows of the sheet "O sešitu" that are read back: what stands in column B.
REPORT_ROW, VERSION_ROW, STRUCTURE_ROW, CODE_ROW = 6, 7, 8, 9
LONGEST = 32_767
_INPUT = PatternFill("solid", start_color="FFFFF9E5", end_color="FFFFF9E5")
_HEAD = PatternFill("solid", start_color="FFE1ECF7", end_color="FFE1ECF7")
_OPEN = Protection(locked=False)
_TOP, _WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_WIDTHS = (16, 26, 40, 24, 14, 16, 40, 16, 12, 60, 10)


def check_code(report: int, version: str, structure: int) -> str:
    """Ties a workbook to one report, one version of its form and one structure."""
    about = f"{report}:{version}:{structure}"
    mac = salted_hmac("evaluation.workbook", about, algorithm="sha256").hexdigest()
    return "-".join(mac[at : at + 4].upper() for at in range(0, 16, 4))


def write_workbook(report: Report) -> bytes:
    book = Workbook()
    info = book.active
    info.title = INFO
    _write_info(info, report, report.term.form_version)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    offers = _Offers(lists)
    pages = pages_of(report)
    for page in pages:
        _write_page(book.create_sheet(page.name), page, offers)
    book.move_sheet(lists, len(pages))
    for sheet in book.worksheets:
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False  # widths may be changed
        sheet.protection.formatRows = False
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: Any, *, bold: bool = False) -> Any:
    """A cell that runs nothing: text stays text whatever it begins with."""
    cell = sheet.cell(row, column)
    if isinstance(value, int | Decimal):
        cell.value = value
    elif value not in (None, ""):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
        cell.data_type = "s"
    cell.alignment = _TOP
    if bold:
        cell.font = Font(bold=True)
    return cell


def _write_info(sheet: Worksheet, report: Report, version: FormVersion) -> None:
    service = report.service
    lines: list[tuple[Any, Any]] = [
        (_("Sešit výkazu"), report.term.title),
        (_("Služba"), f"{service.name} ({service.identifier})"),
        (_("Poskytovatel"), service.provider.name),
        (_("Formulář"), version.title),
        ("", ""),
        (_("Číslo výkazu"), report.pk),
        (_("Verze formuláře"), version.code),
        (_("Struktura sešitu"), STRUCTURE),
        (_("Kontrolní kód"), check_code(report.pk, version.code, STRUCTURE)),
        ("", ""),
        (_("Jak vyplnit"), _("Pište jen do žlutých buněk. Součty dopočítá systém po nahrání.")),
        ("", _("Prázdná buňka znamená nevyplněno, 0 znamená nulu. Netýká-li se vás údaj, napište")),
        ("", f"„{ABSENT}“."),
        ("", _("Hotový sešit nahrajte u výkazu. Uvidíte rozdíly a teprve potom je potvrdíte.")),
    ]
    for row, (name, value) in enumerate(lines, 1):
        put(sheet, row, 1, name, bold=True)
        put(sheet, row, 2, value)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 90


def _write_page(sheet: Worksheet, page: Page, offers: "_Offers") -> None:
    put(sheet, 1, 1, f"{page.code} {page.title}", bold=True)
    put(sheet, 2, 1, _("Vyplňujte žluté buňky."))
    for place, head in enumerate(heads(), 1):
        put(sheet, HEAD_ROW, place, head, bold=True).fill = _HEAD
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS[place - 1]
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 4)
    sheet.column_dimensions[get_column_letter(SEEN + 1)].hidden = True
    rules = offers.rules()
    for row, line in enumerate(page.lines, HEAD_ROW + 1):
        _write_line(sheet, row, line)
        if line.is_open:
            rules.put(sheet.cell(row, VALUE + 1).coordinate, line)
    rules.write(sheet)


def _write_line(sheet: Worksheet, row: int, line: Line) -> None:
    one = line.asked
    told = (one.code, one.group, one.row or one.label, one.column, one.unit)
    for place, value in enumerate(told, 1):
        put(sheet, row, place, value).alignment = _WRAPPED
    number = line.read.number if one.is_number else None
    cell = put(sheet, row, VALUE + 1, line.shown if number is None else number)
    comment = put(sheet, row, COMMENT + 1, line.read.comment)
    put(sheet, row, COMMENT + 2, line.last)
    put(sheet, row, COMMENT + 3, line.network)
    put(sheet, row, COMMENT + 4, one.help).alignment = _WRAPPED
    put(sheet, row, SEEN + 1, seals_of(line))
    if line.is_open:
        _unlock(cell)
        if not one.is_number:
            cell.number_format = "@"
    if line.takes_comment:
        _unlock(comment)
        comment.number_format = "@"


def _unlock(cell: Any) -> None:
    cell.protection, cell.fill, cell.alignment = _OPEN, _INPUT, _WRAPPED


class _Offers:
    """Words to choose from, each list once in a hidden sheet."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self.known: dict[tuple[str, ...], str] = {}

    def source(self, words: tuple[str, ...]) -> str:
        if words not in self.known:
            at = len(self.known) + 1
            for row, word in enumerate(words, 1):
                put(self.sheet, row, at, word)
            letter = get_column_letter(at)
            self.known[words] = f"={LISTS}!${letter}$1:${letter}${len(words)}"
        return self.known[words]

    def rules(self) -> "_Rules":
        return _Rules(self)


class _Rules:
    """Lists of one sheet: one rule for all cells that offer the same."""

    def __init__(self, offers: _Offers) -> None:
        self.offers = offers
        self.found: dict[str, DataValidation] = {}

    def put(self, cell: str, line: Line) -> None:
        words = ("ano", "ne") if line.asked.kind == Kind.BOOLEAN else line.asked.choices
        if not words:
            return
        source = self.offers.source(words if line.asked.kind == Kind.BOOLEAN else (*words, ABSENT))
        if source not in self.found:
            rule = DataValidation(type="list", formula1=source, allow_blank=True)
            rule.error, rule.showErrorMessage = _("Vyberte ze seznamu."), True
            self.found[source] = rule
        self.found[source].add(cell)

    def write(self, sheet: Worksheet) -> None:
        for rule in self.found.values():
            sheet.add_data_validation(rule)
