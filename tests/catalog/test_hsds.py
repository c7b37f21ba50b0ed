"""The feed: objects that pass the schemas of the profile, pages, identifiers, questions."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from tests.catalog.published import put_in, version_in_force
from tests.factories import (
    ContactFactory,
    FacilityFactory,
    ReachFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).with_name("hsds_schemas")


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


REGISTRY = Registry().with_resource(
    "taxonomy_term.json",
    Resource.from_contents(
        schema("taxonomy_term") | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    ),
)


def mistakes(name, said):
    checker = Draft202012Validator(schema(name), format_checker=FormatChecker(), registry=REGISTRY)
    return [f"{list(one.path)}: {one.message}" for one in checker.iter_errors(said)]


@pytest.fixture
def network():
    version = version_in_force()
    for _number in range(3):
        service = ServiceFactory()
        put_in(version, service)
        FacilityFactory(service=service)
        ContactFactory(service=service)
        ContactFactory(service=service, type="web", value="www.charita.example")
        ReachFactory(service=service)
    return version


def read_all(client, name, **query):
    """All objects of a list, page by page as a harvester does."""
    page, found = 1, []
    while True:
        said = client.get(f"/hsds/{name}", {"page": page, "per_page": 2} | query).json()
        found += said["contents"]
        if said["last_page"]:
            assert len(found) == said["total_items"]
            return found
        page += 1


@pytest.mark.parametrize("name", ["service", "organization", "service_at_location"])
def test_every_object_passes_the_compiled_schema(client, network, name):
    plural = f"{name}s"
    for said in read_all(client, plural):
        whole = client.get(f"/hsds/{plural}/{said['id']}").json()
        assert mistakes(f"{name}_list", said) == []
        assert mistakes(name, whole) == []
        assert whole["id"] == said["id"]
    assert [mistakes(name, one) for one in read_all(client, plural, full="true")] == [[], [], []]


def test_taxonomies_and_their_terms_pass_the_schema(client, network):
    taxonomies = read_all(client, "taxonomies")
    terms = read_all(client, "taxonomy_terms")

    assert len(taxonomies) == 3
    for said in taxonomies:
        whole = client.get(f"/hsds/taxonomies/{said['id']}").json()
        assert mistakes("taxonomy", whole) == []
    for said in terms:
        assert mistakes("taxonomy_term", said) == []
        assert client.get(f"/hsds/taxonomy_terms/{said['id']}").json() == said
