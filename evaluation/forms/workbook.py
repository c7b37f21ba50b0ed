"""A workbook of a report held beside the report: what it would change, what is wrong in it."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.checking import cells_of
from evaluation.entry import Read, read_typed
from evaluation.importers.workbook.reading import TypedPage, TypedRow, read_workbook
from evaluation.importers.workbook.sheets import (
    CODE,
    COMMENT,
    VALUE,
    Line,
    lines_of,
    seal,
    shown_value,
    typed_of,
)
from evaluation.layout import sheet_of
from evaluation.models import Report
from evaluation.numbers import NotANumber
from sitis.workbooks import Problem, marked


class TableForm(forms.Form):
    """A file to upload; what is in it is judged by its reader."""

    file = forms.FileField(
        label=gettext_lazy("Vyplněný sešit"),
        help_text=gettext_lazy("XLSX stažený z tohoto výkazu, nejvýš 10 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_WORKBOOK:
            raise ValidationError(
                _("Soubor je větší než %(limit)s MB. Smažte z něj, co do něj nepatří."),
                code="large",
                params={"limit": settings.UPLOAD_LIMIT_WORKBOOK // 1024**2},
            )
        return file


class StaffForm(TableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.label, field.help_text = _("Karty pracovníků"), _("XLSX nebo CSV, nejvýš 10 MB.")
        field.widget.attrs["accept"] = ".xlsx,.csv"


class ConfirmForm(forms.Form):
    overwrites = forms.BooleanField(required=False)
    seen = forms.CharField()


@dataclass(frozen=True, slots=True)
class Change:
    """One field that the workbook would write."""

    section: str
    row: int
    code: str
    label: str
    before: str
    after: str
    comment_before: str
    comment_after: str
    read: Read
    is_conflict: bool

    @property
    def changes_comment(self) -> bool:
        return self.comment_before != self.comment_after


@dataclass(slots=True)
class Comparison:
    pages: list[TypedPage]
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0

    @property
    def problems(self) -> list[tuple[str, Problem]]:
        return [(page.name, problem) for page in self.pages for problem in page.problems]

    @property
    def conflicts(self) -> list[Change]:
        return [one for one in self.changes if one.is_conflict]

    @property
    def seen(self) -> str:
        """A fingerprint of what is shown: what is confirmed must be the same."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()

    def values(self, *, overwrites: bool) -> dict[str, Read]:
        """What a confirmation writes."""
        return {one.code: one.read for one in self.changes if overwrites or not one.is_conflict}

    def marked(self, content: bytes) -> bytes:
        """The workbook with wrong cells marked in every sheet."""
        for page in self.pages:
            if page.problems:
                content = marked(content, page.table, page.problems)
        return content


def compare(content: bytes, report: Report) -> Comparison:
    """What the workbook would change in ``report``; nothing is written. Raises UnreadableTable."""
    found = Comparison(read_workbook(content, report))
    lines = lines_of(report, sheet_of(report), cells_of(report))
    seen: dict[str, str] = {}
    for page in found.pages:
        for row in page.rows:
            line = lines.get(row.code)
            if line is None or line.asked.section != page.code:
                told = _("Pole s kódem „%s“ v tomto oddílu není. Kódy neměňte.")
                page.wrong(row.number, CODE, told % row.code[:40])
            elif row.code in seen:
                told = _("Pole %(code)s už je na listu %(page)s výš.")
                page.wrong(row.number, CODE, told % {"code": row.code, "page": seen[row.code]})
            else:
                seen[row.code] = page.name
                _compare_row(found, page, row, line)
    return found


def _compare_row(found: Comparison, page: TypedPage, row: TypedRow, line: Line) -> None:
    if row.is_formula:
        return
    asked = line.asked
    typed = typed_of(asked, row.value, row.comment)
    try:
        read = read_typed(asked, typed)
    except (NotANumber, ValueError) as error:
        page.wrong(row.number, VALUE, str(error))
        return
    now, after = line.shown, shown_value(asked, read)
    was = row.seals if len(row.seals) == 2 else [seal(now), seal(line.read.comment)]
    changes_value = after != now and seal(after) != was[0]
    comment, comment_now = read.comment, line.read.comment
    changes_comment = comment != comment_now and seal(comment) != was[1]
    if changes_value and not line.is_open:
        page.wrong(row.number, VALUE, _why_shut(line))
        return
    if changes_comment and not line.takes_comment:
        page.wrong(row.number, COMMENT, _why_shut(line))
        return
    if not changes_value and not changes_comment:
        found.unchanged += 1
        return
    kept = read if changes_value else line.read
    said = comment if changes_comment else comment_now
    conflict = (changes_value and seal(now) != was[0]) or (
        changes_comment and seal(comment_now) != was[1]
    )
    found.changes.append(
        Change(
            section=asked.section,
            row=row.number,
            code=asked.code,
            label=asked.label,
            before=now,
            after=after if changes_value else now,
            comment_before=comment_now,
            comment_after=said,
            read=Read(kept.standing, kept.number, kept.text, said),
            is_conflict=conflict,
        )
    )


def _why_shut(line: Line) -> str:
    if line.asked.is_computed:
        return _("Součet počítá systém. Změňte údaje, ze kterých vzniká.")
    if line.asked.is_read_only:
        return _("Tento údaj je jen ke čtení, z registru nebo ze sítě.")
    return _("Kraj vrátil výkaz jen s označenými poli, toto mezi nimi není.")
