"""Footnotes of a text shown on a page: signs that lead to a list below it and back."""

from django.utils.translation import gettext as _

from sitis.richtext.parts import Run, write, write_runs
from sitis.richtext.reading import read


def with_notes(html: str, prefix: str = "") -> str:
    """``html`` for a page: notes listed at its end, each table in a frame that scrolls.

    ``prefix`` keeps the addresses of notes apart where a page shows more texts.
    """
    notes: list[str] = []

    def sign(run: Run) -> str:
        notes.append(write_runs(run.note))
        n = len(notes)
        return (
            f'<sup class="note-sign"><a href="#{prefix}note-{n}" id="{prefix}note-sign-{n}"'
            f' role="doc-noteref" aria-label="{_("Poznámka")} {n}">{n}</a></sup>'
        )

    lines = write(read(html), sign).split("\n")
    found = [_framed(line) for line in lines]
    if notes:
        back = _("Zpět k textu, odkud vede poznámka")
        items = "".join(
            f'<li id="{prefix}note-{n}">{note} <a href="#{prefix}note-sign-{n}"'
            f' role="doc-backlink" aria-label="{back} {n}">↩</a></li>'
            for n, note in enumerate(notes, 1)
        )
        found.append(
            f'<section class="notes" role="doc-endnotes" aria-label="{_("Poznámky")}">'
            f"<ol>{items}</ol></section>"
        )
    return "\n".join(found)


def _framed(line: str) -> str:
    if not line.startswith("<table"):
        return line
    name = _("Tabulka, kterou lze posouvat do stran")
    return f'<div class="table-frame" role="region" tabindex="0" aria-label="{name}">{line}</div>'
