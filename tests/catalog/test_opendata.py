"""Files of open data: the same services as the feed, their schemas, the catalogue, freshness."""

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from tests.catalog.published import put_in, version_in_force
from tests.catalog.test_hsds import read_all
from tests.factories import ContactFactory, FacilityFactory, RegionFactory, ServiceFactory

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
