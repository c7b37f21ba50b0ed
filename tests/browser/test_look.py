"""Pages as people meet them: wide, on a phone, enlarged, by keyboard, without JavaScript."""

import pytest
from playwright.sync_api import expect

from sitis import help_pages
from sitis.versions import save_version
from tests.factories import FacilityFactory, ServiceFactory, official

pytestmark = [
    pytest.mark.browser,
    pytest.mark.look,
    pytest.mark.django_db(transaction=True),
]

WIDE, PHONE, ENLARGED = 1280, 320, 640  # 640 px at scale 2 is 1,280 px enlarged to 200 %
PUBLIC = [
    "/",
    "/napoveda/",
    *(f"/napoveda/{slug}/" for slug in help_pages.TOPICS),
    "/pristupnost/",
    "/osobni-udaje/",
    "/prihlaseni/",
    "/neni/tady/",
]
SERVICE = "/sprava/providers/service/"
SIGNED_IN = [
    "/napoveda/vzory/",
    "/prostor/",
    "/registr/",
    "/registr/sluzby/",
    "/registr/importy/",
    "/registr/rozdily/",
    "/lide/",
    "/sprava/",
    "/sprava/sitis/notice/add/",
    SERVICE,
    f"{SERVICE}import/",
    "{service}change/",
    "{service}history/",
]
PUBLIC_PARTS = [
    *(".languages", ".footer__columns", ".band", ".find__input", ".tile", ".crisis"),
    *(".links-in-columns", ".as-of", ".hit", ".hit__phone", ".free--free", ".free--full"),
    *(".compare-bar", ".active-filters", ".nothing", ".map__area", ".map__circle"),
    *(".place-list", ".reach-out__phone", ".price--free", ".places", ".hours__table"),
    *(".steps", ".others", ".verified", ".verified--stale", ".compare", ".sheet__qr"),
]
LONG = "Středisko komplexní sociální péče a podpory rodin s dětmi ve Velké nad Veličkou " * 2
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def session(client, live_server):
    """The cookie of a signed-in official."""
    client.force_login(official("registrar", "administrator"))
    value = client.cookies["sessionid"].value
    return {"name": "sessionid", "value": value, "url": live_server.url}


@pytest.fixture
def open_at(new_context, live_server):
    """Opens an address at a width; what the browser complains of fails the test."""

    def open_page(address, width=WIDE, cookie=None, **options):
        context = new_context(viewport={"width": width, "height": 800}, **options)
        if cookie:
            context.add_cookies([cookie])
        page = context.new_page()
        page.complaints, page.requests = [], []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.requests.append(request.url))
        page.goto(live_server.url + address)
        page.complaints = [one for one in page.complaints if "status of 404" not in one]
        return page

    return open_page


def check(page, axe_violations, live_server):
    assert page.complaints == []
    assert [one for one in page.requests if not one.startswith(live_server.url)] == []
    assert page.evaluate(TOO_WIDE) <= 0
    assert axe_violations(page) == []


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages(open_at, axe_violations, live_server, address):
    page = open_at(address)
    check(page, axe_violations, live_server)

    for width in (PHONE, ENLARGED):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(TOO_WIDE) <= 0, width


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("address", SIGNED_IN)
def test_work_places(open_at, axe_violations, live_server, session, address, width):
    """With one service of the longest name."""
    service = ServiceFactory(name=LONG.strip(), provider__name=LONG.strip())
    FacilityFactory(service=service)
    save_version(service, by=official())
    address = address.format(service=f"{SERVICE}{service.pk}/")

    check(open_at(address, width, session), axe_violations, live_server)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_patterns_are_photographed(open_at, session, tmp_path, width):
    page = open_at("/napoveda/vzory/", width, session)

    photo = page.screenshot(path=tmp_path / f"vzory-{width}.png", full_page=True)

    assert len(photo) > 50_000
    for part in (
        ".gov-button",
        ".gov-message",
        ".gov-tag",
        ".table-frame",
        ".table--cards",
        ".pages",
        ".filters",
        ".chosen",
        ".empty",
        ".facts",
        ".boxes",
        ".counts",
        ".fold",
        ".timeline",
        "progress",
        ".errors",
        ".gov-form-message",
        "input[type=file]",
        "input[type=radio]",
        "form.form select",
        "textarea",
        *PUBLIC_PARTS,
    ):
        assert page.locator(part).first.is_visible(), part


def test_phone_has_room_for_a_finger_at_every_number(open_at, session):
    page = open_at("/napoveda/vzory/", PHONE, session)

    for link in page.locator(".as-public a[href^='tel:'], .quiet, .hit__compare").all():
        assert link.bounding_box()["height"] >= 24, link.inner_text()


@pytest.mark.urls("tests.sitis.test_pages")
@pytest.mark.parametrize("address", ["/divne/", "/odmitnuto/", "/rozbite/"])
def test_pages_of_errors(open_at, axe_violations, session, address):
    page = open_at(address, cookie=session)

    assert page.locator("h1").count() == 1
    assert axe_violations(page) == []
    page.set_viewport_size({"width": PHONE, "height": 800})
    assert page.evaluate(TOO_WIDE) <= 0


def test_wide_table_scrolls_in_its_own_frame_and_says_so(open_at, session):
    page = open_at("/napoveda/vzory/", PHONE, session)

    frame = page.locator(".table-frame").first
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert page.locator(".table-hint").first.is_visible()
    assert frame.get_attribute("tabindex") == "0"


def test_filters_fold_on_a_phone_and_stand_open_on_a_wide_screen(open_at, session):
    page = open_at("/napoveda/vzory/", PHONE, session)
    field = page.locator("#pattern-state")
    assert not field.is_visible()
    page.locator(".filters > summary").first.click()
    expect(field).to_be_visible()

    wide = open_at("/napoveda/vzory/", WIDE, session, java_script_enabled=False)
    assert wide.locator("#pattern-state").is_visible()
    assert wide.locator(".facet__value").first.is_visible()


def test_keyboard_meets_the_skip_link_first_then_every_link(open_at, live_server):
    page = open_at("/pristupnost/")

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Přeskočit na obsah"
    assert skip.bounding_box()["y"] >= 0

    seen = []
    for _ in range(page.locator("a").count() - 1):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        seen.append(focused.get_attribute("href"))
        assert focused.evaluate("one => parseFloat(getComputedStyle(one).outlineWidth)") >= 2
    assert seen == page.locator("a:not(.skip)").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )


def test_skip_link_moves_the_keyboard_to_the_content(open_at):
    page = open_at("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(":focus")).to_have_id("obsah")


@pytest.mark.parametrize("address", ["/", "/napoveda/", "/pristupnost/", "/osobni-udaje/"])
def test_pages_need_no_javascript(open_at, address):
    page = open_at(address, java_script_enabled=False)

    assert page.locator("h1").is_visible()
    page.locator("footer a", has_text="Nápověda").click()
    expect(page.locator("h1")).to_have_text("Nápověda")


def test_forced_colours_keep_frames_of_buttons_and_states(open_at, session):
    page = open_at("/napoveda/vzory/", cookie=session, forced_colors="active")

    for part in (".gov-button", ".gov-tag", ".gov-message", ".gov-form-input > .element"):
        width = page.locator(part).first.evaluate(
            "one => parseFloat(getComputedStyle(one).borderTopWidth)"
        )
        assert width >= 1, part


def test_paper_leaves_out_what_one_clicks(open_at, session):
    page = open_at("/napoveda/vzory/", cookie=session)

    page.emulate_media(media="print")

    for part in (".nav", ".person", ".filters", ".pages"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator("table").first.is_visible()
