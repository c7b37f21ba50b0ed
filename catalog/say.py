"""A public record in words and links, as every page of the catalogue says it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from providers.models.hours import FormHours, in_words
from providers.public import (
    PublicCapacity,
    PublicContact,
    PublicHours,
    PublicPlace,
    PublicProvider,
    PublicService,
    PublicTerritory,
)

NBSP = "\u00a0"
_NUMBER = re.compile(r"\+?\d[\d \u00a0/().-]{6,}\d")
_PLAIN = re.compile(r"(\+420)? ?([0-9]{3}) ?([0-9]{3}) ?([0-9]{3})")
_MAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def telephone(value: str) -> str:
    """``value`` as an address to dial; empty when it holds no number.

    >>> telephone("573372012"), telephone("tel. 596 781 666, linka 5"), telephone("00420 541 000 000")
    ('tel:+420573372012', 'tel:+420596781666', 'tel:+420541000000')
    >>> telephone("volejte recepci")
    ''
    """
    found = _NUMBER.search(value)
    if not found:
        return ""
    plus = found.group().startswith("+")
    digits = re.sub(r"\D", "", found.group())
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    if not plus and len(digits) >= 9:
        plus, digits = True, f"420{digits[:9]}"
    return f"tel:{'+' if plus else ''}{digits}"


def readable(value: str) -> str:
    """A number typed without spaces in groups of three; anything else as it was typed.

    >>> readable("573372012").split(NBSP), readable("+420541000000").split(NBSP)
    (['573', '372', '012'], ['+420', '541', '000', '000'])
    >>> readable("541 000 000, linka 5")
    '541 000 000, linka 5'
    """
    found = _PLAIN.fullmatch(value.strip())
    return NBSP.join(part for part in found.groups() if part) if found else value


def mail_to(value: str) -> str:
    """
    >>> mail_to("info@charita.example"), mail_to("nemáme")
    ('mailto:info@charita.example', '')
    """
    found = _MAIL.search(value)
    return f"mailto:{found.group()}" if found else ""


def web_address(value: str) -> str:
    """``value`` with its scheme; empty for anything that is no page of the web.

    >>> web_address("www.charita.example"), web_address("javascript:alert(1)")
    ('https://www.charita.example', '')
    """
    typed = value.strip()
    if not typed or any(letter.isspace() or letter in "<>\"'" for letter in typed):
        return ""
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or "." not in host or parts.username:
        return ""
    return typed


def link(contact: PublicContact) -> str:
    """Where a click on ``contact`` leads; empty when nowhere."""
    makers = {"phone": telephone, "mail": mail_to, "web": web_address}
    maker = makers.get(contact.type)
    return maker(contact.value) if maker else ""


def contacts_of(service: PublicService) -> list[PublicContact]:
    """The service's own contacts; where it has none of a type, those of its places, then of the provider."""
    levels: list[Sequence[PublicContact]] = [
        service.contacts,
        [contact for place in service.places for contact in place.contacts],
        service.provider.contacts,
    ]
    found: list[PublicContact] = []
    for kind in ("phone", "mail", "web"):
        for level in levels:
            if theirs := [contact for contact in level if contact.type == kind]:
                found += dict.fromkeys(theirs)
                break
    return found


def contact_lines(contacts: Iterable[PublicContact]) -> dict[str, list[dict[str, str]]]:
    """For ``_contact_lines.html``; mails and pages of the web only where a link can be made."""
    found: dict[str, list[dict[str, str]]] = {"phones": [], "mails": [], "webs": []}
    for contact in contacts:
        url = link(contact)
        note = ", ".join(filter(None, [contact.person, contact.note]))
        if contact.type == "phone":
            found["phones"].append({"number": readable(contact.value), "url": url, "note": note})
        elif contact.type == "mail" and url:
            found["mails"].append({"address": url.removeprefix("mailto:"), "note": note})
        elif contact.type == "web" and url:
            found["webs"].append({"url": url, "label": contact.value})
    return found


def first_of(service: PublicService, kind: str) -> PublicContact | None:
    """The one contact of ``kind`` (phone, mail, web) that a card shows; one that can be used first."""
    theirs = [contact for contact in contacts_of(service) if contact.type == kind]
    return next((contact for contact in theirs if link(contact)), theirs[0] if theirs else None)


