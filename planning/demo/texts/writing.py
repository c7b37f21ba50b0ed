"""From a pool of variants and the facts of a place to cleaned HTML, and the dealing of variants."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

#: A heading (``## …``), a live block (``[[figures measure=costs]]``) or the variants of one paragraph.
Piece = str | tuple[str, ...]
Section = tuple[Piece, ...]

#: An ORP of one municipality speaks of its city districts; both words are feminine plurals.
OF_MUNICIPALITIES = {
    "places": "obce",
    "places_gen": "obcí",
    "places_dat": "obcím",
    "places_loc": "obcích",
    "places_ins": "obcemi",
    "small_loc": "menších obcích",
    "mayors": "starostové obcí",
    "mayors_gen": "starostů obcí",
}
OF_CITY_DISTRICTS = {
    "places": "městské části",
    "places_gen": "městských částí",
    "places_dat": "městským částem",
    "places_loc": "městských částech",
    "places_ins": "městskými částmi",
    "small_loc": "okrajových městských částech",
    "mayors": "starostové městských částí",
    "mayors_gen": "starostů městských částí",
}
CITY_DISTRICTS = 29
MOST_DEALS = 500


@dataclass(frozen=True, slots=True)
class Place:
    """Facts of one ORP. Population is real; services, clients and applicants are invented."""

    code: str
    name: str
    district: str
    municipalities: int
    inhabitants: int
    children: int
    seniors: int
    seniors_before: int
    services: int = 0
    kinds: int = 0
    clients: int = 0
    waiting: int = 0
    refused: int = 0

    def slots(self) -> dict[str, str]:
        """Slot of a text -> words; numbers in the Czech form."""
        is_city = self.municipalities == 1
        growth = self.seniors - self.seniors_before
        count = CITY_DISTRICTS if is_city else self.municipalities
        places = f"{count} městských částí" if is_city else f"{count} obcí"
        words = OF_CITY_DISTRICTS if is_city else OF_MUNICIPALITIES
        return {
            **words,
            "Places": capital(words["places"]),
            "Mayors": capital(words["mayors"]),
            "orp": f"ORP {self.name}",
            "name": self.name,
            "district": self.district,
            "all_places": places,
            "from_places": f"{from_word(count)} {places}",
            "From_places": f"{from_word(count).capitalize()} {places}",
            "inhabitants": number(self.inhabitants),
            "children": number(self.children),
            "children_share": percent(self.children, self.inhabitants),
            "seniors": number(self.seniors),
            "seniors_share": percent(self.seniors, self.inhabitants),
            "seniors_growth": number(growth),
            "seniors_growth_share": percent(growth, self.seniors_before),
            "services": number(self.services),
            "kinds": number(self.kinds),
            "clients": number(self.clients),
            "waiting": number(self.waiting),
            "refused": number(self.refused),
        }


def from_word(value: int) -> str:
    """The preposition before a number read aloud, up to 199: "z 18", but "ze 42" (čtyřiceti)."""
    spoken_first = value // 10 * 10 if value > 19 else value
    hissing = (4, 6, 7, 14, 16, 17, 40, 60, 70)
    return "ze" if value >= 100 or spoken_first in hissing else "z"


def number(value: int) -> str:
    """1234567 -> "1 234 567"."""
    return f"{value:,}".replace(",", " ")


def percent(part: int, whole: int) -> str:
    """One decimal place: (1, 8) -> "12,5 %"; nothing of nothing is "0 %"."""
    return f"{100 * part / whole:.1f} %".replace(".", ",") if whole else "0 %"


def fill(text: str, slots: Mapping[str, str]) -> str:
    """``text`` with its slots filled; an unknown slot is a KeyError, never a hole in a plan."""
    return text.format_map(slots)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def to_html(text: str) -> str:
    """Blocks parted by blank lines: ``## `` heading, ``- `` list, ``[[kind]]`` live block."""
    return "".join(map(_block, re.split(r"\n\s*\n", text.strip())))


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h3>{escape(block[3:], quote=False)}</h3>"
    if block.startswith("[["):
        kind, _space, options = block[2:-2].partition(" ")
        return f'<div data-block="{kind}" data-options="{options}"></div>'
    lines = [escape(line.strip(), quote=False) for line in block.splitlines()]
    if all(line.startswith("- ") for line in lines):
        return f"<ul>{''.join(f'<li>{line[2:]}</li>' for line in lines)}</ul>"
    return f"<p>{' '.join(lines)}</p>"


def deal(variants: Sequence[str], count: int, random: Random) -> list[str]:
    """``count`` of ``variants``, each about equally often, in a random order."""
    rounds = -(-count // len(variants))
    dealt = [text for _ in range(rounds) for text in random.sample(variants, len(variants))]
    return dealt[:count]


def write_section(
    section: Section, slots: Sequence[Mapping[str, str]], random: Random
) -> list[str]:
    """HTML of one section for each of ``slots``; dealt again while two come out the same."""
    texts: list[str] = []
    for _ in range(MOST_DEALS):
        texts = _dealt(section, slots, random)
        if len(set(texts)) == len(texts):
            break
    return texts


def _dealt(section: Section, slots: Sequence[Mapping[str, str]], random: Random) -> list[str]:
    texts: list[list[str]] = [[] for _ in slots]
    for piece in section:
        sources = (
            deal(piece, len(slots), random) if isinstance(piece, tuple) else [piece] * len(slots)
        )
        for text, source, values in zip(texts, sources, slots, strict=True):
            text += [capital(block) for block in fill(source, values).split("\n\n")]
    return [to_html("\n\n".join(blocks)) for blocks in texts]
