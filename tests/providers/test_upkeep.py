"""The walk of a proposal: a draft, sent, accepted, and the public page says it."""

from datetime import time

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate

from providers.models import OpeningHours, Proposal, ServiceText, Verification, page_of
from tests.factories import (
    ContactFactory,
    FormFactory,
    MembershipFactory,
    ServiceFactory,
    ServiceFormFactory,
    official,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(provider):
    row = ServiceFactory(provider=provider, identifier="9000777")
    ServiceFormFactory(service=row)
    ServiceText.objects.create(service=row, slot="what", text="Pomůžeme vám doma.")
    for weekday in range(1, 6):
        OpeningHours.objects.create(
            service=row, form=FormFactory(), weekday=weekday, opens=time(8), closes=time(16)
        )
    ContactFactory(service=row, value="+420 541 111 111")
    return row


@pytest.fixture
def worker(client, provider):
    user = MembershipFactory(provider=provider).user
    client.force_login(user)
    return user


def address(service, name="service-public"):
    return reverse(f"providers:{name}", args=[service.identifier])


def typed(client, service, **changed):
    """What the page's form holds, as a browser would send it, with ``changed`` fields."""
    context = client.get(address(service)).context
    form, proposal = context["form"], context["proposal"]
    data = {"page": context["digest"], "version": str(proposal.version) if proposal else ""}
    for part in (form.texts, *form.hours, *form.contacts):
        for field in part:
            value = field.value()
            if value is True:
                value = "on"
            if value not in (None, False, ""):
                data[field.html_name] = value
    for rows in (form.hours, form.contacts):
        for field in rows.management_form:
            data[field.html_name] = field.value()
    return data | changed


def press(client, service, act, **changed):
    return client.post(address(service), typed(client, service, **changed) | {"act": act})


NEW = {"texty-what": "Pomůžeme vám doma i venku.", "hodiny-0-closes": "17.00"}


def test_a_draft_is_sent_accepted_and_then_the_page_says_it(
    client, worker, service, django_capture_on_commit_callbacks
):
    page = page_of(service, localdate())
    press(client, service, "save", **NEW)
    assert Proposal.objects.get().state == "draft"
    press(client, service, "send")

    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.by) == ("sent", worker)
    assert page_of(service, localdate()) == page

    registrar = official("registrar")
    client.force_login(registrar)
    shown = client.get(proposal.get_absolute_url()).content.decode()
    assert "i venku." in shown
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            reverse("providers:proposal-accept", args=[proposal.pk]),
            {"version": proposal.version},
        )

    proposal.refresh_from_db()
    assert (proposal.state, proposal.settled_by) == ("accepted", registrar)
    said = page_of(service, localdate())
    assert said["texts"] == {"what": "Pomůžeme vám doma i venku."}
    assert [(row["days"], row["closes"]) for row in said["hours"]] == [([1, 2, 3, 4, 5], "17:00")]
    text = ServiceText.objects.get().history.first()
    assert text.history_user == registrar
    assert f"č. {proposal.pk}" in text.history_change_reason
    assert Verification.objects.get().verified_on == localdate()
    assert [worker.email] in [message.to for message in mail.outbox]
