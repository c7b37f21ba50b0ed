"""Runs: list, draft, compute, freeze, what a run holds."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.actions.benchmarks import computing, draft_run, freeze_run, start_computing
from evaluation.actions.benchmarks.sheets import order_sheets, source_of
from evaluation.forms.benchmarks import RunForm, ShareForm
from evaluation.indicators import find
from evaluation.models import (
    Answer,
    BenchmarkRun,
    GroupResult,
    PlaceResult,
    RunInput,
    RunKind,
    RunParameter,
    RunResult,
    Sheet,
)
from evaluation.peers import Member, sizes
from evaluation.runs import capacity
from evaluation.runs.edition import by_law, changes_for
from evaluation.runs.seen import Audience
from evaluation.runs.words import (
    PARTINGS,
    cell_words,
    kind_names,
    parting_words,
)
from evaluation.views.base import is_analyst, must_analyse, must_work
from evaluation.views.benchmarks.base import (
    editable_run,
    is_coordinator,
    put,
    readable_run,
    told,
)
from evaluation.views.territory import place_table
from sitis.collation import czech_key
from sitis.documents.models import Bundle
from sitis.http import AuthenticatedRequest
from sitis.versions import Stale

PER_PAGE = 50


@require_safe
def run_list(request: AuthenticatedRequest) -> HttpResponse:
    must_work(request)
    rows = BenchmarkRun.objects.readable_by(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    context = {"page": page, "may_add": is_analyst(request.user)}
    return render(request, "evaluation/benchmarks/run_list.html", context)


@require_http_methods(["GET", "POST"])
def run_add(request: AuthenticatedRequest) -> HttpResponse:
    must_analyse(request)
    initial = {"year": timezone.localdate().year - 1}
    form = RunForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "parting"}
        now = timezone.now()
        with transaction.atomic():
            run = draft_run(**data, dimensions=form.dimensions, cutoff=now, by=request.user)
            job = start_computing(run, by=request.user, now=now)
        messages.success(
            request, _("Srovnání je založené. Až bude vypočtené, zkontrolujte skupiny.")
        )
        return redirect("jobs:job-detail", job.pk)
    context = {"form": form, "title": _("Nové srovnání"), "button": _("Založit a vypočítat")}
    return render(request, "evaluation/benchmarks/form.html", context)


@require_safe
def run_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run, who = readable_run(request, pk)
    kinds = kind_names()
    context: dict[str, Any] = {
        "run": run,
        "who": who,
        "may_edit": BenchmarkRun.objects.editable_by(request.user).filter(pk=run.pk).exists(),
        "may_settle": BenchmarkRun.objects.answered_by(request.user).filter(pk=run.pk).exists(),
        "cells": _cells(run, who, kinds),
        "exclusions": run.exclusions.select_related("service", "by") if who.whole else [],
        "parameters": told(RunParameter.objects.filter(run=run), kinds) if who.whole else [],
        "told": {row.kind: row.is_shared for row in run.run_kinds.all()},
        "parting": parting_words(run.dimensions),
        "has_places": PlaceResult.objects.seen_by(request.user).filter(run=run).exists(),
    }
    texts = changes_for(run, who.kinds, region=bool(who.kinds))
    context["changes"] = [(kinds.get(kind, ""), texts[kind]) for kind in sorted(texts, key=by_law)]
    if who.whole:
        context |= _for_office(run) | {"computing": None if run.is_frozen else computing(run)}
    elif who.own:
        own = RunInput.objects.of_year(run).filter(provider__in=who.own)
        context["own"] = own.select_related("service").order_by("service__name", "form")
    if is_coordinator(request.user) and not who.whole:
        context["capacities"] = capacity.of_orps(run, request.user)
    return render(request, "evaluation/benchmarks/run_detail.html", context)


def _cells(run: BenchmarkRun, who: Audience, kinds: dict[str, str]) -> list[dict[str, Any]]:
    rows = (
        GroupResult.objects.filter(run=run, kind__in=who.kinds, indicator="P1")
        .order_by("kind", "cell")
        .values("cell", "kind", "n", "providers", "level")
    )
    counts = (
        RunInput.objects.of_year(run)
        .filter(kind__in=who.kinds)
        .exclude(cell="")
        .order_by("kind", "cell")
        .values("kind", "cell")
        .annotate(n=Count("service", distinct=True), providers=Count("provider", distinct=True))
    )
    levels = {row["cell"]: row["level"] for row in rows}
    return [
        row | {"words": cell_words(row["cell"], kinds), "level": levels.get(row["cell"], "")}
        for row in counts
    ]


def _for_office(run: BenchmarkRun) -> dict[str, Any]:
    bundles = Bundle.objects.of(source_of(run)).select_related("job")
    suspects = RunResult.objects.filter(input__run=run, flag="suspect")
    suspects = suspects.select_related("input__service").order_by("input__service__name")
    waiting = Answer.objects.of(run).waiting().select_related("result__input__service")
    return {
        "services": RunInput.objects.of_year(run).values("service").distinct().count(),
        "suspects": [
            (row, find(row.indicator, row.input.form, row.input.kind)) for row in suspects[:60]
        ],
        "suspect_count": suspects.count(),
        "waiting": [
            (row, find(row.result.indicator, row.result.input.form, row.result.input.kind))
            for row in waiting.order_by("moment", "pk")
        ],
        "shared": RunKind.objects.shared().filter(run=run).count(),
        "bundle": bundles.first(),
        "sheets": Sheet.objects.filter(run=run).count(),
        "concluded": Sheet.objects.filter(run=run).exclude(conclusion="").count(),
    }


@require_safe
def run_sizes(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """How large the groups would be for each choice of what parts them."""
    run = editable_run(request, pk)
    rows = RunInput.objects.of_year(run).filter(is_excluded=False).order_by("pk")
    columns = ("pk", "provider", "kind", "form", "group", "size")
    members = [Member(*row) for row in rows.values_list(*columns)]
    kinds = kind_names()
    choices = [
        {
            "words": PARTINGS[",".join(choice)][0],
            "value": ",".join(choice),
            "is_here": tuple(run.dimensions) == choice,
            "cells": [
                (cell_words(one.key, kinds), len(one.members), one.providers) for one in cells
            ],
        }
        for choice, cells in sizes(members)
    ]
    context = {"run": run, "choices": choices}
    return render(request, "evaluation/benchmarks/run_sizes.html", context)


@require_safe
def run_places(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """D1, D2 and K3 of all ORPs, one kind after another."""
    run, who = readable_run(request, pk)
    names = kind_names()
    seen = PlaceResult.objects.seen_by(request.user).filter(run=run).order_by()
    slugs = set(seen.values_list("kind", flat=True))
    kinds = [(slug, names.get(slug, slug)) for slug in slugs]
    kinds.sort(key=lambda one: czech_key(one[1]))
    if not (kinds or is_coordinator(request.user) or who.whole):
        raise PermissionDenied
    asked = request.GET.get("druh", "")
    kind = asked if asked in slugs else (kinds[0][0] if kinds else "")
    context = {
        "run": run,
        "kinds": kinds,
        "kind": kind,
        "kind_name": names.get(kind, ""),
        "table": place_table(run, request.user, names, by_orp=True, kind=kind) if kind else None,
    }
    return render(request, "evaluation/benchmarks/run_places.html", context)


@require_POST
def run_compute(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Anew from reports as they are now, by another parting of groups where one is chosen."""
    run = editable_run(request, pk)
    chosen = request.POST.get("parting")
    parting = PARTINGS[chosen][1] if chosen is not None and chosen in PARTINGS else None
    job = start_computing(run, by=request.user, now=timezone.now(), dimensions=parting)
    return redirect("jobs:job-detail", job.pk)


@require_http_methods(["GET", "POST"])
def run_freeze(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = editable_run(request, pk)
    form = ShareForm(request.POST or None)
    if form.is_valid():
        try:
            freeze_run(run, by=request.user, share=form.cleaned_data["share"])
        except (ValidationError, Stale) as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Srovnání je zmrazené."))
            return redirect(run)
    context = {
        "form": form,
        "run": run,
        "title": _("Zmrazit srovnání %s") % run.title,
        "lead": _("Zmrazené srovnání se už nedá změnit: podklady, vzorce, parametry i výsledky."),
        "button": _("Zmrazit"),
    }
    return render(request, "evaluation/benchmarks/form.html", context)


@require_POST
def run_sheets(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Every sheet of a frozen run; who asks while they are being built is led to that work."""
    run, _who = readable_run(request, pk)
    bundle = order_sheets(run, by=request.user, now=timezone.now())
    return redirect(bundle)
