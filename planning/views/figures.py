"""Territorial figures: list, typing, a table with preview and confirmation."""

import io
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Collate
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.actions.figures import remove_figure, save_figure, write_figures
from planning.forms.figures import FigureFilter, FigureForm
from planning.forms.themes import TableForm
from planning.importers.figures import HEADS, plan_figures
from planning.views.base import PER_PAGE, must_plan
from planning.views.themes import kept
from providers.models import ServiceKind
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest, get_editable
from sitis.territory.models import Orp, TerritorialFigure, writes_figures
from sitis.versions import Stale
from sitis.workbooks import UnreadableTable, marked
from sitis.workbooks.download import XLSX, table_response

SALT = "planning.figures"
#: A preview is confirmed within a day, by the person who saw it.
PREVIEW_HOLDS = 24 * 3600


def _orps(request: AuthenticatedRequest) -> set[str] | None:
    """ORPs whose figures the person writes; None is all. Raises PermissionDenied."""
    if writes_figures(request.user):
        return None
    own = {str(code) for code in request.user.held_for(Role.ORP_COORDINATOR)}
    if not own:
        raise PermissionDenied
    return own


@require_safe
def figure_list(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    rows = TerritorialFigure.objects.readable_by(request.user).select_related("orp")
    name = ServiceKind.objects.filter(slug=OuterRef("kind")).values("name")[:1]
    rows = rows.annotate(kind_name=Collate(Subquery(name), "czech"))
    rows = rows.order_by("orp__name", "-year", "kind_name", "measure", "detail")
    narrowed = FigureFilter(request.GET, queryset=rows)
    page = Paginator(narrowed.qs, PER_PAGE).get_page(request.GET.get("strana"))
    own = TerritorialFigure.objects.editable_by(request.user)
    mine = set(own.filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    for row in page:
        row.kind_name = row.kind_name or row.kind
        row.may_edit = row.pk in mine
    may_add = writes_figures(request.user) or request.user.holds(Role.ORP_COORDINATOR)
    context = {
        "filter": narrowed,
        "page": page,
        "may_add": may_add,
        "query": request.GET.urlencode(),
    }
    return render(request, "planning/figure_list.html", context)


@require_http_methods(["GET", "POST"])
def figure_add(request: AuthenticatedRequest) -> HttpResponse:
    orps = _orps(request)
    return _form(request, TerritorialFigure(), orps, _("Zapsat údaj"))


@require_http_methods(["GET", "POST"])
def figure_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    figure = get_editable(TerritorialFigure.objects, request.user, pk=pk)
    return _form(request, figure, _orps(request), _("Upravit údaj"))


def _form(
    request: AuthenticatedRequest, figure: TerritorialFigure, orps: set[str] | None, title: str
) -> HttpResponse:
    form = FigureForm(request.POST or None, instance=figure, orps=orps)

    def save() -> None:
        save_figure(form.instance, by=request.user)

    back = reverse("planning:figure-list")
    return kept(request, form, save, title, back, _("Údaj je uložen."))


@require_http_methods(["GET", "POST"])
def figure_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    figure = get_editable(TerritorialFigure.objects, request.user, pk=pk)
    if request.method == "POST":
        remove_figure(figure, by=request.user)
        messages.success(request, _("Údaj je odebrán."))
        return redirect("planning:figure-list")
    title = _("Odebrat údaj: %(orp)s %(year)s, %(measure)s") % {
        "orp": figure.orp,
        "year": figure.year,
        "measure": figure.get_measure_display(),
    }
    back = reverse("planning:figure-list")
    context = {"title": title, "back": back, "button": _("Odebrat")}
    return render(request, "planning/plain_form.html", context)


# -- a table there and back --------------------------------------------------------------------------


@require_safe
def figure_template(request: AuthenticatedRequest) -> HttpResponseBase:
    """Every kind and measure of the last year for own ORPs, with the values already known."""
    orps = _orps(request)
    year = localdate().year - 1
    places = Orp.objects.all() if orps is None else Orp.objects.filter(pk__in=orps)
    rows = TerritorialFigure.objects.filter(year=year).exclude(origin="reports")
    known = {
        (row.orp_id, row.kind, row.measure): row.value for row in rows.order_by("-origin", "pk")
    }
    measures = [one for one in TerritorialFigure.Measure if one != "source"]
    lines = (
        [orp.name, year, kind.name, str(one.label), "", known.get((orp.pk, kind.slug, one)), ""]
        for orp in places
        for kind in ServiceKind.objects.named().order_by("name")
        for one in measures
    )
    return table_response("xlsx", f"uzemni-udaje-{year}", list(HEADS), lines)


@require_http_methods(["GET", "POST"])
def figure_import(request: AuthenticatedRequest) -> HttpResponseBase:
    """What the table would change; the errors come back in the workbook."""
    orps = _orps(request)
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            plan = plan_figures(content, orps)
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            if plan.problems:
                stream = io.BytesIO(marked(content, plan.table, plan.problems))
                name = "uzemni-udaje-chyby.xlsx"
                return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
            lines = [line.values for line in (*plan.new, *plan.changed)]
            told = {"by": request.user.pk, "file": file.name[:90], "lines": lines}
            context |= {"plan": plan, "told": signing.dumps(told, salt=SALT, compress=True)}
    return render(request, "planning/figure_import.html", context)


@require_POST
def figure_confirm(request: AuthenticatedRequest) -> HttpResponse:
    orps = _orps(request)
    try:
        told = signing.loads(request.POST.get("plan", ""), salt=SALT, max_age=PREVIEW_HOLDS)
    except signing.BadSignature:
        messages.error(request, _("Náhled už neplatí. Nahrajte tabulku znovu."))
        return redirect("planning:figure-import")
    lines = told["lines"]
    own = orps is None or {line["orp_id"] for line in lines} <= orps
    if told["by"] != request.user.pk or not own:
        raise PermissionDenied
    try:
        new, changed = write_figures(lines, by=request.user, reason=told["file"])
    except Stale:
        messages.error(
            request, _("Údaje mezitím někdo změnil, nic se nezapsalo. Nahrajte tabulku znovu.")
        )
        return redirect("planning:figure-import")
    about = {"new": new, "changed": changed}
    messages.success(request, _("Zapsáno: nových %(new)d, změněných %(changed)d.") % about)
    return redirect("planning:figure-list")
