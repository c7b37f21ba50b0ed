"""The catalogue of our open data by DCAT-AP-CZ, and the schemas that it keeps.

Source: the open formal norm "Rozhraní katalogů otevřených dat" of 11 January 2021; dossier 8.2.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from catalog.addresses import site
from catalog.answers import Asked
from providers.models import NetworkVersion, Service
from sitis.territory.models import Region

CONTEXT = (
    "https://ofn.gov.cz/rozhraní-katalogů-otevřených-dat/2021-01-11"
    "/kontexty/rozhraní-katalogů-otevřených-dat.jsonld"
)
AUTHORITY = "https://rpp-opendata.egon.gov.cz/odrpp/zdroj/orgán-veřejné-moci/"
RUIAN_REGION = "https://linked.cuzk.cz/resource/ruian/vusc/"
EU = "http://publications.europa.eu/resource/authority/"
MEDIA = "http://www.iana.org/assignments/media-types/"
TERMS = "https://data.gov.cz/podmínky-užití/"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
FORMATS = {"csv": ("CSV", "text/csv"), "json": ("JSON", "application/json")}


@dataclass(frozen=True, slots=True)
class DataSet:
    """``files``: kind of file -> name of its schema. ``is_work``: holds texts that are works."""

    name: str
    title: str
    about: str
    keywords: tuple[str, ...]
    frequency: str
    files: dict[str, str]
    is_work: bool
    has_api: bool


SETS = {
    one.name: one
    for one in (
        DataSet(
            "sluzby",
            "Sociální služby",
            "Registrované sociální služby v síti kraje: druh, poskytovatel, formy, cílové skupiny, "
            "kapacity, kontakty, místa, území, kam dojíždějí, a texty poskytovatelů. "
            "S parametrem rozsah=vse všechny registrované služby. Utajené adresy tu nejsou.",
            ("sociální služby", "poskytovatelé sociálních služeb", "sociální péče", "registr"),
            "DAILY",
            {"csv": "sluzby-csvw", "json": "sluzby"},
            is_work=True,
            has_api=True,
        ),
        DataSet(
            "sit",
            "Síť sociálních služeb",
            "Síť sociálních služeb kraje platná dnes, po položkách: služba, forma, cílová skupina, "
            "území, kategorie a počet jednotek, s usnesením zastupitelstva. Parametr den vrátí síť "
            "jiného dne, parametr verze celou verzi, například verze=2026-1.",
            ("síť sociálních služeb", "sociální služby", "plánování sociálních služeb"),
            "IRREG",
            {"csv": "sit-csvw", "json": "sit"},
            is_work=False,
            has_api=False,
        ),
    )
}


def publisher() -> str:
    """IRI of the region in the register of rights and duties; our own where its IČO is not set."""
    if settings.PUBLISHER_ICO:
        return AUTHORITY + str(settings.PUBLISHER_ICO)
    return f"{site()}/otevrena-data/#poskytovatel"


def catalogue(asked: Asked) -> dict[str, Any]:
    """The catalogue with the descriptions of its sets beside, so that one file says all."""
    return {
        "@context": CONTEXT,
        "iri": f"{site()}/otevrena-data/katalog.jsonld",
        "typ": "Katalog",
        "název": {"cs": f"Otevřená data o sociálních službách, {settings.REGION_NAME}"},
        "popis": {
            "cs": "Sociální služby a síť sociálních služeb kraje ve strojově čitelných souborech, "
            "které se obnovují s každou změnou."
        },
        "poskytovatel": publisher(),
        "kontaktní_bod": _contact(),
        "domovská_stránka": f"{site()}/otevrena-data/",
        "datová_sada": [_iri(name) for name in SETS],
        "@included": [dataset(name, asked) for name in SETS],
    }


def dataset(name: str, asked: Asked) -> dict[str, Any]:
    one = SETS[name]
    region, first_day = _facts(asked)
    iri = _iri(name)
    said = {
        "@context": CONTEXT,
        "iri": iri,
        "typ": "Datová sada",
        "název": {"cs": f"{one.title}, {settings.REGION_NAME}"},
        "popis": {"cs": one.about},
        "poskytovatel": publisher(),
        "téma": [f"{EU}data-theme/SOCI", f"{EU}data-theme/GOVE"],
        "periodicita_aktualizace": f"{EU}frequency/{one.frequency}",
        "klíčové_slovo": {"cs": list(one.keywords)},
        "prvek_rúian": [RUIAN_REGION + region],
        "časové_pokrytí": {
            "typ": "Časový interval",
            "začátek": first_day.isoformat(),
            "konec": asked.day.isoformat(),
        },
        "kontaktní_bod": _contact(),
        "dokumentace": f"{site()}/otevrena-data/",
        "distribuce": [_file(one, iri, kind) for kind in one.files],
    }
    if one.has_api:
        said["distribuce"].append(_api(one, iri))
    return said


def _iri(name: str) -> str:
    return f"{site()}/otevrena-data/sady/{name}.jsonld"


def _contact() -> dict[str, Any]:
    return {
        "typ": "Organizace",
        "jméno": {"cs": settings.REGION_NAME},
        "e-mail": f"mailto:{settings.CONTACT_EMAIL}",
    }


@lru_cache(maxsize=2)
def _facts(asked: Asked) -> tuple[str, date]:
    """The region's code in RÚIAN, and the first day that the files can be asked for."""
    region = Region.objects.filter(code=settings.REGION_CODE).values_list("ruian_code", flat=True)
    network = NetworkVersion.objects.in_force().order_by("valid_from").first()
    service = Service.objects.order_by("provided_from").first()
    days = [network.valid_from if network else None, service.provided_from if service else None]
    return region.first() or "", min(filter(None, days), default=asked.day)


