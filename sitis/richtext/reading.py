"""Any HTML read as lines of rich text: what a browser, Word or an attacker sends, made plain."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import nh3
from lxml import etree

from sitis.richtext.parts import BREAK, MARKS, Block, Cell, Line, Run, Runs, Table, in_order

_MARK_OF = {"b": "strong", "i": "em"} | {mark: mark for mark in MARKS}
_HEADING_OF = {"h1": "h2", "h5": "h4", "h6": "h4"} | {tag: tag for tag in ("h2", "h3", "h4")}
_LISTS = {"ul", "ol"}
#: Containers that end a line, and are otherwise forgotten.
_BOXES = {
    *("p", "div", "section", "article", "main", "header", "footer", "nav", "aside", "address"),
    *("figure", "figcaption", "pre", "center", "dl", "dt", "dd", "fieldset", "form", "details"),
    *("summary", "hr"),
}
_TABLE_PARTS = {"table", "caption", "colgroup", "thead", "tbody", "tfoot", "tr", "th", "td"}
_TAGS = (
    {"a", "br", "span", "blockquote", "li"}
    | set(_MARK_OF)
    | set(_HEADING_OF)
    | _LISTS
    | _BOXES
    | _TABLE_PARTS
)
#: Where nothing can stand inside itself: for text nested deeper than a parser goes.
_FLAT_TAGS = {"p", "br", *_HEADING_OF}
_SILENT = {
    *("script", "style", "title", "template", "noscript", "iframe", "object", "embed", "svg"),
    *("math", "select", "textarea", "xml", "audio", "video", "canvas", "button"),
}
_ATTRIBUTES = {
    "*": {"id", "style", "class"},
    "a": {"href"},
    "span": {"data-note"},
    "div": {"data-block", "data-options"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_SCOPES = {"col", "row", "colgroup", "rowgroup"}
_MOST_SPAN = 100
_MOST_DEPTH = 500
_NESTING = re.compile(
    r"<(/?)(?:ul|ol|dl|div|section|article|blockquote|table|font|center)\b[^>]{0,2000}>?", re.I
)

# what XML, Markdown or a reader has no use for
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_KEPT_SPACES = {"\u00a0", "\u202f"}
_KIND = re.compile(r"[a-z][a-z0-9_-]*")
_OPTION = re.compile(r"([a-z][a-z0-9_-]*)=([^\s;={}<>\"'&|]+)")
_HREF = re.compile(r"(https?://[\w.-]+(:\d+)?([/?#]|$)|mailto:.|#.|/(?!/))", re.I)
_UNSAFE = str.maketrans({char: f"%{ord(char):02X}" for char in '"<>^`{|}()[]*'} | {"\\": "/"})
_WORD_ITEM = re.compile(r"\s*(?:[·•o§▪–-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])[\s\u00a0]+")
_NUMBERED = re.compile(r"\s*\(?\w{1,5}[.)]")


@dataclass(frozen=True, slots=True)
class _Where:
    tag: str = "p"
    lists: tuple[str, ...] = ()
    quote: str = ""


@dataclass(frozen=True, slots=True)
class _Look:
    marks: frozenset[str] = frozenset()
    href: str = ""

    def with_mark(self, mark: str) -> "_Look":
        gone = {"sub", "sup"} if mark in ("sub", "sup") else set()
        return replace(self, marks=self.marks - gone | {mark})


def read(html: str, known: Collection[str] = ()) -> list[Line]:
    """The lines of ``html``. ``known``: kinds of live blocks that are let in; empty lets in all."""
    reader = _Reader(known)
    root = _tree(html)
    _read_word_notes(root)
    reader.inside(root, _Where(), _Look())
    reader.flush(_Where())
    return in_order(reader.lines)


def _tree(html: str) -> etree._Element:
    """``html`` repaired as browsers do and rid of everything that is not in the list of tags."""
    html = _ODD.sub("", html)
    if _depth(html) > _MOST_DEPTH:  # a parser takes minutes over it
        html = _NESTING.sub("<p>", html)
    try:
        return _parsed(html, _TAGS)
    except etree.XMLSyntaxError:  # nested in hundreds
        return _parsed(html, _FLAT_TAGS)


def _depth(html: str) -> int:
    depth = most = 0
    for found in _NESTING.finditer(html):
        depth = max(0, depth - 1) if found[1] else depth + 1
        most = max(most, depth)
    return most


def _parsed(html: str, tags: set[str]) -> etree._Element:
    safe = nh3.clean(
        html,
        tags=tags,
        clean_content_tags=_SILENT,
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag in tags or tag == "*"},
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    for tag in ("br", "hr"):
        safe = safe.replace(f"<{tag}>", f"<{tag}/>")
    text = _ODD.sub("", safe).replace("&nbsp;", "\u00a0")  # an entity may spell an odd character
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    return etree.fromstring(f"<div>{text}</div>", parser)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag in ("br", "hr") or (name == "class" and not value.startswith("MsoList")):
        return None
    return _ODD.sub("", value).replace("<", "%3C").replace(">", "%3E")


def _read_word_notes(root: etree._Element) -> None:
    """Word's footnotes at the end of a text moved to where they are asked for."""
    texts = {}
    for box in root.xpath("//div[starts-with(@id, 'ftn')]"):
        for sign in box.xpath(".//a[starts-with(@href, '#_ftnref')]"):
            _lift(sign)
        texts[f"#_{box.get('id')}"] = box
        _lift(box)
    for link in root.xpath("//a[starts-with(@href, '#_ftn')]") if texts else ():
        if (box := texts.get(link.get("href"))) is None:
            continue
        for child in list(link):
            link.remove(child)
        link.tag, link.text = "span", "".join(box.itertext())
        link.attrib.clear()
        link.set("data-note", "")


