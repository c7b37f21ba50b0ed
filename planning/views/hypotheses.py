"""Hypotheses: put by the region, confirmed or refuted by ORPs, closed with a conclusion."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions.synthesis import answer_hypothesis, close_hypothesis, put_hypothesis
from planning.forms.frequency import AnswerForm, CloseHypothesisForm, HypothesisForm
from planning.hypotheses import plans_asked
from planning.models import Cycle, Hypothesis, HypothesisAnswer, Plan
from planning.views.base import PER_PAGE, must_plan
from planning.views.frequency import planned_cycle
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale

Verdict = HypothesisAnswer.Verdict


@require_safe
def hypothesis_list(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    rows = Hypothesis.objects.readable_by(request.user).select_related("cycle", "theme")
    counts = {
        f"n_{verdict}": Count("answers", filter=Q(answers__verdict=verdict)) for verdict in Verdict
    }
    rows = rows.annotate(**counts).order_by("-cycle__period_from", "theme__name")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    return render(request, "planning/hypothesis_list.html", {"page": page})


def _one(request: AuthenticatedRequest, pk: int) -> Hypothesis:
    rows = Hypothesis.objects.select_related("cycle", "theme")
    found: Hypothesis = get_readable(rows, request.user, pk=pk)
    return found


@require_safe
def hypothesis_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    hypothesis = _one(request, pk)
    seen = HypothesisAnswer.objects.readable_by(request.user).filter(hypothesis=hypothesis)
    answers = {answer.plan_id: answer for answer in seen.select_related("plan__orp__district")}
    counts = dict(hypothesis.answers.order_by().values_list("verdict").annotate(n=Count("pk")))
    plans = plans_asked(hypothesis).select_related("orp__district")
    rows = [(plan, answers.get(plan.pk)) for plan in plans.order_by("orp__name")]
    own = Plan.objects.own_of(request.user).filter(cycle=hypothesis.cycle)
    context = {
        "hypothesis": hypothesis,
        "rows": rows,
        "own": set(own.values_list("pk", flat=True)),
        "counts": [(verdict.label, counts.get(verdict, 0)) for verdict in Verdict],
        "silent": len(rows) - sum(counts.values()),
        "may_close": _may_close(request, hypothesis),
    }
    return render(request, "planning/hypothesis_detail.html", context)


def _may_close(request: AuthenticatedRequest, hypothesis: Hypothesis) -> bool:
    own = Hypothesis.objects.editable_by(request.user).filter(pk=hypothesis.pk)
    return hypothesis.closed_on is None and own.exists()


@require_http_methods(["GET", "POST"])
def hypothesis_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    cycle = planned_cycle(request, pk)
    if not Cycle.objects.editable_by(request.user).contains(cycle):
        raise PermissionDenied
    asked = request.GET.get("tema", "")
    initial = {"theme": asked} if asked.isdecimal() and len(asked) < 10 else {}
    return _form(request, Hypothesis(cycle=cycle), initial)


@require_http_methods(["GET", "POST"])
def hypothesis_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Hypothesis.objects.select_related("cycle", "theme")
    return _form(request, get_editable(rows, request.user, pk=pk), {})


def _form(
    request: AuthenticatedRequest, hypothesis: Hypothesis, initial: dict[str, Any]
) -> HttpResponse:
    is_new = hypothesis.pk is None
    said = _("Otázka je uložena.")
    if is_new:
        said = _("Hypotéza je položena, ORP ji mají mezi úkoly.")
    form = HypothesisForm(
        request.POST or None, instance=hypothesis, initial=initial, today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        try:
            put_hypothesis(form.instance, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Hypotézu mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, said)
            return redirect("planning:hypothesis-detail", form.instance.pk)
    context = {
        "form": form,
        "title": _("Položit hypotézu") if is_new else _("Upravit otázku"),
        "lead": hypothesis.cycle,
        "button": _("Zeptat se ORP") if is_new else _("Uložit"),
    }
    return render(request, "planning/hypothesis_form.html", context)


@require_http_methods(["GET", "POST"])
def hypothesis_answer(request: AuthenticatedRequest, pk: int, plan: int) -> HttpResponse:
    """The answer of one ORP, for who makes its plan."""
    hypothesis = _one(request, pk)
    asked = plans_asked(hypothesis).filter(pk=plan).select_related("orp").first()
    if asked is None:
        raise Http404
    if hypothesis.closed_on or not Plan.objects.own_of(request.user).contains(asked):
        raise PermissionDenied
    answer = HypothesisAnswer.objects.filter(hypothesis=hypothesis, plan=asked).first()
    answer = answer or HypothesisAnswer(hypothesis=hypothesis, plan=asked)
    form = AnswerForm(request.POST or None, instance=answer)
    if request.method == "POST" and form.is_valid():
        try:
            answer_hypothesis(form.instance, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Odpověď mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, _("Děkujeme, odpověď je uložena."))
            return redirect("planning:hypothesis-detail", pk)
    context = {
        "form": form,
        "title": _("Potvrdit, nebo vyvrátit"),
        "lead": hypothesis.statement,
        "place": asked.place_name,
        "button": _("Odpovědět"),
        "hypothesis": hypothesis,
    }
    return render(request, "planning/hypothesis_form.html", context)


@require_http_methods(["GET", "POST"])
def hypothesis_close(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Hypothesis.objects.select_related("cycle", "theme")
    hypothesis = get_editable(rows, request.user, pk=pk)
    form = CloseHypothesisForm(request.POST or None, instance=hypothesis)
    if request.method == "POST" and form.is_valid():
        day, text = timezone.localdate(), form.cleaned_data["conclusion"]
        try:
            close_hypothesis(form.instance, conclusion=text, day=day, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Hypotézu mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, _("Hypotéza je uzavřena."))
            return redirect("planning:hypothesis-detail", pk)
    context = {
        "form": form,
        "title": _("Uzavřít hypotézu"),
        "lead": hypothesis.statement,
        "warning": _("Po uzavření už ORP neodpoví a závěr se nemění."),
        "button": _("Uzavřít"),
        "hypothesis": hypothesis,
    }
    return render(request, "planning/hypothesis_form.html", context)
