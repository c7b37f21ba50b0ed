"""Territorial figures: who writes them, typing, a table with preview and confirmation."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planning.importers.figures import HEADS
from sitis.territory.models import TerritorialFigure
from sitis.workbooks import write_xlsx
from tests.factories import OrpFactory, ServiceKindFactory
from tests.planning.counting import Queries, sheet_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind():
    return ServiceKindFactory()


@pytest.fixture
def coordinator(people, client, kind):
    client.force_login(people["coordinator"])
    return people["coordinator"]


@pytest.fixture
def elsewhere():
    return OrpFactory(code="6217", ruian_code="1481", name="Veselí nad Moravou")


def figure(**fields):
    about = {"orp": OrpFactory(), "year": 2025, "kind": "home_care", "measure": "refused"}
    return TerritorialFigure.objects.create(**(about | {"value": 12, "origin": "typed"} | fields))


def typed(**fields):
    about = {"version": "1", "orp": "6210", "year": "2025", "kind": "home_care"}
    return about | {"measure": "refused", "value": "1 234,5"} | fields


def upload(client, *rows, heads=HEADS):
    stream = io.BytesIO()
    write_xlsx(stream, heads, rows)
    file = SimpleUploadedFile("udaje.xlsx", stream.getvalue())
    return client.post(reverse("planning:figure-import"), {"file": file})


def test_a_coordinator_types_figures_of_the_own_orp_only(client, coordinator, elsewhere):
    client.post(reverse("planning:figure-add"), typed())
    refused = client.post(reverse("planning:figure-add"), typed(orp=elsewhere.pk, year="2024"))
    theirs = figure(orp=elsewhere)

    found = TerritorialFigure.objects.get(orp="6210")
    assert (found.value, found.origin) == (Decimal("1234.50"), "typed")
    assert found.history.get().history_user == coordinator
    assert "orp" in refused.context["form"].errors
    assert client.get(reverse("planning:figure-edit", args=[theirs.pk])).status_code == 403


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"value": "-1"}, "value"), ({"year": "3025"}, "year"), ({"kind": "nic"}, "kind")],
)
def test_what_is_wrong_is_told_at_its_field(client, coordinator, fields, field):
    answer = client.post(reverse("planning:figure-add"), typed(**fields))

    assert list(answer.context["form"].errors) == [field]


def test_the_same_figure_is_not_typed_twice(client, coordinator):
    figure()
    answer = client.post(reverse("planning:figure-add"), typed())

    assert answer.context["form"].errors.as_data()["value"][0].code == "twice"


@pytest.mark.parametrize(("origin", "code"), [("imported", "twice"), ("reports", "reported")])
def test_a_figure_that_plans_would_not_tell_is_not_taken(client, coordinator, origin, code):
    """It was saved with a kind word and stood beside no need: the other one goes first."""
    figure(origin=origin)
    answer = client.post(reverse("planning:figure-add"), typed())

    assert answer.context["form"].errors.as_data()["value"][0].code == code
    assert TerritorialFigure.objects.count() == 1


def test_kinds_stand_in_the_order_of_the_czech_alphabet(client, coordinator):
    """They stood in the order of their English keys."""
    names = {"aaa": "chráněné bydlení", "bbb": "centra denních služeb", "ccc": "čajovny"}
    for slug, name in names.items():
        ServiceKindFactory(slug=slug, rpss_code="", name=name)
        figure(kind=slug)

    shown = client.get(reverse("planning:figure-list")).context["page"]

    assert [row.kind_name for row in shown] == [
        *("centra denních služeb", "čajovny", "chráněné bydlení")
    ]


def test_what_reports_wrote_nobody_changes_by_hand(client, people, kind):
    client.force_login(people["planner"])
    reported = figure(origin="reports")

    assert client.get(reverse("planning:figure-edit", args=[reported.pk])).status_code == 403


def test_a_table_is_previewed_and_written_when_confirmed(client, coordinator):
    old = figure(origin="imported", value=3)
    figure(origin="imported", year=2024, value=5)

    answer = upload(
        client,
        ["Kyjov", 2025, "pečovatelská služba", "odmítnutí zájemci", "", 7, ""],
        ["6210", 2024, "home_care", "refused", "", 5, ""],
        ["Kyjov", 2025, "pečovatelská služba", "čekající zájemci", "", 20, ""],
        ["Kyjov", 2025, "pečovatelská služba", "klienti", "", None, ""],
    )
    plan = answer.context["plan"]
    before = TerritorialFigure.objects.count()
    client.post(reverse("planning:figure-confirm"), {"plan": answer.context["told"]})

    assert (len(plan.new), len(plan.changed), plan.unchanged, before) == (1, 1, 1, 2)
    old.refresh_from_db()
    assert (old.value, old.version) == (7, 2)
    assert TerritorialFigure.objects.get(measure="waiting").value == 20
    assert old.history.first().history_change_reason == "udaje.xlsx"


def test_a_table_that_others_overtook_writes_nothing(client, coordinator):
    old = figure(origin="imported", value=3)
    answer = upload(client, ["Kyjov", 2025, "home_care", "refused", "", 7, ""])
    TerritorialFigure.objects.filter(pk=old.pk).update(version=5)

    client.post(reverse("planning:figure-confirm"), {"plan": answer.context["told"]})
    client.post(reverse("planning:figure-confirm"), {"plan": "podvrh"})

    old.refresh_from_db()
    assert old.value == 3


def test_errors_come_back_in_the_workbook(client, coordinator, elsewhere):
    answer = upload(
        client,
        ["Veselí nad Moravou", 2025, "home_care", "refused", "", 7, ""],
        ["Kyjov", "loni", "nic", "výška", "", "mnoho", ""],
        ["Kyjov", 2025, "home_care", "refused", "", 7, ""],
        ["Kyjov", 2025, "home_care", "refused", "", 8, ""],
    )

    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    told = [sheet.cell(row, 8).value for row in range(2, 6)]
    assert "Zapisovat smíte jen údaje svého ORP." in told[0]
    assert all(word in told[1] for word in ("není číslo", "Veličina je jedna z", "druh služby"))
    assert told[2] is None
    assert "Tentýž údaj už je na řádku 4." in told[3]
    assert TerritorialFigure.objects.count() == 0


def test_a_table_without_a_column_is_refused_with_a_sentence(client, coordinator):
    answer = upload(client, ["Kyjov", 2025], heads=("ORP", "Rok"))

    assert "V tabulce chybí sloupce: Druh služby" in answer.content.decode()


def test_the_template_is_of_the_own_orp_and_can_be_sent_back(client, coordinator, elsewhere):
    rows = sheet_rows(client.get(reverse("planning:figure-template")))

    assert rows[0] == HEADS
    assert {row[0] for row in rows[1:]} == {"Kyjov"}
    assert upload(client, *rows[1:]).context["plan"].problems == []


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_is_narrowed_and_its_queries_do_not_depend_on_rows(client, coordinator, count):
    for year in range(count):
        figure(year=2010 + year)
    figure(year=2009, measure="waiting")

    with Queries() as asked:
        page = client.get(reverse("planning:figure-list"), {"velicina": "refused"}).context["page"]

    assert page.paginator.count == count
    assert len(asked) == 10
