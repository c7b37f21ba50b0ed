"""Numbers of the region: dated norms, limits, the fund of working time."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions.benchmarks import save_threshold
from evaluation.forms.benchmarks import ThresholdForm
from evaluation.models import Threshold
from evaluation.runs.words import kind_names
from evaluation.views.base import is_analyst, must_analyse, must_work
from evaluation.views.benchmarks.base import put, told
from sitis.http import AuthenticatedRequest, get_editable
from sitis.versions import Stale


@require_safe
def threshold_list(request: AuthenticatedRequest) -> HttpResponse:
    must_work(request)
    rows = told(Threshold.objects.readable_by(request.user), kind_names())
    context = {"rows": rows, "may_edit": is_analyst(request.user)}
    return render(request, "evaluation/benchmarks/threshold_list.html", context)


@require_http_methods(["GET", "POST"])
def threshold_add(request: AuthenticatedRequest) -> HttpResponse:
    must_analyse(request)
    return _form(request, Threshold(), _("Nová prahová hodnota"))


@require_http_methods(["GET", "POST"])
def threshold_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(Threshold.objects, request.user, pk=pk)
    return _form(request, row, _("Upravit prahovou hodnotu"))


def _form(request: AuthenticatedRequest, row: Threshold, title: str) -> HttpResponse:
    form = ThresholdForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            save_threshold(form.instance, by=request.user)
        except (ValidationError, Stale) as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Hodnota je uložená. Hotových srovnání se nedotkne."))
            return redirect("evaluation:threshold-list")
    context = {"form": form, "title": title, "button": _("Uložit")}
    return render(request, "evaluation/benchmarks/form.html", context)
