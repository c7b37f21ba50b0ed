"""Numbers of regional cards that a service is held to (dossier 4.4), with the days on which they hold.

Collection, evaluation and the card on paper read them by one verb, ``CardNorm.objects.norms_on(day)``.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers import cards
from providers.models.card import CardTemplate, CardVersion, day_of_evaluation
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.versions import Versioned


class CardNormQuerySet(models.QuerySet["CardNorm"]):
    def norms_on(self, day: date) -> Self:
        """All norms that hold on ``day``: of the versions in force that day, and amounts dated so.

        An amount holds only where a version is in force: one of a sample draft binds nobody.
        """
        of_card = Q(card__state__in=CardVersion.IN_FORCE) & covers(
            day, "card__valid_from", "card__valid_to"
        )
        in_force = CardVersion.objects.in_force_on(day).filter(template=OuterRef("template"))
        return self.filter(of_card | (Q(card=None) & covers(day) & Exists(in_force)))

    def evaluating(self, year: int) -> Self:
        return self.norms_on(day_of_evaluation(year))

    def of(self, kind: str, form: str) -> Self:
        """Of one kind in one form, by their slugs."""
        return self.filter(template__kind__slug=kind, template__form__slug=form)

    def for_service(self, service: Service, form: str) -> Self:
        """Of the template that ``service`` falls under in ``form``: its primary group's own, if any."""
        found = self.of(service.kind.slug, form)
        groups = service.target_groups.filter(is_primary=True).values("target_group")
        own = found.filter(template__target_group__in=groups)
        return own if own.exists() else found.filter(template__target_group=None)

    def dated(self) -> Self:
        return self.filter(card=None)

    def public(self) -> Self:
        return self.filter(is_public=True)

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; others public ones of versions they may read."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        if not user.held_roles:
            return self.none()
        of_card = Q(card__in=CardVersion.objects.readable_by(user))
        return self.public().filter(of_card | Q(card=None))

    def editable_by(self, user: Any) -> Self:
        """Norms of a version as the version is; amounts with their own days also by an analyst."""
        found = self.filter(card__in=CardVersion.objects.editable_by(user))
        if sets_costs(user):
            found = self.filter(Q(pk__in=found.values("pk")) | Q(card=None))
        return found


def sets_costs(user: Any) -> bool:
    return any(
        user.holds(Role.OFFICIAL, permission=one)
        for one in (Permission.REGISTRAR, Permission.ANALYST)
    )


