"""What a rich text says without its marks: for the search, for counting, for comparing."""

import re

from sitis.richtext.parts import Line, Runs, write_options
from sitis.richtext.reading import read


def text_of(line: Line) -> str:
    """All that one line says; cells of a table parted by a bar, rows by a new line."""
    if line.block:
        return f"{line.block.kind} {write_options(line.block.options).replace(';', ' ')}".rstrip()
    if line.table:
        rows = (" | ".join(_words(c.runs) for c in r) for r in (*line.table.head, *line.table.body))
        caption = [_words(line.table.caption)] if line.table.caption else []
        return "\n".join([*caption, *rows])
    return _words(line.runs)


def _words(runs: Runs) -> str:
    return "".join(f" [{_words(run.note)}]" if run.note else run.text for run in runs)


def plain(html: str) -> str:
    """The text of ``html``, a paragraph a line; live blocks say nothing of their own."""
    return "\n".join(text_of(line) for line in read(html) if not line.block)


def word_count(html: str) -> int:
    """How many words a reader reads, notes too.

    >>> word_count("<p>Služby pro <strong>seniory</strong> – do roku 2028.</p>")
    6
    """
    return len(re.findall(r"\w+(?:[-’']\w+)*", plain(html)))
