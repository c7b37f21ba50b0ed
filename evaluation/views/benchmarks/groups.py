"""A group with all its indicators, and one indicator with its charts."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.indicators import BLOCKS
from evaluation.runs.drawn import figures, pair
from evaluation.runs.seen import groups, named_results, stand
from evaluation.runs.words import cell_words, kind_names
from evaluation.views.benchmarks.base import readable_run
from sitis.http import AuthenticatedRequest


@require_safe
def group_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run, who = readable_run(request, pk)
    cell = request.GET.get("skupina", "")
    seen = groups(run, who, cell=cell)
    if not seen:
        raise Http404
    by_code = {one.code: one for one in seen}
    blocks = [
        (
            title,
            [by_code[code] for code in dict.fromkeys(one.code for one in block) if code in by_code],
        )
        for title, block in BLOCKS
    ]
    context = {
        "run": run,
        "who": who,
        "cell": cell,
        "words": cell_words(cell, kind_names()),
        "blocks": [(title, rows) for title, rows in blocks if rows],
        "figure": pair(run, who, by_code),
    }
    return render(request, "evaluation/benchmarks/group_detail.html", context)


@require_safe
def indicator_detail(request: AuthenticatedRequest, pk: int, code: str) -> HttpResponse:
    run, who = readable_run(request, pk)
    cell = request.GET.get("skupina", "")
    group = next(iter(groups(run, who, cell=cell, indicator=code)), None)
    if group is None:
        raise Http404
    rows = named_results(run, who, indicator=code, input__cell=cell, input__year=run.year)
    own = [stand(row, group, whole=who.whole) for row in rows.order_by("value", "pk")]
    context = {
        "run": run,
        "who": who,
        "cell": cell,
        "words": cell_words(cell, kind_names()),
        "group": group,
        "own": own,
        "figures": figures(run, who, group, [] if who.whole else own),
    }
    return render(request, "evaluation/benchmarks/indicator_detail.html", context)