class CardNorm(Versioned):
    """A number that a service is held to: ``amount`` of ``unit`` for each ``per_amount`` of ``per_unit``.

    Of staff, performance, capacity and network it belongs to a version of the card and holds as long as
    that does; an amount of money belongs to the template and has days of its own.
    """

    class Subject(models.TextChoices):
        CAPACITY = cards.CAPACITY, _("kapacita na pracovníka")
        STAFF = cards.STAFF, _("personální norma")
        PERFORMANCE = cards.PERFORMANCE, _("norma výkonu")
        COST = cards.COST, _("normativ nákladů")
        NETWORK = cards.NETWORK, _("vazba na síť")

    class Bound(models.TextChoices):
        LEAST = "least", _("nejméně")
        USUAL = "usual", _("obvykle")
        MOST = "most", _("nejvýše")

    template = models.ForeignKey(
        CardTemplate, models.PROTECT, related_name="norms", verbose_name=_("vzorová karta")
    )
    card = models.ForeignKey(
        CardVersion,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="norms",
        verbose_name=_("verze karty"),
    )
    subject = models.CharField(_("druh normy"), max_length=12, choices=Subject.choices)
    code = models.SlugField(
        _("kód"), max_length=40, help_text=_("Zůstává stejný ve všech verzích.")
    )
    position = models.PositiveSmallIntegerField(_("pořadí"), default=0)
    title = models.CharField(_("název"), max_length=200)
    bound = models.CharField(_("mez"), max_length=5, choices=Bound.choices, default=Bound.USUAL)
    amount = models.DecimalField(_("hodnota"), max_digits=14, decimal_places=4)
    unit = models.CharField(_("jednotka"), max_length=60)
    per_amount = models.DecimalField(
        _("na kolik"), max_digits=10, decimal_places=2, null=True, blank=True
    )
    per_unit = models.CharField(_("čeho"), max_length=60, blank=True)
    qualification = models.CharField(_("nejnižší kvalifikace"), max_length=300, blank=True)
    indicator = models.CharField(
        _("indikátor"),
        max_length=10,
        blank=True,
        help_text=_("Kód indikátoru, se kterým se hodnota porovnává, například P2."),
    )
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)
    indexation = models.DecimalField(
        _("roční indexace v %"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    is_public = models.BooleanField(
        _("veřejná hodnota"), default=True, help_text=_("Neveřejnou vidí jen úředníci a auditoři.")
    )
    source = models.CharField(_("zdroj hodnoty"), max_length=200, blank=True)

    objects = CardNormQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("norma karty")
        verbose_name_plural = _("normy karet")
        ordering = ["template", "subject", "position", "code", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="card_norm_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="card_norm_of_money_has_days_others_a_version",
                condition=Q(subject="cost", card__isnull=True, valid_from__isnull=False)
                | (~Q(subject="cost") & Q(card__isnull=False, valid_from=None, valid_to=None)),
                violation_error_message=_("Normativ nákladů má vlastní platnost, ostatní normy verzi."),
            ),
            models.CheckConstraint(
                name="card_norm_is_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("Hodnota nesmí být záporná."),
            ),
            models.CheckConstraint(
                name="card_norm_is_per_something_whole",
                condition=Q(per_amount=None, per_unit="") | (Q(per_amount__gt=0) & ~Q(per_unit="")),
                violation_error_message=_("Uveďte, na kolik a čeho, nebo nechte obojí prázdné."),
            ),
            models.UniqueConstraint(
                fields=["card", "code"],
                condition=Q(card__isnull=False),
                name="card_norm_is_known_by_its_code",
                violation_error_message=_("Norma s tímto kódem už ve verzi je."),
            ),
            models.UniqueConstraint(
                fields=["template", "code", "valid_from"],
                condition=Q(card=None),
                name="card_amount_starts_once_a_day",
                violation_error_message=_("Od tohoto dne už částka je."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title}: {self.words}"

    @property
    def words(self) -> str:
        """ "nejméně 6,8 úvazku na 10 lůžek"."""
        return self._worded(self.amount)

    def words_on(self, day: date) -> str:
        """The same with the indexation that ``day`` has."""
        return self._worded(self.amount_on(day))

    def indexed_words(self, day: date) -> str:
        """How the amount of ``day`` grew out of the one that was set; empty of one that does not grow."""
        if not self.indexation or self.valid_from is None:
            return ""
        said = str(_("stanoveno %(amount)s, každý rok +%(per_cent)s %%, částka roku %(year)d"))
        return said % {
            "amount": number_format(shown(self.amount), force_grouping=True),
            "per_cent": number_format(shown(self.indexation)),
            "year": max(day, self.valid_from).year,
        }

    def _worded(self, amount: Decimal) -> str:
        said = [number_format(shown(amount), force_grouping=True), self.unit]
        if self.bound != self.Bound.USUAL:
            said.insert(0, str(self.get_bound_display()))
        if self.per_amount is not None:
            count = "" if self.per_amount == 1 else number_format(shown(self.per_amount))
            said += [str(_("na")), count, self.per_unit]
        return " ".join(part for part in said if part)

    def amount_on(self, day: date) -> Decimal:
        """With indexation: once for each new year since its first day."""
        years = day.year - self.valid_from.year if self.valid_from else 0
        return cards.grown(self.amount, self.indexation, years)

    @property
    def ratio(self) -> Decimal:
        """For one of ``per_unit``."""
        return self.amount / self.per_amount if self.per_amount else self.amount


def shown(value: Decimal) -> Decimal:
    """Without zeros at the end."""
    return Decimal(int(value)) if value == int(value) else value.normalize()
