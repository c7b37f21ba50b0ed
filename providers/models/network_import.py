"""Lists of the network that come as a table: uploaded, planned, applied into one version or dropped."""

import hashlib
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from providers.models.network import NetworkItem, NetworkVersion
from sitis.accounts.models import Permission, Role
from sitis.jobs.models import Job


class NetworkImportQuerySet(models.QuerySet["NetworkImport"]):
    def waiting(self) -> Self:
        """Planned, and nobody confirmed or dropped them."""
        return self.filter(state=NetworkImport.State.PLANNED)

    def readable_by(self, user: Any) -> Self:
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self
        return self.none()


class NetworkImport(models.Model):
    """One uploaded list for one version in preparation."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("nahráno")
        PLANNED = "planned", _("plán je hotov")
        STALE = "stale", _("plán zastaral")
        REFUSED = "refused", _("odmítnuto")
        APPLYING = "applying", _("zapisuje se")
        APPLIED = "applied", _("zapsáno")
        DISCARDED = "discarded", _("zahozeno")

    network = models.ForeignKey(
        NetworkVersion, models.CASCADE, related_name="imports", verbose_name=_("verze sítě")
    )
    file = models.FileField(_("soubor"), upload_to="network/%Y/", blank=True)
    file_name = models.CharField(_("jméno souboru"), max_length=255)
    sha256 = models.CharField(_("otisk SHA-256"), max_length=64, blank=True)
    removes_missing = models.BooleanField(_("odebrat, co v souboru není"), default=False)
    state = models.CharField(
        _("stav"), max_length=12, choices=State.choices, default=State.UPLOADED
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("kdo")
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("nahráno"), default=timezone.now)
    applied_at = models.DateTimeField(_("zapsáno"), null=True)
    counts = models.JSONField(_("počty"), default=dict)
    reason = models.TextField(_("důvod"), blank=True)
    #: What the items of the version looked like when the plan was made.
    planned_on = models.CharField(max_length=64, blank=True, editable=False)

    objects = NetworkImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("seznam sítě z tabulky")
        verbose_name_plural = _("seznamy sítě z tabulek")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.created_at:%d.%m.%Y})"

    def get_absolute_url(self) -> str:
        return reverse("providers:network-import", args=[self.pk])

    @property
    def trace(self) -> str:
        """The reason that the history of every row written by this import gives."""
        return _("Seznam sítě č. %d") % self.pk


class NetworkImportLine(models.Model):
    """One row of a plan. ``fields``: what a person reads; ``values``: what is written."""

    class What(models.TextChoices):
        NEW = "new", _("nová")
        CHANGED = "changed", _("změněná")
        MISSING = "missing", _("v souboru chybí")
        REFUSED = "refused", _("odmítnutá")
        AMBIGUOUS = "ambiguous", _("nejednoznačná")

    run = models.ForeignKey(NetworkImport, models.CASCADE, related_name="lines")
    what = models.CharField(_("co s ní"), max_length=9, choices=What.choices)
    row = models.PositiveIntegerField(_("řádek"), null=True)
    sheet = models.CharField(_("list"), max_length=100, blank=True)
    column = models.CharField(_("sloupec"), max_length=200, blank=True)
    identifier = models.CharField(_("identifikátor služby"), max_length=60, blank=True)
    label = models.CharField(_("položka"), max_length=400)
    reason = models.TextField(_("důvod"), blank=True)
    fields = models.JSONField(_("údaje"), default=list)  # [[name, before, after]]
    values = models.JSONField(default=dict, editable=False)
    item = models.ForeignKey(
        NetworkItem, models.SET_NULL, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("řádek seznamu sítě")
        verbose_name_plural = _("řádky seznamů sítě")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.label}"


def content_of(version: NetworkVersion) -> str:
    """A fingerprint of the items of ``version``: any change of any of them changes it."""
    rows = NetworkItem.objects.filter(network=version).order_by("pk").values_list("pk", "version")
    seen = f"{version.pk}:{version.state}:{list(rows)}"
    return hashlib.sha256(seen.encode()).hexdigest()


def same_file(version: NetworkVersion, sha256: str) -> NetworkImport | None:
    """An import of the very file into ``version`` that is not finished yet."""
    state = NetworkImport.State
    alive = Q(state__in=[state.UPLOADED, state.PLANNED, state.APPLYING])
    return NetworkImport.objects.filter(alive, network=version, sha256=sha256).first()
