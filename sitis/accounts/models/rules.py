"""What an administrator decides for all accounts of this installation."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from sitis.versions import Versioned


class Rules(Versioned):
    """One row. Its history says who demanded what since when."""

    needs_second_factor = models.BooleanField(
        _("úředníci potřebují druhý faktor"),
        default=False,
        help_text=_(
            "Úředník bez ověřovací aplikace si ji po přihlášení nejdřív nastaví, jinam nemůže."
        ),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("pravidla účtů")
        verbose_name_plural = _("pravidla účtů")
        constraints = [
            models.CheckConstraint(
                name="rules_are_one_row",
                condition=models.Q(pk=1),
                violation_error_message=_("Pravidla účtů už existují, upravte je."),
            )
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def demand_second_factor(cls) -> bool:
        return cls.objects.filter(needs_second_factor=True).exists()
