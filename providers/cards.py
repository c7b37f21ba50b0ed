"""The thirteen parts of a regional service card (dossier 4.4) as plain values, compared without a database.

A part holds slots, a slot holds rows, a row is known by its code and says something in each of the
slot's columns. A cell is one column of one row: the smallest thing that a new version changes, and that
a service says in its own words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: Words
    is_long: bool = True


@dataclass(frozen=True, slots=True)
class Slot:
    """``is_single``: one row only, without a code of its own. ``own``: a service may word it itself."""

    name: str
    part: int
    title: Words
    columns: tuple[Column, ...]
    is_single: bool = False
    own: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    title: Words
    help: Words = ""


TEXT = Column("text", _("Text"))

PARTS = (
    Part(1, _("Okruh osob"), _("Komu služba pomáhá, v jakém věku a koho nepřijímá.")),
    Part(2, _("Nepříznivá sociální situace"), _("Typické situace, na které služba odpovídá.")),
    Part(3, _("Principy"), _("Čeho se služba při práci drží.")),
    Part(4, _("Potřeby"), _("Co člověk potřebuje, kdo jiný to může vyřešit, co udělá služba a s jakým výsledkem.")),
    Part(5, _("Rozsah a obsah činností"), _("Co služba dělá podle zákona, co navíc a co nedělá.")),
    Part(6, _("Časový rozsah"), _("Kdy a jak dlouho pomáhá, jak rychle odpoví, jak daleko dojíždí.")),
    Part(7, _("Personální norma"), _("Kolik úvazků připadá na jednotku a s jakou kvalifikací.")),
    Part(8, _("Norma výkonu"), _("Kolik práce se od úvazku nebo lůžka čeká.")),
    Part(9, _("Normativ nákladů"), _("Částky s platností od–do; některé jsou jen pro úřad.")),
    Part(10, _("Materiální standard"), _("Prostory, vybavení, bezbariérovost a vozidla.")),
    Part(11, _("Výsledky a indikátory"), _("Podle čeho se pozná, že služba pomáhá.")),
    Part(12, _("Vazba na síť"), _("V jaké jednotce je služba v síti a jak má být velká a dostupná.")),
    Part(13, _("Veřejná část"), _("Text a slova pro katalog. Zveřejní se prvním dnem platnosti.")),
)  # fmt: skip

SLOTS = (
    Slot("groups", 1, _("Koho služba podporuje"), (TEXT,)),
    Slot("ages", 1, _("Věk"), (TEXT,), is_single=True),
    Slot("refused", 1, _("Koho služba nepřijímá"), (TEXT,)),
    Slot("situations", 2, _("Situace"), (TEXT,)),
    Slot("principles", 3, _("Principy"), (TEXT,)),
    Slot(
        "needs",
        4,
        _("Potřeby"),
        (
            Column("area", _("Okruh potřeb"), is_long=False),
            Column("text", _("Potřeba")),
            Column("others", _("Kdo jiný ji může řešit")),
            Column("activities", _("Činnosti služby")),
            Column("outcome", _("Očekávaný výsledek")),
        ),
    ),
    Slot("basic", 5, _("Základní činnosti"), (TEXT,)),
    Slot("optional", 5, _("Činnosti navíc (fakultativní)"), (TEXT,)),
    Slot("excluded", 5, _("Co služba nedělá"), (TEXT,)),
    Slot("hours_least", 6, _("Provozní doba nejméně"), (TEXT,), is_single=True),
    Slot("hours_best", 6, _("Provozní doba optimálně"), (TEXT,), is_single=True),
    Slot("length_usual", 6, _("Obvyklá délka podpory"), (TEXT,), is_single=True),
    Slot("length_most", 6, _("Nejdelší délka podpory"), (TEXT,), is_single=True),
    Slot("reaction", 6, _("Reakční doba"), (TEXT,), is_single=True),
    Slot("travel", 6, _("Dojezd"), (TEXT,), is_single=True),
    Slot("staff_note", 7, _("K personální normě"), (TEXT,), is_single=True),
    Slot("performance_note", 8, _("K normě výkonu"), (TEXT,), is_single=True),
    Slot("material", 10, _("Materiální standard"), (Column("area", _("Oblast"), is_long=False), TEXT)),
    Slot(
        "results",
        11,
        _("Výsledky"),
        (
            Column("text", _("Výsledek")),
            Column("indicator", _("Indikátor"), is_long=False),
            Column("target", _("Cíl"), is_long=False),
            Column("source", _("Zdroj údaje"), is_long=False),
        ),
        own=False,
    ),
    Slot("territory", 12, _("Typ území"), (TEXT,), is_single=True, own=False),
    Slot("public_text", 13, _("Text pro veřejnost"), (TEXT,), is_single=True, own=False),
    Slot("public_situations", 13, _("Životní situace pro hledání"), (TEXT,), own=False),
    Slot("public_words", 13, _("Klíčová slova"), (TEXT,), is_single=True, own=False),
)  # fmt: skip

PART = {part.number: part for part in PARTS}
SLOT = {slot.name: slot for slot in SLOTS}
COLUMNS = ("area", "text", "others", "activities", "outcome", "indicator", "target", "source")
SINGLE = "1"  # code of the row of a slot that has one only
NORMS = "norms"  # in place of a slot: cells of norms

#: Part of a norm's subject.
CAPACITY, STAFF, PERFORMANCE, COST, NETWORK = "capacity", "staff", "performance", "cost", "network"
PART_OF = {CAPACITY: 1, STAFF: 7, PERFORMANCE: 8, COST: 9, NETWORK: 12}


def slots_of(part: int) -> list[Slot]:
    return [slot for slot in SLOTS if slot.part == part]


def subject_of(part: int) -> str:
    """Whose norms stand in ``part``; empty where none do."""
    return next((subject for subject, number in PART_OF.items() if number == part), "")


@dataclass(frozen=True, slots=True)
class Key:
    """One cell: the slot, the code of the row, the column."""

    slot: str
    code: str
    column: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a slot; texts of columns it does not use are left out."""

    slot: str
    code: str
    texts: Mapping[str, str]

    def cells(self) -> Iterator[tuple[Key, str]]:
        for column in SLOT[self.slot].columns:
            yield Key(self.slot, self.code, column.name), plain(self.texts.get(column.name, ""))


