"""What search engines read: the map of the site, who may read what, structured data in pages."""

import re
from xml.etree import ElementTree

import pytest

from catalog.structured import microdata, of_service
from providers.public import find_service
from tests.catalog.published import DAY, put_in, version_in_force
from tests.factories import ContactFactory, FacilityFactory, ServiceFactory

pytestmark = pytest.mark.django_db
SPACE = {
    "m": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
SITE = "http://127.0.0.1:8000"


def parsed(client, address):
    answer = client.get(address)
    body = b"".join(answer) if answer.streaming else answer.content
    return ElementTree.fromstring(body)


def locations(client, address):
    return [one.text for one in parsed(client, address).iterfind(".//m:loc", SPACE)]


def test_the_map_leads_to_every_page_in_every_language(client):
    service = ServiceFactory()
    put_in(version_in_force(), service)
    hidden = ServiceFactory(is_published=False)

    parts = locations(client, "/sitemap.xml")
    pages = [page for part in parts for page in locations(client, part.removeprefix(SITE))]

    for page in (f"sluzby/{service.identifier}/", f"poskytovatele/{service.provider.ico}/", ""):
        assert {f"{SITE}/{page}", f"{SITE}/en/{page}", f"{SITE}/uk/{page}"} <= set(pages)
    assert not [page for page in pages if hidden.identifier in page]
    assert len(pages) == len(set(pages))
    for page in pages:
        assert client.get(page.removeprefix(SITE)).status_code == 200, page


def test_each_language_names_the_others_and_says_when_it_changed(client):
    service = ServiceFactory()

    rows = parsed(client, "/sitemap-sluzby-1.xml").findall("m:url", SPACE)

    assert len(rows) == 3
    for row in rows:
        others = {link.get("hreflang"): link.get("href") for link in row.findall("x:link", SPACE)}
        assert others == {
            "cs": f"{SITE}/sluzby/{service.identifier}/",
            "en": f"{SITE}/en/sluzby/{service.identifier}/",
            "uk": f"{SITE}/uk/sluzby/{service.identifier}/",
        }
        assert row.find("m:lastmod", SPACE).text.startswith("20")


def test_robots_are_sent_to_the_map_and_away_from_work_places(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert f"Sitemap: {SITE}/sitemap.xml" in lines
    assert "Disallow: /registr/" in lines
    assert "Disallow: /sluzby/" not in lines


def test_pages_say_in_words_of_schema_org_what_they_are_about(client):
    service = ServiceFactory(name='Domov "U lípy" <b>')
    FacilityFactory(service=service, street="Lipová", house_number="4")
    ContactFactory(service=service, value="+420 541 000 001")

    page = client.get(f"/sluzby/{service.identifier}/").content.decode()

    assert 'itemtype="https://schema.org/GovernmentService"' in page
    assert f'itemid="{SITE}/sluzby/{service.identifier}/"' in page
    assert '<meta itemprop="name" content="Domov &quot;U lípy&quot; &lt;b&gt;">' in page
    assert '<meta itemprop="telephone" content="+420 541 000 001">' in page
    assert '<meta itemprop="addressLocality" content="Kyjov">' in page
    page = client.get(f"/poskytovatele/{service.provider.ico}/").content.decode()
    assert 'itemtype="https://schema.org/Organization"' in page


def test_structured_data_hold_only_elements_without_text():
    service = ServiceFactory()
    FacilityFactory(service=service)
    said = microdata(of_service(find_service(service.identifier, DAY)))

    assert re.sub(r"<[^>]*>", "", said) == ""
    assert said.count("<span") == said.count("</span>")
