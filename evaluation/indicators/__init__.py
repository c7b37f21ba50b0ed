"""Arithmetic of one service: named quantities in, indicators out, no database."""

from evaluation.indicators.base import (
    LETTERS,
    NOT_ALLOCATED,
    Facts,
    Indicator,
    Result,
    Terms,
    deviation,
    say,
    terms,
)
from evaluation.indicators.catalogue import (
    BLOCKS,
    CODES,
    FORMULA_VERSION,
    INDICATORS,
    KINDS,
    OF_SERVICES,
    applicable,
    find,
    unallocated,
)

__all__ = [
    "BLOCKS",
    "CODES",
    "FORMULA_VERSION",
    "INDICATORS",
    "KINDS",
    "LETTERS",
    "NOT_ALLOCATED",
    "OF_SERVICES",
    "Facts",
    "Indicator",
    "Result",
    "Terms",
    "applicable",
    "deviation",
    "find",
    "say",
    "terms",
    "unallocated",
]
