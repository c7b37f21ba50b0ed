"""Somebody looks for help by keyboard alone (journey J8, steps 1 to 5); the pages serve everybody."""

import re
from datetime import date, time

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from providers.models import OutdatedReport
from tests.catalog.conftest import Region

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDTHS = [(1280, 1), (640, 2), (320, 1)]
LONGEST = (
    "Středisko komplexní sociální péče a podpory rodin s dětmi Přeštěníčkovo-Nejkulaťoučkovo "
    "ve Velké nad Veličkou a v okolních obcích"
)


@pytest.fixture
def region(transactional_db):
    region = Region()
    region.situation()
    for number, name in enumerate(("Péče U řeky", "Péče Na kopci", "Péče bez víkendu")):
        service = region.service(
            name, town="584649", orps=("6211",), identifier=f"900000{number}",
            phone="541 000 001",
        )  # fmt: skip
        region.vacancy(service, 2, localdate())
        if number < 2:
            region.opens(service, 6, time(8), time(12))
    region.service(LONGEST, identifier="9000007", groups=("6",))
    region.service("Skončila", identifier="9000009", provided_to=date(2024, 6, 30))
    return region


def tab_to(page, selector, presses=150):
    """Press Tab until ``selector`` is under the keyboard."""
    for _ in range(presses):
        page.keyboard.press("Tab")
        if page.evaluate("one => document.activeElement.matches(one)", selector):
            return
    raise AssertionError(f"{selector} is not reached by keyboard")


def test_a_daughter_finds_help_by_keyboard_alone(region, page, live_server):
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url)
    tab_to(page, "#q", 20)
    page.keyboard.type("maminka nemůže být sama doma mikulov")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sluzby/?*")
    status = page.locator("[role=status][aria-live=polite]")
    assert "Našli jsme 3 služby." in status.inner_text()

    for name in ("volno", "vikend"):
        tab_to(page, f"input[name={name}]")
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**vikend=1**")
    assert "Našli jsme 2 služby." in status.inner_text()
    tab_to(page, ".hits .hit__name a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sluzby/900000\d/$"))
    detail = page.url

    tab_to(page, 'a[href="tel:+420541000001"]')
    assert "2 volná místa" in page.locator(".service__contact").inner_text()
    assert "sobota" in page.locator("main").inner_text()
    tab_to(page, "button[name=pridat]")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=odebrat]")
    tab_to(page, 'a[href^="/porovnani/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/porovnani/?*")
    assert page.locator(".compare__provider").count() == 3
    assert page.pdf(format="A4").startswith(b"%PDF")

    page.goto(detail)
    tab_to(page, 'a[href$="/neaktualni/"]')
    page.keyboard.press("Enter")
    page.wait_for_url("**/neaktualni/")
    tab_to(page, "input[name=part]")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name=text]")
    page.keyboard.type("Telefon je jiný.")
    tab_to(page, "main form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hlaseni/**")
    assert OutdatedReport.objects.get().text == "Telefon je jiný."


ADDRESSES = [
    "/",
    "/sluzby/",
    "/sluzby/?q=pečovatelsaká+mikulov&druh=home_care&volno=1&obec=584649&xyz=1",
    "/sluzby/?q=řeky&druh=shelter",
    "/sluzby/?den=2025-05-05&rozsah=vse",
    "/sluzby/?situace=maminka",
    "/sluzby/9000000/",
    "/sluzby/9000007/",
    "/sluzby/9000009/",
    "/en/sluzby/9000000/",
]


@pytest.mark.look
@pytest.mark.parametrize(("width", "scale"), WIDTHS)
def test_pages_have_no_violation_and_do_not_scroll_sideways(
    region, new_context, live_server, axe_violations, width, scale
):
    provider = region.service("Poradna", "social_counselling").provider
    context = new_context(viewport={"width": width, "height": 900}, device_scale_factor=scale)
    page = context.new_page()
    for address in (*ADDRESSES, f"/poskytovatele/{provider.ico}/"):
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        assert page.evaluate(TOO_WIDE) <= 0, address
        assert axe_violations(page) == [], address


def test_the_pages_need_no_script(region, new_context, live_server):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/sluzby/")
    page.locator("input[name=volno]").check()
    page.get_by_role("button", name="Zobrazit služby").click()

    expect(page.locator(".hits .hit")).to_have_count(3)
