"""Checking a term: who handed in, where to look first, many reports reminded and approved at once."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from evaluation.actions.letters import term_topic, topic
from evaluation.actions.settling import start_approving
from evaluation.actions.terms import Outcome, remind_reports
from evaluation.forms.overview import OverviewForm
from evaluation.models import Occasion, Report, Term
from evaluation.overview import (
    PART_WORDS,
    PARTED_BY,
    STANDINGS,
    Line,
    counts_of,
    in_order,
    lines_of,
    names_of_districts,
    narrowed,
    parts_of,
)
from evaluation.views.base import is_analyst, must_analyse
from sitis.accounts.models import Role
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_readable
from sitis.reminders.models import Reminder, last_reminders
from sitis.workbooks.download import table_response

PAGE = 50
LOGGED = 200  # reminders of one page


def overseen_term(request: AuthenticatedRequest, pk: int) -> Term:
    """Raises Http404 for what one may not know of, PermissionDenied for who oversees nothing."""
    term: Term = get_readable(Term.objects.for_lists(), request.user, pk=pk)
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    return term


def address(term: Term, query: str = "") -> str:
    """The overview with its filter: who settles a report comes back to the same list."""
    url = reverse("evaluation:term-check", args=[term.pk])
    return f"{url}?{query}" if query else url


class Narrowing:
    """Reports of a term and those that the address (or a form that kept it) lets through."""

    def __init__(self, request: AuthenticatedRequest, term: Term, given: Any) -> None:
        self.lines = lines_of(term, request.user, timezone.now())
        self.districts = names_of_districts()
        self.form = OverviewForm(given, lines=self.lines, districts=self.districts)
        chosen = self.form.chosen
        self.within = narrowed(self.lines, {**chosen, "stav": "", "priznaky": ""})
        found = narrowed(self.within, {key: chosen.get(key) for key in ("stav", "priznaky")})
        self.found = in_order(found, chosen.get("radit", ""))
        self.by = chosen.get("podle", "okres")


@require_safe
def term_check(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    term = overseen_term(request, pk)
    seen = Narrowing(request, term, request.GET)
    page = Paginator(seen.found, PAGE).get_page(request.GET.get("strana"))
    analyst = is_analyst(request.user)
    context = {
        "term": term,
        "form": seen.form,
        "page": page,
        "rows": _rows(page, request.user),
        "counts": counts_of(seen.within),
        "total": len(seen.within),
        "standing": seen.form.chosen.get("stav", ""),
        "parts": parts_of(seen.lines, seen.by, seen.districts),
        "part_labels": [STANDINGS[word][0] for word in PART_WORDS],
        "by": seen.by,
        "parted_by": PARTED_BY.items(),
        "may_settle": analyst,
        "to_remind": sum(line.is_awaited for line in seen.found) if analyst else 0,
        "to_approve": sum(line.may_be_approved_unseen for line in seen.found) if analyst else 0,
        "query": request.GET.urlencode(),
        "is_half_year": term.occasion == Occasion.HALF_YEAR,
        "writes_figures": term.occasion in (Occasion.ACTUAL_1, Occasion.ACTUAL_2),
        "now": timezone.now(),
    }
    return render(request, "evaluation/term_check.html", context)


def _rows(page: Any, user: Any) -> list[tuple[Line, Report, Any, bool]]:
    """Lines of one page with their reports, the last reminder, and whether they may be opened."""
    keys = [line.pk for line in page]
    reports = Report.objects.for_lists().in_bulk(keys)
    readable = set(
        Report.objects.readable_by(user).filter(pk__in=keys).values_list("pk", flat=True)
    )
    reminded = last_reminders([topic(pk) for pk in keys])
    return [
        (line, reports[line.pk], reminded.get(topic(line.pk)), line.pk in readable) for line in page
    ]


# -- many at once ----------------------------------------------------------------------------------


def _chosen(request: AuthenticatedRequest, term: Term) -> set[int]:
    """Keys of the reports that were ticked, or of all that the kept filter lets through."""
    kept = QueryDict(request.POST.get("vyber", ""))
    if "vse" in request.POST:
        return {line.pk for line in Narrowing(request, term, kept).found}
    return {int(key) for key in request.POST.getlist("vykazy") if key.isdecimal() and len(key) < 12}


@require_POST
def term_check_remind(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    term = overseen_term(request, pk)
    must_analyse(request)
    chosen = _chosen(request, term)
    rows = Report.objects.settled_by(request.user).filter(term=term, pk__in=chosen)
    if rows.awaited().exists():
        _tell(request, remind_reports(rows, by=request.user, now=timezone.now()))
    else:
        messages.warning(request, _("Vyberte výkazy, které ještě nejsou předané."))
    return redirect(address(term, request.POST.get("vyber", "")))


def _tell(request: AuthenticatedRequest, said: Outcome) -> None:
    if said.sent:
        sent = ngettext("Odeslána %d připomínka", "Odesláno %d připomínek", said.sent) % said.sent
        about = ngettext("%d výkaz", "%d výkazů", said.reports) % said.reports
        messages.success(request, f"{sent}, {about}.")
    for names, words in (
        (said.held_back, _("Nedávno už dostali připomínku, další teď nepošleme: %s.")),
        (said.nobody, _("Není komu připomenout, nikdo s odemčeným účtem tam nepracuje: %s.")),
    ):
        if names:
            messages.warning(request, words % ", ".join(dict.fromkeys(names[:20])))


@require_POST
def term_check_approve(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Approve what is handed in and without flags; everything else stays as it is."""
    term = overseen_term(request, pk)
    must_analyse(request)
    chosen = _chosen(request, term)
    rows = Report.objects.settled_by(request.user).filter(term=term, pk__in=chosen)
    ready = rows.filter(state=Report.State.HANDED_IN, flag_count=0)
    keys = list(ready.values_list("pk", flat=True))
    back = address(term, request.POST.get("vyber", ""))
    if not keys:
        messages.warning(request, _("Vyberte předané výkazy, u kterých kontrola nic nenašla."))
        return redirect(back)
    job = start_approving(term, keys, by=request.user, url=back[:300])
    return redirect("jobs:job-detail", job.pk)


