"""An outage notice that an administrator puts on every page."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.versions import Versioned


class NoticeQuerySet(models.QuerySet["Notice"]):
    def shown_at(self, now: datetime) -> Self:
        return self.filter(Q(shown_from__lte=now), Q(shown_to=None) | Q(shown_to__gt=now))


class Notice(Versioned):
    """What everybody should know while it is shown, such as a planned outage."""

    text = models.CharField(_("text"), max_length=500)
    shown_from = models.DateTimeField(_("zobrazit od"))
    shown_to = models.DateTimeField(_("zobrazit do"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("oznámení o provozu")
        verbose_name_plural = _("oznámení o provozu")
        ordering = ["-shown_from"]
        constraints = [
            models.CheckConstraint(
                name="notice_ends_after_it_starts",
                condition=Q(shown_to=None) | Q(shown_to__gt=models.F("shown_from")),
                violation_error_message=_("Oznámení musí končit později, než začíná."),
            )
        ]

    def __str__(self) -> str:
        return self.text
