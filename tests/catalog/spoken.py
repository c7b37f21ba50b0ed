"""What a page says, with the language of each piece of text."""

from html.parser import HTMLParser

#: Elements that hold nothing, so they are never closed.
EMPTY = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
}
#: Attributes that are read aloud or shown.
SPOKEN = ("alt", "aria-label", "content", "label", "placeholder", "title")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []  # element, its language
        self.said: list[tuple[str, str]] = []

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        language = given.get("lang") or self.language
        if "itemprop" not in given:  # said to machines
            self.said += [(language, given[name]) for name in SPOKEN if given.get(name)]
        if tag not in EMPTY:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attrs):
        """``<path/>`` of a drawing."""

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        hidden = {"script", "style"} & {tag for tag, _language in self.open}
        if data.strip() and not hidden:
            self.said.append((self.language, data.strip()))


def spoken(html: str) -> list[tuple[str, str]]:
    """Pairs of language and text, in the order of the page.

    >>> spoken('<html lang="en"><p>Home <b lang="cs">Péče</b><br>care</p></html>')
    [('en', 'Home'), ('cs', 'Péče'), ('en', 'care')]
    """
    reader = _Reader()
    reader.feed(html)
    return reader.said
