"""Tasks of the ground floor."""

import logging

from celery import shared_task
from django.utils import timezone

from sitis import mail
from sitis.jobs.models import running

log = logging.getLogger(__name__)


@shared_task(name="sitis.send_mail")
def send_mail(job_pk: int, pk: int) -> None:
    """Send one message now; if the server is out, ``send_waiting_mail`` does it later."""
    with running(job_pk):
        mail.deliver(pk)


@shared_task(name="sitis.send_mails")
def send_mails(job_pk: int, pks: list[int]) -> None:
    """Send several messages; one that is sent already is passed over when the job runs again."""
    with running(job_pk) as job:
        for count, pk in enumerate(pks, start=1):
            mail.deliver(pk)
            job.progress(count, len(pks))


@shared_task(name="sitis.send_waiting_mail")
def send_waiting_mail() -> None:
    """Try again what no server has taken yet, the oldest first; stop at the first refusal."""
    waiting = mail.OutgoingMail.objects.to_try(timezone.now()).values_list("pk", flat=True)
    for pk in list(waiting):
        try:
            mail.deliver(pk)
        except OSError:
            log.exception("the mail server does not take messages")
            return
