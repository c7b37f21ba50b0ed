"""Providers and the people who act for them."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers.models.base import Imported, provider_scope
from providers.models.codelist import LegalForm, RegisteringAuthority
from sitis.accounts.models import Permission, Role
from sitis.ico import ico_is_right
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.rooms import HeldRole
from sitis.territory.models import Municipality
from sitis.versions import Versioned
from sitis.words import matching, search_text


class ProviderQuerySet(models.QuerySet["Provider"]):
    def search(self, text: str) -> Self:
        return matching(self, text)

    def current(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)

    def readable_by(self, user: Any) -> Self:
        """The register is open to everybody who signs in; of money and people it holds nothing."""
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self.current()
        return self.none()

    def staffed_by(self, user: Any) -> Self:
        """Providers whose worker or signatory ``user`` is today."""
        return self.filter(pk__in=provider_scope(user))


class Provider(Imported):
    """A provider of social services (Act § 78 and § 79 odst. 5 písm. a–c)."""

    name = models.CharField(_("název"), max_length=300, db_collation="czech")
    ico = models.CharField(_("IČO"), max_length=8, blank=True)
    is_ico_flagged = models.BooleanField(
        _("IČO je třeba ověřit"),
        default=False,
        editable=False,
        help_text=_("Národní registr uvádí číslo, kterému nesouhlasí kontrolní číslice."),
    )
    is_natural_person = models.BooleanField(_("fyzická osoba"), default=False)
    legal_form = models.ForeignKey(
        LegalForm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="providers",
        verbose_name=_("právní forma"),
    )
    registering_authority = models.ForeignKey(
        RegisteringAuthority,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="providers",
        verbose_name=_("registrující orgán"),
    )
    street = models.CharField(_("ulice sídla"), max_length=200, blank=True)
    house_number = models.CharField(_("číslo domovní a orientační"), max_length=30, blank=True)
    postal_code = models.CharField(_("PSČ"), max_length=5, blank=True)
    municipality_name = models.CharField(_("obec sídla"), max_length=100, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="providers",
        verbose_name=_("obec sídla v kraji"),
    )
    founder_name = models.CharField(_("zřizovatel"), max_length=300, blank=True)
    founder_ico = models.CharField(_("IČO zřizovatele"), max_length=8, blank=True)
    data_box = models.CharField(_("datová schránka"), max_length=7, blank=True)
    note = models.TextField(_("poznámka kraje"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_from",
        verbose_name=_("sloučen do"),
    )
    search = models.TextField(editable=False, default="")
    #: Fingerprint of what the last import said about the provider and its contacts.
    fingerprint = models.CharField(max_length=32, blank=True, editable=False)

    objects = ProviderQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search", "fingerprint", "imported"])

    class Meta:
        verbose_name = _("poskytovatel")
        verbose_name_plural = _("poskytovatelé")
        ordering = ["name", "ico", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ico"],
                condition=~Q(ico="") & Q(merged_into=None),
                name="provider_has_its_own_ico",
                violation_error_message=_("Poskytovatel s tímto IČO už v registru je."),
            ),
            models.CheckConstraint(
                name="provider_ico_is_empty_flagged_or_eight_digits",
                condition=Q(ico="") | Q(is_ico_flagged=True) | Q(ico__regex=r"^[0-9]{8}$"),
                violation_error_message=_("IČO má osm číslic, chybějící doplňte nulami zleva."),
            ),
            models.CheckConstraint(
                name="provider_is_not_merged_into_itself",
                condition=~Q(merged_into=F("pk")),
                violation_error_message=_("Poskytovatele nelze sloučit se sebou samým."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A person must type a right IČO; one the national register got wrong may stay as it is."""
        self.search = search_text(self.name, self.ico)
        kept = self.is_ico_flagged and self.ico == self.imported.get("ico")
        if self.ico and not kept:
            if not ico_is_right(self.ico):
                raise ValidationError(
                    {
                        "ico": ValidationError(
                            _("IČO %(ico)s není správné: nesouhlasí kontrolní číslice."),
                            code="ico",
                            params={"ico": self.ico},
                        )
                    }
                )
            self.is_ico_flagged = False


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held_on(self, day: date) -> Self:
        return self.filter(covers(day))

    def not_ended_on(self, day: date) -> Self:
        """Held on ``day`` or later."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; a signatory all people of own providers; others themselves."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.filter(Q(user=user.pk) | Q(provider__in=user.held_for(Role.PROVIDER_SIGNATORY)))

    def editable_by(self, user: Any) -> Self:
        """An administrator manages all; a signatory the workers of own providers."""
        if user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
            return self
        signs_for = user.held_for(Role.PROVIDER_SIGNATORY)
        return self.filter(provider__in=signs_for, role=Role.PROVIDER_WORKER)


class Membership(Versioned):
    """A person works or signs for a provider, from–to."""

    provider = models.ForeignKey(
        Provider, models.PROTECT, related_name="memberships", verbose_name=_("poskytovatel")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name=_("osoba"),
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[
            (Role.PROVIDER_WORKER.value, Role.PROVIDER_WORKER.label),
            (Role.PROVIDER_SIGNATORY.value, Role.PROVIDER_SIGNATORY.label),
        ],
    )
    valid_from = models.DateField(_("od"))
    valid_to = models.DateField(_("do"), null=True, blank=True)
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("zastupuje"),
    )

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("člověk poskytovatele")
        verbose_name_plural = _("lidé poskytovatelů")
        ordering = ["provider", "user", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="membership_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.provider}"

    def as_held_role(self) -> HeldRole:
        return HeldRole(
            self.role,
            self.provider,
            self.valid_from,
            self.valid_to,
            self.lent_by_id is not None,
        )
