"""Groups and their members by sides of the triad (dossier 6.6)."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.base import Audience
from planning.models.cycle import Level
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.territory.models import District, Orp
from sitis.versions import Versioned


class GroupQuerySet(models.QuerySet["Group"]):
    def running_on(self, day: Any) -> Self:
        return self.filter(covers(day))

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; who plans, the groups of every territory; others none."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR, Role.ORP_COORDINATOR, Role.DISTRICT_MEMBER):
            return self
        return self.none()

    def editable_by(self, user: Any) -> Self:
        """The own ORP's or okres'; the region's by its planners."""
        own = Q(level=Level.ORP, orp__in=user.held_for(Role.ORP_COORDINATOR))
        own |= Q(level=Level.DISTRICT, district__in=user.held_for(Role.DISTRICT_MEMBER))
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            own |= Q(level=Level.REGION)
        return self.filter(own)


class Group(Versioned):
    class Kind(models.TextChoices):
        STEERING = "steering", _("řídící skupina")
        WORKING = "working", _("pracovní skupina")
        TEAM = "team", _("okresní tým")
        COORDINATION = "coordination", _("koordinační skupina")

    level = models.CharField(_("úroveň"), max_length=8, choices=Level.choices)
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("ORP")
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("okres"),
    )
    kind = models.CharField(_("druh skupiny"), max_length=12, choices=Kind.choices)
    audience = models.CharField(
        _("cílová skupina"), max_length=10, choices=Audience.choices, blank=True
    )
    name = models.CharField(_("název"), max_length=150, db_collation="czech")
    purpose = models.TextField(_("čím se zabývá"), blank=True)
    valid_from = models.DateField(_("pracuje od"))
    valid_to = models.DateField(_("pracuje do"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("skupina")
        verbose_name_plural = _("skupiny")
        ordering = ["level", "orp__name", "district__name", "name"]
        constraints = [
            models.CheckConstraint(
                name="group_is_of_the_place_of_its_level",
                condition=(
                    Q(level=Level.ORP, orp__isnull=False, district__isnull=True)
                    | Q(level=Level.DISTRICT, orp__isnull=True, district__isnull=False)
                    | Q(level=Level.REGION, orp__isnull=True, district__isnull=True)
                ),
                violation_error_message=_("Skupina ORP patří ORP, okresní okresu, krajská kraji."),
            ),
            models.CheckConstraint(
                name="group_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("planning:group-detail", args=[self.pk])

    @property
    def place_name(self) -> str:
        if self.orp:
            return _("ORP %s") % self.orp
        if self.district:
            return _("okres %s") % self.district
        return str(_("kraj"))


class OfGroupQuerySet(models.QuerySet):
    """Rows of a group or of its meetings; personal contacts are read by who may change them."""

    def readable_by(self, user: Any) -> Self:
        path = self.model.group_path
        return self.filter(**{f"{path}__in": Group.objects.readable_by(user).values("pk")})

    def editable_by(self, user: Any) -> Self:
        path = self.model.group_path
        return self.filter(**{f"{path}__in": Group.objects.editable_by(user).values("pk")})


class Member(Versioned):
    class Side(models.TextChoices):
        """Sides of the triad; who belongs to none is a guest or an expert."""

        COMMISSIONER = "commissioner", _("zadavatel")
        PROVIDER = "provider", _("poskytovatel")
        USER = "user", _("uživatel")
        OTHER = "other", _("odborník nebo host")

    class Post(models.TextChoices):
        CHAIR = "chair", _("vedoucí")
        MEMBER = "member", _("člen")
        GUEST = "guest", _("host")

    group_path = "group"

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="members", verbose_name=_("skupina")
    )
    name = models.CharField(_("jméno a příjmení"), max_length=150, db_collation="czech")
    organisation = models.CharField(_("organizace"), max_length=200, blank=True)
    side = models.CharField(_("strana triády"), max_length=12, choices=Side.choices)
    post = models.CharField(_("funkce"), max_length=6, choices=Post.choices, default=Post.MEMBER)
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Nezveřejňuje se."))
    phone = models.CharField(
        _("telefon"), max_length=40, blank=True, help_text=_("Nezveřejňuje se.")
    )
    is_name_public = models.BooleanField(
        _("jméno se smí zveřejnit"),
        default=False,
        help_text=_("Jen se souhlasem té osoby; jinak se zveřejní jen organizace a strana."),
    )
    valid_from = models.DateField(_("od"))
    valid_to = models.DateField(_("do"), null=True, blank=True)

    objects = OfGroupQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("člen skupiny")
        verbose_name_plural = _("členové skupin")
        ordering = ["group", "name"]
        constraints = [
            models.CheckConstraint(
                name="member_does_not_leave_before_coming",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            )
        ]

    def __str__(self) -> str:
        return self.name
