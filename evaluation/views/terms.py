"""Collections: all of them, one with its reports, setting up, opening and closing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.actions import terms as acts
from evaluation.actions.moves import TOO_LATE, IllegalMove
from evaluation.forms.terms import TermForm
from evaluation.models import Report, Term
from evaluation.shares import shares_of
from evaluation.views.base import is_analyst, must_analyse, must_work
from providers.forms.network import put
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest, get_readable
from sitis.versions import Stale

PAGE = 50
Move = Term.Move


@require_safe
def term_list(request: AuthenticatedRequest) -> HttpResponse:
    must_work(request)
    rows = Term.objects.readable_by(request.user).for_lists()
    page = Paginator(rows, PAGE).get_page(request.GET.get("strana"))
    shares = shares_of(list(page)) if sees_all(request.user) else {}
    context = {
        "page": page,
        "terms": [(term, shares.get(term.pk)) for term in page],
        "is_analyst": is_analyst(request.user),
    }
    return render(request, "evaluation/term_list.html", context)


def sees_all(user: Any) -> bool:
    return bool(user.holds(Role.OFFICIAL, Role.AUDITOR))


@require_safe
def term_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The collection, how many reports stand where, and those that one may know of."""
    term = get_readable(Term.objects.for_lists(), request.user, pk=pk)
    listed = Report.objects.listed_for(request.user).filter(term=term)
    counts = dict(listed.order_by().values_list("state").annotate(count=Count("pk")))
    state = request.GET.get("stav", "")
    rows = listed.filter(state=state) if state in Report.State.values else listed
    rows = rows.with_deadline().for_lists().order_by("service__name", "service__identifier")
    page = Paginator(rows, PAGE).get_page(request.GET.get("strana"))
    readable = set(
        Report.objects.readable_by(request.user)
        .filter(pk__in=[row.pk for row in page])
        .values_list("pk", flat=True)
    )
    context = {
        "term": term,
        "page": page,
        "readable": readable,
        "states": [(one, one.label, counts[one]) for one in Report.State if one in counts],
        "state": state,
        "total": sum(counts.values()),
        "share": shares_of([term]).get(term.pk) if sees_all(request.user) else None,
        "is_analyst": is_analyst(request.user),
        "oversees": sees_all(request.user),
        "services": acts.services_of(term).count() if not term.is_locked else None,
        "now": timezone.now(),
    }
    return render(request, "evaluation/term_detail.html", context)


@require_http_methods(["GET", "POST"])
def term_add(request: AuthenticatedRequest) -> HttpResponse:
    must_analyse(request)
    return _form(request, Term(), _("Založit sběr výkazů"))


@require_http_methods(["GET", "POST"])
def term_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    term = get_readable(Term.objects.for_lists(), request.user, pk=pk)
    must_analyse(request)
    return _form(request, term, _("Upravit sběr výkazů"))


def _form(request: AuthenticatedRequest, term: Term, title: str) -> HttpResponse:
    form = TermForm(request.POST or None, instance=term)
    if request.method == "POST" and form.is_valid():
        try:
            acts.save_term(form.instance, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form = TermForm(request.POST, instance=Term.objects.get(pk=term.pk))
            form.is_valid()
        else:
            messages.success(request, _("Sběr je uložený."))
            return redirect(form.instance)
    back = term.get_absolute_url() if term.pk else "/hodnoceni/sbery/"
    context = {"form": form, "title": title, "back": back}
    return render(request, "evaluation/plain_form.html", context)


@require_POST
def term_move(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    term = get_readable(Term.objects.for_lists(), request.user, pk=pk)
    must_analyse(request)
    if step not in Move.values:
        raise Http404
    if Move(step) not in term.moves:
        messages.warning(request, TOO_LATE)
        return redirect(term)
    if step == Move.OPEN:
        job = acts.start_opening(term, by=request.user)
        return redirect("jobs:job-detail", job.pk)
    try:
        (acts.close_term if step == Move.CLOSE else acts.reopen_term)(term, by=request.user)
    except IllegalMove as refusal:
        messages.warning(request, refusal.messages[0])
    else:
        closed = step == Move.CLOSE
        messages.success(request, _("Sběr je uzavřený.") if closed else _("Sběr je otevřený."))
    return redirect(term)


@require_POST
def term_remind(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everybody who has not handed in; who was reminded lately is spared."""
    term = get_readable(Term.objects.for_lists(), request.user, pk=pk)
    must_analyse(request)
    rows = Report.objects.filter(term=term)
    told = acts.remind_reports(rows, by=request.user, now=timezone.now())
    words = _("Připomenutí dostalo %(people)d lidí k %(reports)d výkazům.")
    messages.success(request, words % {"people": told.sent, "reports": told.reports})
    if told.nobody:
        names = ", ".join(dict.fromkeys(told.nobody[:20]))
        messages.warning(request, _("Nikdo u nich nemá účet: %s.") % names)
    return redirect(term)
