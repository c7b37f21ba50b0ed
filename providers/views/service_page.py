"""The public page of a service as its provider keeps it; officials look on."""

from datetime import date
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from providers import pages
from providers.actions import upkeep
from providers.forms.upkeep import PageForm, VacancyForm
from providers.models import Proposal, ProvisionForm, Service, Vacancy, page_of
from providers.public.services import VACANCY_HOLDS
from providers.views.page_words import blocks, name_of, value_of, whole
from sitis.http import AuthenticatedRequest

State = Proposal.State
TONES = {State.SENT: "primary", State.RETURNED: "warning", State.DRAFT: "neutral"}
MOST_MORE = 20  # empty rows at once


def _service(request: AuthenticatedRequest, identifier: str) -> Service:
    """Raises Http404: whoever may not read proposals need not know of the page."""
    rows = Service.objects.for_cards().overseen_by(request.user)
    service: Service | None = rows.filter(identifier=identifier).first()
    if service is None:
        raise Http404
    return service


def _own(request: AuthenticatedRequest, identifier: str) -> Service:
    """One that the person keeps. Raises Http404, or PermissionDenied for officials."""
    service = _service(request, identifier)
    if not _is_own(request, service):
        raise PermissionDenied
    return service


def _is_own(request: AuthenticatedRequest, service: Service) -> bool:
    return Service.objects.staffed_by(request.user).filter(pk=service.pk).exists()


def _back(service: Service, anchor: str = "", **query: Any) -> HttpResponse:
    address = reverse("providers:service-public", args=[service.identifier])
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return redirect(f"{address}{'?' if asked else ''}{asked}{'#' if anchor else ''}{anchor}")


