"""A question put together once answers every value as the ORM would."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Value

from providers.models import Service
from sitis.prepared import ANY_DAY, Prepared
from tests.factories import ServiceFactory

pytestmark = pytest.mark.django_db


def question():
    rows = Service.objects.running_on(ANY_DAY).filter(name__startswith="50 % 'slev'")
    listed = rows.order_by("identifier").values_list("identifier", Value("100 %"))
    return Prepared(listed, {"day": ANY_DAY})


def test_each_call_takes_its_own_values():
    ServiceFactory(identifier="9000001", name="50 % 'slev'", provided_to=date(2025, 12, 31))
    ServiceFactory(identifier="9000002", name="50 % 'slev' a víc")
    ServiceFactory(identifier="9000003", name="Jiná")
    prepared = question()

    assert [tuple(row) for row in prepared.rows({"day": date(2025, 5, 1)})] == [
        ("9000001", "100 %"),
        ("9000002", "100 %"),
    ]
    assert [row[0] for row in prepared.rows({"day": date(2026, 5, 1)})] == ["9000002"]


def test_the_same_question_made_twice_asks_the_same_plan(django_assert_num_queries):
    ServiceFactory(identifier="9000002", name="50 % 'slev'")
    list(question().rows({"day": date(2026, 5, 1)}))

    with django_assert_num_queries(1):
        assert len(list(question().rows({"day": date(2026, 5, 1)}))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_learns_the_question_anew():
    ServiceFactory(identifier="9000002", name="50 % 'slev'")
    prepared = question()
    assert len(list(prepared.rows({"day": date(2026, 5, 1)}))) == 1

    if connection.vendor == "postgresql":  # on SQLite the database lives as long as the connection
        connection.close()

    assert len(list(prepared.rows({"day": date(2026, 5, 1)}))) == 1
