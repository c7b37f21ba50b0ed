"""Reference data written into tables that officials edit too: what they changed stays as it is.

Which value is ours is known from history: what a loader wrote carries its reason. A field that
differs from what the loader last gave it was changed by somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from sitis.versions import Versioned

REASON = "load_codelists"

#: Primary key -> what the loader last wrote into each field of that row.
Given = dict[Any, dict[str, Any]]


@dataclass(slots=True)
class Loaded:
    """What happened to one table; ``kept`` names item and field that an official changed."""

    label: str
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)


def read_value(model: type[models.Model], name: str, text: str) -> Any:
    column = model._meta.get_field(name)
    if isinstance(column, models.DateField):
        return read_day(text)
    if isinstance(column, models.BooleanField):
        return text == "1"
    if isinstance(column, models.IntegerField):
        return int(text) if text else None
    return text


def read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def given_to(model: type[Versioned]) -> Given:
    """What the loader last wrote, field by field, read from history."""
    given: Given = {}
    before: Given = {}
    linked = _links_of_versions(model)
    for version in model.history.order_by("history_date", "history_id").values():
        version |= linked.get(version["history_id"], dict.fromkeys(links_of(model), frozenset()))
        key, old = version["id"], before.get(version["id"])
        if version["history_change_reason"] == REASON:
            ours = given.setdefault(key, dict(version))
            ours |= {name: value for name, value in version.items() if old and old[name] != value}
        before[key] = version
    return given


def links_of(model: type[models.Model]) -> list[str]:
    """Names of the many-to-many fields."""
    return [column.name for column in model._meta.many_to_many]


def _links_of_versions(model: type[Versioned]) -> dict[int, dict[str, frozenset[int]]]:
    """Key of a version in history -> what it was linked with; versions without links are missing."""
    found: dict[int, dict[str, set[int]]] = {}
    for name in links_of(model):
        rows = getattr(model.history.model, name)
        other = model._meta.get_field(name).m2m_reverse_field_name()
        for version, pk in rows.values_list("history_id", f"{other}_id"):
            found.setdefault(version, {one: set() for one in links_of(model)})[name].add(pk)
    return {
        version: {name: frozenset(pks) for name, pks in links.items()}
        for version, links in found.items()
    }


def held(row: Any, name: str) -> Any:
    """The value of a field as it stands; of a many-to-many one the keys it is linked with."""
    if row._meta.get_field(name).many_to_many:
        return frozenset(one.pk for one in getattr(row, name).all())
    return getattr(row, name)


def write_linked(
    model: type[Versioned], pairs: Sequence[tuple[Any, dict[str, Any]]], given: Given
) -> Loaded:
    """As ``write``, for a small table with many-to-many fields: its rows are written one by one."""
    loaded = Loaded(label=str(model._meta.verbose_name_plural))
    for row, values in pairs:
        is_new = row.pk is None
        renewed = set(values) if is_new else to_renew(row, values, given.get(row.pk), loaded.kept)
        links = renewed & set(links_of(model))
        for name in renewed - links:
            setattr(row, name, values[name])
        if renewed:
            row.version += 0 if is_new else 1
            row._change_reason = REASON
            row.save()
        for name in sorted(links):
            getattr(row, name).set(values[name])
        loaded.created += is_new
        loaded.changed += bool(renewed) and not is_new
        loaded.unchanged += not renewed
    return loaded


def write(
    model: type[Versioned], pairs: Sequence[tuple[Any, dict[str, Any]]], given: Given
) -> Loaded:
    """Write pairs of a row (a new one without key) and the values it should have."""
    loaded = Loaded(label=str(model._meta.verbose_name_plural))
    created, changed, touched = [], [], set()
    for row, values in pairs:
        is_new = row.pk is None
        renewed = values if is_new else to_renew(row, values, given.get(row.pk), loaded.kept)
        for name in renewed:
            setattr(row, name, values[name])
        if is_new:
            created.append(row)
        elif renewed:
            row.version += 1
            changed.append(row)
            touched |= renewed
    bulk_create_with_history(created, model, default_change_reason=REASON)
    if changed:
        fields = [*(model._meta.get_field(name).name for name in touched), "version"]
        bulk_update_with_history(changed, model, fields, default_change_reason=REASON)
    loaded.created, loaded.changed = len(created), len(changed)
    loaded.unchanged = len(pairs) - len(created) - len(changed)
    return loaded


def to_renew(
    row: Any, values: dict[str, Any], given: dict[str, Any] | None, kept: list[str]
) -> set[str]:
    """Fields to write. Where somebody changed what we gave, it stays; ``kept`` names it.

    A row we never wrote is an official's, unless an import left it there as an unnamed code. What
    somebody read and approved is theirs too.
    """
    renewed = set()
    for name, value in values.items():
        now = held(row, name)
        if now == value:
            continue
        if given is None:
            ours, known = not getattr(row, "is_named", True), False
        else:
            ours, known = given[name] == now, given[name] == value
        ours = ours and not getattr(row, "is_approved", False)
        if ours:
            renewed.add(name)
        elif not known:
            kept.append(f"{row}: {row._meta.get_field(name).verbose_name}")
    return renewed
