"""A report as a whole: its sections, check, steps, files, snapshots."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.actions import files as filing
from evaluation.actions.saving import Closed
from evaluation.checking import (
    Examination,
    cells_for,
    earlier_reports,
    examine,
    progress_of,
    shows_handed_in,
)
from evaluation.forms.reports import FileForm
from evaluation.layout import Sheet, sheet_of
from evaluation.models import Report, ReportFile, Snapshot, SnapshotRow
from evaluation.rules import Finding
from evaluation.runs.handing import handing_of
from evaluation.views.base import is_analyst, kept_file
from providers.forms.network import put
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest, get_editable, get_readable

Move = Report.Move
#: Steps with a page of their own, in the order in which they are offered.
OFFERED = (
    *(Move.HAND_IN, Move.LOCK, Move.SIGN, Move.UNLOCK, Move.TAKE_BACK),
    *(Move.APPROVE, Move.RETURN, Move.CANCEL, Move.RENEW),
)


def readable_report(request: AuthenticatedRequest, pk: int) -> Report:
    found: Report = get_readable(Report.objects.for_lists(), request.user, pk=pk)
    return found


def seen_version(request: AuthenticatedRequest) -> int | None:
    """The version of the report that the page showed on which somebody decided."""
    sent = request.POST.get("verze", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def steps_for(report: Report, user: Any, now: Any) -> list[Any]:
    """Steps that ``user`` may take now."""
    own = Report.objects.moved_by(user).filter(pk=report.pk).exists()
    hands_in = Report.objects.handed_in_by(user).filter(pk=report.pk).exists()
    signs = Report.objects.signed_by(user).filter(pk=report.pk).exists()
    settles = Report.objects.settled_by(user).filter(pk=report.pk).exists()
    late = bool(report.why_late_at(now))
    moves = {Move.UNLOCK if step == Move.REOPEN else step for step in report.moves}
    if report.state == Report.State.HANDED_IN:
        moves.discard(Move.UNLOCK)
    found = []
    for step in OFFERED:
        if step not in moves:
            continue
        if step in Report.BY_OFFICE:
            if settles:
                found.append(step)
        elif step == Move.SIGN:
            if signs and not late:
                found.append(step)
        elif (hands_in if step == Move.HAND_IN else own) and not late:
            found.append(step)
    if report.term.needs_signature:
        return [step for step in found if step != Move.HAND_IN or report.state == "signed"]
    return [step for step in found if step != Move.LOCK]


@require_safe
def report_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    report, now, user = readable_report(request, pk), timezone.now(), request.user
    sheet, cells = sheet_of(report), cells_for(report, user)
    found = examine(report, cells)
    own = Report.objects.own_of(user).filter(pk=pk).exists()
    drafts = set(report.drafts.filter(user=user).values_list("section", flat=True))
    context = {
        "report": report,
        "sections": [
            (one, len(_open(found, one.code)), one.code in drafts)
            for one in progress_of(sheet, cells)
        ],
        "steps": steps_for(report, user, now),
        "submissions": report.submissions.select_related("by"),
        "printed": set(report.submissions.printed_for(user).values_list("pk", flat=True)),
        "signatures": report.signatures.readable_by(user),
        "snapshots": report.snapshots.select_related("approved_by"),
        "files": report.files.readable_by(user).filter(removed_at=None).select_related("by"),
        "earlier": earlier_reports(report),
        "stopping": len(found.stopping),
        "is_own": own,
        "asked": asked_places(report, sheet),
        "shows_handed_in": shows_handed_in(report, user),
        "is_late": report.is_late_at(now),
        "why_closed": report.why_closed_at(now),
        "may_extend": is_analyst(user) and report.state in Report.AWAITED,
        "oversees": user.holds(Role.OFFICIAL, Role.AUDITOR),
        "sees_findings": own or user.holds(Role.OFFICIAL, Role.AUDITOR),
    }
    return render(request, "evaluation/report_detail.html", context)


def asked_places(report: Report, sheet: Sheet) -> list[Any]:
    """Fields that the office returned the report for: section, key of the entry, label."""
    asked = report.asked_fields if report.state == Report.State.RETURNED else ()
    fields = (one for one in sheet.fields.values() if one.code in asked)
    return [(one.section, one.code.replace(".", "-"), one.label) for one in fields]


def _open(found: Any, section: str) -> list[Any]:
    return [one for one in found.in_section(section) if not one.is_answered]


@require_safe
def report_check(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everything the rules find, with links to the fields."""
    report = readable_report(request, pk)
    found = examine(report, cells_for(report, request.user))
    context = {
        "report": report,
        "shows_handed_in": shows_handed_in(report, request.user),
        "lines": lines_of(found),
        "stopping": len(found.stopping),
        "is_editable": Report.objects.editable_by(request.user).filter(pk=pk).exists(),
    }
    return render(request, "evaluation/report_check.html", context)


