"""Tables as offices make them, and files that mean harm."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from sitis.workbooks import Problem, UnreadableTable, csv_lines, marked, read_table, write_xlsx
from sitis.workbooks import values as read
from tests.factories import right_ico


def workbook(*rows, sheet="List1") -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    return book


def saved(book) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells(table):
    return [line.cells for line in table.lines]


# -- text files --------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_of_czech_offices_is_read(encoding, delimiter):
    rows = [("Název", "Obec"), ("Žluťoučký kůň", "Říčany"), ("Ústí", "Šlapanice")]
    written = "\r\n".join(delimiter.join(row) for row in rows)

    table = read_table(written.encode(encoding))

    assert (table.headers, cells(table)) == (rows[0], rows[1:])


def test_decimal_commas_do_not_part_columns():
    table = read_table("Název;Počet\nA;1,5\nB;2,5\nC;3,5".encode())

    assert cells(table) == [("A", "1,5"), ("B", "2,5"), ("C", "3,5")]


def test_hint_of_excel_names_the_delimiter():
    table = read_table(b"sep=;\nA;B\n1,2;3,4")

    assert (table.headers, table.header_row, table.lines[0].number) == (("A", "B"), 2, 3)


def test_head_is_found_below_a_title_whatever_its_writing():
    rows = "Přehled služeb kraje;;\n;;\nIDENTIFIKATOR  služby *;název;Pozn.\n1234567;Domov;x"

    table = read_table(rows.encode("cp1250"), expected=["Identifikátor služby", "Název"])

    assert table.header_row == 3
    assert [line.number for line in table.lines] == [4]


def test_empty_rows_are_left_out_and_numbers_stay():
    table = read_table(b"A;B\n\n1;2\n ; \n3;4\n")

    assert [(line.number, line.cells) for line in table.lines] == [(3, ("1", "2")), (5, ("3", "4"))]


# -- workbooks ---------------------------------------------------------------------------------


def test_first_visible_filled_sheet_is_read_and_merged_cells_do_not_matter():
    book = workbook(["skryto"], sheet="Skrytý")
    book.active.sheet_state = "hidden"
    book.create_sheet("Prázdný")
    page = book.create_sheet("Data")
    page.append(["Název", "Počet", "Od"])
    page.append(["Domov", 12, datetime(2026, 12, 31)])
    page.append(["Sloučeno", None, None])
    page.merge_cells("A3:B3")

    table = read_table(saved(book))

    assert (table.sheet, table.headers) == ("Data", ("Název", "Počet", "Od"))
    assert cells(table) == [("Domov", 12, datetime(2026, 12, 31)), ("Sloučeno", None, None)]


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


ENTITY_BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><workbook>&b;</workbook>'
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "prázdný"),
        (b"  \r\n ", "prázdný"),
        (b"PK\x03\x04 not a zip", "poškozený"),
        (saved(workbook(["A"], ["b"]))[:-400], "poškozený"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "není sešit XLSX"),
        (zipped(xl__workbook_xml=b"0" * 80_000_000), "neúměrně velký"),
        (zipped(xl__workbook_xml=ENTITY_BOMB), "nepovolené definice"),
        (zipped(xl__workbook_xml=b"<broken"), "poškozený"),
        (zipped(xl__workbook_xml=b"<workbook/>"), "nepodařilo přečíst"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Starý formát XLS"),
        (b"%PDF-1.7 ...", "ale PDF"),
        (b"\x89PNG\r\n\x1a\n....", "ale PNG"),
        (b"<!DOCTYPE html><p>", "ale HTML"),
        (b"A;B\n1;\x00", "nulové znaky"),
        (b"A;B\n\x81\x83;\x98", "není UTF-8 ani Windows-1250"),
        (b"\n".join(b"a;b" for _ in range(50_002)), "víc než 50000 řádků"),
        (b";".join(b"a" for _ in range(101)), "víc než 100 sloupců"),
        (b'"' + b"x" * 200_000 + b'";b\n1;2', "nedá rozdělit"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(content, said):
    with pytest.raises(UnreadableTable, match=said):
        read_table(content)


def test_more_than_the_limit_is_refused(settings):
    settings.UPLOAD_LIMIT_WORKBOOK = 1024**2

    with pytest.raises(UnreadableTable, match="větší než 1 MB"):
        read_table(b"a" * (1024**2 + 1))


def test_a_cell_at_the_far_end_of_a_sheet_costs_nothing():
    book = workbook(["A", "B"], ["1", "2"])
    book.active["XFD1048576"] = "daleko"

    assert cells(read_table(saved(book))) == [("1", "2")]


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(content):
    with suppress(UnreadableTable):
        assert read_table(content).headers


# -- cells ----------------------------------------------------------------------------------------


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_numbers_are_read_as_czechs_write_them(number):
    whole, _, cents = f"{number:.2f}".partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}".replace(",", "\u00a0")

    assert read.number(f"{sign}{grouped},{cents}") == number
    assert read.number(f"{sign}{digits}.{cents}") == number


@given(st.dates(min_value=date(1900, 3, 1)))
def test_a_day_is_read_in_all_its_writings(day):
    serial = (day - date(1899, 12, 30)).days
    written = [f"{day.day}. {day.month}. {day.year:04}", f"{day:%d.%m.}{day.year:04}", day]
    written += [day.isoformat(), f"{day.isoformat()} 00:00:00", serial, float(serial)]
    written += [datetime(day.year, day.month, day.day, 12, 30)]

    assert {read.day(value) for value in written} == {day}


@given(st.integers(0, 9_999_999))
def test_ico_gets_back_its_zeros_however_it_was_kept(number):
    ico = right_ico(number)

    assert {read.ico(value) for value in (ico, int(ico), float(ico), ico.lstrip("0") or "0")} == {
        ico
    }


@given(st.text())
def test_a_guarded_cell_is_read_as_it_was(text):
    assert read.unguarded(read.guarded(text)) == text
    assert not read.guarded(text).startswith(read.RISKY)


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (read.number, "dvacet"),
        (read.number, "1,2,3"),
        (read.number, float("nan")),
        (read.number, "∞"),
        (read.whole_number, "1,5"),
        (read.day, "31. 2. 2026"),
        (read.day, "zítra"),
        (read.day, "1. 1. 26"),
        (read.day, -5),
        (read.day, True),
        (read.ico, "12345678"),
        (read.ico, "123456789"),
        (read.ico, "CZ00025232"),
        (read.identifier, "123456"),
        (read.identifier, 123456.0),
        (read.identifier, "12345678"),
        (read.yes, "možná"),
    ],
)
def test_what_a_cell_cannot_mean_is_said(reader, value):
    with pytest.raises(ValidationError) as refusal:
        reader(value)

    assert refusal.value.messages[0].endswith(".")


# -- writing and reading again ----------------------------------------------------------------------

HOSTILE = ['=HYPERLINK("x")', "+420 541 000 000", "-1", "@SUM(1)", "'=1", "\ttab", 'a;b\n"c"']


def written_xlsx(headers, rows):
    stream = io.BytesIO()
    write_xlsx(stream, headers, rows)
    return stream.getvalue()


def test_workbook_keeps_types_and_runs_nothing():
    content = written_xlsx(
        ["Text", "Počet", "Den", "Ano"],
        [[text, Decimal("1.5"), date(2026, 12, 31), True] for text in HOSTILE],
    )

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(min_row=2))

    assert [row[0].value for row in rows] == HOSTILE
    assert {row[0].data_type for row in rows} == {"s"}
    assert [cell.value for cell in rows[0][1:]] == [1.5, datetime(2026, 12, 31), "ano"]


def test_text_file_has_its_mark_semicolons_and_runs_nothing():
    content = "".join(csv_lines(["Text", "Počet"], [[t, Decimal("1.5")] for t in HOSTILE])).encode()

    assert content.startswith(b"\xef\xbb\xbfText;")
    lines = read_table(content).lines
    assert [(read.text(line.cells[0]), line.cells[1]) for line in lines] == [
        (text, "1,5") for text in HOSTILE
    ]
    assert not any(str(line.cells[0]).startswith(read.RISKY) for line in lines)


def test_errors_come_back_in_the_same_workbook():
    book = workbook(["Název", "Počet"], ["Domov", "dvacet"], ["Byt", 3])
    book.active["A2"].number_format = "0.00"
    content = saved(book)

    returned = marked(content, read_table(content), [Problem(2, "Počet", "Není číslo.")])

    sheet = openpyxl.load_workbook(io.BytesIO(returned)).active
    assert sheet["B2"].comment.text == "Není číslo."
    assert sheet["B2"].fill.start_color.rgb == "FFF4CCCC"
    assert (sheet["C1"].value, sheet["C2"].value) == ("Chyby", "Počet: Není číslo.")
    assert (sheet["A2"].number_format, sheet["B3"].value, sheet["C3"].value) == ("0.00", 3, None)


def test_errors_of_a_text_file_come_back_as_a_workbook():
    content = "Název;Počet\n=1+1;dvacet".encode("cp1250")

    returned = marked(content, read_table(content), [Problem(2, "", "Řádek nejde zapsat.")])

    sheet = openpyxl.load_workbook(io.BytesIO(returned)).active
    assert [cell.value for cell in sheet[2]] == ["=1+1", "dvacet", "Řádek nejde zapsat."]
    assert sheet["A2"].data_type == "s"
