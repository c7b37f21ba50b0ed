"""A workbook is a form of many rows: each changed row is judged by the form of its page."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from planning.forms.themes import TableForm
from planning.forms.workbook_rows import ROWS, Rows, as_typed
from planning.importers.workbook.columns import (
    COSTS,
    NEEDS,
    Column,
    Row,
    find_word,
    joined,
    parts_of,
    seal,
)
from planning.importers.workbook.reading import TypedRow, TypedSheet, read_workbook
from planning.models import Need, Plan
from sitis.words import fold
from sitis.workbooks import Problem, marked

NEW, CHANGED, CONFLICT, REMOVED = "new", "changed", "conflict", "removed"
#: Before the number of a new row that another new row names as the one above it.
NEW_ROW = "new:"


class WorkbookForm(TableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Vyplněný sešit")
        self.fields["file"].help_text = _("XLSX stažený z tohoto plánu, nejvýš 10 MB.")
        self.fields["file"].widget.attrs["accept"] = ".xlsx"


class ConfirmForm(forms.Form):
    removes = forms.BooleanField(required=False)
    overwrites = forms.BooleanField(required=False)
    seen = forms.CharField()


@dataclass(slots=True)
class Change:
    head: str
    before: str
    after: str
    is_conflict: bool = False
    field: str = ""


@dataclass(slots=True)
class Difference:
    """One row that the workbook would write; ``form`` holds it, judged."""

    sheet: str
    row: int | None
    what: str
    label: str
    changes: list[Change] = field(default_factory=list)
    rows: Any = None  # the rules of its sheet
    written: Any = None  # the row as it stands, if there is one
    form: Any = None
    above: Any = None  # of a new row: the record it belongs to
    is_added: bool = False

    def write(self, by: Any) -> None:
        """Raises ValidationError, Closed or Stale."""
        if self.what == REMOVED:
            self.rows.remove(self.written, by)
        else:
            self.rows.write(self.form, {one.field for one in self.changes}, by)


@dataclass(slots=True)
class Comparison:
    sheets: list[TypedSheet]
    lines: list[Difference] = field(default_factory=list)
    unchanged: int = 0

    @property
    def problems(self) -> list[tuple[str, Problem]]:
        return [(one.sheet.title, problem) for one in self.sheets for problem in one.problems]

    def of(self, *kinds: str) -> list[Difference]:
        """In the order to write them: rows above first, what goes out last and from below."""
        stays = [line for line in self.lines if line.what in kinds and line.what != REMOVED]
        goes = [line for line in self.lines if line.what in kinds and line.what == REMOVED]
        return stays + goes[::-1]

    @property
    def seen(self) -> str:
        """A fingerprint of what is shown: what is confirmed must be the same."""
        told = [(x.sheet, x.row, x.what, x.label, [str(c) for c in x.changes]) for x in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def marked(self, content: bytes) -> bytes:
        """The workbook with wrong cells marked in all its sheets."""
        for one in self.sheets:
            if one.problems:
                content = marked(content, one.table, one.problems)
        return content


def compare(content: bytes, plan: Plan, by: Any, *, rehearses: bool = True) -> Comparison:
    """What the workbook would change in ``plan``; nothing is written. Raises UnreadableTable.

    With ``rehearses`` the rows are written and taken back, so that rules of the database speak too.
    """
    found = Comparison(read_workbook(content, plan))
    rules = {typed.sheet.title: ROWS[typed.sheet.title](plan) for typed in found.sheets}
    for typed in found.sheets:
        _Reader(found, typed, rules[typed.sheet.title]).run()
    _refuse_cascades(found, rules)
    if rehearses and not found.problems:
        _rehearse(found, by)
    return found


def _refuse_cascades(found: Comparison, rules: dict[str, Rows]) -> None:
    """A row goes out only when all below it go too: of what stays nobody said that it goes."""
    goes = [line for line in found.lines if line.what == REMOVED]
    gone = {(line.sheet, line.written.code) for line in goes}
    stays: dict[Any, list[str]] = defaultdict(list)  # row above -> what stays below it
    came: dict[Any, list[str]] = defaultdict(list)  # the same, added since the download
    for one in found.sheets:
        typed = {row.code for row in one.rows}
        for row in one.sheet.rows:
            if (one.sheet.title, row.code) not in gone:
                below = stays if row.code in typed else came
                below[rules[one.sheet.title].above(row)].append(row.code)
    for line in found.lines:
        if line.what == NEW and line.above is not None and line.above.pk:
            stays[line.above].append(_("nový řádek „%s“") % line.label)
    sheets = {one.sheet.title: one for one in found.sheets}
    for line in goes:
        if line.sheet == COSTS:  # nothing stands below them
            continue
        above = line.written.record
        if above in stays:
            told = _("Pod řádkem %(code)s zůstává %(below)s. Smažte to také, nebo řádek obnovte.")
        elif above in came:
            told = _("Pod %(code)s mezitím někdo přidal %(below)s. Stáhněte si nový sešit.")
        else:
            continue
        names = stays[above] or came[above]
        about = {"code": line.written.code, "below": ", ".join(names[:5])}
        sheets[line.sheet].wrong(line.row or 1, "", told % about)


def _rehearse(found: Comparison, by: Any) -> None:
    sheets = {one.sheet.title: one for one in found.sheets}
    with transaction.atomic():
        for line in found.of(NEW, CHANGED, CONFLICT, REMOVED):
            try:
                with transaction.atomic():
                    line.write(by)
            except ValidationError as refusal:
                sheets[line.sheet].wrong(line.row or 1, "", " ".join(refusal.messages))
        transaction.set_rollback(True)


class _Reader:
    """Rows of one sheet beside the rows of the plan."""

    def __init__(self, found: Comparison, typed: TypedSheet, rules: Rows) -> None:
        self.found, self.typed, self.rules = found, typed, rules
        self.columns = [column for column in typed.sheet.columns if not column.is_told]
        self.places = {column.field: at for at, column in enumerate(typed.sheet.columns)}
        self.rows = {row.code: row for row in typed.sheet.rows}
        self.seen: dict[str, int] = {}

    def run(self) -> None:
        for typed in self.typed.rows:
            if typed.code in self.seen:
                told = _("Kód %(code)s už je na řádku %(row)s.")
                about = {"code": typed.code, "row": self.seen[typed.code]}
                self.typed.wrong(typed.number, "Kód", told % about)
                continue
            if typed.code and typed.code not in self.rows:
                told = _("Řádek s kódem %s v plánu není. Kód nových řádků doplní systém sám.")
                self.typed.wrong(typed.number, "Kód", told % typed.code[:20])
                continue
            if typed.code:
                self.seen[typed.code] = typed.number
            self._row(typed, self.rows.get(typed.code))
        for code, row in self.rows.items():
            if code not in self.seen and code in self.typed.downloaded:
                self._removed(row, None)

    def _removed(self, row: Row, number: int | None) -> None:
        line = Difference(self.typed.sheet.title, number, REMOVED, self._label(row))
        line.rows, line.written = self.rules, row
        self.found.lines.append(line)

    def _label(self, row: Row) -> str:
        words = {column.field: row.shown(column) for column in self.typed.sheet.columns}
        return f"{row.code} {self.rules.name(words)}"

    def _row(self, typed: TypedRow, row: Row | None) -> None:
        before = sum(one.row != typed.number for one in self.typed.problems)
        values = {column.field: self._cell(typed, column, row) for column in self.columns}
        if len(self.typed.problems) > before:
            return
        if row is None:
            if any(shown for shown, _value in values.values()):
                self._new(typed, values)
            return
        if self._is_cleared(values):
            self._removed(row, typed.number)
            return
        changes, given = self._compare(typed, row, values)
        if len(self.typed.problems) > before:
            return
        if not changes:
            self.found.unchanged += 1
        elif form := self._judged(typed, self.rules.form(row, given, None)):
            what = CONFLICT if any(one.is_conflict for one in changes) else CHANGED
            self._add(typed, what, self._label(row), changes, row, form)

    def _is_year(self, name: str) -> bool:
        return bool(self.rules.years) and name.startswith(self.rules.years)

    def _is_cleared(self, values: dict[str, tuple[str, Any]]) -> bool:
        """Where a row has years all of them, else every input cell."""
        names = [name for name in values if self._is_year(name)]
        names = names or [column.field for column in self.columns if not column.is_fixed]
        return not any(values[name][0] for name in names)

    # -- cells -----------------------------------------------------------------------------------

    def _cell(self, typed: TypedRow, column: Column, row: Row | None) -> tuple[str, Any]:
        """The cell as text to compare, and as the form wants it."""
        raw = typed.cells[column.field]
        try:
            value = column.read(raw)
        except ValidationError as error:
            return self._wrong(typed, column, " ".join(error.messages))
        except (ValueError, OverflowError, ArithmeticError):
            return self._wrong(typed, column, _("Této hodnotě nerozumíme."))
        is_same = row is not None and column.shown(value) == row.shown(column)
        if is_same and column.words:  # a word may have gone from the list since
            return column.shown(value), None
        if (column.words or column.above) and value:
            return self._word(typed, column, value)
        if isinstance(value, str) and len(value) > column.limit:
            return self._wrong(typed, column, _("Text je delší než %s znaků.") % column.limit)
        is_change = self.typed.sheet.title == NEEDS and column.field.startswith("change_")
        if is_change and isinstance(value, Decimal):
            proposal = typed.cells.get(column.field.replace("change", "proposal"))
            if fold(str(proposal or "")) == fold(str(Need.Proposal.LESS.label)):
                value = -abs(value)
        return column.shown(value), as_typed(value)

    def _wrong(self, typed: TypedRow, column: Column, sentence: str) -> tuple[str, Any]:
        told = ((one.row, one.column) for one in self.typed.problems)
        if (typed.number, column.head) not in told:  # a formula is told once
            self.typed.wrong(typed.number, column.head, sentence)
        return "", ""

    def _word(self, typed: TypedRow, column: Column, value: str) -> tuple[str, Any]:
        """Words of a list; a row above may be one that this workbook adds."""
        keys, shown = [], []
        for said in parts_of(value) if column.is_many else [value]:
            key = find_word(column, said)
            if key is None and column.above:
                key = self._new_above(column, said)
            if key is None:
                told = _("„%s“ v nabídce není. Vyberte ze seznamu.")
                if column.above:
                    told = _("„%s“ v nabídce není a nový řádek toho jména bez chyby také ne.")
                return self._wrong(typed, column, told % said[:60])
            keys.append(key)
            known = (word for word, pk in column.words.items() if pk == key)
            shown.append(column.shown(next(known, said)))
        return (joined(shown), keys) if column.is_many else (shown[0], keys[0])

    def _new_above(self, column: Column, said: str) -> str | None:
        """The only new row of that name on the sheets above."""
        places = [
            place
            for place, line in enumerate(self.found.lines)
            if line.what == NEW and line.sheet in column.above and fold(line.label) == fold(said)
        ]
        return f"{NEW_ROW}{places[0]}" if len(places) == 1 else None

    # -- rows ------------------------------------------------------------------------------------

    def _compare(
        self, typed: TypedRow, row: Row, values: dict[str, tuple[str, Any]]
    ) -> tuple[list[Change], dict[str, Any]]:
        """What the person changed; the rest of the row stays as it is now."""
        changes, given = [], self.rules.as_it_stands(row)
        sealed = typed.seals if len(typed.seals) == len(self.places) else None
        for column in self.columns:
            shown, value = values[column.field]
            now = row.shown(column)
            base = sealed[self.places[column.field]] if sealed else seal(now)
            if not (self._is_year(column.field) or column.is_many):
                given.setdefault(column.field, "")
            if shown == now or seal(shown) == base:
                if self._is_year(column.field):
                    given[column.field] = _key_of(column, row)
                continue
            if column.is_fixed:
                told = _("U zapsaného řádku se to nemění (je zde „%s“). Přidejte nový řádek.")
                self.typed.wrong(typed.number, column.head, told % now[:60])
                continue
            given[column.field] = value
            is_conflict = seal(now) != base
            changes.append(Change(column.head, now, shown, is_conflict, column.field))
        return changes, given

    def _new(self, typed: TypedRow, values: dict[str, tuple[str, Any]]) -> None:
        given = {name: value for name, (_shown, value) in values.items()}
        above = None
        if self.rules.parent:
            above = self._above(str(given.pop(self.rules.parent, "") or ""))
            if above is None:
                column = next(one for one in self.columns if one.field == self.rules.parent)
                self.typed.wrong(typed.number, column.head, self.rules.missing)
                return
        if form := self._judged(typed, self.rules.form(None, given, above)):
            changes = [
                Change(column.head, "", shown, field=column.field)
                for column in self.columns
                if (shown := values[column.field][0])
            ]
            label = self.rules.name({name: shown for name, (shown, _value) in values.items()})
            self._add(typed, NEW, label, changes, None, form).above = above

    def _above(self, key: str) -> Any:
        """The record that a row belongs to: written, or one that this workbook adds."""
        if key.startswith(NEW_ROW):
            return self.found.lines[int(key.removeprefix(NEW_ROW))].form.instance
        column = next(one for one in self.columns if one.field == self.rules.parent)
        word = next((word for word, pk in column.words.items() if pk == key), None)
        rows = [
            row
            for sheet in self.found.sheets
            if sheet.sheet.title in column.above
            for row in sheet.sheet.rows
        ]
        return next((row.record for row in rows if word and str(row.record) == word), None)

    def _judged(self, typed: TypedRow, form: Any) -> Any:
        """The form if it is right; what is wrong is told at its cells."""
        if form.is_valid():
            return form
        heads = {column.field: column.head for column in self.columns}
        for name, errors in form.errors.items():
            for sentence in errors:
                self.typed.wrong(typed.number, heads.get(name, ""), sentence)
        return None

    def _add(
        self, typed: TypedRow, what: str, label: str, changes: list[Change], row: Any, form: Any
    ) -> Difference:
        line = Difference(self.typed.sheet.title, typed.number, what, label, changes)
        line.rows, line.written, line.form = self.rules, row, form
        line.is_added = typed.is_added and row is None
        self.found.lines.append(line)
        return line


def _key_of(column: Column, row: Row) -> Any:
    """The value of a year as the form wants it."""
    value = row.values.get(column.field)
    return column.words.get(str(value), "") if column.words else as_typed(value)
