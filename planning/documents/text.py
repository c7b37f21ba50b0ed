"""Sections of a plan as chapters: rich text with its live blocks as numbered tables."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from planning.contents import Contents
from planning.models import Section
from planning.models.section import Part
from sitis import paper, richtext
from sitis.richtext import Block

Draw = Callable[[Section, Block], list[paper.Part]]
SHORT = 12  # rows that may stand in a plan more than once
MARK = "\x00"  # cleaned text holds no such letter


def chapters_of(contents: Contents, draw: Draw) -> list[paper.Chapter]:
    """Five parts of the plan, their sections below them."""
    found = []
    draw = once(draw)
    for part, sections in groupby(contents.sections, lambda section: section.part):
        found.append(paper.Chapter(str(Part(part).label)))
        found.extend(chapter_of(section, draw, level=2) for section in sections)
    return found


def once(draw: Draw) -> Draw:
    """``draw`` that prints a long live block only the first time, then says where it stands."""
    shown: dict[tuple[Any, ...], Section] = {}

    def drawn(section: Section, block: Block) -> list[paper.Part]:
        key = block.kind, *sorted(block.options.items())
        parts = draw(section, block)
        if key not in shown or _rows(parts) <= SHORT:
            shown.setdefault(key, section)
            return parts
        captions = [part.caption for part in parts if not isinstance(part, paper.Text)]
        words = _("Tytéž údaje uvádí oddíl „%(section)s“ (%(caption)s), proto se neopakují.")
        said = words % {"caption": captions[0], "section": shown[key].title}
        return [paper.Text(format_html('<p class="block-notice">{}</p>', said))]

    return drawn


def _rows(parts: list[paper.Part]) -> int:
    tables = [part.table if isinstance(part, paper.Figure) else part for part in parts]
    return sum(len(one.rows) for one in tables if isinstance(one, paper.Table))


def chapter_of(section: Section, draw: Draw, level: int = 1) -> paper.Chapter:
    parts = parts_of(section, draw)
    if not parts:
        parts = [paper.Text(format_html("<p>{}</p>", _("Text tohoto oddílu zatím není napsaný.")))]
    return paper.Chapter(section.title, parts, level=level)


def parts_of(section: Section, draw: Draw) -> list[paper.Part]:
    """The text parted where live blocks stand."""
    known: list[Block] = []

    def mark(block: Block) -> str:
        known.append(block)
        return MARK

    texts = richtext.render_blocks(section.text, mark).split(MARK)
    found: list[paper.Part] = []
    for at, text in enumerate(texts):
        if text.strip():
            found.append(paper.Text(text))
        if at < len(known):
            found.extend(draw(section, known[at]))
    return found
