"""Lists of /sprava/ that go out as files."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from sitis.audit import Event
from sitis.territory.models import Indicator, IndicatorValue, Population
from tests.factories import MunicipalityFactory, OrpFactory, ServiceKindFactory, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    client.force_login(official("registrar"))
    return client


def content(answer):
    return b"".join(answer.streaming_content)


def sheet(answer):
    page = load_workbook(BytesIO(content(answer))).active
    return [[cell.value for cell in row] for row in page.iter_rows()]


def lines(answer):
    return list(csv.reader(content(answer).decode("utf-8-sig").splitlines(), delimiter=";"))


def test_population_goes_out_as_filtered_with_codes_and_numbers(office):
    common = {"day": date(2020, 12, 31), "source": "ČSÚ"}
    Population.objects.create(orp=OrpFactory(), age_from=65, count=11707, **common)
    Population.objects.create(municipality=MunicipalityFactory(), age_from=0, count=5, **common)

    answer = office.get(
        reverse("admin:territory_population_export_as", args=["xlsx"]), {"level": "orp"}
    )

    head, *rows = sheet(answer)
    assert head == ["území", "kód území", "ke dni", "věk", "pohlaví", "počet obyvatel", "zdroj"]
    assert [[*row[:2], row[2].date(), *row[3:]] for row in rows] == [
        ["ORP Kyjov", "6210", date(2020, 12, 31), "65 a více let", "celkem", 11707, "ČSÚ"]
    ]


def test_indicators_go_out_with_decimal_commas(office):
    indicator = Indicator.objects.create(code="vek", name="Průměrný věk", unit="roky")
    IndicatorValue.objects.create(
        orp=OrpFactory(), indicator=indicator, period="2019", value=Decimal("42.5"), source="=ČSÚ"
    )

    answer = office.get(reverse("admin:territory_indicatorvalue_export_as", args=["csv"]))

    assert answer.headers["Content-Type"].startswith("text/csv")
    (row,) = lines(answer)[1:]
    assert row[:4] == ["ORP Kyjov", "6210", "Průměrný věk", "2019"]
    assert (row[4].rstrip("0"), row[5]) == ("42,5", "roky")
    assert not row[6].startswith("=")


def test_code_list_goes_out_as_searched(office):
    ServiceKindFactory()
    ServiceKindFactory(slug="shelter", rpss_code="20", name="azylové domy")

    answer = office.get(
        reverse("admin:providers_servicekind_export_as", args=["csv"]), {"q": "azylove"}
    )

    names = [row[0] for row in lines(answer)[1:]]
    assert names == ["azylové domy"]


def test_export_leaves_an_event(office):
    office.get(reverse("admin:territory_orp_export_as", args=["csv"]), {"q": "brno"})

    event = Event.objects.get(act="export")
    assert (event.subject, event.detail) == ("ORP", {"format": "csv", "query": "q=brno"})


def test_unknown_kind_of_file_is_not_found(office):
    assert office.get("/sprava/territory/orp/export/exe/").status_code == 404


def test_unknown_filter_leads_back_to_the_list(office):
    answer = office.get(
        reverse("admin:territory_orp_export_as", args=["csv"]), {"district__x": "1"}
    )

    assert (answer.status_code, answer.url) == (302, reverse("admin:territory_orp_changelist"))


def test_who_may_not_look_may_not_take_away(client, people):
    client.force_login(people["worker"])

    answer = client.get(reverse("admin:territory_orp_export_as", args=["csv"]))

    assert answer.status_code in {302, 403, 404}
    assert not Event.objects.filter(act="export").exists()


def test_list_offers_both_files_with_its_filter(office):
    page = office.get(reverse("admin:territory_orp_changelist"), {"q": "brno"}).content.decode()

    assert 'href="/sprava/territory/orp/export/xlsx/?q=brno"' in page
    assert 'href="/sprava/territory/orp/export/csv/?q=brno"' in page


def test_list_is_called_by_what_it_holds(office):
    OrpFactory()

    page = office.get(reverse("admin:territory_orp_changelist"), {"q": "kyjov"}).content.decode()

    assert "<h1>ORP</h1>" in page
    assert "Celkem: 1" in page
    assert "Vyberte položku" not in page


@pytest.mark.parametrize("count", [1, 5])
def test_export_asks_once_for_all_rows(office, count, django_assert_max_num_queries):
    for number in range(count):
        MunicipalityFactory(code=f"58630{number}")

    with django_assert_max_num_queries(14):
        rows = lines(office.get(reverse("admin:territory_municipality_export_as", args=["csv"])))

    assert len(rows) == count + 1
