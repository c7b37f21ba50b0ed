"""Printed reports and workbooks of a run: of the whole region and of each kind."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation.actions.benchmarks.workbooks import start_writing, stored_workbook
from evaluation.documents.benchmark import told_version, whole_edition, whole_version
from evaluation.models import BenchmarkRun, RunKind
from evaluation.resources.benchmark import write_benchmark
from evaluation.runs.edition import by_law, edition
from evaluation.runs.words import kind_names
from evaluation.views.benchmarks.base import readable_run
from sitis.audit import Act, record
from sitis.documents.states import states_of
from sitis.http import AuthenticatedRequest, get_readable
from sitis.workbooks.download import XLSX, file_response


@require_safe
@never_cache
def run_papers(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """For the office both versions, for others what everybody may read."""
    run, who = readable_run(request, pk)
    kinds = list(RunKind.objects.readable_by(request.user).filter(run=run))
    kinds.sort(key=lambda one: by_law(one.kind))
    names, user = kind_names(), request.user
    versions = {"told": told_version(run)}
    if who.whole:
        versions["whole"] = whole_version(run)
    states: dict[str, Any] = {}
    for name, version in versions.items():
        ends = "_full" if name == "whole" else ""
        keys = dict.fromkeys((str(one.pk) for one in kinds), version)
        states[name] = states_of(f"benchmark{ends}", {str(run.pk): version}, user)[str(run.pk)]
        states[f"{name}_kinds"] = states_of(f"benchmark_kind{ends}", keys, user)
    context = {
        "run": run,
        "who": who,
        "states": states,
        "workbook": stored_workbook(run) if who.whole else "",
        "is_told": run.is_frozen and any(one.is_shared for one in kinds),
        "kinds": [
            {
                "row": one,
                "name": names.get(one.kind, one.kind),
                "told": states["told_kinds"][str(one.pk)],
                "whole": states["whole_kinds"][str(one.pk)] if who.whole else None,
            }
            for one in kinds
        ],
    }
    return render(request, "evaluation/benchmarks/run_papers.html", context)


@require_POST
def workbook_order(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Everything of the region by name takes seconds to write: a job does it."""
    run, who = readable_run(request, pk)
    if not who.whole:
        raise PermissionDenied
    if stored_workbook(run):
        return redirect("evaluation:run-export", run.pk)
    return redirect("jobs:job-detail", start_writing(run, by=request.user).pk)


@require_safe
def run_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The office's workbook, once it is written; to others at once what they may see."""
    run, who = readable_run(request, pk)
    stored = stored_workbook(run) if who.whole else ""
    if who.whole and not stored:
        return redirect("evaluation:run-papers", run.pk)
    record(Act.EXPORT, user=request.user, subject=_("srovnání"), query=str(run))
    name = f"srovnani-{run.year}-{run.number}.xlsx"
    if stored:
        content = storages["default"].open(stored)
        return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)
    found = edition(run, who)
    return file_response(name, lambda stream: write_benchmark(stream, found))


@require_safe
def kind_export(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """Everything of one kind as a workbook, for who sees it by name."""
    kind = get_readable(RunKind.objects.select_related("run"), request.user, pk=pk)
    if not BenchmarkRun.objects.whole_for(request.user).filter(pk=kind.run_id).exists():
        raise Http404
    found = whole_edition(kind.run, kind)
    record(Act.EXPORT, user=request.user, subject=_("srovnání"), query=f"{kind.run}, {kind.kind}")
    name = f"srovnani-{kind.year}-{kind.run.number}-{kind.kind}.xlsx"
    return file_response(name, lambda stream: write_benchmark(stream, found))
