"""Lists of the network as tables: upload, plan with differences, confirmation, errors back."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from providers.actions.network import lists
from providers.forms.network import ListUploadForm, put
from providers.models import NetworkImport, NetworkImportLine
from providers.views.network.base import PER_PAGE, is_registrar, readable, sees_all
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.jobs.models import Job
from sitis.workbooks import UnreadableTable
from sitis.workbooks.download import XLSX

State, What = NetworkImport.State, NetworkImportLine.What
TONES: dict[str, str] = {
    State.APPLIED: "success",
    State.PLANNED: "primary",
    State.REFUSED: "error",
    State.STALE: "warning",
}
#: Value of ?co= -> kind of line and the words above the counts.
KINDS = {
    "nove": (What.NEW, gettext_lazy("nové")),
    "zmenene": (What.CHANGED, gettext_lazy("změněné")),
    "chybejici": (What.MISSING, gettext_lazy("v souboru chybí")),
    "odmitnute": (What.REFUSED, gettext_lazy("odmítnuté")),
    "nejednoznacne": (What.AMBIGUOUS, gettext_lazy("nejednoznačné")),
}
WRONG = (What.REFUSED, What.AMBIGUOUS)


@require_http_methods(["GET", "POST"])
def list_upload(request: AuthenticatedRequest, year: int, number: int) -> HttpResponse:
    """Lists of one version; a registrar uploads a new one while the version is in preparation."""
    version = readable(request, year, number)
    if not sees_all(request):
        raise PermissionDenied
    may_import = is_registrar(request) and version.state == version.State.PREPARATION
    if request.method == "POST" and not may_import:
        raise PermissionDenied
    form = ListUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            run = lists.receive_list(
                data["file"],
                network=version,
                removes_missing=data["removes_missing"],
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        else:
            if run.state != State.UPLOADED or run.by_id != request.user.pk:
                messages.info(request, _("Stejný soubor už je nahraný, tady je jeho plán."))
            return redirect(run)
    runs = NetworkImport.objects.readable_by(request.user).filter(network=version)
    page = Paginator(runs.select_related("by"), PER_PAGE).get_page(request.GET.get("strana"))
    for run in page:
        run.tone = TONES.get(run.state, "neutral")
    context = {"version": version, "form": form if may_import else None, "page": page}
    return render(request, "providers/network_import_list.html", context)


@require_safe
@never_cache
def list_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Progress while a job works, then the plan or what was written."""
    runs = NetworkImport.objects.select_related("by", "job", "network")
    run = get_readable(runs, request.user, pk=pk)
    job = run.job
    is_working = bool(job and not job.is_over)
    context: dict[str, Any] = {
        "run": run,
        "version": run.network,
        "tone": TONES.get(run.state, "neutral"),
        "is_working": is_working,
        "usual": Job.objects.usual_time(job.task) if is_working else None,
    }
    if not is_working:
        context |= _plan(request, run)
    response = render(request, "providers/network_import.html", context)
    if is_working:
        response["Refresh"] = "3"
    return response


def _plan(request: AuthenticatedRequest, run: NetworkImport) -> dict[str, Any]:
    """Counts, one page of lines of the chosen kind, and what may be done."""
    kinds = [(key, words, run.counts.get(what, 0)) for key, (what, words) in KINDS.items()]
    chosen = request.GET.get("co", "")
    if chosen not in KINDS:
        chosen = next((key for key, _words, count in kinds if count), "nove")
    rows = run.lines.filter(what=KINDS[chosen][0]).order_by("pk")
    registrar = is_registrar(request)
    failed = bool(run.job and run.job.state == Job.State.FAILED)
    waits = run.state == State.PLANNED or (run.state == State.APPLYING and failed)
    open_version = not run.network.is_locked
    wrong = sum(run.counts.get(what, 0) for what in WRONG)
    writes = sum(run.counts.get(what, 0) for what in (What.NEW, What.CHANGED))
    if run.removes_missing:
        writes += run.counts.get(What.MISSING, 0)
    return {
        "kinds": kinds,
        "chosen": chosen,
        "is_wrong": KINDS[chosen][0] in WRONG,
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("strana")),
        "failed": failed,
        "writes": writes,
        "may_confirm": registrar and waits and open_version and writes > 0,
        "may_discard": registrar and run.state in {State.PLANNED, State.STALE, State.REFUSED},
        "may_plan_again": registrar
        and open_version
        and (run.state == State.STALE or (run.state == State.UPLOADED and failed)),
        "has_errors": bool(wrong and run.file),
    }


@require_POST
def list_confirm(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _step(request, pk, lambda run: lists.confirm_list(run, by=request.user))


@require_POST
def list_again(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    return _step(request, pk, lambda run: lists.plan_list_again(run, by=request.user))


def _step(request: AuthenticatedRequest, pk: int, act: Any) -> HttpResponse:
    run = get_editable(NetworkImport.objects, request.user, pk=pk)
    try:
        act(run)
    except lists.NotNow as why:
        messages.warning(request, str(why))
    return redirect(run)


@require_POST
def list_discard(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    run = get_editable(NetworkImport.objects.select_related("network"), request.user, pk=pk)
    try:
        lists.discard_list(run)
        messages.success(request, _("Seznam je zahozen, ve verzi se nic nezměnilo."))
    except lists.NotNow as why:
        messages.warning(request, str(why))
    return redirect("providers:network-import-list", run.network.year, run.network.number)


@require_safe
def list_marked(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """The same workbook with wrong cells marked."""
    run = get_readable(NetworkImport.objects, request.user, pk=pk)
    if not run.file or not run.lines.filter(what__in=WRONG).exists():
        raise Http404
    try:
        stream = io.BytesIO(lists.marked_list(run))
    except (FileNotFoundError, UnreadableTable) as gone:  # the kept file is not what it was
        raise Http404 from gone
    record(Act.EXPORT, user=request.user, subject=str(run))
    return FileResponse(
        stream, as_attachment=True, filename=f"seznam-{run.pk}-chyby.xlsx", content_type=XLSX
    )
