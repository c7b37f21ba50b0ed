"""The text of a plan: sections of five parts (Decree No. 505/2006 Sb., § 39a(1)), and live blocks."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from planning.models.base import OfPlan
from planning.models.cycle import Deliverable
from planning.models.plan import Plan


class Part(models.TextChoices):
    DESCRIPTIVE = "descriptive", _("Popisná část")
    ANALYTICAL = "analytical", _("Analytická část")
    PREVIOUS = "previous_evaluation", _("Vyhodnocení předchozího plánu")
    STRATEGIC = "strategic", _("Strategická část")
    NETWORK = "network_provision", _("Způsob zajištění sítě")


class Section(OfPlan):
    """One section: rich text (``sitis.richtext``) with stable paragraph ids and live blocks."""

    deliverable = OuterRef("handed_in_with")  # some sections go in with the analyses

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="sections", verbose_name=_("plán"))
    part = models.CharField(_("část"), max_length=20, choices=Part.choices)
    code = models.SlugField(_("klíč"), max_length=60)
    order = models.PositiveSmallIntegerField(_("pořadí"))
    title = models.CharField(_("nadpis"), max_length=200)
    help = models.TextField(_("co sem patří"), blank=True)
    items = models.JSONField(
        _("položky zákonné kontroly"), default=list, blank=True
    )  # codes such as "39a.2.a"
    is_required = models.BooleanField(_("povinný"), default=True)
    handed_in_with = models.CharField(
        _("odevzdává se s"),
        max_length=12,
        choices=Deliverable.choices,
        default=Deliverable.TEXT,
    )
    text = models.TextField(_("text"), blank=True)
    is_ready = models.BooleanField(_("hotovo"), default=False)
    carried_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="carried_to",
        verbose_name=_("převzato z"),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("oddíl plánu")
        verbose_name_plural = _("oddíly plánů")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="section_is_once_in_a_plan"),
        ]

    def __str__(self) -> str:
        return self.title


class SectionDraft(models.Model):
    """What a person typed into a section and did not save yet; kept by itself, over nothing."""

    section = models.ForeignKey(
        Section, models.CASCADE, related_name="drafts", verbose_name=_("oddíl")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("kdo")
    )
    base_version = models.PositiveIntegerField(_("z verze"))
    text = models.TextField(_("text"), blank=True)
    saved_at = models.DateTimeField(_("uloženo"), default=timezone.now)

    class Meta:
        verbose_name = _("rozepsaný text")
        verbose_name_plural = _("rozepsané texty")
        constraints = [
            models.UniqueConstraint(fields=["section", "user"], name="draft_of_a_person_is_one")
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.user}"

    @property
    def stamp(self) -> str:
        """Says which text this is: a window that continues it brings the stamp back."""
        return self.saved_at.astimezone(UTC).isoformat()


class FrozenBlock(models.Model):
    """What a live block showed on the day of the plan's data when the plan was approved."""

    section = models.ForeignKey(
        Section, models.CASCADE, related_name="frozen_blocks", verbose_name=_("oddíl")
    )
    block = models.CharField(_("blok"), max_length=20)  # its id in the text
    kind = models.SlugField(_("druh"), max_length=40)
    content = models.JSONField(_("obsah"))  # plain values of its tables and figures

    class Meta:
        verbose_name = _("zmrazený blok")
        verbose_name_plural = _("zmrazené bloky")
        constraints = [
            models.UniqueConstraint(fields=["section", "block"], name="block_is_frozen_once")
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.kind}"


class FrozenRowManager(models.Manager["FrozenRow"]):
    def keep(self, plan: Plan, tables: Mapping[str, Iterable[Any]]) -> None:
        """Lines of each table as rows of ``plan``; thousands in a statement or two.

        Django gives SQLite 999 values in one statement, so there the rows go as one JSON.
        """
        rows = [
            (table, getattr(line, "code", "")[:60], order, line.as_json())
            for table, lines in tables.items()
            for order, line in enumerate(lines)
        ]
        if connection.vendor != "sqlite":
            self.bulk_create(
                FrozenRow(plan=plan, table=table, code=code, order=order, cells=cells)
                for table, code, order, cells in rows
            )
            return
        typed = [(table, code, order, json.dumps(cells)) for table, code, order, cells in rows]
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO planning_frozenrow (plan_id, "table", code, "order", cells) '
                "SELECT %s, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(%s)",
                [plan.pk, json.dumps(typed)],
            )


class FrozenRow(models.Model):
    """A row of an approved plan as it was printed: names and numbers of the day, no keys."""

    class Table(models.TextChoices):
        NEED = "need", _("potřeby")
        MEASURE = "measure", _("opatření")
        SWOT = "swot", _("SWOT")
        COST = "cost", _("náklady")
        FATE = "fate", _("osudy podnětů")
        NETWORK = "network", _("síť")
        CHECK = "check", _("zákonná kontrola")

    plan = models.ForeignKey(
        Plan, models.CASCADE, related_name="frozen_rows", verbose_name=_("plán")
    )
    table = models.CharField(_("tabulka"), max_length=8, choices=Table.choices)
    code = models.CharField(_("kód"), max_length=60)
    order = models.PositiveIntegerField(_("pořadí"))
    cells = models.JSONField(_("hodnoty"))

    objects = FrozenRowManager()

    class Meta:
        verbose_name = _("zmrazený řádek")
        verbose_name_plural = _("zmrazené řádky")
        ordering = ["plan", "table", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "table", "order"], name="frozen_row_has_its_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_table_display()} {self.code}"
