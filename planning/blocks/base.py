"""What a kind of live block is, and what its options may say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _

from planning.blocks.source import Source
from sitis import paper
from sitis.numerals import signed

Options = Mapping[str, str]
#: Answers with the values that an option may take; None takes any.
Allowed = Callable[[Source], "set[str] | None"]


@dataclass(frozen=True, slots=True)
class BlockKind:
    """``compute`` makes pieces for pages and paper; ``options`` say which values each may take."""

    slug: str
    label: str | Promise
    help: str | Promise
    compute: Callable[[Source, Options], Sequence[paper.Part]]
    options: Mapping[str, Allowed] = field(default_factory=dict)


def pieces_of(kind: BlockKind | None, slug: str, options: Options, source: Source) -> Any:
    """Pieces of one block; a kind or an option that nobody knows is told in its place."""
    if kind is None:
        return [notice(_("Živý blok „%s“ neznáme. Odeberte ho, nebo vyberte jiný.") % slug)]
    for name, value in options.items():
        if name not in kind.options:
            known = ", ".join(kind.options) or _("žádnou")
            said = _("Živý blok „%(kind)s“ nezná volbu „%(name)s“. Zná: %(known)s.")
            return [notice(said % {"kind": slug, "name": name, "known": known})]
        allowed = kind.options[name](source)
        if allowed is not None and value not in allowed:
            known = ", ".join(sorted(allowed)[:12]) or _("zatím nic")
            said = _(
                "Volba „%(name)s“ živého bloku „%(kind)s“ nemůže být „%(value)s“. Lze: %(known)s."
            )
            return [
                notice(said % {"kind": slug, "name": name, "value": value[:60], "known": known})
            ]
    return list(kind.compute(source, options))


def notice(words: str) -> paper.Text:
    return paper.Text(format_html('<p class="block-notice">{}</p>', words))


def sentence(words: str) -> paper.Text:
    return paper.Text(format_html("<p>{}</p>", words))


def said(number: Decimal | int | None, sign: bool = False) -> str:
    """A number as people write it, without needless decimals; a dash where there is none."""
    if number is None:
        return "–"
    if sign:
        return signed(number)
    return str(number_format(int(number) if number == int(number) else number, force_grouping=True))


def on_day(day: date) -> str:
    return date_format(day, "j. n. Y")


def left(*titles: str) -> list[paper.Column]:
    return [paper.Column(title) for title in titles]


def right(*titles: str) -> list[paper.Column]:
    return [paper.Column(title, align="right") for title in titles]
