"""The Czech alphabet on SQLite; PostgreSQL gets the same name from ICU in a migration."""

from functools import lru_cache
from typing import Any

import czech_sort


@lru_cache(maxsize=50_000)
def czech_key(text: str) -> tuple[bytes, str]:
    """By which rows that are in memory already are sorted as both databases would."""
    return czech_sort.bytes_key(text), text


def compare(left: str, right: str) -> int:
    """-1, 0 or 1: ch after h, č after c; texts that sort alike are told apart by their letters."""
    one, two = czech_key(left), czech_key(right)
    return (one > two) - (one < two)


def register_czech(connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_collation("czech", compare)
