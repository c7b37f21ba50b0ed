"""``/sit/``: versions of the network for everybody."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from openpyxl import load_workbook

from tests.factories import ServiceFactory
from tests.providers.test_public import in_force

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-22 10:00 +0100", tick=False):
        yield


@pytest.fixture
def two():
    """2025 with one service, 2026 with more units of it and another one."""
    service = ServiceFactory(name="Domov u řeky", identifier="9000001")
    old = in_force(service, FIRST, LAST, number=1, state="replaced")
    item = in_force(service, date(2026, 1, 1), number=2)
    item.amount, item.continues = Decimal("4.00"), old
    item.save()
    item.pk, item.continues = None, None
    item.service = ServiceFactory(name="Nová poradna", identifier="9000002")
    item.save()


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_version_the_page_says_so(client):
    assert "Žádná verze sítě zatím není zveřejněna" in page_of(client, "/sit/")


def test_the_list_names_what_is_in_force_today_and_every_version(client, two):
    page = page_of(client, "/sit/")

    assert "Dnes platí síť 2026, verze 2" in page
    assert "č. 1/26/Z" in page
    assert page.index("/sit/2026/2/") < page.index("/sit/2025/1/")
    assert "1. 1. 2025" in page


def test_a_year_shows_the_version_in_force_today_or_its_last(client, two):
    assert "Síť sociálních služeb 2026, verze 2" in page_of(client, "/sit/2026/")
    past = page_of(client, "/sit/2025/")
    assert "Síť sociálních služeb 2025, verze 1" in past
    assert "už neplatí" in past
    assert client.get("/sit/2019/").status_code == 404


def test_a_version_lists_services_totals_and_changes(client, two):
    services = page_of(client, "/sit/2026/2/")
    totals = page_of(client, "/sit/2026/2/?pohled=soucty")
    changes = page_of(client, "/sit/2026/2/?pohled=zmeny")

    assert 'href="/sluzby/9000001/"' in services
    assert "2 položky ke dni 22. 11. 2026." in services.replace("\u00a0", " ")
    assert "<strong>8</strong>" in totals
    assert "Změny proti síti 2025, verzi 1" in changes
    assert "přibylo" in changes
    assert "navýšeno" in changes
    assert "2,5" in changes


def test_a_version_in_preparation_is_nowhere(client, two):
    in_force(ServiceFactory(name="Tajný záměr"), date(2027, 1, 1), number=9, state="preparation")

    assert client.get("/sit/2026/9/").status_code == 404
    assert client.get("/sit/2027/9/").status_code == 404
    assert "Tajný záměr" not in page_of(client, "/sit/")


def test_a_service_that_is_over_is_named_without_a_link(client, two):
    ended = ServiceFactory(name="Bývalý domov", identifier="9000003", provided_to=date(2025, 6, 30))
    in_force(ended, date(2024, 1, 1), date(2024, 12, 31), number=5, state="replaced")

    page = page_of(client, "/sit/2024/5/")

    assert "Bývalý domov" in page
    assert "/sluzby/9000003/" not in page


def test_files_hold_the_whole_version(client, two):
    sheet = b"".join(client.get("/sit/2026/2/polozky.xlsx").streaming_content)
    rows = list(load_workbook(io.BytesIO(sheet)).active.values)
    assert [row[3] for row in rows[1:]] == ["9000001", "9000002"]
    assert rows[1][10] == 4

    text = b"".join(client.get("/sit/2026/2/zmeny.csv").streaming_content).decode("utf-8-sig")
    changes = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {(row["Změna"], row["Rozdíl"]) for row in changes} == {
        ("přibylo", "4"),
        ("navýšeno", "1,50"),
    }

    assert client.get("/sit/2026/2/soucty.csv").status_code == 200
    assert client.get("/sit/2026/2/jine.csv").status_code == 404
    assert client.get("/sit/2026/2/polozky.exe").status_code == 404


@pytest.mark.parametrize(
    "query", ["strana=-1", "strana=10000000000", "strana=x", "druh=neznamy", "pohled=<script>"]
)
def test_nonsense_in_the_address_shows_the_page_all_the_same(client, two, query):
    assert "Domov u řeky" in page_of(client, f"/sit/2026/2/?{query}")


def test_a_list_of_500_rows_costs_as_many_queries_as_one_of_two(
    client, two, django_assert_max_num_queries
):
    from providers.models import NetworkItem, Service

    item = NetworkItem.objects.last()
    provider, kind = item.service.provider, item.service.kind
    Service.objects.bulk_create(
        Service(
            provider=provider, kind=kind, name=f"Služba {n}", identifier=f"{9_100_000 + n}",
            provided_from=FIRST,
        )
        for n in range(500)
    )  # fmt: skip
    NetworkItem.objects.bulk_create(
        NetworkItem(
            network=item.network, service=service, form=item.form, unit=item.unit,
            category=item.category, amount=1,
        )
        for service in Service.objects.filter(identifier__gte="9100000")
    )  # fmt: skip

    with django_assert_max_num_queries(6):
        page = page_of(client, "/sit/2026/2/?strana=6")
    assert page.count("<tr>") == 1 + 2


@pytest.mark.parametrize("language", ["en", "uk"])
def test_the_network_stands_in_other_languages_too(client, two, language):
    page = page_of(client, f"/{language}/sit/2026/2/")

    assert f'<html lang="{language}"' in page
    assert 'lang="cs"><a href="/' in page
