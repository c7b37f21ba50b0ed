"""Filling in one section: saved on its own, watched while it is typed, never lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.actions.saving import Closed, Saved, drop_draft, keep_draft, save_section
from evaluation.checking import (
    cells_for,
    cells_of,
    earlier_reports,
    examine,
    opening_of,
    progress_of,
    shows_handed_in,
    year_before,
)
from evaluation.entry import (
    ABSENT,
    SAID,
    VALUE,
    from_json,
    read_of,
    read_open,
    read_section,
    typed_from,
)
from evaluation.layout import compute, sheet_of
from evaluation.models import Cell, Report, ReportDraft
from evaluation.numbers import shown
from evaluation.rules import FLAG
from evaluation.views.page import Context, groups_of
from evaluation.views.reports import asked_places, readable_report
from sitis.http import AuthenticatedRequest

STASH = "evaluation.stashed"  # key of the session: what came from somebody no longer signed in
MOST_STASHED, MOST_IN_ALL = 400_000, 1_000_000  # letters of one page, of a session
PREFIXES = (VALUE, ABSENT, SAID)
MOMENTS = ("videno", "koncept")


@login_not_required  # so that what was typed survives a session that ran out; see _stash
@require_http_methods(["GET", "POST"])
def section(request: Any, pk: int, code: str) -> HttpResponse:
    if not request.user.is_authenticated:
        if request.method == "POST":
            _stash(request)
        return redirect_to_login(request.get_full_path())
    report = readable_report(request, pk)
    sheet = sheet_of(report)
    if sheet.chapter(code) is None:
        raise Http404
    may = Report.objects.editable_by(request.user).filter(pk=pk).exists()
    own = Report.objects.own_of(request.user).filter(pk=pk).exists()
    if request.method == "POST":
        if not own:
            raise PermissionDenied
        return _save(request, report, code)
    if own:
        _unstash(request, report, code)
    draft = ReportDraft.objects.filter(report=report, section=code, user=request.user).first()
    if draft and may and "pokracovat" in request.GET:
        seen_at = draft.seen_at or draft.saved_at
        return _page(request, report, code, typed=from_json(draft.typed), seen_at=seen_at)
    return _page(request, report, code, draft=draft)


def _save(request: AuthenticatedRequest, report: Report, code: str) -> HttpResponse:
    now = timezone.now()
    sheet = sheet_of(report)
    typed = typed_from(request.POST, [one.code for one in sheet.of_section(code)])
    seen_at, draft_at = _seen(request.POST), _draft_seen(request.POST)
    known = {"seen_at": seen_at, "draft_at": draft_at, "is_continued": "pokracovat" in request.GET}
    try:
        saved = save_section(report, code, typed, by=request.user, now=now, **known)
    except Closed as refusal:
        return _kept(request, report, code, typed, refusal)
    if saved.wrong or saved.clashes:
        left = {one: typed[one] for one in (*saved.wrong, *saved.clashes)}
        return _page(request, report, code, typed=left, saved=saved, draft_at=draft_at)
    title = sheet.chapter(code).title  # type: ignore[union-attr]
    messages.success(
        request, _("Oddíl %(code)s %(title)s je uložený.") % {"code": code, "title": title}
    )
    if "dalsi" in request.POST:
        codes = [one.code for one in sheet.chapters]
        following = codes[codes.index(code) + 1 :]
        if following:
            return redirect("evaluation:section", report.pk, following[0])
        return redirect(report)
    return redirect("evaluation:section", report.pk, code)


def _kept(
    request: AuthenticatedRequest,
    report: Report,
    code: str,
    typed: Mapping[str, Any],
    refusal: Closed,
) -> HttpResponse:
    """The report closed meanwhile: the reason is told, what was typed waits."""
    draft_at = _draft_seen(request.POST)
    try:
        is_kept = _keep(request, report, code, typed, draft_at)
    except ValidationError:
        words = _("Text je příliš dlouhý, stranou ho neukládáme. Zůstává jen na této stránce.")
        messages.warning(request, words)
        left, seen_at = _unlike(report, code, typed), _seen(request.POST)
        moments = {"seen_at": seen_at, "draft_at": draft_at}
        return _page(request, report, code, typed=left, holds_typed=True, **moments)
    messages.warning(request, refusal.messages[0])
    if is_kept:
        messages.warning(
            request,
            _("Co jste napsali, jsme uložili stranou. Až se výkaz otevře, nabídneme vám to."),
        )
    return redirect("evaluation:section", report.pk, code)


def _unlike(report: Report, code: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was typed only that which is not saved already."""
    cells = cells_of(report)
    reading = read_open(sheet_of(report), code, typed, opening_of(report, cells), cells)
    return {
        c: typed[c]
        for c in (*reading.values, *reading.wrong)
        if c in reading.wrong or reading.values[c] != read_of(cells.get(c))
    }


