"""Two people order one document in the same moment."""

from contextlib import suppress
from pathlib import Path

import pytest
from celery.exceptions import Ignore

from sitis.documents.actions import order
from sitis.documents.models import Document
from sitis.documents.tasks import build_document
from sitis.jobs.models import Job
from tests.documents.test_orders import NOW
from tests.test_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_clicks_at_once_make_one_job_and_one_file(note, region, people, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    found = []

    def click(name):
        return lambda: found.append(order("note", region, by=people[name], now=NOW))

    assert at_once(*map(click, ["planner", "analyst", "planner", "registrar"])) == [""] * 4
    job, document = Job.objects.get(), Document.objects.get()
    assert found == [job] * 4

    def build():
        with suppress(Ignore):  # the message came twice
            build_document(job.pk, document.pk)

    assert at_once(build, build) == ["", ""]
    job.refresh_from_db()
    assert (job.state, job.attempts, note.collected) == ("done", 1, 1)
    assert len(list(Path(settings.MEDIA_ROOT, "documents").iterdir())) == 1
    assert at_once(click("planner"), click("analyst")) == ["", ""]
    assert found[4:] == [Document.objects.get()] * 2

    Document.objects.update(file="")  # a draft after its last day: now the row is there before
    assert at_once(*map(click, ["planner", "analyst", "registrar"])) == [""] * 3
    assert found[6:] == [Job.objects.latest("pk")] * 3
    assert Job.objects.count() == 2
