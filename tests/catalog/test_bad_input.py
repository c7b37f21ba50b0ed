"""Whatever is typed into an address for everybody: an answer, a note or a sentence, never an error of ours."""

import re
from urllib.parse import quote

import pytest
from django.urls import get_resolver
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.hsds.questions import KNOWN
from tests.catalog.published import put_in, version_in_force
from tests.factories import FacilityFactory, ServiceFactory
from tests.test_house_rules import addresses

pytestmark = pytest.mark.django_db
FAIR = {200, 301, 302, 400, 404}

#: Each already as it stands in an address.
NASTY = {
    "empty": "",
    "quote": "%27",
    "negative": "-1",
    "zero": "0",
    "large": str(10**9),
    "too large": "9" * 400,
    "exponent": "1e308",
    "not a number": "NaN",
    "other digits": quote("²١٢"),
    "long": "x" * 6000,
    "long words": "+".join(["sluzba"] * 800),
    "house": quote("🏠" * 200),
    "binary": "%ff%fe%80%c0%af",
    "lone surrogate": "%ed%a0%80",
    "null": "a%00b",
    "control": "%0d%0aSet-Cookie:%20a=b%1b%7f",
    "sql": quote("' OR 1=1; DROP TABLE providers_service; --"),
    "like": "%25_%25%5c",
    "template": quote("{{7*191}}{% now 'Y' %}{#"),
    "script": quote('"><script>alert(1)</script>'),
    "path": quote("../../../etc/passwd"),
    "no such day": "2026-02-30",
    "day of no calendar": "0000-00-00",
    "far day": "9999-12-31",
    "first day": "0001-01-01",
    "list": "%5B1,2%5D",
    "uuid": "00000000-0000-0000-0000-000000000000",
}
SEARCH = (
    *("q", "druh", "oblast", "skupina", "forma", "okres", "orp", "obec", "vek", "situace"),
    *("vikend", "nepretrzite", "bezplatne", "volno", "rozsah", "den", "strana", "s", "verze"),
)
FEED = tuple(dict.fromkeys(name for names in KNOWN.values() for name in names))
EVERY = (*SEARCH, *FEED, "neznamy", "uroven", "porovnat", "format")
SOME = ("quote", "negative", "too large", "binary", "long", "sql", "far day", "house")


@pytest.fixture
def network():
    service = ServiceFactory(identifier="9100001", provider__ico="99100016")
    put_in(version_in_force(), service)
    return FacilityFactory(service=service)


def public_addresses():
    """All that a visitor may open, with arguments that exist, in Czech and in English."""
    known = {
        "identifier": "9100001", "ico": "99100016", "pk": "1", "year": "2026", "number": "1",
        "rok": "2026", "cislo": "1", "role": "verejnost", "name": "sluzby", "key": "x", "code": "6210",
        "token": "x", "druh": "home_care", "what": "sluzby", "kind": "csv", "slug": "x", "anchor": "x",
    }  # fmt: skip
    with translation.override("cs"):
        for pattern, view in addresses(get_resolver().url_patterns):
            if getattr(view, "login_required", True) or pattern.startswith(("^", "sprava/")):
                continue
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda one: known[one[1]], pattern)


def status(client, address):
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def wrong(client, asked):
    """Addresses that answered otherwise than they may."""
    found = {address: status(client, address) for address in asked}
    return {address[:150]: code for address, code in found.items() if code not in FAIR}


@pytest.mark.parametrize("value", NASTY.values(), ids=NASTY)
def test_every_parameter_at_every_address_at_once(client, network, value):
    query = "&".join(f"{name}={value}" for name in EVERY)
    places = list(dict.fromkeys(public_addresses()))
    assert len(places) > 35

    client.raise_request_exception = False
    assert wrong(client, [f"{place}?{query}" for place in places]) == {}


@pytest.mark.parametrize("value", [NASTY[one] for one in SOME], ids=SOME)
def test_each_parameter_alone(client, network, value):
    asked = [f"/sluzby/?{name}={value}" for name in SEARCH]
    asked += [f"/en/sluzby/?{name}={value}&{name}={value}" for name in SEARCH]
    asked += [f"/hsds/{of}?{name}={value}" for of, names in KNOWN.items() for name in names]
    asked += [f"/otevrena-data/{file}?{name}={value}" for name in ("den", "verze", "rozsah")
              for file in ("sit.csv", "sit.json", "sluzby.csv", "sluzby.json")]  # fmt: skip

    client.raise_request_exception = False
    assert wrong(client, asked) == {}


@pytest.mark.parametrize("value", [*NASTY.values()], ids=NASTY)
def test_arguments_in_the_path(client, network, value):
    value = value[:2000].replace("..", "%2e%2e") or "x"
    asked = [
        f"/sluzby/{value}/", f"/en/poskytovatele/{value}/", f"/sluzby/{value}/neaktualni/",
        f"/sluzby/9100001/dokument/{value}/", f"/sit/{value}/", f"/sit/2026/{value}/",
        f"/hlaseni/{value}/", f"/otevrena-data/sady/{value}.jsonld", f"/sitemap-sluzby-{value}.xml",
        f"/otevrena-data/schemata/{value}.json", *(f"/hsds/{of}/{value}" for of in KNOWN),
    ]  # fmt: skip

    client.raise_request_exception = False
    assert wrong(client, asked) == {}


def test_a_parameter_repeated_a_thousand_times(client, network):
    client.raise_request_exception = False
    asked = [
        "/sluzby/?" + "&".join([f"{name}=6210"] * 1000) for name in ("q", "orp", "druh", "vek")
    ]
    asked += ["/hsds/services?" + "&".join(["taxonomy_term_id=" + NASTY["uuid"]] * 1000)]
    asked += ["/porovnani/?" + "&".join(["s=9100001"] * 1000), "/vyber/?" + "&s=9100001" * 1000]

    assert wrong(client, asked) == {}


def test_what_the_feed_does_not_know_it_says(client, network):
    noted = client.get("/hsds/services?neznamy=1").json()
    refused = client.get("/hsds/services?per_page=101")

    assert noted["notes"] == ["Parametr „neznamy“ neznáme, nepočítali jsme s ním."]
    assert noted["total_items"] == 1
    assert refused.status_code == 400
    assert refused["Content-Type"].startswith("application/problem+json")
    assert refused.json()["detail"] == "per_page: zadejte celé číslo od 1 do 100."


def test_a_page_far_past_the_end_is_empty(client, network):
    for of in KNOWN:
        said = client.get(f"/hsds/{of}?page=1000000000").json()
        assert said["empty"]
        assert said["contents"] == []
        assert client.get(f"/hsds/{of}?page=-1").status_code == 400


def test_an_unknown_value_of_the_search_is_said_on_the_page(client, network):
    for query in ("druh=nesmysl", "orp=9999", "vek=abc", "rozsah=vsechno"):
        answer = client.get(f"/sluzby/?{query}")
        assert answer.status_code == 200
        assert query.split("=")[1] in answer.content.decode(), query


WILD = st.dictionaries(
    st.sampled_from(EVERY), st.text(st.characters(exclude_characters="\0"), max_size=40), max_size=6
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    place=st.sampled_from([*(f"/hsds/{of}" for of in KNOWN), "/otevrena-data/sit.json"]), query=WILD
)
def test_the_feed_bears_anything(client, network, place, query):
    query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    answer = client.get(place, query)

    assert answer.status_code in {200, 400, 404}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=WILD)
def test_the_search_bears_anything(client, network, query):
    query = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}

    assert client.get("/sluzby/", query).status_code == 200
