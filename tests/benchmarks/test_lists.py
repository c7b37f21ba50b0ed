"""The list of services in /sprava/, searched and filtered: 450 against 45,000 rows.

Run on PostgreSQL: at most 20 queries, the same number at both, and less than three times the time.
"""

import time
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from providers.models import Facility, Provider, Service
from sitis.words import search_text
from tests.factories import MunicipalityFactory, ServiceKindFactory, official, right_ico

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

KINDS = [
    ("home_care", "4", "pečovatelská služba"),
    ("seniors", "13", "domovy pro seniory"),
    ("shelter", "57", "azylové domy"),
    ("counselling", "37", "odborné sociální poradenství"),
    ("low_threshold", "62", "nízkoprahová zařízení pro děti a mládež"),
]
TOWNS = ["Kyjov", "Hodonín", "Břeclav", "Znojmo", "Vyškov", "Blansko", "Brno", "Boskovice"]
#: One word that every hundredth-and-more row holds, one that few do, and a filter beside it.
ASKED = {
    "no words": "",
    "a common word": "q=pecovatelska",
    "two words": "q=pecovatelska+kyjov",
    "words and filters": "q=domovy+brno&stav=active&is_published__exact=1&orp=6210",
    "a rare word": "q=9000077",
}
ROUNDS = 7


def fill(count):
    """``count`` services of an invented region, each with a place."""
    kinds = [ServiceKindFactory(slug=slug, rpss_code=code, name=name) for slug, code, name in KINDS]
    place = MunicipalityFactory()
    have = Service.objects.count()
    providers = Provider.objects.bulk_create(
        Provider(name=f"Charita {TOWNS[n % 8]} {n}", ico=right_ico(9_900_000 + n))
        for n in range(have, have + (count - have) // 3 + 1)
    )
    rows = []
    for n in range(have, count):
        kind, provider = kinds[n % 5], providers[(n - have) // 3 % len(providers)]
        row = Service(
            provider=provider,
            identifier=f"{9_000_000 + n:07d}",
            kind=kind,
            name=f"{kind.name.capitalize()} {TOWNS[n * 7 % 8]}",
            provided_from=date(2015, 1, 1),
        )
        row.search = search_text(row.name, row.identifier, kind.name, provider.name, provider.ico)
        rows.append(row)
    Service.objects.bulk_create(rows, batch_size=2_000)
    Facility.objects.bulk_create(
        (Facility(service=row, name=row.name, municipality=place) for row in rows),
        batch_size=2_000,
    )
    with connection.cursor() as cursor:  # what autovacuum does soon after
        cursor.execute("SELECT gin_clean_pending_list('providers_service_search')")
        cursor.execute("ANALYZE")


def measure(client):
    """Query -> (queries, the fastest of several answers in seconds)."""
    found = {}
    for name, query in ASKED.items():
        url = f"{reverse('admin:providers_service_changelist')}?{query}"
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
            queries = len(asked)
        took = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            assert client.get(url).status_code == 200
            took.append(time.perf_counter() - start)
        found[name] = queries, min(took)
    return found


def test_list_of_services_grows_less_than_three_times(client, capsys):
    client.force_login(official("registrar"))
    fill(450)
    few = measure(client)
    fill(45_000)

    many = measure(client)

    lines = [
        f"{name:20} {few[name][0]:3} queries, {few[name][1] * 1000:6.1f} ms at 450; "
        f"{many[name][0]:3} queries, {many[name][1] * 1000:6.1f} ms at 45,000; "
        f"{many[name][1] / few[name][1]:4.2f} x"
        for name in ASKED
    ]
    with capsys.disabled():
        print("", *lines, sep="\n")
    assert {name: one[0] for name, one in many.items()} == {
        name: one[0] for name, one in few.items()
    }
    assert max(queries for queries, _took in many.values()) <= 20
    assert max(many[name][1] / few[name][1] for name in ASKED) < 3
