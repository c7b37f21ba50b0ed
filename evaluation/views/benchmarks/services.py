"""One service in a run: its values, answers to deviations, decisions of officials."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation.actions.benchmarks import (
    answer,
    conclude,
    effect_of,
    exclude,
    explain,
    include_again,
    settle,
)
from evaluation.documents.sheet import (
    COST,
    PERFORMANCE,
    Links,
    closing,
    content_of,
    opening,
    plots,
    write_sheet_workbook,
    years_chapter,
)
from evaluation.forms.benchmarks import AnswerForm, ReasonForm, SettleForm, SheetForm
from evaluation.indicators import find
from evaluation.models import (
    Answer,
    BenchmarkRun,
    ChangeText,
    Exclusion,
    RunInput,
    RunResult,
    Sheet,
)
from evaluation.runs.seen import named_results
from evaluation.views.benchmarks.base import (
    editable_run,
    put,
    readable_run,
    service_of,
)
from providers.models import Service
from sitis.audit import Act, record
from sitis.documents.states import DocumentState, state_of
from sitis.http import AuthenticatedRequest, get_editable
from sitis.versions import Stale
from sitis.workbooks.download import XLSX


@require_safe
def service_detail(request: AuthenticatedRequest, pk: int, identifier: str) -> HttpResponse:
    """What the evaluation sheet says, with what may be done about it. A draft has no sheet yet."""
    run, who = readable_run(request, pk)
    service = service_of(run, who, identifier)
    sheet = sheet_for(request, run, service)
    content = content_of(sheet, who)
    links = Links()
    context = {
        "run": run,
        "who": who,
        "service": service,
        "content": content,
        "plots": {letter: plots(content, letter) for letter in (COST, PERFORMANCE)},
        "opening": list(opening(content, links)),
        "years": years_chapter(content, links),
        "closing": list(closing(content, links, with_answers=False)),
        "change": ChangeText.objects.editable_by(request.user)
        .filter(run=run, service=service)
        .first(),
        "may_answer": run.is_frozen and service.provider_id in who.own,
        "may_edit": BenchmarkRun.objects.editable_by(request.user).filter(pk=run.pk).exists(),
        "may_settle": BenchmarkRun.objects.answered_by(request.user).filter(pk=run.pk).exists(),
        "sheet": sheet,
        "document": _document(request, sheet),
    }
    return render(request, "evaluation/benchmarks/service_detail.html", context)


def sheet_for(request: AuthenticatedRequest, run: BenchmarkRun, service: Service) -> Sheet:
    """The sheet as far as the person may read it; of a draft one without a conclusion, never saved."""
    row = Sheet.objects.readable_by(request.user).filter(run=run, service=service).first()
    found = row or Sheet(run=run, service=service)
    found.run, found.service = run, service
    return found


def _document(request: AuthenticatedRequest, sheet: Sheet) -> DocumentState | None:
    if not Sheet.objects.printed_for(request.user).filter(pk=sheet.pk).exists():
        return None
    return state_of("service_sheet", str(sheet.pk), request.user)


@require_safe
def sheet_export(request: AuthenticatedRequest, pk: int, identifier: str) -> HttpResponseBase:
    """The sheet as a workbook, with what the person sees on the page."""
    run, who = readable_run(request, pk)
    service = service_of(run, who, identifier)
    content = content_of(sheet_for(request, run, service), who)
    record(Act.EXPORT, user=request.user, subject=_("hodnoticí list"), query=str(content.sheet))
    name = _("hodnoticí list %(year)d %(identifier)s.xlsx") % {
        "year": run.year,
        "identifier": service.identifier,
    }
    stream = write_sheet_workbook(content)
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


# -- decisions on a draft ------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def service_exclude(request: AuthenticatedRequest, pk: int, identifier: str) -> HttpResponse:
    """What leaving the service out would change stands on the page before it is done."""
    run = editable_run(request, pk)
    service = _in_run(run, identifier)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            exclude(run, service, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Služba je vyřazená a srovnání přepočtené."))
            return redirect(run)
    effects = [(find(one.indicator), one) for one in effect_of(run, service)]
    context = {"run": run, "service": service, "form": form, "effects": effects}
    return render(request, "evaluation/benchmarks/service_exclude.html", context)


@require_POST
def service_include(request: AuthenticatedRequest, pk: int, identifier: str) -> HttpResponse:
    run = editable_run(request, pk)
    row = get_object_or_404(Exclusion, run=run, service__identifier=identifier)
    include_again(row, by=request.user)
    messages.success(request, _("Služba se znovu počítá."))
    return redirect(run)


@require_http_methods(["GET", "POST"])
def result_explain(request: AuthenticatedRequest, pk: int, result: int) -> HttpResponse:
    run = editable_run(request, pk)
    row = get_object_or_404(
        RunResult.objects.select_related("input__service"), pk=result, input__run=run
    )
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            text = form.cleaned_data["reason"]
            explain(run, row.input.service, row.indicator, text=text, by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Hodnota se počítá do skupiny."))
            return redirect(run)
    title = _("Vysvětlit hodnotu: %(name)s, %(service)s") % {
        "name": find(row.indicator, row.input.form, row.input.kind).name,
        "service": row.input.service.name,
    }
    context = {"run": run, "form": form, "title": title, "button": _("Uložit a přepočítat")}
    return render(request, "evaluation/benchmarks/form.html", context)


def _in_run(run: BenchmarkRun, identifier: str) -> Service:
    rows = RunInput.objects.of_year(run).filter(service__identifier=identifier)
    row = rows.select_related("service").first()
    if row is None:
        raise Http404
    found: Service = row.service
    return found


# -- answers and conclusions -----------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def result_answer(request: AuthenticatedRequest, pk: int, result: int) -> HttpResponse:
    """Only staff of the service's provider answer, to a deviation that they were told of."""
    run, who = readable_run(request, pk)
    rows = named_results(run, who, pk=result).select_related("input__service__provider")
    row = rows.first()
    if row is None:
        raise Http404
    if not run.is_frozen or row.input.provider_id not in who.own:
        raise PermissionDenied
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        try:
            answer(row, text=form.cleaned_data["text"], by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Odpověď je odeslaná kraji."))
            return redirect("evaluation:run-service", run.pk, row.input.service.identifier)
    name = find(row.indicator, row.input.form, row.input.kind).name
    context = {
        "run": run,
        "form": form,
        "title": _("Vysvětlit odchylku: %s") % name,
        "lead": _(
            "Vysvětlení se vytiskne vedle hodnoty v listu pro kraj. Jiní poskytovatelé je nevidí."
        ),
        "button": _("Odeslat kraji"),
    }
    return render(request, "evaluation/benchmarks/form.html", context)


@require_http_methods(["GET", "POST"])
def answer_settle(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(
        Answer.objects.select_related("result__input__service", "result__input__run"),
        request.user,
        pk=pk,
    )
    form = SettleForm(request.POST or None)
    if form.is_valid():
        try:
            settle(row, **form.cleaned_data, by=request.user)
        except (ValidationError, Stale) as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Odpověď je posouzená."))
            one = row.result.input
            return redirect("evaluation:run-service", one.run_id, one.service.identifier)
    title = _("Posoudit odpověď: %s") % row.result.input.service.name
    context = {
        "run": row.result.input.run,
        "form": form,
        "title": title,
        "lead": row.text,
        "button": _("Uložit"),
    }
    return render(request, "evaluation/benchmarks/form.html", context)


@require_http_methods(["GET", "POST"])
def sheet_edit(request: AuthenticatedRequest, pk: int, identifier: str) -> HttpResponse:
    """The official's conclusion on a service of a frozen run."""
    run, _who = readable_run(request, pk)
    if not BenchmarkRun.objects.answered_by(request.user).filter(pk=run.pk).exists():
        raise PermissionDenied
    service = _in_run(run, identifier)
    sheet = Sheet.objects.filter(run=run, service=service).first() or Sheet(
        run=run, service=service
    )
    form = SheetForm(request.POST or None, instance=sheet)
    if form.is_valid():
        try:
            conclude(form.instance, by=request.user)
        except (ValidationError, Stale) as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Závěr je uložený."))
            return redirect("evaluation:run-service", run.pk, identifier)
    context = {
        "run": run,
        "form": form,
        "title": _("Závěr kraje: %s") % service.name,
        "button": _("Uložit závěr"),
    }
    return render(request, "evaluation/benchmarks/form.html", context)
