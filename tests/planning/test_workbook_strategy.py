"""The action plan in the workbook: priorities, goals, measures, activities, indicators, costs."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planning.importers.workbook.writing import write_workbook
from planning.models import Activity, Cost, Measure
from tests.planning.factories import (
    ActivityFactory,
    GoalFactory,
    IndicatorFactory,
    MeasureFactory,
    NeedFactory,
    PlanFactory,
    PriorityFactory,
    ThemeFactory,
)
from tests.planning.workbook import Book, confirm, lines, shown

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


def test_the_whole_action_plan_is_written_off_line(client, plan, need, coordinator):
    """From nothing: a priority, a goal, a measure with two activities, indicators and costs."""
    ThemeFactory(name="Bydlení")
    book = Book(plan)
    book.type("Priority", 5, Priorita="Pomoc doma", Typ_priority="systémová")
    book.at("Priority", 5, "Témata (oddělte středníkem)").value = "bydleni"
    book.type("Cíle", 5, Priorita="Pomoc doma", Cíl="Udržet lidi doma")
    book.type("Akční plán", 5, Cíl="udržet lidi doma", Opatření="Více pečovatelek")
    book.type("Akční plán", 5, Druh_opatření="rozvoj", Termín_od=date(2028, 1, 1))
    book.at("Akční plán", 5, "Odpovědnost (nositel)").value = "město Kyjov"
    book.at("Akční plán", 5, "Z potřeb (kódy oddělte středníkem)").value = "N1;"
    book.type("Akční plán", 5, Termín_do=date(2030, 12, 31))
    for row, title in ((5, "Nábor"), (6, "Školení")):
        book.type("Aktivity", row, Opatření="Více pečovatelek", Aktivita=title)
        book.type("Aktivity", row, Termín_od=date(2028, 1, 1), Termín_do="31. 12. 2028")
    for row, of, target in ((5, "Více pečovatelek", 9.5), (6, "Školení", 12)):
        book.at("Indikátory", row, "Opatření nebo aktivita").value = of
        book.type("Indikátory", row, Indikátor="Úvazky", Jednotka="úvazek", Výchozí_hodnota="6,5")
        book.type("Indikátory", row, Výchozí_rok=2027, Cílová_hodnota=target, Cílový_rok=2030)
    book.type("Náklady", 5, Opatření="Více pečovatelek", Zdroj="obce", Druh_nákladů="neinvestiční")
    book.at("Náklady", 5, "2028 (Kč)").value = 1_200_000

    page = shown(client, plan, book.content)
    confirm(client, page)

    assert page.context["problems"] == []
    [measure] = Measure.objects.all()
    assert (measure.code, measure.title) == ("P1.C1.O1", "Více pečovatelek")
    assert list(measure.needs.values_list("code", flat=True)) == ["N1"]
    assert [row.name for row in measure.goal.priority.themes.all()] == ["Bydlení"]
    assert [row.code for row in measure.activities.all()] == ["P1.C1.O1.A1", "P1.C1.O1.A2"]
    assert list(measure.indicators.values_list("activity__title", "baseline", "target")) == [
        (None, Decimal("6.5"), Decimal("9.5")),
        ("Školení", Decimal("6.5"), Decimal(12)),
    ]
    assert [(row.year, row.source, row.amount) for row in measure.costs.all()] == [
        (2028, "municipality", 1_200_000)
    ]
    assert lines(shown(client, plan, Book(plan).content)) == []


def test_rows_below_a_measure_are_changed_and_taken_out(client, plan, measure, coordinator):
    kept, gone = (ActivityFactory(measure=measure, number=n, title=f"Krok {n}") for n in (1, 2))
    indicator = IndicatorFactory(measure=measure, activity=kept)
    for year, amount in ((2028, 100), (2029, 200)):
        Cost.objects.create(measure=measure, year=year, source="region", amount=amount)
    Cost.objects.create(measure=measure, year=2028, source="esf", amount=5)
    book = Book(plan).type("Aktivity", 5, Aktivita="Jinak")
    for head in ("Aktivita", "Termín od", "Termín do", "Odpovědnost (nositel)"):
        book.at("Aktivity", 6, head).value = None
    book.type("Indikátory", 5, Cílová_hodnota="11,25")
    book.at("Náklady", 5, "2028 (Kč)").value = 150
    book.at("Náklady", 5, "2029 (Kč)").value = None
    book.at("Náklady", 6, "2028 (Kč)").value = None

    page = shown(client, plan, book.content)
    confirm(client, page, removes="1")

    assert page.context["problems"] == []
    assert sorted((line.sheet, line.what) for line in page.context["found"].lines) == [
        ("Aktivity", "changed"),
        ("Aktivity", "removed"),
        ("Indikátory", "changed"),
        ("Náklady", "changed"),
        ("Náklady", "removed"),
    ]
    assert list(measure.activities.values_list("pk", "title")) == [(kept.pk, "Jinak")]
    assert gone.history.first().history_user == coordinator
    indicator.refresh_from_db()
    assert indicator.target == Decimal("11.25")
    assert list(measure.costs.values_list("year", "source", "amount")) == [(2028, "region", 150)]


def test_a_measure_that_goes_takes_its_rows_along(client, plan, measure, coordinator):
    ActivityFactory(measure=measure, number=1)
    Cost.objects.create(measure=measure, year=2028, source="region", amount=100)
    book = Book(plan)
    for sheet in ("Akční plán", "Aktivity", "Náklady"):
        book.book[sheet].delete_rows(5)

    page = shown(client, plan, book.content)
    confirm(client, page, removes="1")

    assert page.context["problems"] == []
    assert (Measure.objects.count(), Activity.objects.count(), Cost.objects.count()) == (0, 0, 0)
    assert Activity.history.filter(history_type="-").count() == 1


def clear(book, sheet, row):
    for cell in book.book[sheet][row][1:-1]:
        cell.value = None


def told(page):
    """Problems by their sheet and row."""
    return {(sheet, one.row): one.sentence for sheet, one in page.context["problems"]}


def test_a_row_goes_only_with_all_that_stands_below_it(client, plan, measure, coordinator):
    """Goals and measures were said to be unchanged and went out with their priority."""
    ActivityFactory(measure=measure, number=1)
    Cost.objects.create(measure=measure, year=2028, source="region", amount=100)
    book = Book(plan)
    for sheet in ("Priority", "Akční plán", "Aktivity"):
        clear(book, sheet, 5)

    page = shown(client, plan, book.content)
    confirm(client, page, removes="1")

    assert told(page) == {
        ("Priority", 5): "Pod řádkem P1 zůstává P1.C1. Smažte to také, nebo řádek obnovte.",
        ("Akční plán", 5): "Pod řádkem P1.C1.O1 zůstává P1.C1.O1.N.region."
        " Smažte to také, nebo řádek obnovte.",
    }
    assert (Measure.objects.count(), Activity.objects.count()) == (1, 1)


def test_an_indicator_holds_its_activity_and_a_new_row_the_one_above(
    client, plan, measure, coordinator
):
    activity = ActivityFactory(measure=measure, number=1)
    IndicatorFactory(measure=measure, activity=activity)
    other = GoalFactory(number=2, priority=measure.goal.priority)
    book = Book(plan)
    clear(book, "Aktivity", 5)
    clear(book, "Cíle", 6)
    book.type("Akční plán", 6, Cíl=str(other), Opatření="Nové", Druh_opatření="rozvoj")
    book.type("Akční plán", 6, Termín_od=date(2028, 1, 1), Termín_do=date(2029, 1, 1))
    book.at("Akční plán", 6, "Odpovědnost (nositel)").value = "Kyjov"

    said = told(shown(client, plan, book.content))

    assert set(said) == {("Aktivity", 5), ("Cíle", 6)}
    assert said["Cíle", 6].startswith("Pod řádkem P1.C2 zůstává nový řádek „Nové“.")


def test_what_a_colleague_added_below_a_cleared_row_is_named(client, plan, measure, coordinator):
    book = Book(plan)
    for sheet in ("Priority", "Cíle", "Akční plán"):
        clear(book, sheet, 5)
    ActivityFactory(measure=measure, number=1)

    said = told(shown(client, plan, book.content))

    assert said == {
        ("Akční plán", 5): "Pod P1.C1.O1 mezitím někdo přidal P1.C1.O1.A1. Stáhněte si nový sešit."
    }


def test_rows_without_the_row_above_are_told_at_the_cell(client, plan, measure, coordinator):
    Cost.objects.create(measure=measure, year=2028, source="region", amount=100)
    book = Book(plan)
    book.type("Aktivity", 5, Opatření="Nikde není", Aktivita="Krok")
    book.type("Aktivity", 6, Aktivita="Krok")
    book.at("Indikátory", 5, "Opatření nebo aktivita").value = "p1.c1.o1"
    book.type("Indikátory", 5, Indikátor="Úvazky", Jednotka="úvazek", Cílová_hodnota=3)
    book.type("Náklady", 6, Opatření="P1.C1.O1", Zdroj="rozpočet kraje")
    book.type("Náklady", 6, Druh_nákladů="neinvestiční")
    book.at("Náklady", 6, "2028 (Kč)").value = 1
    book.type("Náklady", 7, Opatření="P1.C1.O1", Zdroj="obce", Druh_nákladů="investiční")

    page = shown(client, plan, book.content)

    told = {(sheet, one.row, one.column): one.sentence for sheet, one in page.context["problems"]}
    assert "nový řádek toho jména" in told["Aktivity", 5, "Opatření"]
    assert told["Aktivity", 6, "Opatření"] == "Vyberte opatření, ke kterému aktivita patří."
    assert "bez ní nepůjde říct" in told["Indikátory", 5, "Výchozí hodnota"]
    assert "Tento zdroj už u opatření je" in told["Náklady", 6, "Zdroj"]
    assert told["Náklady", 7, "2028 (Kč)"] == "Napište aspoň jednu částku."
    assert ("Indikátory", 5, "Opatření nebo aktivita") not in told


def test_a_word_that_left_its_list_does_not_spoil_an_untouched_row(client, plan, need, coordinator):
    need.theme = ThemeFactory(name="Bývalé téma", valid_to=date(2020, 1, 1))
    need.save()

    page = shown(client, plan, Book(plan).content)

    assert (page.context["problems"], lines(page)) == ([], [])


def test_a_cell_with_an_error_of_the_table_is_told(client, plan, need, coordinator):
    book = Book(plan)
    book.at("Potřeby", 5, "Zdůvodnění").value = "#REF!"
    book.at("Potřeby", 5, "Zdůvodnění").data_type = "e"

    page = shown(client, plan, book.content)

    [(_sheet, problem)] = page.context["problems"]
    assert problem.column == "Zdůvodnění"
    assert "chyba tabulky „#REF!“" in problem.sentence


def grow(plan, measure, number):
    NeedFactory(plan=plan, code=f"N{number}")
    row = MeasureFactory(goal=measure.goal, number=number, title=f"Opatření {number}")
    ActivityFactory(measure=row, number=1)
    IndicatorFactory(measure=row)
    Cost.objects.create(measure=row, year=2028, source="region", amount=100)


def test_a_template_asks_as_often_for_many_rows_as_for_one(plan, measure):
    grow(plan, measure, 2)
    with CaptureQueriesContext(connection) as few:
        write_workbook(plan)
    for number in range(3, 7):
        grow(plan, measure, number)
    with CaptureQueriesContext(connection) as many:
        write_workbook(plan)

    assert len(many) == len(few)


def test_a_table_program_takes_every_amount_that_the_plan_takes(plan, measure):
    """What a rule of the sheet refuses cannot be typed off-line at all."""
    page = Book(plan).book["Náklady"]
    rules = [rule for rule in page.data_validations.dataValidation if rule.type == "decimal"]
    most = 10 ** (Cost._meta.get_field("amount").max_digits - 2) - 1

    assert {int(rule.formula2) for rule in rules} == {most}


def test_rows_below_measures_have_room_for_a_plan_typed_off_line(plan):
    book = Book(plan)

    def opened(title):
        rows = book.book[title].iter_rows(5, 400, 2, 2)
        return sum(not cell.protection.locked for (cell,) in rows)

    rooms = {title: opened(title) for title in ("Akční plán", "Indikátory", "Náklady")}
    assert rooms == {"Akční plán": 30, "Indikátory": 120, "Náklady": 120}