@dataclass(frozen=True, slots=True)
class Change:
    """What one cell, or one norm, said before and says after."""

    key: Key
    before: str
    after: str
    label: str = ""  # of a norm, which is known by its code only

    @property
    def part(self) -> int:
        if self.key.slot == NORMS:
            return PART_OF[self.key.column]
        return SLOT[self.key.slot].part


@dataclass(frozen=True, slots=True)
class Own:
    """What a service says in place of a cell; ``base`` is what the template said when it was written."""

    text: str
    base: str
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """One cell of a service's card: what the template says and what the service says instead."""

    column: Column
    template: str
    own: Own | None = None

    @property
    def text(self) -> str:
        return self.own.text if self.own else self.template

    @property
    def has_moved(self) -> bool:
        """The template says something else than when the service wrote its own words."""
        return self.own is not None and self.own.base != self.template


@dataclass(frozen=True, slots=True)
class FilledRow:
    slot: Slot
    code: str
    cells: tuple[Filled, ...]
    is_left_out: bool = False
    is_added: bool = False  # a row that only the service has

    @property
    def is_different(self) -> bool:
        return self.is_left_out or self.is_added or any(cell.own for cell in self.cells)

    @property
    def has_moved(self) -> bool:
        return not self.is_added and any(cell.has_moved for cell in self.cells)


@dataclass(frozen=True, slots=True)
class FilledSlot:
    slot: Slot
    rows: tuple[FilledRow, ...] = field(default=())

    @property
    def kept(self) -> tuple[FilledRow, ...]:
        """What the card says: rows that do not concern the service are left out."""
        return tuple(
            row for row in self.rows if not row.is_left_out and any(one.text for one in row.cells)
        )


def plain(text: str) -> str:
    """``text`` with one kind of line ends and no space around, so that equal texts are equal."""
    return "\n".join(line.rstrip() for line in str(text).splitlines()).strip()


def cells(rows: Iterable[Row]) -> dict[Key, str]:
    """All cells that say something."""
    return {key: text for row in rows for key, text in row.cells() if text}


def changes(before: Iterable[Row], after: Iterable[Row]) -> list[Change]:
    """Cells that differ, in the order of the parts; of a row that is gone, at its old place."""
    old, new = cells(before), cells(after)
    order = {slot.name: place for place, slot in enumerate(SLOTS)}
    keys = dict.fromkeys([*new, *old])
    found = [
        Change(key, old.get(key, ""), new.get(key, ""))
        for key in keys
        if old.get(key, "") != new.get(key, "")
    ]
    return sorted(found, key=lambda change: order[change.key.slot])


LEFT_OUT = ""  # column of the mark that a whole row does not concern the service


def fill(rows: Sequence[Row], own: Mapping[Key, Own]) -> list[FilledSlot]:
    """The template's rows with the service's own words over them; rows only the service has are last."""
    by_slot: dict[str, list[Row]] = {}
    for row in rows:
        by_slot.setdefault(row.slot, []).append(row)
    known = {(row.slot, row.code) for row in rows}
    added: dict[str, list[str]] = {}
    for key, said in own.items():
        if key.slot in SLOT and (key.slot, key.code) not in known and not said.is_left_out:
            codes = added.setdefault(key.slot, [])
            if key.code not in codes:
                codes.append(key.code)
    return [
        FilledSlot(
            slot,
            (
                *(_filled(slot, row, own) for row in by_slot.get(slot.name, ())),
                *(_added(slot, code, own) for code in added.get(slot.name, ())),
            ),
        )
        for slot in SLOTS
    ]


def _filled(slot: Slot, row: Row, own: Mapping[Key, Own]) -> FilledRow:
    mark = own.get(Key(slot.name, row.code, LEFT_OUT))
    said = (
        Filled(
            column,
            plain(row.texts.get(column.name, "")),
            own.get(Key(slot.name, row.code, column.name)),
        )
        for column in slot.columns
    )
    return FilledRow(slot, row.code, tuple(said), is_left_out=bool(mark and mark.is_left_out))


def _added(slot: Slot, code: str, own: Mapping[Key, Own]) -> FilledRow:
    """A row the template does not have, or has no more: what the service wrote is never lost."""
    said = (
        Filled(column, "", own.get(Key(slot.name, code, column.name))) for column in slot.columns
    )
    return FilledRow(slot, code, tuple(said), is_added=True)


def grown(amount: Decimal, per_cent: Decimal | None, years: int) -> Decimal:
    """``amount`` after ``years`` full years of indexation, to hundredths.

    >>> grown(Decimal(1000), Decimal(3), 2)
    Decimal('1060.90')
    """
    if not per_cent or years <= 0:
        return amount
    factor = (1 + per_cent / 100) ** years
    return (amount * factor).quantize(Decimal("0.01"), ROUND_HALF_UP)
