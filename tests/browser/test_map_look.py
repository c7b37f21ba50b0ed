"""Maps of the public catalogue as people meet them: by keyboard, on a phone, in forced colours."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines

from tests.browser.test_look import PHONE, TOO_WIDE, WIDE, open_at  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGE = '{% extends "base_public.html" %}{% block content %}<h1>Zkouška</h1>{% include part %}{% endblock %}'


@pytest.fixture
def show(open_at, live_server, rf):  # noqa: F811
    """A public page that holds one part, with material of the test."""

    def shown(part, material, width=WIDE, **options):
        request = rf.get("/")
        request.user = AnonymousUser()
        html = engines["django"].from_string(PAGE).render(material | {"part": part}, request)
        page = open_at("/pristupnost/", width, **options)
        page.route(
            "**/zkouska/",
            lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"),
        )
        page.goto(f"{live_server.url}/zkouska/")
        return page

    return shown


AREAS = {
    "map": {
        "title": "Mapa",
        "view_box": "0 0 1000 400",
        "areas": [
            {
                "path": "M0 0l500 0 0 400-500 0z",
                "url": "#kyjov",
                "name": "Kyjov",
                "name_lines": [("Kyjov", 200)],
                "count": 5,
                "count_words": "5 služeb",
                "x": 250,
                "y": 221,
            }
        ],
        "circles": [{"x": 700, "y": 200, "r": 20.5, "url": "#vracov", "title": "Vracov: 2 služby"}],
    },
    "with_names": True,
    "list_id": "obsah",
}


def test_keyboard_walks_the_map_and_sees_where_it_is(show):
    page = show("catalog/_map.html", AREAS)
    area, circle = page.get_by_role("link", name="Kyjov: 5 služeb"), page.locator(".map__circle")
    plain = area.locator("path").evaluate("one => getComputedStyle(one).strokeWidth")

    page.locator(".map__skip").focus()
    assert page.locator(".map__skip").bounding_box()["width"] > 100
    page.keyboard.press("Tab")

    assert area.evaluate("one => one === document.activeElement")
    assert area.locator("path").evaluate("one => getComputedStyle(one).strokeWidth") != plain
    page.keyboard.press("Enter")
    assert page.url.endswith("#kyjov")
    page.keyboard.press("Tab")
    assert circle.evaluate("one => one === document.activeElement")


def test_names_that_a_phone_could_not_show_are_left_to_the_list(show):
    wide, phone = show("catalog/_map.html", AREAS), show("catalog/_map.html", AREAS, PHONE)

    assert wide.locator(".map__name").first.is_visible()
    assert not phone.locator(".map__name").first.is_visible()
    assert phone.locator(".map__count").first.bounding_box()["height"] >= 12
    assert phone.evaluate(TOO_WIDE) <= 0


def test_forced_colours_keep_borders_of_the_map(show):
    page = show("catalog/_map.html", AREAS, forced_colors="active")

    painted = page.locator(".map__area path").first.evaluate(
        "one => [getComputedStyle(one).fill, getComputedStyle(one).stroke]"
    )

    assert painted[0] != painted[1]
