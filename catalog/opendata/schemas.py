"""JSON Schemas (draft 2020-12) and CSVW metadata of the files, made of the same fields as they."""

from collections.abc import Sequence
from typing import Any

from catalog.addresses import site
from catalog.opendata import catalogue, network
from catalog.opendata.services import COLUMNS, OBJECT
from catalog.opendata.shapes import APART, Field

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "uri": {"type": "string", "format": "uri"},
}
#: How a value looks in a cell of CSV.
CELLS = {
    "integer": r"^[0-9]*$",
    "number": r"^(-?[0-9]+(\.[0-9]+)?)?$",
    "boolean": r"^(true|false)?$",
    "date": r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
}
CSVW_TYPES = {"uri": "anyURI"}


def of_objects(fields: Sequence[Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {field.name: _property(field) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    said: dict[str, Any] = {"description": field.about}
    if field.of:
        return said | {"type": "array", "items": of_objects(field.of)}
    shape = TYPES[field.type] | ({"enum": [*field.values]} if field.values else {})
    if field.many:
        return said | {"type": "array", "items": shape}
    if field.needed:
        return said | shape
    if field.values:
        shape = shape | {"enum": [*field.values, None]}
    return said | shape | {"type": [shape["type"], "null"]}


def of_file(
    name: str, title: str, about: dict[str, Any], items: str, fields: Any
) -> dict[str, Any]:
    properties = about | {items: {"type": "array", "items": of_objects(fields)}}
    return {
        "$schema": DRAFT,
        "$id": address(name),
        "title": title,
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def of_row(name: str, title: str, fields: Sequence[Field]) -> dict[str, Any]:
    """A row of CSV as a program reads it by its header: column -> text of the cell."""
    cells = {
        field.name: {"type": "string", "description": field.about}
        | ({"pattern": CELLS[field.type]} if field.type in CELLS and not field.many else {})
        | ({"minLength": 1} if field.needed else {})
        for field in fields
    }
    return {
        "$schema": DRAFT,
        "$id": address(name),
        "title": title,
        "type": "object",
        "properties": cells,
        "required": list(cells),
        "additionalProperties": False,
    }


def of_table(url: str, title: str, fields: Sequence[Field], key: Sequence[str]) -> dict[str, Any]:
    """Metadata of a CSV by CSV on the Web."""
    columns = []
    for field in fields:
        column: dict[str, Any] = {
            "name": field.name,
            "titles": field.name,
            "dc:description": field.about,
            "datatype": CSVW_TYPES.get(field.type, field.type),
            "required": field.needed,
        }
        if field.many:
            column["separator"] = APART
        columns.append(column)
    table: dict[str, Any] = {"columns": columns}
    if key:
        table["primaryKey"] = list(key)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "cs"}],
        "url": url,
        "dc:title": title,
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": table,
    }


ABOUT = {
    "den": TYPES["date"] | {"description": "Den, ke kterému údaje platí."},
    "rozsah": {"enum": ["sit", "vse"], "description": "Služby v síti kraje, nebo všechny."},
    "kraj": TYPES["string"],
    "licence": TYPES["uri"] | {"description": "Podmínky užití."},
    "schema": TYPES["uri"],
}


DAY_OR_NOT = {"type": ["string", "null"], "format": "date"}
TEXT_OR_NOT = {"type": ["string", "null"]}
ABOUT_NETWORK = {
    "den": DAY_OR_NOT | {"description": "Den, ke kterému síť platí; při dotazu na verzi prázdný."},
    "verze": TEXT_OR_NOT
    | {"description": "Rok a číslo verze; prázdné, když ten den žádná neplatí."},
    "platna_od": DAY_OR_NOT,
    "platna_do": DAY_OR_NOT,
    "usneseni_rady": TEXT_OR_NOT,
    "usneseni_rady_dne": DAY_OR_NOT,
    "usneseni_zastupitelstva": TEXT_OR_NOT,
    "usneseni_zastupitelstva_dne": DAY_OR_NOT,
    "kraj": TYPES["string"],
    "schema": TYPES["uri"],
}


def schemas() -> dict[str, dict[str, Any]]:
    """Name in the address -> schema."""
    base = f"{site()}/otevrena-data"
    return {
        "katalog": catalogue.SCHEMA | {"$id": address("katalog")},
        "datova-sada": catalogue.DATASET_SCHEMA | {"$id": address("datova-sada")},
        "sluzby": of_file("sluzby", "sluzby.json", ABOUT, "sluzby", OBJECT),
        "sluzby-radek": of_row("sluzby-radek", "Řádek sluzby.csv", COLUMNS),
        "sit": of_file("sit", "sit.json", ABOUT_NETWORK, "polozky", network.COLUMNS),
        "sit-radek": of_row("sit-radek", "Řádek sit.csv", network.COLUMNS),
        "sit-csvw": of_table(f"{base}/sit.csv", "Síť sociálních služeb", network.COLUMNS, []),
        "sluzby-csvw": of_table(
            f"{base}/sluzby.csv", "Sociální služby", COLUMNS, ["identifikator"]
        ),
    }


def address(name: str) -> str:
    return f"{site()}/otevrena-data/schemata/{name}.json"
