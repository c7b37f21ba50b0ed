"""A person comes by a link, chooses a password and a second factor; with scripts and without."""

import re

import pytest
from django.core import mail
from django.core.cache import cache

from sitis.accounts.models import User
from tests.accounts.test_entrance import code_for
from tests.factories import OrpFactory, official

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Zelená lampa svítí 7"
PAGES = ["/prostor/", "/ucet/", "/lide/", "/lide/pozvat/", "/lide/pozvat/hromadne/"]


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request, browser, browser_context_args):
    cache.clear()
    context = browser.new_context(**browser_context_args, java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def send(page):
    page.click("main form button[type=submit]")


def sign_in(page, live_server, email, password):
    page.goto(live_server.url + "/prihlaseni/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    send(page)


def test_from_the_invitation_to_the_second_factor(page, live_server, settings):
    settings.SITE_URL = live_server.url
    OrpFactory()
    administrator = official("administrator")
    sign_in(page, live_server, administrator.email, "heslo pro zkoušky")

    page.goto(live_server.url + "/lide/")
    page.click("text=Pozvat člověka")
    page.check("text=koordinátor ORP")
    send(page)
    page.fill("[name=name]", "Žofie Nová")
    page.fill("[name=email]", "zofie@orp.example")
    page.select_option("[name=orp]", "6210")
    send(page)
    assert "Pozvánka je odeslána: Žofie Nová" in page.inner_text("body")
    page.click("text=Odhlásit se")

    page.goto(re.search(r"http\S+/pozvanka/\S+/", mail.outbox[-1].body).group())
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=password_again]", PASSWORD)
    send(page)
    assert "Dobrý den, Žofie Nová" in page.inner_text("h1")
    page.click("text=Odhlásit se")

    sign_in(page, live_server, "zofie@orp.example", PASSWORD)
    page.goto(live_server.url + "/ucet/druhy-faktor/")
    page.click("text=Nastavit ověřovací aplikaci")
    assert page.get_by_alt_text("Kód QR pro ověřovací aplikaci").bounding_box()["width"] > 150
    page.fill("[name=code]", code_for(page.inner_text("code")))
    send(page)
    spare = page.locator(".codes code").all_inner_texts()
    assert len(spare) == 10
    page.click("text=Odhlásit se")

    sign_in(page, live_server, "zofie@orp.example", PASSWORD)
    assert "Druhý krok přihlášení" in page.inner_text("h1")
    page.fill("[name=code]", spare[0])
    send(page)
    assert "Dobrý den, Žofie Nová" in page.inner_text("h1")


def test_the_bar_of_borrowed_eyes_leads_back(page, live_server):
    person = official("registrar")
    User.objects.filter(pk=person.pk).update(name="Petr Hleděný")
    administrator = official("administrator")
    sign_in(page, live_server, administrator.email, "heslo pro zkoušky")

    page.goto(f"{live_server.url}/lide/{person.pk}/")
    page.click("text=Podívat se očima této osoby")
    seen = page.inner_text("body")
    page.goto(live_server.url + "/ucet/upravit/")
    page.fill("main [name=name]", "Změněné Jméno")
    page.click("main form button[type=submit]")
    refused = page.inner_text("h1")
    page.click("text=Ukončit prohlížení")

    assert "Díváte se očima osoby Petr Hleděný" in seen
    assert refused == "Při prohlížení nelze nic měnit"
    assert page.inner_text("h1") == "Petr Hleděný"
    assert User.objects.get(pk=person.pk).name == "Petr Hleděný"


@pytest.mark.look
@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_people_fit_and_pass_the_check(browser, live_server, axe_violations, width):
    cache.clear()
    administrator = official("administrator")
    User.objects.filter(pk=administrator.pk).update(name="Nejdelší " + "Příjmení" * 12)
    page = browser.new_page(viewport={"width": width, "height": 800}, locale="cs-CZ")
    page.goto(live_server.url + "/prihlaseni/")
    found = {"/prihlaseni/": axe_violations(page)}
    sign_in(page, live_server, administrator.email, "heslo pro zkoušky")
    wide = {}
    for address in [*PAGES, f"/lide/{administrator.pk}/", f"/lide/{administrator.pk}/predat/"]:
        page.goto(live_server.url + address)
        found[address] = axe_violations(page)
        wide[address] = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert {address: lines for address, lines in found.items() if lines} == {}
    assert {address: pixels for address, pixels in wide.items() if pixels > width} == {}
