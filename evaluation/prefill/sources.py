"""The sources that a form names: ``register.capacity``, ``network.units``, ``last:C.1.1.fte.P`` …"""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.layout import Asked, Sheet
from evaluation.models import Source, Standing
from evaluation.norms import as_indicator
from evaluation.prefill.given import Given
from evaluation.prefill.known import Earlier, Known
from providers.models import Service

FORMS = {"P": "residential", "A": "ambulatory", "T": "field"}
BEDS, STAFF = "beds", "direct_care_fte"
AROUND = ("ambulatory", "field")


def prefilled(sheet: Sheet, service: Service, known: Known) -> dict[str, Given]:
    """Values of the fields of ``sheet`` that are known, by code."""
    found: dict[str, Given] = {}
    copied = known.copied.get(service.pk)
    for one in sheet.fields.values():
        if one.is_computed:
            continue
        given = _given(one, service, known)
        if given is None and copied is not None and one.is_typed:
            given = _from_report(copied, one.code)
        if given is not None:
            found[one.code] = given
    return found


def _given(one: Asked, service: Service, known: Known) -> Given | None:
    name, _colon, code = one.prefill.partition(":")
    if not name:
        return None
    if name == "last":
        earlier = known.earlier.get(service.pk)
        return _from_report(earlier, code or one.code) if earlier else None
    day = _day(known.day)
    if name.startswith("register."):
        read = REGISTER.get(name.removeprefix("register."))
        value = read(one, service, known) if read else None
        return Given.of(value, Source.REGISTER, _("registr ke dni %s") % day)
    if name.startswith("network."):
        value = _network(one, service, known)
        return Given.of(value, Source.NETWORK, _("síť ke dni %s") % day)
    return _card(one, service, known)


@lru_cache(maxsize=256)  # the same few days stand at thousands of fields
def _day(day: date) -> str:
    return date_format(day, "j. n. Y").replace(" ", "\u00a0")


def _from_report(earlier: Earlier, code: str) -> Given | None:
    cell = earlier.cells.get(code)
    if cell is None or cell.standing == Standing.EMPTY:
        return None
    note = earlier.title
    return Given(Source.LAST, note, cell.number, cell.text, cell.standing, cell.comment)


def _card(one: Asked, service: Service, known: Known) -> Given | None:
    cards = known.cards.get(service.pk, ())
    if one.prefill == "card.version":
        words = "; ".join(str(card.card) for card in cards)
        return Given.of(words, Source.CARD, _("karta ke dni %s") % _day(known.day))
    forms = known.form_slugs(service)
    groups = {row.target_group_id for row in known.groups.get(service.pk, ()) if row.is_primary}
    norms = known.norms.get((service.kind_id, one.prefill.removeprefix("card.norm.")), ())
    for norm in sorted(norms, key=lambda norm: norm.template.target_group_id is None):
        of = norm.template
        if of.form.slug not in forms or of.target_group_id not in {None, *groups}:
            continue
        value = as_indicator(norm, norm.amount_on(known.day), of.form.slug, service.kind.slug)
        if value is not None:
            return Given.of(round(value, one.decimals), Source.CARD, str(of)[:200])
    return None


def _network(one: Asked, service: Service, known: Known) -> Decimal | str | None:
    items = known.items.get(service.pk, ())
    name = one.prefill.removeprefix("network.")
    if name == "items":
        return "; ".join(dict.fromkeys(f"{item.category}, {item.form}" for item in items))
    if name == "mandate":
        return "; ".join(dict.fromkeys(i.mandate_number for i in items if i.mandate_number))
    tail = one.code.rpartition(".")[2]
    forms = {"P": ("residential",), "AT": AROUND}.get(tail, ("residential", *AROUND))
    unit = BEDS if name == "units" and one.unit == "lůžko" else STAFF
    return known.units(service, unit, forms)


# -- the register ---------------------------------------------------------------------------


def _form_of(one: Asked) -> str:
    """The form that a field speaks of: "B.P.days" and "E.days.P" of the residential one."""
    parts = one.code.split(".")
    return next((FORMS[part] for part in parts[1:] if part in FORMS), "")


def _capacity(one: Asked, service: Service, known: Known) -> Decimal | None:
    form = _form_of(one)
    rows = [row for row in known.capacities.get(service.pk, ()) if row.form.slug == form]
    rows.sort(key=lambda row: row.unit.slug != BEDS)
    return rows[0].amount if rows else None


