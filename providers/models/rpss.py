"""Imports of the national register, what each changed, and differences for people to settle."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import provider_scope
from providers.models.facility import Facility
from providers.models.provider import Provider
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.jobs.models import Job
from sitis.territory.models import District
from sitis.versions import Versioned

#: How the reason of every change by an import begins; stored, therefore never translated.
TRACE = "Import národního registru č. "


class RpssImportQuerySet(models.QuerySet["RpssImport"]):
    def readable_by(self, user: Any) -> Self:
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self
        return self.none()

    def applied(self) -> Self:
        """The newest first."""
        return self.filter(state=RpssImport.State.APPLIED).order_by("-applied_at", "-pk")


class RpssImport(models.Model):
    """One reading of the ministry's file: first a plan, then perhaps applied, perhaps taken back."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("nahráno")
        PLANNED = "planned", _("plán je hotov")
        REFUSED = "refused", _("odmítnuto")
        APPLYING = "applying", _("zapisuje se")
        APPLIED = "applied", _("zapsáno")
        TAKEN_BACK = "taken_back", _("vzato zpět")
        DISCARDED = "discarded", _("zahozeno")

    file = models.FileField(_("soubor"), upload_to="rpss/%Y/", blank=True)
    file_name = models.CharField(_("jméno souboru"), max_length=255)
    sha256 = models.CharField(_("otisk SHA-256"), max_length=64, blank=True)
    region = models.CharField(_("kraj"), max_length=5)  # NUTS 3 code, or "all"
    state = models.CharField(_("stav"), max_length=12, choices=State.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("kdo")
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("nahráno"), default=timezone.now)
    applied_at = models.DateTimeField(_("zapsáno"), null=True)
    taken_back_at = models.DateTimeField(_("vzato zpět"), null=True)
    records = models.PositiveIntegerField(_("záznamů v souboru"), default=0)
    kept = models.PositiveIntegerField(_("záznamů kraje"), default=0)
    counts = models.JSONField(_("počty"), default=dict)
    reason = models.TextField(_("důvod odmítnutí"), blank=True)
    forced = models.BooleanField(_("přes pojistku počtu záznamů"), default=False)

    objects = RpssImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import národního registru")
        verbose_name_plural = _("importy národního registru")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.created_at:%d.%m.%Y})"

    def get_absolute_url(self) -> str:
        return reverse("providers:import-detail", args=[self.pk])

    @property
    def trace(self) -> str:
        """The reason that the history of every row written by this import gives."""
        return f"{TRACE}{self.pk}"


class ImportChange(models.Model):
    """One changed, new or ended row of the plan; field -> [before, after], as JSON."""

    class What(models.TextChoices):
        NEW = "new", _("nový")
        CHANGED = "changed", _("změněný")
        DIFFERS = "differs", _("rozdíl k rozhodnutí")
        ENDED = "ended", _("ukončený")
        MISSING = "missing", _("chybí v národním registru")
        REMEMBERED = "noted", _("beze změny, jen poznamenáno")

    run = models.ForeignKey(RpssImport, models.CASCADE, related_name="changes")
    what = models.CharField(_("změna"), max_length=8, choices=What.choices)
    identifier = models.CharField(
        _("identifikátor služby"), max_length=7, blank=True, db_index=True
    )
    table = models.CharField(_("tabulka"), max_length=40)
    row = models.BigIntegerField(_("řádek"), null=True)
    label = models.CharField(_("název"), max_length=300)
    fields = models.JSONField(_("pole"), default=dict)
    #: What the row remembered of the import before this one; needed to take this one back.
    before = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("změna importem")
        verbose_name_plural = _("změny importem")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.label}"


