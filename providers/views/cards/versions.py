"""One version of a template: its thirteen parts, their editing, the steps of its life."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from providers import cards
from providers.actions import cards as write
from providers.actions.load_cards import SAMPLE
from providers.forms.cards import (
    ApproveForm,
    CardForm,
    ForceForm,
    NoteForm,
    OpenCommentsForm,
    PartForm,
)
from providers.forms.network import put
from providers.models import CardAddressee, CardVersion
from providers.views.cards.base import TONES, form_page, is_registrar, parts_of
from sitis.documents.states import state_of
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.periods import overlaps

Move = CardVersion.Move


def _versions() -> Any:
    return CardVersion.objects.for_list().select_related("copied_from")


@require_GET
def version_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    card = get_readable(_versions(), request.user, pk=pk)
    may_edit = CardVersion.objects.editable_by(request.user).filter(pk=card.pk).exists()
    may_move = CardVersion.objects.moved_by(request.user).filter(pk=card.pk).exists()
    norms = list(card.norms.readable_by(request.user))
    day = card.valid_from or localdate()
    norms += card.template.norms.dated().readable_by(request.user).filter(_holding(card, day))
    context = {
        "card": card,
        "tone": TONES.get(card.state, "neutral"),
        "parts": parts_of(cards.fill(card.rows(), {}), norms, day),
        "may_edit": may_edit,
        "editable": [one.number for one in cards.PARTS if one.number != cards.PART_OF[cards.COST]],
        "moves": card.moves if may_move else (),
        "asked": CardAddressee.objects.editable_by(request.user).filter(card=card).count(),
        "comments": card.comments.readable_by(request.user).count(),
        "is_commented": card.state == CardVersion.State.COMMENTS or card.addressees.exists(),
        "document": state_of("card", str(card.pk), request.user),
    }
    return render(request, "providers/card_version.html", context)


def _holding(card: CardVersion, day: date) -> Q:
    """Amounts that meet the days of the version."""
    return overlaps(day, card.valid_to, "valid_from", "valid_to")


@require_http_methods(["GET", "POST"])
def version_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    card = get_editable(_versions(), request.user, pk=pk)
    form = CardForm(request.POST or None, instance=card)
    if form.is_valid():
        try:
            write.save_card(card, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Změny verze jsou uloženy."))
            return redirect(card)
    return form_page(
        request, form, title=_("Důvod změny"), back=card.get_absolute_url(), about=card
    )


def _to_edit(request: AuthenticatedRequest, pk: int) -> CardVersion:
    """The version to be written into. What somebody typed into one that was approved meanwhile is
    refused by the action, so that the page comes back with it. Raises Http404, PermissionDenied."""
    if request.method != "POST":
        return get_editable(_versions(), request.user, pk=pk)  # type: ignore[no-any-return]
    card: CardVersion = get_readable(_versions(), request.user, pk=pk)
    if not is_registrar(request):
        raise PermissionDenied
    return card


@require_http_methods(["GET", "POST"])
def part_edit(request: AuthenticatedRequest, pk: int, part: int) -> HttpResponse:
    """One part; what another wrote meanwhile is told and what was typed stays in the fields."""
    card = _to_edit(request, pk)
    if part not in cards.PART or part == cards.PART_OF[cards.COST]:
        raise Http404
    form = PartForm(request.POST or None, card=card, part=part)
    if form.is_valid():
        try:
            write.save_part(
                *(card, part, form.typed_rows(), form.typed_norms),
                seen=form.cleaned_data["version"],
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Část „%s“ je uložená.") % cards.PART[part].title)
            if "dal" in request.POST and part < len(cards.PARTS):
                following = part + 2 if part + 1 == cards.PART_OF[cards.COST] else part + 1
                return redirect("providers:card-part", pk=card.pk, part=following)
            return redirect(f"{card.get_absolute_url()}#cast-{part}")
    context = {"card": card, "part": cards.PART[part], "form": form, "parts": cards.PARTS}
    return render(request, "providers/card_part.html", context)


@require_http_methods(["GET", "POST"])
def version_move(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """One step of the life of a version; first what it needs, then it is done."""
    card = get_readable(_versions(), request.user, pk=pk)
    if not CardVersion.objects.moved_by(request.user).filter(pk=card.pk).exists():
        raise PermissionDenied
    if step not in Move.values:
        raise Http404
    if step not in card.moves:
        messages.warning(request, _("Tento krok teď u verze nejde udělat."))
        return redirect(card)
    form_class = {
        Move.OPEN_COMMENTS: OpenCommentsForm,
        Move.APPROVE: ApproveForm,
        Move.PUT_IN_FORCE: ForceForm,
        Move.RETURN: NoteForm,
    }[Move(step)]
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said = _take(request, card, Move(step), form)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, said)
            return redirect(card)
    label = str(Move(step).label)
    title = label[:1].upper() + label[1:]
    return form_page(
        request, form, title=title, back=card.get_absolute_url(), about=card, button=title,
        hint=_hint(card, Move(step)),
    )  # fmt: skip


def _take(request: AuthenticatedRequest, card: CardVersion, step: str, form: Any) -> str:
    """Do the step and say what came of it."""
    typed = form.cleaned_data
    today, note = localdate(), typed.get("note", "")
    if step == Move.OPEN_COMMENTS:
        asked = write.open_comments(
            card, until=typed["until"], day=today, by=request.user, note=note
        )
        return ngettext(
            "Osloven %d adresát.", "Osloveno %d adresátů.", asked
        ) % asked  # fmt: skip
    if step == Move.APPROVE:
        write.approve(card, resolution=form.chosen(), by=request.user, note=note)
        return _("Schválení je zapsané. Teď uveďte verzi v platnost.")
    if step == Move.RETURN:
        write.return_to_draft(card, by=request.user, note=note)
        return _("Verze je zase koncept.")
    opened = write.put_in_force(
        card, first_day=typed["first_day"], update_by=typed["update_by"], today=today,
        by=request.user, note=note,
    )  # fmt: skip
    return ngettext(
        "Verze platí od %(day)s. Úkol dostala %(count)d služba.",
        "Verze platí od %(day)s. Úkol dostalo %(count)d služeb.",
        opened,
    ) % {"day": date_format(card.valid_from), "count": opened}


def _hint(card: CardVersion, step: str) -> str:
    """The consequence, before a step that others will feel."""
    if step == Move.OPEN_COMMENTS:
        services = card.template.services_on(localdate()).count()
        return ngettext(
            "Zprávu a úkol dostane %d služba a všechna ORP.",
            "Zprávu a úkol dostane %d služeb a všechna ORP.",
            services,
        ) % services  # fmt: skip
    if step == Move.APPROVE:
        samples = card.norms.filter(source=str(SAMPLE)).count()
        if samples:
            return ngettext(
                "Pozor: %d norma má dosud ukázkovou hodnotu.",
                "Pozor: %d norem má dosud ukázkovou hodnotu.",
                samples,
            ) % samples  # fmt: skip
    if step == Move.RETURN and card.resolution_id:
        return _("Usnesení u verze přestane být uvedeno.")
    if step == Move.PUT_IN_FORCE:
        return _("Po uvedení v platnost se verze už nemění. Oprava je nová verze.")
    return ""
