"""One result: its formula, what stands in it, and the approved report and the person behind each number."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.models import Snapshot
from evaluation.runs.handing import handing_of
from evaluation.runs.seen import groups, named_results, stand
from evaluation.runs.trace import trace
from evaluation.runs.words import cell_words, kind_names
from evaluation.views.benchmarks.base import readable_run
from sitis.http import AuthenticatedRequest


@require_safe
def result_detail(request: AuthenticatedRequest, pk: int, result: int) -> HttpResponse:
    """To whom sees the service by name: the office, and its own provider."""
    run, who = readable_run(request, pk)
    rows = named_results(run, who, pk=result).select_related(
        *("input__run", "input__service__provider", "input__service__kind"),
        "input__snapshot__report__term",
    )
    row = rows.first()
    if row is None:
        raise Http404
    one = row.input
    found = trace(row)
    group = None
    # a deviation from a norm is no value of the group: it has no quarter and no median there
    if one.year == run.year and one.cell and found.norm is None:
        code = found.indicator.code
        group = next(iter(groups(run, who, cell=one.cell, indicator=code)), None)
    readable = set(
        Snapshot.objects.readable_by(request.user)
        .filter(pk__in=[snapshot.pk for snapshot in found.snapshots])
        .values_list("pk", flat=True)
    )
    context = {
        "run": run,
        "who": who,
        "row": row,
        "service": one.service,
        "found": found,
        "own": stand(row, group, whole=who.whole),
        "words": cell_words(one.cell, kind_names()) if one.cell else "",
        "sources": [(snapshot, handing_of(snapshot)) for snapshot in found.snapshots],
        "readable": readable,
    }
    return render(request, "evaluation/benchmarks/result_detail.html", context)
