"""Work in the background: each long task has a row, and pages read only that row."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Self

from celery import current_app
from celery.exceptions import Ignore
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError as BrokerUnreachable

from sitis.jobs.reporter import Reporter

log = logging.getLogger(__name__)

#: A worker speaks up every few seconds; after such silence it is gone.
SILENCE = timedelta(minutes=5)
#: A job that waited so long may have lost its message: it is sent again, doing it twice is refused.
LOST_AFTER = timedelta(minutes=10)
ATTEMPTS = 3


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> Self:
        return self.filter(state=Job.State.QUEUED)

    def running(self) -> Self:
        return self.filter(state=Job.State.RUNNING)

    def silent_since(self, moment: datetime) -> Self:
        """Running, but nothing was heard of them since ``moment``: their worker is gone."""
        return self.running().filter(Q(heard_at__lt=moment) | Q(heard_at=None))

    def sent_before(self, moment: datetime) -> Self:
        """Still waiting, though their message went out before ``moment``."""
        return self.waiting().filter(Q(heard_at__lt=moment) | Q(heard_at=None))

    def oldest_wait(self, now: datetime) -> timedelta:
        """How long the job at the head of the queue has waited; zero if none waits."""
        head = self.waiting().aggregate(first=models.Min("queued_at"))["first"]
        return max(now - head, timedelta()) if head else timedelta()

    def usual_time(self, task: str, kind: str = "") -> timedelta | None:
        """How long the last finished jobs of ``task`` took (the median of at most 20)."""
        past = self.filter(task=task, kind=kind, state=Job.State.DONE, started_at__isnull=False)
        times = [job.took for job in past.order_by("-pk")[:20] if job.took is not None]
        return median(times) if times else None

    def readable_by(self, user: Any) -> Self:
        """One's own and those one asked for too; an administrator sees all."""
        from sitis.accounts.models import Role

        if _manages(user) or user.holds(Role.AUDITOR):
            return self
        return self.filter(Q(by=user) | Q(pk__in=user.followed_jobs.values("pk")))

    def cancellable_by(self, user: Any) -> Self:
        """Who started the work may stop it, and an administrator, as long as it is not over."""
        open_ones = self.filter(is_cancellable=True, state__in=Job.OPEN)
        return open_ones if _manages(user) else open_ones.filter(by=user)


def _manages(user: Any) -> bool:
    from sitis.accounts.models import Permission, Role

    return bool(user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR))


