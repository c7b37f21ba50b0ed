"""Housekeeping that the schedule starts."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from sitis.backup import make_backup
from sitis.jobs.models import running, start, tend


@shared_task(name="sitis.tend_jobs")
def tend_jobs() -> None:
    """Queue again what a dead worker left behind."""
    tend(timezone.now())


@shared_task(name="sitis.back_up_nightly")
def back_up_nightly() -> None:
    start("sitis.make_backup", title=_("Noční záloha"))


@shared_task(name="sitis.make_backup")
def back_up(job_pk: int) -> None:
    """Write one backup into BACKUP_FOLDER; its row says where, or why it failed."""
    with running(job_pk) as job:
        place = make_backup(
            settings.BACKUP_FOLDER, timezone.localtime(), keep=settings.BACKUPS_KEPT
        )
        job.message = str(place)
