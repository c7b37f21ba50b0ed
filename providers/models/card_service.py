"""The card of a service: a filled copy bound to one version of the region's card; and who comments on drafts."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers import cards
from providers.models.base import provider_scope
from providers.models.card import CardTemplate, CardVersion
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, code, covers, ordered
from sitis.territory.models import Orp
from sitis.versions import Versioned


class ServiceCardQuerySet(models.QuerySet["ServiceCard"]):
    def open(self) -> Self:
        """Those that wait for the provider."""
        return self.filter(state__in=ServiceCard.OPEN)

    def overdue_on(self, day: date) -> Self:
        return self.open().filter(update_by__lt=day)

    def confirmed_on(self, day: date) -> Self:
        """What held on ``day``: at most one of each service and template."""
        return self.filter(covers(day), state__in=ServiceCard.CONFIRMED_STATES)

    def staffed_by(self, user: Any) -> Self:
        return self.filter(service__provider__in=provider_scope(user))

    def listed_for(self, user: Any) -> Self:
        """Which cards exist and in what state, without what an unfinished one says."""
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.readable_by(user)

    def readable_by(self, user: Any) -> Self:
        """The provider's people their own; others who hold a role what was confirmed."""
        if not user.held_roles:
            return self.none()
        confirmed = Q(state__in=ServiceCard.CONFIRMED_STATES)
        return self.filter(confirmed | Q(service__provider__in=provider_scope(user)))

    def editable_by(self, user: Any) -> Self:
        return self.staffed_by(user).open()

    def confirmed_by(self, user: Any) -> Self:
        """Those that ``user`` may confirm for the provider."""
        return self.filter(service__provider__in=user.held_for(Role.PROVIDER_SIGNATORY)).open()

    def in_orp(self, orp: Any) -> Self:
        return self.filter(service__in=Service.objects.in_orps([orp]))

    def in_district(self, district: Any) -> Self:
        codes = Orp.objects.filter(district=district).values("pk")
        return self.filter(service__in=Service.objects.in_orps(codes))

    def for_list(self) -> Self:
        return self.select_related(
            "service__provider", "service__kind", "card__template__kind", "card__template__form",
            "card__template__target_group",
        )  # fmt: skip


