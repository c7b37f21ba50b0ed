"""A job's row tells the truth: while the work runs, when it fails, when its worker dies."""

from datetime import timedelta
from time import monotonic

import pytest
from celery.exceptions import Ignore
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.utils import timezone

from sitis.jobs.models import LOST_AFTER, SILENCE, Job, running, start, tend
from tests.factories import UserFactory


def row(job):
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db
def test_a_job_runs_once_and_says_what_it_did():
    job = start("tests.nothing")

    with running(job.pk) as work:
        seen = row(job).state
        work.progress(3, 10, "tři z deseti")
        work.url = "/registr/"

    job = row(job)
    assert (seen, job.state, job.done, job.total, job.message, job.url, job.attempts) == (
        "running",
        "done",
        3,
        10,
        "tři z deseti",
        "/registr/",
        1,
    )
    assert job.took is not None
    with pytest.raises(Ignore), running(job.pk):
        pytest.fail("the message came twice, the work must not run again")


@pytest.mark.django_db(transaction=True)
def test_work_that_broke_its_transaction_leaves_a_failed_row_with_the_reason():
    job = start("tests.nothing")

    def break_the_transaction():
        with running(job.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    with pytest.raises(DatabaseError):
        break_the_transaction()

    assert row(job).state == "failed"
    assert "no_such_table" in row(job).message


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_gives_its_job_back():
    job = start("tests.nothing")

    with pytest.raises(SystemExit), running(job.pk):
        raise SystemExit

    assert (row(job).state, row(job).heard_at) == ("queued", None)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_holds_its_transaction_open():
    """Asked through another connection, as a page in another process would."""
    job, beside = start("tests.nothing"), connections["default"].copy()

    def seen():
        with beside.cursor() as cursor:
            cursor.execute("SELECT done, message FROM jobs_job WHERE id = %s", [job.pk])
            return cursor.fetchone()

    with running(job.pk) as work, transaction.atomic():
        UserFactory(email="uvnitr@kraj.example")
        work.progress(7, 9, "zapisuji")
        latest = monotonic() + 10
        while seen() != (7, "zapisuji") and monotonic() < latest:
            continue
        assert seen() == (7, "zapisuji")
    beside.close()


@pytest.mark.django_db
def test_tending_queues_silent_jobs_again_and_fails_them_at_the_third_death():
    now = timezone.now()
    silent = {"task": "tests.nothing", "state": "running", "heard_at": now - SILENCE * 2}
    dead = Job.objects.create(**silent, attempts=1)
    thrice = Job.objects.create(**silent, attempts=3)
    alive = Job.objects.create(task="tests.nothing", state="running", heard_at=now, attempts=1)

    sent = tend(now)

    states = {job.pk: job.state for job in Job.objects.all()}
    assert sent == 1
    assert states == {dead.pk: "queued", thrice.pk: "failed", alive.pk: "running"}
    assert "třikrát" in row(thrice).message


@pytest.mark.django_db
def test_a_worker_thought_dead_writes_nothing_over_the_one_that_took_its_job():
    job = start("tests.nothing")
    slow, next_one = running(job.pk), running(job.pk)
    first = slow.__enter__()
    tend(timezone.now() + timedelta(seconds=1), silence=timedelta())
    second = next_one.__enter__()
    second.progress(1, 2, "znovu")

    assert (first.is_mine().exists(), second.is_mine().exists()) == (False, True)
    first.message = "starý výsledek"
    slow.__exit__(None, None, None)

    assert (row(job).state, row(job).message, row(job).attempts) == ("running", "znovu", 2)
    next_one.__exit__(None, None, None)
    assert row(job).state == "done"


@pytest.mark.django_db
def test_a_job_cancelled_in_its_last_moment_stays_cancelled():
    job = start("tests.nothing")

    with running(job.pk):
        Job.objects.filter(pk=job.pk).update(state="cancelled", message="Zrušila Jana.")

    assert (row(job).state, row(job).message) == ("cancelled", "Zrušila Jana.")


@pytest.mark.django_db
def test_tending_after_a_start_of_the_machine_takes_every_running_job_for_dead():
    now = timezone.now()
    job = Job.objects.create(task="tests.nothing", state="running", heard_at=now, attempts=1)

    tend(now + timedelta(seconds=1), silence=timedelta())

    assert row(job).state == "queued"


@pytest.mark.django_db
def test_a_message_that_the_broker_lost_is_sent_again():
    now = timezone.now()
    Job.objects.create(task="tests.nothing", heard_at=now - LOST_AFTER / 2)
    lost = Job.objects.create(task="tests.nothing", heard_at=now - LOST_AFTER * 2)

    assert tend(now) == 1
    assert row(lost).heard_at == now


@pytest.mark.django_db
def test_the_age_of_the_queue_and_the_usual_time():
    now = timezone.now()
    Job.objects.create(task="a", queued_at=now - timedelta(minutes=7))
    Job.objects.create(task="a", queued_at=now - timedelta(minutes=2))
    for seconds in (10, 20, 90):
        times = {"started_at": now, "finished_at": now + timedelta(seconds=seconds)}
        Job.objects.create(task="b", state="done", **times)

    assert Job.objects.oldest_wait(now) == timedelta(minutes=7)
    assert Job.objects.usual_time("b") == timedelta(seconds=20)
    assert Job.objects.usual_time("a") is None


@pytest.mark.django_db
def test_the_message_of_a_failed_job_holds_no_row_of_the_database():
    job = start("sitis.none")

    with pytest.raises(IntegrityError), running(job.pk):
        raise IntegrityError("duplicate key\nDETAIL:  Failing row contains (1, Jana Tichá).")

    assert Job.objects.get(pk=job.pk).message == "duplicate key"
