"""Cards of services: their list, one in detail, filling part by part, confirmation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from providers import cards
from providers.actions import cards as write
from providers.forms.cards import CardFilterForm, ConfirmForm, FillForm, SpecificsForm
from providers.forms.network import put
from providers.models import ServiceCard
from providers.models.card_norm import shown
from providers.resources.cards import ServiceCardTable
from providers.views.cards.base import PER_PAGE, TONES, must_read, parts_of
from providers.views.cards.templates import differences
from sitis.audit import Act, record
from sitis.documents.states import state_of
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale
from sitis.workbooks.download import table_response

Move = ServiceCard.Move


def _cards() -> Any:
    return ServiceCard.objects.for_list().select_related(
        "continues__card", "card__resolution", "confirmed_by"
    )


def _narrowed(request: AuthenticatedRequest) -> tuple[CardFilterForm, Any]:
    states = ServiceCard.State.choices
    form = CardFilterForm(request.GET, user=request.user, states=states)
    rows = ServiceCard.objects.listed_for(request.user).for_list()
    rows = form.narrow(rows, localdate()).annotate(own=Count("cells"))
    return form, rows.order_by("service__name", "service__identifier", "template__code", "-pk")


@require_GET
def card_list(request: AuthenticatedRequest) -> HttpResponse:
    must_read(request)
    form, rows = _narrowed(request)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    readable = set(
        ServiceCard.objects.readable_by(request.user)
        .filter(pk__in=[one.pk for one in page])
        .values_list("pk", flat=True)
    )
    today = localdate()
    for one in page:
        one.tone = TONES.get(one.state, "neutral")
        one.is_readable = one.pk in readable
        one.is_late = one.is_open and one.update_by is not None and one.update_by < today
    query = request.GET.copy()
    query.pop("strana", None)
    context = {"page": page, "filter_form": form, "query": query.urlencode()}
    return render(request, "providers/service_card_list.html", context)


@require_GET
def card_export(request: AuthenticatedRequest, kind: str) -> HttpResponseBase:
    must_read(request)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    _form, rows = _narrowed(request)
    record(Act.EXPORT, user=request.user, subject=_("karty služeb"), format=kind)
    name = "karty-sluzeb"
    return table_response(kind, name, ServiceCardTable.headings(), ServiceCardTable.rows(rows))


@require_GET
def card_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The filled card with what differs from the template marked; the same content as its PDF."""
    mine = get_readable(_cards(), request.user, pk=pk)
    filled = cards.fill(mine.card.rows(), mine.own())
    numbers = {
        cell.code: number_format(shown(cell.number), force_grouping=True)
        for cell in mine.cells.all()
        if cell.number is not None
    }
    norms = [*mine.card.norms.all(), *_costs(request, mine)]
    may_edit = ServiceCard.objects.editable_by(request.user).filter(pk=pk).exists()
    before = mine.continues
    context = {
        "mine": mine,
        "tone": TONES.get(mine.state, "neutral"),
        "parts": parts_of(filled, norms, mine.valid_from or localdate(), numbers),
        "different": sum(row.is_different for one in filled for row in one.rows) + len(numbers),
        "moved": _moved(filled),
        "may_edit": may_edit,
        "editable": [one.number for one in cards.PARTS if _is_fillable(one.number)],
        "may_confirm": ServiceCard.objects.confirmed_by(request.user).filter(pk=pk).exists(),
        "may_begin": mine.state == ServiceCard.State.CONFIRMED
        and ServiceCard.objects.staffed_by(request.user).filter(pk=pk).exists(),
        "news": differences(before.card, mine.card)
        if before and before.card_id != mine.card_id and mine.is_open
        else [],
        "is_late": mine.is_open and mine.update_by is not None and mine.update_by < localdate(),
        "document": state_of("service_card", str(mine.pk), request.user),
    }
    return render(request, "providers/service_card.html", context)


def _costs(request: AuthenticatedRequest, mine: ServiceCard) -> Any:
    day = mine.valid_from or localdate()
    return mine.template.norms.dated().norms_on(day).readable_by(request.user)


def _moved(filled: list[cards.FilledSlot]) -> list[dict[str, Any]]:
    """Cells where the template changed under the service's own words."""
    return [
        {
            "label": f"{row.slot.title}: {str(cell.column.label).lower()}",
            "part": row.slot.part,
            "base": cell.own.base,
            "template": cell.template,
            "own": cell.own.text,
        }
        for one in filled
        for row in one.rows
        if not row.is_added
        for cell in row.cells
        if cell.own and cell.has_moved
    ]


