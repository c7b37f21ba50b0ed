"""The invented region as the ministry's JSON file, with the traps measured in the real one.

Kept in about their real proportions (dossier 3.4, measured in September 2026): facilities without
an address point, repeated facilities, double and trailing spaces, ended services with an open
facility, dates in the future, hidden addresses, links without a scheme, phones in many shapes,
named statutory bodies, extended scope of a quarter, services of other regions.

The real file has about 15 kB a service. Here most of that are the descriptions beside the
attachments (``doplnkoveUdaje``): plain sentences put together until a record is that long.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid5

from providers.demo import names
from providers.demo.invent import SPACE, Calendar, invent, region_year
from providers.demo.kinds import FORMS
from providers.demo.map import Map
from providers.demo.shapes import (
    InventedFacility,
    InventedForm,
    InventedProvider,
    InventedService,
)
from sitis.rooms import DemoOrder

Json = dict[str, Any]
WEEKDAYS = ("pon", "ut", "st", "ctv", "pa", "so", "ne")
#: Services of other regions are counted from here, so that they meet no other ones.
ELSEWHERE = 500_000
LENGTH = 9_300  # characters of descriptions of one service

SENTENCES = (
    "Služba se poskytuje podle individuálního plánu, který si uživatel s klíčovým pracovníkem"
    " pravidelně hodnotí.",
    "Zájemce podá žádost osobně, poštou nebo elektronicky a do třiceti dnů se dozví výsledek.",
    "Pracovníci se vzdělávají nejméně dvacet čtyři hodin ročně a mají podporu nezávislého"
    " odborníka.",
    "Prostory jsou bezbariérové, mají samostatnou místnost pro jednání a zázemí pro pracovníky.",
    "Stížnost může podat uživatel, jeho blízký i kdokoli jiný, ústně, písemně nebo bez podpisu.",
    "Při poskytování služby se dbá na to, aby uživatel zůstal v kontaktu se svým okolím.",
    "Zařízení spolupracuje s obcemi, školami, lékaři a dalšími službami v okolí.",
    "O úhradě se uzavírá smlouva a ceník je uživateli předán předem.",
    "Tým tvoří sociální pracovník, pracovníci v sociálních službách a vedoucí služby.",
    "Uživatel má právo nahlížet do své dokumentace a požádat o opravu.",
    "Nouzové a havarijní situace jsou popsány v pravidlech, se kterými je každý seznámen.",
    "Kvalita služby se ověřuje rozhovory a dotazníkem nejméně jednou za rok.",
)


def write_register(order: DemoOrder, land: Map, path: Path, day: date | None = None) -> int:
    """Write the file as a stream, one record a line; returns how many records it holds.

    ``order.elsewhere`` services of other regions follow after those of the region. ``day`` is an
    earlier day of the same region, else the day of the order.
    """
    written = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"polozky": [')
        for service in everybody(order, land, day):
            file.write(",\n" if written else "\n")
            file.write(json.dumps(record(service, order.seed), ensure_ascii=False))
            written += 1
        file.write("\n]}\n")
    return written


def everybody(order: DemoOrder, land: Map, day: date | None = None) -> Iterator[InventedService]:
    calendar = Calendar(region_year(order.day), day or order.day, order.years)
    yield from invent(order.seed, order.services, calendar, land)
    others = Map(land.far, land.far[0].region_ruian)
    others.far = [place for place in land.far if place.region_ruian != land.region]
    yield from invent(order.seed, order.elsewhere, calendar, others, ELSEWHERE)


def record(service: InventedService, seed: int, length: int = LENGTH) -> Json:
    """One item of ``polozky``."""
    random = Random(f"{seed}/file/{service.number}")
    facilities = [_facility(row, random) for row in service.facilities]
    facilities += [_facility(row, Random(0)) for row in service.facilities if row.is_repeated]
    return {
        "portalId": service.portal_id,
        "id": service.key,
        "identifikator": service.identifier,
        "datumPoskytovaniOd": _day(service.first),
        "datumPoskytovaniDo": _day(service.last),
        "druhSocialniSluzby": {"id": f"DruhSocialniSluzby/{service.kind.rpss}"},
        "poskytovatel": _provider(service.provider),
        "zarizeni": facilities,
        "formy": [_form(form) for form in service.forms],
        "ciloveSkupiny": [
            {"cilovaSkupina": {"id": f"CilovaSkupinaOsoby/{code}"}} for code in service.groups
        ],
        "vekoveSkupiny": [
            {"vekovaSkupina": {"id": f"VekovaSkupinaOsoby/{code}"}} for code in service.ages
        ],
        "doplnujiciInformaceVekoveSkupiny": service.age_note or None,
        "weby": _said("web", service.webs),
        "emaily": _said("email", service.mails),
        "telefony": _said("telefon", service.phones),
        "faxy": _said("fax", [names.phone(random)] if random.random() < 0.03 else []),
        "kontaktniAdresy": _contact_addresses(service, random),
        "rozsirenePusobnostiVKraji": [{"kraj": {"id": f"Kraj/{code}"}} for code in service.regions]
        or None,
        "doplnkoveUdaje": _attachments(service, random, length),
    }


def _provider(provider: InventedProvider) -> Json:
    return {
        "ico": provider.ico,
        "nazev": provider.name,
        "weby": _said("web", [f"https://www.{provider.web}"]),
        "emaily": _said("email", [provider.mail]),
        "telefony": _said("telefon", provider.phones),
        "statutarniOrgany": [
            {"jmeno": given, "prijmeni": family, "titulPred": None, "titulZa": None}
            for given, family in provider.people
        ],
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _said(key: str, values: list[str]) -> list[Json]:
    return [{key: value, "poznamka": None} for value in values]


def _facility(facility: InventedFacility, random: Random) -> Json:
    name = facility.name
    if random.random() < 0.02:
        name = random.choice((f"{name} ", name.replace(" ", "  ", 1)))
    return {
        "nazev": name,
        "poskytujeOd": _day(facility.first),
        "poskytujeDo": _day(facility.last),
        "utajenaAdresa": facility.is_hidden,
        "adresa": None if facility.is_hidden else _address(facility),
    }


def _address(facility: InventedFacility) -> Json:
    place, part = facility.place, facility.part
    district = part.city_district
    return {
        "kodAdresnihoMista": facility.point_code,
        "ulice": {"nazev": facility.street} if facility.street else None,
        "cisloDomovni": facility.house_number,
        "cisloOrientacni": facility.orientation_number or None,
        "typCislaDomovniho": {
            "id": f"TypStavebnihoObjektu/{2 if facility.is_registration_number else 1}"
        },
        "dodatekAdresy": None,
        "psc": part.postal_code,
        "obec": {"id": f"Obec/{place.code}"},
        "castObce": {"id": f"CastObce/{part.code}"} if part.code else None,
        "mestskyObvodMestskaCast": {"id": f"MestskyObvodMestskaCast/{district}"}
        if district
        else None,
        "mestskyObvodVPraze": None,
        "okres": {"id": f"Okres/{place.district_ruian}"} if place.district_ruian else None,
        "kraj": {"id": f"Kraj/{place.region_ruian}"},
    }


def _form(form: InventedForm) -> Json:
    hours = [
        {
            "den": {"id": f"DenVTydnu/{WEEKDAYS[weekday - 1]}"},
            "od": opens,
            "do": closes,
            "poznamka": None,
        }
        for weekday, opens, closes in form.hours
    ]
    return {
        "forma": {"id": f"FormaSocialniSluzby/{FORMS[form.letter][0]}"},
        "nepretrzitePoskytovani": form.is_continuous,
        "casoveRozsahy": hours or None,
        "kapacity": [
            {
                "pocet": capacity.amount,
                "popis": capacity.note or None,
                "typ": {"id": f"TypKapacitySocialniSluzby/{capacity.unit}"},
            }
            for capacity in form.capacities
        ],
    }


def _contact_addresses(service: InventedService, random: Random) -> list[Json]:
    if random.random() > 0.08 or not service.facilities or service.facilities[0].is_hidden:
        return []
    return [{"adresa": _address(service.facilities[0]), "poznamka": None}]


def _attachments(service: InventedService, random: Random, length: int) -> Json:
    """Links to the ministry's documents, each with its long description."""
    kinds = ("realizacePoskytovani", "planyFinancnihoZajisteni", "personalniZajisteni")
    counts = [service.documents, min(service.documents, 1), min(service.documents, 2)]
    total = sum(counts)
    attachments: dict[str, list[Json]] = {}
    for kind, number in zip(kinds, counts, strict=True):
        attachments[kind] = [
            {
                "popis": _description(random, length * 5 // (total * 4)),
                "priloha": {
                    "nazev": f"{kind}_{service.identifier}_{order + 1}.pdf",
                    "url": attachment_url(service, kind, order),
                },
            }
            for order in range(number)
        ]
    return attachments


def attachment_url(service: InventedService, kind: str, order: int) -> str:
    return f"https://registr.example/priloha/{uuid5(SPACE, f'{service.key}/{kind}/{order}')}"


def _description(random: Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text += f"{random.choice(SENTENCES)} "
    return text.strip()
