"""Copied history is the history that bulk_create_with_history would write."""

from datetime import UTC, datetime

import pytest
from simple_history.utils import bulk_create_with_history

from providers.models import Capacity, Facility
from sitis.history import CREATED, write_history
from tests.factories import CapacityFactory, FacilityFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def rows(model):
    found = model.history.order_by("history_id").values()
    return [
        {name: row[name] for name in row if name not in {"history_id", "id", "uuid"}}
        for row in found
    ]


@pytest.mark.parametrize(
    ("model", "factory"), [(Capacity, CapacityFactory), (Facility, FacilityFactory)]
)
def test_same_rows_as_the_library_writes(model, factory):
    by = UserFactory()
    made = factory.create_batch(3)
    model.objects.all().delete()
    model.history.all().delete()
    for row in made:
        row.pk = None
    bulk_create_with_history(
        made, model, default_user=by, default_change_reason="RPSS 1", default_date=AT
    )
    expected = rows(model)
    model.history.all().delete()

    count = write_history(model, [row.pk for row in made], CREATED, by=by, reason="RPSS 1", at=AT)

    assert count == 3
    assert rows(model) == expected


def test_one_statement_whatever_the_number(django_assert_num_queries):
    made = CapacityFactory.create_batch(30)

    with django_assert_num_queries(3):  # savepoint, copy, release
        write_history(Capacity, [row.pk for row in made], "~")


def test_nothing_to_write_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert write_history(Capacity, [], "~") == 0
