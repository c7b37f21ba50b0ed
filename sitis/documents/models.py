"""The register of finished documents: which bytes, of which version of which record."""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sitis import rooms
from sitis.jobs.models import Job


class DocumentQuerySet(models.QuerySet["Document"]):
    def stored(self) -> Self:
        return self.exclude(file="")

    def public(self) -> Self:
        return self.stored().filter(is_public=True)

    def of(self, kind: str, key: str, version: str) -> Self:
        return self.filter(kind=kind, record_key=key, version=version)

    def readable_by(self, user: Any) -> Self:
        """Public ones everybody; others whoever may read the record, and its drafts, as its kind says."""
        allowed = Q(file__gt="", is_public=True)
        if user.is_authenticated:
            for name, kind in rooms.documents().items():
                allowed |= (
                    Q(kind=name) & of_records(kind.readable_by(user)) & not_kept_back(kind, user)
                )
        return self.filter(allowed)

    def expired_on(self, day: date) -> Self:
        """Stored drafts whose last day of keeping is over."""
        return self.stored().filter(retention_until__lt=day)


def keys_of(records: QuerySet) -> QuerySet:
    """Primary keys as text, the way the register names records."""
    text = Cast("pk", models.CharField())
    return records.order_by().annotate(_key=text).values("_key")


def of_records(records: QuerySet) -> Q:
    """Documents of ``records``."""
    return Q(record_key__in=keys_of(records))


def not_kept_back(kind: rooms.DocumentKind, user: Any) -> Q:
    """Final ones, and of the drafts those that ``kind`` lets ``user`` have."""
    if kind.drafts_for is None:
        return Q()
    return Q(is_final=True) | kind.drafts_for(user)


