from celery import shared_task


@shared_task(name="sitis.tend_jobs")
def tend_jobs() -> None:
    """Queue again what a dead worker left behind."""
