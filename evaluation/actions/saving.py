"""One section of a report is saved; what cannot be saved is kept as a draft, over nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from evaluation.checking import cells_of, numbers_of, opening_of
from evaluation.entry import Read, Typed, as_json, read_of, read_open
from evaluation.layout import Sheet, compute, sheet_of
from evaluation.models import Cell, Report, ReportDraft, Source, Standing
from sitis.history import CHANGED, CREATED, write_history

State = Report.State
WRITTEN = [
    *("standing", "number", "text", "comment", "source", "source_note"),
    *("changed_by", "changed_at"),
]
#: Letters of a section that a draft holds.
MOST_TYPED = 400_000
#: A draft filled from several pages is of a moment before all of them: none takes it for its own.
BEFORE = timedelta(microseconds=1)


class Closed(ValidationError):
    """The report cannot be changed now; the message says exactly why. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that another person changed meanwhile and this one too."""

    theirs: Read
    who: str


@dataclass(slots=True)
class Saved:
    """What became of one section."""

    written: int = 0
    wrong: dict[str, str] = field(default_factory=dict)  # code -> what to do
    clashes: dict[str, Clash] = field(default_factory=dict)


def locked_report(pk: int) -> Report:
    """The report as nobody else writes it until this transaction ends."""
    rows = Report.objects.select_for_update(of=("self",)).for_lists()
    report: Report = rows.get(pk=pk)
    return report


@transaction.atomic
def save_section(
    report: Report,
    section: str,
    typed: Mapping[str, Typed],
    *,
    by: Any,
    now: datetime,
    seen_at: datetime | None = None,
    draft_at: datetime | None = None,
    is_continued: bool = False,
) -> Saved:
    """Write what is right; the rest comes back with the reason. Raises Closed.

    ``seen_at`` is when the page was drawn: what others changed since is not written over.
    ``draft_at`` is of which moment the draft is that the page shows, if of another one.
    ``is_continued``: the page shows a draft of ``seen_at`` over values that are newer.
    """
    current = locked_report(report.pk)
    if why := current.why_closed_at(now):
        raise Closed(why)
    sheet, cells = sheet_of(current), cells_of(current)
    opening = opening_of(current, cells)
    reading = read_open(sheet, section, typed, opening, cells)
    changed = {
        code: value for code, value in reading.values.items() if value != read_of(cells.get(code))
    }
    saved = Saved(wrong=reading.wrong)
    if (changed or saved.wrong) and seen_at is not None:
        saved.clashes = _meet(current, cells, changed, saved.wrong, seen_at, is_continued)
    rows = [
        _row(current, cells.get(code), code, value, by, now)
        for code, value in changed.items()
        if code not in saved.clashes
    ]
    saved.written = len(rows)
    write_cells(current, sheet, cells, rows, by=by, now=now)
    begin_work(current, by)
    _settle_draft(
        current, section, typed, saved, rows, by=by, now=now, seen_at=draft_at or seen_at or now
    )
    report.refresh_from_db(fields=["state", "version"])
    return saved


def _row(report: Report, cell: Cell | None, code: str, value: Read, by: Any, now: datetime) -> Cell:
    """The cell with the new value. A value that stays keeps its source; only its comment is new."""
    row = cell or Cell(report=report, code=code)
    if cell is None or (value.standing, value.number, value.text) != (
        *(cell.standing, cell.number, cell.text),
    ):
        row.source, row.source_note = Source.TYPED, ""
    row.standing, row.number = value.standing, value.number
    row.text, row.comment = value.text, value.comment
    row.changed_by, row.changed_at = by, now
    return row


def _meet(
    report: Report,
    cells: Mapping[str, Cell],
    changed: dict[str, Read],
    wrong: Iterable[str],
    seen_at: datetime,
    is_continued: bool,
) -> dict[str, Clash]:
    """Fields that somebody else and this person changed after ``seen_at`` to different things.

    A field that this person left as they saw it stays as the other one made it: it leaves
    ``changed``. On a continued draft nothing is left as seen then: it shows what was saved since.
    """
    newer = {
        code: cells[code]
        for code in (*changed, *wrong)
        if code in cells and cells[code].changed_at > seen_at
    }
    if not newer:
        return {}
    seen: dict[str, Any] = {}
    past = Cell.history.filter(report_id=report.pk, code__in=list(newer), history_date__lte=seen_at)
    for row in past.order_by("history_date", "history_id"):
        seen[row.code] = row
    clashes = {}
    for code, cell in newer.items():
        mine, theirs, before = changed.get(code), read_of(cell), read_of(seen.get(code))
        same_value = mine is not None and mine == replace(theirs, comment=mine.comment)
        if mine == before and not is_continued:
            del changed[code]
        elif not same_value or theirs.comment != before.comment:
            clashes[code] = Clash(theirs, str(cell.changed_by or _("systém")))
    return clashes


def write_cells(
    report: Report,
    sheet: Sheet,
    cells: dict[str, Cell],
    rows: Iterable[Cell],
    *,
    by: Any,
    now: datetime,
    reason: str = "",
) -> None:
    """Write ``rows`` and the sums that follow from them, in bulk and with history."""
    written = {row.code: row for row in rows}
    cells |= written
    for row in _sums(report, sheet, cells, by, now):
        written[row.code] = cells[row.code] = row
    if not written:
        return
    new = {code for code, row in written.items() if row.pk is None}
    kept = Cell.objects.bulk_create(
        written.values(),
        update_conflicts=True,
        unique_fields=["report", "code"],
        update_fields=WRITTEN,
        batch_size=500,
    )
    pks = {row.code: row.pk for row in kept}
    for sign, codes in ((CREATED, new), (CHANGED, written.keys() - new)):
        write_history(
            Cell, [pks[code] for code in sorted(codes)], sign, by=by, reason=reason, at=now
        )


def _sums(
    report: Report, sheet: Sheet, cells: Mapping[str, Cell], by: Any, now: datetime
) -> list[Cell]:
    """Computed cells whose value is another one now."""
    computed = compute(sheet, numbers_of(sheet, cells))
    found = []
    for one in sheet.sums:
        number, cell = computed[one.code], cells.get(one.code)
        if cell is None and number is None:
            continue
        if cell is not None and cell.source == Source.COMPUTED and _same(cell.number, number):
            continue
        row = cell or Cell(report=report, code=one.code)
        row.standing = (
            Standing.EMPTY if number is None else Standing.VALUE if number else Standing.ZERO
        )
        row.number, row.text = number, ""
        row.source, row.source_note = Source.COMPUTED, ""
        row.changed_by, row.changed_at = by, now
        found.append(row)
    return found


def _same(one: Decimal | None, other: Decimal | None) -> bool:
    return one == other if one is not None and other is not None else one is other


def begin_work(report: Report, by: Any) -> None:
    """The first save begins the work; each one moves the version on."""
    begins = report.state == State.TO_ENTER
    fields: dict[str, Any] = {"version": F("version") + 1}
    if begins:
        fields |= {"state": State.IN_WORK, "contact": report.contact_id or by.pk}
    Report.objects.filter(pk=report.pk).update(**fields)
    if begins:
        write_history(Report, [report.pk], CHANGED, by=by, reason=str(Report.Move.START.label))


# -- what could not be saved -----------------------------------------------------------------


def _settle_draft(
    report: Report,
    section: str,
    typed: Mapping[str, Typed],
    saved: Saved,
    rows: Iterable[Cell],
    *,
    by: Any,
    now: datetime,
    seen_at: datetime,
) -> None:
    """What is wrong or clashes stays in the draft, and what waits there unseen; the rest goes.

    What is too long for a draft waits on the page alone, and is wrong there.
    """
    left = {code: typed[code] for code in (*saved.wrong, *saved.clashes)}
    draft = _draft_of(report, section, by, seen_at, is_needed=bool(left))
    if draft is None:
        return
    done = {row.code for row in rows}
    for code, one in as_json(typed).items():
        if draft.seen_at == seen_at or draft.typed.get(code) == one:
            done.add(code)
    held, fits = as_json(left), False
    while not fits:
        try:
            _fill(draft, held, done=done, seen_at=seen_at, now=now)
            fits = True
        except ValidationError:
            longest = max(held, key=lambda code: _letters({code: held[code]}))
            del held[longest]
            told = (saved.wrong.get(longest, ""), _("Tak dlouhý text stranou neukládáme."))
            saved.wrong[longest] = " ".join(told).strip()


@transaction.atomic
def keep_draft(
    report: Report,
    section: str,
    typed: Mapping[str, Typed],
    *,
    by: Any,
    now: datetime,
    seen_at: datetime | None = None,
    shown: Iterable[str] = (),
) -> None:
    """Put what ``by`` typed into their draft; what waits there already stays.

    Unless the page of ``seen_at`` fills it alone: then what it has ``shown`` and is not typed any
    more goes. Raises ValidationError if too long.
    """
    seen_at = seen_at or now
    draft = _draft_of(report, section, by, seen_at, is_needed=bool(typed))
    if draft is not None:
        done = set(shown) if draft.seen_at == seen_at else set()
        _fill(draft, as_json(typed), done=done, seen_at=seen_at, now=now)


def _draft_of(
    report: Report, section: str, by: Any, seen_at: datetime, *, is_needed: bool
) -> ReportDraft | None:
    """The draft as nobody else fills it; a new one if there is none and it ``is_needed``."""
    rows, key = ReportDraft.objects.select_for_update(), {"report": report, "section": section}
    draft = rows.filter(**key, user=by).first()
    if draft is None and is_needed:
        draft, _is_new = rows.get_or_create(**key, user=by, defaults={"seen_at": seen_at})
    return draft


def _fill(
    draft: ReportDraft, held: dict[str, Any], *, done: set[str], seen_at: datetime, now: datetime
) -> None:
    """Put ``held`` into ``draft`` and take what is ``done`` out; an empty one goes.

    Raises ValidationError, with nothing written, if it is too long.
    """
    waits = {code: one for code, one in draft.typed.items() if code not in done | held.keys()}
    if not waits and not held:
        draft.delete()
        return
    if _letters(waits | held) > MOST_TYPED:
        raise ValidationError(_("Text je příliš dlouhý, průběžně ho neukládáme. Zkraťte ho."))
    if held:
        draft.saved_at = now
        if not waits:
            draft.seen_at = seen_at
        elif draft.seen_at != seen_at:
            draft.seen_at = min(draft.seen_at or seen_at, seen_at) - BEFORE
    draft.typed = waits | held
    draft.save()


def _letters(held: Mapping[str, Any]) -> int:
    return sum(len(value) + len(comment) for value, _absent, comment in held.values())


def drop_draft(report: Report, section: str, *, by: Any) -> None:
    ReportDraft.objects.filter(report=report, section=section, user=by).delete()
