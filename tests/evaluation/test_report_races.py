"""Two people at one report at the same moment, in threads of their own on PostgreSQL."""

import pytest

from evaluation.actions import moves
from evaluation.actions.saving import save_section
from evaluation.models import Report, Snapshot, Submission
from tests.evaluation.factories import AFTER, DURING, in_network, opened, typed
from tests.factories import official
from tests.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def report(provider, people):
    in_network(provider)
    term = opened(by=people["analyst"])
    report = Report.objects.for_lists().get(term=term)
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)
    moves.hand_in(report, by=people["worker"], now=DURING)
    return report


def seen(report):
    return Report.objects.for_lists().get(pk=report.pk)


def test_of_two_approving_at_once_one_wins_and_the_other_is_told(report, people):
    def approval(by):
        return lambda: moves.approve(seen(report), by=by, now=AFTER)

    assert at_once(approval(people["analyst"]), approval(official("analyst"))) == [
        "", "IllegalMove",
    ]  # fmt: skip
    assert Snapshot.objects.filter(report=report).count() == 1
    assert Submission.objects.filter(report=report, kind="approve").count() == 1


def test_approved_and_returned_at_once_both_orders_are_whole(report, people):
    """What is approved may still be returned, what is returned is not approved."""

    def returned():
        until = AFTER + (AFTER - DURING)
        moves.send_back(
            seen(report), by=people["analyst"], now=AFTER, reason="Doložte.", until=until
        )

    told = at_once(lambda: moves.approve(seen(report), by=official("analyst"), now=AFTER), returned)

    report.refresh_from_db()
    assert report.state == "returned"
    assert told in (["", ""], ["", "IllegalMove"])
    assert Snapshot.objects.filter(report=report).count() == told.count("") - 1


def test_handed_in_twice_at_once_there_is_one_receipt(provider, people):
    in_network(provider)
    term = opened(by=people["analyst"])
    report = Report.objects.for_lists().get(term=term)
    save_section(report, "E", typed(E_units="6,5"), by=people["worker"], now=DURING)

    def hand_in(by):
        return lambda: moves.hand_in(seen(report), by=by, now=DURING)

    told = at_once(hand_in(people["worker"]), hand_in(people["signatory"]))

    assert told == ["", "IllegalMove"]
    assert Submission.objects.filter(report=report, kind="hand_in").count() == 1
