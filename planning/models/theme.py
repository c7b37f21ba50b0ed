"""One vocabulary of themes, kept by the region, so that plans of 21 ORPs can be compared."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.base import Audience
from planning.models.cycle import Cycle
from planning.models.plan import Plan
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.territory.models import District, Orp
from sitis.versions import Versioned
from sitis.words import SmallTable


class ThemeQuerySet(SmallTable):
    searched = ("name", "keywords", "description")

    def valid_on(self, day: Any) -> Self:
        return self.filter(covers(day))


class Theme(Versioned):
    class Kind(models.TextChoices):
        SYSTEMIC = "systemic", _("systémové")
        GROUP = "group", _("skupinové")

    slug = models.SlugField(_("klíč"), max_length=60, unique=True)
    name = models.CharField(_("téma"), max_length=120, db_collation="czech")
    kind = models.CharField(_("druh"), max_length=8, choices=Kind.choices)
    audience = models.CharField(_("skupina"), max_length=10, choices=Audience.choices, blank=True)
    description = models.TextField(_("co sem patří"), blank=True)
    keywords = models.CharField(_("klíčová slova"), max_length=300, blank=True)
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)

    objects = ThemeQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("téma")
        verbose_name_plural = _("témata")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="theme_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            )
        ]

    def __str__(self) -> str:
        return self.name


class EarlierPriorityQuerySet(models.QuerySet["EarlierPriority"]):
    def readable_by(self, user: Any) -> Self:
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            return self
        return self.filter(orp__in=user.held_for(Role.ORP_COORDINATOR))


class EarlierPriority(Versioned):
    """A priority of an earlier or another plan, typed or imported as a list; counted beside ours."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="earlier_priorities", verbose_name=_("srovnat s cyklem")
    )
    orp = models.ForeignKey(
        Orp, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ORP")
    )
    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("okres")
    )
    plan_name = models.CharField(_("z plánu"), max_length=200)
    years = models.CharField(_("období"), max_length=20, blank=True)
    title = models.CharField(_("priorita"), max_length=300)
    rank = models.PositiveSmallIntegerField(_("pořadí v plánu"), null=True, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="earlier_priorities", verbose_name=_("témata")
    )

    objects = EarlierPriorityQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[themes])

    class Meta:
        verbose_name = _("dřívější priorita")
        verbose_name_plural = _("dřívější priority")
        ordering = ["plan_name", "rank", "title"]

    def __str__(self) -> str:
        return self.title


class HypothesisQuerySet(models.QuerySet["Hypothesis"]):
    def open(self) -> Self:
        return self.filter(closed_on=None)

    def readable_by(self, user: Any) -> Self:
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.PLANNER):
            return self
        return self.none()


class Hypothesis(Versioned):
    """A frequent theme put as a statement that ORPs confirm or refute (dossier 6.8)."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="hypotheses", verbose_name=_("cyklus")
    )
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="hypotheses", verbose_name=_("téma")
    )
    statement = models.TextField(_("tvrzení"))
    due_on = models.DateField(_("odpovědět do"), null=True, blank=True)
    closed_on = models.DateField(_("uzavřeno dne"), null=True, blank=True)
    conclusion = models.TextField(_("závěr"), blank=True)

    objects = HypothesisQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hypotéza")
        verbose_name_plural = _("hypotézy")
        ordering = ["cycle", "theme__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "theme"],
                name="theme_is_put_once_in_a_cycle",
                violation_error_message=_("Na toto téma už v cyklu hypotéza je."),
            )
        ]

    def __str__(self) -> str:
        return self.statement


class AnswerQuerySet(models.QuerySet["HypothesisAnswer"]):
    def readable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        plans = Plan.objects.own_of(user) | Plan.objects.shown_to(user)
        return self.filter(plan__in=plans.values("pk"))

    def editable_by(self, user: Any) -> Self:
        return self.filter(hypothesis__closed_on=None, plan__in=Plan.objects.own_of(user))


class HypothesisAnswer(Versioned):
    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("potvrzuje")
        REFUTED = "refuted", _("vyvrací")
        UNKNOWN = "unknown", _("nelze posoudit")

    hypothesis = models.ForeignKey(
        Hypothesis, models.PROTECT, related_name="answers", verbose_name=_("hypotéza")
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="hypothesis_answers", verbose_name=_("plán ORP")
    )
    verdict = models.CharField(_("odpověď"), max_length=10, choices=Verdict.choices)
    reason = models.TextField(_("odůvodnění"))

    objects = AnswerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("odpověď na hypotézu")
        verbose_name_plural = _("odpovědi na hypotézy")
        ordering = ["hypothesis", "plan"]
        constraints = [
            models.UniqueConstraint(fields=["hypothesis", "plan"], name="plan_answers_once"),
            models.CheckConstraint(name="answer_has_its_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_verdict_display()}"
