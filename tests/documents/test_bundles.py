"""Many documents as one job: each built once, whoever builds, and packed with their sums."""

import csv
import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sitis.documents import bundles, parent
from sitis.documents.actions import order, remove_expired
from sitis.documents.bundles import build_some, claim_batch, order_bundle
from sitis.documents.models import Bundle, BundleItem, Document
from sitis.documents.packing import Damaged, pack
from sitis.documents.tasks import build_bundle, help_bundle
from sitis.jobs.models import Job, cancel
from sitis.territory.models import Region

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MANY = 14


@pytest.fixture
def records(note):
    rows = [
        Region.objects.create(code=f"CZ9{at:02}", ruian_code=f"9{at:02}", name=f"Kraj {at:02}")
        for at in range(MANY)
    ]
    return {str(row.pk): row.code for row in rows}


@pytest.fixture
def queue(settings):
    """Jobs wait: no worker takes them."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


@pytest.fixture
def drawn(monkeypatch):
    """Keys of records in the order in which they were built; a page of one line takes no time."""
    found = []

    def build(document, step):
        found.append(document.record_key)
        return parent.Built.of(PDF, NOW)

    monkeypatch.setattr(parent, "build", build)
    return found


@pytest.fixture(scope="session", autouse=True)
def _one_page():
    global PDF
    import pikepdf

    pdf, stream = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(stream)
    PDF = stream.getvalue()


def ask(records, by, **more):
    given = {
        "source": "all-notes", "title": "Všechny zprávy", "file_name": "zprávy.zip",
        "page": "/sit/", "now": timezone.now(), **more,
    }  # fmt: skip
    return order_bundle("note", records, by=by, **given)


@pytest.fixture
def bundle(records, people, queue):
    return ask(records, people["planner"])


def running(bundle) -> Job:
    bundle.job.state = "running"
    bundle.job.save()
    return bundle.job


# -- ordering ------------------------------------------------------------------------------------------


def test_two_clicks_and_two_people_get_one_bundle(bundle, records, people):
    assert ask(records, people["planner"]) == bundle
    assert ask(records, people["analyst"]) == bundle
    assert Job.objects.count() == 1
    assert list(bundle.job.followers.all()) == [people["analyst"]]

    cancel(bundle.job, by=people["planner"], now=NOW)
    again = ask(records, people["planner"])
    assert (again.number, Job.objects.count()) == (2, 2)


def test_of_two_who_saw_none_the_second_joins_the_first(bundle, records, people, monkeypatch):
    """The number of the source is taken: that is what the database refuses."""
    real, looks = bundles._join, iter([None])
    monkeypatch.setattr(bundles, "_join", lambda *given: next(looks, real(*given)))
    monkeypatch.setattr(bundles, "_next_number", lambda _source: bundle.number)

    assert ask(records, people["planner"]) == bundle
    assert Job.objects.count() == 1


def test_who_may_not_read_each_record_orders_nothing(records, people):
    with pytest.raises(PermissionDenied):
        ask(records, people["worker"])

    assert not Bundle.objects.exists()


# -- building ------------------------------------------------------------------------------------------


def test_a_bundle_holds_each_document_once_with_its_sum(drawn, bundle, records):
    build_bundle(bundle.job.pk, bundle.pk)
    bundle.refresh_from_db()

    assert sorted(drawn) == sorted(records)
    content = bundle.file.read()
    assert bundle.sha256 == hashlib.sha256(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        lines = list(
            csv.DictReader(
                packed.read("manifest.csv").decode("utf-8-sig").splitlines(), delimiter=";"
            )
        )
        assert packed.testzip() is None
        assert len(packed.namelist()) == len(set(packed.namelist())) == MANY + 1
        for line in lines:
            file = packed.read(line["Soubor"])
            assert hashlib.sha256(file).hexdigest() == line["SHA-256"]
    documents = {row.number: row for row in Document.objects.all()}
    assert {line["Číslo dokumentu"] for line in lines} == set(documents)
    assert [line["Označení záznamu"] for line in lines] == sorted(records.values())
    assert {line["Verze"] for line in lines} == {"1"}
    assert bundle.retention_until == timezone.localdate() + timedelta(days=30)
    job = Job.objects.get(pk=bundle.job_id)
    assert (job.state, job.done, job.total) == ("done", MANY, MANY)


def test_two_workers_never_claim_the_same(bundle):
    first = claim_batch(bundle, "one", now=NOW)
    second = claim_batch(bundle, "two", now=NOW)
    third = claim_batch(bundle, "three", now=NOW)

    claimed = [item.pk for batch in (first, second, third) for item in batch]
    assert len(claimed) == len(set(claimed)) == MANY
    assert claim_batch(bundle, "four", now=NOW) == []


def test_what_a_dead_worker_claimed_is_free_again_and_what_it_built_stays(drawn, bundle):
    job = running(bundle)
    batch = claim_batch(bundle, "dead", now=timezone.now())
    bundles._build(bundle, batch[:2], job, lambda: None)
    assert len(drawn) == 2

    assert claim_batch(bundle, "too soon", now=timezone.now() + timedelta(seconds=50)) != batch
    BundleItem.objects.filter(claim="too soon").update(claim="", heard_at=None)
    BundleItem.objects.filter(claim="dead").update(heard_at=timezone.now() - timedelta(minutes=2))
    Job.objects.filter(pk=job.pk).update(state="queued")
    build_bundle(job.pk, bundle.pk)

    assert len(drawn) == len(set(drawn)) == MANY
    assert Bundle.objects.get().is_stored


def test_what_is_stored_already_is_packed_without_building(drawn, bundle, records, people):
    build_bundle(bundle.job.pk, bundle.pk)
    again = ask(records, people["planner"])
    build_bundle(again.job.pk, again.pk)

    first, second = Bundle.objects.order_by("pk")
    assert len(drawn) == MANY
    assert first.sha256 == second.sha256


def test_a_helper_takes_one_batch_and_says_whether_to_come_again(drawn, bundle):
    assert not bundles.help_bundle(bundle)  # the job does not run
    running(bundle)

    assert bundles.help_bundle(bundle)
    assert len(drawn) == bundles.LEAST
    while bundles.help_bundle(bundle):
        pass
    assert len(drawn) == len(set(drawn)) == MANY
    help_bundle(bundle.pk)
    assert len(drawn) == MANY


def test_who_asks_for_one_of_them_meanwhile_is_led_to_the_same_job(drawn, bundle, records, people):
    job = running(bundle)
    batch = claim_batch(bundle, "one", now=NOW)
    bundles._entered(bundle, batch[0], job)

    assert order("note", batch[0].record_key, by=people["planner"], now=NOW) == job


def test_cancelling_stops_and_keeps_what_is_built(bundle, note, people, monkeypatch):
    def build(document, step):
        if Document.objects.stored().count() == 3:
            cancel(bundle.job, by=people["planner"], now=NOW)
        return parent.Built.of(PDF, NOW)

    monkeypatch.setattr(parent, "build", build)
    from celery.exceptions import Ignore

    with pytest.raises(Ignore):
        build_bundle(bundle.job.pk, bundle.pk)

    assert Document.objects.stored().count() == 3
    assert not Bundle.objects.get().is_stored
    assert not BundleItem.objects.to_do().exclude(claim="").exists()


def test_one_that_breaks_is_named_and_the_others_are_kept(bundle, monkeypatch, records):
    bad = next(iter(records))

    def batch(documents, job, **_more):
        for document in documents:
            built = None if document.record_key == bad else parent.Built.of(PDF, NOW)
            yield parent.Outcome(document, built, "" if built else "Sazba selhala.")

    monkeypatch.setattr(bundles, "build_batch", batch)
    with pytest.raises(parent.BuildError, match="CZ900 \\(Sazba selhala"):
        build_bundle(bundle.job.pk, bundle.pk)

    assert Document.objects.stored().count() == MANY - 1
    assert Job.objects.get().state == "failed"


def test_a_process_that_dies_three_times_ends_the_trying(bundle, monkeypatch):
    def batch(documents, job, **_more):
        raise parent.BuildError("Sestavení ukončil systém.")
        yield

    monkeypatch.setattr(bundles, "build_batch", batch)
    job = running(bundle)
    while build_some(bundle, job):
        pass

    assert set(bundle.items.values_list("attempts", flat=True)) == {3}
    assert bundle.items.failed().count() == MANY


def test_a_damaged_file_is_never_packed(drawn, bundle):
    build_bundle(bundle.job.pk, bundle.pk)
    row = Document.objects.first()
    with row.file.open("wb") as file:
        file.write(b"something else")

    with pytest.raises(Damaged, match=row.number), pack(bundle):
        pass


# -- afterwards ----------------------------------------------------------------------------------------


def test_the_zip_goes_after_its_time_and_may_be_ordered_again(
    drawn, bundle, records, people, django_capture_on_commit_callbacks
):
    build_bundle(bundle.job.pk, bundle.pk)
    path = Path(Bundle.objects.get().file.path)
    assert path.exists()

    with django_capture_on_commit_callbacks(execute=True):
        remove_expired(timezone.localdate() + timedelta(days=31))

    assert not Bundle.objects.get().is_stored
    assert not path.exists()
    assert ask(records, people["planner"]).number == 2


def test_only_who_may_read_each_document_sees_the_bundle(client, drawn, bundle, people):
    build_bundle(bundle.job.pk, bundle.pk)
    for name, status in (("planner", 200), ("analyst", 200), ("worker", 404), ("coordinator", 404)):
        client.force_login(people[name])
        assert client.get(bundle.get_absolute_url()).status_code == status
        assert client.get(f"{bundle.get_absolute_url()}soubor/").status_code == status


def test_the_list_of_documents_leads_to_bundles_one_may_read(client, bundle, people):
    for name, is_there in (("planner", True), ("worker", False)):
        client.force_login(people[name])
        text = client.get("/dokumenty/").content.decode()
        assert (bundle.get_absolute_url() in text) is is_there


def test_the_page_says_how_far_it_is_without_a_script(client, drawn, bundle, people):
    client.force_login(people["planner"])
    found = client.get(bundle.get_absolute_url())
    assert found["Refresh"] == "2"
    assert f"0 z {MANY}" in found.content.decode()
    assert "Zrušit přípravu" in found.content.decode()

    build_bundle(bundle.job.pk, bundle.pk)
    found = client.get(bundle.get_absolute_url())
    assert "Refresh" not in found
    assert "Stáhnout ZIP" in found.content.decode()
    packed = client.get(f"{bundle.get_absolute_url()}soubor/")
    assert packed["Content-Type"] == "application/zip"
    assert b"".join(packed.streaming_content)[:2] == b"PK"
