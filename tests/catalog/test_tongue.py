"""Names of code lists and plain texts in the language of the page."""

from datetime import date

import pytest
from django.utils import translation

from catalog.tongue import Tongue
from providers.models import KindText, Translation
from providers.public import find_service, kind_text
from tests.factories import (
    CapacityFactory,
    ServiceFactory,
    ServiceFormFactory,
    ServiceKindFactory,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)


def name(table, slug, said, language="en", **more):
    return Translation.objects.create(table=table, slug=slug, name=said, language=language, **more)


@pytest.fixture
def service():
    service = ServiceFactory(identifier="9000123")
    ServiceFormFactory(service=service)
    CapacityFactory(service=service)
    return service


def test_service_speaks_the_language_of_the_page(service):
    name("service_kind", "home_care", "Home care", is_approved=True)
    name("service_kind", "home_care", "Догляд удома", language="uk")
    name("provision_form", "field", "at your home")
    found = find_service("9000123", DAY)

    with translation.override("en"):
        tongue = Tongue.of_page()
    english = tongue.service(found)

    assert english.kind.name == "Home care"
    assert [form.name for form in english.forms] == ["at your home"]
    assert [(row.form.name, row.unit.name) for row in english.capacities] == [
        ("at your home", "počet klientů")
    ]
    assert english.name == "Pečovatelská služba", "names of services stay as they are"
    assert not tongue.is_unofficial("service_kind", "home_care")
    assert tongue.is_unofficial("provision_form", "field")
    assert not tongue.is_unofficial("capacity_unit", "clients"), "Czech is nobody's translation"


def test_czech_pages_ask_for_no_names(service, django_assert_num_queries):
    found = find_service("9000123", DAY)

    with django_assert_num_queries(0), translation.override("cs"):
        assert Tongue.of_page().service(found) is found


def test_text_of_a_kind_falls_back_to_czech():
    kind = ServiceKindFactory()
    KindText.objects.create(kind=kind, language="cs", summary="Péče doma.", text="…")
    KindText.objects.create(
        kind=kind, language="en", summary="Care at home.", text="…", is_approved=True
    )

    said = {code: kind_text("home_care", code) for code in ("cs", "en", "uk")}

    assert [(text.language, text.summary, text.is_approved) for text in said.values()] == [
        ("cs", "Péče doma.", False),
        ("en", "Care at home.", True),
        ("cs", "Péče doma.", False),
    ]
    assert kind_text("shelter", "en") is None
