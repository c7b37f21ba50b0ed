"""The queue of differences against the national register, and what is done with each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from providers.actions import differences as actions
from providers.forms.differences import (
    AnswerForm,
    AskForm,
    DifferenceFilterForm,
    KeepForm,
    SettleManyForm,
)
from providers.importers.report import Wording
from providers.models import Difference
from sitis.accounts.models import Permission, Role
from sitis.http import AuthenticatedRequest, get_readable

PER_PAGE = 50
State, Harm = Difference.State, Difference.Harm
TONES = {Harm.GONE: "error", Harm.ENDED: "error", Harm.CAPACITY: "warning", Harm.ADDRESS: "warning"}
READERS = (Role.OFFICIAL, Role.AUDITOR, Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)


def _is_registrar(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR)


@require_safe
def difference_list(request: AuthenticatedRequest) -> HttpResponse:
    """The most harmful first; a provider's people see what they were asked."""
    if not request.user.holds(*READERS):
        raise PermissionDenied
    form = DifferenceFilterForm(request.GET)
    readable = Difference.objects.readable_by(request.user)
    rows = form.narrowed(readable.select_related("service__kind", "provider"))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    context = {
        "filter_form": form,
        "page": page,
        "lines": _in_words(page.object_list),
        "may_settle": _is_registrar(request),
        "is_asked": not request.user.holds(Role.OFFICIAL, Role.AUDITOR),
    }
    return render(request, "providers/difference_list.html", context)


def _in_words(rows: Any) -> list[dict[str, Any]]:
    wording = Wording()
    lines = []
    for row in rows:
        ours, theirs = _("vede se"), _("už se nevede")
        if row.field:
            ours, theirs = (
                wording.value(row.table, row.field, value) for value in (row.ours, row.theirs)
            )
        lines.append(
            {
                "difference": row,
                "subject": wording.subject(row.table, row.field),
                "ours": ours,
                "theirs": theirs,
                "tone": TONES.get(Harm(row.harm), "neutral"),
            }
        )
    return lines


@require_safe
def difference_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Difference.objects.select_related(
        "service__kind", "service__provider", "provider", "settled_by", "answered_by", "run"
    )
    difference = get_readable(rows, request.user, pk=pk)
    return _detail(request, difference, {})


def _detail(
    request: AuthenticatedRequest, difference: Difference, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    """The page with its forms; ``forms`` holds the one that was sent and is wrong."""
    context: dict[str, Any] = {
        "line": _in_words([difference])[0],
        "difference": difference,
        "is_asked": not request.user.holds(Role.OFFICIAL, Role.AUDITOR),
    }
    if _is_registrar(request) and difference.is_open:
        context |= {"keep_form": KeepForm(prefix="keep"), "ask_form": AskForm(prefix="ask")}
    if _may_answer(request, difference):
        context["answer_form"] = AnswerForm()
    return render(request, "providers/difference_detail.html", context | forms, status=status)


def _may_answer(request: AuthenticatedRequest, difference: Difference) -> bool:
    asked = Difference.objects.asked_of(request.user).filter(state=State.ASKED)
    return bool(asked.filter(pk=difference.pk).exists())


def _fetch(request: AuthenticatedRequest, pk: int) -> Difference:
    """One that a registrar may settle. Raises Http404 or PermissionDenied."""
    difference = get_readable(Difference.objects, request.user, pk=pk)
    if not _is_registrar(request):
        raise PermissionDenied
    return difference


def _too_late(request: AuthenticatedRequest, difference: Difference) -> HttpResponse:
    """Somebody was faster: say who, change nothing."""
    if difference.settled_by:
        text = _("Rozdíl už vyřešil(a) %s. Vaše rozhodnutí se nezapsalo.") % difference.settled_by
    else:
        text = _("Rozdíl už není otevřený. Vaše rozhodnutí se nezapsalo.")
    messages.warning(request, text)
    return redirect(difference)


@require_POST
def difference_take(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    difference = _fetch(request, pk)
    if not difference.is_open:
        return _too_late(request, difference)
    try:
        actions.take_over(difference, by=request.user, day=localdate())
    except ValidationError as error:
        text = _("Údaj nelze převzít: %s") % " ".join(error.messages)
        messages.error(request, text)
        return redirect(difference)
    messages.success(request, _("Údaj z národního registru je převzat."))
    return redirect("providers:difference-list")


@require_http_methods(["POST"])
def difference_keep(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    difference = _fetch(request, pk)
    if not difference.is_open:
        return _too_late(request, difference)
    form = KeepForm(request.POST, prefix="keep")
    if not form.is_valid():
        return _detail(request, difference, {"keep_form": form})
    try:
        actions.keep(difference, reason=form.cleaned_data["reason"], by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(difference)
    messages.success(request, _("Náš údaj zůstává, důvod je zapsán."))
    return redirect("providers:difference-list")


@require_POST
def difference_ask(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    difference = _fetch(request, pk)
    if not difference.is_open:
        return _too_late(request, difference)
    form = AskForm(request.POST, prefix="ask")
    if not form.is_valid():
        return _detail(request, difference, {"ask_form": form})
    actions.ask(
        difference,
        question=form.cleaned_data["question"],
        deadline=form.deadline,
        by=request.user,
    )
    messages.success(request, _("Otázka je odeslána, odpověď uvidíte ve svém prostoru."))
    return redirect(difference)


@require_POST
def difference_answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """For the people of the provider that was asked."""
    difference = get_readable(Difference.objects, request.user, pk=pk)
    if difference.provider_id not in request.user.held_for(
        Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY
    ):
        raise PermissionDenied
    if difference.state != State.ASKED:
        messages.warning(request, _("Na tuto otázku už se neodpovídá."))
        return redirect(difference)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _detail(request, difference, {"answer_form": form})
    actions.answer(difference, text=form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Děkujeme, odpověď je odeslána kraji."))
    return redirect(difference)


@require_POST
def difference_settle_many(request: AuthenticatedRequest) -> HttpResponse:
    if not _is_registrar(request):
        raise PermissionDenied
    rows = Difference.objects.editable_by(request.user)
    form = SettleManyForm(request.POST, rows=rows)
    back = redirect("providers:difference-list")
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return back
    settled, left = actions.settle_many(
        form.cleaned_data["rows"],
        taking=form.cleaned_data["way"] == "take",
        reason=form.cleaned_data["reason"],
        by=request.user,
        day=localdate(),
    )
    if settled:
        text = ngettext("Vyřešen %d rozdíl.", "Vyřešeno %d rozdílů.", settled) % settled
        messages.success(request, text)
    for sentence in left:
        messages.warning(request, sentence)
    return back