@require_safe
def term_reminders(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The log: who was reminded of this term, when and by whom."""
    term = overseen_term(request, pk)
    reports = Report.objects.overseen_by(request.user).filter(term=term)
    topics = {}
    for key, provider, name in reports.values_list("pk", "service__provider", "service__name"):
        topics[topic(key)] = name
        topics[term_topic(term.pk, provider)] = _("více výkazů")
    rows = Reminder.objects.readable_by(request.user).filter(topic__in=topics)
    page = Paginator(rows.select_related("user", "by"), LOGGED).get_page(request.GET.get("strana"))
    context = {"term": term, "page": page, "lines": [(row, topics[row.topic]) for row in page]}
    return render(request, "evaluation/term_reminders.html", context)


@require_safe
def term_check_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The list as it is narrowed and sorted now."""
    term = overseen_term(request, pk)
    seen = Narrowing(request, term, request.GET)
    query = request.GET.urlencode()[:500]
    record(Act.EXPORT, user=request.user, subject=str(term), format="xlsx", query=query)
    headings = [
        *(_("Identifikátor"), _("Služba"), _("Druh"), _("Poskytovatel"), _("Okres")),
        *(_("Stav"), _("Termín"), _("Předáno"), _("Po termínu"), _("Příznaků"), _("Váha")),
    ]
    name = f"vykazy-{term.year}-{term.occasion}"
    return table_response("xlsx", name, headings, _cells(seen.found, seen.districts))


def _cells(lines: list[Line], districts: dict[str, str]) -> Iterator[list[Any]]:
    for line in lines:
        yield [
            *(line.identifier, line.service, line.kind_name, line.provider_name),
            *(districts.get(line.district, ""), str(Report.State(line.state).label), line.due_at),
            *(line.handed_in_at, line.is_late, line.flags, line.weight),
        ]
