"""Versions of the network: copied, moved, put in force, locked; the network of a day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from providers import network as ledger
from providers.actions import network
from providers.models import Cofinancing, NetworkItem, NetworkVersion
from sitis.resolutions import Resolution
from sitis.versions import Stale
from tests.factories import (
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    ResolutionFactory,
    ServiceFactory,
    official,
)

pytestmark = pytest.mark.django_db
NEW_YEAR, JULY, TODAY = date(2026, 1, 1), date(2026, 7, 1), date(2026, 11, 22)
State, Move = NetworkVersion.State, NetworkVersion.Move


@pytest.fixture
def registrar(db):
    return official("registrar")


@pytest.fixture
def valid(db):
    return NetworkVersionFactory(in_force=True, number=1, valid_from=NEW_YEAR)


def approved(**fields):
    return NetworkVersionFactory(
        state=State.ASSEMBLY, assembly_resolution=ResolutionFactory(), **fields
    )


def force(version, day, by, today=TODAY):
    network.put_in_force(version, first_day=day, by=by, today=today)


# -- a copy ---------------------------------------------------------------------------------------


def test_a_version_starts_as_a_copy_whose_items_name_what_they_continue(registrar, valid):
    item = NetworkItemFactory(network=valid, amount="7.25", mandate_number="P-1", financing="101a")
    paid = Cofinancing.objects.create(
        item=item, municipality=MunicipalityFactory(), share=Decimal("12.5")
    )
    over = NetworkItemFactory(network=valid, valid_to=date(2026, 6, 30))

    copy = network.start_version(
        year=2027, valid_from=date(2027, 1, 1), copy_of=valid, by=registrar
    )

    taken = copy.items.get()
    assert (taken.continues, taken.amount, taken.mandate_number) == (item, Decimal("7.25"), "P-1")
    assert (copy.state, copy.number, copy.copied_from) == (State.PREPARATION, 1, valid)
    share = taken.cofinancing.get()
    assert (share.municipality, share.share) == (paid.municipality, paid.share)
    assert over not in [one.continues for one in copy.items.all()]
    for row in (copy, taken, share):
        assert [(one.history_type, one.history_user) for one in row.history.all()] == [
            ("+", registrar)
        ]


def test_versions_of_a_year_are_numbered(registrar, valid):
    started = [
        network.start_version(year=2026, valid_from=JULY, by=registrar).number for _each in range(2)
    ]

    assert started == [2, 3]


def test_a_copy_of_500_items_takes_few_queries(registrar, valid, django_assert_max_num_queries):
    services = ServiceFactory.create_batch(5)
    first = NetworkItemFactory(network=valid, service=services[0])
    NetworkItem.objects.bulk_create(
        NetworkItem(
            network=valid, service=services[n % 5], form=first.form, category=first.category,
            unit=first.unit, amount=1, valid_from=NEW_YEAR + timedelta(days=n // 5),
        )
        for n in range(500)
    )  # fmt: skip

    with django_assert_max_num_queries(40):
        copy = network.start_version(year=2027, valid_from=NEW_YEAR, copy_of=valid, by=registrar)

    assert copy.items.count() == NetworkItem.history.filter(network=copy).count() == 501


# -- states ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", Move.values)
@pytest.mark.parametrize("state", State.values)
def test_moves_lead_only_from_where_the_table_says(registrar, valid, state, step):
    version = NetworkVersionFactory(
        state=state, assembly_resolution=ResolutionFactory(), valid_from=JULY,
        valid_to=date(2026, 12, 31), council_resolution=ResolutionFactory(body="council"),
    ) if state not in NetworkVersion.IN_FORCE else valid  # fmt: skip
    if state == State.REPLACED:
        NetworkVersion.objects.update(state=state, valid_to=TODAY)
        version.refresh_from_db()
    before = version.state
    sources, target = NetworkVersion.MOVES[Move(step)]

    def take():
        if step == Move.PUT_IN_FORCE:
            force(version, date(2026, 8, 1), registrar)
        else:
            network.move(version, step, by=registrar)

    if state in sources:
        take()
        assert version.state == target
        assert str(Move(step).label) in version.history.first().history_change_reason
        assert version.history.first().history_user == registrar
    else:
        with pytest.raises(network.IllegalMove):
            take()
        version.refresh_from_db()
        assert version.state == before


@pytest.mark.parametrize(
    ("step", "body", "wrong"),
    [(Move.COUNCIL, "council", "assembly"), (Move.ASSEMBLY, "assembly", "council")],
)
def test_approval_stands_on_a_resolution_of_that_body(registrar, step, body, wrong):
    version = NetworkVersionFactory(state=State.COMMITTEE)

    for resolution in (None, ResolutionFactory(body=wrong)):
        with pytest.raises(ValidationError) as refused:
            network.move(version, step, by=registrar, resolution=resolution)
        assert "resolution" in refused.value.message_dict
    new = Resolution(body=body, number="77/26", adopted_on=TODAY)
    network.move(version, step, by=registrar, resolution=new)

    assert getattr(version, f"{body}_resolution") == Resolution.objects.get(number="77/26")


def test_what_is_returned_loses_its_resolutions(registrar):
    version = approved()

    network.move(version, Move.RETURN, by=registrar)

    assert (version.state, version.assembly_resolution) == (State.PREPARATION, None)


# -- in force -------------------------------------------------------------------------------------


def test_put_in_force_ends_the_version_before_the_day_before(registrar, valid):
    version = approved()

    force(version, JULY, registrar)

    valid.refresh_from_db()
    assert (valid.valid_to, valid.state) == (date(2026, 6, 30), State.REPLACED)
    assert (version.valid_from, version.valid_to, version.state) == (JULY, None, State.VALID)
    assert valid.history.first().history_user == registrar


def test_one_put_in_force_ahead_replaces_only_when_its_time_comes(registrar, valid):
    version = approved()
    first = date(2027, 1, 1)

    force(version, first, registrar)

    valid.refresh_from_db()
    assert (valid.state, valid.valid_to) == (State.VALID, date(2026, 12, 31))
    assert NetworkVersion.objects.in_force_on(TODAY).get() == valid
    assert NetworkVersion.objects.in_force_on(first).get() == version
    assert network.retire(date(2026, 12, 31)) == 0
    assert network.retire(first) == 1
    assert network.retire(first) == 0
    valid.refresh_from_db()
    assert valid.state == State.REPLACED


def test_a_correction_between_two_versions_ends_where_the_next_begins(registrar, valid):
    later = approved()
    force(later, date(2027, 1, 1), registrar)
    correction = approved()

    force(correction, JULY, registrar)

    valid.refresh_from_db()
    assert valid.valid_to == date(2026, 6, 30)
    assert correction.valid_to == date(2026, 12, 31)


def test_a_day_on_which_another_begins_is_refused(registrar, valid):
    with pytest.raises(ValidationError) as refused:
        force(approved(), NEW_YEAR, registrar)

    assert str(valid) in refused.value.message_dict["first_day"][0]


def test_only_what_the_assembly_approved_comes_into_force(registrar, valid):
    with pytest.raises(network.IllegalMove):
        force(NetworkVersionFactory(state=State.COUNCIL), JULY, registrar)

    valid.refresh_from_db()
    assert valid.valid_to is None


def test_the_database_refuses_two_versions_in_force_that_share_a_day(valid):
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkVersionFactory(in_force=True, valid_from=TODAY)
    draft = NetworkVersionFactory(
        state=State.ASSEMBLY, assembly_resolution=ResolutionFactory(), valid_from=TODAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkVersion.objects.filter(pk=draft.pk).update(state=State.VALID)
    NetworkVersion.objects.filter(pk=valid.pk).update(valid_to=TODAY - timedelta(days=1))
    NetworkVersion.objects.filter(pk=draft.pk).update(state=State.VALID)

    assert NetworkVersion.objects.in_force_on(TODAY).get() == draft


# -- locked ---------------------------------------------------------------------------------------


def test_a_version_in_force_is_locked_on_every_path(registrar, valid):
    item = NetworkItemFactory(network=valid)
    other = NetworkItem(
        network=valid, service=item.service, form=item.form, category=item.category,
        unit=item.unit, amount=1,
    )  # fmt: skip
    share = Cofinancing(item=item, municipality=MunicipalityFactory(), share=5)
    acts = [
        lambda: network.save_item(item, by=registrar),
        lambda: network.save_item(other, by=registrar),
        lambda: network.end_item(item, last_day=TODAY, by=registrar),
        lambda: network.remove_item(item, by=registrar),
        lambda: network.save_share(share, by=registrar),
        lambda: network.save_version_of_network(valid, by=registrar),
        item.full_clean,
        share.full_clean,
    ]

    for act in acts:
        with pytest.raises(ValidationError) as refused:
            act()
        assert NetworkVersion.LOCKED in refused.value.messages
    assert NetworkItem.objects.get() == item
    assert not NetworkItem.objects.editable_by(registrar).exists()


def test_items_of_a_version_in_preparation_are_written_with_history(registrar):
    item = NetworkItemFactory.build(
        network=NetworkVersionFactory(), service=ServiceFactory(), orp=None,
        form=NetworkItemFactory().form, category=NetworkItem.objects.get().category,
        unit=NetworkItem.objects.get().unit,
    )  # fmt: skip

    network.save_item(item, by=registrar, reason="nová")
    item.amount = Decimal("3.25")
    network.save_item(item, by=registrar, reason="méně")
    network.end_item(item, last_day=JULY, by=registrar, reason="konec")
    pk = item.pk
    network.remove_item(item, by=registrar, reason="omyl")

    rows = NetworkItem.history.filter(id=pk).order_by("history_id")
    assert [(row.history_type, row.history_change_reason) for row in rows] == [
        ("+", "nová"), ("~", "méně"), ("~", "konec"), ("-", "omyl"),
    ]  # fmt: skip
    assert {row.history_user for row in rows} == {registrar}


def test_two_people_on_one_item(registrar):
    pk = NetworkItemFactory().pk
    first, second = (NetworkItem.objects.get(pk=pk) for _each in range(2))
    first.amount = 9
    network.save_item(first, by=registrar)

    with pytest.raises(Stale):
        network.save_item(second, by=registrar)
    with pytest.raises(Stale):
        network.remove_item(second, by=registrar)


def test_an_item_that_another_version_continues_is_not_removed(registrar):
    draft = NetworkVersionFactory()
    item = NetworkItemFactory(network=draft)
    network.start_version(year=2027, valid_from=date(2027, 1, 1), copy_of=draft, by=registrar)

    with pytest.raises(ValidationError, match="navazuje"), transaction.atomic():
        network.remove_item(item, by=registrar)

    assert NetworkItem.objects.filter(pk=item.pk).exists()


def test_an_item_holds_on_at_least_one_day_of_its_version(registrar):
    version = NetworkVersionFactory(valid_from=NEW_YEAR, valid_to=JULY)
    item = NetworkItemFactory(network=version)

    item.valid_from = JULY + timedelta(days=1)
    with pytest.raises(ValidationError) as late:
        network.save_item(item, by=registrar)
    item.valid_from = None
    item.valid_to = NEW_YEAR - timedelta(days=1)
    with pytest.raises(ValidationError) as early:
        network.save_item(item, by=registrar)

    assert (set(late.value.message_dict), set(early.value.message_dict)) == (
        {"valid_from"},
        {"valid_to"},
    )


# -- the network of a day -------------------------------------------------------------------------


def test_the_network_of_a_day_are_items_valid_then_of_the_version_in_force_then(registrar, valid):
    always = NetworkItemFactory(network=valid)
    spring = NetworkItemFactory(network=valid, valid_to=date(2026, 3, 31))
    autumn = NetworkItemFactory(network=valid, valid_from=date(2026, 9, 1))
    NetworkItemFactory(network=NetworkVersionFactory())  # a draft

    def on(day):
        return set(NetworkItem.objects.in_force_on(day))

    assert on(date(2025, 12, 31)) == set()
    assert on(date(2026, 3, 31)) == {always, spring}
    assert on(date(2026, 4, 1)) == {always}
    assert on(TODAY) == {always, autumn}


def test_changes_of_a_version_are_against_the_one_it_replaces(registrar, valid):
    kept = NetworkItemFactory(network=valid, amount=5)
    gone = NetworkItemFactory(network=valid, amount=3)
    draft = network.start_version(
        year=2027, valid_from=date(2027, 1, 1), copy_of=valid, by=registrar
    )
    changed, removed = draft.items.get(continues=kept), draft.items.get(continues=gone)
    changed.amount = Decimal("6.5")
    network.save_item(changed, by=registrar)
    network.remove_item(removed, by=registrar)

    entries = draft.changes()

    assert {(entry.what, entry.key.service, entry.delta) for entry in entries} == {
        (ledger.What.RAISED, kept.service_id, Decimal("1.5")),
        (ledger.What.REMOVED, gone.service_id, Decimal(-3)),
    }
    assert NetworkVersion.objects.changes_in(date(2027, 1, 1), date(2027, 12, 31)) == []
    network.move(draft, Move.PROPOSE, by=registrar)
    network.move(draft, Move.COMMITTEE, by=registrar)
    network.move(draft, Move.ASSEMBLY, by=registrar, resolution=ResolutionFactory())
    force(draft, date(2027, 1, 1), registrar)
    year = NetworkVersion.objects.changes_in(date(2027, 1, 1), date(2027, 12, 31))
    assert [(entry.what, entry.delta) for entry in year] == [
        (entry.what, entry.delta) for entry in entries
    ]
    assert {entry.resolution for entry in year} == {draft.assembly_resolution_id}


class LedgerOfRows(TestCase):
    """What the database answers for a day is what the ledger adds up to."""

    @settings(max_examples=15, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.integers(1, 40),
                st.lists(
                    st.tuples(
                        st.integers(0, 2), st.none() | st.integers(0, 60),
                        st.none() | st.integers(0, 60), st.integers(1, 900),
                    ),
                    max_size=4,
                ),
            ),
            max_size=3,
        )
    )  # fmt: skip
    def test_sum_of_the_ledger_is_the_table_of_the_database(self, drawn):
        services = ServiceFactory.create_batch(3)
        first = NEW_YEAR
        for length, items in drawn:
            last = first + timedelta(days=length)
            version = NetworkVersionFactory(in_force=True, valid_from=first, valid_to=last)
            seen = set()
            for which, start, end, amount in items:
                if (which, start) in seen or (None not in (start, end) and end < start):
                    continue
                seen.add((which, start))
                NetworkItemFactory(
                    network=version, service=services[which], amount=Decimal(amount) / 100,
                    valid_from=None if start is None else NEW_YEAR + timedelta(days=start),
                    valid_to=None if end is None else NEW_YEAR + timedelta(days=end),
                )  # fmt: skip
            first = last + timedelta(days=1)
        versions = NetworkVersion.objects.in_force().as_ledger()
        entries = ledger.ledger(versions)

        for number in range(0, 70, 7):
            day = NEW_YEAR + timedelta(days=number)
            table = {}
            for item in NetworkItem.objects.in_force_on(day):
                table[item.service_id] = table.get(item.service_id, 0) + item.amount
            summed = {key.service: units for key, units in ledger.sum_of(entries, day).items()}
            assert summed == table
            assert ledger.sum_of(entries, day) == ledger.table_of(versions, day)