class Job(models.Model):
    class State(models.TextChoices):
        QUEUED = "queued", _("čeká")
        RUNNING = "running", _("běží")
        DONE = "done", _("hotovo")
        FAILED = "failed", _("nezdařilo se")
        CANCELLED = "cancelled", _("zrušeno")

    OPEN = (State.QUEUED, State.RUNNING)

    task = models.CharField(_("úloha"), max_length=100)
    kind = models.CharField(_("druh"), max_length=40, blank=True)
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
    steps = models.JSONField(_("kroky"), default=list, blank=True)
    is_cancellable = models.BooleanField(_("lze zrušit"), default=False)
    followers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="followed_jobs",
        verbose_name=_("kdo čeká na totéž"),
    )
    url = models.CharField(_("kde je výsledek"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(_("pokusy"), default=0)
    queued_at = models.DateTimeField(_("zadáno"), default=timezone.now)
    started_at = models.DateTimeField(_("začátek"), null=True, blank=True)
    heard_at = models.DateTimeField(_("naposledy ohlášeno"), null=True, blank=True)
    finished_at = models.DateTimeField(_("konec"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    has_reporter = False  # true in a worker: a thread beside the work writes its progress

    class Meta:
        verbose_name = _("úloha na pozadí")
        verbose_name_plural = _("úlohy na pozadí")
        ordering = ["-queued_at", "-pk"]

    def __str__(self) -> str:
        return self.title or self.task

    @property
    def is_over(self) -> bool:
        return self.state not in self.OPEN

    @property
    def percent(self) -> int | None:
        return min(100, self.done * 100 // self.total) if self.total else None

    @property
    def took(self) -> timedelta | None:
        if self.started_at and self.finished_at:
            return self.finished_at - self.started_at
        return None

    def get_absolute_url(self) -> str:
        return reverse("jobs:job-detail", args=[self.pk])

    def progress(self, done: int, total: int | None = None, message: str | None = None) -> None:
        """Say how far the work is; cheap, call it as often as it changes.

        In a worker it is seen within a second, even while the work has its transaction open.
        """
        self.done = done
        if total is not None:
            self.total = total
        if message is not None:
            self.message = message
        if not self.has_reporter:
            self.report()

    def step(self, message: str, done: int = 0, total: int = 0) -> None:
        """Say which step begins; those before it stay to be read."""
        if not self.steps or self.steps[-1] != message:
            self.steps = [*self.steps, message]
        self.progress(done, total, message)

    def report(self) -> None:
        """Write how far the work is, as long as the row still says that it runs."""
        self.heard_at = timezone.now()
        Job.objects.filter(pk=self.pk, state=Job.State.RUNNING).update(
            done=self.done,
            total=self.total,
            message=self.message,
            steps=self.steps,
            heard_at=self.heard_at,
        )

    def is_mine(self) -> "JobQuerySet":
        """The row, as long as it runs in this attempt: nobody cancelled it or took it over."""
        return Job.objects.running().filter(pk=self.pk, attempts=self.attempts)


def start(
    task: str,
    *arguments: Any,
    by: Any = None,
    title: str = "",
    url: str = "",
    kind: str = "",
    is_cancellable: bool = False,
) -> Job:
    """Make a job's row and send its task, named "room.task", once the transaction is written.

    ``kind`` parts the jobs of one task by how long they take. A cancellable task must watch
    ``is_mine`` while it works and when it writes.
    """
    now = timezone.now()
    job = Job.objects.create(
        task=task,
        arguments=list(arguments),
        by=by,
        title=title,
        url=url,
        kind=kind,
        is_cancellable=is_cancellable,
        queued_at=now,
        heard_at=now,
    )
    transaction.on_commit(lambda: send(job))
    return job


def send(job: Job) -> None:
    """Hand the job to the broker. If that does not answer, the job waits for ``tend``."""
    try:
        current_app.signature(job.task, args=[job.pk, *job.arguments]).apply_async()
    except (BrokerUnreachable, OSError):
        log.exception("Job %s (%s) is not sent, the broker does not answer", job.pk, job.task)


class Cancelled(Exception):
    """Raised by a task that has seen that its job was cancelled; its row says so already."""


def cancel(job: Job, *, by: Any, now: datetime) -> bool:
    """Stop ``job`` if ``by`` may and it is not over yet; its worker ends the work within seconds."""
    found = Job.objects.cancellable_by(by).filter(pk=job.pk)
    message = _("Úlohu zrušil(a) %s.") % by
    return bool(found.update(state=Job.State.CANCELLED, finished_at=now, message=message))


@contextmanager
def running(job_pk: int) -> Iterator[Job]:
    """The job's row says running, then done, or failed and why. The error goes on to the log.

    A message that came twice finds the job taken or done and is dropped (celery's ``Ignore``).
    """
    job = _take(job_pk)
    reporter = Reporter(job) if _has_own_connections() else None
    if reporter:
        reporter.start()
    try:
        yield job
    except Cancelled:
        if reporter:
            reporter.stop()
        raise Ignore from None
    except Exception as error:
        _finish(job, reporter, Job.State.FAILED, said(error))
        raise
    except BaseException:  # the worker is being stopped: somebody else will take the job
        _finish(job, reporter, Job.State.QUEUED, "")
        raise
    _finish(job, reporter, Job.State.DONE, job.message)


def said(error: Exception) -> str:
    """What an error says, without the row that PostgreSQL adds to it: people read the message."""
    return str(error).partition("\nDETAIL:")[0][:2000] or type(error).__name__


def _take(job_pk: int) -> Job:
    """Check and change in one: of two workers that hold the same message one gets the job."""
    now = timezone.now()
    free = Job.objects.filter(pk=job_pk, state__in=[Job.State.QUEUED, Job.State.FAILED])
    if not free.update(
        state=Job.State.RUNNING,
        started_at=now,
        heard_at=now,
        finished_at=None,
        message="",
        steps=[],
        attempts=F("attempts") + 1,
    ):
        log.warning("Job %s is already taken or done, its message came twice", job_pk)
        raise Ignore
    return Job.objects.select_related("by").get(pk=job_pk)


def _has_own_connections() -> bool:
    """Whether a thread could write beside the work: not into an open transaction or memory."""
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
    return not (connection.in_atomic_block or in_memory)


def _finish(job: Job, reporter: Reporter | None, state: str, message: str) -> None:
    if reporter:
        reporter.stop()
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # the work may have lost it
    now = timezone.now()
    job.state, job.message = state, message
    job.heard_at = job.finished_at = now if job.is_over else None  # None: to be sent at once
    names = ["state", "done", "total", "message", "steps", "url", "heard_at", "finished_at"]
    # a job that was cancelled or taken over meanwhile is no longer this worker's to write
    job.is_mine().update(**{name: getattr(job, name) for name in names})


def tend(now: datetime, *, silence: timedelta = SILENCE) -> int:
    """Queue again what a dead worker left, or fail it after ``ATTEMPTS``; send lost jobs again.

    ``silence`` zero says that no worker lives (the machine has just started).
    """
    silent = Job.objects.silent_since(now - silence)
    silent.filter(attempts__gte=ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=now,
        message=_("Úloha se třikrát přerušila a dál se nezkouší. Zadejte ji prosím znovu."),
    )
    silent.update(state=Job.State.QUEUED, heard_at=None, done=0, message="")
    lost = list(Job.objects.sent_before(now - LOST_AFTER))
    Job.objects.filter(pk__in=[job.pk for job in lost]).update(heard_at=now)
    for job in lost:
        send(job)
    return len(lost)
