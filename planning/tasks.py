"""What planning does by itself at night."""

from celery import shared_task
from django.utils import timezone

from planning.actions.workbook import remove_expired


@shared_task(name="planning.remove_expired_workbooks")
def remove_expired_workbooks() -> None:
    remove_expired(timezone.now())
