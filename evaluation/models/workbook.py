"""Workbooks of reports that people filled in without a connection and sent back."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from evaluation.models.cell import OfReportQuerySet
from evaluation.models.report import Report


class ReportWorkbookQuerySet(OfReportQuerySet):
    def waiting(self) -> Self:
        return self.filter(state=ReportWorkbook.State.WAITING)

    def expired_at(self, moment: datetime) -> Self:
        """Those whose files may go."""
        return self.filter(expires_at__lt=moment)


class ReportWorkbook(models.Model):
    """One uploaded workbook of one report. Its file goes when its time is over."""

    class State(models.TextChoices):
        WAITING = "waiting", _("čeká na potvrzení")
        APPLIED = "applied", _("zapsán")
        DROPPED = "dropped", _("zahozen")

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="workbooks", verbose_name=_("výkaz")
    )
    file = models.FileField(_("soubor"), upload_to="evaluation/workbooks/%Y/", blank=True)
    file_name = models.CharField(_("jméno souboru"), max_length=255)
    sha256 = models.CharField(_("otisk SHA-256"), max_length=64)
    state = models.CharField(_("stav"), max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    uploaded_at = models.DateTimeField(_("nahráno"))
    expires_at = models.DateTimeField(_("soubor se uchová do"))
    applied_at = models.DateTimeField(_("zapsáno"), null=True, blank=True)

    objects = ReportWorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("sešit výkazu")
        verbose_name_plural = _("sešity výkazů")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.uploaded_at:%d.%m.%Y})"