def _conditions(one: DataSet) -> dict[str, Any]:
    """The four statements: works, database as a work, database right, personal data."""
    said: dict[str, Any] = {
        "typ": "Specifikace podmínek užití",
        "autorské_dílo": CC_BY if one.is_work else f"{TERMS}neobsahuje-autorská-díla/",
        "databáze_jako_autorské_dílo": f"{TERMS}není-autorskoprávně-chráněnou-databází/",
        "databáze_chráněná_zvláštními_právy": (
            f"{TERMS}není-chráněna-zvláštním-právem-pořizovatele-databáze/"
        ),
        "osobní_údaje": f"{TERMS}obsahuje-osobní-údaje/",
    }
    if one.is_work:
        said["autor"] = {"cs": f"{settings.REGION_NAME} a poskytovatelé služeb"}
    return said


def _file(one: DataSet, iri: str, kind: str) -> dict[str, Any]:
    file_type, media = FORMATS[kind]
    address = f"{site()}/otevrena-data/{one.name}.{kind}"
    return {
        "iri": f"{iri}#{kind}",
        "typ": "Distribuce",
        "název": {"cs": f"{one.title} ({file_type})"},
        "podmínky_užití": _conditions(one),
        "přístupové_url": address,
        "soubor_ke_stažení": address,
        "formát": f"{EU}file-type/{file_type}",
        "typ_média": MEDIA + media,
        "schéma": f"{site()}/otevrena-data/schemata/{one.files[kind]}.json",
    }


def _api(one: DataSet, iri: str) -> dict[str, Any]:
    address = f"{site()}/hsds/"
    return {
        "iri": f"{iri}#hsds",
        "typ": "Distribuce",
        "název": {"cs": f"{one.title} (rozhraní Open Referral UK)"},
        "podmínky_užití": _conditions(one),
        "přístupové_url": address,
        "přístupová_služba": {
            "iri": f"{iri}#rozhrani",
            "typ": "Datová služba",
            "název": {"cs": "Open Referral UK 3.0"},
            "přístupový_bod": address,
            "popis_přístupového_bodu": f"{address}openapi.json",
        },
    }