def _lift(element: etree._Element) -> None:
    """``element`` taken out of its tree, what follows it left."""
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)


class _Reader:
    def __init__(self, known: Collection[str]) -> None:
        self.lines: list[Line] = []
        self.known = known
        self.id = ""  # of the element whose line comes next
        self.runs: list[Run] = []
        self.quotes = 0

    def flush(self, where: _Where) -> None:
        """What was read since the last line becomes a line, if it says anything."""
        runs, self.runs = tidy(self.runs), []
        for part in parted(runs) if where.tag == "p" else [single(runs)]:
            if part:
                if where.tag in ("h2", "h3", "h4"):
                    part = unbroken(part)
                self.lines.append(Line(where.tag, self.id, part, where.lists, where.quote))
                self.id = ""

    def inside(self, element: etree._Element, where: _Where, look: _Look) -> None:
        self.say(element.text, look)
        for child in element:
            self.element(child, where, look)
            self.say(child.tail, look)

    def say(self, text: str | None, look: _Look) -> None:
        if text:
            text = text.replace(BREAK, " ")  # only a tag breaks a line
            self.runs.append(Run(text, tuple(m for m in MARKS if m in look.marks), look.href))

    def element(self, element: etree._Element, where: _Where, look: _Look) -> None:
        tag = element.tag
        if tag == "br":
            self.runs.append(Run(BREAK))
        elif tag in _MARK_OF:
            style = element.get("style", "").replace(" ", "")
            is_light = re.search(r"(?<![\w-])font-weight:normal", style) is not None
            self.inside(element, where, look if is_light else look.with_mark(_MARK_OF[tag]))
        elif tag == "a":
            href = _address(element.get("href", ""))
            self.inside(element, where, replace(look, href=href) if href else look)
        elif tag == "span":
            self.span(element, where, look)
        elif "data-block" in element.attrib:
            self.block(element, where, look)
        elif tag == "table":
            self.flush(where)
            if table := _table(element):
                self.lines.append(Line("table", element.get("id", ""), table=table))
            elif (caption := element.find("caption")) is not None:
                self.inside(caption, where, look)
                self.flush(where)
        elif tag in _LISTS and not where.quote:
            self.flush(where)
            deeper = replace(where, tag="li", lists=(*where.lists, tag))
            self.inside(element, deeper, look)
            self.flush(deeper)
        elif tag == "li" and where.tag == "li":
            self.line(element, where, look)
        elif where.tag != "p":  # a box inside a heading or an item
            self.runs.append(Run(BREAK))
            self.inside(element, where, look)
            self.runs.append(Run(BREAK))
        elif tag == "blockquote" and not where.quote:
            self.flush(where)
            self.quotes += 1
            quoted = _Where(quote=f"{self.quotes}:{element.get('id', '')}")
            self.inside(element, quoted, look)
            self.flush(quoted)
        elif tag in _HEADING_OF and not where.quote:
            self.flush(where)
            self.line(element, replace(where, tag=_HEADING_OF[tag]), look)
        elif tag == "p" and not where.quote and (lists := _word_lists(element)):
            self.flush(where)
            self.line(element, _Where("li", lists), look)
        elif tag == "li" and not where.quote:  # without its list
            self.flush(where)
            self.line(element, _Where("li", ("ul",)), look)
        else:
            self.flush(where)
            if tag == "li":
                self.runs.append(Run("– "))
            self.id = element.get("id", "")
            self.inside(element, where, look)
            self.flush(where)
            self.id = ""

    def line(self, element: etree._Element, where: _Where, look: _Look) -> None:
        self.flush(where)
        self.id = element.get("id", "")
        self.inside(element, where, look)
        self.flush(where)
        self.id = ""

    def span(self, element: etree._Element, where: _Where, look: _Look) -> None:
        style = element.get("style", "").replace(" ", "")
        if "mso-list:Ignore" in style:
            return
        if "data-note" in element.attrib:
            if note := unbroken(tuple(_without_notes(_flat_runs(element)))):
                self.runs.append(Run(note=note))
            return
        for sign, mark in (
            ("font-weight:bold", "strong"),
            ("font-weight:700", "strong"),
            ("font-style:italic", "em"),
            ("vertical-align:super", "sup"),
            ("vertical-align:sub", "sub"),
        ):
            if re.search(rf"{sign}(;|$)", style):
                look = look.with_mark(mark)
        self.inside(element, where, look)

    def block(self, element: etree._Element, where: _Where, look: _Look) -> None:
        self.flush(where)
        kind = element.get("data-block")
        if _KIND.fullmatch(kind) and (not self.known or kind in self.known):
            pairs = (
                _OPTION.fullmatch(pair.strip().replace(" ", "_"))
                for pair in element.get("data-options", "").split(";")
            )
            options = {pair[1]: pair[2] for pair in pairs if pair}
            id = element.get("id", "")
            self.lines.append(Line("div", id, block=Block(id, kind, options)))


