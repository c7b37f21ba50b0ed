"""The template of one plan: only input cells unlocked, words offered from lists, a check code."""

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from planning.importers.workbook.columns import (
    ACTIVITIES,
    COSTS,
    GOALS,
    HEAD_ROW,
    INDICATORS,
    KEY,
    LONGEST,
    MEASURES,
    NEEDS,
    PRIORITIES,
    STRUCTURE,
    Column,
    Row,
    Sheet,
    seal,
)
from planning.importers.workbook.sheets import sheets_of
from planning.models import Plan
from sitis.workbooks.values import day, number, text, whole_number

INFO, LISTS = "O sešitu", "Seznamy"
#: Rows of the sheet "O sešitu" that are read back: what stands in column B.
PLAN_ROW, STRUCTURE_ROW, CODE_ROW, LAST_ROWS_ROW = 6, 7, 8, 9
#: No column holds a greater number: costs of a measure reach millions.
MOST = "999999999999"
_INPUT = PatternFill("solid", start_color="FFFFF9E5", end_color="FFFFF9E5")
_HEAD = PatternFill("solid", start_color="FFE1ECF7", end_color="FFE1ECF7")
_OPEN = Protection(locked=False)


def check_code(plan: int, structure: int) -> str:
    """Ties a workbook to one plan and one structure, whatever the release that wrote it."""
    mac = salted_hmac("planning.workbook", f"{plan}:{structure}", algorithm="sha256").hexdigest()
    return "-".join(mac[at : at + 4].upper() for at in range(0, 16, 4))


def write_workbook(plan: Plan) -> bytes:
    book = Workbook()
    info = book.active
    info.title = INFO
    sheets = sheets_of(plan)
    _write_info(info, plan, sheets)
    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for sheet in sheets:  # what the workbook was made from, read back
        _list(lists, codes_head(sheet), [row.code for row in sheet.rows])
    for sheet in sheets:
        _write_sheet(book.create_sheet(sheet.title), sheet, lists, plan)
    book.move_sheet(lists, len(sheets))
    for page in book.worksheets:
        _set_paper(page)
        page.protection.sheet = True
        page.protection.formatColumns = False  # widths may be changed
        page.protection.formatRows = False
    book.active = 1
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def codes_head(sheet: Sheet) -> str:
    """Head of the column on the sheet of lists that holds the codes of written rows."""
    return f"{sheet.title}: {KEY}"


def _list(lists: Worksheet, head: str, words: Iterable[str]) -> str:
    """The letter of a new column on the sheet of lists."""
    at = lists.max_column + 1 if lists["A1"].value else 1
    for row, word in enumerate([head, *words], 1):
        put(lists, row, at, word)
    return get_column_letter(at)


def _set_paper(page: Worksheet) -> None:
    """Printed, a table is as wide as a landscape page and repeats its head."""
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if page.title not in (INFO, LISTS):
        page.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def put(page: Worksheet, row: int, column: int, value: Any, *, bold: bool = False) -> Any:
    """A cell that runs nothing: text stays text whatever it begins with."""
    cell = page.cell(row, column)
    if isinstance(value, int | Decimal | date) and not isinstance(value, bool):
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "d. m. yyyy"
    elif value not in (None, ""):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST]
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _write_info(page: Worksheet, plan: Plan, sheets: list[Sheet]) -> None:
    lines: list[tuple[Any, Any]] = [
        (_("Sešit plánu"), plan.title),
        (_("ORP"), plan.place_name),
        (_("Cyklus"), plan.cycle.name),
        (_("Data ke dni"), plan.data_day),
        ("", ""),
        (_("Číslo plánu"), plan.pk),
        (_("Struktura sešitu"), STRUCTURE),
        (_("Kontrolní kód"), check_code(plan.pk, STRUCTURE)),
        (_("Řádky šablony"), " ".join(str(sheet.last_row) for sheet in sheets)),
        ("", ""),
        (_("Jak vyplnit"), _("Pište jen do žlutých buněk. Každý list má své řádky:")),
        *(("", _sheet_in_words(sheet)) for sheet in sheets),
        ("", _("Co je nového, napište do prázdných žlutých řádků; kód doplní systém.")),
        ("", _("K novému opatření napište aktivity, indikátory a náklady podle jeho názvu.")),
        ("", _("Řádek odeberete tak, že smažete jeho žluté buňky; u potřeby stačí všechny roky.")),
        ("", _("S prioritou, cílem, opatřením nebo aktivitou smažte i řádky, které pod ně patří.")),
        ("", _("Hotový sešit nahrajte u plánu. Uvidíte rozdíly a teprve potom je potvrdíte.")),
    ]
    for row, (name, value) in enumerate(lines, 1):
        put(page, row, 1, name, bold=True)
        put(page, row, 2, value)
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 22, 90


