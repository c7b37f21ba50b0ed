"""A value that the system fills in, with where it comes from."""

from dataclasses import dataclass
from decimal import Decimal

from evaluation.models import Source, Standing


@dataclass(frozen=True, slots=True)
class Given:
    source: str
    note: str
    number: Decimal | None = None
    text: str = ""
    standing: str = Standing.VALUE
    comment: str = ""

    @classmethod
    def of(cls, value: Decimal | str | None, source: Source, note: str) -> "Given | None":
        """None where there is nothing to fill in."""
        if value is None or value == "":
            return None
        if isinstance(value, Decimal):
            standing = Standing.VALUE if value else Standing.ZERO
            return cls(source, note, number=value, standing=standing)
        return cls(source, note, text=value)
