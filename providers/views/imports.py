"""Imports of the national register: upload, plan, confirmation, history, the way back."""

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from providers.actions import rpss
from providers.actions.take_back import ask_to_take_back, built_on, is_last
from providers.forms.imports import ConfirmImportForm, ImportUploadForm
from providers.importers.outlets import WrittenLines
from providers.importers.report import Wording, write_report
from providers.models import ImportChange, RpssImport
from sitis.accounts.models import Permission, Role
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.jobs.models import Job

PER_PAGE = 50
State, What = RpssImport.State, ImportChange.What
TONES: dict[str, str] = {
    State.APPLIED: "success",
    State.PLANNED: "primary",
    State.REFUSED: "error",
    State.TAKEN_BACK: "warning",
}
#: Value of ?co= -> kinds of lines; the words stand above the counts.
KINDS = {
    "nove": ([What.NEW], gettext_lazy("nové")),
    "zmenene": ([What.CHANGED], gettext_lazy("změněné")),
    "ukoncene": ([What.ENDED], gettext_lazy("ukončené")),
    "rozdily": ([What.DIFFERS], gettext_lazy("rozdíly k rozhodnutí")),
    "chybejici": ([What.MISSING], gettext_lazy("chybí v národním registru")),
}
PROBLEMS = {
    "odmitnute": (False, gettext_lazy("odmítnuté")),
    "upozorneni": (True, gettext_lazy("upozornění")),
}


def _is_registrar(request: AuthenticatedRequest) -> bool:
    return request.user.holds(Role.OFFICIAL, permission=Permission.REGISTRAR)


@require_http_methods(["GET", "POST"])
def import_list(request: AuthenticatedRequest) -> HttpResponse:
    """All imports; a registrar uploads a new one here."""
    if not request.user.holds(Role.OFFICIAL, Role.AUDITOR):
        raise PermissionDenied
    may_import = _is_registrar(request)
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    form = ImportUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = rpss.receive(
            form.cleaned_data["file"], region=form.cleaned_data["region"], by=request.user
        )
        return redirect(run)
    runs = RpssImport.objects.readable_by(request.user).select_related("by")
    page = Paginator(runs, PER_PAGE).get_page(request.GET.get("strana"))
    for run in page:
        run.tone = TONES.get(run.state, "neutral")  # type: ignore[attr-defined]
    context = {"page": page, "form": form if may_import else None}
    return render(request, "providers/import_list.html", context)


@require_safe
@never_cache
def import_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Progress while a job works, then the plan or what the import changed."""
    runs = RpssImport.objects.select_related("by", "job")
    run = get_readable(runs, request.user, pk=pk)
    job = run.job
    is_working = bool(job and not job.is_over)
    context: dict[str, Any] = {
        "run": run,
        "tone": TONES.get(run.state, "neutral"),
        "is_working": is_working,
        "usual": Job.objects.usual_time(job.task) if is_working else None,
    }
    if not is_working:
        context |= _plan(request, run)
    response = render(request, "providers/import_detail.html", context)
    if is_working:
        response["Refresh"] = "3"
    return response


def _plan(request: AuthenticatedRequest, run: RpssImport) -> dict[str, Any]:
    """Counts, one page of lines of the chosen kind, and what may be done."""
    chosen = request.GET.get("co", "")
    kinds = [(key, words, _count(run, key)) for key, (_whats, words) in KINDS.items()]
    kinds += [(key, words, _count(run, key)) for key, (_flag, words) in PROBLEMS.items()]
    if chosen not in KINDS and chosen not in PROBLEMS:
        chosen = next((key for key, _words, count in kinds if count), "nove")
    if chosen in PROBLEMS:
        rows: Any = run.refusals.filter(is_flag=PROBLEMS[chosen][0])
    else:
        rows = run.changes.filter(what__in=KINDS[chosen][0])
    page = Paginator(rows.order_by("pk"), PER_PAGE).get_page(request.GET.get("strana"))
    is_registrar = _is_registrar(request)
    failed = bool(run.job and run.job.state == Job.State.FAILED)
    waits = run.state == State.PLANNED or (run.state == State.APPLYING and failed)
    return {
        "kinds": kinds,
        "chosen": chosen,
        "is_problems": chosen in PROBLEMS,
        "page": page,
        "lines": [] if chosen in PROBLEMS else _in_words(page.object_list),
        "failed": failed,
        "confirm_form": ConfirmImportForm(warning=run.reason) if waits and is_registrar else None,
        "may_take_back": is_registrar and run.state == State.APPLIED and is_last(run),
    }


def _count(run: RpssImport, key: str) -> int:
    """From the counts of the run, without counting rows."""
    if key in PROBLEMS:
        return int(run.counts.get("flags" if PROBLEMS[key][0] else "refused", 0))
    whats = tuple(f"{what}_" for what in KINDS[key][0])
    return sum(count for name, count in run.counts.items() if name.startswith(whats))


def _in_words(changes: Any) -> list[tuple[ImportChange, str, list[tuple[str, str, str]]]]:
    wording, found = Wording(), []
    for change in changes:
        fields = [
            (
                wording.field(change.table, name),
                wording.value(change.table, name, before),
                wording.value(change.table, name, after),
            )
            for name, (before, after) in change.fields.items()
        ]
        found.append((change, wording.table(change.table), fields))
    return found


@require_POST
def import_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_editable(RpssImport.objects, request.user, pk=pk)
    form = ConfirmImportForm(request.POST, warning=run.reason)
    if not form.is_valid():
        messages.error(request, _("Nejdřív potvrďte, že jste počet záznamů ověřil(a)."))
        return redirect(run)
    try:
        rpss.confirm(run, by=request.user, force=form.cleaned_data.get("force", False))
    except rpss.NotNow as why:
        messages.warning(request, str(why))
    return redirect(run)


@require_POST
def import_discard(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_editable(RpssImport.objects, request.user, pk=pk)
    try:
        rpss.discard(run)
        messages.success(request, _("Import je zahozen, v registru se nic nezměnilo."))
    except rpss.NotNow as why:
        messages.warning(request, str(why))
    return redirect("providers:import-list")


@require_http_methods(["GET", "POST"])
def import_take_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Says first what stands in the way, then asks."""
    run = get_editable(RpssImport.objects, request.user, pk=pk)
    if request.method == "POST":
        try:
            ask_to_take_back(run, by=request.user)
        except rpss.NotNow as why:
            messages.warning(request, str(why))
        return redirect(run)
    last = run.state == State.APPLIED and is_last(run)
    context = {"run": run, "is_last": last, "reasons": built_on(run) if last else []}
    return render(request, "providers/import_take_back.html", context)


@require_safe
def import_report(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """The plan as a workbook."""
    run = get_readable(RpssImport.objects, request.user, pk=pk)
    record(Act.EXPORT, user=request.user, subject=str(run))
    stream = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_report(stream, WrittenLines(run))
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=f"import-{run.pk}.xlsx")
