"""Who provides what: providers are made up one after another and dealt kinds of services.

A deck holds 450 kinds in their proportions. A provider draws from its own area of work, so that a
shelter does not come with a home for seniors unless the provider is a large, mixed one. A larger
region begins with the same providers and services as a smaller one of the same seed.
"""

from collections.abc import Iterator, Sequence
from random import Random

from providers.demo import names
from providers.demo.kinds import AREAS, KINDS, Kind
from providers.demo.shapes import InventedProvider, Place

SIZES, SIZE_WEIGHTS = (1, 2, 3, 4, 5, 6, 8, 11), (47, 18, 11, 8, 6, 4, 4, 2)
LARGE = 6


def deal(
    seed: int, places: Sequence[Place], far: Sequence[Place], number: int
) -> Iterator[tuple[InventedProvider, Kind]]:
    """Endless pairs of provider and kind; ``far`` are seats outside the region (one in 25).

    Providers are counted from ``number``.
    """
    random = Random(f"{seed}/providers/{number}")
    words = names.brands(random)
    taken: set[str] = set()
    while True:
        deck = _deck(random)
        while any(deck.values()):
            kinds = _draw(deck, random)
            seats = far if random.random() < 0.04 else places
            place = random.choices(seats, [seat.weight for seat in seats])[0]
            provider = _provider(number, kinds, next(words), place, taken, random)
            number += 1
            for kind in kinds:
                yield provider, kind


def _deck(random: Random) -> dict[str, list[Kind]]:
    deck: dict[str, list[Kind]] = {area: [] for area in AREAS}
    for kind in KINDS.values():
        deck[kind.area] += [kind] * kind.count
    for cards in deck.values():
        random.shuffle(cards)
    return deck


def _draw(deck: dict[str, list[Kind]], random: Random) -> list[Kind]:
    """Kinds of one provider: different ones while the deck has them."""
    size = random.choices(SIZES, SIZE_WEIGHTS)[0]
    area = random.choices(AREAS, [len(deck[name]) for name in AREAS])[0]
    drawn: list[Kind] = []
    for _card in range(size):
        if size >= LARGE or not deck[area]:
            left = [name for name in AREAS if deck[name]]
            if not left:
                break
            area = random.choice(left)
        cards = deck[area]
        fresh = (at for at in range(len(cards) - 1, -1, -1) if cards[at] not in drawn)
        drawn.append(cards.pop(next(fresh, -1)))
    return drawn


def _provider(
    number: int,
    kinds: list[Kind],
    brand: str,
    place: Place,
    taken: set[str],
    random: Random,
) -> InventedProvider:
    area = "mixed" if len(kinds) >= LARGE else kinds[0].area
    pattern, legal_form = _pattern(area, kinds, random)
    name = pattern.format(brand=brand, place=place.name)
    while name in taken:
        brand = random.choice(names.STEMS) + random.choice(names.ENDINGS)
        name = pattern.format(brand=f"{brand} {random.choice(names.STEMS)}ov", place=place.name)
    taken.add(name)
    host = f"{names.web_name(brand, place.name)}-{number}.example"
    return InventedProvider(
        number=number,
        name=name,
        brand=brand,
        ico=names.right_ico(9_900_000 + number),
        legal_form=legal_form,
        place=place,
        street=random.choice(names.STREETS),
        house_number=str(random.randint(1, 400)),
        area=area,
        mail=f"info@{host}",
        web=host,
        phones=[names.phone(random) for _each in range(random.choice((1, 1, 2)))],
        people=[names.person(random) for _each in range(random.choice((1, 1, 2, 3)))],
    )


def _pattern(area: str, kinds: list[Kind], random: Random) -> tuple[str, str]:
    if any(kind.slug == "in_hospital_services" for kind in kinds):
        return names.HOSPITAL
    patterns = names.PATTERNS[area]
    pattern, legal_form, _weight = random.choices(patterns, [row[2] for row in patterns])[0]
    return pattern, legal_form
