"""Cycles: their list, calendar, days, steps, and plans started in them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning import calendar
from planning.actions import cycles
from planning.actions.plans import start_plans
from planning.forms.cycles import CycleForm, DoneForm, StepForm
from planning.models import Cycle, Level, Step
from planning.views.base import PER_PAGE, is_planner, must_plan
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale

TONES = {
    Cycle.State.PREPARATION: "warning",
    Cycle.State.OPEN: "success",
    Cycle.State.CLOSED: "neutral",
}
STALE = gettext_lazy("Mezitím to změnil někdo jiný. Podívejte se, jak to teď je.")


def _readable(request: AuthenticatedRequest, pk: int) -> Cycle:
    found: Cycle = get_readable(Cycle.objects.select_related("previous"), request.user, pk=pk)
    return found


def _editable(request: AuthenticatedRequest, pk: int) -> Cycle:
    found: Cycle = get_editable(Cycle.objects.select_related("previous"), request.user, pk=pk)
    return found


def _form_page(request: AuthenticatedRequest, form: Any, **context: Any) -> HttpResponse:
    return render(request, "planning/cycle_form.html", {"form": form, **context})


@require_safe
def cycle_list(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    rows = Cycle.objects.readable_by(request.user).annotate(plan_count=Count("plans"))
    rows = rows.order_by(*Cycle._meta.ordering, "pk")  # counting drops the usual order
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    for cycle in page.object_list:
        cycle.tone = TONES[cycle.state]
    context = {"page": page, "may_edit": is_planner(request.user)}
    return render(request, "planning/cycle_list.html", context)


@require_http_methods(["GET", "POST"])
def cycle_add(request: AuthenticatedRequest) -> HttpResponse:
    if not is_planner(request.user):
        raise PermissionDenied
    form = CycleForm(request.POST or None, initial={"previous": Cycle.objects.first()})
    if form.is_valid():
        cycle = form.save(commit=False)
        try:
            cycles.open_cycle(cycle, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(
                request, _("Cyklus je založený s obvyklým kalendářem. Zkontrolujte termíny.")
            )
            return redirect(cycle)
    return _form_page(request, form, title=_("Nový plánovací cyklus"), button=_("Založit cyklus"))


@require_safe
def cycle_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The calendar: every step with its term, what it waits for and what no longer fits."""
    cycle = _readable(request, pk)
    now, today = timezone.now(), timezone.localdate()
    days, steps = cycles.days_of(cycle), list(cycle.steps.all())
    misfits = calendar.misfits(steps, days, today)
    for step in steps:
        step.why = misfits.get(step.code, [])
        step.latest = calendar.latest_of(step, days)
        step.rule = calendar.rule_words(step, days) if step.anchor else ""
        step.left = (timezone.localdate(step.due_at) - today).days
        step.is_late = step.done_on is None and step.due_at < now
    may_edit = is_planner(request.user) and cycle.state != Cycle.State.CLOSED
    context = {
        "cycle": cycle,
        "tone": TONES[Cycle.State(cycle.state)],
        "steps": steps,
        "days": days,
        "misfit_count": len(misfits),
        "may_edit": may_edit,
        "may_reopen": is_planner(request.user) and cycle.state == Cycle.State.CLOSED,
        "plan_count": cycle.plans.medium_term().count(),
        "changes": len(cycles.changes(cycle)) if may_edit else 0,
    }
    return render(request, "planning/cycle_detail.html", context)


@require_http_methods(["GET", "POST"])
def cycle_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cycle = _editable(request, pk)
    form = CycleForm(request.POST or None, instance=cycle)
    if form.is_valid():
        try:
            cycles.save_cycle(cycle, by=request.user)
        except (ValidationError, Stale) as refusal:
            put(form, refusal if isinstance(refusal, ValidationError) else ValidationError(STALE))
        else:
            messages.success(request, _("Změny cyklu jsou uložené."))
            if cycles.changes(cycle):
                return redirect("planning:cycle-recount", cycle.pk)
            return redirect(cycle)
    return _form_page(request, form, title=_("Upravit cyklus"), cycle=cycle)


