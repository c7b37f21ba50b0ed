"""``/``: situations, people, places and kinds lead into the search, each with what it finds."""

import re
from html import unescape

import pytest

from catalog import source
from sitis.territory.models import Boundary
from tests.catalog.test_search_page import NeverReady, names, text
from tests.factories import official

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(client, region):
    region.situation()
    region.service("Péče U řeky")
    region.service("Domov Klid", "home_for_seniors", ("residential",), "584649", ("6211",))
    region.service("Azyl", "shelter", ("residential",), groups=("6",), in_network=False)
    for code, left in (("6210", 0), ("6211", 1)):
        ring = [[17 + left, 49], [18 + left, 49], [18 + left, 50], [17 + left, 49]]
        Boundary.objects.create(
            level="orp", code=code, geometry={"type": "Polygon", "coordinates": [ring]}
        )
    return client


def links(page):
    """Address → words and number beside it, of links into the search."""
    html = page.content.decode()
    found = re.findall(
        r'<a[^>]*href="(/sluzby/\?[^"]+)"[^>]*>(.*?)</a>([^<]*<span[^>]*>[^<]*)?', html
    )
    return {unescape(url): re.sub(r"<[^>]+>", " ", words + rest) for url, words, rest in found}


def test_every_link_finds_as_many_as_it_says(home):
    page = home.get("/")

    found = links(page)
    assert {url.split("?")[1].split("=")[0] for url in found} == {
        *("situace", "skupina", "druh", "orp"),
    }
    counted = {url: re.search(r"\((\d+)\)", words) for url, words in found.items()}
    checked = {
        url: int(count[1]) for url, count in counted.items() if count and "rozsah" not in url
    }
    assert len(checked) > 5
    for url, count in checked.items():
        assert len(names(home.get(url))) == count, url


def test_the_map_and_the_list_beside_it_say_the_same(home):
    html = home.get("/").content.decode()

    drawn = re.findall(r'<a class="map__area"[^>]*href="([^"]+)" aria-label="([^"]+)"', html)
    assert drawn == [
        ("/sluzby/?orp=6210", "Kyjov: 1 služba"),
        ("/sluzby/?orp=6211", "Mikulov: 1 služba"),
    ]
    listed = html.partition('id="uzemi"')[2]
    assert all(f'href="{url}"' in listed for url, _words in drawn)


def test_who_is_in_need_finds_numbers_to_call_and_one_large_box(home):
    html = home.get("/").content.decode()

    assert '<form class="find" method="get" action="/sluzby/" role="search">' in html
    assert 'href="tel:112"' in html
    assert html.index('role="search"') < html.index("Maminka nemůže") < html.index('id="uzemi"')
    assert 'href="/prihlaseni/"' in html
    home.force_login(official("registrar"))
    assert 'href="/prostor/"' in home.get("/").content.decode().partition('id="pro-obce"')[2]


def test_where_no_network_is_in_force_all_registered_services_are_offered(client, region):
    region.service("Azyl", "shelter", in_network=False)

    page = client.get("/")

    assert "V katalogu: 1 služba." in text(page)
    assert links(page)["/sluzby/?druh=shelter&rozsah=vse"].endswith("(1)")


def test_before_the_index_is_there_one_may_search_and_call(client, monkeypatch):
    monkeypatch.setattr(source, "keeper", NeverReady())

    page = client.get("/")

    assert page.status_code == 200
    assert "za chvíli tu bude" in text(page)
    assert 'href="tel:112"' in page.content.decode()


@pytest.mark.parametrize("language", ["en", "uk"])
def test_home_leads_on_in_its_language(home, language):
    html = home.get(f"/{language}/").content.decode()

    assert f'action="/{language}/sluzby/"' in html
    assert f'href="/{language}/sluzby/?situace=maminka"' in html


def test_home_asks_the_database_a_few_times(home, django_assert_max_num_queries):
    home.get("/")

    with django_assert_max_num_queries(3):
        home.get("/")
