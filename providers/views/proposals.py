"""What providers propose, as the region reads it: old and new word by word, accepted or returned."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from providers import pages
from providers.actions import upkeep
from providers.forms.proposals import AcceptManyForm, ProposalFilterForm, ReturnForm
from providers.models import Proposal, page_of
from providers.views.page_words import blocks
from sitis.accounts.models import Permission, Role
from sitis.http import AuthenticatedRequest, get_readable

PER_PAGE = 50
State = Proposal.State
TONES = {
    State.SENT: "primary",
    State.RETURNED: "warning",
    State.ACCEPTED: "success",
}


def _is_registrar(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR)


@require_safe
def proposal_list(request: AuthenticatedRequest) -> HttpResponse:
    """Who waits longest stands first; a provider's people see their own."""
    readers = (Role.OFFICIAL, Role.AUDITOR, Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)
    if not request.user.holds(*readers):
        raise PermissionDenied
    form = ProposalFilterForm(request.GET)
    rows = Proposal.objects.readable_by(request.user)
    found = form.narrowed(rows.select_related("service__kind", "service__provider"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("strana"))
    for proposal in page:
        proposal.tone = TONES.get(State(proposal.state), "neutral")
    context = {
        "filter_form": form,
        "page": page,
        "may_settle": _is_registrar(request),
        "small_share": pages.SMALL_SHARE,
    }
    return render(request, "providers/proposal_list.html", context)


@require_safe
def proposal_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Proposal.objects.select_related("service__kind", "service__provider", "by", "settled_by")
    proposal = get_readable(rows, request.user, pk=pk)
    return _detail(request, proposal, ReturnForm())


def _detail(request: AuthenticatedRequest, proposal: Proposal, form: ReturnForm) -> HttpResponse:
    """What it changes; of a sent one also where the page changed meanwhile."""
    shown: Any = proposal
    if proposal.state == State.RETURNED:  # what the provider types since then is not sent yet
        shown = proposal.history.filter(state=State.SENT).first() or proposal
    found = pages.changes(shown.base, shown.content)
    clashes: list[pages.Clash] = []
    if proposal.state == State.SENT:
        clashes = upkeep.clashes(proposal, page_of(proposal.service, localdate()))
    context = {
        "proposal": proposal,
        "service": proposal.service,
        "tone": TONES.get(State(proposal.state), "neutral"),
        "blocks": blocks(found, shown.base, shown.content, clashes),
        "clashes": clashes,
        "may_settle": _is_registrar(request) and proposal.state == State.SENT,
        "form": form,
        "small_share": pages.SMALL_SHARE,
    }
    return render(request, "providers/proposal_detail.html", context)


def _fetch(request: AuthenticatedRequest, pk: int) -> Proposal:
    """One that a registrar may settle. Raises Http404 or PermissionDenied."""
    rows = Proposal.objects.select_related("service__provider", "settled_by")
    proposal = get_readable(rows, request.user, pk=pk)
    if not _is_registrar(request):
        raise PermissionDenied
    return proposal


def _too_late(request: AuthenticatedRequest, proposal: Proposal) -> HttpResponse | None:
    """A sentence if what the official looked at is not there any more. Nothing is changed."""
    if proposal.state != State.SENT:
        text = _("Návrh už je ve stavu „%(state)s“. Vaše rozhodnutí se nezapsalo.") % {
            "state": proposal.get_state_display()
        }
        if proposal.settled_by and proposal.state in {State.ACCEPTED, State.RETURNED}:
            text = _("O návrhu už rozhodl(a) %(who)s. Vaše rozhodnutí se nezapsalo.") % {
                "who": proposal.settled_by
            }
    elif request.POST.get("version") != str(proposal.version):
        text = _("Poskytovatel návrh mezitím změnil. Přečtěte si ho prosím znovu.")
    else:
        return None
    messages.warning(request, text)
    if not Proposal.objects.readable_by(request.user).filter(pk=proposal.pk).exists():
        return redirect("providers:proposal-list")
    return redirect(proposal)


@require_POST
def proposal_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    proposal = _fetch_open(request, pk)
    if isinstance(proposal, HttpResponse):
        return proposal
    over = request.POST.get("over") == "1"
    try:
        upkeep.accept(proposal, by=request.user, day=localdate(), over=over)
    except upkeep.PageChanged:
        text = _("Stránka se mezitím změnila na stejném místě. Porovnejte, co platí teď.")
        messages.warning(request, text)
        return redirect(proposal)
    except ValidationError as refusal:
        text = _("Návrh nelze přijmout: %s") % " ".join(refusal.messages)
        messages.error(request, text)
        return redirect(proposal)
    text = _("Návrh je přijatý a zveřejněný: %(service)s.") % {"service": proposal.service}
    messages.success(request, text)
    return redirect("providers:proposal-list")


@require_POST
def proposal_return(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    proposal = _fetch_open(request, pk)
    if isinstance(proposal, HttpResponse):
        return proposal
    form = ReturnForm(request.POST)
    if not form.is_valid():
        return _detail(request, proposal, form)
    upkeep.give_back(proposal, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("Návrh je vrácený poskytovateli, dostal e-mail s vaším důvodem."))
    return redirect("providers:proposal-list")


def _fetch_open(request: AuthenticatedRequest, pk: int) -> Proposal | HttpResponse:
    """The proposal, or the answer that somebody was faster: also where it went back to a draft."""
    if not _is_registrar(request):
        return _fetch(request, pk)
    rows = Proposal.objects.select_related("service__provider", "settled_by")
    proposal = rows.filter(pk=pk).first()
    if proposal is None or not proposal.history.filter(state=State.SENT).exists():
        raise Http404
    return _too_late(request, proposal) or proposal


@require_POST
def proposal_accept_many(request: AuthenticatedRequest) -> HttpResponse:
    if not _is_registrar(request):
        raise PermissionDenied
    rows = Proposal.objects.settled_by(request.user).select_related("service__provider")
    form = AcceptManyForm(request.POST, rows=rows)
    back = redirect("providers:proposal-list")
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
        return back
    done, left = upkeep.accept_many(form.cleaned_data["rows"], by=request.user, day=localdate())
    if done:
        text: Any = ngettext("Přijat %d návrh.", "Přijato %d návrhů.", done) % done
        messages.success(request, text)
    for proposal, why in left:
        messages.warning(request, f"{proposal.service}: {why}.")
    return back