def _to_fill(request: AuthenticatedRequest, pk: int) -> ServiceCard:
    """The card to be written into. What somebody typed into one that was confirmed meanwhile is
    refused by the action, so that the page comes back with it. Raises Http404, PermissionDenied."""
    if request.method != "POST":
        return get_editable(_cards(), request.user, pk=pk)  # type: ignore[no-any-return]
    mine: ServiceCard = get_readable(_cards(), request.user, pk=pk)
    if not ServiceCard.objects.staffed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return mine


@require_http_methods(["GET", "POST"])
def part_fill(request: AuthenticatedRequest, pk: int, part: int) -> HttpResponse:
    mine = _to_fill(request, pk)
    fillable = [one for one in cards.PARTS if _is_fillable(one.number)]
    if part not in {one.number for one in fillable}:
        raise Http404
    filled = cards.fill(mine.card.rows(), mine.own())
    form = FillForm(request.POST or None, mine=mine, part=part, filled=filled)
    if form.is_valid():
        try:
            write.save_cells(
                *(mine, form.own(), form.numbers()),
                part=part, seen=form.cleaned_data["version"], by=request.user,
            )  # fmt: skip
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Část „%s“ je uložená.") % cards.PART[part].title)
            following = next((one.number for one in fillable if one.number > part), None)
            if "dal" in request.POST and following:
                return redirect("providers:service-card-part", pk=mine.pk, part=following)
            return redirect(f"{mine.get_absolute_url()}#cast-{part}")
    context = {"mine": mine, "part": cards.PART[part], "form": form, "parts": fillable}
    return render(request, "providers/service_card_part.html", context)


def _is_fillable(part: int) -> bool:
    subject = cards.subject_of(part)
    return any(slot.own for slot in cards.slots_of(part)) or subject not in {"", cards.COST}


@require_http_methods(["GET", "POST"])
def specifics_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    mine = _to_fill(request, pk)
    form = SpecificsForm(request.POST or None, mine=mine)
    if form.is_valid():
        try:
            write.save_specifics(
                mine,
                text=form.cleaned_data["specifics"],
                seen=form.cleaned_data["version"],
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Uloženo."))
            return redirect(mine)
    title = _("Čím je služba zvláštní")
    context = {"form": form, "title": title, "about": mine, "back": mine.get_absolute_url()}
    return render(request, "providers/card_form.html", context | {"button": _("Uložit")})


@require_http_methods(["GET", "POST"])
def card_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The signatory stands behind the card; what it says holds from then on."""
    mine = get_readable(_cards(), request.user, pk=pk)
    if not ServiceCard.objects.confirmed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    moved = _moved(cards.fill(mine.card.rows(), mine.own()))
    form = ConfirmForm(request.POST or None, mine=mine, has_moved=bool(moved))
    if form.is_valid():
        seen = form.cleaned_data["version"]
        try:
            write.confirm(mine, by=request.user, today=localdate(), seen=seen)
        except Stale:
            _say_stale(form, mine)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Karta je potvrzená."))
            return redirect(mine)
    title = _("Potvrdit kartu služby")
    context = {
        "form": form, "title": title, "about": mine, "back": mine.get_absolute_url(),
        "button": _("Potvrdit"), "moved": moved,
        "hint": _("Potvrzená karta se už nemění. Další úprava začne novou kartou, tato zůstane zapsaná."),
    }  # fmt: skip
    return render(request, "providers/card_form.html", context)


def _say_stale(form: ConfirmForm, mine: ServiceCard) -> None:
    mine.refresh_from_db()
    last = mine.history.order_by("-history_date", "-history_id").first()
    who = (last and last.history_user) or _("někdo jiný")
    said = _("Kartu mezitím změnil(a) %s. Přečtěte si ji a potvrďte znovu.") % who
    form.add_error(None, said)
    form.data = form.data.copy()
    form.data["version"] = str(mine.version)


@require_POST
def card_step(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """Hand to the signatory, take back, or begin a change of what was confirmed."""
    mine = get_readable(_cards(), request.user, pk=pk)
    if not ServiceCard.objects.staffed_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    steps = {Move.HAND.value: write.hand, Move.BACK.value: write.send_back}
    try:
        if step == "znovu":
            return redirect(write.change_again(mine, by=request.user))
        if step not in steps:
            raise Http404
        steps[step](mine, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Karta je ve stavu „%s“.") % mine.get_state_display())
    return redirect(mine)
