"""A benchmarking run as arithmetic: frozen inputs in, results, groups and bytes out, no database."""

from evaluation.benchmark.compute import OWN_NORM, compute, in_formulas, norms_for
from evaluation.benchmark.plan import Plan
from evaluation.benchmark.serial import as_bytes, stored
from evaluation.benchmark.types import (
    Computed,
    Earlier,
    Group,
    Input,
    Order,
    Parameter,
    PlaceFact,
    PlaceRow,
    Row,
)

__all__ = [
    "OWN_NORM",
    "Computed",
    "Earlier",
    "Group",
    "Input",
    "Order",
    "Parameter",
    "PlaceFact",
    "PlaceRow",
    "Plan",
    "Row",
    "as_bytes",
    "compute",
    "in_formulas",
    "norms_for",
    "stored",
]
