"""The search of the public catalogue: an index in memory, no model and no table.

    index = Index(entries, reference)
    answer = index.answer(Question(text="pecovatelske sluzby v Kyjove", weekend=True))

``Keeper`` holds the index of today and replaces it when the data or the day change.
"""

from catalog.index.answer import Answer, Correction, Hit, PlaceName, Suggestion, Understood
from catalog.index.entry import (
    WHOLE_REGION,
    Ages,
    Entry,
    Label,
    Municipality,
    Place,
    Reference,
    Situation,
    Synonym,
)
from catalog.index.index import Index
from catalog.index.keeper import Keeper, NotReady
from catalog.index.question import Question

__all__ = [
    "WHOLE_REGION",
    "Ages",
    "Answer",
    "Correction",
    "Entry",
    "Hit",
    "Index",
    "Keeper",
    "Label",
    "Municipality",
    "NotReady",
    "Place",
    "PlaceName",
    "Question",
    "Reference",
    "Situation",
    "Suggestion",
    "Synonym",
    "Understood",
]
