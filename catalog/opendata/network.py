"""The file of the network: one record an item, as the assembly decided on it."""

from datetime import date
from typing import Any

from catalog.addresses import permanent
from catalog.opendata.shapes import Field
from providers.public import PublicVersion, network_versions, service_uuid

LEVELS = ("orp", "district", "region")


def version_of(day: date) -> PublicVersion | None:
    """The one that was in force on ``day``."""
    found = network_versions()
    return next((one for one in found if one.day(day) == day), None)


def version_named(key: str) -> PublicVersion | None:
    return next((one for one in network_versions() if one.key == key), None)


def of_version(version: PublicVersion | None, day: date | None) -> dict[str, Any]:
    """What sit.json says of the version, before its items; null where none was in force that day."""
    said: dict[str, Any] = {
        "den": day and day.isoformat(),
        "verze": None,
        "platna_od": None,
        "platna_do": None,
        "usneseni_rady": None,
        "usneseni_rady_dne": None,
        "usneseni_zastupitelstva": None,
        "usneseni_zastupitelstva_dne": None,
    }
    if version is None:
        return said
    said["verze"] = version.key
    said["platna_od"] = version.valid_from.isoformat()
    said["platna_do"] = version.valid_to and version.valid_to.isoformat()
    for body, resolution in (("rady", version.council), ("zastupitelstva", version.assembly)):
        if resolution:
            said[f"usneseni_{body}"] = resolution.number
            said[f"usneseni_{body}_dne"] = resolution.adopted_on.isoformat()
    return said


#: Columns of sit.csv and keys of an item in sit.json. New ones are added at the end, none is renamed.
COLUMNS: tuple[Field, ...] = (
    Field("verze", "Verze sítě: rok a číslo.", lambda row: row.version, needed=True),
    Field("identifikator", "Identifikátor služby v registru poskytovatelů.",
          lambda row: row.identifier, needed=True),
    Field("uuid", "Trvalý identifikátor služby v rozhraní /hsds/.",
          lambda row: str(service_uuid(row.identifier)), needed=True),
    Field("adresa_stranky", "Trvalá adresa stránky služby.",
          lambda row: permanent("sluzby", row.identifier), "uri", needed=True),
    Field("nazev", "Název služby.", lambda row: row.service, needed=True),
    Field("druh_kod", "Klíč druhu služby.", lambda row: row.kind.slug, needed=True),
    Field("druh", "Druh služby podle zákona č. 108/2006 Sb.", lambda row: row.kind.name, needed=True),
    Field("ico", "IČO poskytovatele, osm číslic i s nulami na začátku.", lambda row: row.ico),
    Field("poskytovatel", "Název poskytovatele.", lambda row: row.provider, needed=True),
    Field("forma", "Forma: residential (pobytová), ambulatory (ambulantní), field (terénní).",
          lambda row: row.form.slug, needed=True),
    Field("cilova_skupina_kod", "Kód cílové skupiny; prázdný znamená všechny skupiny služby.",
          lambda row: row.group and row.group.slug),
    Field("cilova_skupina", "Název cílové skupiny.", lambda row: row.group and row.group.name),
    Field("uzemi_uroven", "Úroveň území: orp, district (okres), region (celý kraj).",
          lambda row: row.territory.level, needed=True, values=LEVELS),
    Field("uzemi_kod", "Kód ORP (4 číslice) nebo okresu (LAU 1); prázdný znamená celý kraj.",
          lambda row: row.territory.code),
    Field("uzemi", "Název území.", lambda row: row.territory.name),
    Field("kategorie_kod", "Klíč kategorie sítě.", lambda row: row.category.slug, needed=True),
    Field("kategorie", "Název kategorie sítě.", lambda row: row.category.name, needed=True),
    Field("jednotka_kod", "Klíč jednotky.", lambda row: row.unit.slug, needed=True),
    Field("jednotka", "Název jednotky.", lambda row: row.unit.name, needed=True),
    Field("pocet_jednotek", "Počet jednotek na nejvýš dvě desetinná místa.",
          lambda row: row.amount, "number", needed=True),
    Field("plati_od", "První den, kdy položka v této verzi platí.", lambda row: row.valid_from,
          "date", needed=True),
    Field("plati_do", "Poslední den, kdy v ní platí; prázdný, není-li znám.",
          lambda row: row.valid_to, "date"),
)  # fmt: skip
