"""``fixtures/territory/`` -> rows of the models, not yet written. Names are not keys, codes are."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from sitis.fixtures import BrokenTable, read_table
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
    municipality_search,
)

BOUNDARIES = {
    Boundary.Level.DISTRICT: "boundaries_districts.geojson",
    Boundary.Level.ORP: "boundaries_orps.geojson",
    Boundary.Level.MUNICIPALITY: "boundaries_municipalities.geojson",
}
SEXES = {"muži": Population.Sex.MEN, "ženy": Population.Sex.WOMEN}


def parse_age(age: str) -> tuple[int, int | None]:
    """First and last year of age, both counted; None is open. Raises ValueError.

    >>> parse_age("0-14"), parse_age("65+"), parse_age("celkem")
    ((0, 14), (65, None), (0, None))
    """
    if age == "celkem" or age in SEXES:
        return 0, None
    if age.endswith("+"):
        return int(age[:-1]), None
    first, last = age.split("-")
    return int(first), int(last)


def place_key(code: str) -> dict[str, str]:
    """The foreign key a code belongs to: CZ064 a region, 6203 an ORP, 582786 a municipality.

    >>> place_key("6203")
    {'orp_id': '6203'}
    """
    if code.startswith("CZ"):
        return {"region_id": code}
    return {"orp_id": code} if len(code) == 4 else {"municipality_id": code}


def regions(folder: Path, region: str) -> Iterator[Region]:
    for row in read_table(folder / "regions.csv"):
        if row["code"] == region:
            yield Region(**row)


def districts(folder: Path) -> Iterator[District]:
    for row in read_table(folder / "districts.csv"):
        yield District(region_id=row.pop("region"), **row)


def orps(folder: Path) -> Iterator[Orp]:
    for row in read_table(folder / "orps.csv"):
        yield Orp(district_id=row.pop("district"), **row)


def municipalities(folder: Path) -> Iterator[Municipality]:
    """With the words they are found by: codes, every postal code, ORP and okres."""
    rows = list(read_table(folder / "municipalities.csv"))
    bearers = Counter(row["name"] for row in rows)
    orp_of = {orp.code: orp for orp in orps(folder)}
    district_of = {district.code: district.name for district in districts(folder)}
    postal_codes = defaultdict(set)
    for part in read_table(folder / "parts.csv"):
        postal_codes[part["municipality"]].add(part["postal_code"])
    for row in rows:
        orp = orp_of[row.pop("orp")]
        texts = [row["code"], row["ico"], row["postal_code"], *postal_codes[row["code"]]]
        search = municipality_search(row["name"], *texts, orp.name, district_of[orp.district_id])
        point = {name: Decimal(row.pop(name)) for name in ("latitude", "longitude")}
        distinction = _distinction(row["kind"], orp) if bearers[row["name"]] > 1 else ""
        yield Municipality(orp_id=orp.code, search=search, distinction=distinction, **point, **row)


def _distinction(kind: str, orp: Orp) -> str:
    return f"{kind}, ORP {orp.name}" if kind == "vojenský újezd" else f"ORP {orp.name}"


def parts(folder: Path) -> Iterator[MunicipalityPart]:
    for row in read_table(folder / "parts.csv"):
        yield MunicipalityPart(municipality_id=row.pop("municipality"), **row)


def boundaries(folder: Path) -> Iterator[Boundary]:
    source = _sources(folder)["cuzk_2022"]
    for level, name in BOUNDARIES.items():
        try:
            features = json.loads((folder / name).read_text(encoding="utf-8"))["features"]
        except (OSError, ValueError) as error:
            raise BrokenTable(f"{name}: {error}") from error
        for feature in features:
            yield Boundary(
                level=level,
                code=feature["properties"]["code"],
                geometry=feature["geometry"],
                source=source,
            )


def population(folder: Path) -> Iterator[Population]:
    sources = _sources(folder)
    for name in ("population_orps.csv", "population_municipalities.csv"):
        for row in read_table(folder / name):
            age_from, age_to = parse_age(row["age"])
            yield Population(
                **place_key(row["place"]),
                day=date.fromisoformat(row["day"]),
                age_from=age_from,
                age_to=age_to,
                sex=SEXES.get(row["age"], Population.Sex.ALL),
                count=int(row["count"]),
                source=sources[row["source"]],
            )


def indicators(folder: Path) -> Iterator[Indicator]:
    for row in read_table(folder / "indicators.csv"):
        yield Indicator(**row)


def indicator_values(folder: Path) -> Iterator[IndicatorValue]:
    sources = _sources(folder)
    for row in read_table(folder / "indicator_values.csv"):
        yield IndicatorValue(
            **place_key(row["place"]),
            indicator_id=row["indicator"],
            period=row["period"],
            value=Decimal(row["value"]),
            source=sources[row["source"]],
        )


def _sources(folder: Path) -> dict[str, str]:
    return {row["key"]: row["source"] for row in read_table(folder / "sources.csv")}
