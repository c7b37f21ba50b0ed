"""People and what each holds: a role, for whom, from when to when.

Regional and territorial roles are rows here; membership of a provider is a row in ``providers``,
which announces it (``rooms.roles``).
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis import rooms
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.territory.models import District, Orp
from sitis.versions import Versioned
from sitis.words import matching, search_text


class Role(models.TextChoices):
    OFFICIAL = "official", _("krajský úředník")
    ORP_COORDINATOR = "orp_coordinator", _("koordinátor ORP")
    DISTRICT_MEMBER = "district_member", _("člen okresního týmu")
    PROVIDER_WORKER = "provider_worker", _("pracovník poskytovatele")
    PROVIDER_SIGNATORY = "provider_signatory", _("statutární zástupce poskytovatele")
    AUDITOR = "auditor", _("auditor")


class Permission(models.TextChoices):
    """What an official may change; every official reads everything of the region."""

    REGISTRAR = "registrar", _("registr a síť")
    PLANNER = "planner", _("plánování")
    ANALYST = "analyst", _("výkazy a srovnání")
    ADMINISTRATOR = "administrator", _("lidé a nastavení")


class UserQuerySet(models.QuerySet["User"]):
    def search(self, text: str) -> Self:
        return matching(self, text)

    def open_on(self, day: date) -> Self:
        """Those whose account lets them in on ``day``; they alone get letters."""
        return self.filter(Q(leaves_on=None) | Q(leaves_on__gte=day), is_active=True)

    def readable_by(self, user: Any) -> Self:
        """Administrators and auditors know of everybody, others here only of themselves."""
        if user.holds(Role.AUDITOR) or user.holds(
            Role.OFFICIAL, permission=Permission.ADMINISTRATOR
        ):
            return self
        return self.filter(pk=user.pk)

    def editable_by(self, user: Any) -> Self:
        """Rights and locks; one's own name and phone anybody changes at ``/ucet/``."""
        if user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
            return self.filter(anonymised_at=None)
        return self.none()


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first administrator: an official with every permission from today on."""
        user = self.create_user(email, password, **fields)
        RoleHolding.objects.create(
            user=user,
            role=Role.OFFICIAL,
            permissions=list(Permission.values),
            valid_from=timezone.localdate(),
        )
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(Versioned, AbstractBaseUser):
    """A person with an account, known by their e-mail. Leaving locks it; signatures stay."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("jméno a příjmení"), max_length=150, db_collation="czech")
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    is_active = models.BooleanField(_("účet je odemčený"), default=True)
    leaves_on = models.DateField(
        _("poslední den"),
        null=True,
        blank=True,
        help_text=_("Po tomto dni se do účtu nelze přihlásit."),
    )
    joined_at = models.DateTimeField(_("účet založen"), default=timezone.now, editable=False)
    anonymised_at = models.DateTimeField(_("anonymizován"), null=True, blank=True, editable=False)
    search = models.TextField(editable=False, default="")

    #: Set on the person whose eyes an administrator borrows: who really sits at the keyboard.
    looked_at_by: "User | None" = None

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login", "search"])

    class Meta:
        verbose_name = _("osoba")
        verbose_name_plural = _("osoby")
        ordering = ["name", "email"]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search = search_text(self.name, self.email)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.email = self.email.strip().lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def held_roles(self) -> list[rooms.HeldRole]:
        """Everything held today, from this floor and from the rooms above; asked once a request.

        Whose account is locked or over holds nothing, whatever the rows say.
        """
        today = timezone.localdate()
        if not self.is_open_on(today):
            return []
        own = [held.as_held_role() for held in self._held_today]
        return own + rooms.roles([self], today).get(self.pk, [])

    @cached_property
    def permissions(self) -> frozenset[str]:
        """Permissions of the official, from all holdings of today."""
        rows = (row for row in self._held_today if row.role == Role.OFFICIAL)
        return frozenset(name for row in rows for name in row.permissions)

    @cached_property
    def _held_today(self) -> list["RoleHolding"]:
        today = timezone.localdate()
        if not self.is_open_on(today):
            return []
        return list(self.holdings.held_on(today).with_scope())

    def is_open_on(self, day: date) -> bool:
        """Whether the account lets its person in on ``day``."""
        return self.is_active and (self.leaves_on is None or day <= self.leaves_on)

    def holds(self, *roles: str, permission: str | None = None) -> bool:
        """Whether one of ``roles`` is held today (for an official, with ``permission``)."""
        if permission is not None:
            return Role.OFFICIAL in roles and permission in self.permissions
        return any(held.role in roles for held in self.held_roles)

    def held_for(self, *roles: str) -> set[Any]:
        """Primary keys of the records (ORPs, okresy, providers) that ``roles`` are held for today.

        Ask for roles of one kind of scope only: keys of an ORP and of a provider do not mix.
        """
        return {
            held.scope.pk
            for held in self.held_roles
            if held.role in roles and held.scope is not None
        }

    # -- what Django's admin asks; the rule is sitis.accounts.permissions ------------------------

    @property
    def is_staff(self) -> bool:
        return self.holds(Role.OFFICIAL, Role.AUDITOR)

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        from sitis.accounts.permissions import has_perm

        return has_perm(self, perm)

    def has_perms(self, perms: Collection[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class RoleHoldingQuerySet(models.QuerySet["RoleHolding"]):
    def held_on(self, day: date) -> Self:
        return self.filter(covers(day))

    def with_scope(self) -> Self:
        return self.select_related("orp", "district")

    def readable_by(self, user: Any) -> Self:
        return self.filter(user__in=User.objects.readable_by(user))

    def editable_by(self, user: Any) -> Self:
        return self.filter(user__in=User.objects.editable_by(user))


class RoleHolding(Versioned):
    """One person holds one role, for an ORP or an okres where the role needs one, from–to."""

    user = models.ForeignKey(User, models.PROTECT, related_name="holdings", verbose_name=_("osoba"))
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[choice for choice in Role.choices if not choice[0].startswith("provider_")],
    )
    permissions = models.JSONField(_("oprávnění"), default=list, blank=True)
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("okres")
    )
    year_from = models.PositiveSmallIntegerField(_("roky od"), null=True, blank=True)
    year_to = models.PositiveSmallIntegerField(_("roky do"), null=True, blank=True)
    valid_from = models.DateField(_("od"))
    valid_to = models.DateField(_("do"), null=True, blank=True)
    lent_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lent_holdings",
        verbose_name=_("zastupuje"),
    )

    objects = RoleHoldingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("držená role")
        verbose_name_plural = _("držené role")
        ordering = ["user", "valid_from"]
        constraints = [
            models.CheckConstraint(
                name="holding_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="holding_names_what_its_role_needs",
                condition=(
                    Q(role=Role.ORP_COORDINATOR, orp__isnull=False, district__isnull=True)
                    | Q(role=Role.DISTRICT_MEMBER, orp__isnull=True, district__isnull=False)
                    | Q(
                        role__in=[Role.OFFICIAL, Role.AUDITOR],
                        orp__isnull=True,
                        district__isnull=True,
                    )
                ),
                violation_error_message=_(
                    "Koordinátor potřebuje ORP, člen okresního týmu okres, ostatní role žádné území."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"

    def as_held_role(self) -> rooms.HeldRole:
        return rooms.HeldRole(
            self.role, self.scope, self.valid_from, self.valid_to, self.lent_by_id is not None
        )

    @property
    def scope(self) -> Orp | District | None:
        return self.orp or self.district

    @property
    def permission_labels(self) -> list[str]:
        return [str(Permission(name).label) for name in self.permissions]

    def clean(self) -> None:
        """Permissions are an official's, and only those that exist."""
        unknown = set(self.permissions) - set(Permission.values)
        if unknown or (self.permissions and self.role != Role.OFFICIAL):
            raise ValidationError(
                {"permissions": _("Oprávnění může mít jen krajský úředník, a to ta z nabídky.")}
            )
