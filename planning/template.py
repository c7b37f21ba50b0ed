"""The sections that a plan begins with, by level and regime (Decree No. 505/2006 Sb., § 39a)."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import count
from zlib import crc32

from sitis.fixtures import FIXTURES, read_table
from sitis.richtext import clean

_ID = re.compile(r'id="p-[a-z0-9]{8}"')


@dataclass(frozen=True, slots=True)
class TemplateSection:
    part: str
    code: str
    order: int
    title: str
    help: str
    items: tuple[str, ...]  # codes of the statutory check
    text: str
    is_required: bool
    handed_in_with: str


@cache
def sections(level: str, regime: str) -> tuple[TemplateSection, ...]:
    """Sections of a plan of ``level`` in their order."""
    rows = read_table(FIXTURES / "planning" / "plan_template.csv")
    found = [
        TemplateSection(
            part=row["part"],
            code=row["code"],
            order=int(row["position"]),
            title=row["title"],
            help=row["help"],
            items=_items(row["statutory_items"], regime),
            text=_stored(row["skeleton"], f"{level}.{row['code']}"),
            is_required=row["is_required"] == "1",
            handed_in_with=row["deliverable"],
        )
        for row in rows
        if row["level"] == level and regime in row["regimes"].split(";")
    ]
    return tuple(sorted(found, key=lambda one: one.order))


def _stored(skeleton: str, name: str) -> str:
    """``skeleton`` in the form that texts are kept in; its ids are the same wherever it begins."""
    numbers = count(1)
    return _ID.sub(
        lambda _id: f'id="p-{crc32(f"{name}.{next(numbers)}".encode()):08x}"', clean(skeleton)
    )


def _items(codes: str, regime: str) -> tuple[str, ...]:
    """The old wording of the Act knows no § 95(3)."""
    found = codes.split(";") if codes else []
    return tuple(code for code in found if regime != "2014" or not code.startswith("95."))


@cache
def skeletons(level: str, regime: str) -> dict[str, str]:
    """Code of a section -> the text it begins with."""
    return {one.code: one.text for one in sections(level, regime)}
