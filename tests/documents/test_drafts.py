"""A draft is for those who saw its record as a draft, also once the record is open to more people."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from evaluation.models import BenchmarkRun, RunKind
from planning.models import Plan
from providers.actions import cards as write
from providers.models import CardVersion, NetworkVersion, ServiceCard
from sitis import rooms
from sitis.documents.actions import enter, keep
from sitis.documents.build import Built
from sitis.documents.models import Bundle, BundleItem, Document
from tests.factories import NetworkVersionFactory, ResolutionFactory
from tests.planning.factories import PlanFactory
from tests.planning.test_documents import one_page
from tests.providers.card_rows import home, service_card, valid, version

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIRST = date(2026, 1, 1)
OFFICE = {"registrar", "planner", "analyst", "administrator", "auditor"}
STAFF = {"worker", "signatory"}
EVERYBODY = {*OFFICE, *STAFF, "coordinator", "district", "stranger"}


def stored(kind, record, by):
    """The document of ``record`` as it is now."""
    subject = rooms.document_kind(kind).subject(str(record.pk))
    row = enter(kind, str(record.pk), subject, by=by, now=NOW)
    return keep(row, Built.of(one_page(), NOW), now=NOW)


def readers(document, people):
    return {
        n for n, user in people.items() if Document.objects.readable_by(user).contains(document)
    }


def test_drafts_of_a_confirmed_card_stay_with_the_provider(people, provider):
    mine = service_card(valid(), home(provider=provider), "in_work")
    draft = stored("service_card", mine, people["worker"])
    assert readers(draft, people) == STAFF

    write.confirm(mine, by=people["signatory"], today=FIRST)
    final = stored("service_card", ServiceCard.objects.get(), people["worker"])

    assert (draft.is_final, final.is_final) == (False, True)
    assert readers(draft, people) == STAFF
    assert readers(final, people) == EVERYBODY


def test_who_comments_on_a_card_has_what_was_sent_round_and_no_draft(people):
    card = version()
    concept = stored("card", card, people["registrar"])
    write.open_comments(card, until=date(2100, 1, 1), day=FIRST, by=people["registrar"])
    sent = stored("card", CardVersion.objects.get(), people["registrar"])
    assert (readers(concept, people), readers(sent, people)) == (OFFICE, EVERYBODY)

    CardVersion.objects.update(
        state="valid", valid_from=FIRST, resolution=ResolutionFactory(body="council")
    )
    final = stored("card", CardVersion.objects.get(), people["registrar"])

    assert readers(concept, people) == readers(sent, people) == OFFICE
    assert readers(final, people) == EVERYBODY


def test_drafts_of_a_network_in_force_stay_in_the_office(people):
    network = NetworkVersionFactory()
    draft = stored("network", network, people["registrar"])

    NetworkVersion.objects.update(state="valid", assembly_resolution=ResolutionFactory())
    final = stored("network", network, people["registrar"])

    assert NetworkVersion.objects.readable_by(people["worker"]).exists()
    assert (readers(draft, people), readers(final, people)) == (OFFICE, EVERYBODY)


def test_drafts_of_an_approved_plan_stay_with_its_makers(people):
    orp = people["coordinator"].holdings.get().orp
    plan = PlanFactory(level="orp", orp=orp)
    draft = stored("plan", plan, people["planner"])
    makers = {*OFFICE, "coordinator"}
    assert readers(draft, people) == makers

    Plan.objects.update(state="approved", major=1, frozen_at=NOW)
    final = stored("plan", plan, people["planner"])

    assert (readers(draft, people), readers(final, people)) == (makers, EVERYBODY)


def test_drafts_of_a_shared_comparison_stay_in_the_office(client, people):
    """Beside what was told they would show who was left out of it."""
    run = BenchmarkRun.objects.create(
        year=2025, number=1, title="Srovnání", formula_version="1", cutoff=NOW, computed_at=NOW
    )
    draft = stored("benchmark", run, people["analyst"])
    assert readers(draft, people) == OFFICE

    BenchmarkRun.objects.update(state="frozen", sha256="0" * 64, frozen_at=NOW)
    RunKind.objects.create(run=run, kind="home_care", year=2025, is_shared=True)
    final = stored("benchmark", run, people["analyst"])
    client.force_login(people["worker"])
    listed = client.get("/dokumenty/").content.decode()

    assert BenchmarkRun.objects.readable_by(people["worker"]).exists()
    assert (readers(draft, people), readers(final, people)) == (OFFICE, EVERYBODY)
    assert (draft.number in listed, final.number in listed) == (False, True)
    assert client.get(f"/dokumenty/{draft.number}/soubor/").status_code == 404


def test_a_bundle_with_a_draft_kept_back_is_not_read(people, provider):
    mine = service_card(valid(), home(provider=provider), "in_work")
    bundle = Bundle.objects.create(
        kind="service_card", source="x", number=1, title="x", file_name="x", ordered_at=NOW
    )
    draft = stored("service_card", mine, people["worker"])
    BundleItem.objects.create(bundle=bundle, record_key=str(mine.pk), document=draft)
    ServiceCard.objects.update(state="confirmed", valid_from=FIRST, confirmed_at=timezone.now())

    found = {n for n, user in people.items() if Bundle.objects.readable_by(user).contains(bundle)}

    assert found == STAFF


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_whatever_it_holds(
    client, people, provider, number, django_assert_max_num_queries
):
    card = valid()
    for _at in range(number):
        stored("service_card", service_card(card, home(provider=provider)), people["worker"])
    client.force_login(people["worker"])
    client.get("/dokumenty/")

    with django_assert_max_num_queries(22):
        client.get("/dokumenty/")
