"""``/mapa/``: places of the services that the same question finds at ``/sluzby/``."""

import re

import pytest

from sitis.territory.models import Boundary
from tests.factories import (
    FacilityFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    OrpFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
SQUARE = [[17.0, 48.9], [17.3, 48.9], [17.3, 49.1], [17.0, 49.1], [17.0, 48.9]]


@pytest.fixture
def region():
    """One ORP with two municipalities; a service with two places in one, another with no point."""
    for level, code in (
        ("orp", "6201"),
        ("orp", "6210"),
        ("municipality", "586307"),
        ("municipality", "586081"),
    ):
        Boundary.objects.create(
            level=level,
            code=code,
            geometry={"type": "Polygon", "coordinates": [SQUARE]},
            source="–",
        )
    OrpFactory(code="6201", name="Blansko", ruian_code="1")
    version = NetworkVersionFactory(in_force=True)
    kyjov = MunicipalityFactory()
    bzenec = MunicipalityFactory(code="586081", name="Bzenec", latitude="48.97", longitude="17.26")
    home = ServiceFactory(name="Domov u řeky", identifier="9000001")
    for latitude in ("49.011111", "49.022222"):
        FacilityFactory(service=home, municipality=kyjov, latitude=latitude, longitude="17.1")
    club = ServiceFactory(name="Klub", identifier="9000002")
    FacilityFactory(service=club, municipality=bzenec)
    hidden = ServiceFactory(name="Azylový dům", identifier="9000003")
    FacilityFactory(service=hidden, municipality=bzenec, is_address_hidden=True)
    for service in (home, club, hidden):
        NetworkItemFactory(network=version, service=service)


def page_of(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_region_counts_services_by_orp_and_by_municipality(client, region):
    page = page_of(client, "/mapa/")

    assert "<strong>2 služby</strong>" in page
    assert 'aria-label="Kyjov: 1 služba"' in page
    assert 'aria-label="Bzenec: 1 služba"' in page
    assert 'href="?orp=6210"' in page
    assert "Dalším nalezeným službám (1 služba)" in page


def test_one_orp_shows_places_and_lists_what_stands_where(client, region):
    page = page_of(client, "/mapa/?orp=6210")

    assert page.count('aria-label="Domov u řeky, Kyjov"') == 2
    assert page.count('aria-label="Klub, Bzenec"') == 1
    assert re.search(r'id="obec-586081">Bzenec.*?href="/sluzby/9000002/">Klub', page, re.DOTALL)
    assert "U 1 služby známe jen obec" in page


def test_a_hidden_place_is_nowhere_on_the_map(client, region):
    for path in ("/mapa/", "/mapa/?orp=6210", "/mapa/?obec=586081", "/mapa/?q=azylovy"):
        assert "Azylový dům" not in page_of(client, path), path


def test_the_map_answers_the_same_question_as_the_list(client, region):
    page = page_of(client, "/mapa/?q=klub&druh=home_care")

    assert "<strong>1 služba</strong>" in page
    assert "/sluzby/?q=klub&amp;druh=home_care" in page


def test_a_question_without_a_place_says_what_to_do(client, region):
    assert "Na mapě není co ukázat" in page_of(client, "/mapa/?q=azylovy")


def test_without_boundaries_the_list_stays(client, region):
    Boundary.objects.all().delete()

    page = page_of(client, "/mapa/?orp=6210")

    assert '<svg class="map__drawing' not in page
    assert "Domov u řeky" in page


@pytest.mark.parametrize(
    "query", ["orp=1", "okres=x", "obec=999999", "den=2026-99-99", "strana=-1"]
)
def test_what_means_nothing_is_left_out_and_said(client, region, query):
    page = page_of(client, f"/mapa/?{query}")

    assert "Něčemu v adrese stránky nerozumíme" in page
    assert "<strong>2 služby</strong>" in page


@pytest.mark.parametrize("path", ["/mapa/", "/mapa/?orp=6210"])
def test_the_number_of_queries_does_not_grow_with_places(
    client, region, path, django_assert_max_num_queries
):
    client.get("/mapa/")  # the index of the day is there
    for number in range(20):
        FacilityFactory(
            service__identifier=f"{9_100_000 + number}", latitude="49.0", longitude="17.1"
        )
    client.get("/mapa/")

    with django_assert_max_num_queries(6):
        page_of(client, path)


def test_another_day_says_so(client, region):
    assert "Díváte se do minulosti" in page_of(client, "/mapa/?den=2026-01-05")
