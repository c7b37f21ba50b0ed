"""The address says the language of a public page; everything else speaks Czech."""

import re

import pytest

from providers.models import InterfaceLanguage
from sitis.languages import translated_routes
from tests.factories import official

pytestmark = pytest.mark.django_db
ALL = ["cs", "en", "uk"]


def lang(page):
    return re.search(r'<html lang="(\w+)"', page.content.decode())[1]


@pytest.mark.parametrize(
    ("address", "language"),
    [
        ("/", "cs"),
        ("/en/", "en"),
        ("/uk/", "uk"),
        ("/en/napoveda/verejnost/", "en"),
        ("/napoveda/", "cs"),
        ("/pristupnost/", "cs"),
    ],
)
@pytest.mark.parametrize("wished", ["cs", "en", "uk;q=0.9", "de"])
def test_the_address_alone_says_the_language(client, address, language, wished):
    client.cookies["django_language"] = wished[:2]

    page = client.get(address, headers={"accept-language": wished})

    assert page.status_code == 200
    assert lang(page) == page["Content-Language"] == language
    assert "Accept-Language" not in page.get("Vary", "")


@pytest.mark.parametrize("wished", ["en", "uk"])
def test_work_pages_are_czech(client, wished):
    client.force_login(official("registrar"))

    for address in ("/prostor/", "/registr/", "/sprava/"):
        page = client.get(address, headers={"accept-language": wished})
        assert (page.status_code, lang(page)) == (200, "cs")
    for address in ("/en/registr/", "/uk/sprava/", "/cs/", "/en/pristupnost/"):
        assert client.get(address).status_code == 404


def test_a_page_that_is_missing_says_so_in_its_language(client):
    assert [lang(client.get(f"{start}neni-zde/")) for start in ("/", "/en/", "/uk/")] == ALL


def test_switch_leads_to_the_same_page_with_its_question(client):
    page = client.get("/en/napoveda/verejnost/", {"q": "péče", "den": "2026-01-31"})
    found = [(one.code, one.url, one.is_current) for one in page.context["languages"]]

    rest = "napoveda/verejnost/?q=p%C3%A9%C4%8De&den=2026-01-31"
    assert found == [
        ("cs", f"/{rest}", False),
        ("en", f"/en/{rest}", True),
        ("uk", f"/uk/{rest}", False),
    ]
    assert [lang(client.get(url)) for _code, url, _current in found] == ALL


def test_pages_in_czech_only_offer_no_other_language(client):
    assert list(client.get("/pristupnost/").context["languages"]) == []
    assert "sprava/" not in translated_routes()


def test_a_translation_is_unofficial_until_somebody_approves_it(client):
    def unofficial():
        return [bool(client.get(start).context["is_unofficial"]) for start in ("/", "/en/", "/uk/")]

    assert unofficial() == [False, True, True]

    InterfaceLanguage.objects.create(language="en", is_approved=True)

    assert unofficial() == [False, False, True]
