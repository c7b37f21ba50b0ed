"""The feed described for programs: OpenAPI of exactly what is built, from the parameters it reads."""

from typing import Any

from catalog.hsds.questions import DAYS, KNOWN, MOST_PER_PAGE

SCHEMAS = "https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/"
#: Parameter -> its shape and what it means.
PARAMETERS: dict[str, tuple[dict[str, Any], str]] = {
    "page": ({"type": "integer", "minimum": 1, "default": 1}, "Číslo stránky."),
    "per_page": (
        {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": 50},
        "Počet položek na stránce.",
    ),
    "search": ({"type": "string", "maxLength": 200}, "Slova z názvu, druhu nebo poskytovatele."),
    "taxonomy_term_id": (
        {"type": "array", "items": {"type": "string", "format": "uuid"}},
        "Pojmy číselníků: téhož číselníku kterýkoli, různých číselníků všechny.",
    ),
    "taxonomy_id": ({"type": "string", "format": "uuid"}, "Má některý pojem tohoto číselníku."),
    "organization_id": ({"type": "string", "format": "uuid"}, "Služby poskytovatele."),
    "minimum_age": ({"type": "number", "minimum": 0, "maximum": 150}, "Nejnižší věk aspoň."),
    "maximum_age": ({"type": "number", "minimum": 0, "maximum": 150}, "Nejvyšší věk nejvýš."),
    "start_time": ({"type": "string"}, "Otevírá v tuto dobu nebo později, například 08:00."),
    "end_time": ({"type": "string"}, "Zavírá v tuto dobu nebo dříve, například 16:00."),
    "day": ({"type": "string", "enum": list(DAYS)}, "Den v týdnu, kdy je otevřeno."),
    "modified_after": (
        {"type": "string", "format": "date-time"},
        "Změněno v tu chvíli nebo později.",
    ),
    "postcode": (
        {"type": "string", "pattern": "^[0-9]{3} ?[0-9]{2}$"},
        "PSČ, kterému služba slouží.",
    ),
    "proximity": (
        {"type": "integer", "minimum": 0, "maximum": 1_000_000},
        "Místa do tolika metrů od středu obce s tímto PSČ.",
    ),
    "full": ({"type": "boolean"}, "Položky se vším, co k nim patří."),
    "full_service": ({"type": "boolean"}, "Poskytovatelé s úplnými službami."),
    "minimal": ({"type": "boolean"}, "Jen identifikátor a čas poslední změny."),
    "rozsah": (
        {"type": "string", "enum": ["sit", "vse"], "default": "sit"},
        "Služby v síti kraje, nebo všechny registrované.",
    ),
}
#: List -> (schema of its items, schema of one object, what it is).
LISTS = {
    "services": ("compiled/service_list.json", "compiled/service.json", "Služby"),
    "organizations": (
        "compiled/organization_list.json",
        "compiled/organization.json",
        "Poskytovatelé",
    ),
    "service_at_locations": (
        "compiled/service_at_location_list.json",
        "compiled/service_at_location.json",
        "Služby na místech, kde se poskytují",
    ),
    "taxonomies": ("taxonomy.json", "taxonomy.json", "Číselníky"),
    "taxonomy_terms": ("taxonomy_term.json", "taxonomy_term.json", "Pojmy číselníků"),
}


def described(base: str) -> dict[str, Any]:
    paths: dict[str, Any] = {
        "/": {"get": _operation("about", "O tomto rozhraní", {"type": "object"})}
    }
    for name, (item, whole, title) in LISTS.items():
        page = {
            "allOf": [{"$ref": "#/components/schemas/Page"}],
            "properties": {"contents": {"type": "array", "items": {"$ref": SCHEMAS + item}}},
        }
        given = [{"$ref": f"#/components/parameters/{one}"} for one in KNOWN[name]]
        wrong = {"400": {"$ref": "#/components/responses/Wrong"}}
        paths[f"/{name}"] = {
            "get": _operation(name, f"{title}, po stránkách", page, wrong) | {"parameters": given}
        }
        key = {
            "name": "id",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        }
        missing = {"404": {"$ref": "#/components/responses/Wrong"}}
        paths[f"/{name}/{{id}}"] = {
            "get": _operation(
                f"{name}_one", f"{title}: jedna položka", {"$ref": SCHEMAS + whole}, missing
            )
            | {"parameters": [key]}
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sociální služby kraje, Open Referral UK",
            "version": "3.0",
            "description": "Identifikátory jsou trvalé. Adresy, které se mají utajit, tu nejsou.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "parameters": {
                name: {"name": name, "in": "query", "description": about, "schema": shape}
                for name, (shape, about) in PARAMETERS.items()
            },
            "schemas": {"Page": PAGE},
            "responses": {
                "Wrong": {
                    "description": "Co je špatně (RFC 9457)",
                    "content": {"application/problem+json": {"schema": {"type": "object"}}},
                }
            },
        },
    }


def _operation(name: str, about: str, schema: Any, other: Any = None) -> dict[str, Any]:
    found = {"description": about, "content": {"application/json": {"schema": schema}}}
    return {"operationId": name, "summary": about, "responses": {"200": found} | (other or {})}


PAGE = {
    "type": "object",
    "required": ["total_items", "total_pages", "page_number", "size", "contents"],
    "properties": {
        "total_items": {"type": "integer"},
        "total_pages": {"type": "integer"},
        "page_number": {"type": "integer"},
        "size": {"type": "integer"},
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
        "notes": {"type": "array", "items": {"type": "string"}},
    },
}
