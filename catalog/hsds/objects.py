"""Public records as objects of Open Referral UK 3.0. What is not known has no key: the schemas know no null."""

from collections import defaultdict
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from catalog import say
from catalog.addresses import permanent
from catalog.hsds import ids
from catalog.hsds.terms import Taxonomy, Terms
from providers.public import PublicContact, PublicHours, PublicPlace, PublicProvider, PublicService

Object = dict[str, Any]
BYDAY = ("", "MO", "TU", "WE", "TH", "FR", "SA", "SU")
EVERY_DAY = ",".join(BYDAY[1:])
PURPOSES = {"open": "otevřeno", "appointment": "po objednání", "phone": "na telefonu"}
AREA = {"district": "okres", "orp": "ORP", "municipality": "obec"}
#: The part of RÚIAN that an area's code belongs to; of ORPs and okresy we know other codes.
RUIAN_MUNICIPALITY = "https://linked.cuzk.cz/resource/ruian/obec/{}"


def service(record: PublicService, terms: Terms) -> Object:
    """As lists give it: only fields of its own and its organisation."""
    key = record.uuid
    said: Object = {
        "id": str(key),
        "name": record.name,
        "description": description(record, terms),
        "url": permanent("sluzby", record.identifier),
        "status": "active",
    }
    if mail := _mail(say.first_of(record, "mail")):
        said["email"] = mail
    if fees := record.texts.get("price") or say.price(record):
        said["fees"] = fees
    ages = record.ages
    lowest = [age.age_from for age in ages if age.age_from is not None]
    highest = [age.age_to for age in ages if age.age_to is not None]
    if ages and len(lowest) == len(ages):
        said["minimum_age"] = min(lowest)
    if ages and len(highest) == len(ages):
        said["maximum_age"] = max(highest)
    if record.verified_on:
        said["assured_date"] = record.verified_on.isoformat()
    if record.provider.ico:
        said["organization"] = organization(record.provider)
        said["organization_id"] = said["organization"]["id"]
    return said


def service_full(record: PublicService, terms: Terms) -> Object:
    """With everything that belongs to it."""
    key = record.uuid
    said = service(record, terms)
    if record.provider.ico:
        said["organization"] = organization_with_identifier(record.provider)
    said |= {
        "schedules": schedules(key, record),
        "service_areas": service_areas(key, record),
        "service_at_locations": [
            {
                "id": str(ids.service_at_location(key, place.uuid)),
                "service_id": str(key),
                "location_id": str(place.uuid),
                "location": location_full(place),
            }
            for place in record.places
        ],
        "cost_options": cost_options(key, record),
        "contacts": contacts(key, record),
        "attributes": attributes(key, record, terms),
    }
    return {name: value for name, value in said.items() if value != []}


def description(record: PublicService, terms: Terms) -> str:
    """What the provider says and the region accepted; else what the kind is, in plain words."""
    own = [
        record.texts[slot] for slot in ("what", "for_whom", "how_to_ask") if slot in record.texts
    ]
    if own:
        return "\n\n".join(own)
    return terms.summaries.get(record.kind.slug) or f"Druh služby: {record.kind.name}."


def schedules(key: UUID, record: PublicService) -> list[Object]:
    """Opening hours by RFC 5545: days with the same hours together; closing at 00:00 is midnight."""
    found: list[Object] = [
        {
            "id": ids.part(key, "schedule", form.slug, "always"),
            "service_id": str(key),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": EVERY_DAY,
            "opens_at": "00:00",
            "closes_at": "24:00",
            "description": f"{form.name}: nepřetržitě",
        }
        for form in record.forms
        if form.is_continuous
    ]
    days: dict[tuple[str, ...], list[PublicHours]] = defaultdict(list)
    for row in record.hours:
        hours = f"{row.opens:%H:%M}", f"{row.closes:%H:%M}" if row.closes != time() else "24:00"
        days[row.form.slug, row.form.name, row.purpose, *hours, row.note].append(row)
    for (slug, form, purpose, opens, closes, note), rows in days.items():
        weekdays = [BYDAY[row.weekday] for row in rows]
        said = {
            "id": ids.part(key, "schedule", slug, purpose, opens, closes, note, *weekdays),
            "service_id": str(key),
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(weekdays),
            "opens_at": opens,
            "closes_at": closes,
            "description": f"{form}: {PURPOSES[purpose]}",
        }
        if purpose == "phone":
            said["attending_type"] = "phone"
        if note:
            said["notes"] = note
        found.append(said)
    return found


def service_areas(key: UUID, record: PublicService) -> list[Object]:
    """Territories that the provider says the service comes to."""
    found = []
    for row in record.reach:
        said = {
            "id": ids.part(key, "area", row.level, row.code),
            "service_id": str(key),
            "name": f"{AREA[row.level]} {row.name}",
            "service_area": f"{AREA[row.level]} {row.name}",
        }
        if row.level == "municipality":
            said["uri"] = RUIAN_MUNICIPALITY.format(row.code)
        found.append(said)
    return found


