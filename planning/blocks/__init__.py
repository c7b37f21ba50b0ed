"""Live blocks: places in a plan's text where the system's figures stand, as of the plan's day.

The same pieces (``sitis.paper``) are drawn on pages and on paper, and frozen when a plan is approved.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from planning.blocks.base import BlockKind, notice, pieces_of
from planning.blocks.cost_plan import COST_PLAN
from planning.blocks.figures import FIGURES
from planning.blocks.meetings import MEETINGS
from planning.blocks.network import SERVICES, TOTALS
from planning.blocks.pieces import as_html, as_json, from_json
from planning.blocks.population import POPULATION
from planning.blocks.rows import MEASURES, NEEDS, SWOT
from planning.blocks.source import Source
from planning.blocks.territory import MAP
from planning.blocks.themes import THEMES
from planning.contents import Contents
from planning.models import FrozenBlock, Priority, Section
from sitis import paper
from sitis.richtext import Block, blocks, for_editor, render_blocks, with_notes

ALL = (
    SERVICES,
    TOTALS,
    POPULATION,
    NEEDS,
    MEASURES,
    SWOT,
    MEETINGS,
    FIGURES,
    COST_PLAN,
    THEMES,
    MAP,
)
KINDS: dict[str, BlockKind] = {kind.slug: kind for kind in ALL}
LABELS = {kind.slug: kind.label for kind in ALL}


class Blocks:
    """Live blocks of one plan, in a fixed number of questions whatever their number."""

    def __init__(self, contents: Contents) -> None:
        self.contents, self.plan = contents, contents.plan
        self.source = Source(contents)
        self._known: dict[Any, list[paper.Part]] = {}

    def __call__(self, section: Section, block: Block) -> list[paper.Part]:
        """Pieces of one block: computed, or as they were when the plan was approved."""
        if self.plan.is_frozen:
            kept = self._frozen.get((section.pk, block.id))
            return from_json(kept) if kept else [notice(_("Tento blok plán nezmrazil."))]
        key = _key(block)
        if key not in self._known:
            kind = KINDS.get(block.kind)
            self._known[key] = pieces_of(kind, block.kind, block.options, self.source)
        return self._known[key]

    @cached_property
    def _frozen(self) -> dict[tuple[int, str], Any]:
        rows = FrozenBlock.objects.filter(section__plan=self.plan)
        return {
            (section, block): content
            for section, block, content in rows.values_list("section", "block", "content")
        }

    def html(self, section: Section, text: str | None = None, prefix: str = "") -> str:
        """``text`` of a section for a page, with its notes below and its blocks in place."""
        shown = with_notes(section.text if text is None else text, prefix)
        return render_blocks(shown, lambda block: as_html(self(section, block)))

    def editable(self, section: Section, text: str) -> str:
        """``text`` for the editor, with its blocks in place."""
        return for_editor(text, LABELS, lambda block: as_html(self(section, block)))

    def to_freeze(self) -> Iterator[FrozenBlock]:
        told: dict[Any, list[dict[str, Any]]] = {}
        for section in self.contents.sections:
            for block in blocks(section.text):
                key = _key(block)
                if key not in told:
                    told[key] = as_json(self(section, block))
                content = told[key]
                yield FrozenBlock(section=section, block=block.id, kind=block.kind, content=content)


def _key(block: Block) -> tuple[Any, ...]:
    """Blocks that ask the same say the same, wherever they stand."""
    return block.kind, tuple(block.options.items())


def choices(plan: Any) -> list[tuple[str, str]]:
    """What an author can set in: Markdown of the block and its name. One query."""
    found = [(f"{{{{{kind.slug}}}}}", str(kind.label)) for kind in ALL]
    for row in Priority.objects.of(plan).order_by("number"):
        label = _("opatření priority %s") % row
        found.append((f"{{{{measures priority={row.code}}}}}", label[:80]))
    return found
