"""Live blocks: places in a text where figures of the system are shown."""

import re
from collections.abc import Callable
from html import unescape

from sitis.richtext.parts import Block

_BLOCK = re.compile(
    r'<div data-block="([a-z][a-z0-9_-]*)" data-options="([^"]*)" id="(p-[a-z0-9]{8})"></div>'
)


def _block(found: re.Match[str]) -> Block:
    pairs = (pair.partition("=") for pair in unescape(found[2]).split(";") if pair)
    return Block(found[3], found[1], {key: value for key, _sign, value in pairs})


def blocks(html: str) -> list[Block]:
    """The live blocks of a stored text, in its order.

    >>> blocks('<div data-block="needs" data-options="year=2028" id="p-1a2b3c4d"></div>')
    [Block(id='p-1a2b3c4d', kind='needs', options={'year': '2028'})]
    """
    return [_block(found) for found in _BLOCK.finditer(html)]


def render_blocks(html: str, render: Callable[[Block], str]) -> str:
    """``html`` with each live block replaced by the trusted HTML that ``render`` returns."""
    return _BLOCK.sub(lambda found: render(_block(found)), html)
