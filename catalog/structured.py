"""What search engines may know of a page, in words of schema.org; said as microdata, for pages hold no script."""

from datetime import time
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog import say
from catalog.addresses import permanent
from providers.public import PublicHours, PublicPlace, PublicProvider, PublicService

SCHEMA = "https://schema.org/"
DAYS = ("", *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
Thing = dict[str, Any]


def of_service(record: PublicService) -> Thing:
    """A service with its provider, places, telephones, hours and areas."""
    contacts = say.contacts_of(record)
    said: Thing = {
        "@type": "GovernmentService",
        "@id": permanent("sluzby", record.identifier),
        "identifier": record.identifier,
        "name": record.name,
        "serviceType": record.kind.name,
        "url": permanent("sluzby", record.identifier),
        "provider": of_provider(record.provider),
        "audience": [{"@type": "Audience", "audienceType": row.name} for row in record.groups],
        "areaServed": [{"@type": "AdministrativeArea", "name": row.name} for row in record.reach],
        "hoursAvailable": [_hours(row) for row in record.hours if row.purpose == "open"],
        "availableChannel": {
            "@type": "ServiceChannel",
            "serviceUrl": next(
                (
                    web
                    for row in contacts
                    if row.type == "web" and (web := say.web_address(row.value))
                ),
                None,
            ),
            "servicePhone": [
                {"@type": "ContactPoint", "telephone": row.value}
                for row in contacts
                if row.type == "phone"
            ],
            "serviceLocation": [_place(row) for row in record.places],
        },
    }
    if text := record.texts.get("what") or record.texts.get("for_whom"):
        said["description"] = text
    if record.kind.is_free:
        said["offers"] = {"@type": "Offer", "price": "0", "priceCurrency": "CZK"}
    return said


def of_provider(record: PublicProvider) -> Thing:
    said: Thing = {
        "@type": "Person" if record.is_natural_person else "Organization",
        "name": record.name,
    }
    if record.ico:
        said["@id"] = said["url"] = permanent("poskytovatele", record.ico)
        said["identifier"] = record.ico
    if record.municipality:
        said["address"] = {
            "@type": "PostalAddress",
            "streetAddress": " ".join(filter(None, [record.street, record.house_number])),
            "postalCode": record.postal_code,
            "addressLocality": record.municipality,
            "addressCountry": "CZ",
        }
    return said


def _place(row: PublicPlace) -> Thing:
    street = say.address(row).rsplit(", ", 1)
    said: Thing = {
        "@type": "Place",
        "name": row.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": street[0] if len(street) > 1 else "",
            "postalCode": row.postal_code,
            "addressLocality": row.municipality,
            "addressCountry": "CZ",
        },
    }
    if row.point:
        latitude, longitude = row.point
        said["geo"] = {"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude}
    return said


def _hours(row: PublicHours) -> Thing:
    closes = "23:59" if row.closes == time() else f"{row.closes:%H:%M}"
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": SCHEMA + DAYS[row.weekday],
        "opens": f"{row.opens:%H:%M}",
        "closes": closes,
    }


def microdata(thing: Thing, name: str = "") -> SafeString:
    """``thing`` as elements that nobody sees: HTML lets ``meta`` and ``link`` stand where they say a property."""
    parts: list[tuple[SafeString]] = []
    for key, value in thing.items():
        if key.startswith("@"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if one not in (None, ""):
                parts.append((_property(key, one),))
    return format_html(
        '<span{} itemscope itemtype="{}"{}>{}</span>',
        format_html(' itemprop="{}"', name) if name else "",
        SCHEMA + thing["@type"],
        format_html(' itemid="{}"', thing["@id"]) if "@id" in thing else "",
        format_html_join("", "{}", parts),
    )


def _property(name: str, value: Any) -> SafeString:
    if isinstance(value, dict):
        return microdata(value, name)
    if str(value).startswith(("https://", "http://")):
        return format_html('<link itemprop="{}" href="{}">', name, value)
    return format_html('<meta itemprop="{}" content="{}">', name, str(value))
