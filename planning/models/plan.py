"""A plan of one ORP, okres or the region, and what is handed in from it.

Each version is a row of its own: an amendment is a further plan that replaces the one it amends.
Yearly action plans are plans too (Decree § 39c), so texts, check and approval are the same.
"""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.cycle import Cycle, Deliverable, Level
from sitis.accounts.models import Permission, Role
from sitis.periods import code
from sitis.resolutions import Resolution
from sitis.territory.models import District, Orp
from sitis.versions import Versioned


class PlanQuerySet(models.QuerySet["Plan"]):
    def medium_term(self) -> Self:
        return self.filter(kind=Plan.Kind.MEDIUM_TERM)

    def action_plans(self) -> Self:
        return self.filter(kind=Plan.Kind.ACTION)

    def frozen(self) -> Self:
        """Approved once: in force, or replaced by an amendment."""
        return self.filter(state__in=Plan.FROZEN)

    def in_work(self) -> Self:
        return self.exclude(state__in=Plan.FROZEN)

    def in_force(self) -> Self:
        return self.filter(state=Plan.State.APPROVED)

    def versions_of(self, plan: "Plan") -> Self:
        """Of the same cycle, kind, place and year, ``plan`` among them."""
        names = ("cycle_id", "kind", "level", "orp_id", "district_id", "year")
        return self.filter(**{name: getattr(plan, name) for name in names})

    def newest(self) -> Self:
        """Of each plan the version that people work with: the amendment in work, else the approved."""
        return self.exclude(state=Plan.State.REPLACED).exclude(
            pk__in=Plan.objects.in_work().exclude(amends=None).values("amends")
        )

    def whole_for(self, user: Any) -> Self:
        """Plans that ``user`` sees in full, also what was not handed in yet."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.own_of(user)

    def own_of(self, user: Any) -> Self:
        """Plans that ``user`` makes: of the own ORP or okres, of the region for its planners."""
        own = Q(level=Level.ORP, orp__in=user.held_for(Role.ORP_COORDINATOR))
        own |= Q(level=Level.DISTRICT, district__in=user.held_for(Role.DISTRICT_MEMBER))
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            own |= Q(level=Level.REGION)
        return self.filter(own)

    def shown_to(self, user: Any) -> Self:
        """Other people's plans whose handed-in parts ``user`` may see.

        A coordinator sees other ORPs' and what okresy made of them, an okres team its ORPs'.
        """
        if user.holds(Role.ORP_COORDINATOR):
            return self.filter(level__in=[Level.ORP, Level.DISTRICT])
        own = user.held_for(Role.DISTRICT_MEMBER)
        return self.filter(level=Level.ORP, orp__district__in=own)

    def readable_by(self, user: Any) -> Self:
        """Whole plans, approved ones, and others' from which something was handed in."""
        handed = HandIn.objects.filter(plan=OuterRef("pk")).handed_in()
        readable = Q(pk__in=Plan.objects.whole_for(user).values("pk"))
        readable |= Q(Exists(handed), pk__in=Plan.objects.shown_to(user).values("pk"))
        if user.held_roles:
            readable |= Q(state__in=Plan.FROZEN)
        return self.filter(readable)

    def editable_by(self, user: Any) -> Self:
        """One's own while it is a draft."""
        return self.own_of(user).filter(state=Plan.State.DRAFT)

    def moved_by(self, user: Any) -> Self:
        """Plans whose way to approval ``user`` may record: one's own until approved."""
        return self.own_of(user).in_work()

    def reminded_by(self, user: Any) -> Self:
        """Plans in work whose makers ``user`` may remind: planners all, an okres team its ORPs'."""
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            return self.filter(state=Plan.State.DRAFT).exclude(level=Level.REGION)
        own = user.held_for(Role.DISTRICT_MEMBER)
        return self.filter(state=Plan.State.DRAFT, level=Level.ORP, orp__district__in=own)

    def for_lists(self) -> Self:
        return self.select_related("cycle__previous", "orp__district", "district", "amends")


