"""Writing of code lists from ``fixtures/codelists/``; what an official changed stays as it is.

Which value is ours is known from history: what this loader wrote carries its reason. A field that
differs from what the loader last gave it was changed by somebody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from providers.actions.codelists import publish_waiting
from providers.models import (
    AgeGroup,
    BasicActivity,
    CapacityUnit,
    KindForm,
    LegalForm,
    NetworkCategory,
    ProvisionForm,
    RegisteringAuthority,
    ServiceKind,
    TargetGroup,
)
from providers.models.codelist import CodeList
from sitis.fixtures import BrokenTable, read_table
from sitis.versions import Versioned

REASON = "load_codelists"

#: Table -> its file.
TABLES: dict[type[CodeList], str] = {
    ServiceKind: "service_kinds.csv",
    ProvisionForm: "provision_forms.csv",
    CapacityUnit: "capacity_units.csv",
    TargetGroup: "target_groups.csv",
    AgeGroup: "age_groups.csv",
    BasicActivity: "basic_activities.csv",
    LegalForm: "legal_forms.csv",
    RegisteringAuthority: "registering_authorities.csv",
    NetworkCategory: "network_categories.csv",
}

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


@transaction.atomic
def load_codelists(folder: Path) -> list[Loaded]:
    """Bring all code lists in line with the files. Raises BrokenTable, then writes nothing."""
    try:
        tables, keys = [], {}
        for model, file in TABLES.items():
            table, keys[model] = _load_items(model, folder / file)
            tables.append(table)
        return [*tables, _load_kind_forms(folder / "kind_forms.csv", keys)]
    except IntegrityError as error:
        raise BrokenTable(f"kód nebo klíč už má jiná položka číselníku ({error})") from error
    except (KeyError, ValueError) as error:
        raise BrokenTable(f"nečitelný řádek: {error!r}") from error


def _load_items(model: type[CodeList], path: Path) -> tuple[Loaded, dict[str, Any]]:
    """An item is known by the slug we gave it, else by the ministry's code, else by its slug.

    Also returns slug in the file -> primary key, for an official may have given another slug.
    """
    rows = list(model._default_manager.all())
    given = _given(model)
    by_given_slug = {given[row.pk]["slug"]: row for row in rows if row.pk in given}
    by_code = {row.rpss_code: row for row in rows if row.rpss_code}
    by_slug = {row.slug: row for row in rows}
    pairs = []
    for line in read_table(path):
        values = {name: _value(model, name, text) for name, text in line.items()}
        row = (
            by_given_slug.get(values["slug"])
            or by_code.get(values.get("rpss_code"))
            or by_slug.get(values["slug"])
        )
        pairs.append((row or model(), {**values, "is_named": True}))
    unnamed = [row for row, _values in pairs if row.pk and not row.is_named]
    loaded = _write(model, pairs, given)
    for row in unnamed if model is ServiceKind else ():
        publish_waiting(row, by=None)
    return loaded, {values["slug"]: row.pk for row, values in pairs}


def _load_kind_forms(path: Path, keys: dict[type[CodeList], dict[str, Any]]) -> Loaded:
    """A form of a kind is known by both and its first day; the file names them by their slugs."""
    kinds, forms, units = keys[ServiceKind], keys[ProvisionForm], keys[CapacityUnit]
    present = {(row.kind_id, row.form_id, row.valid_from): row for row in KindForm.objects.all()}
    pairs = []
    for line in read_table(path):
        values = {
            "kind_id": kinds[line["kind"]],
            "form_id": forms[line["form"]],
            "usual_unit_id": units[line["usual_unit"]],
            "is_side": line["is_side"] == "1",
            "valid_from": _day(line["valid_from"]),
            "valid_to": _day(line["valid_to"]),
        }
        known = present.get((values["kind_id"], values["form_id"], values["valid_from"]))
        pairs.append((known or KindForm(), values))
    return _write(KindForm, pairs, _given(KindForm))


def _value(model: type[models.Model], name: str, text: str) -> Any:
    column = model._meta.get_field(name)
    if isinstance(column, models.DateField):
        return _day(text)
    if isinstance(column, models.BooleanField):
        return text == "1"
    if isinstance(column, models.IntegerField):
        return int(text) if text else None
    return text


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _given(model: type[Versioned]) -> Given:
    """What the loader last wrote, field by field, read from history."""
    given: Given = {}
    before: Given = {}
    for version in model.history.order_by("history_date", "history_id").values():
        key, old = version["id"], before.get(version["id"])
        if version["history_change_reason"] == REASON:
            ours = given.setdefault(key, dict(version))
            ours |= {name: value for name, value in version.items() if old and old[name] != value}
        before[key] = version
    return given


def _write(
    model: type[Versioned], pairs: Sequence[tuple[Any, dict[str, Any]]], given: Given
) -> Loaded:
    """Write pairs of a row (a new one without key) and the values it should have."""
    loaded = Loaded(label=str(model._meta.verbose_name_plural))
    created, changed, touched = [], [], set()
    for row, values in pairs:
        is_new = row.pk is None
        renewed = values if is_new else _renewed(row, values, given.get(row.pk), loaded.kept)
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


def _renewed(
    row: Any, values: dict[str, Any], given: dict[str, Any] | None, kept: list[str]
) -> set[str]:
    """Fields to write. Where somebody changed what we gave, it stays; ``kept`` names it.

    A row we never wrote is an official's, unless an import left it there as an unnamed code.
    """
    renewed = set()
    for name, value in values.items():
        now = getattr(row, name)
        if now == value:
            continue
        if given is None:
            ours, known = not getattr(row, "is_named", True), False
        else:
            ours, known = given[name] == now, given[name] == value
        if ours:
            renewed.add(name)
        elif not known:
            kept.append(f"{row}: {row._meta.get_field(name).verbose_name}")
    return renewed
