"""One part of a plan is handed in, taken back, returned, accepted or given more time."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from planning.actions import hand_in as acts
from planning.forms.cycles import ExtendForm, MoveForm
from planning.models import Deliverable, HandIn
from planning.readiness import facts_of, gaps
from planning.tracing.inputs import MODELS, region_is_closed
from planning.views.base import gap_address
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_readable
from sitis.workdays import says

Move = HandIn.Move
BY_MAKER = {Move.HAND_IN, Move.TAKE_BACK}
SAID = {
    Move.HAND_IN: gettext_lazy("Odevzdáno %(when)s: %(what)s. Do přijetí to můžete vzít zpět."),
    Move.TAKE_BACK: gettext_lazy("Vzato zpět: %(what)s. Můžete upravovat a odevzdat znovu."),
    Move.RETURN: gettext_lazy("Vráceno k doplnění: %(what)s."),
    Move.ACCEPT: gettext_lazy("Přijato: %(what)s."),
}


def _hand_in(request: AuthenticatedRequest, pk: int, step: str) -> HandIn:
    """Raises Http404 for what one may not know of, PermissionDenied for another's step."""
    rows = HandIn.objects.select_related("plan__cycle", "plan__orp", "plan__district")
    found: HandIn = get_readable(rows, request.user, pk=pk)
    verb = rows.editable_by if step in BY_MAKER else rows.settled_by
    if not verb(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
def hand_in_move(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    """First what the step means and what is missing, then it is done."""
    if step not in Move.values:
        raise Http404
    hand_in = _hand_in(request, pk, step)
    plan = hand_in.plan
    if hand_in.state not in HandIn.MOVES[Move(step)][0]:
        messages.warning(request, acts.TOO_LATE)
        return redirect(plan)
    missing = gaps(facts_of(plan), hand_in.deliverable) if step == Move.HAND_IN else []
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        step=step,
        may_say_no_change=hand_in.deliverable == Deliverable.NEEDS and bool(missing),
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            acts.move(hand_in, step, by=request.user, now=timezone.now(), **given)
        except acts.IllegalMove as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect(plan)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            what = hand_in.get_deliverable_display()
            messages.success(
                request, SAID[Move(step)] % {"what": what, "when": says(timezone.now())}
            )
            return redirect(plan)
    label = str(Move(step).label)
    context = {
        "hand_in": hand_in,
        "plan": plan,
        "step": step,
        "form": form,
        "gaps": [(gap.text, gap_address(gap, plan)) for gap in missing],
        "may_pass": not missing or "says_no_change" in form.fields,
        "is_late": hand_in.is_late_at(timezone.now()),
        "comes_after": step == Move.HAND_IN and _comes_after(hand_in),
        "button": label[:1].upper() + label[1:],
    }
    return render(request, "planning/hand_in_move.html", context)


def _comes_after(hand_in: HandIn) -> bool:
    """Inputs that the region will decide about only when it amends its plan."""
    is_input = hand_in.deliverable in {model.deliverable for model in MODELS}
    return is_input and region_is_closed(hand_in.plan)


@require_http_methods(["GET", "POST"])
def hand_in_extend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    hand_in = _hand_in(request, pk, "extend")
    plan = hand_in.plan
    form = ExtendForm(request.POST or None, hand_in=hand_in)
    if form.is_valid():
        given = form.cleaned_data
        try:
            acts.extend(
                *(hand_in, given["until"]),
                reason=given["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except acts.IllegalMove as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect(plan)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            said = _("Termín je prodloužený do %s.") % says(given["until"])
            messages.success(request, said)
            return redirect(plan)
    context = {
        "hand_in": hand_in,
        "plan": plan,
        "form": form,
        "step": "extend",
        "may_pass": True,
        "button": _("Prodloužit termín"),
    }
    return render(request, "planning/hand_in_move.html", context)
