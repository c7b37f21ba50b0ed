"""Rich text: headings, lists, tables, links, footnotes and live blocks, kept as HTML of one form.

What is kept is a row of lines (``parts``): each block of text with a stable id, stretches of text
inside it. Everything that comes in is read into that form (``reading``) and written from it, so
nothing else can ever be stored.
"""

from collections.abc import Collection

from sitis.richtext.comparing import (
    Change,
    Conflict,
    Merged,
    Paragraph,
    compare,
    merge3,
    paragraphs,
    with_former_ids,
)
from sitis.richtext.editing import for_editor
from sitis.richtext.live import blocks, render_blocks
from sitis.richtext.markdown import to_html, to_lines
from sitis.richtext.notes import with_notes
from sitis.richtext.parts import Block, with_ids, write
from sitis.richtext.plain import plain, word_count
from sitis.richtext.reading import read
from sitis.richtext.words import word_diff

__all__ = [
    "MOST",
    "Block",
    "Change",
    "Conflict",
    "Merged",
    "Paragraph",
    "blocks",
    "clean",
    "compare",
    "for_editor",
    "from_markdown",
    "merge3",
    "paragraphs",
    "plain",
    "render_blocks",
    "to_markdown",
    "with_notes",
    "word_count",
    "word_diff",
]

#: The most characters of cleaned HTML that one text may have.
MOST = 500_000


def clean(html: str, *, known: Collection[str] = ()) -> str:
    """``html`` in the one form that is stored; every block of text with an id of its own.

    ``known`` are the kinds of live blocks that may stand in it; empty allows all.
    """
    return write(with_ids(read(html, known)))


def to_markdown(html: str) -> str:
    """A stored text as Markdown; ``from_markdown`` with it as ``former`` gives it back."""
    return to_lines(read(html))


def from_markdown(text: str, former: str = "", *, known: Collection[str] = ()) -> str:
    """Stored HTML of a Markdown text; paragraphs that ``former`` holds too keep their ids."""
    return write(with_ids(with_former_ids(read(to_html(text), known), former)))