def cost_options(key: UUID, record: PublicService) -> list[Object]:
    """What the law says of paying for the kind (Act §§ 72–77)."""
    if not record.kind.payment:
        return []
    said: Object = {
        "id": ids.part(key, "cost", record.kind.payment),
        "service_id": str(key),
        "option": "zdarma" if record.kind.is_free else "za úhradu",
        "amount_description": say.price(record),
    }
    if record.kind.is_free:
        said["amount"] = 0
    return [said]


def contacts(key: UUID, record: PublicService) -> list[Object]:
    """One contact of the service with its phones; a name stands there only if the person agreed."""
    found = []
    for row in say.contacts_of(record):
        said: Object = {"id": ids.part(key, "contact", row.type, row.value), "service_id": str(key)}
        if row.person:
            said["name"] = row.person
        if row.note:
            said["title"] = row.note
        if row.type == "phone":
            phone = {
                "id": ids.part(key, "phone", row.value),
                "service_id": str(key),
                "number": row.value,
                "type": "voice",
            }
            said["phones"] = [phone]
        elif mail := _mail(row):
            said["email"] = mail
        elif row.type == "web" and (address := _web(row)):
            said["url"] = address
        else:
            continue
        found.append(said)
    return found


def attributes(key: UUID, record: PublicService, terms: Terms) -> list[Object]:
    pairs = [
        (terms.kinds, record.kind.slug),
        *((terms.groups, group.slug) for group in record.groups),
        *((terms.forms, form.slug) for form in record.forms),
    ]
    return [_attribute(key, taxonomy, slug) for taxonomy, slug in pairs if slug in taxonomy.terms]


def _attribute(key: UUID, taxonomy: Taxonomy, slug: str) -> Object:
    term = taxonomy.terms[slug]
    return {
        "id": ids.part(key, "attribute", term["id"]),
        "link_id": str(key),
        "taxonomy_term_id": term["id"],
        "link_type": "service",
        "taxonomy_term": term,
    }


def organization(provider: PublicProvider) -> Object:
    said: Object = {
        "id": str(provider.uuid),
        "name": provider.name,
        "description": _about(provider),
        "uri": permanent("poskytovatele", provider.ico),
    }
    for row in provider.contacts:
        if row.type == "mail" and "email" not in said and (mail := _mail(row)):
            said["email"] = mail
        if row.type == "web" and "website" not in said and (web := _web(row)):
            said["website"] = web
    return said


def organization_with_identifier(provider: PublicProvider) -> Object:
    said = organization(provider)
    said["organization_identifiers"] = [
        {
            "id": ids.part(provider.uuid, "ico"),
            "organization_id": said["id"],
            "identifier_scheme": "CZ-ICO",
            "identifier_type": "IČO",
            "identifier": provider.ico,
        }
    ]
    return said


def _about(provider: PublicProvider) -> str:
    parts = ["Poskytovatel sociálních služeb", provider.legal_form]
    if seat := say.seat(provider):
        parts.append(f"sídlo {seat}")
    return ", ".join(filter(None, parts))


def location(place: PublicPlace) -> Object:
    said: Object = {"id": str(place.uuid), "location_type": "physical", "name": place.name}
    if place.note:
        said["description"] = place.note
    if place.point:
        said["latitude"], said["longitude"] = place.point
    return said


def location_full(place: PublicPlace) -> Object:
    said = location(place)
    lines = say.address(place).rsplit(", ", 1)
    said["addresses"] = [
        {
            "id": ids.part(place.uuid, "address"),
            "location_id": said["id"],
            "address_1": lines[0] if len(lines) > 1 else place.municipality,
            "city": place.municipality,
            "region": place.orp,
            "state_province": settings.REGION_NAME,
            "postal_code": place.postal_code,
            "country": "CZ",
            "address_type": "physical",
        }
    ]
    return said


def service_at_location(record: PublicService, place: PublicPlace, terms: Terms) -> Object:
    key = record.uuid
    return {
        "id": str(ids.service_at_location(key, place.uuid)),
        "service_id": str(key),
        "location_id": str(place.uuid),
        "location": location(place),
        "service": service(record, terms),
    }


def service_at_location_full(record: PublicService, place: PublicPlace, terms: Terms) -> Object:
    whole = service_full(record, terms)
    said = service_at_location(record, place, terms)
    said["location"] = location_full(place)
    for name in ("contacts", "schedules", "service_areas"):
        if name in whole:
            said[name] = whole.pop(name)
    whole.pop("service_at_locations", None)
    said["service"] = whole
    return said


def _mail(contact: PublicContact | None) -> str:
    """Only an address that a program can write to."""
    found = say.mail_to(contact.value) if contact else ""
    return found.removeprefix("mailto:") if found.isascii() else ""


def _web(contact: PublicContact) -> str:
    """As a URI: letters with diacritics are written by their codes."""
    return iri_to_uri(say.web_address(contact.value))


def instant(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
