"""How public pages are kept right: proposals of providers, verifications, reports of the public."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers import pages
from providers.models.base import provider_scope
from providers.models.codelist import ProvisionForm
from providers.models.facility import Facility
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.territory.models import District
from sitis.versions import Versioned


def page_of(service: Service, day: date) -> pages.Page:
    """What the public page of ``service`` says on ``day`` of what its provider keeps: 3 queries."""
    hours = service.opening_hours.valid_on(day).select_related("form")
    spans: dict[pages.Key, list[tuple[str, str, str]]] = {}
    for row in hours:
        key = (pages.HOURS, row.form.slug, row.purpose, row.weekday)
        spans.setdefault(key, []).append((f"{row.opens:%H:%M}", f"{row.closes:%H:%M}", row.note))
    said = pages.page_of_cells({key: tuple(sorted(set(those))) for key, those in spans.items()})
    said[pages.TEXTS] = {row.slot: pages.plain_text(row.text) for row in service.texts.all()}
    said[pages.CONTACTS] = [
        {
            "id": str(row.pk),
            "type": row.type,
            "value": row.value,
            "note": row.note,
            "is_public": row.is_public,
            "person": row.person,
            "is_person_public": row.is_person_public,
        }
        for row in service.contacts.all()
    ]
    return said


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

    def in_district(self, district: District) -> Self:
        """About services with a place there; a hidden place answers no question where it is."""
        places = Facility.objects.showable().filter(
            service=OuterRef("service"), municipality__orp__district=district
        )
        return self.filter(Exists(places))


class ProposalQuerySet(OfOwnService):
    def open(self) -> Self:
        return self.filter(state__in=Proposal.OPEN)

    def small(self) -> Self:
        """Those that may be accepted many at once; the rule is ``providers.pages.is_small``."""
        return self.filter(Q(changes_texts=False) | Q(text_share__lt=pages.SMALL_SHARE))

    def large(self) -> Self:
        return self.filter(changes_texts=True, text_share__gte=pages.SMALL_SHARE)

    def readable_by(self, user: Any) -> Self:
        """A draft is the provider's own matter until it is sent, and one dropped unsent is too."""
        own = Q(service__provider__in=provider_scope(user))
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            unsent = Q(state__in=(Proposal.State.DRAFT, Proposal.State.WITHDRAWN), sent_at=None)
            return self.filter(own | ~unsent)
        return self.filter(own)

    def editable_by(self, user: Any) -> Self:
        """What the provider's people may still write into."""
        return self.staffed_by(user).filter(
            state__in=(Proposal.State.DRAFT, Proposal.State.RETURNED)
        )

    def settled_by(self, user: Any) -> Self:
        return super().settled_by(user).filter(state=Proposal.State.SENT)


class Proposal(Versioned):
    """What a provider wants the public page of a service to say; public only once accepted.

    ``content`` and ``base`` (what the page said when the proposal began) have the shape that
    ``providers.pages`` describes. The four fields about size are worked out from them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("rozepsáno")
        SENT = "sent", _("odesláno kraji")
        RETURNED = "returned", _("vráceno k doplnění")
        ACCEPTED = "accepted", _("přijato")
        WITHDRAWN = "withdrawn", _("vzato zpět")

    OPEN = (State.DRAFT, State.SENT, State.RETURNED)

    class Move(models.TextChoices):
        SEND = "send", _("odeslat kraji")
        RECALL = "recall", _("vzít zpět k úpravě")
        DROP = "drop", _("zahodit")
        RETURN = "return", _("vrátit k doplnění")
        ACCEPT = "accept", _("přijmout")

    #: The whole life: move -> (states it may start from, state it ends in).
    MOVES = {
        Move.SEND: ((State.DRAFT, State.RETURNED), State.SENT),
        Move.RECALL: ((State.SENT,), State.DRAFT),
        Move.DROP: ((State.DRAFT, State.SENT, State.RETURNED), State.WITHDRAWN),
        Move.RETURN: ((State.SENT,), State.RETURNED),
        Move.ACCEPT: ((State.SENT,), State.ACCEPTED),
    }

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="proposals", verbose_name=_("služba")
    )
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    content = models.JSONField(_("návrh"), default=dict)
    base = models.JSONField(_("co platilo"), default=dict, editable=False)
    changes_texts = models.BooleanField(_("mění texty"), default=False, editable=False)
    changes_hours = models.BooleanField(_("mění provozní dobu"), default=False, editable=False)
    changes_contacts = models.BooleanField(_("mění kontakty"), default=False, editable=False)
    text_share = models.PositiveSmallIntegerField(
        _("změněných slov v textech (%)"), default=0, editable=False
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo navrhl")
    )
    sent_at = models.DateTimeField(_("odesláno"), null=True, blank=True, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("kdo rozhodl"),
    )
    settled_at = models.DateTimeField(_("rozhodnuto"), null=True, blank=True, editable=False)
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

    def get_absolute_url(self) -> str:
        return reverse("providers:proposal-detail", args=[self.pk])

    @property
    def is_small(self) -> bool:
        return not self.changes_texts or self.text_share < pages.SMALL_SHARE


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

    def settled_before(self, day: date) -> Self:
        """Answered for good before ``day``, and what was written is still kept."""
        return self.exclude(state__in=OutdatedReport.OPEN).filter(
            ~Q(text=""), answered_at__date__lt=day
        )

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

    class Side(models.TextChoices):
        REGION = "region", _("krajský úřad")
        PROVIDER = "provider", _("poskytovatel služby")

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
    answered_at = models.DateTimeField(_("vyřízeno"), null=True, blank=True, editable=False)
    answered_for = models.CharField(
        _("kdo odpověděl"), max_length=8, choices=Side.choices, blank=True, editable=False
    )

    objects = OutdatedReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hlášení zastaralého údaje")
        verbose_name_plural = _("hlášení zastaralých údajů")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_part_display()}"

    def get_absolute_url(self) -> str:
        return reverse("providers:report-detail", args=[self.pk])

    @property
    def number(self) -> str:
        """What the one who reported may quote over the phone."""
        return f"H{timezone.localtime(self.created_at):%Y}/{self.pk}"
