"""What a person typed into a section, read field by field. Pure: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from evaluation.checking import Opening
from evaluation.layout import Asked, Kind, Sheet
from evaluation.models import Standing
from evaluation.numbers import NotANumber, read_number, typed_form

#: Letters of a text and of a comment.
MOST_LETTERS = 5000
#: Names of inputs: the value, "does not concern us", the comment.
VALUE, ABSENT, SAID = "v-", "n-", "k-"
YES = "1"


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as it came from the page."""

    value: str = ""
    is_absent: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed as it will be kept; equal readings need no writing."""

    standing: str
    number: Decimal | None = None
    text: str = ""
    comment: str = ""

    def shown(self) -> str:
        """As it stands in an input."""
        if self.standing == Standing.ZERO or self.number is not None:
            return typed_form(self.number or Decimal(0))
        return self.text

    def in_words(self) -> str:
        if self.standing in (Standing.VALUE, Standing.ZERO):
            return self.shown()
        return str(Standing(self.standing).label)


@dataclass(slots=True)
class Reading:
    """A whole section: what can be kept, and what is wrong where."""

    values: dict[str, Read] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def typed_from(post: Mapping[str, Any], codes: Any) -> dict[str, Typed]:
    """Inputs of the fields ``codes`` that the page really held."""
    found = {}
    for code in codes:
        # a tick that is off sends nothing, so each field says that it was on the page
        if f"{VALUE}{code}" in post or f"{SAID}{code}" in post or f"{ABSENT}{code}" in post:
            found[code] = Typed(
                post.get(f"{VALUE}{code}", ""),
                f"{ABSENT}{code}" in post,
                post.get(f"{SAID}{code}", ""),
            )
    return found


def as_json(typed: Mapping[str, Typed]) -> dict[str, list[Any]]:
    return {code: [one.value, one.is_absent, one.comment] for code, one in typed.items()}


def from_json(kept: Mapping[str, Any]) -> dict[str, Typed]:
    return {code: Typed(str(v), bool(n), str(k)) for code, (v, n, k) in kept.items()}


def read_typed(one: Asked, typed: Typed) -> Read:
    """Raises NotANumber, or ValueError, with what to do."""
    comment = typed.comment.strip().replace("\r\n", "\n")
    if len(comment) > MOST_LETTERS:
        raise ValueError(_("Komentář zkraťte na %d znaků.") % MOST_LETTERS)
    text = typed.value.strip().replace("\r\n", "\n")
    if typed.is_absent:
        if text and text != "0":
            raise ValueError(_("Buď hodnota, nebo „netýká se“. Jedno z toho smažte."))
        return Read(Standing.NOT_APPLICABLE, comment=comment)
    if not text:
        return Read(Standing.EMPTY, comment=comment)
    if one.kind == Kind.BOOLEAN:
        return Read(Standing.VALUE, Decimal(1), comment=comment)
    if one.kind == Kind.CHOICE and text not in one.choices:
        raise ValueError(_("Vyberte jednu z nabízených možností."))
    if one.kind in (Kind.CHOICE, Kind.TEXT):
        if len(text) > MOST_LETTERS:
            raise ValueError(_("Text zkraťte na %d znaků.") % MOST_LETTERS)
        return Read(Standing.VALUE, text=text, comment=comment)
    number = read_number(text, decimals=one.decimals, minimum=one.minimum, maximum=one.maximum)
    standing = Standing.VALUE if number else Standing.ZERO
    return Read(standing, number, comment=comment)


def read_section(fields: Mapping[str, Asked], typed: Mapping[str, Typed]) -> Reading:
    """Each field apart: one that is wrong keeps no other from being saved."""
    found = Reading()
    for code, one in typed.items():
        asked = fields[code]
        try:
            found.values[code] = read_typed(asked, one)
        except (NotANumber, ValueError) as error:
            found.wrong[code] = str(error)
    return found


def read_of(cell: Any) -> Read:
    """What a stored value (or a row of its history) says; an absent one is empty."""
    if cell is None:
        return Read(Standing.EMPTY)
    return Read(cell.standing, cell.number, cell.text, cell.comment)


def read_open(
    sheet: Sheet,
    section: str,
    typed: Mapping[str, Typed],
    opening: Opening,
    cells: Mapping[str, Any],
) -> Reading:
    """What of ``typed`` may be written. Of a sum, and where the value is closed, only the comment."""
    fields = {
        one.code: one
        for one in sheet.of_section(section)
        if not one.is_read_only and opening.takes_comment(one.code)
    }
    found = read_section(fields, {code: one for code, one in typed.items() if code in fields})
    for code, value in found.values.items():
        if fields[code].is_computed or not opening.takes_value(code):
            found.values[code] = replace(read_of(cells.get(code)), comment=value.comment)
    return found