def lines_of(found: Examination, findings: Iterable[Finding] | None = None) -> list[Any]:
    """Findings with the fields they lead to: section, key of the input, label.

    All of them unless some are given; what stops the hand-in comes first.
    """
    lines = []
    if findings is None:
        findings = sorted(found.findings, key=lambda one: not one.stops)
    for one in findings:
        places = [
            (asked.section, asked.code.replace(".", "-"), asked.label)
            for code in one.codes
            if (asked := found.sheet.fields.get(code)) is not None
        ]
        lines.append((one, places))
    return lines


@require_safe
def snapshot_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What was approved, row by row; beside it what the earlier one of the same year said."""
    rows = Snapshot.objects.readable_by(request.user).select_related(
        *("report__term__form_version", "report__service__provider", "report__service__kind"),
        "approved_by",
    )
    snapshot = get_readable(rows, request.user, pk=pk)
    before = _compared(snapshot)
    older = {row.code: row for row in before.rows.all()} if before else {}
    fields = sheet_of(snapshot.report).fields
    lines = [
        (row, fields[row.code].label if row.code in fields else row.code, older.get(row.code))
        for row in snapshot.rows.all()
    ]
    changes = [line for line in lines if before and _differs(line[0], line[2])]
    left = older.keys() - {row.code for row, *_rest in lines}
    changes += [
        (None, fields[code].label if code in fields else code, older[code]) for code in left
    ]
    changes.sort(key=lambda line: (line[0] or line[2]).code)
    context = {
        "snapshot": snapshot,
        "report": snapshot.report,
        "lines": lines,
        "before": before,
        "changes": changes,
        "handing": handing_of(snapshot),
    }
    return render(request, "evaluation/snapshot_detail.html", context)


def _compared(snapshot: Snapshot) -> Snapshot | None:
    """The snapshot before it: an earlier number, else of the earlier collection of the same year."""
    report = snapshot.report
    earlier = Snapshot.objects.filter(report=report, number__lt=snapshot.number)
    found = earlier.order_by("-number").first()
    if found is not None:
        return found
    return (
        Snapshot.objects.filter(
            report__service=report.service_id,
            report__term__year=report.term.year,
            report__term__closes_at__lt=report.term.closes_at,
            report__term__occasion__startswith="actual"
            if report.term.occasion.startswith("actual")
            else report.term.occasion,
        )
        .select_related("report__term")
        .order_by("-report__term__closes_at", "-number")
        .first()
    )


def _differs(now: SnapshotRow, then: SnapshotRow | None) -> bool:
    if then is None:
        return True
    return (now.standing, now.number, now.text) != (then.standing, then.number, then.text)


# -- files ---------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def file_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    report = get_editable(Report.objects.for_lists(), request.user, pk=pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            filing.attach(
                *(report, given["file"]),
                kind=given["kind"],
                title=given["title"],
                by=request.user,
                now=timezone.now(),
            )
        except Closed as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Příloha je uložená."))
            return redirect(report)
    context = {"form": form, "title": _("Přidat přílohu"), "back": report.get_absolute_url()}
    return render(request, "evaluation/plain_form.html", context)


@require_safe
def file_download(request: AuthenticatedRequest, pk: int) -> FileResponse:
    row = get_readable(ReportFile.objects.filter(removed_at=None), request.user, pk=pk)
    return kept_file(request, row, row.file_name, file=row.pk)


@require_POST
def file_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = ReportFile.objects.filter(removed_at=None)
    row = get_editable(rows.select_related("report"), request.user, pk=pk)
    try:
        filing.remove(row, now=timezone.now())
    except Closed as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        messages.success(request, _("Příloha je odebraná."))
    return redirect(row.report)