class ImportRefusal(models.Model):
    """A record that was left out, or a value that was kept and flagged: where and why."""

    run = models.ForeignKey(RpssImport, models.CASCADE, related_name="refusals")
    path = models.CharField(_("místo v souboru"), max_length=300)  # polozky[12].zarizeni[0]
    identifier = models.CharField(_("identifikátor služby"), max_length=40, blank=True)
    reason = models.TextField(_("důvod"))
    is_flag = models.BooleanField(_("jen upozornění"), default=False)

    class Meta:
        verbose_name = _("odmítnutý záznam")
        verbose_name_plural = _("odmítnuté záznamy")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DifferenceQuerySet(models.QuerySet["Difference"]):
    def open(self) -> Self:
        return self.filter(
            state__in=[Difference.State.OPEN, Difference.State.ASKED, Difference.State.ANSWERED]
        )

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors see all; a provider's people what they were asked."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.asked_of(user)

    def asked_of(self, user: Any) -> Self:
        return self.filter(provider__in=provider_scope(user)).exclude(asked_at=None)

    def in_district(self, district: District) -> Self:
        """About services with a place there."""
        places = Facility.objects.filter(
            service=OuterRef("service"), municipality__orp__district=district
        )
        return self.filter(Exists(places))

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self.open()
        return self.none()


class Difference(Versioned):
    """The national register says something else than a person here wrote. A person decides.

    Sorted by ``harm``: 1 gone from the national register, 2 end, 3 capacity or form, 4 address,
    5 kind or provider, 6 the rest.
    """

    class State(models.TextChoices):
        OPEN = "open", _("čeká na rozhodnutí")
        ASKED = "asked", _("čeká na poskytovatele")
        ANSWERED = "answered", _("poskytovatel odpověděl")
        TAKEN = "taken", _("převzato z národního registru")
        KEPT = "kept", _("ponecháno naše")
        GONE = "gone", _("rozdíl už není")

    class Harm(models.IntegerChoices):
        GONE = 1, _("zmizelo z národního registru")
        ENDED = 2, _("ukončení")
        CAPACITY = 3, _("kapacita nebo forma")
        ADDRESS = 4, _("adresa")
        IDENTITY = 5, _("druh nebo poskytovatel")
        OTHER = 6, _("ostatní")

    run = models.ForeignKey(RpssImport, models.PROTECT, related_name="differences")
    provider = models.ForeignKey(
        Provider, models.CASCADE, null=True, blank=True, related_name="differences"
    )
    service = models.ForeignKey(
        Service, models.CASCADE, null=True, blank=True, related_name="differences"
    )
    table = models.CharField(
        _("tabulka"), max_length=40
    )  # model name: service, capacity, facility …
    row = models.BigIntegerField(_("řádek"), null=True)
    field = models.CharField(_("pole"), max_length=40, blank=True)  # empty: the row as a whole
    label = models.CharField(_("čeho se týká"), max_length=300)
    ours = models.JSONField(_("u nás"), null=True, blank=True)
    theirs = models.JSONField(_("v národním registru"), null=True, blank=True)
    harm = models.PositiveSmallIntegerField(_("závažnost"), choices=Harm.choices)
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.OPEN, db_index=True
    )
    reason = models.TextField(_("důvod"), blank=True)
    question = models.TextField(_("otázka poskytovateli"), blank=True)
    asked_at = models.DateTimeField(_("otázka odeslána"), null=True, blank=True)
    deadline = models.DateTimeField(_("odpovědět do"), null=True, blank=True)
    answer = models.TextField(_("odpověď poskytovatele"), blank=True)
    answered_at = models.DateTimeField(_("odpovězeno"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("vyřešeno"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DifferenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rozdíl proti národnímu registru")
        verbose_name_plural = _("rozdíly proti národnímu registru")
        ordering = ["harm", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "row", "field"],
                condition=Q(state__in=["open", "asked", "answered"]),
                name="difference_is_asked_once",
                violation_error_message=_("Na tento rozdíl už se ptáme."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("providers:difference-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.OPEN, self.State.ASKED, self.State.ANSWERED}
