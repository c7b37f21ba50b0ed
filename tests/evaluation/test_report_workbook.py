"""A report as a workbook: written, filled in off-line, compared, confirmed; what is refused."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evaluation.actions.saving import save_section
from evaluation.forms.workbook import compare
from evaluation.importers.workbook.sheets import COMMENT, HEAD_ROW, VALUE
from evaluation.importers.workbook.writing import write_workbook
from evaluation.models import Report, ReportWorkbook
from evaluation.tasks import remove_expired_workbooks
from sitis.workbooks import UnreadableTable
from tests.evaluation.factories import (
    DURING,
    TermFactory,
    in_network,
    opened,
    published_form,
    typed,
)
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(provider, time_machine):
    time_machine.move_to(DURING, tick=False)
    return MembershipFactory(provider=provider).user


@pytest.fixture
def report(provider, worker):
    service = in_network(provider)
    term = opened()
    return Report.objects.for_lists().get(term=term, service=service)


def row_of(sheet, code):
    return next(
        number
        for number in range(HEAD_ROW + 1, sheet.max_row + 1)
        if sheet.cell(number, 1).value == code
    )


def filled(content, **typed_in):
    """The workbook with values (or pairs with a comment) typed into fields, dots for underscores."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, value in typed_in.items():
        code = name.replace("_", ".")
        sheet = book[f"Oddíl {code[0]}"]
        value, comment = value if isinstance(value, tuple) else (value, None)
        sheet.cell(row_of(sheet, code), VALUE + 1).value = value
        if comment is not None:
            sheet.cell(row_of(sheet, code), COMMENT + 1).value = comment
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(client, report, content, name="vykaz.xlsx"):
    url = reverse("evaluation:report-workbook", args=[report.pk])
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


def problems(content, report):
    return [
        (problem.column, problem.sentence) for _page, problem in compare(content, report).problems
    ]


def test_template_is_locked_but_for_what_is_asked(report):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report)))
    units = book["Oddíl E"]
    own, agreed = row_of(units, "E.units"), row_of(units, "E.capacity.network")

    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert not units.cell(own, VALUE + 1).protection.locked
    assert units.cell(agreed, VALUE + 1).protection.locked
    assert units.cell(own, 1).protection.locked
    assert units.cell(own, COMMENT + 3).value == "6,5"  # the network beside it


def test_what_came_back_untouched_changes_nothing(report):
    found = compare(write_workbook(report), report)

    assert (found.changes, found.problems) == ([], [])


def test_filled_in_uploaded_looked_at_and_confirmed(client, report, worker):
    client.force_login(worker)
    url = reverse("evaluation:workbook-template", args=[report.pk])
    template = b"".join(client.get(url))

    page = sent(client, report, filled(template, E_units=(5.1, "Dvě odešly.")))
    found = page.context["found"]
    kept = ReportWorkbook.objects.get()
    assert [(one.code, one.before, one.after) for one in found.changes] == [("E.units", "", "5,1")]
    assert not report.cells.filter(code="E.units", number__isnull=False).exists()

    client.post(reverse("evaluation:workbook-detail", args=[kept.pk]), {"seen": found.seen})
    cell, kept = report.cells.get(code="E.units"), ReportWorkbook.objects.get()
    assert (cell.number, cell.comment) == (Decimal("5.1"), "Dvě odešly.")
    assert (cell.source, cell.source_note, cell.changed_by) == (
        "import", "ze sešitu XLSX", worker,
    )  # fmt: skip
    assert kept.state == "applied"
    assert Report.objects.get(pk=report.pk).state == "in_work"


def test_wrong_cells_come_back_marked_with_words(client, report, worker):
    client.force_login(worker)
    content = filled(write_workbook(report), E_units="pět", C_hired="1e999")

    page = sent(client, report, content)
    kept = ReportWorkbook.objects.get()
    assert len(page.context["problems"]) == 2
    confirmed = client.post(
        reverse("evaluation:workbook-detail", args=[kept.pk]),
        {"seen": page.context["found"].seen},
        follow=True,
    )
    marked = b"".join(client.get(reverse("evaluation:workbook-marked", args=[kept.pk])))
    sheet = openpyxl.load_workbook(io.BytesIO(marked))["Oddíl E"]
    cell = sheet.cell(row_of(sheet, "E.units"), VALUE + 1)

    assert "V sešitu jsou chyby" in confirmed.content.decode()
    assert cell.fill.start_color.rgb == "FFF4CCCC"
    assert "Napište číslo" in cell.comment.text
    assert "Hodnota: Napište číslo" in sheet.cell(cell.row, sheet.max_column).value


