"""The workbook of a plan there and back: template, differences, refusals, wild cells."""

import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from planning.actions.needs import Wish, save_need
from planning.actions.rows import Closed
from planning.actions.workbook import apply_workbook, drop_workbook, keep_workbook
from planning.importers.workbook.writing import write_workbook
from planning.models import Need, PlanWorkbook
from planning.tasks import remove_expired_workbooks
from tests.factories import OrpFactory
from tests.planning.factories import (
    CycleFactory,
    GoalFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
)
from tests.planning.workbook import Book, confirm, lines, shown, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return PlanFactory()


@pytest.fixture
def coordinator(people, client):
    client.force_login(people["coordinator"])
    return people["coordinator"]


@pytest.fixture
def need(plan):
    return NeedFactory(plan=plan, code="N1", place="sever")


@pytest.fixture
def measure(plan):
    goal = GoalFactory(number=1, priority=PriorityFactory(number=1, plan=plan))
    return MeasureFactory(goal=goal, number=1)


def test_the_template_opens_only_cells_to_be_filled_and_offers_words(plan, need):
    book = Book(plan)
    page = book.book["Potřeby"]

    opened = {
        head: not book.at("Potřeby", 5, head).protection.locked
        for head in ("Kód", "Druh služby", "Dnes v síti", "2028 návrh", "Zdůvodnění")
    }
    assert page.protection.sheet
    assert opened == {
        "Kód": False,
        "Druh služby": False,
        "Dnes v síti": False,
        "2028 návrh": True,
        "Zdůvodnění": True,
    }
    assert not book.at("Potřeby", 6, "Druh služby").protection.locked
    rules = [rule for rule in page.data_validations.dataValidation if rule.type == "list"]
    assert len(rules) == 10
    assert book.book["O sešitu"]["B2"].value == "ORP Kyjov"


def test_an_untouched_workbook_differs_in_nothing(client, plan, need, measure, coordinator):
    need.reason = "  Řádky\r\npod sebou =1+1 "
    need.save()

    page = shown(client, plan, Book(plan).content)

    assert lines(page) == []
    assert page.context["found"].unchanged == 4
    assert page.context["problems"] == []
    assert "Sešit se od plánu v ničem neliší" in page.content.decode()


def test_changed_new_and_removed_rows_are_shown_and_written_when_confirmed(
    client, plan, need, measure, coordinator
):
    gone = NeedFactory(plan=plan, code="N2")
    book = Book(plan).year(5, 2028, "navýšit", 5).year(5, 2029, "zachovat")
    book.year(6, 2028, None, None)
    book.need(7, Druh_služby="Pečovatelská služba", Forma="terénní", Jednotka="počet klientů")
    book.need(7, Naléhavost="1 – nejvyšší", Zdůvodnění="nová potřeba", Místo_slovy="jih")
    book.need(7, Čím_je_doloženo="dotazník").year(7, 2030, "snížit", 2)
    book.type("Akční plán", 5, Opatření="Jinak", Termín_do=date(2030, 6, 30))

    page = shown(client, plan, book.content)
    before = Need.objects.count()
    answer = confirm(client, page, removes="1")

    assert sorted(lines(page)) == [
        ("changed", "N1 pečovatelská služba, terénní"),
        ("changed", "P1.C1.O1 Rozšířit pečovatelskou službu"),
        ("new", "pečovatelská služba, terénní"),
        ("removed", "N2 pečovatelská služba, terénní"),
    ]
    assert before == 2
    assert answer.url == reverse("planning:need-list", args=[plan.pk])
    rows = Need.objects.filter(plan=plan).order_by("code", "year")
    assert list(rows.values_list("code", "year", "proposal", "change")) == [
        ("N1", 2028, "more", Decimal(5)),
        ("N1", 2029, "keep", Decimal(0)),
        ("N3", 2030, "less", Decimal(-2)),
    ]
    assert not Need.objects.filter(pk=gone.pk).exists()
    measure.refresh_from_db()
    assert (measure.title, measure.ends_on) == ("Jinak", date(2030, 6, 30))
    assert measure.history.first().history_user == coordinator
    assert PlanWorkbook.objects.get().state == "applied"


def test_removed_rows_stay_unless_one_says_so(client, plan, need, coordinator):
    NeedFactory(plan=plan, code="N2")
    book = Book(plan).year(5, 2028, "navýšit", 5)
    book.book["Potřeby"].delete_rows(6)

    confirm(client, shown(client, plan, book.content))

    assert set(Need.objects.values_list("code", "change")) == {("N1", 5), ("N2", 3)}


def test_a_row_that_a_colleague_added_since_the_download_stays(client, plan, need, coordinator):
    gone = NeedFactory(plan=plan, code="N2")
    book = Book(plan).year(5, 2028, None, None)
    book.book["Potřeby"].delete_rows(6)
    NeedFactory(plan=plan, code="N3")

    page = shown(client, plan, book.content)
    confirm(client, page, removes="1")

    label = "pečovatelská služba, terénní"
    assert lines(page) == [("removed", f"N1 {label}"), ("removed", f"{gone.code} {label}")]
    assert list(Need.objects.values_list("code", flat=True)) == ["N3"]