def _sheet_in_words(sheet: Sheet) -> str:
    words = {
        NEEDS: _("co v území chybí nebo přebývá, po letech"),
        PRIORITIES: _("na co se plán soustředí"),
        GOALS: _("čeho má priorita dosáhnout"),
        MEASURES: _("tabulka akčního plánu: kdo, co, kde a do kdy"),
        ACTIVITIES: _("jednotlivé kroky opatření"),
        INDICATORS: _("výchozí a cílová hodnota opatření nebo aktivity"),
        COSTS: _("náklady opatření podle zdrojů a let"),
    }
    count = _("zapsaných řádků %d") % len(sheet.rows)
    return f"{sheet.title}: {words[sheet.title]} ({count})"


def _write_sheet(page: Worksheet, sheet: Sheet, lists: Worksheet, plan: Plan) -> None:
    put(page, 1, 1, f"{sheet.title}: {plan.place_name} {plan.cycle.years_label}", bold=True)
    page["A1"].alignment = Alignment(wrap_text=False)
    put(page, 2, 1, _("Vyplňujte žluté buňky.")).alignment = Alignment(wrap_text=False)
    for place, head in enumerate(sheet.heads, 1):
        put(page, HEAD_ROW, place, head, bold=True).fill = _HEAD
    page.freeze_panes = page.cell(HEAD_ROW + 1, 3)
    page.column_dimensions["A"].width = 14
    page.column_dimensions[get_column_letter(len(sheet.heads))].hidden = True
    for place, column in enumerate(sheet.columns, 2):
        page.column_dimensions[get_column_letter(place)].width = column.width
        _offer(page, sheet, place, column, lists)
    for at, row in enumerate(sheet.rows, HEAD_ROW + 1):
        _write_row(page, at, sheet, row)
    first_free = HEAD_ROW + len(sheet.rows) + 1
    for at in range(first_free, sheet.last_row + 1):
        for place, column in enumerate(sheet.columns, 2):
            if not column.is_told:
                _opened(page.cell(at, place), column)


def _write_row(page: Worksheet, at: int, sheet: Sheet, row: Row) -> None:
    put(page, at, 1, row.code)
    for place, column in enumerate(sheet.columns, 2):
        cell = put(page, at, place, row.values.get(column.field))
        if not (column.is_told or column.is_fixed):
            _opened(cell, column)
    put(page, at, len(sheet.heads), seals_of(sheet, row))


def seals_of(sheet: Sheet, row: Row) -> str:
    """One seal a column: which of them somebody changed is known when the workbook comes back."""
    return " ".join(seal(row.shown(column)) for column in sheet.columns)


def _opened(cell: Any, column: Column) -> None:
    cell.protection, cell.fill = _OPEN, _INPUT
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if column.read is text:
        cell.number_format = "@"
    elif column.read is day:
        cell.number_format = "d. m. yyyy"
    elif column.field.startswith("amount_"):
        cell.number_format = "#,##0"


def _offer(page: Worksheet, sheet: Sheet, place: int, column: Column, lists: Worksheet) -> None:
    """A list of words to choose from, or a rule for numbers and days."""
    letter = get_column_letter(place)
    rows = f"{letter}{HEAD_ROW + 1}:{letter}{sheet.last_row}"
    if column.is_told or column.is_many:
        return
    if column.words:
        source = _list(lists, f"{sheet.title}: {column.head}", column.words)
        rule = DataValidation(
            type="list",
            formula1=f"={LISTS}!${source}$2:${source}${len(column.words) + 1}",
            allow_blank=True,
        )
        rule.error = _("Vyberte ze seznamu.")
        if column.above:  # what is new on another sheet stands in no list yet
            rule.errorStyle = "warning"
            rule.error = _("V seznamu to není. Je-li to nový řádek jiného listu, pokračujte.")
    elif column.read is number:
        rule = DataValidation(type="decimal", operator="between", allow_blank=True)
        rule.formula1, rule.formula2 = f"-{MOST}", MOST
        rule.error = _("Napište číslo.")
    elif column.read is whole_number:
        rule = DataValidation(type="whole", operator="between", allow_blank=True)
        rule.formula1, rule.formula2, rule.error = "2000", "2100", _("Napište rok.")
    else:
        return
    rule.showErrorMessage = True
    rule.add(rows)
    page.add_data_validation(rule)