def address(place: PublicPlace) -> str:
    """In one line as it stands on a letter; what is not known is left out."""
    number = place.house_number
    if number and place.is_registration_number:
        number = _("č. ev. %s") % number
    elif number and not place.street:
        number = _("č. p. %s") % number
    if place.orientation_number:
        number = f"{number}/{place.orientation_number}" if number else place.orientation_number
    return _line(place.street, number, place.postal_code, place.municipality)


def seat(provider: PublicProvider) -> str:
    return _line(
        provider.street, provider.house_number, provider.postal_code, provider.municipality
    )


def _line(street: str, number: str, postal_code: str, municipality: str) -> str:
    first = " ".join(filter(None, [street, number]))
    code = f"{postal_code[:3]}{NBSP}{postal_code[3:]}" if len(postal_code) == 5 else postal_code
    second = " ".join(filter(None, [code, municipality]))
    return ", ".join(filter(None, [first, second]))


def where(service: PublicService) -> str:
    """Where the service is or whom it comes to, in a few words."""
    forms = {form.slug for form in service.forms}
    if service.places and forms != {"field"}:
        return places(service.places)
    if "field" in forms and service.reach:
        return _("dojíždí: %s") % reach(service)
    if service.places:
        return places(service.places)
    if service.has_hidden_place:
        return _("adresa se nezveřejňuje, ptejte se telefonem")
    return ""


def places(shown: Sequence[PublicPlace]) -> str:
    """ "Kyjov", "Kyjov a Bzenec", "Kyjov a 3 další obce"."""
    names = list(dict.fromkeys(place.municipality for place in shown if place.municipality))
    if len(names) <= 1:
        return names[0] if names else ""
    if len(names) == 2:
        return _("%(first)s a %(second)s") % {"first": names[0], "second": names[1]}
    more = ngettext("%(count)s další obec", "%(count)s dalších obcí", len(names) - 1)
    said = more % {"count": len(names) - 1}
    return _("%(first)s a %(second)s") % {"first": names[0], "second": said}


def reach(service: PublicService) -> str:
    """Territories that the service comes to: "okres Hodonín, ORP Kyjov, Bzenec"."""
    words = {"district": _("okres %s"), "orp": _("ORP %s"), "municipality": "%s"}
    return ", ".join(words[row.level] % row.name for row in service.reach)


def territory(one: PublicTerritory) -> str:
    if one.level == "region":
        return _("celý kraj")
    return (_("okres %s") if one.level == "district" else _("ORP %s")) % one.name


def hours(rows: Iterable[PublicHours]) -> list[FormHours]:
    return in_words(rows)  # type: ignore[arg-type]  # the same names of fields


def hours_in_a_line(service: PublicService) -> str:
    """Opening hours of the first form, short enough for a card or a printed sheet.

    Notes are Czech, so in the middle of a line they stand on Czech pages only.
    """
    if any(form.is_continuous for form in service.forms):
        return _("nepřetržitě")
    rows = [row for row in service.hours if row.purpose == "open"]
    if get_language() != settings.LANGUAGE_CODE:
        rows = [replace(row, note="") for row in rows]
    said = hours(rows)
    return ", ".join(said[0].lines) if said else ""


def price(service: PublicService) -> str:
    """What the law says about paying for the kind (Act §§ 72–77)."""
    return {
        "free": _("zdarma"),
        "paid": _("platí se za poskytnutou péči, nejvýš podle vyhlášky"),
        "full": _("platí se bydlení, strava a péče, nejvýš podle vyhlášky"),
        "housing_food": _("platí se bydlení a strava, nejvýš podle vyhlášky"),
    }.get(service.kind.payment, "")


def capacity(row: PublicCapacity) -> str:
    """ "počet lůžek: 34"."""
    whole = row.amount == row.amount.to_integral_value()
    amount = number_format(row.amount, decimal_pos=0 if whole else 2, force_grouping=True)
    return f"{row.unit.name}: {amount}"


def free_places(service: PublicService) -> dict[str, object] | None:
    """For the partial of free places; None when nobody said lately."""
    if not service.vacancies:
        return None
    count = sum(row.free for row in service.vacancies)
    day = min(row.as_of for row in service.vacancies)
    if not count:
        return {"state": "full", "words": _("plno"), "day": day}
    words = ngettext("%(count)s volné místo", "%(count)s volných míst", count) % {"count": count}
    return {"state": "free", "words": words, "day": day}


def plain_number(amount: Decimal) -> str:
    """For files: a point and no zeros behind it.

    >>> plain_number(Decimal("34.00")), plain_number(Decimal("2.50"))
    ('34', '2.5')
    """
    return f"{amount.normalize():f}"
