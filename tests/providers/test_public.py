"""The gate: which services everybody may see on a day, and which of their fields."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from providers.models import (
    NetworkCategory,
    NetworkItem,
    NetworkVersion,
    RpssImport,
    ServiceDocument,
    Vacancy,
)
from providers.public import (
    cards_by_key,
    find_document,
    find_ended,
    find_service,
    in_network_on,
    places_on,
    public_version,
    published_on,
    register_read_on,
    services,
    services_by_key,
)
from sitis.resolutions import Resolution
from tests.factories import (
    ContactFactory,
    FacilityFactory,
    FormFactory,
    ServiceFactory,
    ServiceFormFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def in_force(service, first, last=None, *, number=1, state="valid"):
    resolution = Resolution.objects.create(
        body="assembly", number=f"{number}/26/Z", adopted_on=first
    )
    version = NetworkVersion.objects.create(
        year=first.year, number=number, valid_from=first, valid_to=last, state=state,
        assembly_resolution=resolution,
    )  # fmt: skip
    category, _new = NetworkCategory.objects.get_or_create(slug="basic", name="základní síť")
    return NetworkItem.objects.create(
        network=version, service=service, form=FormFactory(), unit=UnitFactory(), category=category,
        amount="2.50",
    )  # fmt: skip


def test_only_what_runs_and_is_published_is_seen():
    seen = ServiceFactory()
    ServiceFactory(is_published=False)
    ServiceFactory(provided_to=date(2026, 11, 21))
    ServiceFactory(provided_from=date(2026, 11, 23))
    ServiceFactory(kind__slug="new", kind__rpss_code="99", kind__is_named=False)

    assert list(published_on(DAY)) == [seen]


def test_the_network_of_a_day_holds_the_items_of_the_version_in_force():
    service, other = ServiceFactory(), ServiceFactory()
    in_force(service, date(2025, 1, 1), date(2025, 12, 31), number=1, state="replaced")
    in_force(service, date(2026, 1, 1), number=2)
    in_force(other, date(2026, 1, 1), number=3, state="preparation")

    assert list(in_network_on(DAY)) == [service]
    assert find_service(service.identifier, DAY).in_network_since == date(2025, 1, 1)
    assert [str(row.amount) for row in find_service(service.identifier, DAY).network] == ["2.50"]
    assert not find_service(other.identifier, DAY).is_in_network


def test_a_hidden_place_an_unpublished_contact_and_a_person_stay_in_the_house():
    service = ServiceFactory(note="TAJNÉ")
    hidden = FacilityFactory(service=service, name="TAJNÉ", is_address_hidden=True, street="TAJNÉ")
    ContactFactory(service=None, facility=hidden, value="TAJNÉ")
    ContactFactory(service=service, value="TAJNÉ", is_public=False)
    ContactFactory(service=service, type="address", value="TAJNÉ")
    ContactFactory(service=service, value="+420 541 000 001", person="TAJNÉ")
    ContactFactory(service=service, value="+420 541 000 002", person="Eva", is_person_public=True)
    ContactFactory(service=None, provider=service.provider, type="address", value="TAJNÉ")
    service.provider.is_natural_person = True
    service.provider.street = "TAJNÉ"
    service.provider.save()

    found = find_service(service.identifier, DAY)

    assert "TAJNÉ" not in repr(found)
    assert found.has_hidden_place
    assert [row.person for row in found.contacts] == ["", "Eva"]


def test_all_services_cost_one_query(django_assert_num_queries):
    for _number in range(3):
        service = ServiceFactory()
        ServiceFormFactory(service=service)
        FacilityFactory(service=service)
        ContactFactory(service=service)

    with django_assert_num_queries(1):
        found = list(services(published_on(DAY), DAY))

    assert [[form.slug for form in row.forms] for row in found] == [["field"]] * 3


def test_a_write_with_history_is_a_new_version():
    service = ServiceFactory()
    before = public_version()
    service.name = "Nový název"
    service.save()

    assert public_version() != before


def test_the_map_knows_no_hidden_place_and_no_place_that_ended():
    service = ServiceFactory()
    FacilityFactory(service=service, latitude="49.01", longitude="17.12")
    FacilityFactory(service=service)
    FacilityFactory(service=service, is_address_hidden=True)
    FacilityFactory(service=service, provided_to=date(2026, 11, 21))
    FacilityFactory(service__is_published=False)

    found = list(places_on(DAY, published_on(DAY)))

    assert [(row.identifier, row.municipality, row.point) for row in found] == [
        (service.identifier, "586307", (49.01, 17.12)),
        (service.identifier, "586307", None),
    ]


def test_a_question_kept_ready_answers_as_one_put_together_anew():
    made = [ServiceFactory(provided_to=end) for end in (None, date(2026, 11, 22), None)]
    for service in made:
        ServiceFormFactory(service=service)
        FacilityFactory(service=service)
        ContactFactory(service=service)
    in_force(made[0], date(2026, 1, 1))
    form = FormFactory()
    Vacancy.objects.create(service=made[0], form=form, free=2, as_of=date(2026, 10, 25))
    keys = [row.pk for row in made]

    for day in (date(2019, 1, 1), DAY, DAY + timedelta(days=1), DAY + timedelta(days=3)):
        anew = list(services(published_on(day).order_by("pk"), day))
        assert services_by_key(keys, day) == anew
        for card, whole in zip(cards_by_key(keys, day), anew, strict=True):
            assert {of.name: getattr(card, of.name) for of in fields(card)} == {
                of.name: getattr(whole, of.name) for of in fields(card)
            }
        assert [find_service(row.identifier, day) for row in anew] == anew
    assert [len(cards_by_key(keys, DAY)[0].vacancies), len(anew[0].vacancies)] == [1, 0]


def test_services_come_in_the_order_of_their_keys_whatever_their_number(
    django_assert_max_num_queries,
):
    keys = [ServiceFactory().pk for _number in range(21)][::-1]
    unknown = [10**9]

    with django_assert_max_num_queries(1):
        assert [row.pk for row in cards_by_key([*keys, *unknown, keys[0]], DAY)] == keys
    with django_assert_max_num_queries(2):
        assert [row.pk for row in cards_by_key(keys + unknown * 90, DAY)] == keys
    assert cards_by_key([], DAY) == []


def test_an_ended_service_is_found_as_it_was_unless_it_is_not_public():
    ended = ServiceFactory(provided_to=date(2026, 3, 31))
    hidden = ServiceFactory(provided_to=date(2026, 3, 31), is_published=False)

    assert find_ended(ended.identifier, DAY).day == date(2026, 3, 31)
    assert find_ended(ended.identifier, date(2026, 3, 31)) is None
    assert find_ended(hidden.identifier, DAY) is None


def test_only_a_public_file_of_a_service_that_is_seen_may_be_taken_away():
    service, hidden = ServiceFactory(), ServiceFactory(is_published=False)
    kept = [
        ServiceDocument.objects.create(
            service=of, type="other", is_public=is_public, url=url, file=file, valid_to=until
        )
        for of, is_public, url, file, until in (
            (service, True, "", ContentFile(b"%PDF-1.7", "popis.pdf"), None),
            (service, False, "", ContentFile(b"%PDF-1.7", "popis.pdf"), None),
            (service, True, "https://popis.example/", "", None),
            (service, True, "", ContentFile(b"%PDF-1.7", "popis.pdf"), date(2026, 1, 1)),
            (hidden, True, "", ContentFile(b"%PDF-1.7", "popis.pdf"), None),
        )
    ]

    found = [find_document(row.service.identifier, row.pk, DAY) is not None for row in kept]

    assert found == [True, False, False, False, False]
    assert find_document(hidden.identifier, kept[0].pk, DAY) is None


def test_the_national_register_has_the_day_on_which_it_was_read():
    assert register_read_on() is None
    RpssImport.objects.create(
        file_name="a.json", region="all", state="applied",
        applied_at=datetime(2026, 11, 1, 23, 30, tzinfo=UTC),
    )  # fmt: skip
    assert register_read_on() == date(2026, 11, 2)