class Plan(Versioned):
    class Kind(models.TextChoices):
        MEDIUM_TERM = "medium_term", _("střednědobý plán")
        ACTION = "action", _("akční plán")

    class State(models.TextChoices):
        DRAFT = "draft", _("rozpracovaný")
        SETTLED = "settled", _("vypořádaný")
        COUNCIL = "council", _("schválen radou")
        ASSEMBLY = "assembly", _("schválen zastupitelstvem")
        APPROVED = "approved", _("schválený")
        REPLACED = "replaced", _("nahrazený")

    class Move(models.TextChoices):
        SETTLE = "settle", _("uzavřít vypořádání")
        COUNCIL = "council", _("zapsat usnesení rady")
        ASSEMBLY = "assembly", _("zapsat usnesení zastupitelstva")
        RETURN = "return", _("vrátit k úpravám")
        APPROVE = "approve", _("vydat schválené znění")

    FROZEN = (State.APPROVED, State.REPLACED)
    #: The whole life: move -> (states it may start from, state it ends in). An approved plan is
    #: replaced when its amendment is approved.
    MOVES = {
        Move.SETTLE: ({State.DRAFT}, State.SETTLED),
        Move.COUNCIL: ({State.SETTLED}, State.COUNCIL),
        Move.ASSEMBLY: ({State.SETTLED, State.COUNCIL}, State.ASSEMBLY),
        Move.RETURN: ({State.SETTLED, State.COUNCIL, State.ASSEMBLY}, State.DRAFT),
        Move.APPROVE: ({State.SETTLED, State.COUNCIL, State.ASSEMBLY}, State.APPROVED),
    }
    #: Where a plan must stand to be approved: an okres synthesis is closed by its team's vote, an
    #: ORP's plan may be approved by the town council, the region's only by the assembly.
    APPROVED_FROM = {
        Level.DISTRICT: {State.SETTLED},
        Level.ORP: {State.COUNCIL, State.ASSEMBLY},
        Level.REGION: {State.ASSEMBLY},
    }

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans", verbose_name=_("cyklus"))
    kind = models.CharField(
        _("druh plánu"), max_length=12, choices=Kind.choices, default=Kind.MEDIUM_TERM
    )
    level = models.CharField(_("úroveň"), max_length=8, choices=Level.choices)
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="plans", verbose_name=_("ORP")
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("okres"),
    )
    year = models.PositiveSmallIntegerField(
        _("rok"), null=True, blank=True, help_text=_("Jen u akčního plánu.")
    )
    derives_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_plans",
        verbose_name=_("vychází z plánu"),
    )
    amends = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="amendments",
        verbose_name=_("mění"),
    )
    title = models.CharField(_("název"), max_length=200, db_collation="czech")
    slug = models.SlugField(_("adresa"), max_length=80, editable=False)
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    major = models.PositiveSmallIntegerField(_("vydání"), default=0, editable=False)
    minor = models.PositiveSmallIntegerField(_("změna"), default=0, editable=False)
    data_day = models.DateField(
        _("data ke dni"), help_text=_("K tomuto dni se počítají tabulky a živé bloky.")
    )
    reason = models.TextField(_("důvod změny"), blank=True)
    council_resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usnesení rady"),
    )
    assembly_resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usnesení zastupitelstva"),
    )
    approved_on = models.DateField(_("schváleno dne"), null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(_("zmrazeno"), null=True, blank=True, editable=False)

    objects = PlanQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("plán")
        verbose_name_plural = _("plány")
        ordering = ["-cycle__period_from", "level", "title", "major", "minor"]
        constraints = [
            models.CheckConstraint(
                name="plan_is_of_the_place_of_its_level",
                condition=(
                    Q(level=Level.ORP, orp__isnull=False, district__isnull=True)
                    | Q(level=Level.DISTRICT, orp__isnull=True, district__isnull=False)
                    | Q(level=Level.REGION, orp__isnull=True, district__isnull=True)
                ),
                violation_error_message=_("Plán ORP patří ORP, okresní okresu, krajský kraji."),
            ),
            models.CheckConstraint(
                name="action_plan_has_its_year_and_plan",
                condition=(
                    Q(kind="medium_term", year__isnull=True, derives_from__isnull=True)
                    | Q(kind="action", year__isnull=False, derives_from__isnull=False)
                ),
                violation_error_message=_("Akční plán má rok a plán, ze kterého vychází."),
            ),
            models.UniqueConstraint(
                "cycle",
                "kind",
                "level",
                code("orp"),
                code("district"),
                models.functions.Coalesce("year", 0),
                "major",
                "minor",
                condition=Q(state__in=["approved", "replaced"]),
                name="version_of_a_plan_is_one",
            ),
            models.UniqueConstraint(
                "cycle",
                "kind",
                "level",
                code("orp"),
                code("district"),
                models.functions.Coalesce("year", 0),
                condition=~Q(state__in=["approved", "replaced"]),
                name="plan_in_work_is_one",
                violation_error_message=_("Na tomto plánu už se pracuje."),
            ),
            models.UniqueConstraint(
                "cycle",
                "kind",
                "level",
                code("orp"),
                code("district"),
                models.functions.Coalesce("year", 0),
                condition=Q(state="approved"),
                name="plan_in_force_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("planning:plan-detail", args=[self.pk])

    @property
    def public_url(self) -> str:
        """Where everybody reads the plan once it is approved."""
        return reverse("plans:plan-page", args=[self.slug])

    @property
    def number(self) -> str:
        """ "1.0", "1.1"; what is in work has none yet."""
        return f"{self.major}.{self.minor}" if self.major else ""

    @property
    def place(self) -> Orp | District | None:
        return self.orp or self.district

    @property
    def place_name(self) -> str:
        """ "ORP Kyjov", "okres Hodonín", or the region in words."""
        if self.orp:
            return _("ORP %s") % self.orp
        if self.district:
            return _("okres %s") % self.district
        return str(_("kraj"))

    @property
    def is_frozen(self) -> bool:
        return self.state in self.FROZEN

    @property
    def years(self) -> range:
        """Years the plan speaks of: all of its cycle, or the one of an action plan."""
        return range(self.year, self.year + 1) if self.year else self.cycle.years

    @property
    def moves(self) -> list["Plan.Move"]:
        """Steps that lead from its state on its level, in the order of its life."""
        found = [step for step, (sources, _to) in self.MOVES.items() if self.state in sources]
        if self.state not in self.APPROVED_FROM[Level(self.level)]:
            found = [step for step in found if step != self.Move.APPROVE]
        if self.level == Level.DISTRICT:
            found = [s for s in found if s not in (self.Move.COUNCIL, self.Move.ASSEMBLY)]
        return found


class HandInQuerySet(models.QuerySet["HandIn"]):
    def handed_in(self) -> Self:
        """Delivered: others may read it."""
        return self.filter(state__in=HandIn.DELIVERED)

    def closed(self) -> Self:
        """Its rows are locked for their author."""
        return self.filter(state__in=HandIn.DELIVERED)

    def readable_by(self, user: Any) -> Self:
        """That it exists and in what state everybody knows who plans."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        plans = Plan.objects.whole_for(user) | Plan.objects.shown_to(user)
        return self.filter(plan__in=plans.values("pk"))

    def editable_by(self, user: Any) -> Self:
        """Who makes the plan hands in."""
        return self.filter(plan__in=Plan.objects.editable_by(user))

    def settled_by(self, user: Any) -> Self:
        """What planners of the region accept, return or prolong."""
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            return self.filter(plan__state=Plan.State.DRAFT)
        return self.none()


class HandIn(Versioned):
    """One deliverable of one plan: open → handed in → returned with a reason, or accepted."""

    class State(models.TextChoices):
        OPEN = "open", _("neodevzdáno")
        HANDED_IN = "handed_in", _("odevzdáno")
        RETURNED = "returned", _("vráceno k doplnění")
        ACCEPTED = "accepted", _("přijato")

    class Move(models.TextChoices):
        HAND_IN = "hand_in", _("odevzdat kraji")
        TAKE_BACK = "take_back", _("vzít zpět")
        RETURN = "return", _("vrátit k doplnění")
        ACCEPT = "accept", _("přijmout")

    DELIVERED = (State.HANDED_IN, State.ACCEPTED)
    MOVES = {
        Move.HAND_IN: ({State.OPEN, State.RETURNED}, State.HANDED_IN),
        Move.TAKE_BACK: ({State.HANDED_IN}, State.OPEN),
        Move.RETURN: ({State.HANDED_IN, State.ACCEPTED}, State.RETURNED),
        Move.ACCEPT: ({State.HANDED_IN}, State.ACCEPTED),
    }

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="hand_ins", verbose_name=_("plán"))
    deliverable = models.CharField(_("co se odevzdává"), max_length=12, choices=Deliverable.choices)
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.OPEN, editable=False
    )
    due_at = models.DateTimeField(_("termín"))
    extended_to = models.DateTimeField(_("prodlouženo do"), null=True, blank=True)
    extension_reason = models.CharField(_("důvod prodloužení"), max_length=500, blank=True)
    reason = models.TextField(_("proč bylo vráceno"), blank=True)
    handed_in_at = models.DateTimeField(_("odevzdáno"), null=True, blank=True)
    settled_at = models.DateTimeField(_("přijato nebo vráceno"), null=True, blank=True)
    says_no_change = models.BooleanField(_("beze změny"), default=False, editable=False)

    objects = HandInQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("odevzdání")
        verbose_name_plural = _("odevzdání")
        ordering = ["plan", "due_at", "deliverable"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "deliverable"], name="deliverable_of_a_plan_is_one"
            ),
            models.CheckConstraint(
                name="extension_has_its_reason",
                condition=Q(extended_to=None) | ~Q(extension_reason=""),
                violation_error_message=_("Napište důvod prodloužení."),
            ),
            models.CheckConstraint(
                name="return_has_its_reason",
                condition=~Q(state="returned") | ~Q(reason=""),
                violation_error_message=_("Napište, co je potřeba doplnit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_deliverable_display()}"

    @property
    def deadline(self) -> datetime:
        return self.extended_to or self.due_at

    def is_late_at(self, moment: datetime) -> bool:
        """Not delivered though its time is over, or delivered after it."""
        if self.state in self.DELIVERED:
            return self.handed_in_at is not None and self.handed_in_at > self.deadline
        return moment > self.deadline
