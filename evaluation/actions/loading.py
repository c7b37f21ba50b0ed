"""Form versions from ``fixtures/evaluation/form-*/``; one that is published stays as it is."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import IntegrityError, models, transaction

from evaluation.models import FormField, FormQuantity, FormRule, FormSection, FormVersion
from providers.actions.loading import REASON, Loaded, read_day
from sitis.fixtures import BrokenTable, read_table
from sitis.history import CHANGED, CREATED, write_history

TABLES = ("version.csv", "sections.csv", "fields.csv", "rules.csv", "quantities.csv")
#: Columns that hold more words, by what parts them.
LISTS = {"kinds", "forms", "occasions", "left", "right", "plus", "minus", "sum_of"}
PIPED = {"choices"}
FLAGS = {"is_split", "is_required", "is_read_only", "comment_when_positive"}
NUMBERS = {"minimum", "maximum", "factor", "tolerance"}


def load_forms(folder: Path) -> Iterator[Loaded]:
    """Every version under ``folder``, oldest first. Raises BrokenTable."""
    for one in sorted(folder.glob("form-*")):
        yield load_form(one)


@transaction.atomic
def load_form(folder: Path) -> Loaded:
    """Write the version and publish it. Reports already stand on a published one: it stays."""
    loaded = Loaded(label=str(FormVersion._meta.verbose_name_plural))
    fingerprint = _sum_of(folder)
    try:
        (given,) = read_table(folder / "version.csv")
        version = FormVersion.objects.filter(code=given["code"]).first()
        if version is not None and version.is_published:
            loaded.unchanged += 1
            if version.fingerprint != fingerprint:
                loaded.kept.append(f"{version}: vydaná verze se nemění, změnu zapište jako novou")
            return loaded
        loaded.created, loaded.changed = (1, 0) if version is None else (0, 1)
        _write(folder, version or FormVersion(), given, fingerprint)
    except IntegrityError as error:
        raise BrokenTable(f"{folder.name}: dva řádky mají stejný klíč ({error})") from error
    except (KeyError, ValueError, ArithmeticError) as error:
        raise BrokenTable(f"{folder.name}: nečitelný řádek: {error!r}") from error
    return loaded


def _sum_of(folder: Path) -> str:
    found = hashlib.sha256()
    for name in TABLES:
        try:
            found.update((folder / name).read_bytes())
        except OSError as error:
            raise BrokenTable(f"{name}: {error}") from error
    return found.hexdigest()


def _write(folder: Path, version: FormVersion, given: dict[str, str], fingerprint: str) -> None:
    sign = CHANGED if version.pk else CREATED
    version.code, version.title, version.note = given["code"], given["title"], given["note"]
    version.valid_from, version.valid_to = (
        read_day(given["valid_from"]),
        read_day(given["valid_to"]),
    )
    version.is_published, version.fingerprint = True, fingerprint
    version.skip_history_when_saving = True
    version.full_clean()
    version.save()
    write_history(FormVersion, [version.pk], sign, reason=REASON)
    for model in (FormField, FormSection, FormRule, FormQuantity):
        model._default_manager.filter(version=version).delete()
    sections = {}
    for order, row in enumerate(read_table(folder / "sections.csv")):
        section = FormSection(version=version, order=order, **row)
        section.save()
        sections[section.code] = section
    for model, name in (
        (FormField, "fields.csv"),
        (FormRule, "rules.csv"),
        (FormQuantity, "quantities.csv"),
    ):
        _fill(model, folder / name, version, sections)


def _fill(
    model: type[models.Model], path: Path, version: FormVersion, sections: dict[str, FormSection]
) -> None:
    rows = []
    for order, row in enumerate(read_table(path)):
        values = {name: _value(name, text) for name, text in row.items()}
        if "section" in values:
            values["section"] = sections[row["section"]]
        if model is not FormQuantity:
            values["order"] = order
        one = model(version=version, **values)
        one.full_clean(exclude=["version", "section"], validate_unique=False)
        rows.append(one)
    model._default_manager.bulk_create(rows, batch_size=500)


def _value(name: str, text: str) -> Any:
    if name in LISTS:
        return text.split()
    if name in PIPED:
        return [one for one in text.split("|") if one]
    if name in FLAGS:
        return text == "1"
    if name in NUMBERS:
        return Decimal(text) if text else None
    if name == "decimals":
        return int(text)
    return text
