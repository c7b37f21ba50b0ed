"""Work in the background: each long task has a row, and pages read only that row."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Self

from celery import current_app
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> Self:
        return self.filter(state=Job.State.QUEUED)

    def running(self) -> Self:
        return self.filter(state=Job.State.RUNNING)

    def silent_since(self, moment: datetime) -> Self:
        """Running, but nothing was heard of them since ``moment``: their worker is gone."""
        return self.running().filter(heard_at__lt=moment)

    def readable_by(self, user: Any) -> Self:
        """One's own; an administrator sees all."""
        from sitis.accounts.models import Permission, Role

        if user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR) or user.holds(
            Role.AUDITOR
        ):
            return self
        return self.filter(by=user)


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("čeká")
        RUNNING = "running", _("běží")
        DONE = "done", _("hotovo")
        FAILED = "failed", _("nezdařilo se")

    task = models.CharField(_("úloha"), max_length=100)
    arguments = models.JSONField(_("vstup"), default=list)
    title = models.CharField(_("název"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name=_("kdo ji zadal"),
    )
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.QUEUED, db_index=True
    )
    done = models.PositiveIntegerField(_("hotovo"), default=0)
    total = models.PositiveIntegerField(_("celkem"), default=0)
    message = models.TextField(_("zpráva"), blank=True)
    url = models.CharField(_("kde je výsledek"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("pokusy"), default=0)
    queued_at = models.DateTimeField(_("zadáno"), default=timezone.now)
    started_at = models.DateTimeField(_("začátek"), null=True, blank=True)
    heard_at = models.DateTimeField(_("naposledy ohlášeno"), null=True, blank=True)
    finished_at = models.DateTimeField(_("konec"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("úloha na pozadí")
        verbose_name_plural = _("úlohy na pozadí")
        ordering = ["-queued_at", "-pk"]

    def __str__(self) -> str:
        return self.title or self.task

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED}

    @property
    def took(self) -> timedelta | None:
        if self.started_at and self.finished_at:
            return self.finished_at - self.started_at
        return None

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far the work is. Written at once, outside any transaction of the work itself."""
        self.done, self.heard_at = done, timezone.now()
        if total is not None:
            self.total = total
        if message is not None:
            self.message = message
        self.save(update_fields=["done", "total", "message", "heard_at"])


def start(task: str, *arguments: Any, by: Any = None, title: str = "", url: str = "") -> Job:
    """Make a job's row and send its task, named "room.task", once the transaction is written."""
    job = Job.objects.create(task=task, arguments=list(arguments), by=by, title=title, url=url)
    transaction.on_commit(lambda: send(job))
    return job


def send(job: Job) -> None:
    current_app.signature(job.task, args=[job.pk, *job.arguments]).apply_async()


@contextmanager
def running(job_pk: int) -> Iterator[Job]:
    """The job's row says running, then done, or failed and why. The error goes on to the log."""
    job = Job.objects.select_related("by").get(pk=job_pk)
    now = timezone.now()
    job.state, job.started_at, job.heard_at = Job.State.RUNNING, now, now
    job.attempts += 1
    job.save(update_fields=["state", "started_at", "heard_at", "attempts"])
    try:
        yield job
    except Exception as error:
        job.state, job.finished_at = Job.State.FAILED, timezone.now()
        job.message = str(error)[:2000] or type(error).__name__
        job.save(update_fields=["state", "finished_at", "message"])
        raise
    job.state, job.finished_at = Job.State.DONE, timezone.now()
    job.save()
