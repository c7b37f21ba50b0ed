"""What a printed document is made of, numbered before it is drawn. Pure: no database, no clock.

A room fills ``Volume`` with chapters of texts, tables and figures; ``templates/documents/`` draws the
same chapters on paper and on a page.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from math import ceil, sqrt
from string import ascii_uppercase
from typing import Any, ClassVar, Self

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

LISTED_FROM = 6  # with so many tables or figures they get a list behind the contents
TALLEST_CELL = 1200  # letters; a row of such cells may fill a page
LONGEST_WORD, FAIR_CELL = 14, 400  # letters past which a cell asks for no more room
LONGEST_NUMBER = 20
PORTRAIT, LANDSCAPE, PADDING = 103, 150, 3  # letters of a table across a page, and beside a cell


@dataclass(frozen=True, slots=True)
class Column:
    """``align`` is left, right (numbers; unit in the title) or center; ``width`` in per cent, 0 for what its cells need."""

    title: str
    align: str = "left"
    width: int = 0


@dataclass(frozen=True)
class Table:
    """Cells are texts (escaped when drawn) or safe HTML; the first ``heads`` columns name their row."""

    kind: ClassVar[str] = "table"
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    wide: bool = False
    notes: Sequence[str] = ()
    heads: int = 1
    number: int = 0
    is_kept: bool = False  # on one page: it is short, and read as a whole

    @property
    def anchor(self) -> str:
        return f"tabulka-{self.number}"

    @cached_property
    def widths(self) -> list[int]:
        """Per cent of each column. Laid out so, a table of 3,000 rows costs a third of one measured by its cells.

        Each column gets what its longest word or number takes, then more by how much stands in it.
        """
        asked = [column.width for column in self.columns]
        free = [at for at, width in enumerate(asked) if not width]
        left = max(0, 100 - sum(asked))
        least = {at: ceil(100 * self._least[at] / self._room) for at in free}
        if sum(least.values()) > left:
            least = {at: one * left // sum(least.values()) for at, one in least.items()}
        weights = {at: sqrt(self._mean(at)) for at in free}
        rest, total = left - sum(least.values()), sum(weights.values()) or 1
        return [
            width or max(1, least[at] + int(rest * weights[at] / total))
            for at, width in enumerate(asked)
        ]

    @cached_property
    def is_crowded(self) -> bool:
        """Its words and numbers do not fit beside one another on an upright page."""
        return sum(self._least) > PORTRAIT

    @property
    def has_small_type(self) -> bool:
        """They do not fit even across the page."""
        return sum(self._least) > LANDSCAPE

    @property
    def _room(self) -> int:
        return LANDSCAPE if self.wide else PORTRAIT

    @cached_property
    def has_long_cells(self) -> bool:
        """A row may be taller than a page and must be parted."""
        return any(len(str(cell)) > TALLEST_CELL for row in self.rows for cell in row)

    @cached_property
    def _least(self) -> list[int]:
        """Letters that each column takes at least, with the white beside them."""
        return [self._longest(at, column) + PADDING for at, column in enumerate(self.columns)]

    def _longest(self, at: int, column: Column) -> int:
        heads = min(LONGEST_WORD, max(map(len, _BREAKING.split(column.title))))
        if column.align == "right":  # numbers are never parted
            return max(heads, min(LONGEST_NUMBER, max(map(len, self._texts(at)), default=0)))
        words = (len(word) for text in self._texts(at) for word in _BREAKING.split(text))
        return max(heads, min(LONGEST_WORD, max(words, default=0)))

    def _mean(self, at: int) -> float:
        texts = self._texts(at)
        return sum(min(len(text), FAIR_CELL) for text in texts) / (len(texts) or 1)

    def _texts(self, at: int) -> list[str]:
        return [_plain(row[at]) for row in self.rows[:300] if at < len(row)]

    @property
    def body(self) -> SafeString:
        """Rows as HTML, joined here: a template would take seconds for thousands of them."""
        classes = [
            f' class="{column.align}"' if column.align != "left" else "" for column in self.columns
        ]
        opened = [
            f'<th scope="row"{dressed}>' if at < self.heads else f"<td{dressed}>"
            for at, dressed in enumerate(classes)
        ]
        closed = ["</th>" if at < self.heads else "</td>" for at in range(len(self.columns))]
        drawn = []
        for row in self.rows:
            cells = [*row, *[""] * (len(self.columns) - len(row))]
            parts = zip(opened, cells, closed, strict=False)
            drawn.append(f"<tr>{''.join(f'{a}{_cell(cell)}{b}' for a, cell, b in parts)}</tr>")
        return mark_safe("".join(drawn))


@dataclass(frozen=True)
class Figure:
    """A drawing whose numbers stand in ``table`` beside it."""

    kind: ClassVar[str] = "figure"
    caption: str
    svg: SafeString
    table: Table | None = None
    number: int = 0

    @property
    def anchor(self) -> str:
        return f"graf-{self.number}"


@dataclass(frozen=True)
class Text:
    """Cleaned rich text; its headings are fitted under the chapter's when that is numbered."""

    kind: ClassVar[str] = "text"
    html: str


Part = Text | Table | Figure


@dataclass(frozen=True)
class Chapter:
    """``level`` 1 is a chapter, 2 and 3 are parts of the one before; number and anchor come from ``numbered``."""

    title: str
    parts: Sequence[Part] = ()
    level: int = 1
    anchor: str = ""
    code: str = ""
    annex: bool = False

    @property
    def heading(self) -> int:
        """1 is the document's title."""
        return self.level + 1

    @property
    def is_wide(self) -> bool:
        """Begins with a wide table, so the heading stands on the same landscape page."""
        return bool(self.parts) and isinstance(self.parts[0], Table) and self.parts[0].wide


