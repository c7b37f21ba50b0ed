"""Two people at the same moment: one wins, the other is told, nothing is half-written."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from providers.actions import differences, merge, network, rpss, upkeep
from providers.actions.network import lists
from providers.actions.searches import count_search
from providers.actions.take_back import take_back
from providers.models import (
    Capacity,
    Difference,
    NetworkImport,
    NetworkItem,
    NetworkVersion,
    Provider,
    RpssImport,
    SearchMiss,
    Service,
)
from sitis.accounts.actions import invitations
from sitis.accounts.models import Invitation, RoleHolding, User
from sitis.accounts.models.invitation import hashed
from sitis.versions import Stale, save_version
from tests.factories import (
    FormFactory,
    MunicipalityFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    ProviderFactory,
    ResolutionFactory,
    ServiceFactory,
    ServiceKindFactory,
    UnitFactory,
    official,
)
from tests.providers.rpss_files import applied, form, record

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

REFUSALS = (Stale, ValidationError, rpss.NotNow, lists.NotNow, upkeep.NotNow)


def at_once(*acts):
    """Run ``acts`` in threads that start together; names of what each raised, "" if nothing."""
    start, told = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place, act):
        try:
            connection.ensure_connection()
            start.wait(timeout=10)
            act()
        except REFUSALS as refusal:
            told[place] = type(refusal).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(told)


@pytest.fixture
def pair(db):
    return official("registrar"), official("registrar")


@pytest.fixture
def _ground(db):
    MunicipalityFactory()
    ServiceKindFactory()
    FormFactory()
    UnitFactory()


def test_a_link_opened_twice_makes_one_account(pair):
    now = timezone.now()
    invitation = Invitation.objects.create(
        email="nova@kraj.example", name="Nová", role="official", valid_from=date(2026, 1, 1),
        invited_by=pair[0], invited_at=now, expires_at=now + timedelta(days=1),
        token_hash=hashed("klíč"),
    )  # fmt: skip

    def accept():
        seen = Invitation.objects.get(pk=invitation.pk)
        invitations.accept(seen, password="x", name="Nová", phone="")

    assert at_once(accept, accept) == ["", "Stale"]
    user = User.objects.get(email="nova@kraj.example")
    assert RoleHolding.objects.filter(user=user).count() == 1


def test_two_providers_merged_into_each_other_leave_one(pair):
    one, other = ProviderFactory(), ProviderFactory()
    ServiceFactory(provider=one)
    ServiceFactory(provider=other)

    def merged(loser, winner, by):
        pks = loser.pk, winner.pk
        return lambda: merge.merge_providers(*(Provider.objects.get(pk=pk) for pk in pks), by=by)

    told = at_once(merged(one, other, pair[0]), merged(other, one, pair[1]))

    assert told[0] == ""
    assert told[1] in {"Stale", "ValidationError"}
    left = Provider.objects.get(merged_into=None)
    assert set(Service.objects.values_list("provider", flat=True)) == {left.pk}


@pytest.mark.usefixtures("_ground")
def test_a_difference_is_settled_once(pair):
    applied(record())
    capacity = Capacity.objects.get()
    capacity.amount = 8
    save_version(capacity, by=pair[0])
    applied(record(formy=[form(amount=12)]))
    pk = Difference.objects.get(field="amount").pk

    def take():
        one = Difference.objects.get(pk=pk)
        differences.take_over(one, by=pair[0], day=date(2026, 11, 22))

    def keep():
        differences.keep(Difference.objects.get(pk=pk), reason="je nás osm", by=pair[1])

    assert at_once(take, keep) == ["", "Stale"]
    difference = Difference.objects.get(pk=pk)
    amount = Capacity.objects.valid_on(date(2026, 11, 22)).get().amount
    assert (difference.state, amount) in {("taken", 12), ("kept", 8)}


def test_a_plan_is_confirmed_or_dropped_but_not_both(pair):
    run = RpssImport.objects.create(file_name="rpss.json", region="all", state="planned")

    def confirm():
        rpss.confirm(RpssImport.objects.get(pk=run.pk), by=pair[0])

    def discard():
        rpss.discard(RpssImport.objects.get(pk=run.pk))

    assert at_once(confirm, confirm, discard) == ["", "NotNow", "NotNow"]


@pytest.mark.usefixtures("_ground")
def test_an_import_taken_back_while_the_next_is_written_leaves_a_whole_register(pair):
    first = applied(record(formy=[form(amount=10)]))

    told = at_once(
        lambda: take_back(RpssImport.objects.get(pk=first.pk), by=pair[0]),
        lambda: applied(record(formy=[form(amount=12)])),
    )

    first.refresh_from_db()
    assert told in (["", ""], ["", "NotNow"])
    assert first.state == ("taken_back" if told == ["", ""] else "applied")
    today = Capacity.objects.valid_on(date(2026, 11, 22))
    assert [str(one.amount) for one in today] == ["12.00"]
    assert Service.objects.count() == 1


def test_two_versions_put_in_force_at_once_never_overlap(pair):
    valid = NetworkVersionFactory(in_force=True, number=1, valid_from=date(2026, 1, 1))
    pks = [
        NetworkVersionFactory(state="assembly", assembly_resolution=ResolutionFactory()).pk
        for _each in range(2)
    ]

    def forced(pk, by, day):
        return lambda: network.put_in_force(
            NetworkVersion.objects.get(pk=pk), first_day=day, today=date(2026, 11, 22), by=by
        )

    same = date(2026, 7, 1)
    assert at_once(forced(pks[0], pair[0], same), forced(pks[1], pair[1], same)) == [
        "",
        "ValidationError",
    ]
    valid.refresh_from_db()
    spans = NetworkVersion.objects.in_force().order_by("valid_from")
    assert list(spans.values_list("valid_from", "valid_to")) == [
        (date(2026, 1, 1), date(2026, 6, 30)),
        (same, None),
    ]


def test_one_version_is_put_in_force_once(pair):
    pk = NetworkVersionFactory(state="assembly", assembly_resolution=ResolutionFactory()).pk

    def forced(day):
        return lambda: network.put_in_force(
            NetworkVersion.objects.get(pk=pk), first_day=day, today=date(2026, 11, 22), by=pair[0]
        )

    assert at_once(forced(date(2026, 2, 1)), forced(date(2026, 3, 1))) == ["", "IllegalMove"]
    assert NetworkVersion.objects.in_force().count() == 1


def test_an_item_is_not_written_into_a_version_that_just_came_into_force(pair):
    version = NetworkVersionFactory(state="assembly", assembly_resolution=ResolutionFactory())
    item = NetworkItemFactory(network=version, amount=5)

    def write():
        row = NetworkItem.objects.get(pk=item.pk)
        row.amount = 9
        network.save_item(row, by=pair[0])

    def force():
        network.put_in_force(
            NetworkVersion.objects.get(pk=version.pk),
            first_day=date(2026, 1, 1), today=date(2026, 11, 22), by=pair[1],
        )  # fmt: skip

    told = at_once(write, force)

    item.refresh_from_db()
    assert told in (["", ""], ["", "ValidationError"])
    came = version.history.filter(state="valid").get().history_date
    written = item.history.filter(history_type="~", history_date__gt=came)
    assert (item.amount == 9) == (told == ["", ""])
    assert not written.exists()


def test_a_list_of_the_network_is_applied_by_one_of_two(pair):
    version = NetworkVersionFactory()
    run = NetworkImport.objects.create(network=version, file_name="s.xlsx", state="planned")

    def confirm(by):
        return lambda: lists.confirm_list(NetworkImport.objects.get(pk=run.pk), by=by)

    def discard():
        lists.discard_list(NetworkImport.objects.get(pk=run.pk))

    assert at_once(confirm(pair[0]), confirm(pair[1]), discard) == ["", "NotNow", "NotNow"]


def test_two_searches_for_the_same_new_words_are_both_counted():
    day = date(2026, 11, 22)

    at_once(
        *(lambda words=words: count_search(words, on=day) for words in ("ab", "ba", "abc", "cba"))
    )

    assert dict(SearchMiss.objects.values_list("word", "count")) == {"a": 4, "b": 4, "c": 2}
