"""Identifiers of what has none of its own in the register; the same input gives the same UUID for ever."""

from uuid import NAMESPACE_URL, UUID, uuid5

TAXONOMIES = ("druhy-sluzeb", "cilove-skupiny", "formy-poskytovani")


def taxonomy(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"ciselnik:{name}")


def term(name: str, slug: str) -> UUID:
    """
    >>> str(term("druhy-sluzeb", "home_care"))
    '50c53e2f-9a3c-5329-a205-a88ec87e3385'
    """
    return uuid5(NAMESPACE_URL, f"ciselnik:{name}:{slug}")


def service_at_location(service: UUID, place: UUID) -> UUID:
    return uuid5(service, str(place))


def part(whole: UUID, *words: object) -> str:
    """Of a thing that belongs to ``whole``: its hours, a contact, an attribute."""
    return str(uuid5(whole, ":".join(map(str, words))))
