"""The gate to the network: versions in force and what the assembly decided, nothing else."""

from datetime import date
from decimal import Decimal

import pytest

from providers.public import (
    network_changes,
    network_items,
    network_of,
    network_totals,
    network_versions,
)
from tests.factories import ServiceFactory
from tests.providers.test_public import in_force

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def two():
    """2025 with one service, 2026 with more units of it and another one."""
    service = ServiceFactory(name="Domov", identifier="9000001")
    old = in_force(service, FIRST, LAST, number=1, state="replaced")
    item = in_force(service, date(2026, 1, 1), number=2)
    item.amount, item.note, item.mandate_number = Decimal("4.00"), "TAJNÉ", "TAJNÉ"
    item.continues = old
    item.save()
    item.pk, item.service, item.continues = None, ServiceFactory(identifier="9000002"), None
    item.save()
    return old.network, item.network


def test_versions_come_newest_first_with_their_resolution_and_services(two):
    newest, before = network_versions()

    assert [newest.key, before.key] == ["2026-2", "2025-1"]
    assert [newest.is_valid, before.is_valid] == [True, False]
    assert [newest.services, before.services] == [2, 1]
    assert newest.assembly.number == "2/26/Z"
    assert before.day(date(2026, 11, 22)) == LAST


def test_a_version_in_preparation_is_not_there(two):
    in_force(ServiceFactory(), date(2027, 1, 1), number=7, state="preparation")

    assert "2027-7" not in [version.key for version in network_versions()]
    assert {item.version for item in network_of(date(2027, 5, 1))} == {"2026-2"}


def test_items_say_what_was_decided_and_nothing_else(two):
    items = list(network_items(network_versions()[0]))

    assert [(item.identifier, item.amount) for item in items] == [
        ("9000001", Decimal("4.00")),
        ("9000002", Decimal("4.00")),
    ]
    assert "TAJNÉ" not in repr(items)
    assert items[0].territory.level == "region"


def test_a_service_hidden_from_the_catalogue_is_hidden_here_too(two):
    two[1].items.get(service__identifier="9000002").service.__class__.objects.filter(
        identifier="9000002"
    ).update(is_published=False)
    newest = network_versions()[0]

    assert newest.services == 1
    assert [item.identifier for item in network_items(newest)] == ["9000001"]
    assert [total.services for total in network_totals(newest, date(2026, 5, 1))] == [1]
    assert [change.identifier for change in network_changes(newest)] == ["9000001"]


def test_totals_and_changes(two, django_assert_max_num_queries):
    newest = network_versions()[0]

    (total,) = network_totals(newest, date(2026, 5, 1))
    with django_assert_max_num_queries(12):
        changes = network_changes(newest)

    assert (total.amount, total.services, total.kind.slug) == (Decimal(8), 2, "home_care")
    assert sorted((one.what, one.identifier, one.delta) for one in changes) == [
        ("added", "9000002", Decimal("4.00")),
        ("raised", "9000001", Decimal("1.50")),
    ]
