"""Regional service cards (dossier 4): a template per kind and form, its versions, their entries.

What a card says on a day is answered from versions in force; a year is evaluated by the card of its last day.
"""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from providers import cards
from providers.models.codelist import ProvisionForm, ServiceKind, TargetGroup
from providers.models.service import Service
from sitis.accounts.models import Permission, Role
from sitis.periods import ENDS_BEFORE_START, covers, ordered
from sitis.resolutions import Resolution
from sitis.versions import Versioned
from sitis.words import SmallTable


def day_of_evaluation(year: int) -> date:
    """The evaluation of a year uses the card and norms that hold on its last day."""
    return date(year, 12, 31)


class CardTemplateQuerySet(SmallTable):
    searched = ("code", "kind__name", "kind__section", "form__name", "guarantor")

    def readable_by(self, user: Any) -> Self:
        return self if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self
        return self.none()

    def for_list(self) -> Self:
        return self.select_related("kind", "form", "target_group")


class CardTemplate(Versioned):
    """What the region keeps for one kind in one form, for all groups or for one."""

    code = models.CharField(
        _("kód karty"),
        max_length=20,
        unique=True,
        help_text=_("Například 49-P: paragraf a forma."),
        error_messages={"unique": _("Karta s tímto kódem už je založená.")},
    )
    kind = models.ForeignKey(
        ServiceKind, models.PROTECT, related_name="card_templates", verbose_name=_("druh služby")
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
        help_text=_("Prázdné: karta platí pro všechny skupiny druhu."),
    )
    guarantor = models.CharField(_("garant"), max_length=200, blank=True)

    objects = CardTemplateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("vzorová karta")
        verbose_name_plural = _("vzorové karty")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                "kind",
                "form",
                Coalesce("target_group", Value(0)),
                name="kind_and_form_have_one_card_a_group",
                violation_error_message=_("Pro tento druh, formu a skupinu už karta je."),
            )
        ]

    def __str__(self) -> str:
        about = f"{self.kind.section} {self.kind}, {self.form}".strip()
        return f"{about} ({self.target_group})" if self.target_group_id else about

    def get_absolute_url(self) -> str:
        return reverse("providers:card-template", args=[self.pk])

    def services_on(self, day: date) -> models.QuerySet[Service]:
        """Services of the kind that run in the form; of a group's own card those of that group."""
        forms = covers(day, "forms__valid_from", "forms__valid_to")
        rows = Service.objects.running_on(day).filter(
            Q(forms__form=self.form_id) & forms, kind=self.kind_id
        )
        if self.target_group_id:
            primary = Q(target_groups__target_group=self.target_group_id)
            return rows.filter(primary, target_groups__is_primary=True).distinct()
        others = CardTemplate.objects.filter(
            kind=self.kind_id, form=self.form_id, target_group__isnull=False
        )
        theirs = Service.objects.filter(
            target_groups__is_primary=True,
            target_groups__target_group__in=others.values("target_group"),
        )
        return rows.exclude(pk__in=theirs.values("pk")).distinct()


class CardVersionQuerySet(models.QuerySet["CardVersion"]):
    def in_force(self) -> Self:
        """Those that hold, held or are going to: their periods never overlap in one template."""
        return self.filter(state__in=CardVersion.IN_FORCE)

    def in_force_on(self, day: date) -> Self:
        """At most one of each template."""
        return self.in_force().filter(covers(day))

    def evaluating(self, year: int) -> Self:
        """By which the year is evaluated: those in force on its last day."""
        return self.in_force_on(day_of_evaluation(year))

    def open_to_comments(self) -> Self:
        return self.filter(state=CardVersion.State.COMMENTS)

    def for_list(self) -> Self:
        return self.select_related(
            "template__kind", "template__form", "template__target_group", "resolution"
        )

    def readable_by(self, user: Any) -> Self:
        """Officials and auditors all; others who hold a role what is in force or asks for comments."""
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        open_to_all = [*CardVersion.IN_FORCE, CardVersion.State.COMMENTS]
        return self.filter(state__in=open_to_all) if user.held_roles else self.none()

    def whole_for(self, user: Any) -> Self:
        """Versions that ``user`` sees in every state, also as they were before they went out."""
        return self if user.holds(Role.OFFICIAL, Role.AUDITOR) else self.none()

    def editable_by(self, user: Any) -> Self:
        """What was approved is locked; a correction is a new version."""
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self.filter(state__in=CardVersion.OPEN)
        return self.none()

    def moved_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR):
            return self.exclude(state__in=CardVersion.IN_FORCE)
        return self.none()


