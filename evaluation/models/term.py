"""A collection: what is collected of a year, by which form, from when until when."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from evaluation.models.form import FormVersion, Occasion
from sitis.accounts.models import Permission, Role
from sitis.versions import Versioned


class TermQuerySet(models.QuerySet["Term"]):
    def open(self) -> Self:
        return self.filter(state=Term.State.OPEN)

    def opened(self) -> Self:
        """Open now, or once."""
        return self.exclude(state=Term.State.PREPARATION)

    def readable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, Role.AUDITOR):
            return self
        return self.opened() if user.held_roles else self.none()

    def editable_by(self, user: Any) -> Self:
        if user.holds(Role.OFFICIAL, permission=Permission.ANALYST):
            return self
        return self.none()

    def for_lists(self) -> Self:
        return self.select_related("form_version")


class Term(Versioned):
    """One collection of one year. Its deadline is a moment that an official set, never computed."""

    class State(models.TextChoices):
        PREPARATION = "preparation", _("v přípravě")
        OPEN = "open", _("otevřený")
        CLOSED = "closed", _("uzavřený")

    class Move(models.TextChoices):
        OPEN = "open", _("otevřít sběr")
        CLOSE = "close", _("uzavřít sběr")
        REOPEN = "reopen", _("znovu otevřít")

    MOVES = {
        Move.OPEN: ({State.PREPARATION}, State.OPEN),
        Move.CLOSE: ({State.OPEN}, State.CLOSED),
        Move.REOPEN: ({State.CLOSED}, State.OPEN),
    }

    year = models.PositiveSmallIntegerField(_("rok"))
    occasion = models.CharField(_("sběr"), max_length=10, choices=Occasion.choices)
    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="terms", verbose_name=_("verze formuláře")
    )
    opens_at = models.DateTimeField(_("otevře se"))
    closes_at = models.DateTimeField(_("termín odevzdání"))
    data_day = models.DateField(
        _("údaje ke dni"), help_text=_("Služby a jednotky se berou ze sítě platné tento den.")
    )
    kinds = models.JSONField(
        _("druhy služeb"), default=list, blank=True, help_text=_("Nic znamená všechny druhy.")
    )
    needs_signature = models.BooleanField(_("podepisuje statutární zástupce"), default=False)
    locks_unnamed = models.BooleanField(
        _("po vrácení jen označená pole"),
        default=True,
        help_text=_("Ve vráceném výkazu se dají měnit jen pole, která úředník označil."),
    )
    state = models.CharField(
        _("stav"),
        max_length=12,
        choices=State.choices,
        default=State.PREPARATION,
        editable=False,
    )
    note = models.TextField(_("pokyny poskytovatelům"), blank=True)

    objects = TermQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("sběr výkazů")
        verbose_name_plural = _("sběry výkazů")
        ordering = ["-year", "-closes_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "occasion"],
                name="term_of_a_year_is_one",
                violation_error_message=_("Takový sběr už pro tento rok je."),
            ),
            models.CheckConstraint(
                name="term_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("Termín odevzdání musí být později než otevření."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:term-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """ "Pololetní výkaz 2025"."""
        said = str(self)
        return said[:1].upper() + said[1:]

    @property
    def is_locked(self) -> bool:
        """Reports exist, so its form, year and services stay."""
        return self.state != self.State.PREPARATION

    @property
    def moves(self) -> list["Term.Move"]:
        return [step for step, (sources, _to) in self.MOVES.items() if self.state in sources]

    def is_over_at(self, moment: datetime) -> bool:
        return moment > self.closes_at
