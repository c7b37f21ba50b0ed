"""Workbooks of plans that were filled off-line: kept until confirmed, so nothing typed is lost."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from planning.models.plan import Plan


class PlanWorkbookQuerySet(models.QuerySet["PlanWorkbook"]):
    def waiting(self) -> Self:
        return self.filter(state=PlanWorkbook.State.WAITING)

    def expired_at(self, moment: datetime) -> Self:
        """Those whose files may go."""
        return self.filter(expires_at__lt=moment)

    def readable_by(self, user: Any) -> Self:
        return self.filter(plan__in=Plan.objects.whole_for(user))

    def editable_by(self, user: Any) -> Self:
        """While the plan is one's own draft."""
        return self.filter(plan__in=Plan.objects.editable_by(user))


class PlanWorkbook(models.Model):
    """One uploaded workbook of one plan."""

    class State(models.TextChoices):
        WAITING = "waiting", _("čeká na potvrzení")
        APPLIED = "applied", _("zapsán")
        DROPPED = "dropped", _("zahozen")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="workbooks", verbose_name=_("plán"))
    file = models.FileField(_("soubor"), upload_to="planning/workbooks/%Y/", blank=True)
    file_name = models.CharField(_("jméno souboru"), max_length=255)
    sha256 = models.CharField(_("otisk SHA-256"), max_length=64)
    state = models.CharField(_("stav"), max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    uploaded_at = models.DateTimeField(_("nahráno"))
    expires_at = models.DateTimeField(_("soubor se uchová do"))
    applied_at = models.DateTimeField(_("zapsáno"), null=True, blank=True)

    objects = PlanWorkbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("sešit plánu")
        verbose_name_plural = _("sešity plánů")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.uploaded_at:%d.%m.%Y})"
