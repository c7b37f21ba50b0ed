"""Needs: what should be kept, added or reduced, per kind, form, target group and year (dossier 6.5).

An ORP's row is never overwritten: an okres and the region write rows of their own in their plans,
and a ``Fate`` says which row came from which.
"""

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.base import OfPlan, OfPlanQuerySet
from planning.models.cycle import Deliverable
from planning.models.plan import Plan
from planning.models.theme import Theme
from providers.models import CapacityUnit, NetworkItem, ProvisionForm, ServiceKind, TargetGroup
from sitis.periods import code
from sitis.territory.models import Municipality


class NeedQuerySet(OfPlanQuerySet):
    def for_table(self) -> Self:
        return self.select_related(
            "plan__orp",
            "plan__district",
            "plan__cycle",
            "kind",
            "form",
            "target_group",
            "unit",
            "municipality",
        )


class Need(OfPlan):
    class Proposal(models.TextChoices):
        KEEP = "keep", _("zachovat")
        MORE = "more", _("navýšit")
        LESS = "less", _("snížit")
        NEW = "new", _("nová služba")

    class Evidence(models.TextChoices):
        REFUSED = "refused", _("odmítnutí zájemci")
        WAITING = "waiting", _("čekající zájemci")
        QUESTIONNAIRE = "questionnaire", _("dotazník")
        GROUP = "group", _("pracovní skupina")
        SOCIAL_WORK = "social_work", _("sociální práce obce")
        STATISTICS = "statistics", _("statistika")
        PROVIDERS = "providers", _("poskytovatelé")
        OTHER = "other", _("jiný zdroj")

    deliverable = Deliverable.NEEDS

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="needs", verbose_name=_("plán"))
    code = models.CharField(_("kód"), max_length=20, editable=False)  # "N12", stable across plans
    kind = models.ForeignKey(
        ServiceKind, models.PROTECT, related_name="+", verbose_name=_("druh služby")
    )
    form = models.ForeignKey(
        ProvisionForm, models.PROTECT, related_name="+", verbose_name=_("forma")
    )
    target_group = models.ForeignKey(
        TargetGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cílová skupina"),
    )
    year = models.PositiveSmallIntegerField(_("rok"))
    proposal = models.CharField(_("návrh"), max_length=4, choices=Proposal.choices)
    unit = models.ForeignKey(
        CapacityUnit, models.PROTECT, related_name="+", verbose_name=_("jednotka")
    )
    change = models.DecimalField(
        _("změna"),
        max_digits=9,
        decimal_places=2,
        default=Decimal(0),
        help_text=_("O kolik jednotek; u snížení záporné číslo, u zachování nula."),
    )
    importance = models.PositiveSmallIntegerField(
        _("naléhavost"),
        choices=[(1, _("1 – nejvyšší")), (2, _("2 – střední")), (3, _("3 – nižší"))],
        default=2,
    )
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("obec"),
    )
    place = models.CharField(_("místo slovy"), max_length=200, blank=True)
    reason = models.TextField(_("zdůvodnění"))
    evidence = models.CharField(_("čím je doloženo"), max_length=13, choices=Evidence.choices)
    evidence_text = models.CharField(_("doklad"), max_length=500, blank=True)
    municipalities_say = models.TextField(_("stanovisko obcí"), blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="needs", verbose_name=_("téma")
    )
    rank = models.PositiveSmallIntegerField(
        _("pořadí"), null=True, blank=True, help_text=_("Pořadí mezi požadavky okresu.")
    )
    network_items = models.ManyToManyField(
        NetworkItem, blank=True, related_name="+", verbose_name=_("položky sítě")
    )
    continues = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="continued_by",
        verbose_name=_("navazuje na"),
    )

    objects = NeedQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[network_items])

    class Meta:
        verbose_name = _("potřeba")
        verbose_name_plural = _("potřeby")
        ordering = ["plan", "kind__name", "form__name", "year", "code"]
        constraints = [
            models.CheckConstraint(
                name="need_changes_what_it_proposes",
                condition=(
                    Q(proposal="keep", change=0)
                    | Q(proposal__in=["more", "new"], change__gt=0)
                    | Q(proposal="less", change__lt=0)
                ),
                violation_error_message=_(
                    "Změna neodpovídá návrhu: u navýšení a nové služby je kladná, u snížení "
                    "záporná, u zachování nula."
                ),
            ),
            models.UniqueConstraint(
                "plan",
                "kind",
                "form",
                Coalesce("target_group", 0),
                "year",
                code("municipality"),
                "place",
                "unit",
                name="need_is_written_once",
                violation_error_message=_(
                    "Tato potřeba už v plánu je: stejný druh, forma, skupina, rok, jednotka i místo."
                ),
            ),
            models.UniqueConstraint(fields=["plan", "code", "year"], name="need_has_its_code"),
            models.CheckConstraint(
                name="need_has_its_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Napište, proč je změna potřeba."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}, {self.form} {self.year}"
