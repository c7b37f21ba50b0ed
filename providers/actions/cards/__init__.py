"""Every write of regional service cards: templates, their versions, comments, cards of services."""

from providers.actions.cards.comments import comment, say_nothing, settle
from providers.actions.cards.filling import (
    IllegalStep,
    change_again,
    confirm,
    hand,
    open_cards,
    open_missing,
    save_cells,
    save_specifics,
    send_back,
)
from providers.actions.cards.life import (
    IllegalMove,
    approve,
    open_comments,
    put_in_force,
    retire,
    return_to_draft,
)
from providers.actions.cards.norms import end_cost, save_cost
from providers.actions.cards.templates import (
    save_card,
    save_part,
    save_template,
    start_template,
    start_version,
)

__all__ = [
    "IllegalMove",
    "IllegalStep",
    "approve",
    "change_again",
    "comment",
    "confirm",
    "end_cost",
    "hand",
    "open_cards",
    "open_comments",
    "open_missing",
    "put_in_force",
    "retire",
    "return_to_draft",
    "save_card",
    "save_cells",
    "save_cost",
    "save_part",
    "save_specifics",
    "save_template",
    "say_nothing",
    "send_back",
    "settle",
    "start_template",
    "start_version",
]
