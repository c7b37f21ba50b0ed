"""Writing of the territory: the tables are brought in line with the files, nothing is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction

from sitis.fixtures import BrokenTable
from sitis.territory import importers
from sitis.territory.models import (
    Boundary,
    District,
    Indicator,
    IndicatorValue,
    Municipality,
    MunicipalityPart,
    Orp,
    Population,
    Region,
)

OF_PLACE = ("region_id", "orp_id", "municipality_id")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """What happened to one table; ``extra`` rows are in the database but not in the files."""

    label: str
    created: int
    changed: int
    unchanged: int
    extra: int


@transaction.atomic
def load_territory(folder: Path, *, region: str) -> list[Loaded]:
    """Load the whole territory of ``region`` (NUTS 3 code). Raises BrokenTable, then writes nothing."""
    if not any(importers.regions(folder, region)):
        raise BrokenTable(f"regions.csv: kraj {region} v tabulce není")
    if any(district.region_id != region for district in importers.districts(folder)):
        raise BrokenTable(f"districts.csv: okresy nepatří do kraje {region}")
    try:
        return [
            bring_in_line(Region, importers.regions(folder, region), "code"),
            bring_in_line(District, importers.districts(folder), "code"),
            bring_in_line(Orp, importers.orps(folder), "code"),
            bring_in_line(Municipality, importers.municipalities(folder), "code"),
            bring_in_line(
                MunicipalityPart,
                importers.parts(folder),
                *("code", "postal_code", "city_district_code"),
            ),
            bring_in_line(Boundary, importers.boundaries(folder), "level", "code"),
            bring_in_line(
                Population,
                importers.population(folder),
                *(*OF_PLACE, "day", "age_from", "age_to", "sex"),
            ),
            bring_in_line(Indicator, importers.indicators(folder), "code"),
            bring_in_line(
                IndicatorValue,
                importers.indicator_values(folder),
                *("indicator_id", *OF_PLACE, "period"),
            ),
        ]
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise BrokenTable(f"nečitelný řádek: {error!r}") from error


def bring_in_line(model: type[models.Model], wanted: Iterable[models.Model], *key: str) -> Loaded:
    """Create rows that are missing and correct those that differ; ``key`` names a row in the file.

    Raises BrokenTable when two rows of the file have the same key.
    """
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    present = {_values(row, key): row for row in model._default_manager.all()}
    created, changed, seen = [], [], set()
    for row in wanted:
        name = _values(row, key)
        if name in seen:
            raise BrokenTable(f"{model._meta.verbose_name} {name} je v souborech dvakrát")
        seen.add(name)
        if (old := present.get(name)) is None:
            created.append(row)
        elif _values(row, columns) != _values(old, columns):
            row.pk = old.pk
            changed.append(row)
    model._default_manager.bulk_create(created, batch_size=BATCH)
    model._default_manager.bulk_update(changed, columns, batch_size=BATCH)
    return Loaded(
        label=str(model._meta.verbose_name_plural),
        created=len(created),
        changed=len(changed),
        unchanged=len(seen) - len(created) - len(changed),
        extra=len(present.keys() - seen),
    )


def _values(row: models.Model, columns: Iterable[str]) -> tuple:
    return tuple(getattr(row, column) for column in columns)
