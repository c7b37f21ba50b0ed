"""One section of a report as its page shows it: groups of fields with everything beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from evaluation.actions.saving import Clash
from evaluation.checking import Examination, Opening
from evaluation.entry import ABSENT, SAID, VALUE, Typed, read_of
from evaluation.layout import Asked, Kind, Sheet
from evaluation.models import Report, Source, Standing
from evaluation.numbers import shown
from evaluation.rules import COMMENT, ERROR, FLAG, Finding

State = Report.State


@dataclass(frozen=True, slots=True)
class Before:
    """A value of an earlier term."""

    year: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One field: what is asked, what stands there, what stood there, what is wrong."""

    asked: Asked
    value: str
    is_absent: bool
    comment: str
    is_open: bool
    takes_comment: bool
    before: tuple[Before, ...] = ()
    network: str = ""
    source: str = ""
    wrong: str = ""
    theirs: str = ""
    who: str = ""
    findings: tuple[Finding, ...] = ()
    number: Decimal | None = None
    is_asked: bool = False  # the office returned the report for it

    @property
    def key(self) -> str:
        return self.asked.code.replace(".", "-")

    @property
    def name(self) -> str:
        return VALUE + self.asked.code

    @property
    def absent_name(self) -> str:
        return ABSENT + self.asked.code

    @property
    def comment_name(self) -> str:
        return SAID + self.asked.code

    @property
    def is_number(self) -> bool:
        return self.asked.is_number

    @property
    def shown(self) -> str:
        """As it is read where it cannot be written: with spaces between thousands."""
        return shown(self.number) if self.number is not None else self.value

    @property
    def is_tick(self) -> bool:
        return self.asked.kind == Kind.BOOLEAN

    @property
    def is_choice(self) -> bool:
        return self.asked.kind == Kind.CHOICE

    @property
    def open_findings(self) -> list[Finding]:
        return [one for one in self.findings if not one.is_answered]

    @property
    def asks_comment(self) -> bool:
        return any(one.severity == COMMENT for one in self.findings)

    @property
    def is_wrong(self) -> bool:
        return bool(self.wrong) or any(one.severity == ERROR for one in self.findings)

    @property
    def shows_comment(self) -> bool:
        return bool(self.comment) or self.asks_comment or self.asked.comment_when_positive


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    entries: tuple[Entry | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A table: fields by row and column, or a plain list where the form names no columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    entries: tuple[Entry, ...] = ()

    @property
    def is_grid(self) -> bool:
        return len(self.columns) > 1


@dataclass(slots=True)
class Context:
    """What the entries of one section are made of."""

    report: Report
    sheet: Sheet
    cells: Mapping[str, Any]
    earlier: list[tuple[Report, Mapping[str, Any]]]
    examination: Examination
    may_change: bool
    opening: Opening
    typed: Mapping[str, Typed] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)


def groups_of(section: str, known: Context) -> list[Group]:
    fields = known.sheet.of_section(section)
    findings = known.examination.of_codes({one.code for one in fields})
    entries = [_entry(one, known, findings.get(one.code, [])) for one in fields]
    return [
        _group(title, list(several))
        for title, several in groupby(entries, key=lambda entry: entry.asked.group)
    ]


def _group(title: str, entries: list[Entry]) -> Group:
    columns = tuple(dict.fromkeys(one.asked.column for one in entries if one.asked.column))
    if len(columns) < 2 or any(not one.asked.row for one in entries):
        return Group(title, (), (), tuple(entries))
    rows = []
    for name in dict.fromkeys(one.asked.row for one in entries):
        cells = {one.asked.column: one for one in entries if one.asked.row == name}
        rows.append(Row(name, tuple(cells.get(column) for column in columns)))
    return Group(title, columns, tuple(rows), tuple(entries))


def _entry(one: Asked, known: Context, findings: list[Finding]) -> Entry:
    cell, typed = known.cells.get(one.code), known.typed.get(one.code)
    read = read_of(cell)
    clash = known.clashes.get(one.code)
    is_open = known.may_change and one.is_typed and known.opening.takes_value(one.code)
    if typed is not None and is_open:
        value, absent, comment = typed.value, typed.is_absent, typed.comment
    else:
        value, absent = read.shown(), read.standing == Standing.NOT_APPLICABLE
        comment = typed.comment if typed is not None else read.comment
    return Entry(
        asked=one,
        value=value,
        is_absent=absent,
        comment=comment,
        is_open=is_open,
        takes_comment=known.may_change
        and not one.is_read_only
        and known.opening.takes_comment(one.code),
        before=_before(one, known),
        network=_network(one, known),
        source=_source(cell),
        wrong=known.wrong.get(one.code, ""),
        theirs=clash.theirs.in_words() if clash else "",
        who=clash.who if clash else "",
        # what only the office looks at is no advice to who fills in
        findings=tuple(o for o in findings if not (known.may_change and o.severity == FLAG)),
        number=read.number,
        is_asked=known.report.state == State.RETURNED and one.code in known.report.asked_fields,
    )


def _before(one: Asked, known: Context) -> tuple[Before, ...]:
    if not one.is_number:
        return ()
    found = []
    for report, cells in known.earlier:
        cell = cells.get(one.code)
        if cell is not None and cell.standing != Standing.EMPTY:
            words = shown(cell.number) if cell.number is not None else str(cell.shown)
            found.append(Before(report.term.year, report.term.title, words))
    return tuple(found)


def _network(one: Asked, known: Context) -> str:
    """Units in the network stand beside reported units."""
    if one.code != "E.units" and not one.code.startswith("E.units."):
        return ""
    cell = known.cells.get(one.code.replace("E.units", "E.capacity.network"))
    return shown(cell.number) if cell is not None and cell.number is not None else ""


def _source(cell: Any) -> str:
    if cell is None or cell.standing == Standing.EMPTY:
        return ""
    if cell.source in (Source.TYPED, Source.COMPUTED):
        return ""
    return cell.source_note or str(Source(cell.source).label)
