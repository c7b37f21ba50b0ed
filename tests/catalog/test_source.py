"""What the catalogue knows of a day: read through the gate, kept by the web process."""

from datetime import date

import pytest
from django.utils.timezone import localdate

from catalog import source
from catalog.index import Question
from catalog.source import catalog_of
from providers.models import ServiceKind, Situation, Synonym
from sitis.territory.models import Boundary
from tests.factories import (
    FacilityFactory,
    FormFactory,
    ServiceFactory,
    ServiceFormFactory,
)

pytestmark = pytest.mark.django_db


def found(text="", day=None, **asked):
    catalog = catalog_of(day or localdate())
    answer = catalog.answer(Question(text=text, everything=True, **asked))
    return [hit.identifier for hit in answer.hits]


def test_a_service_is_found_by_what_the_gate_says_of_it():
    service = ServiceFactory(name="Středisko U řeky")
    ServiceFormFactory(service=service, form=FormFactory(slug="field"))
    place = FacilityFactory(service=service)
    ServiceFactory(name="Jiná", is_published=False)
    municipality = place.municipality

    for text in ("reka", service.provider.name, service.identifier, municipality.name):
        assert found(text) == [service.identifier], text
    assert found(forms=("field",), orps=(municipality.orp_id,)) == [service.identifier]
    assert found(municipalities=(municipality.code,)) == [service.identifier]
    assert found("Jiná") == []


def test_situations_and_synonyms_of_the_officials_lead_to_kinds():
    service = ServiceFactory(name="U řeky", kind__slug="home_care", kind__rpss_code="4")
    situation = Situation.objects.create(
        slug="mother_alone", name="Maminka je sama doma", words="babi zůstává sama; hlídání babičky"
    )
    situation.kinds.add(ServiceKind.objects.get(slug="home_care"))
    Synonym.objects.create(words="pečák", means=service.kind.name)

    assert found("hlídání babičky") == [service.identifier]
    assert found("pecak") == [service.identifier]
    assert found(situations=("mother_alone",)) == [service.identifier]


def test_what_changed_is_found_at_once_and_another_day_has_its_own_services():
    service = ServiceFactory(name="Pramen", provided_to=date(2024, 12, 31))
    assert found("pramen", day=date(2024, 12, 31)) == [service.identifier]
    assert found("pramen", day=date(2025, 1, 1)) == []

    service.name = "Studánka"
    service.save()

    assert found("studanka", day=date(2024, 12, 31)) == [service.identifier]


def test_orps_that_share_a_border_are_neighbours_and_those_that_share_a_corner_are_not():
    squares = {"6201": (0, 0), "6202": (1, 0), "6203": (1, 1)}
    for code, (x, y) in squares.items():
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        Boundary.objects.create(
            level="orp", code=code, geometry={"type": "Polygon", "coordinates": [ring]}
        )

    assert catalog_of(localdate()).neighbours == {
        "6201": ("6202",),
        "6202": ("6201", "6203"),
        "6203": ("6202",),
    }


def test_a_web_process_keeps_it_and_a_request_builds_nothing(monkeypatch):
    built = []
    monkeypatch.setattr(source.keeper, "start", lambda: built.append("thread"))

    source.serve()

    assert built == ["thread"]
