"""Writing of code lists from ``fixtures/codelists/``; what an official changed stays as it is."""

from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from providers.actions.codelists import publish_waiting
from providers.actions.loading import Loaded, given_to, read_day, read_value, write
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
    given = given_to(model)
    by_given_slug = {given[row.pk]["slug"]: row for row in rows if row.pk in given}
    by_code = {row.rpss_code: row for row in rows if row.rpss_code}
    by_slug = {row.slug: row for row in rows}
    pairs = []
    for line in read_table(path):
        values = {name: read_value(model, name, text) for name, text in line.items()}
        row = (
            by_given_slug.get(values["slug"])
            or by_code.get(values.get("rpss_code"))
            or by_slug.get(values["slug"])
        )
        pairs.append((row or model(), {**values, "is_named": True}))
    unnamed = [row for row, _values in pairs if row.pk and not row.is_named]
    loaded = write(model, pairs, given)
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
            "valid_from": read_day(line["valid_from"]),
            "valid_to": read_day(line["valid_to"]),
        }
        known = present.get((values["kind_id"], values["form_id"], values["valid_from"]))
        pairs.append((known or KindForm(), values))
    return write(KindForm, pairs, given_to(KindForm))