def without_codes(book):
    """As it was before workbooks listed their rows."""
    book["Seznamy"].delete_cols(1, 7)


def with_empty_lists(book):
    del book["Seznamy"]
    book.create_sheet("Seznamy")


def without_lists(book):
    del book["Seznamy"]


@pytest.mark.parametrize("spoil", [without_codes, with_empty_lists, without_lists])
def test_a_workbook_that_does_not_know_its_rows_takes_out_only_the_cleared(
    client, plan, need, coordinator, spoil
):
    NeedFactory(plan=plan, code="N2")
    book = Book(plan).year(5, 2028, None, None)
    book.book["Potřeby"].delete_rows(6)
    spoil(book.book)

    page = shown(client, plan, book.content)

    assert lines(page) == [("removed", "N1 pečovatelská služba, terénní")]


def test_what_somebody_changed_meanwhile_is_a_conflict_and_waits_for_a_word(
    client, plan, need, coordinator
):
    book = Book(plan).year(5, 2028, "navýšit", 5).need(5, Doklad="jiná tabulka")
    save_need(Need.objects.get(), {2028: Wish("more", Decimal(9))}, by=coordinator)

    page = shown(client, plan, book.content)
    confirm(client, page)
    kept = Need.objects.get().change
    waiting = shown(client, plan, book.content)
    confirm(client, waiting, overwrites="1")

    assert lines(page) == [("conflict", "N1 pečovatelská služba, terénní")]
    [change] = [one for one in page.context["found"].lines[0].changes if one.is_conflict]
    assert (change.head, change.before, change.after) == ("2028 změna", "9", "5")
    assert kept == 9
    assert Need.objects.get().change == 5


def test_what_others_changed_and_the_workbook_did_not_stays(client, plan, need, coordinator):
    book = Book(plan).need(5, Doklad="jiná tabulka")
    save_need(Need.objects.get(), {2028: Wish("more", Decimal(9))}, by=coordinator)

    confirm(client, shown(client, plan, book.content))

    row = Need.objects.get()
    assert (row.change, row.evidence_text) == (9, "jiná tabulka")


def test_a_plan_that_moved_after_the_differences_were_shown_is_not_written(
    client, plan, need, coordinator
):
    page = shown(client, plan, Book(plan).year(5, 2028, "navýšit", 5).content)
    save_need(Need.objects.get(), {2028: Wish("more", Decimal(9))}, by=coordinator)

    confirm(client, page)

    assert Need.objects.get().change == 9
    assert PlanWorkbook.objects.get().state == "waiting"


def test_errors_come_back_as_marked_cells(client, plan, need, measure, coordinator):
    book = Book(plan).year(5, 2028, "zdvojnásobit").year(5, 2029, "navýšit")
    book.need(6, Druh_služby="=1+1").need(5, Druh_služby="azylové domy")
    book.type("Akční plán", 5, Termín_do="včera")
    book.type("Akční plán", 6, Opatření="Bez cíle")

    page = shown(client, plan, book.content)
    workbook = page.context["workbook"]
    answer = client.get(reverse("planning:workbook-marked", args=[workbook.pk]))
    back = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))

    heads = [(sheet, one.row, one.column) for sheet, one in page.context["problems"]]
    assert ("Potřeby", 5, "2028 návrh") in heads
    assert ("Potřeby", 6, "Druh služby") in heads
    assert ("Akční plán", 5, "Termín do") in heads
    assert ("Akční plán", 6, "Cíl") in heads
    needs = back["Potřeby"]
    said = [row[-1].value for row in needs.iter_rows(4, 6)]
    assert said[0] == "Chyby"
    assert "„zdvojnásobit“ v nabídce není" in said[1]
    assert said[2] == "Druh služby: Je tu vzorec. Napište přímo hodnotu."
    confirm(client, page)
    assert Need.objects.get().change == 3


def test_a_marked_workbook_that_was_mended_is_read_again(client, plan, need, coordinator):
    page = shown(client, plan, Book(plan).year(5, 2028, "zdvojnásobit").content)
    answer = client.get(reverse("planning:workbook-marked", args=[page.context["workbook"].pk]))
    mended = Book(plan)
    mended.book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    mended.year(5, 2028, "navýšit", 7)

    again = shown(client, plan, mended.content)

    assert again.context["problems"] == []
    assert lines(again) == [("changed", "N1 pečovatelská služba, terénní")]


