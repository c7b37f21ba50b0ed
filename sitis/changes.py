"""Who changed which field from what to what, when and why; over any tables with history.

A fixed number of queries: one for the history of each table, one for the names behind each kind
of foreign key.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

#: Bookkeeping and owners, not facts.
_SILENT = {
    "id",
    "uuid",
    "service",
    "facility",
    "version",
    "search",
    "imported",
    "source_key",
    "fingerprint",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RecordChange:
    """One saved state of one row. ``what`` is "vznik", "změna" or "odstranění"."""

    at: datetime
    by: str
    reason: str
    record: str  # kind of record in Czech
    name: str  # which of them
    what: str
    is_new: bool
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """Rows of one table's history; ``secret`` fields of rows ``is_secret`` are named, not shown."""

    model: type[models.Model]
    rows: models.QuerySet
    secret: frozenset[str] = frozenset()
    secret_ids: frozenset[Any] = frozenset()


def changes(watched: Iterable[Watched]) -> list[RecordChange]:
    """All changes of the watched rows, newest first. A row without a changed field is left out."""
    read = [(one, _states(one)) for one in watched]
    names = _names_behind_keys(read)
    found: list[RecordChange] = []
    for one, by_row in read:
        fields = _fields(one.model)
        for pk, states in by_row.items():
            hidden = one.secret if pk in one.secret_ids else frozenset()
            before: dict[str, Any] | None = None
            for state in states:
                if change := _change(one.model, fields, before, state, names, hidden):
                    found.append(change)
                before = state
    return sorted(found, key=lambda change: change.at, reverse=True)


def _fields(model: type[models.Model]) -> list[Any]:
    kept = {field.name for field in model.history.model._meta.fields}  # type: ignore[attr-defined]
    return [
        field for field in model._meta.fields if field.name in kept and field.name not in _SILENT
    ]


def _states(one: Watched) -> dict[Any, list[dict[str, Any]]]:
    names = [field.attname for field in _fields(one.model)]
    bookkeeping = ["history_date", "history_type", "history_change_reason", "history_user__name"]
    bookkeeping.append("history_user__email")
    by_row: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    rows = one.rows.order_by("history_date", "history_id").values("id", *names, *bookkeeping)
    for state in rows:
        by_row[state["id"]].append(state)
    return by_row


def _names_behind_keys(read: list[Any]) -> dict[Any, dict[Any, str]]:
    keys: dict[Any, set[Any]] = defaultdict(set)
    for one, by_row in read:
        related = [field for field in _fields(one.model) if field.is_relation]
        for states in by_row.values():
            for state in states:
                for field in related:
                    keys[field.related_model].add(state[field.attname])
    return {
        model: {row.pk: str(row) for row in model._base_manager.filter(pk__in=wanted - {None})}
        for model, wanted in keys.items()
        if wanted - {None}
    }


def _change(
    model: Any,
    fields: list[Any],
    before: dict[str, Any] | None,
    state: dict[str, Any],
    names: dict[Any, dict[Any, str]],
    hidden: frozenset[str],
) -> RecordChange | None:
    what = {"+": _("vznik"), "~": _("změna"), "-": _("odstranění")}[state["history_type"]]
    differing = []
    if state["history_type"] != "-":
        for field in fields:
            old = before[field.attname] if before else None
            new = state[field.attname]
            if old == new or (before is None and new in (None, "", False)):
                continue
            if field.name in hidden:
                told = FieldChange(_label(field), _("utajeno"), _("utajeno"))
            else:
                shown = [_shown(field, value, names) for value in (old, new)]
                told = FieldChange(_label(field), *shown)
            differing.append(told)
    if not differing and state["history_type"] == "~":
        return None
    return RecordChange(
        at=state["history_date"],
        by=state["history_user__name"] or state["history_user__email"] or _("systém"),
        reason=state["history_change_reason"] or "",
        record=str(model._meta.verbose_name),
        name=_name(fields, state, names, hidden),
        what=what,
        is_new=state["history_type"] == "+",
        fields=tuple(differing),
    )


def _label(field: Any) -> str:
    return str(field.verbose_name)


def _name(fields: list[Any], state: dict[str, Any], names: Any, hidden: frozenset[str]) -> str:
    """The row's name, value or type: the first that it has."""
    by_name = {field.name: field for field in fields}
    for name in ("name", "value", "title", "slot", "form", "type", "weekday", "target_group"):
        field = by_name.get(name)
        if field is not None and name not in hidden and state[field.attname] not in (None, ""):
            return _shown(field, state[field.attname], names)
    return ""


def _shown(field: Any, value: Any, names: dict[Any, dict[Any, str]]) -> str:
    """A value as a person reads it, in Czech form."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names.get(field.related_model, {}).get(value, str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("ano") if value else _("ne")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j. n. Y G.i")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Decimal):
        return number_format(value.normalize() if value % 1 else int(value))
    return str(value)
