"""Who did what with a report and when: steps with receipts, signatures, attached files."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from evaluation.models.cell import OfReportQuerySet
from evaluation.models.report import Report
from sitis.uploads import check_attachment


class SubmissionQuerySet(OfReportQuerySet):
    def handed_in(self) -> Self:
        """Locks of what came to the office: nothing but a signature stands before the hand-in."""
        later = Submission.objects.filter(report=OuterRef("report"), number__gt=OuterRef("number"))
        following = later.exclude(kind=Report.Move.SIGN).order_by("number").values("kind")[:1]
        locks = self.filter(kind=Report.Move.LOCK).alias(following=Subquery(following))
        return locks.filter(following=Report.Move.HAND_IN)

    def printed_for(self, user: Any) -> Self:
        """Steps whose document ``user`` may have: a lock not handed in is the provider's alone."""
        own = Q(report__in=Report.objects.own_of(user))
        came = Q(pk__in=Submission.objects.handed_in().values("pk"))
        return self.readable_by(user).filter(~Q(kind=Report.Move.LOCK) | came | own)


class Submission(models.Model):
    """One step of a report, kept for ever. A hand-in has a receipt with a number of its own.

    ``sha256`` is the sum of all values at that moment, as ``evaluation.content`` counts it.
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="submissions", verbose_name=_("výkaz")
    )
    number = models.PositiveSmallIntegerField(_("pořadí"))
    kind = models.CharField(_("krok"), max_length=10, choices=Report.Move.choices)
    moment = models.DateTimeField(_("čas"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kdo"),
    )
    note = models.TextField(_("poznámka"), blank=True)
    document_number = models.CharField(_("číslo dokumentu"), max_length=40, blank=True)
    sha256 = models.CharField(_("otisk hodnot"), max_length=64, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("krok výkazu")
        verbose_name_plural = _("kroky výkazů")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="step_of_a_report_has_its_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}, {self.number}. {self.get_kind_display()}"


def signed_file_path(signature: "Signature", name: str) -> str:
    return f"evaluation/{signature.report_id}/podpis-{hashlib.sha256(name.encode()).hexdigest()[:12]}.pdf"


class SignatureQuerySet(OfReportQuerySet):
    def readable_by(self, user: Any) -> Self:
        """Under a lock that was not handed in it is the provider's alone, as the lock is."""
        locks = Submission.objects.printed_for(user)
        return super().readable_by(user).filter(submission__in=locks.values("pk"))


class Signature(models.Model):
    """The signatory's name under the final PDF of a report: function, moment, sum of the file."""

    written_at = "moment"

    class Means(models.TextChoices):
        PASSWORD = "password", _("heslem")
        SECOND_FACTOR = "second_factor", _("druhým faktorem")
        FILE = "file", _("přiloženým podepsaným souborem")

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="signatures", verbose_name=_("výkaz")
    )
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="signatures", verbose_name=_("uzamčení")
    )
    name = models.CharField(_("jméno"), max_length=150)
    function = models.CharField(_("funkce"), max_length=150)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    moment = models.DateTimeField(_("čas"))
    document_number = models.CharField(_("číslo dokumentu"), max_length=40)
    sha256 = models.CharField(_("SHA-256 podepsaného PDF"), max_length=64)
    means = models.CharField(_("potvrzeno"), max_length=14, choices=Means.choices)
    file = models.FileField(
        _("podepsaný soubor"), upload_to=signed_file_path, blank=True, validators=[check_attachment]
    )
    file_sha256 = models.CharField(_("SHA-256 přiloženého souboru"), max_length=64, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("podpis výkazu")
        verbose_name_plural = _("podpisy výkazů")
        ordering = ["report", "moment"]

    def __str__(self) -> str:
        return f"{self.name}, {self.function}"


def report_file_path(row: "ReportFile", name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return f"evaluation/{row.report_id}/{hashlib.sha256(name.encode()).hexdigest()[:12]}.{ending}"


class ReportFile(models.Model):
    """Evidence attached to a report (dossier 2.10, rule 15)."""

    written_at = "added_at"

    class Kind(models.TextChoices):
        BED_DAYS = "bed_days", _("evidence lůžkodnů")
        CARE_OVERVIEW = "care_overview", _("přehled poskytnuté péče podle úkonů")
        OTHER = "other", _("jiná příloha")

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="files", verbose_name=_("výkaz")
    )
    kind = models.CharField(_("druh"), max_length=14, choices=Kind.choices)
    title = models.CharField(_("název"), max_length=200, blank=True)
    file = models.FileField(_("soubor"), upload_to=report_file_path, validators=[check_attachment])
    file_name = models.CharField(_("jméno souboru"), max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    added_at = models.DateTimeField(_("přiloženo"))
    removed_at = models.DateTimeField(_("odebráno"), null=True, blank=True)

    objects = OfReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("příloha výkazu")
        verbose_name_plural = _("přílohy výkazů")
        ordering = ["report", "added_at"]

    def __str__(self) -> str:
        return self.title or self.file_name


def sum_of_file(file: Any) -> str:
    """SHA-256 of an uploaded file, read by pieces."""
    found = hashlib.sha256()
    for piece in file.chunks():
        found.update(piece)
    file.seek(0)
    return found.hexdigest()
