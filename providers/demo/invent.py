"""One region made up from a seed; the same seed and day give the same one.

Dates hang on the first of January of ``region_year``. From then on the region lives: each night a
few services change (capacity, phone, place, address, hours, end) and a new one may come, in the
place of the last one of the list. So the file of a later day differs from that of an earlier one
as two nights of the national register do. A new region year, on 2 March, makes a new region.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid5

from providers.demo import names
from providers.demo.deal import deal
from providers.demo.kinds import HOURS, MAY_HIDE, NURSING, Kind
from providers.demo.map import Map
from providers.demo.shapes import (
    InventedCapacity,
    InventedFacility,
    InventedForm,
    InventedProvider,
    InventedReach,
    InventedService,
    PastCapacity,
    Place,
)
from providers.demo.texts import label

SPACE = UUID("6f1c8f0e-3f0b-5d0c-9c55-0d3b8a2f7e11")
FIRST_REGISTERED = date(2007, 1, 1)
LIVES = 425  # days from the first of January to the next region year
COMMUNITY = frozenset({"sheltered_housing", "home_for_disabled"})
WAYS_OF_NURSING = ("own_staff", "own_staff", "health_provider", "none")
Life = tuple[date, date | None, str]  # first day, last day, how it was closed
RARE = 4  # kinds with no more than this among 450 are always there


@dataclass(frozen=True, slots=True)
class Calendar:
    """``start``: see ``region_year``; ``years`` is how far back changes are made up."""

    start: date
    day: date
    years: int

    def before(self, random: Random, days: int) -> date:
        return self.start - timedelta(days=random.randint(1, days))

    def after(self, random: Random, least: int, most: int) -> date:
        return self.start + timedelta(days=random.randint(least, most))


def region_year(day: date) -> date:
    """The first of January that the region of ``day`` hangs on; in winter still the last one's."""
    return date((day - timedelta(days=60)).year, 1, 1)


