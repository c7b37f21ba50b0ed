"""Map, comparison, shortlist and network: accessible and never scrolling sideways."""

import pytest

from sitis.territory.models import Boundary
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ServiceFactory,
    ServiceFormFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Středisko sociálních služeb a denní stacionář svaté Anežky České pro osoby se zdravotním postižením"
SIZES = [(1280, 1), (640, 2), (320, 1)]
PAGES = [
    "/mapa/",
    "/mapa/?orp=6210",
    "/porovnani/?s=9000001&s=9000002&s=9000003&s=9000004",
    "/porovnani/",
    "/vyber/?s=9000001&s=9000002",
    "/vyber/",
    "/sit/",
    "/sit/2026/1/",
    "/sit/2026/1/?pohled=soucty",
    "/sit/2026/1/?pohled=zmeny",
]


@pytest.fixture
def region():
    square = [[17.0, 48.9], [17.3, 48.9], [17.3, 49.1], [17.0, 49.1], [17.0, 48.9]]
    for level, code in (("orp", "6201"), ("orp", "6210"), ("municipality", "586307")):
        Boundary.objects.create(
            level=level,
            code=code,
            geometry={"type": "Polygon", "coordinates": [square]},
            source="–",
        )
    OrpFactory(code="6201", name="Blansko", ruian_code="1")
    version = NetworkVersionFactory(in_force=True, year=2026, number=1)
    for number in range(4):
        service = ServiceFactory(
            identifier=f"{9_000_001 + number}", name=f"{LONG} {number}", provider__name=LONG
        )
        ServiceFormFactory(service=service)
        CapacityFactory(service=service)
        ContactFactory(service=service)
        FacilityFactory(service=service, latitude="49.0", longitude="17.1", name=LONG, street=LONG)
        NetworkItemFactory(network=version, service=service)


@pytest.mark.look
@pytest.mark.parametrize(("width", "scale"), SIZES)
def test_pages_have_no_violation_and_do_not_scroll_sideways(
    browser, live_server, region, axe_violations, browser_context_args, width, scale
):
    context = browser.new_context(
        **browser_context_args,
        viewport={"width": width, "height": 900},
        device_scale_factor=scale,
    )
    page = context.new_page()
    found = {}
    for path in PAGES:
        page.goto(live_server.url + path)
        problems = axe_violations(page)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            problems.append("scrolls sideways")
        if problems:
            found[path] = problems
    context.close()

    assert found == {}
