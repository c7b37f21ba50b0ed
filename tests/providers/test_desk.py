"""Places of the desk: each role finds the way to its own part of the register."""

from datetime import date

import pytest

from providers.room import PROVIDERS
from sitis.territory.models import District, Orp

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def addresses(user):
    return [place.url for place in PROVIDERS.desk(user, DAY).places]


def test_each_role_finds_its_own_part_of_the_register(people, provider):
    orp, district = Orp.objects.first(), District.objects.first()

    own = f"/registr/poskytovatele/{provider.pk}/"
    common = ["/registr/", "/registr/sit/"]
    cards = "/registr/karty/"
    assert addresses(people["coordinator"]) == [
        *(*common, f"/registr/sluzby/?orp={orp.code}", cards)
    ]
    assert addresses(people["district"]) == [
        *(*common, f"/registr/sluzby/?okres={district.code}", cards)
    ]
    kept = [*common, own, "/registr/overeni/", cards]
    assert addresses(people["worker"]) == addresses(people["signatory"]) == kept
    assert own not in addresses(people["stranger"])
    for name in ("registrar", "auditor"):
        assert addresses(people[name]) == [
            *(*common, "/registr/importy/", "/registr/rozdily/", "/registr/navrhy/"),
            *("/registr/overeni/", "/registr/hlaseni/", cards),
        ]


def test_a_place_leads_to_a_page(people, client):
    for user in people.values():
        client.force_login(user)
        assert [client.get(address).status_code for address in addresses(user)] == [
            200 for _ in addresses(user)
        ]
