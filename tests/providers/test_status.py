"""Where a service stands on a day: the table of dossier 3.4, the last day counted in."""

from datetime import date, timedelta

import pytest

from providers.models import Service
from tests.factories import FacilityFactory, FormFactory, ServiceFactory, ServiceFormFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 30)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("service", "place", "form", "status"),
    [
        ({}, {}, None, "active"),
        ({}, None, "field", "active"),
        ({}, None, "residential", "no_place"),
        ({}, None, None, "no_place"),
        ({"provided_from": DAY}, {}, None, "active"),
        ({"provided_from": AFTER}, {}, None, "planned"),
        ({"provided_to": DAY}, {}, None, "active"),
        ({"provided_to": BEFORE}, {}, None, "ended"),
        ({"provided_to": AFTER}, {}, None, "active"),
        ({}, {"provided_to": DAY}, None, "active"),
        ({}, {"provided_to": BEFORE}, None, "no_place"),
        ({}, {"provided_to": BEFORE}, "field", "active"),
        ({}, {"provided_from": AFTER}, None, "no_place"),
        ({}, {"provided_from": None}, None, "active"),
        (
            {"provided_from": date(2010, 1, 1), "provided_to": date(2012, 1, 1)},
            {"provided_to": None},
            None,
            "ended",
        ),
        ({"provided_to": BEFORE, "closing": "cancelled"}, {}, None, "cancelled"),
        ({"provided_to": BEFORE, "closing": "lapsed"}, {}, None, "lapsed"),
        ({"provided_to": DAY, "closing": "cancelled"}, {}, None, "active"),
        ({"missing_since": DAY}, {}, None, "missing_in_source"),
        ({"missing_since": AFTER}, {}, None, "active"),
        ({"missing_since": BEFORE, "provided_to": BEFORE}, {}, None, "ended"),
    ],
)
def test_status_on_a_day(service, place, form, status):
    row = ServiceFactory(**service)
    if place is not None:
        FacilityFactory(service=row, **place)
    if form:
        kind = FormFactory(slug=form, rpss_code=form[:3], name=form)
        ServiceFormFactory(service=row, form=kind)

    assert Service.objects.with_status_on(DAY).get().status == status
    assert Service.objects.in_status_on(DAY, status).get() == row


def test_a_field_form_counts_only_while_it_holds():
    row = ServiceFactory()
    ServiceFormFactory(service=row, valid_to=BEFORE)

    assert Service.objects.with_status_on(DAY).get().status == "no_place"
