"""A document is ordered once, built once, kept once."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sitis import rooms
from sitis.documents.actions import enter, order, remove_expired
from sitis.documents.build import build
from sitis.documents.models import Document
from sitis.jobs.models import Job, cancel, running

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def ask(region, by):
    return order("note", region, by=by, now=NOW)


def silent(message, done=0, total=0):
    """Nobody listens."""


@pytest.fixture
def queue(settings):
    """Jobs wait: no worker takes them."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


@pytest.fixture
def built(note, region, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])
    return Document.objects.get()


def test_a_built_document_is_described_and_answers_the_next_order(built, region, people):
    content = built.file.read()

    assert content.startswith(b"%PDF")
    assert built.sha256 == hashlib.sha256(content).hexdigest()
    assert (built.size, built.pages, built.by) == (len(content), 1, people["planner"])
    assert built.number == f"2026-{built.pk:06d}"
    assert built.retention_until == timezone.localdate() + timedelta(days=30)
    assert ask(region, people["analyst"]) == built
    assert built.job.state == "done"
    assert built.job.steps[:2] == ["Sběr dat", "Data: obce"]
    assert built.job.url == f"/dokumenty/{built.number}/"


def test_two_clicks_and_two_people_get_one_job(note, region, people, queue):
    job = ask(region, people["planner"])

    assert ask(region, people["planner"]) == job
    assert ask(region, people["analyst"]) == job
    assert Job.objects.count() == 1
    assert Job.objects.readable_by(people["analyst"]).get() == job
    assert not Job.objects.cancellable_by(people["analyst"]).exists()


def test_another_version_is_another_document(note, region, people, built):
    note.version = "2"

    job = ask(region, people["planner"])

    assert isinstance(job, Job)
    assert Document.objects.get(version="2").number != built.number


def test_who_may_not_read_the_record_may_not_order_it(note, region, people, queue):
    with pytest.raises(PermissionDenied):
        ask(region, people["worker"])

    assert not Document.objects.exists()


def test_an_unknown_kind_is_refused(people, db):
    with pytest.raises(rooms.UnknownKind):
        order("painting", "1", by=people["planner"], now=NOW)


def test_two_builds_give_the_same_bytes(note, region, built):
    again = build(built, silent)

    assert hashlib.sha256(again.content).hexdigest() == built.sha256


def test_a_frozen_version_is_not_built_again_by_another_release(
    note, region, people, monkeypatch, django_capture_on_commit_callbacks
):
    note.is_final = True
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])
    monkeypatch.setattr("sitis.documents.actions.__version__", "99.0")

    assert ask(region, people["planner"]) == Document.objects.get()
    assert Document.objects.get().retention_until is None
    assert note.collected == 1


def test_a_draft_is_built_anew_by_another_release(built, region, people, monkeypatch):
    monkeypatch.setattr("sitis.documents.actions.__version__", "99.0")

    assert isinstance(ask(region, people["planner"]), Job)
    assert Document.objects.count() == 2


def test_a_record_that_changed_before_the_build_is_built_as_it_is(
    note, region, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])
        note.version = "2"

    assert Document.objects.get().version == "2"
    assert Document.objects.get().is_stored


def test_a_record_that_changes_while_it_is_read_is_not_kept_under_the_old_version(
    note, region, people, django_capture_on_commit_callbacks
):
    note.during = lambda: setattr(note, "version", "2")
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])

    assert not Document.objects.stored().exists()
    job = Job.objects.get()
    assert job.state == "failed"
    assert job.message.startswith("Záznam se během sestavování změnil.")


def test_a_cancelled_build_keeps_nothing_and_can_be_ordered_again(
    note, region, people, django_capture_on_commit_callbacks
):
    note.during = lambda: cancel(Job.objects.get(), by=people["planner"], now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask(region, people["planner"])

    job.refresh_from_db()
    assert (job.state, job.message) == ("cancelled", f"Úlohu zrušil(a) {people['planner']}.")
    assert not Document.objects.stored().exists()
    note.during = lambda: None
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])
    assert Document.objects.stored().count() == 1


def test_a_cancelled_job_that_waited_is_never_taken(note, region, people, queue):
    job = ask(region, people["planner"])

    assert not cancel(job, by=people["analyst"], now=NOW)
    assert cancel(job, by=people["administrator"], now=NOW)
    assert not cancel(job, by=people["planner"], now=NOW)

    with pytest.raises(Exception) as refused, running(job.pk):
        pass
    assert type(refused.value).__name__ == "Ignore"
    assert note.collected == 0


def test_the_file_of_a_draft_goes_after_its_last_day_and_comes_back_the_same(
    built, region, people, django_capture_on_commit_callbacks
):
    last, place = built.retention_until, built.file.path
    with django_capture_on_commit_callbacks(execute=True):
        assert remove_expired(last) == 0
        assert remove_expired(last + timedelta(days=1)) == 1

    row = Document.objects.get()
    assert (row.is_stored, row.is_removed, row.number) == (False, True, built.number)
    assert not Path(place).exists()
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])
    assert Document.objects.get().sha256 == built.sha256
    assert Document.objects.get().is_stored


def test_frozen_documents_never_expire(note, region, people, django_capture_on_commit_callbacks):
    note.is_final = True
    with django_capture_on_commit_callbacks(execute=True):
        ask(region, people["planner"])

    assert remove_expired(date(2999, 1, 1)) == 0


def test_numbers_go_on(note, people, region):
    subject = note.subject(region)
    one = enter("note", region, subject, by=None, now=NOW)
    note.version = "2"
    other = enter("note", region, note.subject(region), by=None, now=NOW)

    assert one.number < other.number
