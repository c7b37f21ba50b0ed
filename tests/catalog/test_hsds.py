"""The feed: objects that pass the schemas of the profile, pages, identifiers, questions."""

import json
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

import pytest
import time_machine
from django.core.management import call_command
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from catalog.hsds import ids as feed_ids
from providers.demo.build import build as build_providers
from providers.models import AgeGroup, OpeningHours, ServiceAgeGroup, ServiceTargetGroup
from providers.public import provider_uuid, service_uuid
from sitis.accounts.demo import people
from sitis.rooms import DemoOrder
from tests.catalog.published import put_in, version_in_force
from tests.factories import (
    ContactFactory,
    FacilityFactory,
    FormFactory,
    MunicipalityFactory,
    ReachFactory,
    ServiceFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).with_name("hsds_schemas")


def in_one_order(value):
    """The words of a case: each process writes a set in an order of its own."""
    return str(sorted(value) if isinstance(value, set) else value)


def schema(name):
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


REGISTRY = Registry().with_resource(
    "taxonomy_term.json",
    Resource.from_contents(
        schema("taxonomy_term") | {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    ),
)


FORMATS = FormatChecker()


@FORMATS.checks("uri")
def is_uri(text):
    parts = urlsplit(text)
    return text.isascii() and " " not in text and parts.scheme in {"http", "https"} and parts.netloc


@FORMATS.checks("date-time", raises=ValueError)
def is_moment(text):
    return datetime.fromisoformat(text).tzinfo is not None


def mistakes(name, said):
    checker = Draft202012Validator(schema(name), format_checker=FORMATS, registry=REGISTRY)
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


def test_the_whole_demo_passes_the_compiled_schemas(client):
    """The invented region has every kind of service, contact and place that the house knows."""
    for command in ("load_territory", "load_codelists"):
        call_command(command, stdout=StringIO())
    order = DemoOrder(services=60, years=5, seed=1, day=date.today())
    people(order)
    build_providers(order)

    for name in ("service", "organization", "service_at_location"):
        for query in ({"rozsah": "vse"}, {"rozsah": "vse", "full": "true"}):
            whole = "full" in query
            found = client.get(f"/hsds/{name}s", {"per_page": 100} | query).json()["contents"]
            kept = name if whole else f"{name}_list"
            assert len(found) > 10
            assert [one for said in found for one in mistakes(kept, said)] == []


def test_contacts_that_programs_cannot_use_break_no_schema(client):
    service = ServiceFactory()
    put_in(version_in_force(), service)
    for kind, value in (("web", "www.příklad.cz/péče"), ("mail", "péče@příklad.cz"), ("web", "nemáme"),
                        ("phone", "volejte recepci"), ("mail", "pište poštou")):  # fmt: skip
        ContactFactory(service=service, type=kind, value=value)
    said = client.get(f"/hsds/services/{service_uuid(service.identifier)}").json()

    assert mistakes("service", said) == []


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


def ids(client, name="services", **query):
    answer = client.get(f"/hsds/{name}", query)
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["contents"]]


def test_identifiers_are_made_of_the_registers_own_and_never_change(client):
    service = ServiceFactory(identifier="9000001", provider__ico="99000008")
    place = FacilityFactory(service=service)
    put_in(version_in_force(), service)

    assert ids(client) == ["b5852625-8032-565b-87e6-2a90d4bbf7f4"]
    assert ids(client) == [str(uuid5(NAMESPACE_URL, "sluzba:9000001"))]
    assert ids(client, "organizations") == [str(uuid5(NAMESPACE_URL, "ico:99000008"))]
    at = str(uuid5(uuid5(NAMESPACE_URL, "sluzba:9000001"), str(place.uuid)))
    assert ids(client, "service_at_locations") == [at]
    assert {UUID(one).version for one in ids(client, "taxonomy_terms", per_page=100)} == {5}


def test_the_network_of_today_is_given_and_all_services_only_when_asked_for(client, network):
    ServiceFactory()
    ServiceFactory(is_published=False)

    assert len(ids(client)) == 3
    assert len(ids(client, rozsah="vse")) == 4
    assert len(ids(client, "organizations")) == 3
    assert len(ids(client, "organizations", rozsah="vse")) == 4