def _keep(
    request: AuthenticatedRequest,
    report: Report,
    code: str,
    typed: Mapping[str, Any],
    draft_at: datetime | None,
) -> bool:
    """What of a page is not saved goes to the draft; whether there is any of it."""
    changed, now = _unlike(report, code, typed), timezone.now()
    keep_draft(
        report, code, changed, by=request.user, now=now, seen_at=draft_at, shown=typed.keys()
    )
    return bool(changed)


def _seen(post: Mapping[str, Any], name: str = "videno") -> datetime | None:
    """When the page was drawn; a word that is no moment is as good as none."""
    try:
        found = parse_datetime(post.get(name, ""))
    except ValueError:
        return None
    if found is None or timezone.is_naive(found) or not 2000 < found.year < 3000:
        return None
    return found


def _draft_seen(post: Mapping[str, Any]) -> datetime | None:
    """Of which moment the draft is that the page fills: its own, or that which it goes on with."""
    return _seen(post, "koncept") or _seen(post)


# -- while it is typed -------------------------------------------------------------------------


@require_POST
def section_watch(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    """Keep what is typed as a draft, or let it go (``zahodit``); say what the check says of it."""
    report = readable_report(request, pk)
    gate = Report.objects.own_of if "zahodit" in request.POST else Report.objects.editable_by
    if not gate(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    sheet = sheet_of(report)
    if sheet.chapter(code) is None:
        raise Http404
    if "zahodit" in request.POST:  # on a closed report too
        drop_draft(report, code, by=request.user)
        messages.success(request, _("Neuložené hodnoty jsou zahozené."))
        return redirect("evaluation:section", pk, code)
    now = timezone.now()
    typed = typed_from(request.POST, [one.code for one in sheet.of_section(code)])
    try:
        _keep(request, report, code, typed, _draft_seen(request.POST))
    except ValidationError as refusal:
        return JsonResponse({"error": " ".join(refusal.messages)}, status=413)
    answer = _judged(report, code, typed)
    answer["saved"] = date_format(timezone.localtime(now), "G.i")
    return JsonResponse(answer)


def _judged(report: Report, code: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """The same check as on saving, over what stands on the page."""
    sheet, cells = sheet_of(report), cells_of(report)
    reading = read_open(sheet, code, typed, opening_of(report, cells), cells)
    for one, value in reading.values.items():
        cells[one] = Cell(
            code=one,
            standing=value.standing,
            number=value.number,
            text=value.text,
            comment=value.comment,
        )
    numbers = {one: cell.number for one, cell in cells.items()}
    sums = compute(sheet, numbers)
    for asked in sheet.sums:
        at_sum = cells.get(asked.code)
        comment = at_sum.comment if at_sum else ""
        cells[asked.code] = Cell(code=asked.code, number=sums[asked.code], comment=comment)
    found = examine(report, cells)
    own = {one.code for one in sheet.of_section(code)}
    return {
        "wrong": {_key(c): why for c, why in reading.wrong.items()},
        "sums": {
            _key(one.code): shown(number)
            for one in sheet.sums
            if one.code in own and (number := sums[one.code]) is not None
        },
        "findings": {
            _key(c): [
                {"severity": one.severity, "message": one.message, "answered": one.is_answered}
                for one in several
                if one.severity != FLAG  # the office's alone
            ]
            for c, several in found.of_codes(own).items()
        },
    }


def _key(code: str) -> str:
    return code.replace(".", "-")


# -- a session that ran out ----------------------------------------------------------------------


def _stash(request: Any) -> None:
    """Keep what somebody sent who is no longer signed in: in their own session, until they are."""
    sent = {
        name: value
        for name, value in request.POST.items()
        if name.startswith(PREFIXES) or name in MOMENTS
    }
    new = {"path": request.path, "sent": sent}
    if _size(new) > MOST_STASHED:
        return
    pages = [one for one in request.session.get(STASH, []) if _page_of(one) != _page_of(new)]
    pages.append(new)
    while sum(_size(one) for one in pages) > MOST_IN_ALL:
        del pages[0]
    request.session[STASH] = pages


def _size(stashed: dict[str, Any]) -> int:
    sent = stashed["sent"]
    return len(stashed["path"]) + sum(len(name) + len(value) for name, value in sent.items())


def _page_of(stashed: dict[str, Any]) -> tuple[str, str]:
    """A page that is sent again takes the place of what it sent before."""
    return stashed["path"], stashed["sent"].get("videno", "")


def _unstash(request: Any, report: Report, code: str) -> None:
    """What came before signing in becomes a draft of this person, if they may have one here."""
    pages = request.session.get(STASH, [])
    here = [one["sent"] for one in pages if one["path"] == request.path]
    if not here:
        return
    codes = [one.code for one in sheet_of(report).of_section(code)]
    left = [one for one in pages if one["path"] != request.path]
    is_kept = False
    for sent in here:
        typed = typed_from(sent, codes)
        try:
            is_kept |= _keep(request, report, code, typed, _draft_seen(sent))
        except ValidationError:
            left.append({"path": request.path, "sent": sent})
    request.session[STASH] = left
    if is_kept:
        messages.warning(
            request, _("Přihlášení mezitím vypršelo. Co jste napsali, jsme uložili stranou.")
        )
    if any(one["path"] == request.path for one in left):
        messages.warning(
            request,
            _(
                "Co jste napsali po vypršení přihlášení, se vedle neuložených hodnot nevejde."
                " Nejdřív je uložte nebo zahoďte."
            ),
        )


# -- the page -------------------------------------------------------------------------------------


def _page(
    request: AuthenticatedRequest,
    report: Report,
    code: str,
    *,
    typed: Mapping[str, Any] | None = None,
    saved: Saved | None = None,
    draft: ReportDraft | None = None,
    seen_at: datetime | None = None,
    draft_at: datetime | None = None,
    holds_typed: bool = False,
) -> HttpResponse:
    """The page. One that ``holds_typed`` stays open on a closed report: it is nowhere else."""
    now, sheet = timezone.now(), sheet_of(report)
    cells, earlier = cells_for(report, request.user), earlier_reports(report)
    past = _past(earlier, code)
    before = year_before(report, earlier)
    own = Report.objects.own_of(request.user).filter(pk=report.pk).exists()
    why = report.why_closed_at(now) if own else ""
    wrong = dict(saved.wrong) if saved else {}
    if typed and not saved:
        fields = {one.code: one for one in sheet.of_section(code)}
        wrong = read_section(fields, {c: v for c, v in typed.items() if c in fields}).wrong
    found = examine(report, cells, cells_of(before) if before else {})
    known = Context(
        report=report,
        sheet=sheet,
        cells=cells,
        earlier=[(one, past[one.pk]) for one in earlier],
        examination=found,
        may_change=own and (holds_typed or not why),
        opening=opening_of(report, cells, found),
        typed=typed or {},
        wrong=wrong,
        clashes=saved.clashes if saved else {},
    )
    context = {
        "report": report,
        "chapter": sheet.chapter(code),
        "groups": groups_of(code, known),
        "sections": progress_of(sheet, cells),
        "may_change": known.may_change,
        "is_own": own,
        "asked": asked_places(report, sheet),
        "shows_handed_in": shows_handed_in(report, request.user),
        "why_closed": why,
        "draft": draft,
        "saved": saved,
        "wrong": [(sheet.fields[c], why, _key(c)) for c, why in wrong.items()],
        "clashes": [
            (sheet.fields[c], one, _key(c)) for c, one in (saved.clashes if saved else {}).items()
        ],
        "saved_words": _written(saved) if saved else "",
        "seen": (seen_at or now).isoformat(),
        "draft_at": draft_at.isoformat() if draft_at else "",
        "watch": reverse("evaluation:section-watch", args=[report.pk, code]),
        "years": [one.term.title for one in earlier],
    }
    return render(request, "evaluation/section.html", context)


def _written(saved: Saved) -> str:
    count = saved.written
    return ngettext("Uložili jsme %d pole.", "Uložili jsme %d polí.", count) % count


def _past(earlier: list[Report], section: str) -> dict[int, dict[str, Cell]]:
    """Values of the section in earlier reports, in one query."""
    found: dict[int, dict[str, Cell]] = {one.pk: {} for one in earlier}
    if found:
        rows = Cell.objects.filter(report__in=found, code__startswith=f"{section}.")
        for cell in rows:
            found[cell.report_id][cell.code] = cell
    return found
