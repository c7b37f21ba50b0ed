"""Checking of a term: dashboard and list of reports at 450 and at 4,500 services.

At most 25 queries at both, whatever the filter and the page.
"""

import time
from datetime import date, timedelta

import pytest
from django.urls import reverse

from evaluation.models import Report
from providers.models import Facility, Provider, Service
from tests.evaluation.factories import CLOSES, DURING, TermFactory
from tests.evaluation.run_factories import approve
from tests.evaluation.worlds import region
from tests.factories import MunicipalityFactory, ServiceKindFactory, official, right_ico
from tests.planning.counting import Queries

pytestmark = pytest.mark.django_db

STATES = ["handed_in", "approved", "in_work", "to_enter", "returned", "handed_in", "locked"]
ASKED = (
    "",
    "?stav=po-terminu",
    "?stav=predano&radit=nazev&strana=3",
    "?okres=CZ0645&druh=home_care&priznaky=s&podle=poskytovatel",
)


def fill(term, count):
    """Reports of ``count`` services in all states, three services to a provider."""
    kind, town = ServiceKindFactory(), MunicipalityFactory()
    have = Service.objects.count()
    providers = Provider.objects.bulk_create(
        Provider(name=f"Charita {at}", ico=right_ico(9_900_000 + at))
        for at in range(have, have + (count - have) // 3 + 1)
    )
    services = Service.objects.bulk_create(
        (
            Service(
                provider=providers[(at - have) // 3],
                identifier=f"{9_000_000 + at:07d}",
                kind=kind,
                name=f"Pečovatelská služba {at}",
                provided_from=date(2015, 1, 1),
            )
            for at in range(have, count)
        ),
        batch_size=2000,
    )
    Facility.objects.bulk_create(
        (Facility(service=one, name=one.name, municipality=town) for one in services),
        batch_size=2000,
    )
    Report.objects.bulk_create(
        (_report(term, one, at) for at, one in enumerate(services)), batch_size=2000
    )


def _report(term, service, at):
    state = STATES[at % len(STATES)]
    was_sent = state in ("handed_in", "approved", "returned")
    return Report(
        term=term, service=service, state=state, forms=["field"],
        handed_in_at=DURING if was_sent else None,
        first_handed_in_at=DURING if was_sent else None,
        return_reason="Doložte." if state == "returned" else "",
        return_until=CLOSES + timedelta(days=9) if state == "returned" else None,
        approved_at=DURING if state == "approved" else None,
        flag_count=at % 4, flag_weight=at % 13,
    )  # fmt: skip


def measure(client, term):
    """Page -> queries."""
    found = {}
    for name in ("term-check", "term-detail"):
        for query in ASKED:
            url = reverse(f"evaluation:{name}", args=[term.pk]) + query
            with Queries() as asked:
                assert client.get(url).status_code == 200
            found[name, query] = len(asked)
    return found


def test_checking_asks_as_much_at_450_as_at_4500(client, capsys):
    client.force_login(official("analyst"))
    term = TermFactory(state="open")
    fill(term, 450)
    few = measure(client, term)
    fill(term, 4_500)

    many = measure(client, term)

    with capsys.disabled():
        print("", *(f"{few[one]:3} queries at 450, {many[one]:3} at 4,500: {one[0]} {one[1]}"
                    for one in few), sep="\n")  # fmt: skip
    assert max(few.values()) <= 25
    assert max(many.values()) <= 25


def test_values_of_4500_approved_reports_are_sent_as_they_come(client, capsys):
    """CSV begins at once and is never whole in memory; the workbook with its dictionary is made whole."""
    made = approve(region(4_500), fillers=60)
    client.force_login(official("analyst"))
    url = reverse("evaluation:term-data", args=[made.terms[2025].pk])
    began = time.process_time()
    answer = iter(client.get(url + "?format=csv"))
    size = len(next(answer))
    first = time.process_time() - began
    size += sum(map(len, answer))
    whole = time.process_time() - began

    began = time.process_time()
    book = sum(map(len, client.get(url)))
    workbook = time.process_time() - began

    with capsys.disabled():
        print(
            f"\n4,500 approved reports: CSV begins after {first:.2f} s, whole {whole:.2f} s, "
            f"{size:,} bytes; XLSX {workbook:.2f} s, {book:,} bytes"
        )
    assert first <= whole / 2
    assert workbook < 30
