"""Comments on a version: those who were asked write, the region settles."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from providers.actions import cards as write
from providers.forms.cards import CommentForm, SettleForm
from providers.forms.network import put
from providers.models import CardAddressee, CardComment, CardVersion
from providers.views.cards.base import form_page, is_registrar, sees_all
from sitis.http import AuthenticatedRequest, get_editable, get_readable


def _address(card: CardVersion) -> str:
    return reverse("providers:card-comments", args=[card.pk])


@require_http_methods(["GET", "POST"])
def comment_list(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What was said, by part, and the form for who was asked and for the region's registrar."""
    card = get_readable(CardVersion.objects.for_list(), request.user, pk=pk)
    is_open = card.state == CardVersion.State.COMMENTS
    theirs = CardAddressee.objects.of(request.user).filter(card=card)
    asked = list(theirs.select_related("service__provider", "orp").order_by("orp", "service__name"))
    may_write = is_open and (bool(asked) or is_registrar(request))
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = CommentForm(request.POST or None, addressees=asked)
    if may_write and form.is_valid():
        try:
            write.comment(
                card,
                part=form.cleaned_data["part"],
                text=form.cleaned_data["text"],
                addressee=form.chosen(),
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Připomínka je zapsaná, děkujeme."))
            return redirect(_address(card))
    rows = card.comments.readable_by(request.user).select_related(
        "service__provider", "orp", "settled_by"
    )
    everybody = card.addressees.select_related("service", "orp") if sees_all(request) else ()
    context = {
        "card": card,
        "comments": rows,
        "form": form if may_write else None,
        "waiting": [one for one in asked if not one.answer] if is_open else [],
        "addressees": everybody,
        "answered": sum(bool(one.answer) for one in everybody),
        "may_settle": is_registrar(request) and not card.is_in_force,
        "is_open": is_open,
    }
    return render(request, "providers/card_comments.html", context)


@require_POST
def comment_nothing(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Who was asked says that nothing is to be changed."""
    addressee = get_readable(CardAddressee.objects.select_related("card"), request.user, pk=pk)
    if not CardAddressee.objects.of(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    try:
        write.say_nothing(addressee, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Zapsali jsme, že připomínky nemáte."))
    return redirect(_address(addressee.card))


@require_http_methods(["GET", "POST"])
def comment_settle(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = CardComment.objects.select_related("card", "service__provider", "orp")
    said = get_editable(rows, request.user, pk=pk)
    form = SettleForm(request.POST or None, instance=said)
    if form.is_valid():
        try:
            write.settle(
                said,
                settlement=form.cleaned_data["settlement"],
                answer=form.cleaned_data["answer"],
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Připomínka je vypořádaná."))
            return redirect(_address(said.card))
    return form_page(
        request, form, title=_("Vypořádat připomínku"), back=_address(said.card),
        about=said.side, quoted=said.text,
    )  # fmt: skip
