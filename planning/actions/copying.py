"""Rows of one plan copied into another: an amendment takes all, a new cycle what is chosen.

Each copy keeps its number and code and names the row it continues; everything goes in bulk, with
history, in a number of statements that does not depend on the rows.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from planning.models import (
    Activity,
    Cost,
    Exemption,
    Fate,
    Goal,
    Indicator,
    Measure,
    Need,
    Plan,
    Priority,
    Section,
    SwotItem,
)
from sitis.history import CREATED, write_history, write_links_history

BATCH = 500
SECTIONS, SWOT, PRIORITIES, NEEDS = "sections", "swot", "priorities", "needs"
PARTS = (SECTIONS, SWOT, PRIORITIES, NEEDS)

#: Key of a source row -> key of its copy, by model.
Keys = dict[type[models.Model], dict[int, int]]


@dataclass(slots=True)
class Copying:
    """One copying from plan to plan, on behalf of ``by``."""

    source: Plan
    target: Plan
    by: Any
    reason: str
    year: int | None = None  # an action plan takes only what concerns its year
    keys: Keys = field(default_factory=dict)

    def rows(
        self,
        model: type[models.Model],
        rows: models.QuerySet,
        change: Callable[[Any], Mapping[str, Any]],
    ) -> dict[int, int]:
        """Copies of ``rows`` with the columns that ``change`` gives; old key -> new key."""
        columns = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
        old = list(rows.order_by("pk"))
        follows = {"continues_id", "carried_from_id"} & set(columns)
        new = [
            model(
                **{name: getattr(row, name) for name in columns}
                | dict.fromkeys(follows, row.pk)
                | {"version": 1}
                | dict(change(row))
            )
            for row in old
        ]
        model._default_manager.bulk_create(new, batch_size=BATCH)
        made = [row.pk for row in new]
        write_history(model, made, CREATED, by=self.by, reason=self.reason)
        self.keys[model] = {row.pk: key for row, key in zip(old, made, strict=True)}
        return self.keys[model]

    def lasting(self, model: type[models.Model]) -> models.QuerySet:
        """Measures or activities of the source, those of ``year`` if only they are wanted."""
        rows = model._default_manager.of(self.source)
        if self.year is None:
            return rows
        return rows.filter(starts_on__year__lte=self.year, ends_on__year__gte=self.year)

    def links(self, model: type[models.Model], name: str) -> None:
        """The many-to-many ``name`` of the copies: to copies where the other side is copied too."""
        column = model._meta.get_field(name)
        through = column.remote_field.through
        owner, other = column.m2m_column_name(), column.m2m_reverse_name()
        copies, beside = self.keys[model], self.keys.get(column.related_model)
        pairs = through._default_manager.filter(**{f"{owner}__in": list(copies)})
        through._default_manager.bulk_create(
            [
                through(**{owner: copies[one], other: beside[two] if beside is not None else two})
                for one, two in pairs.order_by("pk").values_list(owner, other)
                if beside is None or two in beside
            ],
            batch_size=BATCH,
        )


@transaction.atomic
def copy_rows(
    source: Plan,
    target: Plan,
    *,
    by: Any,
    parts: Collection[str] = PARTS,
    year: int | None = None,
    reason: str = "",
) -> Keys:
    """Copy the chosen parts of ``source`` into ``target``, which has none of these rows yet.

    With ``year`` only its needs, the measures and activities that last in it, and its costs.
    """
    work = Copying(source, target, by, reason, year)
    if SECTIONS in parts:
        work.rows(Section, source.sections.all(), lambda row: {"plan_id": target.pk})
    if SWOT in parts:
        work.rows(SwotItem, source.swot_items.all(), lambda row: {"plan_id": target.pk})
        work.links(SwotItem, "themes")
        write_links_history(SwotItem, work.keys[SwotItem].values())
    if NEEDS in parts:
        needs = source.needs.filter(year=year) if year else source.needs.all()
        work.rows(Need, needs, lambda row: {"plan_id": target.pk})
        work.links(Need, "network_items")
        write_links_history(Need, work.keys[Need].values())
    if PRIORITIES in parts:
        copy_strategy(work)
    return work.keys


def copy_strategy(work: Copying) -> None:
    """Priorities with all that is under them; links to needs follow ``work.keys``."""
    source, target = work.source, work.target
    priorities = work.rows(Priority, source.priorities.all(), lambda row: {"plan_id": target.pk})
    work.links(Priority, "themes")
    write_links_history(Priority, priorities.values())
    goals = work.rows(
        Goal, Goal.objects.of(source), lambda row: {"priority_id": priorities[row.priority_id]}
    )
    measures = work.rows(
        Measure, work.lasting(Measure), lambda row: {"goal_id": goals[row.goal_id]}
    )
    for name in ("needs", "network_items"):
        work.links(Measure, name)
    write_links_history(Measure, measures.values())
    activities = work.rows(
        Activity,
        work.lasting(Activity).filter(measure__in=list(measures)),
        lambda row: {"measure_id": measures[row.measure_id]},
    )
    kept = Q(activity=None) | Q(activity__in=list(activities))
    for model in (Cost, Indicator):
        rows = model._default_manager.filter(kept, measure__in=list(measures))
        if work.year and model is Cost:
            rows = rows.filter(year=work.year)
        work.rows(
            model,
            rows,
            lambda row: {
                "measure_id": measures[row.measure_id],
                "activity_id": activities.get(row.activity_id),
            },
        )


@transaction.atomic
def copy_decisions(source: Plan, target: Plan, keys: Keys, *, by: Any, reason: str = "") -> None:
    """What ``source`` decided about inputs, for its amendment; targets lead to the copied rows."""
    work = Copying(source, target, by, reason, keys=keys)
    into = (
        ("target_need_id", Need),
        ("target_priority_id", Priority),
        ("target_measure_id", Measure),
    )
    work.rows(
        Fate,
        source.fates.all(),
        lambda row: (
            {"plan_id": target.pk}
            | {name: keys.get(model, {}).get(getattr(row, name)) for name, model in into}
        ),
    )
    work.rows(Exemption, source.exemptions.all(), lambda row: {"plan_id": target.pk})
