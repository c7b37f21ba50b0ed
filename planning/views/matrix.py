"""The matrix of a cycle: who is late, as a page and as XLSX; reminders to many at once."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from planning.actions.hand_in import topic
from planning.actions.reminding import Outcome, remind_makers
from planning.forms.cycles import MatrixForm
from planning.matrix import Row, rows_of
from planning.models import Cycle, Deliverable, HandIn, Level, Plan
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_readable
from sitis.reminders.models import last_reminders
from sitis.workbooks.download import table_response

ORDER = {Level.ORP: 0, Level.DISTRICT: 1, Level.REGION: 2}


def _cycle(request: AuthenticatedRequest, pk: int) -> Cycle:
    found: Cycle = get_readable(Cycle.objects.all(), request.user, pk=pk)
    return found


def _rows(request: AuthenticatedRequest, cycle: Cycle, form: MatrixForm) -> list[Row]:
    """Rows that the person may know of, narrowed: ORPs, then okresy, then the region."""
    known = HandIn.objects.readable_by(request.user).filter(plan__cycle=cycle)
    plans = Plan.objects.for_lists().medium_term().newest().filter(cycle=cycle)
    own = Q(pk__in=Plan.objects.whole_for(request.user).filter(cycle=cycle).values("pk"))
    plans = plans.filter(own | Q(pk__in=known.values("plan")))
    chosen = form.cleaned_data if form.is_valid() else {}
    if district := chosen.get("okres"):
        plans = plans.filter(Q(orp__district=district) | Q(district=district))
    found = rows_of(plans.order_by("level", "orp__name", "district__name"), timezone.now())
    if chosen.get("po_terminu"):
        found = [row for row in found if row.is_late]
    return sorted(found, key=lambda row: ORDER[Level(row.plan.level)])


@require_safe
def matrix(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cycle = _cycle(request, pk)
    form = MatrixForm(request.GET)
    rows = _rows(request, cycle, form)
    reminded = last_reminders([topic(row.plan.pk) for row in rows])
    may_remind = set(
        Plan.objects.reminded_by(request.user).filter(cycle=cycle).values_list("pk", flat=True)
    )
    lines = [
        {
            "row": row,
            "reminded": reminded.get(topic(row.plan.pk)),
            "may_remind": row.plan.pk in may_remind and row.is_waiting,
        }
        for row in rows
    ]
    context = {
        "cycle": cycle,
        "form": form,
        "lines": lines,
        "deliverables": Deliverable.choices,
        "late": sum(row.is_late for row in rows),
        "may_remind": any(line["may_remind"] for line in lines),
        "readable": set(
            Plan.objects.readable_by(request.user).filter(cycle=cycle).values_list("pk", flat=True)
        ),
        "is_founded": bool(lines) or cycle.plans.exists(),
        "is_narrowed": any(form.cleaned_data.values()) if form.is_valid() else False,
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/matrix.html", context)


@require_safe
def matrix_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The matrix as it is narrowed now."""
    cycle = _cycle(request, pk)
    rows = _rows(request, cycle, MatrixForm(request.GET))
    record(Act.EXPORT, user=request.user, subject=_("Odevzdávání: %s") % cycle, format="xlsx")
    headings = [
        *(_("Území"), _("Úroveň"), _("Co se odevzdává"), _("Stav"), _("Termín")),
        *(_("Prodlouženo do"), _("Odevzdáno"), _("Po termínu"), _("Poslední změna")),
    ]
    return table_response("xlsx", f"odevzdavani-{cycle.pk}", headings, _lines(rows))


def _lines(rows: list[Row]) -> Iterator[list[Any]]:
    for row in rows:
        for cell in filter(None, row.cells):
            one = cell.hand_in
            yield [
                *(str(row.plan.place_name), row.plan.get_level_display()),
                *(one.get_deliverable_display(), one.get_state_display(), one.due_at),
                *(one.extended_to, one.handed_in_at),
                *(_("ano") if cell.is_late else _("ne"), cell.changed_at),
            ]


@require_POST
def matrix_remind(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Remind the chosen, or one ORP of the own okres."""
    cycle = _cycle(request, pk)
    given = request.POST.getlist("plany")
    chosen = [key for key in given if key.isdecimal() and len(key) < 10][:100]
    plans = Plan.objects.reminded_by(request.user).for_lists().filter(cycle=cycle, pk__in=chosen)
    found = list(plans)
    if found:
        _tell(request, remind_makers(found, by=request.user, now=timezone.now()))
    else:
        messages.warning(request, _("Vyberte, komu se má připomenout."))
    query = request.POST.get("vyber", "")
    return redirect(f"{reverse('planning:matrix', args=[cycle.pk])}?{query}")


def _tell(request: AuthenticatedRequest, said: Outcome) -> None:
    if said.sent:
        text = ngettext("Odesláno %d připomenutí.", "Odesláno %d připomenutí.", said.sent)
        messages.success(request, text % said.sent)
    for places, words in (
        (said.held_back, _("Nedávno už dostali připomenutí, další teď nepošleme: %s.")),
        (said.nobody, _("Není komu připomenout, nikdo s odemčeným účtem tu nepracuje: %s.")),
        (said.nothing, _("Všechno už odevzdali: %s.")),
    ):
        if places:
            messages.warning(request, words % ", ".join(places))
