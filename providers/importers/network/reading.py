"""Heads of columns and cells of a network list, in the words that regions use."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from providers.network import BEDS, STAFF
from sitis.words import fold
from sitis.workbooks import Line, Table, same_header
from sitis.workbooks import values as read

#: Field -> heads it is known under (compared without case, diacritics and signs).
HEADS: dict[str, tuple[str, ...]] = {
    "ico": ("IČO", "IČ", "IČO poskytovatele", "IČ poskytovatele"),
    "provider": ("Poskytovatel", "Název poskytovatele", "Jméno poskytovatele", "Organizace"),
    "kind": ("Druh služby", "Druh", "Druh sociální služby", "Druh soc. služby"),
    "identifier": (
        *("Identifikátor služby", "Identifikátor", "ID služby", "Identifikační číslo služby"),
        *("Číslo služby", "Registrační číslo služby", "Identifikátor sociální služby"),
    ),
    "name": ("Název služby", "Služba", "Název sociální služby"),
    "form": ("Forma", "Forma poskytování", "Forma služby", "Forma poskytování služby"),
    "target_group": ("Cílová skupina", "Cílové skupiny", "Okruh osob", "CS"),
    "amount": (
        *("Počet jednotek", "Jednotky", "Jednotek", "Počet", "Kapacita", "Kapacita v síti"),
        *("Jednotky v síti", "Rozsah", "Výše jednotek"),
    ),
    "beds": ("Počet lůžek", "Lůžka", "Lůžek", "Lůžka v síti"),
    "staff": (
        *(
            "Úvazky",
            "Počet úvazků",
            "Úvazky v přímé péči",
            "Úvazky PP",
            "Počet úvazků v přímé péči",
        ),
        *("PPP", "Úvazky přímé péče", "Přepočtené úvazky"),
    ),
    "unit": ("Jednotka", "Typ jednotky", "Druh jednotky", "Měrná jednotka"),
    "category": ("Kategorie", "Kategorie sítě", "Typ sítě", "Síť"),
    "orp": ("ORP", "SO ORP", "Obec s rozšířenou působností"),
    "district": ("Okres",),
    "place": ("Území", "Územní působnost", "Místní příslušnost"),
    "valid_from": ("Od", "Platí od", "Platnost od", "Zařazeno od", "Datum od"),
    "valid_to": ("Do", "Platí do", "Platnost do", "Zařazeno do", "Datum do"),
    "mandate_number": ("Číslo pověření", "Pověření", "Pověření č."),
    "resolution": ("Usnesení", "Číslo usnesení", "Usnesení č."),
    "financing": ("Způsob financování", "Financování"),
    "note": ("Poznámka", "Pozn."),
}
_FIELD_OF = {same_header(head): name for name, heads in HEADS.items() for head in heads}
EXPECTED = [head for heads in HEADS.values() for head in heads]
MOST = 100_000_000
UNITS_IN = ("amount", "beds", "staff")

_SUMS = re.compile(r"^(celkem|soucet|suma|mezisoucet|uhrnem)\b")
_WHOLE_REGION = {
    "kraj",
    "cely kraj",
    "celokrajska",
    "celokrajske",
    "celokrajsky",
    "cele uzemi kraje",
}
_ALL_GROUPS = {"vsechny", "vse", "vsechny skupiny", "vsechny skupiny sluzby"}
FORM_WORDS = {
    "t": "field", "ter": "field", "terenni": "field",
    "a": "ambulatory", "amb": "ambulatory", "ambulantni": "ambulatory",
    "p": "residential", "pob": "residential", "pobytova": "residential", "pobytove": "residential",
}  # fmt: skip
UNIT_WORDS = {
    **dict.fromkeys(("luzko", "luzka", "luzek", "pocet luzek", "l"), BEDS),
    **dict.fromkeys(
        ("uvazek", "uvazky", "uvazku", "ppp", "pp", "fte", "uvazky pp", "uvazek v prime peci",
         "uvazky v prime peci", "prepocteny uvazek", "prepoctene uvazky"),
        STAFF,
    ),
}  # fmt: skip


class NotANetworkList(ValueError):
    """Columns that a network list must have are missing; the message is a Czech sentence."""


@dataclass(slots=True)
class Row:
    """Cells of one row by field, as values; ``problems``: (head of the column, sentence)."""

    number: int
    cells: dict[str, Any]
    problems: list[tuple[str, str]] = field(default_factory=list)


class Columns:
    """Which column holds what. Of two heads for the same thing the first one counts."""

    def __init__(self, headers: tuple[str, ...]) -> None:
        self.place: dict[str, int] = {}
        self.head: dict[str, str] = {}
        self.ignored: list[str] = []
        for at, head in enumerate(headers):
            name = _FIELD_OF.get(same_header(head))
            if name and name not in self.place:
                self.place[name], self.head[name] = at, head
            elif head:
                self.ignored.append(head)
        missing = []
        if "identifier" not in self.place and "ico" not in self.place:
            missing.append(_("Identifikátor služby (nebo IČO a druh)"))
        if "form" not in self.place:
            missing.append(_("Forma"))
        if not any(name in self.place for name in UNITS_IN):
            missing.append(_("Počet jednotek (nebo lůžka a úvazky)"))
        if missing:
            raise NotANetworkList(
                _("V tabulce chybí sloupce: %s. Názvy sloupců mají být v jednom řádku nad údaji.")
                % ", ".join(missing)
            )

    def __contains__(self, name: str) -> bool:
        return name in self.place

    def cells(self, line: Line) -> dict[str, Any]:
        return {name: line.cells[at] for name, at in self.place.items()}


def rows_of(table: Table, columns: Columns) -> Iterator[Row]:
    """Rows of items; sums, titles and repeated heads between them are left out."""
    heads = tuple(same_header(head) for head in table.headers)
    for line in table.lines:
        if tuple(same_header(read.text(cell)) for cell in line.cells) == heads:
            continue
        if _is_no_item(line, columns):
            continue
        yield _row(line.number, columns.cells(line), columns)


def _is_no_item(line: Line, columns: Columns) -> bool:
    """A title between rows ("Okres Hodonín"), a sum below them, or a row that names nobody."""
    cells = columns.cells(line)
    texts = [fold(read.text(cell)) for cell in line.cells if not read.is_empty(cell)]
    if len(texts) == 1:
        return True
    if not read.is_empty(cells.get("identifier")):
        return _SUMS.match(fold(read.text(cells["identifier"]))) is not None
    if any(_SUMS.match(text) for text in texts):
        return True
    return all(read.is_empty(cells.get(name)) for name in ("ico", "provider", "kind", "form"))


def _row(number: int, cells: Mapping[str, Any], columns: Columns) -> Row:
    row = Row(number, {})
    readers = {
        "identifier": read.identifier,
        "ico": read.ico,
        **dict.fromkeys(("amount", "beds", "staff"), _amount),
        **dict.fromkeys(("valid_from", "valid_to"), read.day),
    }
    for name, cell in cells.items():
        try:
            row.cells[name] = readers.get(name, read.text)(cell)
        except ValidationError as wrong:
            row.problems.append((columns.head[name], " ".join(wrong.messages)))
            row.cells[name] = None
    return row


def _amount(cell: Any) -> Decimal | None:
    found = read.number(cell)
    if found is None:
        return None
    if not 0 < found < MOST:
        raise ValidationError(
            _("Počet jednotek je větší než nula a menší než 100 milionů."), code="amount"
        )
    if abs(found - round(found, 2)) > Decimal("0.000001"):  # 2.5000000001 of a spreadsheet is 2.50
        raise ValidationError(_("Počet jednotek má nejvýš dvě desetinná místa."), code="places")
    found = round(found, 2)
    if not found:
        raise ValidationError(_("Počet jednotek je větší než nula."), code="amount")
    return found


class CodeBook:
    """A code list by everything that a cell may say: name, key, code."""

    def __init__(self, rows: Mapping[Any, tuple[str, ...]], words: Mapping[str, str] | None = None):
        self._by_word: dict[str, Any] = {}
        for pk, names in rows.items():
            for name in names:
                if name:
                    self._by_word.setdefault(plain(name), pk)
        for word, slug in (words or {}).items():
            if plain(slug) in self._by_word:
                self._by_word.setdefault(word, self._by_word[plain(slug)])

    def find(self, cell: str) -> Any:
        return self._by_word.get(plain(cell))


def plain(text: str) -> str:
    """A cell for comparison: no case, diacritics, signs; "§ 40" and "(§ 40)" stay as "40"."""
    return same_header(text)


def is_whole_region(cell: str) -> bool:
    return plain(cell) in _WHOLE_REGION


def is_all_groups(cell: str) -> bool:
    return not cell or plain(cell) in _ALL_GROUPS
