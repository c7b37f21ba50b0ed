"""Rich text written as Markdown and read back: whoever edits without scripts loses nothing.

Beyond CommonMark: tables, a caption as ``: text`` below a table, ``^[a footnote]``, a live block as
``{{kind key=value}}``, a new line for a line break. What Markdown has no sign for is written in tags.
"""

import re
from collections.abc import Iterator
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from sitis.richtext.parts import BREAK, Cell, Line, Run, Runs, Table, write_options, write_table

_TAG = re.compile(r"</?(?:strong|em|sub|sup)>|<br ?/?>", re.I)
_LIVE = re.compile(r"\{\{\s*([a-z][a-z0-9_-]*)((?:\s+[^\s={}]+=[^\s{}]+)*)\s*\}\}")

_SIGNS = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[a-zA-Z/!?])|&(?=[#a-zA-Z])")
_LINE_SIGNS = re.compile(r"[#>+:=|~-]|\{\{")
_NUMBER = re.compile(r"\d{1,9}(?=[.)](\s|$))")


# -- writing -----------------------------------------------------------------------------------------


def to_lines(lines: list[Line]) -> str:
    found: list[str] = []
    counts: list[int] = []
    before: Line | None = None
    for line in lines:
        if before is not None:
            is_same_list = before.lists and line.lists
            found.append("" if not (before.quote and before.quote == line.quote) else ">")
            if is_same_list:
                found.pop()
        counts = _counts(counts, before, line)
        found += _written(line, counts)
        before = line
    return "\n".join(found) + "\n" if found else ""


def _counts(counts: list[int], before: Line | None, line: Line) -> list[int]:
    """The number of each open item, after ``line`` came."""
    depth = len(line.lists)
    was = before.lists if before else ()
    same = depth <= len(was) and was[:depth] == line.lists
    return [*counts[: depth - 1], counts[depth - 1] + 1 if same else 1] if depth else []


def _written(line: Line, counts: list[int]) -> Iterator[str]:
    if line.block:
        options = write_options(line.block.options).replace(";", " ")
        yield f"{{{{{line.block.kind}{' ' if options else ''}{options}}}}}"
    elif line.table:
        yield from _table(line.table)
    elif line.tag in ("h2", "h3", "h4"):
        said = _inline(line.runs).replace("#", "\\#")
        yield f"{'#' * int(line.tag[1])} {said}"
    elif line.lists:
        signs = [
            f"{count}. " if tag == "ol" else "- "
            for tag, count in zip(line.lists, counts, strict=True)
        ]
        indent = " " * sum(len(sign) for sign in signs[:-1])
        first, *rest = _text(line.runs)
        yield f"{indent}{signs[-1]}{first}"
        yield from (f"{indent}{' ' * len(signs[-1])}{said}" for said in rest)
    else:
        yield from (f"> {said}" if line.quote else said for said in _text(line.runs))


def _text(runs: Runs) -> list[str]:
    return [_line_start(said) for said in _inline(runs).split("\n")]


def _line_start(said: str) -> str:
    """``said`` so that its first sign begins no heading, list, quotation, table or live block."""
    if number := _NUMBER.match(said):
        return f"{number.group()}\\{said[number.end() :]}"
    return f"\\{said}" if _LINE_SIGNS.match(said) else said


def _escaped(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"\\{sign.group()}", text).replace("^[", "\\^[")


def _inline(runs: Runs) -> str:
    """Marks as signs where Markdown surely reads them so, otherwise as tags."""
    found: list[str] = []
    for n, run in enumerate(runs):
        if run.text == BREAK:
            found.append("\n")
        elif run.note:
            found.append(f"^[{_inline(run.note)}]")
        elif not run.href:
            after = runs[n + 1] if n + 1 < len(runs) else None
            found.append(_marked(run, found, runs[n - 1] if n else None, after))
        elif n and runs[n - 1].href == run.href:
            continue
        else:
            linked = [run]
            for other in runs[n + 1 :]:
                if other.href != run.href:
                    break
                linked.append(other)
            words = _inline(tuple(Run(part.text, part.marks) for part in linked))
            href = re.sub(r"&(?=#?\w+;)", "&amp;", run.href)
            if found and found[-1].endswith("^"):
                found[-1] = f"{found[-1][:-1]}\\^"
            found.append(f"[{words}]({href})")
    return "".join(found)


def _marked(run: Run, found: list[str], before: Run | None, after: Run | None) -> str:
    said = _escaped(run.text)
    if not run.marks:
        if said.endswith("^") and after and (after.href or after.note):
            said = f"{said[:-1]}\\^"
        return said
    is_plain_inside = run.text[0].isalnum() and run.text[-1].isalnum()
    is_apart = not any(other and other.marks for other in (before, after))
    if is_plain_inside and is_apart and run.marks in (("strong",), ("em",)):
        sign = "**" if run.marks == ("strong",) else "*"
        return f"{sign}{said}{sign}"
    opening = "".join(f"<{mark}>" for mark in run.marks)
    return opening + said + "".join(f"</{mark}>" for mark in reversed(run.marks))


def _table(table: Table) -> Iterator[str]:
    if not _is_simple(table):
        yield from write_table(table, gap="\n").split("\n")
        return
    yield _row(table.head[0])
    yield "|" + " --- |" * len(table.head[0])
    yield from (_row(row) for row in table.body)
    if table.caption:
        yield ""
        yield f": {_inline(table.caption)}"


def _is_simple(table: Table) -> bool:
    """Whether a table of Markdown can hold it: one row of heads, cells of the same number below."""
    rows = (*table.head, *table.body)
    return (
        len(table.head) == 1
        and all(cell.scope == "col" for cell in table.head[0])
        and all(cell.tag == "td" for row in table.body for cell in row)
        and all(cell.colspan == cell.rowspan == 1 for row in rows for cell in row)
        and len({len(row) for row in rows}) == 1
    )


def _row(row: tuple[Cell, ...]) -> str:
    cells = (_inline(cell.runs).replace("|", "\\|").replace("\n", "<br>") for cell in row)
    return "|" + "".join(f" {cell} |" for cell in cells)


# -- reading -----------------------------------------------------------------------------------------


def to_html(text: str) -> str:
    """HTML of a Markdown text, to be cleaned yet."""
    return str(_READER.render(text))


def _tag_rule(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos, state.posMax)
    if found and not silent:
        state.push("html_inline", "", 0).content = found.group()
    if found:
        state.pos = found.end()
    return bool(found)


def _note_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("^[", state.pos, state.posMax):
        return False
    start = state.pos + 2
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        most = state.posMax
        state.push("html_inline", "", 1).content = '<span data-note="">'
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        state.push("html_inline", "", -1).content = "</span>"
        state.posMax = most
    state.pos = end + 1
    return True


def _line_of(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _live_rule(state: StateBlock, line: int, _last: int, silent: bool) -> bool:
    found = _LIVE.fullmatch(_line_of(state, line).rstrip())
    if found and not silent:
        options = escape(";".join(found[2].split()))
        token = state.push("html_block", "", 0)
        token.content = f'<div data-block="{found[1]}" data-options="{options}"></div>\n'
        state.line = line + 1
    return bool(found)


def _table_rule(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """A table in tags: from ``<table`` to ``</table>``."""
    if not _line_of(state, line).lower().startswith("<table"):
        return False
    for end in range(line, last):
        if "</table>" in _line_of(state, end).lower():
            if not silent:
                token = state.push("html_block", "", 0)
                token.content = state.getLines(line, end + 1, state.blkIndent, True)
                state.line = end + 1
            return True
    return False


def _caption_rule(state: StateCore) -> None:
    """A paragraph ``: text`` below a table becomes its caption."""
    tokens, start, n = state.tokens, 0, 0
    while n < len(tokens):
        if tokens[n].type == "table_open":
            start = n
        below = tokens[n + 1 : n + 4]
        if (
            tokens[n].type == "table_close"
            and len(below) == 3
            and below[1].type == "inline"
            and below[1].content.startswith(": ")
        ):
            below[1].content = below[1].content[2:]
            del tokens[n + 1 : n + 4]
            opening, closing = (
                Token("caption_open", "caption", 1),
                Token("caption_close", "caption", -1),
            )
            tokens[start + 1 : start + 1] = [opening, below[1], closing]
            n += 3
        n += 1


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"breaks": True, "html": False}).enable("table")
    reader.disable(["code", "fence", "hr", "html_block", "lheading", "reference"])
    reader.disable(["html_inline", "image", "backticks"])
    setattr(reader, "normalizeLink", str)  # noqa: B010 the cleaning sees to it, the same for all ways in
    reader.inline.ruler.before("link", "tag", _tag_rule)
    reader.inline.ruler.before("link", "note", _note_rule)
    ends = {"alt": ["paragraph", "blockquote", "list", "table"]}
    reader.block.ruler.before("paragraph", "live", _live_rule, ends)
    reader.block.ruler.before("paragraph", "tag_table", _table_rule, ends)
    reader.core.ruler.after("block", "caption", _caption_rule)
    return reader


_READER = _reader()
