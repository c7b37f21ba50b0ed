"""``/sprava/`` of the register; Django finds its pages by this import."""

from providers.admin import (
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
