"""The thirty items of the statutory check, as they stand in the law."""

from dataclasses import dataclass
from functools import cache

from sitis.fixtures import FIXTURES, read_table


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that the law asks for; ``role`` is whose task it usually is."""

    code: str
    law_reference: str
    title: str
    text: str
    evidence: str
    role: str
    regimes: tuple[str, ...]
    left_out_reason: str


@cache
def items() -> tuple[Item, ...]:
    """All thirty, in the order of the law."""
    rows = sorted(
        read_table(FIXTURES / "planning" / "statutory_items.csv"),
        key=lambda row: int(row["position"]),
    )
    return tuple(
        Item(
            code=row["code"],
            law_reference=row["law_reference"],
            title=row["title"],
            text=row["text"],
            evidence=row["evidence"],
            role=row["role"],
            regimes=tuple(row["regimes"].split(";")),
            left_out_reason=row["left_out_reason"],
        )
        for row in rows
    )
