"""What to take over from the plan before: a look at it, then the choice."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from planning.actions.carrying import carry_over, row_offers, section_offers, source_of
from planning.actions.rows import Closed
from planning.views.base import editable_plan
from sitis.http import AuthenticatedRequest


@require_http_methods(["GET", "POST"])
def carry(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = editable_plan(request, pk)
    source = source_of(plan)
    if source is None:
        messages.warning(request, _("Žádný předchozí plán tohoto území v systému není."))
        return redirect(plan)
    if request.method == "POST":
        numbers = {
            name: [
                int(key) for key in request.POST.getlist(name) if key.isdecimal() and len(key) < 10
            ]
            for name in ("oddily", "prepsat")
        }
        try:
            count = carry_over(
                *(plan, source),
                sections=numbers["oddily"],
                over=numbers["prepsat"],
                rows=request.POST.getlist("seznamy"),
                by=request.user,
            )
        except Closed as refusal:
            messages.warning(request, refusal.messages[0])
            return redirect("planning:carry", plan.pk)
        if count:
            said = ngettext("Převzata %d položka.", "Převzato %d položek.", count) % count
            messages.success(request, said)
            return redirect(plan)
        messages.warning(request, _("Nevybrali jste nic, co by šlo převzít."))
    context = {
        "plan": plan,
        "source": source,
        "sections": section_offers(plan, source),
        "lists": row_offers(plan, source),
    }
    return render(request, "planning/carry.html", context)
