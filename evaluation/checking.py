"""A report looked at as a whole: what is missing, what does not fit, what needs a comment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evaluation.bands import bands_for
from evaluation.content import cells_at
from evaluation.layout import Asked, Kind, Sheet, made_of, sheet_of
from evaluation.models import Cell, Report, Standing
from evaluation.prefill.known import family
from evaluation.rules import COMMENT, ERROR, NOTE, WEIGHTS, Facts, Finding, check
from evaluation.worktime import yearly_fund

Numbers = dict[str, Decimal | None]
LAST = 3  # terms shown beside a field


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything found in one report, heaviest first."""

    sheet: Sheet
    findings: tuple[Finding, ...]

    @property
    def stopping(self) -> list[Finding]:
        """What must be mended or explained before the report is handed in."""
        return [one for one in self.findings if one.stops]

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[one.severity] for one in self.findings if not one.is_answered)

    @property
    def flags(self) -> list[Finding]:
        """What the office looks at: neither mere notes nor trifles that were explained."""
        return [one for one in self.findings if one.is_flag]

    @property
    def office_weight(self) -> int:
        """An explanation is still to be judged, so what it explains weighs the same."""
        return sum(WEIGHTS[one.severity if one.is_flag else NOTE] for one in self.findings)

    def of_codes(self, codes: Collection[str]) -> dict[str, list[Finding]]:
        """Code of a field -> what was found there."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            for code in finding.codes:
                if code in codes:
                    found.setdefault(code, []).append(finding)
        return found

    def in_section(self, section: str) -> list[Finding]:
        fields = self.sheet.fields
        return [
            one
            for one in self.findings
            if any(code in fields and fields[code].section == section for code in one.codes)
        ]


def cells_of(report: Report) -> dict[str, Cell]:
    return {cell.code: cell for cell in Cell.objects.filter(report=report)}


def cells_for(report: Report, user: Any) -> dict[str, Cell]:
    """Values as ``user`` may see them: what is being completed is the provider's alone.

    Everybody else sees the report as it was handed in until it is handed in again.
    """
    if not shows_handed_in(report, user) or report.handed_in_at is None:
        return cells_of(report)
    return {row.code: row.instance for row in cells_at(report, report.handed_in_at)}


def shows_handed_in(report: Report, user: Any) -> bool:
    if report.state != Report.State.RETURNED:
        return False
    return not Report.objects.own_of(user).filter(pk=report.pk).exists()


def earlier_reports(report: Report) -> list[Report]:
    """The last delivered reports of the service for comparable collections, newest first."""
    term = report.term
    before = Q(term__year__lt=term.year) | Q(
        term__year=term.year, term__closes_at__lt=term.closes_at
    )
    rows = Report.objects.delivered().filter(
        before, service=report.service_id, term__occasion__in=family(term.occasion)
    )
    return list(rows.select_related("term").order_by("-term__year", "-term__closes_at")[:LAST])


def year_before(report: Report, earlier: Collection[Report]) -> Report | None:
    """The newest of ``earlier`` that speaks of an earlier year."""
    return next((one for one in earlier if one.term.year < report.term.year), None)


def numbers_of(sheet: Sheet, cells: Mapping[str, Any]) -> Numbers:
    """Every number and tick that the sheet asks for; None where there is none."""
    return {code: cells[code].number if code in cells else None for code in sheet.numeric}


def network_of(sheet: Sheet, cells: Mapping[str, Any]) -> Numbers:
    """Code of reported units -> units that the network has, as they were filled in."""
    found: Numbers = {}
    for code in sheet.fields:
        if code == "E.units" or code.startswith("E.units."):
            agreed = cells.get(code.replace("E.units", "E.capacity.network"))
            found[code] = agreed.number if agreed is not None else None
    return found


def facts_of(
    report: Report, sheet: Sheet, cells: Mapping[str, Any], last: Mapping[str, Any]
) -> Facts:
    numbers = numbers_of(sheet, cells)
    files = report.files.filter(removed_at=None).values_list("kind", flat=True)
    return Facts(
        numbers=numbers,
        comments={code for code, cell in cells.items() if cell.comment.strip()},
        last=numbers_of(sheet, last),
        network=network_of(sheet, cells),
        bands=bands_for(report, sheet, numbers),
        files=set(files),
        computed={one.code for one in sheet.sums},
        fund=yearly_fund(report.term.year),
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """Which fields may be written while the report is open; None is all of them."""

    values: frozenset[str] | None = None
    comments: frozenset[str] | None = None

    def takes_value(self, code: str) -> bool:
        return self.values is None or code in self.values

    def takes_comment(self, code: str) -> bool:
        return self.comments is None or code in self.comments


def opening_of(
    report: Report, cells: Mapping[str, Any], found: Examination | None = None
) -> Opening:
    """After a return fields that the office named, and what would else stop the hand-in.

    Mending a named field may break a rule elsewhere: who mends it must be able to mend that too.
    """
    named = report.asked_fields
    if not named or not report.term.locks_unnamed:
        return Opening()
    if found is None:
        found = examine(report, cells)
    broken = {c for one in found.findings if one.severity == ERROR for c in one.codes}
    asked = {c for one in found.findings if one.severity == COMMENT for c in one.codes}
    values = named | made_of(found.sheet, broken)
    return Opening(values, values | asked)


def examine(
    report: Report,
    cells: Mapping[str, Any] | None = None,
    last: Mapping[str, Any] | None = None,
) -> Examination:
    """Look at a report that came with its term, form version, service and kind."""
    sheet = sheet_of(report)
    known = cells_of(report) if cells is None else cells
    if last is None:
        before = year_before(report, earlier_reports(report))
        last = cells_of(before) if before is not None else {}
    return look_through(sheet, known, facts_of(report, sheet, known, last))


def look_through(sheet: Sheet, cells: Mapping[str, Any], facts: Facts) -> Examination:
    """The same for values at hand, without a question to the database."""
    found = [*_missing(sheet, cells), *_uncommented(sheet, cells), *check(sheet.rules, facts)]
    return Examination(sheet, tuple(sorted(found, key=lambda one: -WEIGHTS[one.severity])))


def _missing(sheet: Sheet, cells: Mapping[str, Any]) -> list[Finding]:
    found = []
    for code, one in sheet.fields.items():
        cell = cells.get(code)
        if one.is_required and (cell is None or cell.standing == Standing.EMPTY):
            words = _("%s: chybí údaj. Není-li nic, napište nulu.") % one.label
            if one.is_computed:
                words = _("%s: není z čeho sečíst. Vyplňte položky, není-li nic, nulu.") % one.label
            found.append(Finding("5", ERROR, str(_("Povinné pole")), words, (code,)))
    return found


def _uncommented(sheet: Sheet, cells: Mapping[str, Any]) -> list[Finding]:
    found = []
    for code, one in sheet.fields.items():
        cell = cells.get(code)
        if one.comment_when_positive and cell is not None and (cell.number or 0) > 0:
            words = _("%s: napište do komentáře, co položka obsahuje.") % one.label
            answered = bool(cell.comment.strip())
            title = str(_("Komentář"))
            found.append(Finding("6", COMMENT, title, words, (code,), answered, is_slight=True))
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a section is filled in."""

    code: str
    title: str
    filled: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.filled


def is_filled(one: Asked, cell: Any) -> bool:
    """A tick left empty says no; everything else has to be said."""
    return one.kind == Kind.BOOLEAN or (cell is not None and cell.standing != Standing.EMPTY)


def progress_of(sheet: Sheet, cells: Mapping[str, Any]) -> list[Progress]:
    found = []
    for chapter in sheet.chapters:
        fields = [
            one
            for one in sheet.of_section(chapter.code)
            if one.is_typed and one.kind != Kind.BOOLEAN
        ]
        filled = sum(is_filled(one, cells.get(one.code)) for one in fields)
        found.append(Progress(chapter.code, chapter.title, filled, len(fields)))
    return found
