"""How public pages are kept right: proposals of providers, verifications, reports of the public."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import provider_scope
from providers.models.codelist import ProvisionForm
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.versions import Versioned


class OfOwnService(models.QuerySet):
    """Rows about services: officials and auditors read all, providers' staff their own."""

    def readable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.staffed_by(user)

    def staffed_by(self, user: Any) -> Self:
        return self.filter(service__provider__in=provider_scope(user))

    def settled_by(self, user: Any) -> Self:
        """Those that ``user`` may answer for the region."""
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self
        return self.none()


class ProposalQuerySet(OfOwnService):
    def open(self) -> Self:
        return self.filter(state__in=Proposal.OPEN)

    def readable_by(self, user: Any) -> Self:
        """A draft is the provider's own matter until it is sent."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self.exclude(state=Proposal.State.DRAFT) | self.staffed_by(user)
        return self.staffed_by(user)

    def editable_by(self, user: Any) -> Self:
        """What the provider's people may still write into."""
        return self.staffed_by(user).filter(
            state__in=(Proposal.State.DRAFT, Proposal.State.RETURNED)
        )

    def settled_by(self, user: Any) -> Self:
        return super().settled_by(user).filter(state=Proposal.State.SENT)


class Proposal(Versioned):
    """What a provider wants the public page of a service to say; public only once accepted.

    ``content`` and ``base`` (what the page said when the proposal began) are
    ``{"texts": {slot: text}, "hours": [row, …], "contacts": [row, …]}``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("rozepsáno")
        SENT = "sent", _("odesláno kraji")
        RETURNED = "returned", _("vráceno k doplnění")
        ACCEPTED = "accepted", _("přijato")
        WITHDRAWN = "withdrawn", _("vzato zpět")

    OPEN = (State.DRAFT, State.SENT, State.RETURNED)

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="proposals", verbose_name=_("služba")
    )
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    content = models.JSONField(_("návrh"), default=dict)
    base = models.JSONField(_("co platilo"), default=dict, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo navrhl")
    )
    sent_at = models.DateTimeField(_("odesláno"), null=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("kdo rozhodl"),
    )
    settled_at = models.DateTimeField(_("rozhodnuto"), null=True, editable=False)
    reason = models.TextField(_("důvod vrácení"), blank=True)

    objects = ProposalQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("návrh veřejných údajů")
        verbose_name_plural = _("návrhy veřejných údajů")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(state__in=("draft", "sent", "returned")),
                name="service_has_one_open_proposal",
                violation_error_message=_("Služba už jeden rozpracovaný návrh má."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_state_display()}"


class Vacancy(Versioned):
    """Free places in one form as the provider says, with the day on which it was so."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="vacancies")
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    free = models.PositiveSmallIntegerField(_("volných míst"))
    as_of = models.DateField(_("ke dni"))

    objects = OfOwnService.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("volná místa")
        verbose_name_plural = _("volná místa")
        ordering = ["service", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "form"],
                name="service_says_free_places_once_a_form",
                violation_error_message=_("Volná místa této formy už jsou uvedena."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.form}: {self.free}"


class Verification(Versioned):
    """When somebody last confirmed that the public page of a service is right."""

    service = models.OneToOneField(Service, models.CASCADE, related_name="verification")
    verified_on = models.DateField(_("ověřeno dne"))

    objects = OfOwnService.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ověření údajů")
        verbose_name_plural = _("ověření údajů")
        ordering = ["verified_on"]

    def __str__(self) -> str:
        return f"{self.service}: {self.verified_on:%-d. %-m. %Y}"


class OutdatedReportQuerySet(OfOwnService):
    def open(self) -> Self:
        return self.filter(state__in=OutdatedReport.OPEN)

    def editable_by(self, user: Any) -> Self:
        """Answered by the provider's people or by the region."""
        return self.settled_by(user) | self.staffed_by(user)


class OutdatedReport(Versioned):
    """Somebody of the public says that a page is out of date; answered with a state.

    Whoever reported keeps the address with ``key``; no name and no address of theirs is asked.
    """

    class Part(models.TextChoices):
        CONTACT = "contact", _("telefon, e-mail nebo web")
        PLACE = "place", _("adresa nebo místo")
        HOURS = "hours", _("provozní doba")
        FREE = "free", _("volná místa")
        PRICE = "price", _("cena")
        TEXT = "text", _("popis služby")
        ENDED = "ended", _("služba už neexistuje")
        OTHER = "other", _("něco jiného")

    class State(models.TextChoices):
        NEW = "new", _("přijato")
        CHECKING = "checking", _("ověřuje se")
        MENDED = "mended", _("opraveno")
        UNFOUNDED = "unfounded", _("údaje jsou v pořádku")

    OPEN = (State.NEW, State.CHECKING)

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="outdated_reports", verbose_name=_("služba")
    )
    part = models.CharField(_("co nesouhlasí"), max_length=8, choices=Part.choices)
    text = models.TextField(_("jak je to správně"), max_length=1000, blank=True)
    created_at = models.DateTimeField(_("nahlášeno"), default=timezone.now, editable=False)
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.NEW, editable=False
    )
    answer = models.TextField(_("odpověď"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(_("vyřízeno"), null=True, editable=False)

    objects = OutdatedReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hlášení zastaralého údaje")
        verbose_name_plural = _("hlášení zastaralých údajů")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_part_display()}"