class CardVersion(Versioned):
    """One version of a template on its way from draft to being ended."""

    class State(models.TextChoices):
        DRAFT = "draft", _("koncept")
        COMMENTS = "comments", _("připomínkování")
        APPROVED = "approved", _("schváleno")
        VALID = "valid", _("platné")
        ENDED = "ended", _("ukončené")

    class Move(models.TextChoices):
        OPEN_COMMENTS = "open_comments", _("rozeslat k připomínkám")
        RETURN = "return", _("vrátit do konceptu")
        APPROVE = "approve", _("zapsat schválení")
        PUT_IN_FORCE = "put_in_force", _("uvést v platnost")

    OPEN = (State.DRAFT, State.COMMENTS)
    IN_FORCE = (State.VALID, State.ENDED)
    #: The whole life: move -> (states it may start from, state it ends in). A valid version is ended
    #: by the one that follows it.
    MOVES = {
        Move.OPEN_COMMENTS: ({State.DRAFT}, State.COMMENTS),
        Move.APPROVE: ({State.DRAFT, State.COMMENTS}, State.APPROVED),
        Move.PUT_IN_FORCE: ({State.APPROVED}, State.VALID),
        Move.RETURN: ({State.COMMENTS, State.APPROVED}, State.DRAFT),
    }
    LOCKED = _("Schválená verze karty se nemění. Opravu zapište do nové verze.")

    template = models.ForeignKey(
        CardTemplate, models.PROTECT, related_name="versions", verbose_name=_("vzorová karta")
    )
    number = models.PositiveSmallIntegerField(_("číslo verze"))
    state = models.CharField(
        _("stav"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    valid_from = models.DateField(_("platí od"), null=True, blank=True)
    valid_to = models.DateField(_("platí do"), null=True, blank=True)
    resolution = models.ForeignKey(
        Resolution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("usnesení"),
    )
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("vychází z verze"),
    )
    reason = models.TextField(_("důvod změny"), blank=True)
    is_sample = models.BooleanField(
        _("vzor"),
        default=False,
        help_text=_("Ukázka k úpravě: hodnoty nejsou normou kraje, dokud je kraj neschválí."),
    )
    comments_until = models.DateField(_("připomínky do"), null=True, blank=True)
    update_by = models.DateField(
        _("karty služeb aktualizovat do"),
        null=True,
        blank=True,
        help_text=_("Termín úkolu, který poskytovatelé dostanou, až verze vstoupí v platnost."),
    )

    objects = CardVersionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("verze vzorové karty")
        verbose_name_plural = _("verze vzorových karet")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"],
                name="card_version_has_its_own_number",
                violation_error_message=_("Verze s tímto číslem už u karty je."),
            ),
            models.CheckConstraint(
                name="card_version_does_not_end_before_it_starts",
                condition=ordered("valid_from", "valid_to"),
                violation_error_message=ENDS_BEFORE_START,
            ),
            models.CheckConstraint(
                name="approved_card_stands_on_a_resolution",
                condition=~Q(state__in=("approved", "valid", "ended"))
                | Q(resolution__isnull=False),
                violation_error_message=_("Schválená karta stojí na usnesení."),
            ),
            models.CheckConstraint(
                name="card_in_force_has_a_first_day",
                condition=~Q(state__in=("valid", "ended")) | Q(valid_from__isnull=False),
                violation_error_message=_("Platná karta má první den."),
            ),
            models.CheckConstraint(
                name="ended_card_has_a_last_day",
                condition=~Q(state="ended") | Q(valid_to__isnull=False),
                violation_error_message=_("Ukončená karta má poslední den."),
            ),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(state__in=("draft", "comments", "approved")),
                name="card_has_one_version_in_preparation",
                violation_error_message=_("Karta už má rozpracovanou verzi."),
            ),
            models.UniqueConstraint(
                fields=["template"],
                condition=Q(state="valid", valid_to__isnull=True),
                name="card_has_one_version_without_end",
                violation_error_message=_("Karta už má platnou verzi bez konce."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(template)s, verze %(number)s") % {
            "template": self.template,
            "number": self.number,
        }

    def get_absolute_url(self) -> str:
        return reverse("providers:card-version", args=[self.pk])

    @property
    def is_locked(self) -> bool:
        return self.state not in self.OPEN

    @property
    def is_in_force(self) -> bool:
        return self.state in self.IN_FORCE

    @property
    def moves(self) -> list["CardVersion.Move"]:
        return [step for step, (sources, _target) in self.MOVES.items() if self.state in sources]

    def rows(self) -> list[cards.Row]:
        """What it says, as plain values. One query."""
        return [entry.as_row() for entry in self.entries.all()]

    def covers(self, day: date) -> bool:
        first, last = self.valid_from, self.valid_to
        return first is not None and first <= day and (last is None or day <= last)


class CardEntryQuerySet(models.QuerySet["CardEntry"]):
    def readable_by(self, user: Any) -> Self:
        return self.filter(card__in=CardVersion.objects.readable_by(user))

    def editable_by(self, user: Any) -> Self:
        return self.filter(card__in=CardVersion.objects.editable_by(user))


class CardEntry(Versioned):
    """One row of one slot of a version (``providers.cards``); each slot uses some of the columns.

    ``code`` stays with the row from version to version, so that two of them can be compared.
    """

    card = models.ForeignKey(
        CardVersion, models.CASCADE, related_name="entries", verbose_name=_("verze karty")
    )
    slot = models.CharField(
        _("část"), max_length=20, choices=[(slot.name, slot.title) for slot in cards.SLOTS]
    )
    code = models.SlugField(_("kód řádku"), max_length=40)
    position = models.PositiveSmallIntegerField(_("pořadí"), default=0)
    area = models.CharField(_("okruh"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    others = models.TextField(_("kdo jiný ji může řešit"), blank=True)
    activities = models.TextField(_("činnosti služby"), blank=True)
    outcome = models.TextField(_("očekávaný výsledek"), blank=True)
    indicator = models.CharField(_("indikátor"), max_length=40, blank=True)
    target = models.CharField(_("cíl"), max_length=200, blank=True)
    source = models.CharField(_("zdroj údaje"), max_length=200, blank=True)

    objects = CardEntryQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("řádek karty")
        verbose_name_plural = _("řádky karet")
        ordering = ["card", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "slot", "code"],
                name="card_row_is_known_by_its_code",
                violation_error_message=_("Řádek s tímto kódem už v části je."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_slot_display()}: {self.text[:80]}"

    def as_row(self) -> cards.Row:
        return cards.Row(
            self.slot, self.code, {name: getattr(self, name) for name in cards.COLUMNS}
        )