def _instant(one: Asked, service: Service, known: Known) -> Decimal | None:
    rows = known.capacities.get(service.pk, ())
    found = (
        row.amount
        for row in rows
        if row.unit.slug == "instant_capacity" and row.form.slug == "ambulatory"
    )
    return next(found, None)


def _held(rows: list[str], one: Asked) -> Decimal | None:
    """A tick where the last part of the code is among the keys that the register names."""
    return Decimal(1) if one.code.rpartition(".")[2] in rows else None


def _building(one: Asked, service: Service, known: Known) -> str:
    number = int(one.code.split(".")[2])
    shown = [place for place in known.places.get(service.pk, ()) if not place.is_address_hidden]
    if number > len(shown):
        return ""
    place = shown[number - 1]
    house = "/".join(part for part in (place.house_number, place.orientation_number) if part)
    street = " ".join(part for part in (place.street, house) if part)
    return ", ".join(part for part in (street, str(place.municipality or "")) if part)


def _places(service: Service, known: Known) -> Iterator[str]:
    """Names only; a hidden address stays hidden."""
    for place in known.places.get(service.pk, ()):
        yield place.name


def _contact(kind: str) -> Callable[[Asked, Service, Known], str]:
    def read(_one: Asked, service: Service, known: Known) -> str:
        rows = known.contacts.get(service.pk, ())
        return next((row.value for row in rows if row.type == kind), "")

    return read


def _address(service: Service) -> str:
    provider = service.provider
    street = " ".join(part for part in (provider.street, provider.house_number) if part)
    town = " ".join(part for part in (provider.postal_code, provider.municipality_name) if part)
    return ", ".join(part for part in (street, town) if part)


def _period(which: str) -> Callable[[Asked, Service, Known], str]:
    def read(one: Asked, service: Service, known: Known) -> str:
        rows = [row for row in known.forms.get(service.pk, ()) if row.form.slug == _form_of(one)]
        if not rows:
            return ""
        if which == "from":
            return _day(rows[0].valid_from or service.provided_from)
        end = rows[0].valid_to or service.provided_to
        return _day(end) if end else ""

    return read


REGISTER: dict[str, Callable[[Asked, Service, Known], Decimal | str | None]] = {
    "provider_name": lambda _o, service, _k: service.provider.name,
    "ico": lambda _o, service, _k: service.provider.ico,
    "legal_form": lambda _o, service, _k: str(service.provider.legal_form or ""),
    "address": lambda _o, service, _k: _address(service),
    "founder": lambda _o, service, _k: service.provider.founder_name,
    "phone": _contact("phone"),
    "email": _contact("mail"),
    "identifier": lambda _o, service, _k: service.identifier,
    "kind": lambda _o, service, _k: service.kind.name,
    "name": lambda _o, service, _k: service.name,
    "forms": lambda _o, service, known: ", ".join(
        str(row.form) for row in known.forms.get(service.pk, ())
    ),
    "from": lambda _o, service, _k: _day(service.provided_from),
    "to": lambda _o, service, _k: _day(service.provided_to) if service.provided_to else "",
    "ending": lambda _o, service, _k: service.get_closing_display() if service.closing else "",
    "places": lambda _o, service, known: "; ".join(_places(service, known)),
    "contact_place": lambda _o, service, known: next(_places(service, known), ""),
    "reach": lambda _o, service, known: ", ".join(
        str(row) for row in known.reach.get(service.pk, ())
    ),
    "nursing": lambda _o, service, _k: (
        service.get_nursing_care_mode_display() if service.nursing_care_mode else ""
    ),
    "months": lambda _o, service, known: Decimal(known.months(service)),
    "group": lambda one, service, known: _held(
        [row.target_group.slug for row in known.groups.get(service.pk, ())], one
    ),
    "age": lambda one, service, known: _held(
        [row.age_group.slug for row in known.ages.get(service.pk, ())], one
    ),
    "form_from": _period("from"),
    "form_to": _period("to"),
    "days": lambda one, service, known: known.days(service, _form_of(one)),
    "week": lambda one, service, known: known.week(service, _form_of(one)),
    "capacity": _capacity,
    "instant": _instant,
    "building_address": _building,
}
