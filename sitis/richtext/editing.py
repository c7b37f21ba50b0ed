"""A stored text as the editor of a page shows it: live blocks drawn in place, nobody types in them."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from sitis.richtext.live import render_blocks
from sitis.richtext.parts import Block, write_options


def for_editor(
    html: str, labels: Mapping[str, Any], draw: Callable[[Block], str] | None = None
) -> str:
    """``html`` with each live block named, and with what ``draw`` makes of it inside.

    What comes back from the editor is cleaned, and of a block only its kind and options are read.

    >>> for_editor('<div data-block="a" data-options="" id="p-1a2b3c4d"></div>', {"a": "mapa"})
    '<div data-block="a" data-options="" id="p-1a2b3c4d" contenteditable="false"><p>mapa</p></div>'
    """

    def shown(block: Block) -> str:
        options = write_options(block.options)
        said = str(labels.get(block.kind, block.kind)) + (f" ({options})" if options else "")
        return (
            f'<div data-block="{block.kind}" data-options="{escape(options)}" id="{block.id}"'
            f' contenteditable="false"><p>{escape(said)}</p>{draw(block) if draw else ""}</div>'
        )

    return render_blocks(html, shown)
