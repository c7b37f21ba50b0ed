"""An approved report as it was: typed rows that nothing changes any more."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation.models.cell import OfReportQuerySet, Source, Standing
from evaluation.models.report import Report


class Frozen(TypeError):
    """Somebody tried to change what is kept for ever."""


class FrozenQuerySet(OfReportQuerySet):
    def update(self, **_values: Any) -> NoReturn:
        raise Frozen

    def delete(self) -> NoReturn:
        raise Frozen


class FrozenModel(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise Frozen
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise Frozen


class SnapshotQuerySet(FrozenQuerySet):
    def newest(self) -> Any:
        """Of each report the last approved version."""
        later = Snapshot.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class Snapshot(FrozenModel):
    """The report on the day when it was approved; a correction is a further snapshot."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="snapshots", verbose_name=_("výkaz")
    )
    number = models.PositiveSmallIntegerField(_("číslo"))
    moment = models.DateTimeField(_("schváleno"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("schválil")
    )
    sha256 = models.CharField(_("otisk hodnot"), max_length=64)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("schválený výkaz")
        verbose_name_plural = _("schválené výkazy")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="snapshot_of_a_report_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}, č. {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:snapshot-detail", args=[self.pk])


class SnapshotRowQuerySet(FrozenQuerySet):
    def readable_by(self, user: Any) -> Any:
        return self.filter(snapshot__report__in=Report.objects.readable_by(user))

    def editable_by(self, _user: Any) -> Any:
        return self.none()


class SnapshotRow(FrozenModel):
    snapshot = models.ForeignKey(
        Snapshot, models.PROTECT, related_name="rows", verbose_name=_("schválený výkaz")
    )
    code = models.CharField(_("kód pole"), max_length=60)
    standing = models.CharField(_("údaj"), max_length=14, choices=Standing.choices)
    number = models.DecimalField(_("číslo"), max_digits=18, decimal_places=4, null=True, blank=True)
    text = models.TextField(_("text"), blank=True)
    unit = models.CharField(_("jednotka"), max_length=60, blank=True)
    comment = models.TextField(_("komentář"), blank=True)
    source = models.CharField(_("zdroj"), max_length=8, choices=Source.choices)
    source_note = models.CharField(_("odkud"), max_length=200, blank=True)

    objects = SnapshotRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("hodnota schváleného výkazu")
        verbose_name_plural = _("hodnoty schválených výkazů")
        ordering = ["snapshot", "code"]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "code"], name="snapshot_has_a_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.snapshot}: {self.code}"