IRI = {"type": "string", "pattern": "^https?://[^ ]+$"}
IN_CZECH = {
    "type": "object",
    "properties": {"cs": {"type": "string", "minLength": 1}},
    "required": ["cs"],
}
CONTACT_SCHEMA = {
    "type": "object",
    "properties": {
        "typ": {"enum": ["Organizace", "Osoba"]},
        "jméno": IN_CZECH,
        "e-mail": {"type": "string", "pattern": "^mailto:[^@]+@[^@]+$"},
    },
    "required": ["typ", "jméno", "e-mail"],
}
CONDITIONS_SCHEMA = {
    "type": "object",
    "properties": {
        "typ": {"const": "Specifikace podmínek užití"},
        "autorské_dílo": IRI,
        "databáze_jako_autorské_dílo": IRI,
        "databáze_chráněná_zvláštními_právy": IRI,
        "osobní_údaje": {
            "enum": [
                f"{TERMS}obsahuje-osobní-údaje/",
                f"{TERMS}neobsahuje-osobní-údaje/",
                f"{TERMS}není-specifikováno-zda-obsahuje-osobní-údaje/",
            ]
        },
        "autor": IN_CZECH,
    },
    "required": [
        *("typ", "autorské_dílo", "databáze_jako_autorské_dílo"),
        *("databáze_chráněná_zvláštními_právy", "osobní_údaje"),
    ],
    # a work under CC BY names its author
    "if": {"properties": {"autorské_dílo": {"const": CC_BY}}},
    "then": {"required": ["autor"]},
}
DISTRIBUTION_SCHEMA = {
    "type": "object",
    "properties": {
        "iri": IRI,
        "typ": {"const": "Distribuce"},
        "název": IN_CZECH,
        "podmínky_užití": CONDITIONS_SCHEMA,
        "přístupové_url": IRI,
        "soubor_ke_stažení": IRI,
        "formát": {"type": "string", "pattern": f"^{EU}file-type/[A-Z0-9_]+$"},
        "typ_média": {"type": "string", "pattern": f"^{MEDIA}[a-z]+/"},
        "schéma": IRI,
        "typ_média_komprese": IRI,
        "přístupová_služba": {
            "type": "object",
            "properties": {
                "typ": {"const": "Datová služba"},
                "název": IN_CZECH,
                "přístupový_bod": IRI,
                "popis_přístupového_bodu": IRI,
            },
            "required": ["typ", "název", "přístupový_bod"],
        },
    },
    "required": ["iri", "typ", "podmínky_užití", "přístupové_url"],
    "oneOf": [
        {"required": ["soubor_ke_stažení", "formát", "typ_média"]},
        {"required": ["přístupová_služba"]},
    ],
}
DATASET_SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Datová sada podle DCAT-AP-CZ",
    "type": "object",
    "properties": {
        "@context": {"const": CONTEXT},
        "iri": IRI,
        "typ": {"const": "Datová sada"},
        "název": IN_CZECH,
        "popis": IN_CZECH,
        "poskytovatel": IRI,
        "téma": {
            "type": "array",
            "items": IRI,
            "contains": {"type": "string", "pattern": f"^{EU}data-theme/[A-Z]{{4}}$"},
        },
        "periodicita_aktualizace": {"type": "string", "pattern": f"^{EU}frequency/[A-Z_0-9]+$"},
        "klíčové_slovo": {
            "type": "object",
            "properties": {
                "cs": {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
            },
            "required": ["cs"],
        },
        "prvek_rúian": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "string",
                "pattern": r"^https://linked\.cuzk\.cz/resource/ruian/[a-z-]+/[0-9]+$",
            },
        },
        "časové_pokrytí": {
            "type": "object",
            "properties": {
                "typ": {"const": "Časový interval"},
                "začátek": {"type": "string", "format": "date"},
                "konec": {"type": "string", "format": "date"},
            },
            "required": ["typ", "začátek"],
        },
        "kontaktní_bod": CONTACT_SCHEMA,
        "dokumentace": IRI,
        "specifikace": IRI,
        "distribuce": {"type": "array", "minItems": 1, "items": DISTRIBUTION_SCHEMA},
    },
    "required": [
        *("@context", "iri", "typ", "název", "popis", "poskytovatel", "téma", "klíčové_slovo"),
        *("periodicita_aktualizace", "prvek_rúian", "distribuce"),
    ],
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Katalog podle DCAT-AP-CZ",
    "type": "object",
    "properties": {
        "@context": {"const": CONTEXT},
        "iri": IRI,
        "typ": {"const": "Katalog"},
        "název": IN_CZECH,
        "popis": IN_CZECH,
        "poskytovatel": IRI,
        "kontaktní_bod": CONTACT_SCHEMA,
        "domovská_stránka": IRI,
        "datová_sada": {"type": "array", "minItems": 1, "items": IRI},
        "@included": {
            "type": "array",
            "items": {k: v for k, v in DATASET_SCHEMA.items() if k not in {"$schema", "title"}},
        },
    },
    "required": ["@context", "iri", "typ", "název", "popis", "poskytovatel", "datová_sada"],
}
