"""Every write of the network: versions and their states, items, lists that come as a table."""

from providers.actions.network.items import end_item, remove_item, save_item, save_share
from providers.actions.network.versions import (
    IllegalMove,
    move,
    put_in_force,
    retire,
    save_version_of_network,
    start_version,
)

__all__ = [
    "IllegalMove",
    "end_item",
    "move",
    "put_in_force",
    "remove_item",
    "retire",
    "save_item",
    "save_share",
    "save_version_of_network",
    "start_version",
]
