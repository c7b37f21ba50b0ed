"""The report of one service for one term, on its way from the provider to the region."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from evaluation.models.term import Term
from providers.models import Facility, Service
from providers.models.base import provider_scope
from sitis.accounts.models import Permission, Role, RoleHolding
from sitis.periods import covers
from sitis.versions import Versioned
from sitis.workdays import says


def audited_years(user: Any) -> Q:
    """Of terms of which years an auditor may see reports in full; ``term__`` is the path."""
    rows = RoleHolding.objects.filter(
        covers(timezone.localdate()), user=user.pk, role=Role.AUDITOR
    ).values_list("year_from", "year_to")
    found = Q(pk__in=[])
    for first, last in rows:
        years = Q() if first is None else Q(term__year__gte=first)
        years &= Q() if last is None else Q(term__year__lte=last)
        found |= years if years else Q(pk__isnull=False)
    return found


class ReportQuerySet(models.QuerySet["Report"]):
    def delivered(self) -> Self:
        return self.filter(state__in=Report.DELIVERED)

    def awaited(self) -> Self:
        """Not handed in, or returned and not handed in again."""
        return self.filter(state__in=Report.AWAITED)

    def running(self) -> Self:
        """Of open collections, and of closed ones what the office returned or prolonged."""
        has_own_time = Q(return_until__isnull=False) | Q(extended_to__isnull=False)
        goes_on = Q(term__state=Term.State.CLOSED, state__in=Report.AWAITED) & has_own_time
        return self.filter(Q(term__state=Term.State.OPEN) | goes_on)

    def approved(self) -> Self:
        return self.filter(state=Report.State.APPROVED)

    def with_deadline(self) -> Self:
        """Adds ``due_at``: the term's deadline, an extension, or the day after a return."""
        return self.annotate(
            due_at=Greatest(
                "term__closes_at",
                Coalesce("extended_to", "term__closes_at"),
                Coalesce("return_until", "term__closes_at"),
            )
        )

    def with_seat(self) -> Self:
        """Adds ``seat``: the ORP where the service is provided on the term's data day, if it has a place."""
        runs = Q(provided_to=None) | Q(provided_to__gte=OuterRef("term__data_day"))
        places = Facility.objects.filter(
            runs, service=OuterRef("service"), municipality__isnull=False
        ).order_by("name", "pk")
        return self.annotate(seat=Subquery(places.values("municipality__orp")[:1]))

    def overdue_at(self, moment: datetime) -> Self:
        """Still awaited though the time is over."""
        return self.with_deadline().awaited().filter(due_at__lt=moment)

    def late(self) -> Self:
        """First handed in after the deadline of the term."""
        return self.filter(first_handed_in_at__gt=F("term__closes_at"))

    def own_of(self, user: Any) -> Self:
        """Of services of providers whose staff ``user`` is."""
        return self.filter(service__provider__in=provider_scope(user))

    def listed_for(self, user: Any) -> Self:
        """Of which ``user`` may know that they exist and in what state; without a figure."""
        if user.holds(Role.OFFICIAL):
            return self
        return self.readable_by(user)

    def readable_by(self, user: Any) -> Self:
        """One's own in full; officials what was handed in once, auditors by their years."""
        seen = Q(service__provider__in=provider_scope(user))
        if user.holds(Role.OFFICIAL):
            seen |= Q(state__in=Report.SEEN_BY_OFFICE)
        if user.holds(Role.AUDITOR):
            seen |= audited_years(user)
        return self.filter(seen)

    def editable_by(self, user: Any) -> Self:
        """Who works for the provider, while the state allows. The time is ``refusal_at``."""
        return self.own_of(user).filter(
            state__in=Report.EDITABLE, term__state__in=[Term.State.OPEN, Term.State.CLOSED]
        )

    def moved_by(self, user: Any) -> Self:
        """Whose steps of a provider ``user`` may take; signing asks for the signatory besides."""
        return self.own_of(user).exclude(state=Report.State.CANCELLED)

    def signed_by(self, user: Any) -> Self:
        return self.filter(service__provider__in=user.held_for(Role.PROVIDER_SIGNATORY))

    def handed_in_by(self, user: Any) -> Self:
        """Signed ones are handed in by a signatory, the others by anybody of the provider."""
        signed = Q(service__provider__in=user.held_for(Role.PROVIDER_SIGNATORY))
        return self.moved_by(user).filter(signed | Q(term__needs_signature=False))

    def settled_by(self, user: Any) -> Self:
        """Which ``user`` may return, approve, prolong or cancel."""
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self
        return self.none()

    def overseen_by(self, user: Any) -> Self:
        """Of which the region's office and auditors keep an overview."""
        if user.holds(Role.OFFICIAL):
            return self
        if user.holds(Role.AUDITOR):
            return self.filter(audited_years(user))
        return self.none()

    def named_for(self, user: Any) -> Self:
        """Approved ones of which ``user`` may know capacity, clients and refusals by name.

        A coordinator those of services that work in the own ORP; whose money it is stays untold.
        """
        approved = self.approved()
        if user.holds(Role.OFFICIAL):
            return approved
        seen = audited_years(user) if user.holds(Role.AUDITOR) else Q(pk__in=[])
        if user.holds(Role.ORP_COORDINATOR):
            here = Service.objects.in_orps(list(user.held_for(Role.ORP_COORDINATOR)))
            seen |= Q(service__in=here.order_by().values("pk"))
        return approved.filter(seen)

    def for_lists(self) -> Self:
        return self.select_related("term__form_version", "service__provider", "service__kind")


