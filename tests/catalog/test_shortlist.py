"""``/vyber/`` and ``/porovnani/``: a choice kept in the visitor's browser, printed, compared."""

import re

import pytest

from catalog.shortlist import COOKIE, MOST
from tests.factories import CapacityFactory, ContactFactory, FacilityFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    first = ServiceFactory(name="Domov u řeky", identifier="9000001")
    ContactFactory(service=first, value="541 000 001")
    FacilityFactory(service=first, street="Náměstí", house_number="3", postal_code="69701")
    return first, ServiceFactory(name="Poradna na rohu", identifier="9000002")


def test_a_service_is_added_and_taken_out_and_nothing_is_written_in_the_house(
    client, two, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.post("/vyber/", {"pridat": "9000001", "zpet": "/sluzby/?q=domov"})
    assert answer.url == "/sluzby/?q=domov"
    assert client.cookies[COOKIE].value == "9000001"
    assert client.cookies[COOKIE]["httponly"]

    page = client.get("/vyber/").content.decode()
    assert "Domov u řeky" in page
    assert 'href="tel:+420541000001"' in page
    assert "Náměstí 3, 697\u00a001 Kyjov" in page
    assert page.count("<svg") >= 1

    client.post("/vyber/", {"odebrat": "9000001"})
    assert "Zatím jste nic nevybrali" in client.get("/vyber/").content.decode()


def test_the_qr_code_leads_to_the_page_of_the_service(client, two, settings):
    import segno

    page = client.get("/vyber/?s=9000001").content.decode()
    drawn = segno.make(f"{settings.SITE_URL}/sluzby/9000001/", error="m").svg_inline(
        scale=1, omitsize=True, border=2
    )

    path = re.search(r' d="([^"]+)"', drawn).group(1)
    assert path in page


def test_a_list_is_handed_over_by_its_address_and_leaves_the_own_one_alone(client, two):
    client.post("/vyber/", {"pridat": "9000001"})

    page = client.get("/vyber/?s=9000002&s=9000001&s=nesmysl&s=9999999").content.decode()

    assert page.index("Poradna na rohu") < page.index("Domov u řeky")
    assert "Služba 9999999 už v katalogu není." in page
    assert 'name="odebrat"' not in page
    assert client.cookies[COOKIE].value == "9000001"


def test_the_list_takes_what_fits_on_one_sheet(client, two):
    many = [f"{9_100_000 + number}" for number in range(MOST + 3)]

    client.post("/vyber/", {"pridat": many})

    assert client.cookies[COOKIE].value.split(".") == many[:MOST]
    assert "víc se na jeden list nevejde" in client.get("/vyber/").content.decode()


@pytest.mark.parametrize("address", ["https://jinam.example/", "//jinam.example", "javascript:x"])
def test_the_way_back_leads_nowhere_else(client, address):
    assert client.post("/vyber/", {"pridat": "9000001", "zpet": address}).url == "/vyber/"


@pytest.mark.parametrize(
    "cookie", ["", "x.y", "9000001" * 500, "9000001.9000001.;<script>", "\x00"]
)
def test_a_tampered_cookie_breaks_nothing(client, two, cookie):
    client.cookies[COOKIE] = cookie

    assert client.get("/vyber/").status_code == 200


def test_services_that_are_not_public_cannot_be_chosen(client):
    ServiceFactory(identifier="9000003", name="Skrytá", is_published=False)

    assert "Skrytá" not in client.get("/vyber/?s=9000003").content.decode()
    assert "Skrytá" not in client.get("/porovnani/?s=9000003&s=9000003").content.decode()


def test_a_comparison_marks_what_differs_and_leaves_out_what_nobody_says(client, two):
    CapacityFactory(service=two[0])

    page = client.get("/porovnani/?s=9000001&s=9000002").content.decode()

    assert re.search(r'compare__differs">\s*<th scope="row">Kde', page)
    assert re.search(r'<tr>\s*<th scope="row">Druh služby', page)
    assert re.search(r'<tr>\s*<th scope="row">Telefon', page)
    assert "Kam dojíždí" not in page
    assert "počet klientů: 10" in page
    assert 'href="/porovnani/?s=9000002"' in page


def test_more_than_four_are_not_compared_and_it_is_said(client):
    for number in range(5):
        ServiceFactory(identifier=f"{9_000_010 + number}", name=f"Služba {number}")

    page = client.get("/porovnani/?" + "&".join(f"s={9_000_010 + n}" for n in range(5)))

    assert "Porovnat jde nejvýše 4 služby" in page.content.decode()
    assert "Služba 4" not in page.content.decode()


@pytest.mark.parametrize(("query", "words"), [("", "Není co porovnat"), ("?s=9000001", "Přidejte")])
def test_less_than_two_services_have_their_next_step(client, two, query, words):
    assert words in client.get(f"/porovnani/{query}").content.decode()


@pytest.mark.parametrize("path", ["/vyber/", "/porovnani/"])
def test_the_number_of_queries_does_not_grow(client, django_assert_max_num_queries, path):
    made = [ServiceFactory(identifier=f"{9_000_020 + number}") for number in range(4)]
    for service in made:
        ContactFactory(service=service)

    with django_assert_max_num_queries(3):
        client.get(path + "?" + "&".join(f"s={service.identifier}" for service in made))
