"""Two people at the same moment: one wins, the other is told, nothing is half-written."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections
from django.utils import timezone

from providers.actions import differences, merge, rpss
from providers.actions.take_back import take_back
from providers.models import Capacity, Difference, Provider, RpssImport, Service
from sitis.accounts.actions import invitations
from sitis.accounts.models import Invitation, RoleHolding, User
from sitis.accounts.models.invitation import hashed
from sitis.versions import Stale, save_version
from tests.factories import (
    FormFactory,
    MunicipalityFactory,
    ProviderFactory,
    ServiceFactory,
    ServiceKindFactory,
    UnitFactory,
    official,
)
from tests.providers.rpss_files import applied, form, record

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

REFUSALS = (Stale, ValidationError, rpss.NotNow)


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
