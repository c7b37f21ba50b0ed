"""The editor of a section: by keyboard, with a preview, paste, drafts, and without JavaScript."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from planning.models import SectionDraft
from sitis.richtext import from_markdown, to_markdown
from tests.factories import HoldingFactory
from tests.planning.factories import (
    HandInFactory,
    PlanFactory,
    SectionFactory,
    SwotItemFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def section():
    plan = PlanFactory()
    SwotItemFactory(plan=plan)
    return SectionFactory(
        plan=plan, code="uvod", title="Úvod", items=["39a.2.a"], text=from_markdown("Úvodní věta.")
    )


@pytest.fixture
def coordinator(section):
    return HoldingFactory(role="orp_coordinator", orp=section.plan.orp).user


@pytest.fixture
def sign_in(section, coordinator, live_server):
    client = Client()
    client.force_login(coordinator)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value

    def run(context):
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
        context.add_cookies([cookie])
        page = context.new_page()
        path = reverse("planning:section-detail", args=[section.plan_id, section.code])
        page.goto(live_server.url + path)
        return page

    return run


PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "bez úprav");
  document.querySelector("[role=textbox], textarea:not([hidden])").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_text_is_written_by_keyboard_as_it_will_look(section, sign_in, context, axe_violations):
    page = sign_in(context)
    field = page.get_by_role("textbox", name="Text oddílu")
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Druhá je ")
    page.keyboard.press("Control+b")
    page.keyboard.type("důležitá")
    page.keyboard.press("Control+b")
    page.get_by_role("button", name="Poznámka pod čarou").press("Enter")
    page.get_by_label("Znění poznámky").fill("Podle ČSÚ.")
    page.keyboard.press("Enter")
    page.keyboard.type(" a dál")
    page.keyboard.press("Enter")
    page.keyboard.type("Shrnutí")
    page.get_by_role("button", name="Nadpis", exact=True).press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("první")
    page.get_by_role("button", name="Odrážky").press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("druhá")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tabulka", exact=True).press("Enter")
    page.keyboard.type("Obec")
    page.get_by_role("button", name="Přidat řádek").press("Enter")
    page.keyboard.type("Kyjov")
    page.get_by_label("Živý blok").select_option("{{swot}}")
    page.get_by_role("button", name="Vložit blok").press("Enter")
    field.get_by_text("Hustá síť terénních služeb").wait_for()
    page.keyboard.type("Za blokem.")
    page.evaluate(PASTE, '<p class="MsoNormal">Z <b>Wordu</b><script>x()</script></p>')
    page.get_by_text("Vložený text je vyčištěný.").wait_for()
    page.get_by_text("Rozepsaný text uložen v").wait_for()
    draft = SectionDraft.objects.get().text
    assert axe_violations(page) == []
    page.get_by_role("button", name="Uložit").press("Enter")
    page.get_by_text("Oddíl „Úvod“ je uložený.").wait_for()

    first = section.text.split('id="')[1][:10]
    section.refresh_from_db()
    written = to_markdown(section.text)
    assert written.startswith(
        "Úvodní věta. Druhá je **důležitá**^[Podle ČSÚ.] a dál\n\n## Shrnutí\n\n- první\n- druhá\n"
    )
    assert "| Obec | Lůžka |\n| --- | --- |\n| Kyjov |  |" in written
    assert written.endswith("{{swot}}\n\nZa blokem.Z **Wordu**\n")
    assert f'<p id="{first}">Úvodní věta.' in section.text
    assert "Kyjov" in draft
    assert not SectionDraft.objects.exists()


def test_the_same_text_is_written_with_signs_and_as_it_looks(section, sign_in, context):
    page = sign_in(context)
    signs = page.get_by_role("button", name="Psát se značkami")
    signs.press("Enter")
    area = page.locator("textarea")
    area.wait_for()
    area.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n## Nadpis\n\nDruhá věta je ")
    page.keyboard.press("Control+b")
    page.keyboard.type("důležitá")
    page.keyboard.press("Control+End")
    page.get_by_label("Živý blok").select_option("{{swot}}")
    page.get_by_role("button", name="Vložit blok").press("Enter")
    page.get_by_role("button", name="Živý náhled").press("Enter")
    preview = page.get_by_role("region", name="Živý náhled")
    preview.get_by_text("Hustá síť terénních služeb").wait_for()
    written = area.input_value()
    signs.press("Enter")
    field = page.get_by_role("textbox", name="Text oddílu")
    field.get_by_text("Hustá síť terénních služeb").wait_for()
    assert field.locator("h2", has_text="Nadpis").count() == 1
    page.get_by_role("button", name="Odebrat blok").press("Enter")
    signs.press("Enter")
    area.wait_for()

    assert written.rstrip().endswith("Druhá věta je **důležitá**\n\n{{swot}}")
    assert area.input_value().rstrip() == written.replace("{{swot}}", "").rstrip()


def test_without_javascript_one_writes_previews_and_saves(section, sign_in, browser):
    context = browser.new_context(
        java_script_enabled=False, locale="cs-CZ", viewport={"width": 320, "height": 700}
    )
    page = sign_in(context)
    assert page.get_by_role("button", name="Tučně").count() == 0
    page.get_by_label("Text oddílu").fill("Jiná věta.\n\n{{swot}}")
    page.get_by_role("button", name="Ukázat náhled").click()
    expect(page.get_by_text("Hustá síť terénních služeb")).to_have_count(1)
    page.get_by_label("Oddíl je hotový").check()
    page.get_by_role("button", name="Uložit").click()
    page.get_by_text("je uložený").wait_for()

    section.refresh_from_db()
    assert to_markdown(section.text).startswith("Jiná věta.")
    assert section.is_ready
    context.close()


def write(page, text):
    page.get_by_role("textbox", name="Text oddílu").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def texts():
    return list(SectionDraft.objects.values_list("text", flat=True))


def test_letter_typed_beside_an_older_draft_loses_neither(section, coordinator, sign_in, context):
    SectionDraft.objects.create(
        section=section, user=coordinator, base_version=1, text="Dvě stránky."
    )
    page = sign_in(context)
    write(page, " A")
    page.get_by_text("máte ještě jiný neuložený text").wait_for()
    beside = texts()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Pokračovat v něm").click(no_wait_after=True)
    page.get_by_role("button", name="Uložit").click()
    page.get_by_text("Oddíl „Úvod“ je uložený.").wait_for()
    page.get_by_role("link", name="Pokračovat v něm").click()
    field = page.get_by_role("textbox", name="Text oddílu")
    field.get_by_text("Dvě stránky.").wait_for()

    section.refresh_from_db()
    assert beside == ["Dvě stránky."]
    assert asked == ["beforeunload"]
    assert to_markdown(section.text) == "Úvodní věta. A\n"


def test_saving_waits_for_the_draft_that_is_on_its_way(section, sign_in, context):
    page = sign_in(context)

    def save_before_the_answer(route):
        answer = route.fetch()
        page.get_by_role("button", name="Uložit").click()
        route.fulfill(response=answer)

    page.route("**/rozepsane/", save_before_the_answer)
    write(page, " Druhá.")
    page.get_by_text("Oddíl „Úvod“ je uložený.").wait_for()

    section.refresh_from_db()
    assert to_markdown(section.text) == "Úvodní věta. Druhá.\n"
    assert page.get_by_text("Máte neuložený text").count() == 0
    assert texts() == []


def test_what_is_typed_later_goes_into_the_same_draft(section, sign_in, context):
    page = sign_in(context)
    for text in [" Druhá.", " Třetí."]:
        with page.expect_response("**/rozepsane/") as answer:
            write(page, text)
        assert answer.value.ok

    assert texts() == ["Úvodní věta. Druhá. Třetí.\n"]


def test_part_handed_in_while_one_types_is_told_and_the_text_stays(
    section, sign_in, context, axe_violations
):
    page = sign_in(context)
    HandInFactory(plan=section.plan, deliverable="text", state="handed_in")
    write(page, " Druhá.")
    page.get_by_role("status").filter(has_text="Tato část už je odevzdaná.").wait_for()
    kept = texts()
    write(page, " Třetí.")
    page.get_by_role("button", name="Uložit").click()
    page.get_by_role("alert").filter(has_text="Tato část už je odevzdaná.").wait_for()
    mine = page.get_by_role("region", name="Neuložený text")

    assert kept == ["Úvodní věta. Druhá.\n"]
    assert "Úvodní věta. Druhá. Třetí." in mine.inner_text()
    assert texts() == ["Úvodní věta. Druhá. Třetí.\n"]
    assert axe_violations(page) == []


def test_who_was_signed_out_and_who_may_not_write_are_told_apart(
    section, coordinator, sign_in, context
):
    page = sign_in(context)
    coordinator.holdings.all().delete()
    HoldingFactory(user=coordinator, role="auditor")
    write(page, " Druhá.")
    page.get_by_text("Oddíl teď nesmíte měnit.").wait_for()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    write(page, " Třetí.")
    page.get_by_text("Přihlášení vypršelo.").wait_for()

    assert texts() == []
