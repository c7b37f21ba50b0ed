"""One report as the office judges it: its values left, what stands beside them right, then a step."""

from datetime import time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluation.actions import moves
from evaluation.checking import (
    Examination,
    cells_for,
    earlier_reports,
    examine,
    numbers_of,
    shows_handed_in,
    year_before,
)
from evaluation.entry import read_of
from evaluation.forms.reports import ReturnForm
from evaluation.layout import Asked, Sheet, sheet_of
from evaluation.models import Cell, Report, Standing
from evaluation.numbers import shown
from evaluation.runs.beside import beside
from evaluation.views.overview import Narrowing, address
from evaluation.views.reports import lines_of as findings_of
from evaluation.views.reports import readable_report, seen_version
from providers.forms.network import put
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest
from sitis.workdays import deadline, says, working_day_on_or_after

State = Report.State
DAYS_TO_COMPLETE = 5
CLOSING = time(16)


@require_http_methods(["GET", "POST"])
def report_judge(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    report = readable_report(request, pk)
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    settles = Report.objects.settled_by(request.user).filter(pk=pk).exists()
    if request.method == "POST" and not settles:
        raise PermissionDenied
    back = request.POST.get("vyber", "") if request.method == "POST" else request.GET.get("z", "")
    sheet = sheet_of(report)
    form = _form(request, report, sheet)
    if request.method == "POST" and _done(request, report, form):
        return redirect(address(report.term, back))
    return _page(request, report, sheet, form, settles, back)


def _form(request: AuthenticatedRequest, report: Report, sheet: Sheet) -> ReturnForm:
    choices = [(one.code, one.label) for one in sheet.fields.values() if one.is_typed]
    if request.method == "POST" and request.POST.get("krok") == "vratit":
        return ReturnForm(request.POST, choices=choices)
    day = timezone.localdate() + timedelta(days=DAYS_TO_COMPLETE)
    until = deadline(working_day_on_or_after(day), CLOSING)
    return ReturnForm(choices=choices, initial={"until": until})


def _done(request: AuthenticatedRequest, report: Report, form: ReturnForm) -> bool:
    """Whether the step was taken, or can no longer be: then the list says why."""
    by, now = request.user, timezone.now()
    returns = request.POST.get("krok") == "vratit"
    if returns and not form.is_valid():
        return False
    try:
        if returns:
            given = form.cleaned_data
            moves.send_back(
                report,
                by=by,
                now=now,
                reason=given["reason"],
                until=given["until"],
                fields=given["fields_named"],
                seen=seen_version(request),
            )
        else:
            moves.approve(report, by=by, now=now, seen=seen_version(request))
    except moves.Unread:
        messages.warning(request, _meanwhile(report))
        return report.state not in (
            {State.HANDED_IN, State.APPROVED} if returns else {State.HANDED_IN}
        )
    except moves.IllegalMove:
        messages.warning(request, _meanwhile(report))
        return True
    except ValidationError as refusal:
        put(form, refusal)
        return False
    said = _("Vráceno k doplnění: %s.") if returns else _("Schváleno: %s.")
    messages.success(request, said % report.service.name)
    return True


def _meanwhile(report: Report) -> str:
    """Who was faster and what they did."""
    report.refresh_from_db()
    step = report.submissions.select_related("by").last()
    if report.state == State.APPROVED and step is not None:
        said = {"name": report.service.name, "who": step.by, "when": says(step.moment)}
        return _("Výkaz „%(name)s“ už je schválený: %(who)s, %(when)s.") % said
    if report.state == State.HANDED_IN:
        said = {"name": report.service.name}
        return _("Výkaz „%(name)s“ mezitím poskytovatel předal znovu. Podívejte se na něj.") % said
    said = {"name": report.service.name, "state": report.get_state_display()}
    return _("Výkaz „%(name)s“ se mezitím změnil: teď je %(state)s.") % said


# -- the page --------------------------------------------------------------------------------------


def _page(
    request: AuthenticatedRequest,
    report: Report,
    sheet: Sheet,
    form: ReturnForm,
    settles: bool,
    back: str,
) -> HttpResponse:
    cells, earlier = cells_for(report, request.user), earlier_reports(report)
    past = _past(earlier)
    before = year_before(report, earlier)
    found = examine(report, cells, past[before.pk] if before is not None else {})
    kept = form.data.getlist("fields_named") if form.is_bound else []
    compared = beside(report, numbers_of(sheet, cells), [_numbers(past[one.pk]) for one in earlier])
    context = {
        "report": report,
        "form": form,
        "flags": findings_of(found, found.flags),
        "flag_count": len(found.flags),
        "others": findings_of(found, [one for one in found.findings if not one.is_flag]),
        "earlier": earlier,
        "compared": compared,
        "sections": _sections(report, found, cells, [past[one.pk] for one in earlier], set(kept)),
        "may_settle": settles and report.state == State.HANDED_IN,
        "may_return": settles and report.state in (State.HANDED_IN, State.APPROVED),
        "back": address(report.term, back),
        "query": back,
        "following": _following(request, report, back) if settles else None,
        "shows_handed_in": shows_handed_in(report, request.user),
        "is_late": report.is_late_at(timezone.now()),
    }
    return render(request, "evaluation/report_judge.html", context)


def _past(earlier: list[Report]) -> dict[int, dict[str, Cell]]:
    found: dict[int, dict[str, Cell]] = {one.pk: {} for one in earlier}
    for cell in Cell.objects.filter(report__in=found):
        found[cell.report_id][cell.code] = cell
    return found


def _numbers(cells: dict[str, Cell]) -> dict[str, Any]:
    return {code: cell.number for code, cell in cells.items()}


def _sections(
    report: Report,
    found: Examination,
    cells: dict[str, Cell],
    past: list[dict[str, Cell]],
    kept: set[str],
) -> list[tuple[Any, list[dict[str, Any]], int]]:
    """Chapters with the fields that say something now, said it before, or are flagged."""
    flagged = found.of_codes(found.sheet.fields.keys())
    sections = []
    for chapter in found.sheet.chapters:
        rows = []
        for one in found.sheet.of_section(chapter.code):
            beside_it = [known.get(one.code) for known in past]
            cell, findings = cells.get(one.code), flagged.get(one.code, [])
            if findings or any(_says(row) for row in (cell, *beside_it)):
                rows.append(_row(one, cell, beside_it, findings, one.code in kept))
        if rows:
            marked = sum(bool(row["findings"]) for row in rows)
            sections.append((chapter, rows, marked))
    return sections


def _says(cell: Cell | None) -> bool:
    """Zeros of untouched tables are left out, what was explained is not."""
    if cell is None:
        return False
    return bool(cell.comment or cell.text or cell.number)


def _row(
    one: Asked, cell: Cell | None, past: list[Cell | None], findings: list[Any], is_kept: bool
) -> dict[str, Any]:
    number = cell.number if cell is not None else None
    last = past[0].number if past and past[0] is not None else None
    return {
        "asked": one,
        "key": one.code.replace(".", "-"),
        "cell": cell,
        "value": _words(cell),
        "past": [_words(row) for row in past],
        "change": _change(number, last) if one.is_number else "",
        "findings": findings,
        "is_kept": is_kept,
    }


def _words(cell: Cell | None) -> str:
    read = read_of(cell)
    if read.standing == Standing.EMPTY:
        return "–"
    return shown(read.number) if read.number is not None else read.in_words()


def _change(now: Any, before: Any) -> str:
    if now is None or not before or now == before:
        return ""
    share = round((now - before) / abs(before) * 100)
    return f"{share:+d} %".replace("-", "\u2212").replace(" ", "\u00a0")


def _following(request: AuthenticatedRequest, report: Report, back: str) -> str:
    """The next report of the list that waits for the office; empty when there is none."""
    found = Narrowing(request, report.term, QueryDict(back)).found
    waiting = [line.pk for line in found if line.state == State.HANDED_IN]
    if report.pk not in waiting:
        return ""
    at = waiting.index(report.pk) + 1
    if at >= len(waiting):
        return ""
    url = reverse("evaluation:report-judge", args=[waiting[at]])
    return f"{url}?{urlencode({'z': back})}"