def test_a_formula_is_not_a_value(report):
    found = compare(filled(write_workbook(report), E_units="=2+3"), report)

    assert [problem.sentence for _page, problem in found.problems] == [
        "Je tu vzorec. Napište přímo hodnotu."
    ]
    assert found.changes == []


def test_what_is_for_reading_stays(report):
    found = problems(filled(write_workbook(report), E_capacity_network=9), report)

    assert found == [("Hodnota", "Tento údaj je jen ke čtení, z registru nebo ze sítě.")]


def test_a_workbook_of_another_service_is_refused(report, provider):
    other = in_network(provider, network=report.service.network_items.get().network)
    theirs = Report.objects.create(term=report.term, service=other, forms=["field"])

    with pytest.raises(UnreadableTable, match="patří službě"):
        compare(write_workbook(theirs), report)


def test_a_workbook_of_last_year_is_refused(report):
    last = TermFactory(year=2024, state="open")
    theirs = Report.objects.create(term=last, service=report.service, forms=["field"])

    with pytest.raises(UnreadableTable, match="ze sběru Pololetní výkaz 2024"):
        compare(write_workbook(theirs), report)


def test_a_workbook_of_an_older_form_is_refused(report):
    content = write_workbook(report)
    version = published_form()
    version.pk, version.code = None, "2027.1"
    version.save()
    report.term.form_version = version

    with pytest.raises(UnreadableTable, match="z formuláře 2026.1"):
        compare(content, report)


def test_a_changed_check_code_is_refused(report):
    book = openpyxl.load_workbook(io.BytesIO(write_workbook(report)))
    book["O sešitu"]["B6"].value = report.pk + 1
    stream = io.BytesIO()
    book.save(stream)

    with pytest.raises(UnreadableTable, match="Kontrolní kód"):
        compare(stream.getvalue(), report)


@pytest.mark.parametrize(
    "content", [b"", b"a;b", b"PK\x03\x04 broken"], ids=["empty", "csv", "zip"]
)
def test_what_is_no_workbook_is_refused(report, content):
    with pytest.raises(UnreadableTable):
        compare(content, report)


def test_sixty_megabytes_are_refused_before_they_are_read(client, report, worker):
    client.force_login(worker)
    url = reverse("evaluation:report-workbook", args=[report.pk])

    answer = client.generic(
        "POST", url, b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(60 * 1024**2),
    )  # fmt: skip

    assert answer.status_code == 413
    assert "10" in answer.content.decode()


def test_what_another_person_changed_meanwhile_is_not_overwritten(report, worker):
    content = filled(write_workbook(report), E_units=5)
    save_section(report, "E", typed(E_units="7"), by=worker, now=DURING)

    found = compare(content, Report.objects.for_lists().get(pk=report.pk))

    assert [(one.before, one.after, one.is_conflict) for one in found.changes] == [("7", "5", True)]
    assert found.values(overwrites=False) == {}
    assert found.values(overwrites=True)["E.units"].number == 5


def test_only_named_fields_after_a_return(report):
    report.state, report.return_until = "returned", report.term.closes_at
    report.returned_fields = ["E.units"]
    content = filled(write_workbook(report), E_units=5)
    shut = write_workbook(report)
    book = openpyxl.load_workbook(io.BytesIO(shut))
    sheet = book["Oddíl E"]

    assert [one.code for one in compare(content, report).changes] == ["E.units"]
    locked = [
        sheet.cell(number, 1).value
        for number in range(HEAD_ROW + 1, sheet.max_row + 1)
        if not sheet.cell(number, VALUE + 1).protection.locked
    ]
    assert locked == ["E.units"]


def test_a_confirmation_after_the_deadline_writes_nothing(client, report, worker, time_machine):
    client.force_login(worker)
    page = sent(client, report, filled(write_workbook(report), E_units=5))
    kept = ReportWorkbook.objects.get()
    time_machine.move_to("2025-09-02T08:00:00+00:00", tick=False)
    client.force_login(worker)

    late = client.post(
        reverse("evaluation:workbook-detail", args=[kept.pk]),
        {"seen": page.context["found"].seen},
        follow=True,
    )

    assert "Termín minul" in late.content.decode()
    assert not report.cells.filter(code="E.units", number=5).exists()
    assert ReportWorkbook.objects.get().state == "waiting"


def test_files_are_deleted_when_their_time_is_over_and_rows_stay(
    client, report, worker, time_machine
):
    client.force_login(worker)
    sent(client, report, write_workbook(report))
    file = ReportWorkbook.objects.get().file
    remove_expired_workbooks()
    assert file.storage.exists(file.name)

    time_machine.move_to(DURING + timedelta(days=31), tick=False)
    remove_expired_workbooks()

    assert not file.storage.exists(file.name)
    assert ReportWorkbook.objects.get().file_name == "vykaz.xlsx"
