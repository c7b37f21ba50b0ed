"""A provider keeps its page, the region accepts it, the public reports: with a browser and by axe."""

import os
from datetime import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from providers.actions import upkeep
from providers.models import (
    OpeningHours,
    OutdatedReport,
    Proposal,
    ServiceText,
    Verification,
    page_of,
)
from tests.factories import (
    ContactFactory,
    FacilityFactory,
    FormFactory,
    MembershipFactory,
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
def service(transactional_db):
    cache.clear()
    row = ServiceFactory(name="Pečovatelská služba Kyjov", identifier="9000777")
    ServiceFormFactory(service=row)
    FacilityFactory(service=row)
    ServiceText.objects.create(
        service=row, slot="what", text="Přijdeme pomoci s hygienou a jídlem."
    )
    for weekday in range(1, 6):
        OpeningHours.objects.create(
            service=row, form=FormFactory(), weekday=weekday, opens=time(8), closes=time(16)
        )
    ContactFactory(service=row, value="+420 541 111 111")
    return row


@pytest.fixture
def worker(service):
    return MembershipFactory(provider=service.provider, user__name="Tomáš Pracovník").user


@pytest.fixture
def open_page(new_context, live_server, client):
    def opened(address, user=None, width=WIDE, **options):
        context = new_context(viewport={"width": width, "height": 900}, **options)
        if user is not None:
            client.force_login(user)
            value = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(f"{said.text} {said.location}"))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    return opened


PAGE = "/registr/sluzby/9000777/verejne/"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_is_edited_sent_and_accepted(service, worker, open_page, scripts):
    page = open_page(PAGE, worker, java_script_enabled=scripts)
    page.get_by_label("Co služba dělá").fill("Přijdeme pomoci s jídlem, úklidem a nákupem.")
    page.get_by_role("button", name="Uložit rozepsané a přidat řádky provozní doby").click()
    row = page.get_by_role("group", name="Další řádek provozní doby").first
    row.get_by_label("so", exact=True).check()
    row.get_by_label("Od", exact=True).fill("9.00")
    row.get_by_label("Do", exact=True).fill("12.00")
    page.get_by_role("button", name="Odeslat kraji").click()
    page.get_by_text("Návrh je odeslaný kraji").wait_for()

    desk = open_page("/prostor/", official("registrar"), java_script_enabled=scripts)
    desk.locator("li", has_text="Návrhy veřejných údajů od poskytovatelů").get_by_role(
        "link", name="Rozhodnout"
    ).first.click()
    desk.get_by_role("link", name="Pečovatelská služba Kyjov").click()
    expect(desk.locator("ins").first).to_contain_text("úklidem a nákupem.")
    desk.get_by_role("button", name="Přijmout a zveřejnit").click()
    desk.get_by_text("Návrh je přijatý a zveřejněný").wait_for()

    said = page_of(service, timezone.localdate())
    assert said["texts"]["what"].endswith("úklidem a nákupem.")
    assert [row["days"] for row in said["hours"]] == [[1, 2, 3, 4, 5], [6]]
    public = open_page("/sluzby/9000777/", java_script_enabled=scripts)
    assert "úklidem a nákupem." in public.locator("main").inner_text()
    assert page.complaints == desk.complaints == []


def test_somebody_reports_by_keyboard_alone_and_reads_the_answer(service, worker, open_page):
    page = open_page("/sluzby/9000777/neaktualni/")
    page.get_by_role("radio", name="provozní doba").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("V pátek bylo zavřeno.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Děkujeme. Hlášení má poskytovatel").wait_for()
    address = page.url

    desk = open_page("/registr/hlaseni/", worker)
    desk.get_by_role("link", name=OutdatedReport.objects.get().number).click()
    expect(desk.locator("main")).to_contain_text("V pátek bylo zavřeno.")
    desk.get_by_label("Stav").select_option("mended")
    desk.get_by_label("Odpověď").fill("V pátek zavíráme ve dvě, opravili jsme to.")
    desk.get_by_role("button", name="Uložit odpověď").click()
    desk.get_by_text("Odpověď je uložená").wait_for()

    page.goto(address)
    said = page.locator("main").inner_text()
    assert "opraveno" in said
    assert "zavíráme ve dvě" in said
    assert "bylo zavřeno" not in said
    assert page.complaints == desk.complaints == []


@pytest.fixture
def states(service, worker):
    """A proposal that clashes with the page, and reports; addresses by name."""
    today = timezone.localdate()
    base = page_of(service, today)
    content = {**base, "texts": {"what": "Nový text o úklidu.", "price": "Hodina stojí 145 Kč."}}
    content["contacts"] = [{**base["contacts"][0], "note": "volejte ráno"}]
    proposal = upkeep.save_draft(service, None, content, base, by=worker)
    upkeep.send(proposal, by=worker)
    ServiceText.objects.update(text="Úředník mezitím opravil překlep.")
    Verification.objects.create(service=service, verified_on=today)
    report = OutdatedReport.objects.create(service=service, part="hours", text="Zavřeno.")
    later = ServiceFactory(provider=service.provider, identifier="9000778")
    ServiceFormFactory(service=later)
    ServiceFactory(provider=service.provider)
    return {
        "worker": {
            "page-sent": PAGE,
            "page-new": "/registr/sluzby/9000778/verejne/?hodin=2",
            "own": "/registr/overeni/",
            "reports": "/registr/hlaseni/",
            "report": f"/registr/hlaseni/{report.pk}/",
        },
        "official": {
            "proposals": "/registr/navrhy/",
            "proposal": proposal.get_absolute_url(),
            "page": PAGE,
            "unverified": "/registr/overeni/",
            "nothing": "/registr/navrhy/?stav=accepted",
        },
        "": {
            "add": "/sluzby/9000777/neaktualni/",
            "add-en": "/en/sluzby/9000777/neaktualni/",
            "state": f"/hlaseni/{report.key}/",
        },
    }


@pytest.mark.look
@pytest.mark.parametrize(("width", "scale"), [(WIDE, 1), (640, 2), (PHONE, 1)])
def test_pages_of_the_upkeep_serve_everybody(
    service, worker, states, open_page, axe_violations, width, scale
):
    people = {"worker": worker, "official": official("registrar"), "": None}
    found = {}
    for who, addresses in states.items():
        page = open_page("/napoveda/", people[who], width, device_scale_factor=scale)
        site = page.url.removesuffix("/napoveda/")
        for name, address in addresses.items():
            page.goto(site + address)
            if PHOTOS:
                page.screenshot(path=str(Path(PHOTOS) / f"{name}-{width}.png"), full_page=True)
            found[who, name] = axe_violations(page), max(0, page.evaluate(TOO_WIDE))

    assert found == {(who, name): ([], 0) for who, names in states.items() for name in names}


def test_a_wrong_form_says_where_and_keeps_what_was_typed(
    service, worker, open_page, axe_violations
):
    page = open_page(PAGE, worker)
    page.get_by_label("Od", exact=True).first.fill("8.oo")
    page.get_by_role("button", name="Odeslat kraji").click()

    summary = page.get_by_role("alert")
    summary.get_by_role("link").first.click()

    assert page.evaluate("document.activeElement.value") == "8.oo"
    assert Proposal.objects.get().state == "draft"
    assert axe_violations(page) == []