def test_a_service_at_a_hidden_place_has_no_location(client):
    service = ServiceFactory()
    put_in(version_in_force(), service)
    FacilityFactory(service=service, is_address_hidden=True)

    assert ids(client, "service_at_locations") == []
    whole = client.get(f"/hsds/services/{ids(client)[0]}").json()
    assert "service_at_locations" not in whole


def test_pages_hold_what_they_say(client, network):
    first = client.get("/hsds/services?per_page=2")
    said = first.json()

    assert (said["total_items"], said["total_pages"], said["size"]) == (3, 2, 2)
    assert (said["first_page"], said["last_page"], said["empty"]) == (True, False, False)
    assert first["Link"] == '</hsds/services?per_page=2&page=2>; rel="next"'
    last = client.get("/hsds/services?per_page=2&page=2").json()
    assert (last["size"], last["last_page"], last["page_number"]) == (1, True, 2)
    assert client.get("/hsds/services?per_page=100").status_code == 200
    assert client.get("/hsds/services?per_page=101").status_code == 400


def test_a_list_costs_as_many_queries_as_a_page_is_long_never(
    client, network, django_assert_max_num_queries
):
    ids(client, per_page=1)
    for name in ("services", "service_at_locations", "organizations"):
        with django_assert_max_num_queries(10):
            ids(client, name, per_page=100, full="true" if name != "organizations" else "false")


class World:
    """Two services that differ in all that one may ask about."""

    def __init__(self):
        version = version_in_force()
        self.young = ServiceFactory(name="Klub mladých", kind__slug="club", kind__rpss_code="62",
                                    kind__name="kluby")  # fmt: skip
        self.old = ServiceFactory(name="Pečovatelská služba Bzenec")
        ambulatory = FormFactory(slug="ambulatory", rpss_code="amb", name="ambulantní")
        put_in(version, self.young, form=ambulatory)
        put_in(version, self.old)
        group = TargetGroupFactory()
        ServiceTargetGroup.objects.create(service=self.old, target_group=group)
        for service, first, last in ((self.young, 12, 26), (self.old, 65, None)):
            age = AgeGroup.objects.create(slug=f"a{first}", name="x", age_from=first, age_to=last)
            ServiceAgeGroup.objects.create(service=service, age_group=age)
        hours = {"opens": "08:00", "closes": "12:00", "weekday": 1}
        OpeningHours.objects.create(service=self.young, form=ambulatory, **hours)
        late = {"opens": "13:00", "closes": "00:00", "weekday": 6}
        OpeningHours.objects.create(service=self.old, form=ambulatory, **late)
        FacilityFactory(
            service=self.young, postal_code="69701", latitude="49.01", longitude="17.12"
        )
        brno = MunicipalityFactory(code="582786", name="Brno", postal_code="60200",
                                   latitude="49.195160", longitude="16.606937")  # fmt: skip
        FacilityFactory(service=self.old, municipality=brno, postal_code="60200",
                        latitude="49.19", longitude="16.60")  # fmt: skip
        ReachFactory(service=self.old)  # comes to the ORP of Kyjov


@pytest.mark.parametrize(
    ("query", "whose"),
    [
        ({"search": "klub"}, {"young"}),
        ({"search": "pecovatelske bzenci"}, {"old"}),
        ({"search": "klub bzenec"}, set()),
        ({"search": "pečovatelská bzenec"}, {"old"}),
        ({"taxonomy_term_id": str(feed_ids.term("druhy-sluzeb", "club"))}, {"young"}),
        ({"taxonomy_term_id": str(feed_ids.term("cilove-skupiny", "24"))}, {"old"}),
        ({"taxonomy_term_id": str(feed_ids.term("formy-poskytovani", "field"))}, {"old"}),
        ({"taxonomy_term_id": str(feed_ids.term("formy-poskytovani", "none"))}, set()),
        ({"taxonomy_id": str(feed_ids.taxonomy("cilove-skupiny"))}, {"old"}),
        ({"taxonomy_id": str(feed_ids.taxonomy("druhy-sluzeb"))}, {"young", "old"}),
        ({"minimum_age": "18"}, {"old"}),
        ({"minimum_age": "12"}, {"young", "old"}),
        ({"maximum_age": "26"}, {"young"}),
        ({"maximum_age": "25"}, set()),
        ({"day": "MO"}, {"young"}),
        ({"day": "saturday"}, {"old"}),
        ({"start_time": "09:00"}, {"old"}),
        ({"end_time": "12:00"}, {"young"}),
        ({"end_time": "23:00", "day": "SA"}, set()),
        ({"modified_after": "2000-01-01T00:00:00Z"}, {"young", "old"}),
        ({"modified_after": "2100-01-01"}, set()),
    ],
    ids=in_one_order,
)
def test_questions_of_the_profile_are_answered(client, query, whose):
    world = World()
    found = {str(service_uuid(getattr(world, name).identifier)) for name in whose}

    assert set(ids(client, **query)) == found
    places = client.get("/hsds/service_at_locations", query).json()["contents"]
    assert {one["service_id"] for one in places} == found