@require_http_methods(["GET", "POST"])
def cycle_recount(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Terms that differ from what the council and the assembly give; the planner picks."""
    cycle = _editable(request, pk)
    if request.method == "POST":
        count = cycles.recount(cycle, request.POST.getlist("kroky"), by=request.user)
        said = ngettext("Přepočítán %d termín.", "Přepočítáno %d termínů.", count) % count
        messages.success(request, said)
        return redirect(cycle)
    context = {"cycle": cycle, "changes": cycles.changes(cycle), "days": cycles.days_of(cycle)}
    return render(request, "planning/cycle_recount.html", context)


@require_POST
def cycle_move(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Publish, close or reopen."""
    cycle = _readable(request, pk)
    if not is_planner(request.user):
        raise PermissionDenied
    acts = {"otevrit": cycles.publish, "uzavrit": cycles.close, "znovu": cycles.reopen}
    act = acts.get(request.POST.get("krok", ""))
    if act is not None:
        try:
            act(cycle, by=request.user)
        except cycles.IllegalMove as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            said = _("Cyklus je teď ve stavu „%s“.") % cycle.get_state_display()
            messages.success(request, said)
    return redirect(cycle)


@require_POST
def cycle_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Every place that plans in the cycle gets the plan it has not got yet."""
    cycle = _editable(request, pk)
    levels = Level.values if "vsem" in request.POST else ()
    made = start_plans(cycle, by=request.user, data_day=timezone.localdate(), levels=levels)
    if made:
        said = ngettext("Založen %d plán.", "Založeno %d plánů.", len(made)) % len(made)
        messages.success(request, said)
        return redirect("planning:matrix", cycle.pk)
    messages.info(request, _("Žádný plán nechybí."))
    return redirect(cycle)


def _step(request: AuthenticatedRequest, pk: int) -> Step:
    found: Step = get_editable(Step.objects.select_related("cycle"), request.user, pk=pk)
    return found


@require_http_methods(["GET", "POST"])
def step_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cycle = _editable(request, pk)
    form = StepForm(request.POST or None, instance=Step(cycle=cycle))
    if form.is_valid():
        step = form.save(commit=False)
        step.code = _free_code(cycle, step.title)
        step.order = (cycle.steps.aggregate(last=Max("order"))["last"] or 0) + 1
        return _saved(request, form, step, _("Krok je v kalendáři."), title=_("Nový krok"))
    return _form_page(request, form, title=_("Nový krok"), cycle=cycle)


def _free_code(cycle: Cycle, title: str) -> str:
    stem = slugify(title)[:50] or "krok"
    taken = set(cycle.steps.filter(code__startswith=stem).values_list("code", flat=True))
    names = (f"{stem}-{number}" if number else stem for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


@require_http_methods(["GET", "POST"])
def step_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    form = StepForm(request.POST or None, instance=step)
    title = _("Upravit krok: %s") % step.title
    if form.is_valid():
        step = form.save(commit=False)
        return _saved(request, form, step, _("Krok je uložený."), title=title)
    return _form_page(request, form, title=title, cycle=step.cycle, step=step)


def _saved(
    request: AuthenticatedRequest, form: StepForm, step: Step, said: str, *, title: str
) -> HttpResponse:
    try:
        cycles.save_step(step, by=request.user, reason=form.cleaned_data["reason"])
    except (ValidationError, Stale) as refusal:
        put(form, refusal if isinstance(refusal, ValidationError) else ValidationError(STALE))
        return _form_page(request, form, title=title, cycle=step.cycle, step=step)
    messages.success(request, said)
    return redirect(step.cycle)


@require_http_methods(["GET", "POST"])
def step_done(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A step is done on a day; once more takes it back."""
    step = _step(request, pk)
    form = DoneForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and "zpet" in request.POST:
        return _finished(request, step, None)
    if form.is_valid():
        return _finished(request, step, form.cleaned_data["done_on"])
    title = _("Splněno: %s") % step.title
    return _form_page(request, form, title=title, cycle=step.cycle, done=step.done_on, step=step)


def _finished(request: AuthenticatedRequest, step: Step, day: Any) -> HttpResponse:
    try:
        cycles.finish_step(step, day, by=request.user)
    except (ValidationError, Stale):
        messages.warning(request, STALE)
    else:
        messages.success(request, _("Zapsáno do kalendáře."))
    return redirect(step.cycle)


@require_http_methods(["GET", "POST"])
def step_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    step = _step(request, pk)
    if request.method == "POST":
        try:
            cycles.remove_step(step, by=request.user)
        except cycles.IllegalMove as refusal:
            messages.warning(request, refusal.messages[0])
        else:
            messages.success(request, _("Krok je z kalendáře odebraný."))
        return redirect(step.cycle)
    context = {"step": step, "cycle": step.cycle}
    return render(request, "planning/step_remove.html", context)
