"""What a rich text is made of: lines in reading order, and the one HTML that they are kept as."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from itertools import groupby

#: Marks of a stretch of text from the outermost in; a link stands around them all.
MARKS = ("strong", "em", "sub", "sup")
HEADINGS = ("h2", "h3", "h4")
BREAK = "\n"

_ID = re.compile(r"p-[a-z0-9]{8}")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with the same marks, a line break, or a footnote with runs of its own."""

    text: str = ""
    marks: tuple[str, ...] = ()
    href: str = ""
    note: tuple["Run", ...] = ()


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    tag: str
    runs: Runs = ()
    scope: str = ""
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    caption: Runs
    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A live block: what stands there is worked out when the text is shown."""

    id: str
    kind: str
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One block of text. ``lists`` are the lists an item stands in, from outside; ``quote`` is the
    id of the quotation that a paragraph stands in, before that its number and id with a colon."""

    tag: str
    id: str = ""
    runs: Runs = ()
    lists: tuple[str, ...] = ()
    quote: str = ""
    table: Table | None = None
    block: Block | None = field(default=None, hash=False)

    @property
    def content(self) -> tuple[object, ...]:
        """What it says, without its id: lines of equal content are equal to a reader."""
        block = self.block and (self.block.kind, tuple(self.block.options.items()))
        return (self.tag, self.lists, bool(self.quote), self.runs, self.table, block)


NoteWriter = Callable[[Run], str]


def write_note(note: Run) -> str:
    return f'<span data-note="">{write_runs(note.note)}</span>'


def write_runs(runs: Iterable[Run], note: NoteWriter = write_note) -> str:
    """Marks are opened and closed as rarely as their order allows."""
    found: list[str] = []
    opened: list[str] = []

    for run in runs:
        link = [f'a href="{escape(run.href)}"'] if run.href else []
        wanted = [*link, *run.marks]
        same = 0
        while same < min(len(opened), len(wanted)) and opened[same] == wanted[same]:
            same += 1
        found += [f"</{tag.split()[0]}>" for tag in reversed(opened[same:])]
        found += [f"<{tag}>" for tag in wanted[same:]]
        opened = wanted
        if run.note:
            found.append(note(run))
        elif run.text == BREAK:
            found.append("<br>")
        else:
            found.append(escape(run.text, quote=False))
    found += [f"</{tag.split()[0]}>" for tag in reversed(opened)]
    return "".join(found)


def write_table(table: Table, id: str = "", note: NoteWriter = write_note, gap: str = "") -> str:
    """``gap`` stands between rows."""

    def rows(part: str, those: tuple[tuple[Cell, ...], ...]) -> Iterator[str]:
        if those:
            yield f"<{part}>"
            for row in those:
                yield "<tr>" + "".join(_cell(cell, note) for cell in row) + "</tr>"
            yield f"</{part}>"

    caption = f"<caption>{write_runs(table.caption, note)}</caption>" if table.caption else ""
    pieces = [f"<table{_id_attribute(id)}>{caption}", *rows("thead", table.head)]
    return gap.join([*pieces, *rows("tbody", table.body), "</table>"])


def _cell(cell: Cell, note: NoteWriter) -> str:
    said = f' scope="{cell.scope}"' if cell.scope else ""
    for name, number in (("colspan", cell.colspan), ("rowspan", cell.rowspan)):
        said += f' {name}="{number}"' if number > 1 else ""
    return f"<{cell.tag}{said}>{write_runs(cell.runs, note)}</{cell.tag}>"


def write_options(options: dict[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in options.items())


def write_line(line: Line, note: NoteWriter = write_note) -> str:
    """One line by itself; an item of a list without its list."""
    if line.table:
        return write_table(line.table, line.id, note)
    if line.block:
        options = escape(write_options(line.block.options))
        return (
            f'<div data-block="{line.block.kind}" data-options="{options}"'
            f"{_id_attribute(line.id)}></div>"
        )
    return f"<{line.tag}{_id_attribute(line.id)}>{write_runs(line.runs, note)}</{line.tag}>"


def _id_attribute(id: str) -> str:
    return f' id="{id}"' if id else ""


def write(lines: Iterable[Line], note: NoteWriter = write_note) -> str:
    """The HTML that is kept."""
    found = []
    for (is_item, quote), group in groupby(lines, lambda line: (bool(line.lists), line.quote)):
        if is_item:
            found.append(_write_items(list(group), note))
        elif quote:
            inner = "".join(write_line(line, note) for line in group)
            found.append(f"<blockquote{_id_attribute(quote)}>{inner}</blockquote>")
        else:
            found += [write_line(line, note) for line in group]
    return "\n".join(found)


def _write_items(items: list[Line], note: NoteWriter) -> str:
    found: list[str] = []
    opened: tuple[str, ...] = ()
    for item in items:
        same = _same(opened, item.lists)
        if same == len(item.lists) and opened:  # another item of an open list
            found += [f"</li></{tag}>" for tag in reversed(opened[same:])] + ["</li>"]
        else:
            found += [f"</li></{tag}>" for tag in reversed(opened[same:])]
            found += [f"<{tag}>" for tag in item.lists[same:]]
        found.append(write_line(item, note).removesuffix("</li>"))
        opened = item.lists
    return "".join(found) + "".join(f"</li></{tag}>" for tag in reversed(opened))


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def in_order(lines: Iterable[Line]) -> list[Line]:
    """Items of lists go at most one level deeper than the item before."""
    found: list[Line] = []
    before: tuple[str, ...] = ()
    for line in lines:
        if line.lists:
            depth = min(len(line.lists), len(before) + 1)
            line = replace(line, lists=before[: depth - 1] + line.lists[-1:])
        before = line.lists
        found.append(line)
    return found


def new_id() -> str:
    return f"p-{secrets.token_hex(4)}"


def with_ids(lines: Iterable[Line]) -> list[Line]:
    """Every line and quotation with an id of its own; the first that came with one keeps it."""
    lines, seen, found = list(lines), set(), []
    quote_before, quote = "", ""

    def own(id: str) -> str:
        if not _ID.fullmatch(id) or id in seen:
            id = new_id()
        seen.add(id)
        return id

    for line in lines:
        if line.quote and line.quote != quote_before:
            quote = own(line.quote.rpartition(":")[2])
        quote_before = line.quote
        id = own(line.id)
        block = line.block and replace(line.block, id=id)
        found.append(replace(line, id=id, quote=quote if line.quote else "", block=block))
    return found
