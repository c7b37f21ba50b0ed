"""Files of open data: the same services as the feed, their schemas, the catalogue, freshness."""

import csv
import gzip
import io
import json
import re
from datetime import date

import pytest
import time_machine
from jsonschema import Draft202012Validator, FormatChecker

from providers.models import Service
from tests.catalog.published import put_in, version_in_force
from tests.catalog.test_hsds import read_all
from tests.factories import (
    ContactFactory,
    FacilityFactory,
    NetworkVersionFactory,
    RegionFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db


def text(answer):
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def rows(client, address):
    return list(csv.DictReader(io.StringIO(text(client.get(address)), newline="")))


def mistakes(client, name, said):
    schema = client.get(f"/otevrena-data/schemata/{name}.json").json()
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{list(one.path)}: {one.message}" for one in checker.iter_errors(said)]


@pytest.fixture
def network():
    version = version_in_force()
    for name in ("Péče, pomoc", "Domov; „U lípy“", "Poradna\ns řádkem"):
        service = ServiceFactory(name=name)
        put_in(version, service)
        FacilityFactory(service=service)
        ContactFactory(service=service)
    RegionFactory()
    return version


def test_a_machine_finds_the_same_services_in_the_feed_and_in_the_files(client, network):
    registered = ServiceFactory()

    for query, more in (("", []), ("?rozsah=vse", [registered.identifier])):
        scope = "vse" if query else "sit"
        feed = {one["id"]: one["name"] for one in read_all(client, "services", rozsah=scope)}
        table = {
            one["uuid"]: one["nazev"] for one in rows(client, f"/otevrena-data/sluzby.csv{query}")
        }
        listed = json.loads(text(client.get(f"/otevrena-data/sluzby.json{query}")))["sluzby"]
        assert len(feed) == 3 + len(more)
        assert feed == table == {one["uuid"]: one["nazev"] for one in listed}


def test_files_pass_their_schemas(client, network):
    whole = json.loads(text(client.get("/otevrena-data/sluzby.json")))

    assert mistakes(client, "sluzby", whole) == []
    for row in rows(client, "/otevrena-data/sluzby.csv"):
        assert mistakes(client, "sluzby-radek", row) == []


def test_the_catalogue_passes_the_schema_of_the_norm(client, network):
    said = client.get("/otevrena-data/katalog.jsonld").json()

    assert mistakes(client, "katalog", said) == []
    for address in said["datová_sada"]:
        one = client.get(address.removeprefix("http://127.0.0.1:8000")).json()
        assert mistakes(client, "datova-sada", one) == []
        for file in one["distribuce"]:
            for link in ("přístupové_url", "soubor_ke_stažení", "schéma"):
                if link in file:
                    place = file[link].removeprefix("http://127.0.0.1:8000")
                    assert client.get(place).status_code == 200, place


FILES = [
    "/otevrena-data/sluzby.csv", "/otevrena-data/sluzby.json", "/otevrena-data/sit.csv",
    "/otevrena-data/sit.json", "/otevrena-data/katalog.jsonld", "/otevrena-data/schemata/sit.json",
    "/hsds/", "/hsds/services", "/hsds/organizations", "/hsds/service_at_locations",
    "/hsds/taxonomies", "/hsds/taxonomy_terms", "/sitemap.xml", "/robots.txt",
]  # fmt: skip


@pytest.mark.parametrize("address", FILES)
def test_what_did_not_change_is_not_sent_again(client, network, address):
    first = client.get(address)
    text(first)
    etag, changed = first["ETag"], first["Last-Modified"]

    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": changed}).status_code == 304
    service = Service.objects.first()
    service.name = "Nový název"
    service.save()
    again = client.get(address, headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again["ETag"] != etag


@pytest.mark.parametrize("address", FILES)
def test_an_unchanged_file_costs_two_queries_and_no_body(
    client, network, address, django_assert_max_num_queries
):
    etag = client.get(address)["ETag"]

    with django_assert_max_num_queries(2):
        answer = client.get(address, headers={"If-None-Match": etag})
    assert answer.content == b""


def test_the_day_changes_the_tag_for_validity_may_begin_or_end(client, network):
    with time_machine.travel("2026-11-22T10:00:00Z"):
        one = client.get("/hsds/services")["ETag"]
    with time_machine.travel("2026-11-23T10:00:00Z"):
        other = client.get("/hsds/services")["ETag"]

    assert one != other


@pytest.mark.parametrize("address", FILES)
def test_any_site_may_read_and_head_has_the_same_headers(client, network, address):
    got, head = client.get(address), client.head(address)

    assert got["Access-Control-Allow-Origin"] == head["Access-Control-Allow-Origin"] == "*"
    assert (head.status_code, head["ETag"]) == (200, got["ETag"])
    assert head["Content-Type"] == got["Content-Type"]
    assert text(head) == ""
    assert client.options(address).status_code == 204
    assert client.post(address).status_code == 405


def test_files_are_pressed_for_who_asks(client, network):
    plain = text(client.get("/otevrena-data/sluzby.csv"))
    pressed = client.get("/otevrena-data/sluzby.csv", headers={"Accept-Encoding": "gzip"})

    assert pressed["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(pressed)).decode() == plain


def test_a_file_is_a_stream_of_one_query_for_all_services(
    client, network, django_assert_max_num_queries
):
    client.get("/otevrena-data/sluzby.csv")
    with django_assert_max_num_queries(2):
        answer = client.get("/otevrena-data/sluzby.csv?rozsah=vse")
        assert answer.streaming
        assert text(answer).count("\r\n") >= 4


def test_a_table_is_as_the_norm_of_csv_says_and_runs_nothing(client):
    service = ServiceFactory(name='=HYPERLINK("x")', provider__name="Čára, „a“ s.r.o.")
    put_in(version_in_force(), service)
    ContactFactory(service=service, value="+420 541 000 001")
    ContactFactory(service=service, value="541 000 002")

    raw = b"".join(client.get("/otevrena-data/sluzby.csv"))
    row = rows(client, "/otevrena-data/sluzby.csv")[0]

    assert raw.startswith(b"identifikator,uuid,")
    assert raw.endswith(b"\r\n")
    assert row["nazev"] == '\'=HYPERLINK("x")'
    assert row["telefony"] == "+420 541 000 001; 541 000 002"
    assert row["poskytovatel"] == "Čára, „a“ s.r.o."
    assert (row["v_siti"], row["poskytovana_od"]) == ("true", "2020-01-01")


def test_the_network_of_a_day_or_of_a_version(client):
    old = version_in_force(2025, 1, last=date(2025, 12, 31), state="replaced")
    new = version_in_force(2026, 1)
    first, second = ServiceFactory(), ServiceFactory()
    put_in(old, first, amount="1.00")
    put_in(new, first, amount="2.50")
    put_in(new, second, valid_to=date(2026, 6, 30))
    draft = NetworkVersionFactory(year=2027, number=1, valid_from=date(2027, 1, 1))
    put_in(draft, second)

    def amounts(query):
        return [row["pocet_jednotek"] for row in rows(client, f"/otevrena-data/sit.csv?{query}")]

    with time_machine.travel("2026-11-22T10:00:00Z"):
        assert amounts("") == ["2.5"]
        assert amounts("den=2026-06-30") == ["2.5", "5.5"]
        assert amounts("den=2025-12-31") == ["1"]
        assert amounts("verze=2026-1") == ["2.5", "5.5"]
        assert amounts("den=2019-01-01") == []
        whole = json.loads(text(client.get("/otevrena-data/sit.json?verze=2025-1")))
        today = json.loads(text(client.get("/otevrena-data/sit.json")))
    assert client.get("/otevrena-data/sit.csv?verze=2027-1").status_code == 404
    assert client.get("/otevrena-data/sit.csv?verze=2027").status_code == 400
    assert client.get("/otevrena-data/sit.csv?den=2026-02-30").status_code == 400
    for said in (whole, today):
        assert mistakes(client, "sit", said) == []
    for row in rows(client, "/otevrena-data/sit.csv?verze=2026-1"):
        assert mistakes(client, "sit-radek", row) == []
    assert (whole["verze"], whole["platna_do"]) == ("2025-1", "2025-12-31")
    assert whole["usneseni_zastupitelstva"]


def test_the_publisher_is_the_region_by_its_ico(client, settings):
    RegionFactory()
    assert "PUBLISHER_ICO" in client.get("/otevrena-data/").content.decode()

    settings.PUBLISHER_ICO = "70888337"

    said = client.get("/otevrena-data/katalog.jsonld").json()
    assert said["poskytovatel"].endswith("/orgán-veřejné-moci/70888337")
    assert "PUBLISHER_ICO" not in client.get("/otevrena-data/").content.decode()


@pytest.mark.parametrize("wrong", ["název", "poskytovatel", "datová_sada", "@context"])
def test_the_schema_of_the_norm_refuses_what_lacks_something(client, network, wrong):
    said = client.get("/otevrena-data/katalog.jsonld").json()
    del said[wrong]

    assert mistakes(client, "katalog", said) != []


@pytest.mark.parametrize(
    "wrong", ["téma", "prvek_rúian", "klíčové_slovo", "periodicita_aktualizace"]
)
def test_the_schema_of_a_set_refuses_what_lacks_something(client, network, wrong):
    said = client.get("/otevrena-data/sady/sit.jsonld").json()
    del said[wrong]
    assert mistakes(client, "datova-sada", said) != []

    said = client.get("/otevrena-data/sady/sluzby.jsonld").json()
    del said["distribuce"][0]["podmínky_užití"]["osobní_údaje"]
    assert mistakes(client, "datova-sada", said) != []


def test_the_page_names_every_file_and_column(client):
    page = client.get("/otevrena-data/").content.decode()

    for word in (
        "sluzby.csv",
        "sit.json",
        "katalog.jsonld",
        "/hsds/openapi.json",
        "pocet_jednotek",
    ):
        assert word in page
    for address in re.findall(r'href="(/(?:otevrena-data|hsds)[^"]*)"', page):
        assert client.get(address).status_code == 200, address
