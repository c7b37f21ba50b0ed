"""``/poskytovatele/<ico>/``: contacts and services of one provider."""

import pytest

from tests.catalog.test_search_page import names, text
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(region):
    service = region.service("Péče U řeky")
    region.service("Azyl", "shelter", in_network=False, provider=service.provider)
    region.service("Skrytá", is_published=False, provider=service.provider)
    region.service("Cizí")
    ContactFactory(service=None, provider=service.provider, value="541 000 009")
    return service.provider


def test_a_provider_shows_its_public_services(client, provider):
    page = client.get(f"/poskytovatele/{provider.ico}/")

    assert sorted(names(page)) == ["Azyl", "Péče U řeky"]
    assert "2 služby" in text(page)
    assert 'href="tel:+420541000009"' in page.content.decode()
    assert provider.ico in text(page)
    assert "mimo krajskou síť" in text(page)


def test_the_seat_of_a_natural_person_is_nobodys_business(client, provider):
    provider.is_natural_person, provider.street = True, "Soukromá"
    provider.save()

    assert "Soukromá" not in text(client.get(f"/poskytovatele/{provider.ico}/"))


def test_unknown_providers_and_those_without_public_services_do_not_exist(client, region):
    hidden = region.service("Skrytá", is_published=False).provider

    assert client.get(f"/poskytovatele/{hidden.ico}/").status_code == 404
    assert client.get("/poskytovatele/nic/").status_code == 404


@pytest.mark.parametrize("wrong", ["strana=9", "strana=x", "den=x"])
def test_what_means_nothing_is_named(client, provider, wrong):
    page = client.get(f"/poskytovatele/{provider.ico}/?{wrong}")

    assert (page.status_code, len(names(page))) == (200, 2)
    assert wrong in text(page)


@pytest.mark.parametrize("count", [1, 60])
def test_the_page_asks_the_database_a_few_times(
    client, region, provider, count, django_assert_max_num_queries
):
    for number in range(count):
        region.service(f"Péče {number:02}", provider=provider)

    with django_assert_max_num_queries(5):
        page = client.get(f"/poskytovatele/{provider.ico}/")

    assert len(names(page)) == min(20, count + 2)
