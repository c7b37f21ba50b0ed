"""A task that a test can hold in the middle: ``celery worker --include tests.jobs.held_work``."""

import time
from pathlib import Path

from celery import shared_task
from django.db import transaction

from sitis.jobs.models import running
from sitis.territory.models import Region


@shared_task(name="tests.hold")
def hold(job_pk: int, folder: str) -> None:
    """Write a row in a transaction, say so, and go on only when ``folder/go`` exists."""
    with running(job_pk) as job, transaction.atomic():
        Region.objects.create(code="CZ099", ruian_code="999", name="Zkušební kraj")
        job.progress(1, 2, "uprostřed")
        Path(folder, f"begun-{job.attempts}").touch()
        while not Path(folder, "go").exists():
            time.sleep(0.05)
        job.progress(2, 2, "na konci")
