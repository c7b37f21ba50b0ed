"""What changed since last year: computed sentences, and how an analyst words them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.actions.benchmarks import edit_change, renew_changes
from evaluation.forms.benchmarks import ChangeForm
from evaluation.models import BenchmarkRun, ChangeText
from evaluation.runs.edition import by_law
from evaluation.runs.words import kind_names
from evaluation.views.benchmarks.base import put, readable_run
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale


@require_safe
def run_changes(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Texts on the region and on kinds; those on a service stand on its page."""
    run, who = readable_run(request, pk)
    if not who.whole:
        raise Http404
    names = kind_names()
    rows = sorted(ChangeText.objects.of_kinds(run), key=lambda row: by_law(row.kind))
    context = {
        "run": run,
        "rows": [(names.get(row.kind, row.kind), row) for row in rows],
        "may_edit": BenchmarkRun.objects.worded_by(request.user).filter(pk=run.pk).exists(),
        "shared": set(run.run_kinds.shared().values_list("kind", flat=True)),
    }
    return render(request, "evaluation/benchmarks/run_changes.html", context)


@require_POST
def changes_renew(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_readable(BenchmarkRun.objects, request.user, pk=pk)
    if not BenchmarkRun.objects.worded_by(request.user).filter(pk=run.pk).exists():
        raise PermissionDenied
    renew_changes(run, by=request.user)
    messages.success(request, _("Věty jsou spočítané znovu. Co jste upravili, zůstalo."))
    return redirect("evaluation:run-changes", run.pk)


def _back(row: ChangeText) -> str:
    if row.service is None:
        return reverse("evaluation:run-changes", args=[row.run_id])
    return reverse("evaluation:run-service", args=[row.run_id, row.service.identifier])


@require_http_methods(["GET", "POST"])
def change_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = ChangeText.objects.select_related("run", "service")
    row = get_editable(rows, request.user, pk=pk)
    form = ChangeForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            edit_change(form.instance, by=request.user)
        except (ValidationError, Stale) as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Znění je uložené."))
            return redirect(_back(row))
    name = row.service.name if row.service else kind_names().get(row.kind, _("celý kraj"))
    title = _("Co se změnilo: %s") % name
    context = {"run": row.run, "row": row, "form": form, "title": title, "back": _back(row)}
    return render(request, "evaluation/benchmarks/change_edit.html", context)