class Report(Versioned):
    """What one service says of one term. Being late is a fact of moments, never a state."""

    class State(models.TextChoices):
        TO_ENTER = "to_enter", _("k zadání")
        IN_WORK = "in_work", _("rozpracováno – neodevzdáno")
        LOCKED = "locked", _("uzamčeno – neodevzdáno")
        SIGNED = "signed", _("podepsáno – neodevzdáno")
        HANDED_IN = "handed_in", _("předáno (ke schválení krajem)")
        RETURNED = "returned", _("vráceno k doplnění")
        APPROVED = "approved", _("schváleno")
        CANCELLED = "cancelled", _("stornováno")

    class Move(models.TextChoices):
        START = "start", _("začít vyplňovat")
        LOCK = "lock", _("zkontrolovat a uzamknout")
        UNLOCK = "unlock", _("odemknout k úpravám")
        REOPEN = "reopen", _("odemknout k doplnění")
        SIGN = "sign", _("podepsat")
        HAND_IN = "hand_in", _("předat kraji")
        TAKE_BACK = "take_back", _("vzít zpět")
        RETURN = "return", _("vrátit k doplnění")
        APPROVE = "approve", _("schválit")
        CANCEL = "cancel", _("stornovat")
        RENEW = "renew", _("zrušit storno")

    DELIVERED = (State.HANDED_IN, State.APPROVED)
    EDITABLE = (State.TO_ENTER, State.IN_WORK, State.RETURNED)
    AWAITED = (State.TO_ENTER, State.IN_WORK, State.LOCKED, State.SIGNED, State.RETURNED)
    #: Figures that were handed in; what is being corrected is not the office's until it comes back.
    SEEN_BY_OFFICE = (State.HANDED_IN, State.RETURNED, State.APPROVED)
    #: The whole life: move -> (states it may start from, state it ends in). A term with a signature
    #: takes only signed reports; who was asked to complete a report unlocks it by REOPEN.
    MOVES = {
        Move.START: ({State.TO_ENTER}, State.IN_WORK),
        Move.LOCK: ({State.TO_ENTER, State.IN_WORK, State.RETURNED}, State.LOCKED),
        Move.UNLOCK: ({State.LOCKED, State.SIGNED}, State.IN_WORK),
        Move.REOPEN: ({State.LOCKED, State.SIGNED, State.HANDED_IN}, State.RETURNED),
        Move.SIGN: ({State.LOCKED}, State.SIGNED),
        Move.HAND_IN: (
            {State.TO_ENTER, State.IN_WORK, State.RETURNED, State.LOCKED, State.SIGNED},
            State.HANDED_IN,
        ),
        Move.TAKE_BACK: ({State.HANDED_IN}, State.IN_WORK),
        Move.RETURN: ({State.HANDED_IN, State.APPROVED}, State.RETURNED),
        Move.APPROVE: ({State.HANDED_IN}, State.APPROVED),
        Move.CANCEL: (
            {
                *(State.TO_ENTER, State.IN_WORK, State.LOCKED, State.SIGNED),
                *(State.HANDED_IN, State.RETURNED),
            },
            State.CANCELLED,
        ),
        Move.RENEW: ({State.CANCELLED}, State.IN_WORK),
    }
    WHY_CLOSED = {
        State.LOCKED: _("Výkaz je uzamčený ke kontrole. Chcete-li ho měnit, odemkněte ho."),
        State.SIGNED: _("Výkaz je podepsaný. Odemknutím podpis přestane platit."),
        State.HANDED_IN: _("Výkaz je předaný kraji. Do termínu ho můžete vzít zpět."),
        State.APPROVED: _("Výkaz je schválený a nemění se. O opravu požádejte krajský úřad."),
        State.CANCELLED: _("Výkaz je stornovaný."),
    }
    #: Steps of the region's office; the others are the provider's.
    BY_OFFICE = {Move.RETURN, Move.APPROVE, Move.CANCEL, Move.RENEW}

    term = models.ForeignKey(
        Term, models.PROTECT, related_name="reports", verbose_name=_("sběr výkazů")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="reports", verbose_name=_("služba")
    )
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.TO_ENTER, editable=False
    )
    #: Forms of the service on the term's data day: what is asked for stays the same all along.
    forms = models.JSONField(_("formy"), default=list, blank=True, editable=False)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kontaktní osoba"),
    )
    extended_to = models.DateTimeField(_("prodlouženo do"), null=True, blank=True)
    extension_reason = models.CharField(_("důvod prodloužení"), max_length=500, blank=True)
    first_handed_in_at = models.DateTimeField(_("poprvé předáno"), null=True, blank=True)
    handed_in_at = models.DateTimeField(_("předáno"), null=True, blank=True)
    returned_fields = models.JSONField(_("pole k doplnění"), default=list, blank=True)
    return_reason = models.TextField(_("proč bylo vráceno"), blank=True)
    return_until = models.DateTimeField(_("doplnit do"), null=True, blank=True)
    approved_at = models.DateTimeField(_("schváleno"), null=True, blank=True)
    cancel_reason = models.TextField(_("důvod storna"), blank=True)
    #: What the check had found when it was last handed in; lists of the office sort by it.
    flag_count = models.PositiveSmallIntegerField(_("příznaků"), default=0, editable=False)
    flag_weight = models.PositiveSmallIntegerField(_("váha příznaků"), default=0, editable=False)

    objects = ReportQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("výkaz služby")
        verbose_name_plural = _("výkazy služeb")
        ordering = ["-term__year", "-term__closes_at", "service__name", "service__identifier"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "service"], name="report_of_a_service_is_one_in_a_term"
            ),
            models.CheckConstraint(
                name="report_extension_has_its_reason",
                condition=Q(extended_to=None) | ~Q(extension_reason=""),
                violation_error_message=_("Napište důvod prodloužení."),
            ),
            models.CheckConstraint(
                name="returned_report_has_its_reason",
                condition=~Q(state="returned")
                | (~Q(return_reason="") & Q(return_until__isnull=False)),
                violation_error_message=_("Napište, co je potřeba doplnit a do kdy."),
            ),
            models.CheckConstraint(
                name="delivered_report_has_its_moment",
                condition=~Q(state__in=["handed_in", "approved"]) | Q(handed_in_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelled_report_has_its_reason",
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                violation_error_message=_("Napište důvod storna."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term.title}: {self.service.name}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:report-detail", args=[self.pk])

    @property
    def deadline(self) -> datetime:
        """Until when it may be filled in and handed in."""
        known = (self.term.closes_at, self.extended_to, self.return_until)
        return max(moment for moment in known if moment is not None)

    @property
    def is_delivered(self) -> bool:
        return self.state in self.DELIVERED

    @property
    def is_asked_again(self) -> bool:
        """Returned once and not approved since: only what the office named may change."""
        return self.return_until is not None and self.approved_at is None

    def is_late_at(self, moment: datetime) -> bool:
        return is_late(
            *(self.state, self.deadline, self.first_handed_in_at),
            closes_at=self.term.closes_at,
            moment=moment,
        )

    def why_late_at(self, moment: datetime) -> str:
        """Why its time is not now: not open yet, closed by the office, or over; empty if it is."""
        if self.term.state == Term.State.PREPARATION or moment < self.term.opens_at:
            return str(_("Sběr se otevře %s.") % says(self.term.opens_at))
        own = self.extended_to or self.return_until
        if moment > self.deadline:
            said = _("Termín minul %s. O prodloužení požádejte krajský úřad.")
            return str(said % says(self.deadline))
        if self.term.state == Term.State.CLOSED and not own:
            return str(_("Kraj sběr uzavřel. O prodloužení požádejte krajský úřad."))
        return ""

    def why_closed_at(self, moment: datetime) -> str:
        """The exact reason why its values cannot be changed now; empty while they can."""
        if self.state not in self.EDITABLE:
            return str(self.WHY_CLOSED[self.State(self.state)])
        return self.why_late_at(moment)

    @property
    def asked_fields(self) -> frozenset[str]:
        """Fields that the office named when it returned the report; none named is no field apart."""
        return frozenset(self.returned_fields) if self.is_asked_again else frozenset()

    @property
    def moves(self) -> list["Report.Move"]:
        """Steps that lead from its state in this term, in the order of its life."""
        found = [step for step, (sources, _to) in self.MOVES.items() if self.state in sources]
        if self.term.needs_signature and self.state != self.State.SIGNED:
            found = [step for step in found if step != self.Move.HAND_IN]
        if not self.term.needs_signature:
            found = [step for step in found if step != self.Move.SIGN]
        other = self.Move.UNLOCK if self.is_asked_again else self.Move.REOPEN
        return [step for step in found if step not in (other, self.Move.START)]


def is_late(
    state: str, due_at: datetime, first: datetime | None, *, closes_at: datetime, moment: datetime
) -> bool:
    """Awaited though its time is over, taken back or returned too; or first handed in too late."""
    if state in Report.AWAITED and moment > due_at:
        return True
    return first is not None and first > closes_at


class ReportDraft(models.Model):
    """What a person typed into a section and could not save; kept by itself, over nothing."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="drafts", verbose_name=_("výkaz")
    )
    section = models.CharField(_("oddíl"), max_length=4)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("kdo")
    )
    typed = models.JSONField(_("napsané hodnoty"), default=dict)
    seen_at = models.DateTimeField(_("z hodnot v čase"), null=True, blank=True)
    saved_at = models.DateTimeField(_("uloženo"), default=timezone.now)

    class Meta:
        verbose_name = _("rozepsaný oddíl výkazu")
        verbose_name_plural = _("rozepsané oddíly výkazů")
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section", "user"], name="draft_of_a_report_section_is_one"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.section}: {self.user}"