def _address(href: str) -> str:
    href = "".join(href.split()).translate(_UNSAFE)
    return href if _HREF.match(href) else ""


def _word_lists(element: etree._Element) -> tuple[str, ...]:
    """The lists that a paragraph of Word stands in; its sign is taken away."""
    style = element.get("style", "").replace(" ", "")
    level = re.search(r"mso-list:l\d+level(\d)", style)
    if not level and not element.get("class", "").startswith("MsoList"):
        return ()
    sign = "".join(
        "".join(span.itertext())
        for span in element.iter("span")
        if "mso-list:Ignore" in span.get("style", "").replace(" ", "")
    )
    if not sign:
        first = element if element.text and element.text.strip() else None
        found = _WORD_ITEM.match(first.text) if first is not None else None
        if not found:
            return ("ul",) if level else ()
        sign, first.text = found.group(), first.text[found.end() :]
    tag = "ol" if _NUMBERED.match(sign) and not re.match(r"\s*[o·•§-]\s", sign) else "ul"
    return (tag,) * min(int(level[1]) if level else 1, 6)


# -- stretches of text ---------------------------------------------------------------------------------


def _flat_runs(element: etree._Element) -> list[Run]:
    """Everything that a cell, caption or note says, its inner boxes as lines."""
    reader = _Reader(())
    reader.inside(element, _Where("p"), _Look())
    found: list[Run] = []
    loose, reader.runs = reader.runs, []
    for line in reader.lines:
        if line.table:
            rows = [line.table.caption] if line.table.caption else []
            for row in (*line.table.head, *line.table.body):
                cells = [run for cell in row for run in (*cell.runs, Run(" "))]
                rows.append(tuple(cells))
            found += [run for row in rows for run in (*row, Run(BREAK))]
        elif line.runs:
            found += [Run("– ")] if line.lists else []
            found += [*line.runs, Run(BREAK)]
    return found + loose


