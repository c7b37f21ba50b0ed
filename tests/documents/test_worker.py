"""Builds by a real worker process: in a child, cancelled, and with the worker or the child killed."""

import os
import signal
from pathlib import Path

import pytest

from sitis.documents.models import Document
from sitis.documents.parent import BuildError, build_in_child
from sitis.jobs.models import Job
from tests.jobs.test_worker import TEND_AS_AT_START, installation, kill_all_of, on_both

__all__ = ["installation"]

pytestmark = [
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]

ORDER = """
import django
django.setup()
from django.utils import timezone
from providers.models import NetworkVersion
from sitis.accounts.models import User
from sitis.documents.actions import order
from tests.factories import NetworkItemFactory, NetworkVersionFactory, official
if not NetworkVersion.objects.exists():
    official("planner")
    NetworkItemFactory(network=NetworkVersionFactory(in_force=True))
key = NetworkVersion.objects.get().pk
print(order("network", str(key), by=User.objects.get(), now=timezone.now()).pk)
"""


def children(installation) -> list[int]:
    """Processes that build a document of this installation."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, env = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:  # it has just ended
            continue
        if b"sitis.documents.child" in command and bytes(installation.folder) in env:
            found.append(int(folder.name))
    return found


def stored(installation) -> tuple:
    return installation.ask("SELECT count(*) FROM documents_document WHERE file <> ''")


def message(installation, job) -> str:
    return installation.ask("SELECT message FROM jobs_job WHERE id = %s", job)[0]


@on_both
def test_a_worker_killed_in_a_build_takes_its_child_along_and_the_next_finishes(installation):
    with installation.worker() as worker:
        job = installation.python("-c", ORDER)
        installation.wait_until(lambda: children(installation))
        kill_all_of(worker, signal.SIGKILL)
        worker.wait()
    assert installation.state(job) == ("running", 1)
    installation.wait_until(lambda: not children(installation))
    assert stored(installation) == (0,)

    with installation.worker():
        installation.python("-c", TEND_AS_AT_START)
        installation.wait_until(lambda: installation.state(job)[0] in {"done", "failed"})

    assert installation.state(job) == ("done", 2), message(installation, job)
    assert stored(installation) == (1,)
    (name,) = installation.ask("SELECT file FROM documents_document")
    assert (installation.folder / "uploads" / name).read_bytes().startswith(b"%PDF")


@on_both
def test_a_build_that_is_cancelled_or_killed_says_so_and_keeps_nothing(installation):
    with installation.worker() as worker:
        cancelled = installation.python("-c", ORDER)
        installation.wait_until(lambda: children(installation))
        installation.write(  # as the button does; a new process would come after the build
            "UPDATE jobs_job SET state = 'cancelled' WHERE state = 'running' AND id = %s", cancelled
        )
        installation.wait_until(lambda: not children(installation))

        killed = installation.python("-c", ORDER)
        installation.wait_until(lambda: children(installation))
        os.kill(*children(installation), signal.SIGKILL)
        installation.wait_until(lambda: installation.state(killed)[0] != "running")
        assert worker.poll() is None

    assert installation.state(cancelled) == ("cancelled", 1)
    assert installation.state(killed) == ("failed", 1)
    assert "nedostatek paměti" in message(installation, killed)
    assert stored(installation) == (0,)


@pytest.fixture
def ordered(note, region):
    document = Document(number="2026-1", kind="note", record_key=region, pk=0)
    return document, Job.objects.create(task="sitis.build_document", state="running")


def test_a_build_that_takes_too_long_is_ended(ordered, settings):
    settings.DOCUMENT_MINUTES = 0

    with pytest.raises(BuildError, match="Sestavení trvalo déle než 0 min"):
        build_in_child(*ordered)


def test_a_child_that_breaks_is_told_in_a_sentence(ordered):
    """Its database is another one: there is no such document."""
    with pytest.raises(BuildError, match=r"^Dokument se nepodařilo sestavit\."):
        build_in_child(*ordered)
