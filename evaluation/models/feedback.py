"""What a run leads to: answers of providers, conclusions of officials, sentences on changes."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from evaluation.models.report import Report
from evaluation.models.result import RunResult
from evaluation.models.run import BenchmarkRun, OfRun, OfRunQuerySet
from providers.models import Service
from providers.models.base import provider_scope
from sitis.versions import Versioned


class OwnOfRunQuerySet(OfRunQuerySet):
    """Rows about one service: officials all, its provider the own ones of a run that was shared."""

    def readable_by(self, user: Any) -> Self:
        run, service = self.model.run_path, self.model.service_path
        whole = Q(**{f"{run}__in": BenchmarkRun.objects.whole_for(user)})
        own = {
            f"{run}__in": BenchmarkRun.objects.shared(),
            f"{service}__provider__in": provider_scope(user),
        }
        return self.filter(whole | Q(**own))

    def editable_by(self, user: Any) -> Self:
        """Officials settle and conclude; a provider only adds answers."""
        return self.filter(**{f"{self.model.run_path}__in": BenchmarkRun.objects.answered_by(user)})


class AnswerQuerySet(OwnOfRunQuerySet):
    def waiting(self) -> Self:
        """An official has not judged them yet."""
        return self.filter(state=Answer.State.WAITING)

    def asked_again(self) -> Self:
        """The region asked further and the provider has said nothing since."""
        later = Answer.objects.filter(result=OuterRef("result"), pk__gt=OuterRef("pk"))
        return self.filter(~Exists(later), state=Answer.State.AGAIN)


class Answer(Versioned, OfRun):
    """What a provider says to a deviation; it is printed beside the number."""

    class State(models.TextChoices):
        WAITING = "waiting", _("čeká na kraj")
        ACCEPTED = "accepted", _("přijato")
        AGAIN = "again", _("kraj se ptá znovu")

    run_path = "result__input__run"
    service_path = "result__input__service"

    result = models.ForeignKey(
        RunResult, models.PROTECT, related_name="answers", verbose_name=_("výsledek")
    )
    text = models.TextField(_("vysvětlení"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("kdo")
    )
    moment = models.DateTimeField(_("kdy"), default=timezone.now)
    state = models.CharField(
        _("stav"), max_length=8, choices=State.choices, default=State.WAITING, editable=False
    )
    question = models.TextField(_("na co se kraj ptá"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("posoudil"),
    )
    settled_at = models.DateTimeField(_("posouzeno"), null=True, blank=True, editable=False)

    objects = AnswerQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("odpověď na odchylku")
        verbose_name_plural = _("odpovědi na odchylky")
        ordering = ["result", "moment"]
        constraints = [
            models.CheckConstraint(
                name="answer_says_something",
                condition=~Q(text=""),
                violation_error_message=_("Napište vysvětlení."),
            ),
            models.CheckConstraint(
                name="answer_asked_again_has_a_question",
                condition=~Q(state="again") | ~Q(question=""),
                violation_error_message=_("Napište, na co se ptáte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result}: {self.get_state_display()}"


class SheetQuerySet(OwnOfRunQuerySet):
    def printed_for(self, user: Any) -> Self:
        """Sheets whose document ``user`` may have: to the printed peers holds what holds to the shown.

        A provider that still owes a report of the run's collection sees no peers, so no document.
        """
        whole = Q(run__in=BenchmarkRun.objects.whole_for(user))
        awaited = Report.objects.awaited().filter(
            term__year=OuterRef("run__year"),
            term__occasion=OuterRef("run__occasion"),
            service__provider=OuterRef("service__provider"),
        )
        return self.readable_by(user).filter(whole | ~Exists(awaited))


class Sheet(Versioned, OfRun):
    """The evaluation sheet of a service in a frozen run, with the official's conclusion once there is one."""

    class Conclusion(models.TextChoices):
        IN_NORM = "in_norm", _("v normě")
        RECOMMENDATION = "recommendation", _("doporučení")
        MEASURE = "measure", _("opatření")
        REDUCE = "reduce", _("podnět ke snížení kapacity")

    service_path = "service"

    run = models.ForeignKey(
        BenchmarkRun, models.PROTECT, related_name="sheets", verbose_name=_("srovnání")
    )
    service = models.ForeignKey(
        Service, models.PROTECT, related_name="evaluation_sheets", verbose_name=_("služba")
    )
    conclusion = models.CharField(_("závěr"), max_length=14, choices=Conclusion.choices, blank=True)
    text = models.TextField(_("odůvodnění"), blank=True)
    next_check_on = models.DateField(_("příští kontrola"), null=True, blank=True)

    objects = SheetQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("hodnoticí list")
        verbose_name_plural = _("hodnoticí listy")
        ordering = ["run", "service"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "service"],
                name="sheet_of_a_service_is_one",
                violation_error_message=_("Hodnoticí list služby už existuje."),
            ),
            models.CheckConstraint(
                name="sheet_that_asks_says_why",
                condition=Q(conclusion__in=["", "in_norm"]) | ~Q(text=""),
                violation_error_message=_("Závěr jiný než v normě odůvodněte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_conclusion_display() or _('bez závěru')}"


class ChangeTextQuerySet(OwnOfRunQuerySet):
    def editable_by(self, user: Any) -> Self:
        """An analyst words them, of a draft and of a frozen run."""
        return self.filter(run__in=BenchmarkRun.objects.worded_by(user))

    def of_kinds(self, run: BenchmarkRun) -> Self:
        """On the region, then on kinds."""
        return self.filter(run=run, service=None).order_by("kind")


class ChangeText(Versioned, OfRun):
    """What changed since last year, in sentences; what an official wrote survives a recalculation."""

    service_path = "service"

    run = models.ForeignKey(
        BenchmarkRun, models.CASCADE, related_name="change_texts", verbose_name=_("srovnání")
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("služba"),
    )
    kind = models.SlugField(_("druh služby"), max_length=60, blank=True)
    computed = models.TextField(_("vypočtené věty"), blank=True, editable=False)
    edited = models.TextField(_("upravené znění"), blank=True)

    objects = ChangeTextQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("co se změnilo")
        verbose_name_plural = _("co se změnilo")
        ordering = ["run", "kind", "service"]
        constraints = [
            models.CheckConstraint(
                name="change_text_is_of_a_service_or_of_a_kind",
                condition=Q(service__isnull=True) | Q(kind=""),
            ),
            models.UniqueConstraint(
                fields=["run", "service"],
                condition=Q(service__isnull=False),
                name="change_text_of_a_service_is_one",
            ),
            models.UniqueConstraint(
                fields=["run", "kind"],
                condition=Q(service=None),
                name="change_text_of_a_kind_is_one",
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """Nothing once nothing can be computed: its numbers, edited or not, may be told no longer."""
        return (self.edited or self.computed) if self.computed else ""