def numbered(chapters: Iterable[Chapter], annexes: Iterable[Chapter] = ()) -> list[Chapter]:
    """Chapters 1, 1.1, 1.1.1, annexes A, A.1; tables and figures 1, 2, 3 … throughout, tables of figures not.

    >>> [one.code for one in numbered([Chapter("a"), Chapter("b", level=2)], [Chapter("c")])]
    ['1', '1.1', 'A']
    """
    found, counts = [], {"table": 0, "figure": 0, "text": 0}
    for is_annex, rows in ((False, chapters), (True, annexes)):
        at = [0, 0, 0]
        for chapter in rows:
            level = min(max(chapter.level, 1), 3)
            while level > 1 and at[level - 2] == 0:
                level -= 1  # a part of no chapter is a chapter
            at = [*at[: level - 1], at[level - 1] + 1, *[0] * (3 - level)]
            first = _letters(at[0]) if is_annex else str(at[0])
            code = ".".join([first, *map(str, at[1:level])])
            anchor = chapter.anchor or f"kapitola-{code.lower().replace('.', '-')}"
            parts = [_numbered(part, level, counts) for part in chapter.parts]
            found.append(
                replace(chapter, level=level, code=code, anchor=anchor, parts=parts, annex=is_annex)
            )
    return found


def _numbered(part: Part, level: int, counts: dict[str, int]) -> Part:
    counts[part.kind] += 1
    if isinstance(part, Text):
        return replace(part, html=fitted(part.html, level + 1))
    if isinstance(part, Table):
        return replace(part, number=counts[part.kind], wide=part.wide or part.is_crowded)
    return replace(part, number=counts[part.kind])


@dataclass(frozen=True)
class Imprint:
    """What a document says about itself; ``number`` and ``address`` let anybody verify it."""

    number: str
    version: str
    moment: datetime
    release: str
    address: str
    author: str
    licence: str = ""

    @property
    def qr(self) -> SafeString:
        """``address`` as a QR code, with the title that readers of the PDF hear."""
        import segno

        drawn = segno.make(self.address, error="m", micro=False).svg_inline(
            scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None
        )
        head, end, rest = drawn.partition(">")
        title = conditional_escape(_("QR kód s adresou pro ověření dokumentu"))
        return mark_safe(f'{head} role="img"{end}<title>{title}</title>{rest}')


@dataclass(frozen=True)
class Volume:
    """One whole document, as ``templates/documents/base.html`` takes it."""

    title: str
    imprint: Imprint
    chapters: Sequence[Chapter]
    subtitle: str = ""
    period: str = ""
    resolution: str = ""
    day: date | None = None
    state: str = ""  # of a draft or a preview, written on each page
    facts: Mapping[str, str] = field(default_factory=dict)  # further lines of the imprint

    @classmethod
    def of(
        cls,
        title: str,
        imprint: Imprint,
        chapters: Iterable[Chapter],
        annexes: Iterable[Chapter] = (),
        **words: Any,
    ) -> Self:
        return cls(title, imprint, numbered(chapters, annexes), **words)

    @property
    def contents(self) -> list[Chapter]:
        return [chapter for chapter in self.chapters if chapter.level < 3]

    @cached_property
    def tables(self) -> list[Table]:
        return [part for part in self._parts() if isinstance(part, Table)]

    @cached_property
    def figures(self) -> list[Figure]:
        return [part for part in self._parts() if isinstance(part, Figure)]

    @property
    def listed_tables(self) -> list[Table]:
        return self.tables if len(self.tables) >= LISTED_FROM else []

    @property
    def listed_figures(self) -> list[Figure]:
        return self.figures if len(self.figures) >= LISTED_FROM else []

    def _parts(self) -> Iterator[Part]:
        return (part for chapter in self.chapters for part in chapter.parts)


_HEADING = re.compile(r"<(/?)h([1-6])\b", re.IGNORECASE)


def fitted(html: str, under: int) -> str:
    """Headings of ``html`` moved below level ``under`` without a level left out, as readers by ear need.

    >>> fitted("<h2>a</h2><h4>b</h4><h3>c</h3>", 2)
    '<h3>a</h3><h4>b</h4><h4>c</h4>'
    """
    last, given = under, 2

    def move(match: re.Match[str]) -> str:
        nonlocal last
        if not match[1]:
            last = min(6, max(under + 1, min(int(match[2]) - given + under + 1, last + 1)))
        return f"<{match[1]}h{last}"

    return _HEADING.sub(move, html)


_TAG = r"<[^>]*>"
_BREAKING = re.compile(r"[ \t\n\r]+")  # not the spaces that hold words together
_LOOSE = re.compile(
    rf"({_TAG})|(?<![^\s(„>\xa0])([kosuvzaiKOSUVZAI]) (?=\S)"
    r"|(?<=\d) (?=\d{3}(?!\d)|Kč|%|§|let\b|lůž)|(?<=\d\.) (?=\d)|(?:(?<=§)|(?<=č\.)) (?=\d)"
)


def tied(html: str) -> str:
    """HTML or text whose one-letter words, numbers and units are held together by unbreakable spaces.

    >>> tied("v obci, a <b class='a b'>k 31. 12. 2026</b>").replace("\\xa0", "_")
    "v_obci, a_<b class='a b'>k_31._12._2026</b>"
    """
    return _LOOSE.sub(lambda match: match[1] or (f"{match[2] or ''}\xa0"), html)


def _cell(value: Any) -> str:
    text = conditional_escape("" if value is None else value)
    return tied(text) if " " in text else text


def _plain(value: Any) -> str:
    return re.sub(_TAG, "", str("" if value is None else value))


def _letters(number: int) -> str:
    """A … Z, AA, AB …"""
    found = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        found = ascii_uppercase[rest] + found
    return found
