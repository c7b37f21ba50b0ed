"""The last import can be taken back whole, unless somebody builds on it."""

from decimal import Decimal

import pytest

from providers.actions.rpss import NotNow
from providers.actions.take_back import built_on, take_back
from providers.importers.tables import CODE_LISTS, TABLES
from providers.models import Capacity, Contact, Difference, Facility, Service
from sitis.versions import save_version
from tests.factories import ContactFactory, ReachFactory, RegionFactory, UserFactory
from tests.providers.rpss_files import address, applied, facility, form, hours, provider, record

pytestmark = pytest.mark.django_db


def register():
    """Every row but its version: that only ever rises."""
    models = {table.model for table in TABLES.values()} | {Difference, *CODE_LISTS.values()}
    return {
        (model.__name__, row.pop("id"), repr({k: v for k, v in row.items() if k != "version"}))
        for model in models
        for row in model.objects.values()
    }


def test_everything_new_goes_again():
    before = register()
    run = applied(record(formy=[form(casoveRozsahy=[hours()])]))

    take_back(run, by=UserFactory())

    assert register() == before
    assert Service.history.filter(history_type="-").count() == 1
    run.refresh_from_db()
    assert run.state == "taken_back"


def test_changed_ended_deleted_and_missing_rows_are_as_before():
    applied(
        record(formy=[form(), form("amb")]),
        record("9000002", poskytovatel=provider("Jiná", "99550024")),
    )
    Facility.objects.update(latitude=Decimal("49.010000"), longitude=Decimal("17.120000"))
    capacity = Capacity.objects.get(form__rpss_code="ter", service__identifier="9000001")
    capacity.amount = Decimal(8)
    save_version(capacity, by=UserFactory())
    before = register()

    run = applied(
        record(
            formy=[form(amount=12)],
            telefony=[{"telefon": "1"}],
            datumPoskytovaniDo="2026-12-31",
            druhSocialniSluzby="DruhSocialniSluzby/99",
            poskytovatel=provider("Charita nová"),
            zarizeni=[facility(adresa=address(19000009)), facility("Další")],
        )
    )
    assert Difference.objects.count() == 2
    take_back(run, by=UserFactory())

    assert register() == before


def test_rows_that_others_took_the_place_of_hold_again():
    applied(record(), record("9000002"))
    corrected = Capacity.objects.get(service__identifier="9000002")
    corrected.note = "naše"
    save_version(corrected, by=UserFactory())
    noted = record("9000002")
    noted["formy"][0]["kapacity"][0]["popis"] = "jejich"
    applied(record(), noted)
    before = register()
    noted = record("9000002", formy=[form(amount=9)])
    noted["formy"][0]["kapacity"][0]["popis"] = "zase jejich"

    run = applied(record(formy=[form(amount=12, nepretrzitePoskytovani=True)]), noted)
    assert Capacity.objects.filter(valid_to=None).count() == 2
    assert Capacity.objects.count() == 4
    take_back(run, by=UserFactory())

    assert register() == before


def test_what_was_taken_back_can_be_imported_again():
    applied(record())
    take_back(applied(record(formy=[form(amount=12)])), by=None)

    applied(record(formy=[form(amount=12)]))

    assert Capacity.objects.get(valid_to=None).amount == 12


def test_taking_back_twice_is_once():
    run = applied(record())
    take_back(run, by=None)
    count = Service.history.count()

    take_back(run, by=None)

    assert Service.history.count() == count


def test_only_the_last_one():
    first = applied(record())
    applied(record("9000002"), record())

    with pytest.raises(NotNow):
        take_back(first, by=None)


def test_once_the_last_is_taken_back_the_one_before_is_the_last():
    before = register()
    first = applied(record())
    take_back(applied(record(formy=[form(amount=5)])), by=None)

    take_back(first, by=None)

    assert register() == before


@pytest.mark.parametrize(
    "build",
    [
        lambda service: save_version(service, by=UserFactory(name="Jana Pilná")),
        lambda service: ReachFactory(service=service),
        lambda service: ContactFactory(service=service, type="web"),
    ],
    ids=["changed", "reach", "typed contact"],
)
def test_nothing_is_taken_back_from_under_anybody(build):
    RegionFactory()
    run = applied(record())
    build(Service.objects.get())
    before = register()

    assert len(built_on(run)) == 1
    with pytest.raises(NotNow):
        take_back(run, by=None)
    assert register() == before
    assert Contact.objects.exists()


def test_a_settled_difference_builds_on_the_import():
    applied(record())
    capacity = Capacity.objects.get()
    capacity.amount = Decimal(8)
    save_version(capacity, by=None)
    run = applied(record(formy=[form(amount=12)]))
    Difference.objects.update(state="kept")

    assert built_on(run)
