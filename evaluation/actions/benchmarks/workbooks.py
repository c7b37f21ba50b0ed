"""The full workbook of a run: written in the background, kept until what stands in it changes."""

from typing import IO, Any

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.documents.benchmark import state_sum
from evaluation.models import BenchmarkRun
from sitis import __version__
from sitis.jobs.models import Job, start

WRITING = "evaluation.write_workbook"


def stored_workbook(run: BenchmarkRun) -> str:
    """Its name in the storage as the run is now; empty if it was not written yet."""
    name = f"{_folder(run)}/{__version__}-{state_sum(run)}.xlsx"
    return name if storages["default"].exists(name) else ""


def _folder(run: BenchmarkRun) -> str:
    return f"evaluation/runs/{run.pk}"


def writing(run: BenchmarkRun) -> Job | None:
    """The job that writes it now, or will."""
    rows = Job.objects.filter(task=WRITING, arguments=[run.pk], state__in=Job.OPEN)
    found: Job | None = rows.order_by("pk").first()
    return found


@transaction.atomic
def start_writing(run: BenchmarkRun, *, by: Any) -> Job:
    """Whoever asks while it is being written gets the same job."""
    BenchmarkRun.objects.select_for_update().get(pk=run.pk)
    job = writing(run)
    if job is not None:
        if job.by_id != by.pk:
            job.followers.add(by)
        return job
    title = _("Tabulky srovnání: %s") % run.title
    url = reverse("evaluation:run-export", args=[run.pk])
    return start(WRITING, run.pk, by=by, title=title[:200], url=url)


def keep_workbook(run: BenchmarkRun, state: str, content: IO[bytes]) -> None:
    """Store it as that of ``state``; earlier ones go."""
    storage, folder = storages["default"], _folder(run)
    if storage.exists(folder):
        for old in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{old}")
    storage.save(f"{folder}/{__version__}-{state}.xlsx", File(content))
