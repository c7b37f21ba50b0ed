"""Two people at one page at the same moment: one wins, the other is told."""

from datetime import date

import pytest

from providers.actions import reports, upkeep
from providers.models import OutdatedReport, Proposal, ServiceText, Verification, page_of
from tests.factories import MembershipFactory, ServiceFactory, official
from tests.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair(db):
    return official("registrar"), official("registrar")


@pytest.fixture
def proposal(db):
    service = ServiceFactory()
    worker = MembershipFactory(provider=service.provider).user
    base = page_of(service, date(2026, 11, 22))
    content = {**base, "texts": {"what": "Nový text."}}
    made = upkeep.save_draft(service, None, content, base, by=worker)
    upkeep.send(made, by=worker)
    return made


def test_a_proposal_is_settled_once(pair, proposal):
    def accept():
        one = Proposal.objects.get(pk=proposal.pk)
        upkeep.accept(one, by=pair[0], day=date(2026, 11, 22))

    def give_back():
        one = Proposal.objects.get(pk=proposal.pk)
        upkeep.give_back(one, reason="Doplňte cenu.", by=pair[1])

    told = at_once(accept, give_back)

    assert told[0] == ""
    assert told[1] in {"Stale", "NotNow"}
    proposal.refresh_from_db()
    texts = list(ServiceText.objects.values_list("text", flat=True))
    assert texts == (["Nový text."] if proposal.state == "accepted" else [])
    assert Verification.objects.count() == len(texts)


def test_a_proposal_taken_back_is_not_accepted_too(pair, proposal):
    def accept():
        one = Proposal.objects.get(pk=proposal.pk)
        upkeep.accept(one, by=pair[0], day=date(2026, 11, 22))

    def recall():
        upkeep.recall(Proposal.objects.get(pk=proposal.pk), by=proposal.by)

    told = at_once(accept, recall)

    assert told[0] == ""
    assert told[1] in {"Stale", "NotNow"}
    proposal.refresh_from_db()
    assert ServiceText.objects.exists() == (proposal.state == "accepted")


def test_two_colleagues_begin_one_draft(db):
    service = ServiceFactory()
    workers = [MembershipFactory(provider=service.provider).user for _ in range(2)]
    base = page_of(service, date(2026, 11, 22))

    def begun(by, text):
        content = {**base, "texts": {"what": text}}
        return lambda: upkeep.save_draft(service, None, content, base, by=by)

    told = at_once(begun(workers[0], "Jeden."), begun(workers[1], "Druhý."))

    assert told == ["", "Stale"]
    assert Proposal.objects.count() == 1


def test_a_page_verified_by_two_at_once_is_verified_once(db):
    service = ServiceFactory()
    workers = [MembershipFactory(provider=service.provider).user for _ in range(2)]

    def verified(by):
        return lambda: upkeep.verify([service], day=date(2026, 11, 22), by=by)

    told = at_once(verified(workers[0]), verified(workers[1]))

    assert told[0] == ""
    assert Verification.objects.get().verified_on == date(2026, 11, 22)


def test_a_report_is_answered_once(pair):
    report = OutdatedReport.objects.create(service=ServiceFactory(), part="hours")

    def answered(by, text):
        one = OutdatedReport.objects.get(pk=report.pk)
        return lambda: reports.answer(one, state="mended", text=text, by=by)

    assert at_once(answered(pair[0], "Jeden."), answered(pair[1], "Druhý.")) == ["", "Stale"]