@require_http_methods(["GET", "POST"])
def service_public(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    """What the public page says and what is proposed; the provider's people edit it here."""
    service = _service(request, identifier)
    is_own = _is_own(request, service)
    if request.method == "POST" and not is_own:
        raise PermissionDenied
    today = localdate()
    now = page_of(service, today)
    rows = service.proposals.readable_by(request.user).open().select_related("by")
    proposal = rows.first()
    if not is_own and proposal is not None and proposal.state != State.SENT:
        proposal = None  # what the provider is typing is nobody else's matter
    if request.method == "POST":
        return _posted(request, service, proposal, now)
    content, clashes = now, []
    if proposal is not None:
        content, clashes = pages.merged(proposal.base, proposal.content, now)
    form = None
    if is_own and (proposal is None or proposal.state != State.SENT):
        form = PageForm(
            content,
            forms_of_service=_forms(service, today),
            more_hours=_more(request, "hodin"),
            more_contacts=_more(request, "kontaktu"),
        )
    notes = _told(_("Na veřejné stránce se mezitím změnilo:"), clashes)
    return _page(request, service, proposal, now, content, form, is_own=is_own, notes=notes)


def _forms(service: Service, day: date) -> list[ProvisionForm]:
    held = service.forms.valid_on(day).values("form")
    return list(ProvisionForm.objects.filter(pk__in=held))


def _more(request: AuthenticatedRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return min(int(asked), MOST_MORE) if asked.isdecimal() and len(asked) < 4 else 1


def _digest(page: pages.Page) -> str:
    return sha256(repr(sorted(pages.cells(page).items())).encode()).hexdigest()[:20]


def _told(head: str, clashes: list[pages.Clash]) -> list[str]:
    """Sentences about cells that somebody else changed too."""
    if not clashes:
        return []
    forms = dict(ProvisionForm.objects.values_list("slug", "name"))
    return [
        head,
        *(f"{name_of(c.key, forms)}: „{value_of(c.key, c.theirs)}“" for c in clashes),
    ]


def _page(
    request: AuthenticatedRequest,
    service: Service,
    proposal: Proposal | None,
    now: pages.Page,
    content: pages.Page,
    form: PageForm | None,
    *,
    is_own: bool = True,
    notes: list[str] | None = None,
    problem: str = "",
    vacancies: list[Any] | None = None,
) -> HttpResponse:
    today = localdate()
    verification = getattr(service, "verification", None)
    last = service.proposals.filter(state=State.ACCEPTED).order_by("-settled_at").first()
    context = {
        "service": service,
        "proposal": proposal,
        "tone": TONES.get(State(proposal.state), "neutral") if proposal else "",
        "form": form,
        "is_own": is_own,
        "digest": _digest(now),
        "blocks": blocks(pages.changes(now, content), now, content) if proposal else [],
        "notes": notes or [],
        "problem": problem,
        "problems": form.problems if form is not None and form.texts.is_bound else [],
        "shown": whole(now),
        "vacancy_days": VACANCY_HOLDS.days,
        "verified_on": verification.verified_on if verification else None,
        "last_accepted": last,
        "vacancies": vacancies or _vacancy_forms(service, today),
        "is_public_now": service.is_published,
    }
    return render(request, "providers/service_public.html", context)


def _posted(
    request: AuthenticatedRequest, service: Service, proposal: Proposal | None, now: pages.Page
) -> HttpResponse:
    """Keep what was typed; then more rows, or on to the region."""
    forms = _forms(service, localdate())
    shown = pages.merged(proposal.base, proposal.content, now)[0] if proposal else now
    form = PageForm(shown, request.POST, forms_of_service=forms)
    if not form.is_whole:
        messages.error(request, _("Formulář nepřišel celý, nic se neuložilo. Zkuste to znovu."))
        return _back(service)
    typed, act = form.content(), request.POST.get("act", "")
    if proposal is None:
        if request.POST.get("page") != _digest(now):
            text = _("Veřejná stránka se mezitím změnila. Porovnejte své úpravy a uložte je znovu.")
            return _page(request, service, None, now, now, form, problem=text)
        base = now
    elif proposal.state == State.SENT:
        text = _(
            "Návrh mezitím odeslal(a) %(who)s, proto se vaše úpravy neuložily. Zkopírujte si je, "
            "vezměte návrh zpět a vložte je znovu."
        ) % {"who": proposal.by}
        return _page(request, service, proposal, now, shown, form, problem=text)
    elif request.POST.get("version") != str(proposal.version):
        return _meet(request, service, proposal, now, typed)
    else:
        base = proposal.base
    content, clashes = pages.merged(base, typed, now)
    if proposal is not None or pages.changes(now, content):
        proposal = upkeep.save_draft(service, proposal, content, now, by=request.user)
    if act == "send":
        return _send(request, service, proposal, now, content, form)
    if act == "more-hours":
        return _back(service, "hodiny", hodin=4)
    if act == "more-contacts":
        return _back(service, "kontakty", kontaktu=3)
    for note in _told(_("Na veřejné stránce se mezitím změnilo:"), clashes):
        messages.warning(request, note)
    messages.success(
        request,
        _("Rozepsané úpravy jsou uložené. Veřejnost je uvidí, až je odešlete a kraj je přijme."),
    )
    return _back(service)


def _meet(
    request: AuthenticatedRequest,
    service: Service,
    proposal: Proposal,
    now: pages.Page,
    typed: pages.Page,
) -> HttpResponse:
    """A colleague saved meanwhile: what one of the two changed stays, where both did ours does."""
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    past = proposal.history.filter(version=number).first()
    before = past.content if past is not None else proposal.base
    content, clashes = pages.merged(before, typed, proposal.content)
    form = PageForm(content, forms_of_service=_forms(service, localdate()))
    problem = _(
        "Návrh mezitím uložil(a) %(who)s. Doplnili jsme jeho změny k vašim; zkontrolujte je "
        "a uložte znovu."
    ) % {"who": proposal.by}
    notes = _told(_("Oba jste změnili totéž. Zůstalo, co píšete vy; kolega má:"), clashes)
    return _page(
        request, service, proposal, now, proposal.content, form, notes=notes, problem=problem
    )


def _send(
    request: AuthenticatedRequest,
    service: Service,
    proposal: Proposal | None,
    now: pages.Page,
    content: pages.Page,
    form: PageForm,
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, service, proposal, now, content, form)
    try:
        if proposal is None:
            raise upkeep.NotNow(
                _("Nic jste nezměnili. Je-li všechno správně, použijte „Údaje jsou správné“.")
            )
        upkeep.send(proposal, by=request.user)
    except upkeep.NotNow as refusal:
        messages.warning(request, str(refusal))
        return _back(service)
    except ValidationError as refusal:
        text = " ".join(refusal.messages)
        return _page(request, service, proposal, now, content, form, problem=text)
    messages.success(
        request,
        _("Návrh je odeslaný kraji. Než jej kraj přijme, veřejnost vidí dosavadní údaje."),
    )
    return _back(service)


# -- steps -----------------------------------------------------------------------------------------


@require_POST
def proposal_recall(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    return _step(request, identifier, upkeep.recall, _("Návrh je zpět u vás, můžete jej upravit."))


@require_POST
def proposal_drop(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    return _step(request, identifier, upkeep.drop, _("Rozepsaný návrh je zahozený."))


def _step(request: AuthenticatedRequest, identifier: str, act: Any, said: str) -> HttpResponse:
    service = _own(request, identifier)
    proposal = service.proposals.open().first()
    try:
        if proposal is None:
            raise upkeep.NotNow(_("O návrhu už kraj mezitím rozhodl."))
        act(proposal, by=request.user)
    except upkeep.NotNow as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return _back(service)


@require_POST
def service_verify(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    service = _own(request, identifier)
    upkeep.verify([service], day=localdate(), by=request.user)
    messages.success(request, _("Děkujeme. U služby je dnešní datum ověření."))
    return _back(service)


# -- free places -------------------------------------------------------------------------------------


def _vacancy_forms(service: Service, day: date, data: Any = None) -> list[Any]:
    known = {row.form_id: row for row in service.vacancies.all()}
    return [
        (
            form,
            known.get(form.pk),
            VacancyForm(
                data,
                prefix=f"volno-{form.pk}",
                instance=known.get(form.pk) or Vacancy(service=service, form=form),
                today=day,
            ),
        )
        for form in _forms(service, day)
    ]


@require_POST
def free_places(request: AuthenticatedRequest, identifier: str) -> HttpResponse:
    """Free places hold at once; a form left empty says nothing of them."""
    service = _own(request, identifier)
    found = _vacancy_forms(service, localdate(), request.POST)
    checked = [form.is_valid() for _form, _row, form in found]
    if not all(checked):
        proposal = service.proposals.open().first()
        now = page_of(service, localdate())
        content = pages.merged(proposal.base, proposal.content, now)[0] if proposal else now
        may_edit = proposal is None or proposal.state != State.SENT
        form = PageForm(content, forms_of_service=_forms(service, localdate()))
        return _page(
            request, service, proposal, now, content, form if may_edit else None, vacancies=found
        )
    written = [
        form.instance for _form, _row, form in found if form.cleaned_data["free"] is not None
    ]
    removed = [row for _form, row, form in found if row and form.cleaned_data["free"] is None]
    upkeep.say_free_places(written, removed, by=request.user)
    messages.success(request, _("Volná místa jsou zveřejněná."))
    return _back(service, "volno")
