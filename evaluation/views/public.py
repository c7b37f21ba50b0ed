"""``/srovnani/``: reports of shared runs for everybody, on a page as on paper."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation import public
from evaluation.documents.benchmark import told_edition, told_version
from evaluation.models import BenchmarkRun, RunKind
from evaluation.resources.benchmark import write_benchmark
from evaluation.runs.words import kind_names
from sitis.collation import czech_key
from sitis.documents.models import Document
from sitis.workbooks.download import file_response


@login_not_required
@require_safe
def benchmark_list(request: HttpRequest) -> HttpResponse:
    context = {"years": public.years()}
    return render(request, "evaluation/benchmarks/public_list.html", context)


@login_not_required
@require_safe
def benchmark_year(request: HttpRequest, rok: int) -> HttpResponse:
    run = _asked_run(request, rok)
    names = kind_names()
    rows = ((names.get(one.kind, one.kind), one.kind) for one in public.kinds_of(run))
    kinds = sorted(rows, key=lambda one: czech_key(one[0]))
    context = _context(run, None) | {
        "kinds": kinds,
        "others": BenchmarkRun.objects.shared_of(rok).exclude(pk=run.pk),
    }
    return render(request, "evaluation/benchmarks/public_report.html", context)


@login_not_required
@require_safe
def benchmark_kind(request: HttpRequest, rok: int, druh: str) -> HttpResponse:
    context = _context(*_asked_kind(rok, druh))
    return render(request, "evaluation/benchmarks/public_report.html", context)


@login_not_required
@require_safe
def benchmark_data(request: HttpRequest, rok: int, druh: str = "") -> FileResponse:
    run, kind = _asked_kind(rok, druh) if druh else (_asked_run(request, rok), None)
    found = told_edition(run, kind)
    name = f"srovnani-{rok}-{druh}.xlsx" if druh else f"srovnani-{rok}.xlsx"
    return file_response(name, lambda stream: write_benchmark(stream, found))


def _asked_run(request: HttpRequest, year: int) -> BenchmarkRun:
    """The first shared run of ``year``, or the one that ``cislo`` names. Raises Http404."""
    wanted = request.GET.get("cislo", "")
    runs = BenchmarkRun.objects.shared_of(year)
    run = next((one for one in runs if not wanted or str(one.number) == wanted), None)
    if run is None:
        raise Http404
    return run


def _asked_kind(year: int, slug: str) -> tuple[BenchmarkRun, RunKind]:
    """Raises Http404."""
    rows = RunKind.objects.shared().filter(run__state=BenchmarkRun.State.FROZEN)
    kind = rows.select_related("run").filter(year=year, kind=slug).first()
    if kind is None:
        raise Http404
    return kind.run, kind


def _context(run: BenchmarkRun, kind: RunKind | None) -> dict[str, Any]:
    name, record = ("benchmark_kind", kind) if kind else ("benchmark", run)
    documents = Document.objects.public().filter(
        kind=name, record_key=str(record.pk), version=told_version(run)
    )
    return {
        "run": run,
        "year": run.year,
        "kind": kind,
        "report": public.read(run, kind),
        "document": documents.order_by("-built_at").first(),
    }
