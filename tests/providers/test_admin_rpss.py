"""Imports and differences can be found, filtered and exported in /sprava/, and only that."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from providers.models import Difference, ImportChange, ImportRefusal, RpssImport
from tests.factories import ServiceFactory

TABLES = ["rpssimport", "importchange", "importrefusal", "difference"]


def make(count: int) -> None:
    for _number in range(count):
        service = ServiceFactory()
        run = RpssImport.objects.create(
            file_name="rpss.json", region="CZ064", state="applied", created_at=timezone.now()
        )
        ImportChange.objects.create(
            run=run, what="new", identifier=service.identifier, table="service", label="Nová"
        )
        ImportRefusal.objects.create(run=run, path="polozky[3]", reason="Chybí datum.")
        Difference.objects.create(
            run=run, service=service, table="capacity", field="amount", label="Kapacita",
            ours="12", theirs="=1+1", harm=3,
        )  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_each_kind_of_record_is_listed_shown_and_exported(client, people, table):
    make(1)
    client.force_login(people["registrar"])

    listed = client.get(reverse(f"admin:providers_{table}_changelist"))
    row = listed.context["cl"].result_list[0]
    detail = client.get(reverse(f"admin:providers_{table}_change", args=[row.pk]))
    export = client.get(reverse(f"admin:providers_{table}_export_as", args=["csv"]))

    assert [listed.status_code, detail.status_code, export.status_code] == [200, 200, 200]
    assert len(b"".join(export.streaming_content).decode("utf-8-sig").splitlines()) == 2


@pytest.mark.parametrize("table", TABLES)
def test_nobody_writes_them_there(client, people, table):
    make(1)
    client.force_login(people["registrar"])
    row = client.get(reverse(f"admin:providers_{table}_changelist")).context["cl"].result_list[0]

    answers = [
        client.post(reverse(f"admin:providers_{table}_change", args=[row.pk]), {}).status_code,
        client.post(reverse(f"admin:providers_{table}_delete", args=[row.pk])).status_code,
        client.get(reverse(f"admin:providers_{table}_add")).status_code,
    ]

    assert answers == [403, 403, 403]


@pytest.mark.parametrize("table", TABLES)
def test_lists_ask_as_many_queries_for_one_row_as_for_nine(client, people, table):
    client.force_login(people["registrar"])
    address = reverse(f"admin:providers_{table}_changelist")
    counts = []
    for more in (1, 8):
        make(more)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]