class ServiceCard(Versioned):
    """Own words and numbers of a service over one version of the region's card.

    Another version, or a change the provider wants, is another row that continues this one; what was
    confirmed stays and ends by a day.
    """

    class State(models.TextChoices):
        TO_FILL = "to_fill", _("čeká na vyplnění")
        IN_WORK = "in_work", _("rozpracováno")
        READY = "ready", _("čeká na potvrzení")
        CONFIRMED = "confirmed", _("potvrzeno")
        REPLACED = "replaced", _("nahrazeno")

    class Move(models.TextChoices):
        HAND = "hand", _("předat k potvrzení")
        BACK = "back", _("vrátit k úpravám")
        CONFIRM = "confirm", _("potvrdit")

    OPEN = (State.TO_FILL, State.IN_WORK, State.READY)
    CONFIRMED_STATES = (State.CONFIRMED, State.REPLACED)
    MOVES = {
        Move.HAND: ({State.TO_FILL, State.IN_WORK}, State.READY),
        Move.BACK: ({State.READY}, State.IN_WORK),
        Move.CONFIRM: ({State.TO_FILL, State.IN_WORK, State.READY}, State.CONFIRMED),
    }

    service = models.ForeignKey(
        Service, models.PROTECT, related_name="cards", verbose_name=_("služba")
    )
    template = models.ForeignKey(
        CardTemplate, models.PROTECT, related_name="service_cards", verbose_name=_("vzorová karta")
    )
    card = models.ForeignKey(
        CardVersion, models.PROTECT, related_name="service_cards", verbose_name=_("verze karty")
    )
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.TO_FILL, editable=False
    )
    update_by = models.DateField(_("aktualizovat do"), null=True, blank=True)
    specifics = models.TextField(
        _("čím je služba zvláštní"),
        blank=True,
        help_text=_("Co má kraj vědět, když službu porovnává s jinými."),
    )
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="continued_by",
        verbose_name=_("navazuje na kartu"),
    )
    confirmed_at = models.DateTimeField(_("potvrzeno"), null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("kdo potvrdil"),
    )
    valid_from = models.DateField(_("platí od"), null=True, blank=True, editable=False)
    valid_to = models.DateField(_("platí do"), null=True, blank=True, editable=False)

    objects = ServiceCardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("karta služby")
        verbose_name_plural = _("karty služeb")
        ordering = ["service", "template", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "template"],
                condition=Q(state__in=("to_fill", "in_work", "ready")),
                name="service_has_one_open_card_a_template",
                violation_error_message=_("Služba už jednu rozpracovanou kartu má."),
            ),
            models.UniqueConstraint(
                fields=["service", "template"],
                condition=Q(state="confirmed"),
                name="service_has_one_confirmed_card_a_template",
                violation_error_message=_("Služba už potvrzenou kartu má."),
            ),
            models.CheckConstraint(
                name="service_card_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="confirmed_service_card_says_since_when",
                condition=~Q(state__in=("confirmed", "replaced"))
                | Q(valid_from__isnull=False, confirmed_at__isnull=False),
                violation_error_message=_("Potvrzená karta má první den a čas potvrzení."),
            ),
        ]

    def __str__(self) -> str:
        return _("Karta služby %(service)s, verze %(number)s") % {
            "service": self.service.name,
            "number": self.card.number,
        }

    def get_absolute_url(self) -> str:
        return reverse("providers:service-card", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def moves(self) -> list["ServiceCard.Move"]:
        return [step for step, (sources, _target) in self.MOVES.items() if self.state in sources]

    def own(self) -> dict[cards.Key, cards.Own]:
        """Its own words as plain values. One query."""
        return {
            cards.Key(cell.slot, cell.code, cell.column): cards.Own(
                cell.text, cell.base, cell.is_left_out
            )
            for cell in self.cells.all()
        }


class CardCellQuerySet(models.QuerySet["CardCell"]):
    def readable_by(self, user: Any) -> Self:
        return self.filter(service_card__in=ServiceCard.objects.readable_by(user))

    def editable_by(self, user: Any) -> Self:
        return self.filter(service_card__in=ServiceCard.objects.editable_by(user))


class CardCell(Versioned):
    """What a service says in place of one cell of the template, or that a row does not concern it.

    ``base`` is what the template said when it was written; ``number`` the service's own value of a norm.
    """

    service_card = models.ForeignKey(
        ServiceCard, models.CASCADE, related_name="cells", verbose_name=_("karta služby")
    )
    slot = models.CharField(_("část"), max_length=20)
    code = models.CharField(_("kód řádku"), max_length=40)
    column = models.CharField(_("sloupec"), max_length=12, blank=True)
    text = models.TextField(_("vlastní text"), blank=True)
    number = models.DecimalField(
        _("vlastní hodnota"), max_digits=14, decimal_places=4, null=True, blank=True
    )
    base = models.TextField(_("co říkal vzor"), blank=True)
    is_left_out = models.BooleanField(_("služby se netýká"), default=False)

    objects = CardCellQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vlastní údaj karty")
        verbose_name_plural = _("vlastní údaje karet")
        ordering = ["service_card", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service_card", "slot", "code", "column"],
                name="service_says_a_cell_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.slot}.{self.code}: {self.text[:80]}"


class CardAddresseeQuerySet(models.QuerySet["CardAddressee"]):
    def waiting(self) -> Self:
        """Asked, not answered, and the version still asks."""
        return self.filter(answer="", card__state=CardVersion.State.COMMENTS)

    def of(self, user: Any) -> Self:
        """Those for whom ``user`` answers."""
        services = Q(service__provider__in=provider_scope(user))
        return self.filter(services | Q(orp__in=user.held_for(Role.ORP_COORDINATOR)))

    def readable_by(self, user: Any) -> Self:
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.of(user)

    def editable_by(self, user: Any) -> Self:
        return self.of(user).waiting()


class CardAddressee(Versioned):
    """A service or an ORP that was asked to comment on a version, and whether it answered."""

    class Answer(models.TextChoices):
        NOTHING = "nothing", _("bez připomínek")
        COMMENTS = "comments", _("s připomínkami")

    card = models.ForeignKey(
        CardVersion, models.CASCADE, related_name="addressees", verbose_name=_("verze karty")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("služba")
    )
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    asked_at = models.DateTimeField(_("osloveno"), default=timezone.now)
    answer = models.CharField(_("odpověď"), max_length=10, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(_("odpovězeno"), null=True, blank=True)

    objects = CardAddresseeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("oslovený k připomínkám")
        verbose_name_plural = _("oslovení k připomínkám")
        ordering = ["card", "orp", "service"]
        constraints = [
            models.CheckConstraint(
                name="card_addressee_is_a_service_or_an_orp",
                condition=Q(service__isnull=False, orp=None) | Q(service=None, orp__isnull=False),
            ),
            models.UniqueConstraint(
                "card",
                Coalesce("service", Value(0)),
                code("orp"),
                name="card_addressee_is_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.orp}: {self.get_answer_display() or _('čeká se')}"


class CardCommentQuerySet(models.QuerySet["CardComment"]):
    def unsettled(self) -> Self:
        return self.filter(settlement="")

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; others those of their own services and ORPs, and settled ones."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        own = Q(service__provider__in=provider_scope(user)) | Q(
            orp__in=user.held_for(Role.ORP_COORDINATOR)
        )
        return self.filter(own | ~Q(settlement="")) if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        """Those that ``user`` may settle."""
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self.exclude(card__state__in=CardVersion.IN_FORCE)
        return self.none()


class CardComment(Versioned):
    """What a service or an ORP wants changed in a version, and how the region settled it."""

    class Settlement(models.TextChoices):
        ACCEPTED = "accepted", _("přijato")
        PARTLY = "partly", _("přijato zčásti")
        REJECTED = "rejected", _("nepřijato")
        NOTED = "noted", _("vzato na vědomí")

    card = models.ForeignKey(
        CardVersion, models.PROTECT, related_name="comments", verbose_name=_("verze karty")
    )
    part = models.PositiveSmallIntegerField(
        _("k části"),
        default=0,
        choices=[(0, _("celá karta")), *((part.number, part.title) for part in cards.PARTS)],
    )
    text = models.TextField(_("připomínka"), max_length=4000)
    service = models.ForeignKey(
        Service, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("služba")
    )
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    created_at = models.DateTimeField(_("kdy"), default=timezone.now, editable=False)
    settlement = models.CharField(
        _("vypořádání"), max_length=10, choices=Settlement.choices, blank=True
    )
    answer = models.TextField(_("odůvodnění"), max_length=4000, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("kdo vypořádal"),
    )
    settled_at = models.DateTimeField(_("vypořádáno"), null=True, blank=True, editable=False)

    objects = CardCommentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("připomínka ke kartě")
        verbose_name_plural = _("připomínky ke kartám")
        ordering = ["card", "part", "created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.card}: {self.text[:80]}"

    def get_absolute_url(self) -> str:
        return reverse("providers:card-comment", args=[self.pk])

    @property
    def side(self) -> str:
        """For whom it was said."""
        if self.service is not None:
            return f"{self.service.name} ({self.service.provider.name})"
        return f"ORP {self.orp}" if self.orp else str(_("krajský úřad"))