@pytest.mark.parametrize(
    ("query", "whose"),
    [
        ({"postcode": "697 01"}, {"young", "old"}),
        ({"postcode": "60200"}, {"old"}),
        ({"postcode": "60200", "proximity": "2000"}, {"old"}),
        ({"postcode": "60200", "proximity": "60000"}, {"young", "old"}),
        ({"postcode": "69701", "proximity": "20000"}, {"young"}),
        ({"postcode": "11000"}, set()),
    ],
    ids=in_one_order,
)
def test_places_are_found_by_their_postcode_and_around_it(client, query, whose):
    world = World()
    places = client.get("/hsds/service_at_locations", query).json()["contents"]

    identifiers = {str(service_uuid(getattr(world, name).identifier)) for name in whose}
    assert {one["service_id"] for one in places} == identifiers


def test_what_one_provider_offers_is_found_by_its_identifier(client):
    world = World()
    key = str(provider_uuid(world.old.provider.ico))

    assert ids(client, organization_id=key) == [str(service_uuid(world.old.identifier))]
    whole = client.get(f"/hsds/organizations/{key}").json()
    assert [one["name"] for one in whole["services"]] == [world.old.name]
    assert whole["organization_identifiers"][0]["identifier"] == world.old.provider.ico


def test_a_write_to_anything_of_a_service_is_seen_as_its_change(client):
    with time_machine.travel("2026-11-01T10:00:00Z", tick=False):
        world = World()
        contact = ContactFactory(service=world.old)
    with time_machine.travel("2026-11-20T10:00:00Z", tick=False):
        contact.value = "+420 541 000 009"
        contact.save()
    with time_machine.travel("2026-11-22T10:00:00Z"):
        found = client.get("/hsds/services?modified_after=2026-11-15T00:00:00Z").json()["contents"]
        minimal = client.get("/hsds/services?minimal=true").json()["contents"]

    assert [(one["name"], one["last_modified"]) for one in found] == [
        (world.old.name, "2026-11-20T11:00:00+01:00")
    ]
    assert {one["last_modified"] for one in minimal} == {
        "2026-11-01T11:00:00+01:00", "2026-11-20T11:00:00+01:00",
    }  # fmt: skip
    assert {frozenset(one) for one in minimal} == {frozenset({"id", "last_modified"})}


def test_hours_stand_as_the_calendar_standard_writes_them(client):
    world = World()
    for weekday in (2, 3):
        OpeningHours.objects.create(
            service=world.young, form=FormFactory(slug="ambulatory"), opens="08:00", closes="12:00",
            weekday=weekday,
        )  # fmt: skip
    key = service_uuid(world.young.identifier)
    said = client.get(f"/hsds/services/{key}").json()["schedules"]

    assert [(one["freq"], one["byday"], one["opens_at"], one["closes_at"]) for one in said] == [
        ("WEEKLY", "MO,TU,WE", "08:00", "12:00")
    ]
    assert (client.get(f"/hsds/services/{key}").json()["maximum_age"]) == 26


def test_the_description_names_every_address_and_parameter(client, network):
    said = client.get("/hsds/openapi.json").json()

    for path, what in said["paths"].items():
        address = f"/hsds{path}".replace("{id}", "x")
        assert client.get(address).status_code in {200, 404}, path
        for parameter in what["get"].get("parameters", []):
            if "$ref" in parameter:
                assert parameter["$ref"].rsplit("/", 1)[1] in said["components"]["parameters"]
    assert client.get("/hsds/").json()["openapi_url"].endswith("/hsds/openapi.json")