def tidy(pieces: Iterable[Run]) -> Runs:
    """One space between words, marks only around words, equal neighbours together."""
    found: list[Run] = []
    space = ""  # waits for the word after it: it is marked as both its neighbours are
    for piece in pieces:
        if piece.text == BREAK and not piece.marks and not piece.href:
            space = ""
            if found:
                found.append(piece)
            continue
        if piece.note:
            if space and found and found[-1].text != BREAK:
                _add(found, Run(space))
            space = ""
            found.append(Run(note=piece.note))
            continue
        text = piece.text
        words = text.strip()
        start = text[: len(text) - len(text.lstrip())]
        if not words:
            space = _space(space + text)
            continue
        space = _space(space + start)
        if space and found and found[-1].text != BREAK:
            both = _shared(found[-1], piece)
            _add(found, Run(space, *both))
        _add(found, replace(piece, text=_SPACES.sub(_one_space, words)))
        space = _space(text[len(text.rstrip()) :])
    while found and found[-1].text == BREAK:
        found.pop()
    return tuple(found)


def _add(found: list[Run], run: Run) -> None:
    last = found[-1] if found else None
    if (
        last
        and not last.note
        and last.text != BREAK
        and (last.marks, last.href) == (run.marks, run.href)
    ):
        found[-1] = replace(last, text=last.text + run.text)
    else:
        found.append(run)


def _shared(one: Run, other: Run) -> tuple[tuple[str, ...], str]:
    marks = tuple(mark for mark in MARKS if mark in one.marks and mark in other.marks)
    return marks, one.href if one.href == other.href else ""


def _space(spaces: str) -> str:
    if not spaces:
        return ""
    return spaces if spaces in _KEPT_SPACES else " "


def _one_space(found: re.Match[str]) -> str:
    return _space(found.group())


def _without_notes(runs: Iterable[Run]) -> Iterator[Run]:
    for run in runs:
        yield from run.note or (run,)


def parted(runs: Runs) -> Iterator[Runs]:
    """Paragraphs of ``runs``: two line breaks part them."""
    part: list[Run] = []
    for run in runs:
        if run.text == BREAK and part and part[-1].text == BREAK:
            yield tuple(part[:-1])
            part = []
        elif part or run.text != BREAK:
            part.append(run)
    yield tuple(part)


def single(runs: Runs) -> Runs:
    """Never two line breaks in a row."""
    return tuple(
        run for n, run in enumerate(runs) if run.text != BREAK or (n and runs[n - 1].text != BREAK)
    )


def unbroken(runs: Runs) -> Runs:
    """Line breaks as spaces."""
    return tidy(Run(" ") if run.text == BREAK else run for run in runs)


# -- tables ------------------------------------------------------------------------------------------


def _table(element: etree._Element) -> Table | None:
    head, body = [], []
    for row in element.iterfind("./thead/tr"):
        head.append(_row(row, in_head=True))
    for path in ("./tbody/tr", "./tr", "./tfoot/tr"):
        body += [_row(row, in_head=False) for row in element.iterfind(path)]
    head, body = [row for row in head if row], [row for row in body if row]
    if not head and body and all(cell.tag == "th" for cell in body[0]):
        head = [tuple(_head_cell(cell) for cell in body.pop(0))]
    if not head and not body:
        return None
    caption = element.find("caption")
    runs = () if caption is None else unbroken(single(tidy(_flat_runs(caption))))
    return Table(runs, tuple(head), tuple(body))


def _row(row: etree._Element, in_head: bool) -> tuple[Cell, ...]:
    return tuple(_cell(cell, in_head) for cell in row if cell.tag in ("th", "td"))


def _cell(element: etree._Element, in_head: bool) -> Cell:
    runs = single(tidy(_flat_runs(element)))
    spans = {name: _span(element.get(name, "")) for name in ("colspan", "rowspan")}
    if not in_head and element.tag == "td":
        return Cell("td", runs, **spans)
    scope = element.get("scope", "").lower()
    if scope not in _SCOPES:
        scope = "col" if in_head else "row"
    return Cell("th", runs, scope, **spans)


def _head_cell(cell: Cell) -> Cell:
    return replace(cell, scope="col" if cell.scope == "row" else cell.scope)


def _span(said: str) -> int:
    return max(1, min(int(said), _MOST_SPAN)) if said.isdecimal() and len(said) < 9 else 1
