"""Upkeep in ``/sprava/``: found by the service, filtered, exported; nothing is moved there."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from providers.models import OutdatedReport, Proposal, Vacancy, Verification
from tests.factories import FormFactory, MembershipFactory, ServiceFactory, official

pytestmark = pytest.mark.django_db
SECRET = "Paní Tajemná zvedá telefon"
MODELS = ["proposal", "vacancy", "verification", "outdatedreport"]


@pytest.fixture
def rows():
    service = ServiceFactory(name="Domov Žďár", identifier="9000777")
    worker = MembershipFactory(provider=service.provider).user
    page = {"texts": {"what": SECRET}, "hours": [], "contacts": []}
    now = timezone.now()
    return {
        "proposal": Proposal.objects.create(
            service=service, by=worker, state="sent", sent_at=now, content=page
        ),
        "vacancy": Vacancy.objects.create(
            service=service, form=FormFactory(), free=2, as_of=date(2026, 1, 1)
        ),
        "verification": Verification.objects.create(service=service, verified_on=date(2026, 1, 1)),
        "outdatedreport": OutdatedReport.objects.create(service=service, part="price", text=SECRET),
    }


def listed(client, model, **query):
    page = client.get(reverse(f"admin:providers_{model}_changelist"), query)
    return [row.pk for row in page.context["cl"].result_list]


@pytest.mark.parametrize("model", MODELS)
def test_found_exported_and_changed_by_nobody(client, rows, model):
    client.force_login(official("registrar", "administrator"))
    row = rows[model]

    assert listed(client, model, q="zdar") == [row.pk]
    assert listed(client, model, q="nic takového") == []
    exported = client.get(reverse(f"admin:providers_{model}_export_as", args=["csv"]))
    content = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert "9000777" in content
    assert SECRET not in content
    address = reverse(f"admin:providers_{model}_change", args=[row.pk])
    page = client.get(address).content.decode()
    assert "/registr/" in page
    assert SECRET not in page
    assert client.post(address, {"state": "accepted"}).status_code == 403
    assert client.get(reverse(f"admin:providers_{model}_add")).status_code == 403


def test_lists_are_narrowed_by_state(client, rows):
    client.force_login(official())

    assert listed(client, "proposal", state__exact="sent") == [rows["proposal"].pk]
    assert listed(client, "proposal", state__exact="returned") == []
    assert listed(client, "outdatedreport", part__exact="hours") == []


def test_a_draft_is_the_providers_own_matter_here_too(client, rows):
    Proposal.objects.update(state="draft", sent_at=None)
    client.force_login(official("registrar"))

    assert listed(client, "proposal") == []
    address = reverse("admin:providers_proposal_change", args=[rows["proposal"].pk])
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("model", MODELS)
def test_a_list_asks_the_same_number_of_questions(
    client, rows, model, django_assert_max_num_queries
):
    form = FormFactory()
    by = rows["proposal"].by
    for _ in range(8):
        service = ServiceFactory()
        Proposal.objects.create(
            service=service,
            by=by,
            state="sent",
            sent_at=timezone.now(),
            settled_by=by,
            content={"a": 1},
        )
        Vacancy.objects.create(service=service, form=form, free=1, as_of=date(2026, 1, 1))
        Verification.objects.create(service=service, verified_on=date(2026, 1, 1))
        OutdatedReport.objects.create(service=service, part="price")
    client.force_login(official("registrar"))

    with django_assert_max_num_queries(12):
        client.get(reverse(f"admin:providers_{model}_changelist"))