def test_rows_added_below_the_template_are_offered_as_new_and_told(client, plan, need, coordinator):
    book = Book(plan)
    row = book.book["Potřeby"].max_row + 3
    book.need(row, Druh_služby="pečovatelská služba", Forma="terénní", Jednotka="počet klientů")
    book.need(row, Naléhavost="2 – střední", Zdůvodnění="x", Čím_je_doloženo="dotazník")
    book.year(row, 2029, "zachovat")

    page = shown(client, plan, book.content)

    assert [one.what for one in page.context["found"].lines] == ["new"]
    assert f"Pod šablonou jsou přidané řádky ({row}). Bereme je jako nové." in page.content.decode()


def refusal(client, plan, content):
    return upload(client, plan, content).context["form"].errors["file"][0]


def test_last_years_and_another_orps_workbooks_are_refused(client, plan, need, coordinator):
    last = PlanFactory(
        cycle=CycleFactory(
            name="Plány 2027", period_from=date(2027, 1, 1), period_to=date(2027, 12, 31)
        )
    )
    other = PlanFactory(orp=OrpFactory(code="6217", ruian_code="1481", name="Veselí"))

    assert "z cyklu „Plány 2027“" in refusal(client, plan, write_workbook(last))
    assert "patří plánu ORP Veselí" in refusal(client, plan, write_workbook(other))
    assert not PlanWorkbook.objects.exists()


def renamed(book):
    book["Potřeby"].title = "List1"


def without_sheet(book):
    del book["Akční plán"]


def without_info(book):
    del book["O sešitu"]


def other_plan(book):
    book["O sešitu"]["B6"].value += 1


def other_structure(book):
    book["O sešitu"]["B7"].value = 99


def other_heads(book):
    book["Potřeby"]["B4"].value = "Cokoli"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (renamed, "chybí list „Potřeby“"),
        (without_sheet, "chybí list „Akční plán“"),
        (without_info, "chybí list „O sešitu“"),
        (other_plan, "Kontrolní kód sešitu nesouhlasí"),
        (other_structure, "Kontrolní kód sešitu nesouhlasí"),
        (other_heads, "má být sloupec „Druh služby“, je tam „Cokoli“"),
    ],
)
def test_a_spoiled_workbook_is_refused_with_a_sentence(
    client, plan, need, coordinator, spoil, said
):
    book = Book(plan)
    spoil(book.book)

    assert said in refusal(client, plan, book.content)


def test_hostile_and_foreign_files_are_refused(client, plan, coordinator, settings):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)
    settings.UPLOAD_LIMIT_WORKBOOK = 100_000

    assert "neúměrně velký" in refusal(client, plan, bomb.getvalue())
    assert "není sešit XLSX" in refusal(client, plan, b"%PDF-1.7 dokument")
    assert "větší než" in refusal(client, plan, b"PK" + b"0" * 120_000)


def test_a_stranger_gets_nothing_and_a_reader_uploads_nothing(client, plan, coordinator, people):
    kept = shown(client, plan, Book(plan).content).context["workbook"]
    detail = reverse("planning:workbook-detail", args=[kept.pk])
    client.force_login(people["worker"])

    assert client.get(detail).status_code == 404
    assert client.get(reverse("planning:workbook-template", args=[plan.pk])).status_code == 404
    client.force_login(people["auditor"])
    assert client.get(detail).status_code == 200
    assert client.post(detail, {"seen": "x"}).status_code == 403
    assert upload(client, plan, b"PK").status_code == 403


def test_a_workbook_is_written_once_and_may_be_thrown_away(client, plan, need, coordinator):
    page = shown(client, plan, Book(plan).year(5, 2028, "navýšit", 5).content)
    confirm(client, page)
    confirm(client, page)
    again = shown(client, plan, Book(plan).year(5, 2028, "navýšit", 6).content)
    client.post(reverse("planning:workbook-drop", args=[again.context["workbook"].pk]))

    assert Need.objects.get().history.filter(history_type="~").count() == 1
    assert sorted(PlanWorkbook.objects.values_list("state", flat=True)) == ["applied", "dropped"]


def test_a_second_confirmation_that_passed_the_page_writes_nothing(plan, coordinator):
    now, written = timezone.now(), []
    workbook = keep_workbook(plan, b"PK", name="a.xlsx", by=coordinator, now=now)

    apply_workbook(workbook, [written.append], by=coordinator, now=now)
    with pytest.raises(Closed):
        apply_workbook(workbook, [written.append], by=coordinator, now=now)
    assert not drop_workbook(workbook)

    assert written == [coordinator]
    assert PlanWorkbook.objects.get().state == "applied"


def test_files_are_deleted_when_their_time_is_over_and_rows_stay(client, plan, need, coordinator):
    page = shown(client, plan, Book(plan).year(5, 2028, "navýšit", 5).content)
    file = page.context["workbook"].file
    remove_expired_workbooks()
    assert file.storage.exists(file.name)

    with time_machine.travel(timezone.now() + timedelta(days=31)):
        remove_expired_workbooks()

    assert not file.storage.exists(file.name)
    assert PlanWorkbook.objects.get().file_name
