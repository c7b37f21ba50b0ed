from celery import shared_task
from django.utils import timezone

from sitis.jobs.models import tend


@shared_task(name="sitis.tend_jobs")
def tend_jobs() -> None:
    """Queue again what a dead worker left behind."""
    tend(timezone.now())
