"""An official at work in the register: one search, a correction, its trace, an export."""

import io
import os
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from providers.models import Service
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    official,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = 1280, 320
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Set to a folder to keep photographs of the pages.
PHOTOS = os.environ.get("PHOTOS")


@pytest.fixture
def register(transactional_db):
    service = ServiceFactory(name="Domov pro seniory Žďár a okolí", identifier="9000777")
    ServiceFormFactory(service=service)
    CapacityFactory(service=service, amount=Decimal("34"))
    FacilityFactory(service=service, street="Komenského", house_number="12", postal_code="69701")
    FacilityFactory(service=service, name="Dům na půli cesty", is_address_hidden=True)
    ReachFactory(service=service)
    ContactFactory(service=service)
    for _ in range(3):
        FacilityFactory()
    return service


@pytest.fixture
def open_page(new_context, live_server, client):
    client.force_login(official("registrar", "administrator"))
    cookie = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": live_server.url,
    }

    def opened(address="/registr/", width=WIDE, **options):
        context = new_context(viewport={"width": width, "height": 900}, **options)
        context.add_cookies([cookie])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(f"{said.text} {said.location}"))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    return opened


def photograph(page, name):
    if PHOTOS:
        page.screenshot(path=str(Path(PHOTOS) / f"{name}.png"), full_page=True)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_official_finds_corrects_sees_the_trace_and_exports(register, open_page, scripts):
    page = open_page(java_script_enabled=scripts)
    page.get_by_label("Najít službu").fill("zdar seniory")
    page.get_by_role("button", name="Hledat").click()
    page.get_by_role("link", name="Domov pro seniory Žďár a okolí").click()
    page.get_by_role("link", name="Upravit", exact=True).click()
    page.get_by_label("název").fill("Domov pro seniory Břeclav")
    page.get_by_label("Důvod změny").fill("Překlep v názvu")
    page.get_by_role("button", name="Uložit").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Domov pro seniory Břeclav"
    page.get_by_role("link", name="Kdo co změnil").click()
    trace = page.locator("table").inner_text()
    assert "Překlep v názvu" in trace
    assert "Domov pro seniory Žďár a okolí" in trace
    assert "Úřední Osoba" in trace

    page.goto(page.url.replace("/9000777/zmeny/", "/?q=breclav"))
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    content = Path(download.value.path()).read_bytes()
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
    assert [row[1:3] for row in rows[1:]] == [("9000777", "Domov pro seniory Břeclav")]
    assert page.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_table_with_an_error_comes_back_and_mended_is_written(
    register, open_page, tmp_path, scripts
):
    page = open_page("/sprava/providers/service/import/", java_script_enabled=scripts)
    wrong, right = tmp_path / "spatne.csv", tmp_path / "dobre.csv"
    wrong.write_bytes("Identifikátor služby;Název\n123456;Nový název".encode("cp1250"))
    right.write_bytes("Identifikátor služby;Název\n9000777;Nový název".encode("cp1250"))

    page.get_by_label("Tabulka").set_input_files(wrong)
    page.get_by_role("button", name="Ukázat náhled").click()
    photograph(page, f"import-errors-{scripts}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Stáhnout tabulku s vyznačenými chybami").click()
    content = Path(download.value.path()).read_bytes()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert "sedm číslic" in sheet["A2"].comment.text
    page.get_by_label("Tabulka").set_input_files(right)
    page.get_by_role("button", name="Ukázat náhled").click()
    photograph(page, f"import-preview-{scripts}")
    page.get_by_role("button", name="Zapsat do registru").click()

    page.get_by_text("Tabulka je zapsána").wait_for()
    assert Service.objects.get(identifier="9000777").name == "Nový název"
    assert page.complaints == []


PAGES = {
    "home": "/registr/",
    "services": "/registr/sluzby/?q=pecovatelska",
    "nothing": "/registr/sluzby/?q=neexistuje",
    "service": "/registr/sluzby/9000777/",
    "past": "/registr/sluzby/9000777/?den=1.+1.+2021",
    "edit": "/registr/sluzby/9000777/upravit/",
    "capacities": "/registr/sluzby/9000777/upravit/kapacity/",
    "places": "/registr/sluzby/9000777/upravit/zarizeni/",
    "end": "/registr/sluzby/9000777/ukoncit/",
    "changes": "/registr/sluzby/9000777/zmeny/",
    "providers": "/registr/poskytovatele/",
    "new-service": "/registr/sluzby/nova/",
    "admin-list": "/sprava/providers/service/?q=pecovatelska",
    "admin-change": "/sprava/providers/reach/add/",
    "admin-import": "/sprava/providers/service/import/",
}


@pytest.mark.look
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_pages_of_the_register_serve_everybody(register, open_page, axe_violations, width):
    page = open_page(width=width)
    found = {}
    for name, address in PAGES.items():
        page.goto(page.url.split("/registr")[0].split("/sprava")[0] + address)
        photograph(page, f"{name}-{width}")
        found[name] = axe_violations(page), max(0, page.evaluate(TOO_WIDE))

    assert found == {name: ([], 0) for name in PAGES}
