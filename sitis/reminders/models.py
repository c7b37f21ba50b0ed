"""The log of reminders: who reminded whom of what, and when. Rows are only added."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from sitis.accounts.models import Role


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def readable_by(self, user: Any) -> Self:
        """One's own, those one sent; the region's office and auditors read all."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.filter(Q(user=user) | Q(by=user))

    def on_desk_of(self, user: Any, now: datetime) -> Self:
        """The newest on each topic, while it is fresh and ``user`` has not put it away."""
        newest = self.filter(user=user).values("topic").annotate(last=Max("pk")).values("last")
        fresh = now - timedelta(days=settings.REMINDER_SHOWN_DAYS)
        return self.filter(pk__in=newest, dismissed_at=None, sent_at__gte=fresh)


class Reminder(models.Model):
    class Channel(models.TextChoices):
        DESK = "desk", _("jen v prostoru")
        EMAIL = "email", _("v prostoru a e-mailem")

    topic = models.CharField(_("k čemu"), max_length=100)  # "planning.deliverable:17"
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="reminders",
        verbose_name=_("komu"),
    )
    title = models.CharField(_("název"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(_("odkaz"), max_length=300)
    due_at = models.DateTimeField(_("termín"), null=True, blank=True)
    sent_at = models.DateTimeField(_("odesláno"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kdo připomněl"),
    )
    channel = models.CharField(_("jak"), max_length=5, choices=Channel.choices)
    dismissed_at = models.DateTimeField(_("odloženo"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("připomenutí")
        verbose_name_plural = _("připomenutí")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            models.Index(fields=["topic", "user", "sent_at"], name="reminder_topic_person"),
            models.Index(fields=["user", "sent_at"], name="reminder_person"),
        ]

    def __str__(self) -> str:
        return self.title


def last_reminders(topics: Collection[str]) -> dict[str, Reminder]:
    """The newest reminder on each of ``topics`` that has one, whoever got it; one query."""
    newest = Reminder.objects.filter(topic__in=topics).values("topic").annotate(last=Max("pk"))
    rows = Reminder.objects.filter(pk__in=newest.values("last")).select_related("user", "by")
    return {reminder.topic: reminder for reminder in rows}
