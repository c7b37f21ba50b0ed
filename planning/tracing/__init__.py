"""From a need of an ORP to the okres, the regional measure and the network, and back."""

from planning.tracing.chain import Chain, chain, chains, final_fate
from planning.tracing.inputs import (
    MODELS,
    Input,
    inputs_of,
    is_settled,
    lower_plans,
    missing,
    undecided,
    undecided_count,
)
from planning.tracing.network import ways_to
from planning.tracing.panel import panel_of
from planning.tracing.report import FateRow, counts_of, fate_of

__all__ = [
    "MODELS",
    "Chain",
    "FateRow",
    "Input",
    "chain",
    "chains",
    "counts_of",
    "fate_of",
    "final_fate",
    "inputs_of",
    "is_settled",
    "lower_plans",
    "missing",
    "panel_of",
    "undecided",
    "undecided_count",
    "ways_to",
]