def invent(
    seed: int, services: int, calendar: Calendar, land: Map, numbers_from: int = 0
) -> Iterator[InventedService]:
    """``services`` services of the region ``land``, as the register knows them on the day.

    Identifiers are counted from 9 000 000 + ``numbers_from``, providers from a tenth of it.
    """
    known = 0
    pairs = deal(seed, land.places, land.far, numbers_from // 10)
    for number in count(numbers_from):
        if known == services:
            return
        provider, kind = next(pairs)
        service = _service(seed, number, provider, kind, calendar, land)
        if service is not None:
            known += 1
            yield service


def _service(
    seed: int, number: int, provider: InventedProvider, kind: Kind, calendar: Calendar, land: Map
) -> InventedService | None:
    """None while the register does not know the service yet."""
    random = Random(f"{seed}/service/{number}")
    life = _life(kind, calendar, random)
    if life is None:
        return None
    key = str(uuid5(SPACE, f"{seed}/{number}"))
    service = _made_up(number, key, provider, kind, life, calendar, land, random)
    _live_on(service, Random(f"{seed}/news/{number}"), calendar, land)
    if land.region not in service.regions and not _has_place_in(service, land.region):
        service.regions.append(land.region)  # else nobody could tell whose service it is
    return service


def _made_up(
    number: int,
    key: str,
    provider: InventedProvider,
    kind: Kind,
    life: Life,
    calendar: Calendar,
    land: Map,
    random: Random,
) -> InventedService:
    first, last, closing = life
    home = provider.place if land.holds(provider.place) else random.choice(land.towns)
    if random.random() < 0.25:
        home = land.beside(home, random)
    brand = provider.brand if random.random() < 0.6 else next(names.brands(random))
    forms = _forms(kind, random)
    letters = "".join(form.letter for form in forms)
    field = "T" in letters
    return InventedService(
        number=number,
        identifier=f"{9_000_000 + number:07d}",
        portal_id=90_000_000 + number,
        key=key,
        kind=kind,
        provider=provider,
        brand=brand,
        first=first,
        last=last,
        closing=closing,
        facilities=_facilities(kind, brand, home, letters, (first, last), calendar, land, random),
        forms=forms,
        groups=[kind.groups[0], *(code for code in kind.groups[1:] if random.random() < 0.45)],
        ages=[kind.ages[0], *(code for code in kind.ages[1:] if random.random() < 0.8)],
        age_note=_age_note(kind, random),
        mails=[f"{names.web_name(label(kind))}@{provider.web}"] if random.random() < 0.8 else [],
        phones=[names.phone(random) for _each in range(random.choice((0, 1, 1, 1, 2, 3)))],
        webs=_webs(provider.web, random),
        regions=land.extended(random) if random.random() < (0.4 if field else 0.13) else [],
        documents=random.choice((0, 1, 1, 2, 3)),
        is_community_type=kind.slug in COMMUNITY and random.random() < 0.25,
        is_social_health=kind.slug in NURSING and random.random() < 0.08,
        nursing=random.choice(WAYS_OF_NURSING) if kind.slug in NURSING else "",
        past=_past(forms, first, calendar, random),
        reach=_reach(home, land, random) if field and random.random() < 0.85 else None,
    )


def _has_place_in(service: InventedService, region: str) -> bool:
    return any(
        facility.place.region_ruian == region and not facility.is_hidden
        for facility in service.facilities
    )


def _life(kind: Kind, calendar: Calendar, random: Random) -> Life | None:
    """None when nobody knows of the service yet."""
    first = FIRST_REGISTERED
    if random.random() < 0.65:
        since = (calendar.start - FIRST_REGISTERED).days
        first += timedelta(days=random.randint(0, since - 1) // 30 * 30)
    fate, known = random.random(), calendar.after(random, 1, LIVES)
    ended = calendar.before(random, max(calendar.years, 1) * 365)
    planned = calendar.after(random, 300, 620)
    how = random.choices(("", "cancelled", "lapsed"), (85, 10, 5))[0]
    if kind.count <= RARE or fate > 0.18:
        return first, None, ""
    if fate < 0.12:
        return min(first, ended - timedelta(days=400)), ended, how
    if fate < 0.15:
        return planned, None, ""
    if fate < 0.162:
        return first, date(calendar.start.year, 12, 31), ""
    if known > calendar.day:
        return None
    return known + timedelta(days=random.randint(0, 60)), None, ""


def _forms(kind: Kind, random: Random) -> list[InventedForm]:
    combinations, weights = zip(*kind.forms, strict=True)
    letters = random.choices(combinations, weights)[0]
    return [_form(kind, letter, random) for letter in letters]


def _form(kind: Kind, letter: str, random: Random) -> InventedForm:
    unit, least, most = kind.sizes[letter]
    amount = least + round((most - least) * random.random() ** 2)
    note = random.choice(
        ("", "", "", f"Maximální kapacita {amount}.", "Počet v jednom okamžiku.", "Za den.")
    )
    capacities = [InventedCapacity(unit, amount, note)]
    if unit == "klient" and random.random() < 0.05:
        capacities.append(InventedCapacity("interv", max(amount // 3, 1), "Za den."))
    style = random.choice(kind.hours)
    is_continuous = style == "continuous" or letter == "P"
    if is_continuous:
        return InventedForm(letter, True, capacities, [])
    weekdays, spans = HOURS[style]
    days = set(weekdays) | ({6} if random.random() < 0.12 else set())
    if len(days) == 5 and random.random() < 0.25:
        days.discard(random.choice((2, 4, 5)))
    hours = [(day, opens, closes) for day in sorted(days) for opens, closes in spans]
    return InventedForm(letter, False, capacities, hours)


def _facilities(
    kind: Kind,
    brand: str,
    home: Place,
    letters: str,
    life: tuple[date, date | None],
    calendar: Calendar,
    land: Map,
    random: Random,
) -> list[InventedFacility]:
    """Open ones first, then ended ones; of an ended service some stay open, as they really do."""
    hidden = kind.slug in MAY_HIDE and "P" in letters and random.random() < 0.45
    if letters == "T":
        opened = random.choices((0, 1, 2, 3, 4, 5), (3, 50, 20, 12, 8, 7))[0]
    else:
        opened = random.choices((1, 2, 3, 4, 5), (49, 23, 13, 8, 7))[0]
    ended = random.choices((0, 1, 2, 3, 5), (58, 20, 12, 6, 4))[0] if not hidden else 0
    facilities = []
    for order in range(opened + ended):
        place = home if order == 0 or random.random() < 0.3 else land.beside(home, random)
        if order and random.random() < 0.01:
            place = random.choice(land.far)
        facility = _facility(kind, brand, place, order, life, random)
        if order >= opened and facility.first < calendar.start:
            span = (calendar.start - facility.first).days
            facility.last = facility.first + timedelta(days=random.randint(0, span - 1))
            if life[1] is not None:
                facility.last = min(facility.last, life[1])
        elif order and life[1] is None and random.random() < 0.015:
            facility.first = max(calendar.after(random, 200, 500), life[0])
        facility.is_hidden = hidden
        facilities.append(facility)
    return facilities


def _facility(
    kind: Kind,
    brand: str,
    place: Place,
    order: int,
    life: tuple[date, date | None],
    random: Random,
) -> InventedFacility:
    part = random.choice(place.parts)
    name = f"{label(kind)} {brand}"
    if order:
        name += f" – {random.choice(('středisko', 'pracoviště', 'pobočka'))} {place.name}"
    is_village = place.weight < 1 and random.random() < 0.7
    return InventedFacility(
        name=name,
        place=place,
        part=part,
        street="" if is_village else random.choice(names.STREETS),
        house_number=random.randint(1, 400 if is_village else 2600),
        orientation_number=""
        if is_village or random.random() < 0.3
        else f"{random.randint(1, 90)}{random.choice(('', '', '', '', 'a'))}",
        is_registration_number=random.random() < 0.01,
        point_code=None if random.random() < 0.036 else 990_000_000 + random.randrange(9_999_999),
        latitude=round(place.latitude + random.uniform(-0.008, 0.008), 6),
        longitude=round(place.longitude + random.uniform(-0.012, 0.012), 6),
        first=life[0],
        last=life[1] if random.random() < 0.7 else None,
        is_repeated=random.random() < 0.015,
    )


def _age_note(kind: Kind, random: Random) -> str:
    if kind.ages[0] in {6, 7} and random.random() < 0.3:
        return f"od {random.choice((55, 60, 62, 65))} let"
    if kind.slug == "low_threshold_youth":
        return "6–26 let"
    return ""


def _webs(host: str, random: Random) -> list[str]:
    shape = random.choice((f"https://www.{host}", f"http://www.{host}", f"www.{host}", host))
    return [shape] if random.random() < 0.85 else []


def _past(
    forms: list[InventedForm], first: date, calendar: Calendar, random: Random
) -> list[PastCapacity]:
    """Capacities that were valid before, of about every fifth service."""
    since = max(first, calendar.start - timedelta(days=calendar.years * 365))
    span = (calendar.start - since).days
    if span < 60 or random.random() > 0.2:
        return []
    last = since + timedelta(days=random.randint(30, span - 1))
    return [
        PastCapacity(form.letter, now.unit, max(1, now.amount - random.randint(1, 5)), last)
        for form in forms
        for now in form.capacities[:1]
    ]


def _reach(home: Place, land: Map, random: Random) -> InventedReach:
    level = random.choices(("municipality", "orp", "district"), (5, 4, 2))[0]
    if level == "municipality":
        near = land.near(home)
        codes = {home.code, *(place.code for place in random.sample(near, min(len(near), 9)))}
    elif level == "orp":
        others = {place.orp for place in land.places if place.district == home.district}
        codes = {home.orp, *random.sample(sorted(others), min(len(others), 2))}
    else:
        codes = {home.district, random.choice(land.places).district}
    shares = None
    if random.random() < 0.25:
        weights = [random.randint(1, 5) for _code in codes]
        shares = [weight * 100 // sum(weights) for weight in weights]
        shares[0] += 100 - sum(shares)
    return InventedReach(level, sorted(codes), shares)


def _live_on(service: InventedService, random: Random, calendar: Calendar, land: Map) -> None:
    """What happens to the service in the year, if it has happened by the day."""
    what = random.choices(
        ("", "capacity", "phone", "move", "address", "hours", "end"), (25, 25, 15, 12, 10, 8, 5)
    )[0]
    when = calendar.after(random, 1, LIVES)
    if not what or when > calendar.day or service.last or service.first > when:
        return
    if what == "capacity":
        now = service.forms[0].capacities[0]
        service.past.append(PastCapacity(service.forms[0].letter, now.unit, now.amount, when))
        now.amount = max(1, now.amount + random.choice((-4, -2, 2, 3, 5, 8)))
        now.note = f"S účinností od {when + timedelta(days=1):%d.%m.%Y}."
    elif what == "phone":
        service.phones = [names.phone(random)]
    elif what == "move" and service.facilities and not service.facilities[0].is_hidden:
        _move(service, when, random, land)
    elif what == "address" and service.facilities:
        service.facilities[0].house_number += 2
    elif what == "hours":
        for form in service.forms:
            form.hours = [(day, opens, closes) for day, opens, closes in form.hours if day != 6]
    elif what == "end" and service.kind.count > RARE:
        service.last = when + timedelta(days=random.randint(30, 90))
        for facility in service.facilities:
            facility.last = facility.last or max(service.last, facility.first)


def _move(service: InventedService, when: date, random: Random, land: Map) -> None:
    old = service.facilities[0]
    if old.last is not None:
        return
    old.last = when
    place = land.beside(old.place, random) if land.holds(old.place) else old.place
    life = (when + timedelta(days=1), None)
    service.facilities.append(_facility(service.kind, service.brand, place, 0, life, random))
