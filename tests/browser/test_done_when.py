"""The whole way of one official: from the ministry's file to last night's backup restored."""

import csv
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from providers.models import Capacity, Provider
from tests.factories import (
    FormFactory,
    MembershipFactory,
    MunicipalityFactory,
    RegionFactory,
    ServiceKindFactory,
    TargetGroupFactory,
    UnitFactory,
    official,
)
from tests.providers.rpss_files import facility, form, record
from tests.sitis.test_backup import manage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = {
    "9000001": "Pečovatelská služba Žďár",
    "9000002": "Domov Říčka",
    "9000003": "Poradna Šťáva",
}
REASON = "Podle rozhodnutí č. j. 12/2026"


@pytest.fixture(autouse=True)
def _ground(transactional_db, settings, live_server):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "sitis.mail.KeptMailBackend"
    settings.SITE_URL = live_server.url
    cache.clear()
    RegionFactory()
    MunicipalityFactory()
    ServiceKindFactory()
    FormFactory()
    UnitFactory()
    TargetGroupFactory()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def open_page(request, new_context, live_server):
    """A page on which the person is signed in, as in a browser of their own."""

    def opened(user):
        page = new_context(java_script_enabled=request.param).new_page()
        page.goto(live_server.url + "/prihlaseni/")
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Heslo").fill("heslo pro zkoušky")
        press(page, "Přihlásit se")
        return page

    return opened


def press(page, name):
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()


def write_file(path, amount):
    """The ministry's file: three services, each with one capacity of ``amount``."""
    records = [
        record(number, formy=[form(amount=amount)], zarizeni=[facility(name)])
        for number, name in NAMES.items()
    ]
    path.write_text(json.dumps({"polozky": records}), encoding="utf-8")
    return path


def import_file(page, file):
    page.get_by_role("link", name="Registr", exact=True).first.click()
    follow(page, "Importy národního registru")
    page.get_by_label("Soubor národního registru").set_input_files(file)
    press(page, "Nahrát a připravit plán")
    plan = page.get_by_role("main").inner_text()
    press(page, "Zapsat do registru")
    return plan


def correct_capacity(page, name):
    """One search, and three clicks to the field."""
    page.get_by_role("link", name="Registr", exact=True).first.click()
    page.get_by_label("Najít službu").fill(name)
    press(page, "Hledat")
    follow(page, name)
    page.get_by_role("link", name=re.compile("Upravit.*Kapacity")).click()
    page.get_by_label("Počet").first.fill("11")
    page.get_by_label("Důvod změny").fill("Zjištěno na místě")
    press(page, "Uložit")


def open_difference(page, name):
    page.get_by_role("link", name="Registr", exact=True).first.click()
    follow(page, "Rozdíly proti národnímu registru")
    page.get_by_role("main").get_by_role("link", name=name).click()


def downloaded(page, name):
    with page.expect_download() as download:
        follow(page, name)
    return Path(download.value.path()).read_bytes()


def capacities():
    today = Capacity.objects.valid_on(timezone.localdate())
    rows = today.values_list("service__identifier", "amount")
    return {identifier: int(amount) for identifier, amount in rows}


def test_from_the_first_import_to_the_restored_backup(open_page, tmp_path, empty_database):
    registrar = official("registrar", "administrator")
    page = open_page(registrar)

    plan = import_file(page, write_file(tmp_path / "rpss.json", 10))
    assert all(name in plan for name in NAMES.values())
    assert capacities() == dict.fromkeys(NAMES, 10)

    for name in NAMES.values():
        correct_capacity(page, name)
    import_file(page, write_file(tmp_path / "rpss-2.json", 12))
    assert capacities() == dict.fromkeys(NAMES, 11)

    taken, kept, asked = NAMES.values()
    open_difference(page, taken)
    press(page, "Převzít")
    open_difference(page, kept)
    page.get_by_label("Proč necháváme náš údaj").fill(REASON)
    press(page, "Ponechat s důvodem")
    open_difference(page, asked)
    page.get_by_label("Otázka poskytovateli").fill("Kolik míst opravdu máte?")
    press(page, "Poslat otázku")
    assert capacities() == {"9000001": 12, "9000002": 11, "9000003": 11}

    worker = MembershipFactory(provider=Provider.objects.get()).user
    theirs = open_page(worker)
    theirs.get_by_role("link", name="Odpovědět").click()
    theirs.get_by_label("Odpověď").fill("Dvanáct, od ledna.")
    press(theirs, "Odeslat odpověď")

    open_difference(page, asked)
    assert "Dvanáct, od ledna." in page.get_by_role("main").inner_text()
    follow(page, f"{asked} (9000003)")
    follow(page, "Kdo co změnil")
    trace = page.get_by_role("main").inner_text()
    assert all(words in trace for words in ("Zjištěno na místě", registrar.name, "10", "11"))

    page.get_by_role("link", name="Registr", exact=True).first.click()
    follow(page, "Seznam služeb")
    sheet = openpyxl.load_workbook(io.BytesIO(downloaded(page, "XLSX"))).active
    assert {row[1]: row[2] for row in sheet.values if row[1] in NAMES} == NAMES
    table = csv.reader(downloaded(page, "CSV").decode("utf-8-sig").splitlines(), delimiter=";")
    assert {row[1]: row[2] for row in table if row[1] in NAMES} == NAMES

    call_command("backup", tmp_path / "backups")
    restored = manage(empty_database, tmp_path / "data", "restore", str(tmp_path / "backups"))
    assert restored.returncode == 0, restored.stderr
    question = "from providers.models import *; print(Capacity.objects.filter(amount=11).count())"
    counted = manage(empty_database, tmp_path / "data", "shell", "-c", question).stdout.split()[-1]
    assert int(counted) == Capacity.objects.filter(amount=11).count() > 0


def test_the_question_is_an_email_that_the_demo_shows(open_page, tmp_path):
    page = open_page(official("registrar", "administrator"))
    import_file(page, write_file(tmp_path / "rpss.json", 10))
    worker = MembershipFactory(provider=Provider.objects.get()).user
    correct_capacity(page, NAMES["9000002"])
    import_file(page, write_file(tmp_path / "rpss-2.json", 12))
    open_difference(page, NAMES["9000002"])
    page.get_by_label("Otázka poskytovateli").fill("Kolik míst opravdu máte?")
    press(page, "Poslat otázku")

    page.get_by_role("link", name="Můj prostor", exact=True).first.click()
    follow(page, "Pošta ukázky")

    assert worker.email in page.get_by_role("main").inner_text()
    page.get_by_role("main").locator("table a").first.click()
    expect(page.get_by_role("main")).to_contain_text("Kolik míst opravdu máte?")
