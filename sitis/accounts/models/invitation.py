"""The only way to an account: a link sent to somebody's e-mail."""

import hashlib
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.accounts.models.user import Permission, Role, User
from sitis.periods import ENDS_BEFORE_START, ordered
from sitis.versions import Versioned


def hashed(token: str) -> str:
    """What is kept of a link's token: who reads the database cannot open the link."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, cancelled_at=None, expires_at__gt=now)

    def waiting(self) -> Self:
        """Neither accepted nor cancelled; some may have expired and can be sent again."""
        return self.filter(accepted_at=None, cancelled_at=None)

    def readable_by(self, user: Any) -> Self:
        if user.holds(Role.AUDITOR):
            return self
        return self.editable_by(user)

    def editable_by(self, user: Any) -> Self:
        """An administrator all; a signatory those of workers of own providers."""
        if user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
            return self
        return self.filter(
            role=Role.PROVIDER_WORKER,
            scope_pk__in=[str(pk) for pk in user.held_for(Role.PROVIDER_SIGNATORY)],
        )


class Invitation(Versioned):
    """One person is offered one role. ``scope_pk`` names the ORP, okres or provider it is for."""

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("jméno a příjmení"), max_length=150, db_collation="czech")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    permissions = models.JSONField(_("oprávnění"), default=list, blank=True)
    scope_pk = models.CharField(max_length=20, blank=True, editable=False)
    scope_name = models.CharField(_("za koho"), max_length=300, blank=True)
    valid_from = models.DateField(_("role od"))
    valid_to = models.DateField(_("role do"), null=True, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="invitations_sent", verbose_name=_("kdo pozval")
    )
    invited_at = models.DateTimeField(_("pozvánka odeslána"))
    expires_at = models.DateTimeField(_("odkaz platí do"))
    accepted_at = models.DateTimeField(_("přijata"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations",
        verbose_name=_("kdo přijal"),
    )
    cancelled_at = models.DateTimeField(_("zrušena"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["token_hash"])

    class Meta:
        verbose_name = _("pozvánka")
        verbose_name_plural = _("pozvánky")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="invited_role_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="invitation_names_what_its_role_needs",
                condition=Q(role__in=[Role.OFFICIAL, Role.AUDITOR], scope_pk="")
                | (~Q(role__in=[Role.OFFICIAL, Role.AUDITOR]) & ~Q(scope_pk="")),
                violation_error_message=_("Uveďte, za které ORP, okres nebo poskytovatele."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    def is_expired(self, now: datetime) -> bool:
        return self.expires_at <= now

    @property
    def permission_labels(self) -> list[str]:
        return [str(Permission(name).label) for name in self.permissions]
