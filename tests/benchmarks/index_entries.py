"""Invented services for measuring the index: plain data, the same for the same seed."""

import csv
from pathlib import Path
from random import Random
from typing import Any

from catalog.index import Ages, Entry, Label, Municipality, Place, Reference, Situation, Synonym

FIXTURES = Path(__file__).parent.parent.parent / "fixtures"


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reference() -> Reference:
    orps = {row["code"]: row for row in rows("territory/orps.csv")}
    kinds = [Label(row["slug"], (row["name"],)) for row in rows("codelists/service_kinds.csv")]
    return Reference(
        municipalities=tuple(
            Municipality(
                row["code"],
                row["name"],
                row["orp"],
                orps[row["orp"]]["district"],
                float(row["latitude"]),
                float(row["longitude"]),
            )
            for row in rows("territory/municipalities.csv")
        ),
        orps=tuple(Label(code, (row["name"],)) for code, row in orps.items()),
        districts=tuple(
            Label(row["code"], (row["name"],)) for row in rows("territory/districts.csv")
        ),
        kinds=tuple(kinds),
        groups=tuple(
            Label(row["rpss_code"], (row["name"],)) for row in rows("codelists/target_groups.csv")
        ),
        situations=tuple(
            Situation(
                f"situation-{number}",
                (f"{WORDS[number]} {WORDS[number + 40]} {WORDS[number + 80]}", WORDS[number + 120]),
                tuple(label.key for label in kinds[number % 30 : number % 30 + 4]),
                (str(number % 25 + 1),),
            )
            for number in range(40)
        ),
        synonyms=(Synonym("pečák", "pečovatelská služba"),),
    )


SYLLABLES = [
    "po",
    "ro",
    "vá",
    "ka",
    "li",
    "ně",
    "sto",
    "ře",
    "cí",
    "mu",
    "do",
    "tel",
    "ský",
    "ná",
    "vra",
    "ži",
    "pe",
    "šta",
    "hu",
    "bo",
    "zdra",
    "ven",
    "klo",
]


def _words(count: int) -> list[str]:
    chance = Random(7)
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(count)]


WORDS = _words(15_000)
FREQUENT = WORDS[:1_500]


def entries(count: int, of: Reference, seed: int = 1) -> list[Entry]:
    """``count`` services with names, providers and some 60 words of texts each (the demo has 36)."""
    chance = Random(seed)
    kinds = rows("codelists/service_kinds.csv")
    activities = [row["name"] for row in rows("codelists/basic_activities.csv")]
    providers = [
        (
            f"{chance.choice(WORDS).title()} {chance.choice(FREQUENT)}, z. ú.",
            f"{99_000_000 + number}",
        )
        for number in range(max(1, count // 4))
    ]
    ages = [(), (), (Ages(65, None),), (Ages(0, 18),), (Ages(19, 26), Ages(27, 64))]
    return [
        _entry(number, chance, of, kinds, activities, providers, ages) for number in range(count)
    ]


def _entry(
    number: int,
    chance: Random,
    of: Reference,
    kinds: list[dict[str, str]],
    activities: list[str],
    providers: list[tuple[str, str]],
    ages: list[Any],
) -> Entry:
    kind = chance.choice(kinds)
    town = chance.choice(of.municipalities)
    provider, ico = chance.choice(providers)
    at = town.latitude + chance.uniform(-0.01, 0.01), town.longitude + chance.uniform(-0.01, 0.01)
    serves = chance.choice([(), (town.orp,), (town.district,), (town.code,), ("*",)])
    text = " ".join(chance.choices(FREQUENT, k=50) + chance.choices(WORDS, k=10))
    return Entry(
        pk=number,
        identifier=str(9_000_000 + number),
        name=f"{kind['name'].capitalize()} {chance.choice(WORDS).title()} {town.name}",
        provider=provider,
        ico=ico,
        kind=kind["slug"],
        branch=kind["branch"],
        groups=tuple(
            str(code) for code in sorted(chance.sample(range(1, 26), chance.randint(0, 4)))
        ),
        forms=tuple(chance.sample(("residential", "ambulatory", "field"), chance.randint(1, 2))),
        places=(Place(town.code, *at),),
        serves=serves,
        ages=chance.choice(ages),
        is_weekend=chance.random() < 0.4,
        is_continuous=chance.random() < 0.2,
        is_free=chance.random() < 0.5,
        has_vacancy=chance.random() < 0.3,
        in_network=chance.random() < 0.8,
        activities=tuple(chance.sample(activities, 5)),
        streets=(f"{chance.choice(WORDS).title()} {chance.randint(1, 99)}",),
        texts=(text,),
    )