class Document(models.Model):
    """One version of one record as a file. The row is made when the document is ordered.

    Its number is printed inside, so it comes before the bytes; a row without ``file`` waits for its
    build, or its file was removed on the day when the keeping of drafts ended.
    """

    number = models.CharField(_("číslo"), max_length=40, unique=True, editable=False)
    kind = models.CharField(_("druh"), max_length=40)
    record_key = models.CharField(_("klíč záznamu"), max_length=40)
    version = models.CharField(_("verze"), max_length=80)
    release = models.CharField(_("vydání systému"), max_length=40)
    title = models.CharField(_("název"), max_length=300)
    file_name = models.CharField(_("jméno souboru"), max_length=200)
    page = models.CharField(_("stránka se stejným obsahem"), max_length=300, blank=True)
    is_final = models.BooleanField(_("konečný"), default=False)
    is_public = models.BooleanField(_("veřejný"), default=False)
    file = models.FileField(_("soubor"), blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(_("velikost v bajtech"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("stran"), null=True, blank=True)
    standards = models.CharField(_("normy, ke kterým se hlásí"), max_length=80, blank=True)
    moment = models.DateTimeField(_("ke dni"), null=True, blank=True)
    ordered_at = models.DateTimeField(_("zadáno"))
    built_at = models.DateTimeField(_("sestaveno"), null=True, blank=True)
    retention_until = models.DateField(_("uchovat do"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("autor"),
    )
    job = models.ForeignKey(
        Job,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("úloha"),
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenty")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record_key", "version", "release"],
                name="one_document_of_a_version",
                violation_error_message=_("Dokument této verze už v evidenci je."),
            ),
            models.CheckConstraint(
                name="stored_document_is_described",
                condition=Q(file="")
                | (Q(size__isnull=False) & Q(built_at__isnull=False) & ~Q(sha256="")),
                violation_error_message=_("Uložený dokument má velikost, otisk a čas sestavení."),
            ),
            models.CheckConstraint(
                name="final_document_is_kept",
                condition=Q(is_final=False) | Q(retention_until__isnull=True),
                violation_error_message=_("Konečný dokument se uchovává natrvalo."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def is_stored(self) -> bool:
        return bool(self.file)

    @property
    def is_removed(self) -> bool:
        return not self.file and self.built_at is not None

    @property
    def kind_title(self) -> str:
        kind = rooms.documents().get(self.kind)
        return str(kind.title) if kind else self.kind

    def validity(self) -> str:
        """Whether this version still holds today, in a sentence of its room."""
        kind = rooms.documents().get(self.kind)
        try:
            subject = kind.subject(self.record_key) if kind else None
        except (ObjectDoesNotExist, ValueError):  # the record is gone, or the key is none
            return ""
        return subject.validity if subject and subject.version == self.version else ""

    def get_absolute_url(self) -> str:
        return reverse("documents:document-detail", args=[self.number])

    def verify_path(self) -> str:
        return reverse("documents:verify", args=[self.number])


class BundleQuerySet(models.QuerySet["Bundle"]):
    def of(self, source: str) -> Self:
        return self.filter(source=source)

    def stored(self) -> Self:
        return self.exclude(file="")

    def under_way(self) -> Self:
        return self.filter(job__state__in=Job.OPEN)

    def useful(self) -> Self:
        """Those to be had, or soon to be."""
        return self.filter(Q(file__gt="") | Q(job__state__in=Job.OPEN)).select_related("job")

    def readable_by(self, user: Any) -> Self:
        """Whoever may read each of its documents."""
        allowed = Q(pk__in=[])
        for name in self.order_by().values_list("kind", flat=True).distinct():
            if (kind := rooms.documents().get(name)) is not None:
                others = BundleItem.objects.exclude(of_records(kind.readable_by(user)))
                if kind.drafts_for is not None:
                    kept_back = Document.objects.filter(kind=name).exclude(
                        not_kept_back(kind, user)
                    )
                    others |= BundleItem.objects.filter(document__in=kept_back)
                not_mine = Q(Exists(others.filter(bundle=OuterRef("pk"))))
                allowed |= Q(kind=name) & ~not_mine
        return self.filter(allowed)

    def expired_on(self, day: date) -> Self:
        return self.stored().filter(retention_until__lt=day)


class Bundle(models.Model):
    """Many documents of one kind ordered at once and packed into one ZIP with their checksums.

    ``source`` names what they were ordered for; its bundles are numbered, so of two people who order
    at the same moment one gets the other's.
    """

    kind = models.CharField(_("druh"), max_length=40)
    source = models.CharField(_("k čemu"), max_length=60)
    number = models.PositiveIntegerField(_("pořadí"))
    title = models.CharField(_("název"), max_length=300)
    file_name = models.CharField(_("jméno souboru"), max_length=200)
    page = models.CharField(_("stránka, kde byl zadán"), max_length=300, blank=True)
    ordered_at = models.DateTimeField(_("zadáno"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("autor"),
    )
    job = models.ForeignKey(
        Job,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("úloha"),
    )
    file = models.FileField(_("soubor"), blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("velikost v bajtech"), null=True, blank=True)
    built_at = models.DateTimeField(_("sestaveno"), null=True, blank=True)
    retention_until = models.DateField(_("uchovat do"), null=True, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("balík dokumentů")
        verbose_name_plural = _("balíky dokumentů")
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"],
                name="bundle_of_a_source_has_its_number",
                violation_error_message=_("Balík s tímto pořadím už existuje."),
            ),
            models.CheckConstraint(
                name="stored_bundle_is_described",
                condition=Q(file="")
                | (
                    Q(size__isnull=False)
                    & Q(built_at__isnull=False)
                    & Q(retention_until__isnull=False)
                    & ~Q(sha256="")
                ),
                violation_error_message=_("Uložený balík má velikost, otisk, čas a dobu uchování."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_stored(self) -> bool:
        return bool(self.file)

    @property
    def is_under_way(self) -> bool:
        return self.job is not None and not self.job.is_over

    def get_absolute_url(self) -> str:
        return reverse("documents:bundle-detail", args=[self.pk])


class BundleItemQuerySet(models.QuerySet["BundleItem"]):
    def done(self) -> Self:
        return self.filter(document__isnull=False)

    def failed(self) -> Self:
        return self.filter(document=None).exclude(error="")

    def to_do(self) -> Self:
        return self.filter(document=None, error="")

    def free(self, silent_since: datetime) -> Self:
        """Nobody works on them: not claimed, or by a worker that was not heard of since."""
        return self.to_do().filter(Q(claim="") | Q(heard_at__lt=silent_since))


class BundleItem(models.Model):
    """One document of a bundle. ``claim`` names the batch of the worker that is at it."""

    bundle = models.ForeignKey(
        Bundle, models.CASCADE, related_name="items", verbose_name=_("balík")
    )
    record_key = models.CharField(_("klíč záznamu"), max_length=40)
    label = models.CharField(_("označení"), max_length=60, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dokument"),
    )
    claim = models.CharField(_("kdo jej sestavuje"), max_length=32, blank=True)
    heard_at = models.DateTimeField(_("naposledy ohlášeno"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("pokusy"), default=0)
    error = models.TextField(_("proč chybí"), blank=True)

    objects = BundleItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument v balíku")
        verbose_name_plural = _("dokumenty v balíku")
        ordering = ["bundle", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "record_key"],
                name="bundle_holds_a_record_once",
                violation_error_message=_("Záznam už v balíku je."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label or self.record_key}"
