"""``/sprava/`` of the register; Django finds its pages by this import."""

from providers.admin import (
    cards,
    codelists,
    figures,
    guide,
    network,
    parts,
    people,
    providers,
    rpss,
    services,
    upkeep,
)

__all__ = [
    "cards",
    "codelists",
    "figures",
    "guide",
    "network",
    "parts",
    "people",
    "providers",
    "rpss",
    "services",
    "upkeep",
]
