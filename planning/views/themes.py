"""The vocabulary of themes with how many ORPs use each, and priorities of other plans."""

import io
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions.themes import add_earlier, remove_earlier, save_earlier, save_theme
from planning.forms.themes import EarlierForm, EarlierListForm, ThemeForm
from planning.importers.earlier import COLUMNS, read_earlier
from planning.models import Cycle, EarlierPriority, Theme
from planning.views.base import PER_PAGE, is_planner, must_plan
from providers.forms.network import put
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest, get_editable
from sitis.versions import Stale
from sitis.workbooks import UnreadableTable, marked
from sitis.workbooks.download import XLSX


@require_safe
def theme_list(request: AuthenticatedRequest) -> HttpResponse:
    """Themes and in how many ORPs of the newest cycle a priority or a SWOT item bears them."""
    must_plan(request)
    cycles = Cycle.objects.readable_by(request.user)
    chosen = request.GET.get("cyklus", "")
    cycle = cycles.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
    cycle = cycle or cycles.first()
    words = request.GET.get("q", "").replace("\0", "")[:100]
    themes = Theme.objects.search(words) if words else Theme.objects.all()
    of = Q(priorities__plan__cycle=cycle, priorities__plan__level="orp")
    swot = Q(swot_items__plan__cycle=cycle, swot_items__plan__level="orp")
    counted = themes.annotate(
        in_priorities=Count("priorities__plan__orp", filter=of, distinct=True),
    ).order_by("-kind", "audience", "name")
    in_swot = dict(
        Theme.objects.annotate(n=Count("swot_items__plan__orp", filter=swot, distinct=True))
        .order_by()
        .values_list("pk", "n")
    )
    page = Paginator(counted, PER_PAGE).get_page(request.GET.get("strana"))
    for theme in page:
        theme.in_swot = in_swot[theme.pk]
    context = {
        "page": page,
        "cycle": cycle,
        "cycles": cycles,
        "words": words,
        "may_edit": is_planner(request.user),
    }
    return render(request, "planning/theme_list.html", context)


def _must_keep(request: AuthenticatedRequest) -> None:
    if not is_planner(request.user):
        raise PermissionDenied


@require_http_methods(["GET", "POST"])
def theme_add(request: AuthenticatedRequest) -> HttpResponse:
    _must_keep(request)
    return _theme_form(request, Theme(), _("Nové téma"))


@require_http_methods(["GET", "POST"])
def theme_edit(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    _must_keep(request)
    theme = Theme.objects.filter(slug=slug).first()
    if theme is None:
        return redirect("planning:theme-list")
    return _theme_form(request, theme, _("Upravit téma %s") % theme)


def _theme_form(request: AuthenticatedRequest, theme: Theme, title: str) -> HttpResponse:
    form = ThemeForm(request.POST or None, instance=theme)

    def save() -> None:
        save_theme(form.instance, by=request.user)

    back = reverse("planning:theme-list")
    return kept(request, form, save, title, back, _("Téma je uloženo."))


def kept(
    request: AuthenticatedRequest, form: Any, save: Any, title: str, back: str, done: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Záznam mezitím někdo změnil. Načtěte stránku znovu."))
        else:
            messages.success(request, done)
            return redirect(back)
    context = {"form": form, "title": title, "back": back}
    return render(request, "planning/plain_form.html", context)


# -- priorities of other plans -----------------------------------------------------------------------


def _orps(request: AuthenticatedRequest) -> set[str] | None:
    """ORPs for which the person writes; None is all. Raises PermissionDenied."""
    if is_planner(request.user):
        return None
    own = {str(code) for code in request.user.held_for(Role.ORP_COORDINATOR)}
    if not own:
        raise PermissionDenied
    return own


@require_safe
def earlier_list(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    rows = EarlierPriority.objects.readable_by(request.user).select_related("orp", "cycle")
    rows = rows.order_by("orp__name", "plan_name", "rank", "title").prefetch_related("themes")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    own = EarlierPriority.objects.editable_by(request.user)
    mine = set(own.filter(pk__in=[row.pk for row in page]).values_list("pk", flat=True))
    for row in page:
        row.may_edit = row.pk in mine
    writes = is_planner(request.user) or request.user.holds(Role.ORP_COORDINATOR)
    return render(request, "planning/earlier_list.html", {"page": page, "may_add": writes})


@require_http_methods(["GET", "POST"])
def earlier_add(request: AuthenticatedRequest) -> HttpResponse:
    return _earlier_form(request, EarlierPriority(), _("Dřívější priorita"))


@require_http_methods(["GET", "POST"])
def earlier_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(EarlierPriority.objects, request.user, pk=pk)
    return _earlier_form(request, row, _("Upravit dřívější prioritu"))


def _earlier_form(request: AuthenticatedRequest, row: EarlierPriority, title: str) -> HttpResponse:
    form = EarlierForm(request.POST or None, instance=row, user=request.user, orps=_orps(request))

    def save() -> None:
        save_earlier(form.instance, by=request.user, themes=form.cleaned_data["themes"])

    back = reverse("planning:earlier-list")
    return kept(request, form, save, title, back, _("Priorita je uložena."))


@require_http_methods(["GET", "POST"])
def earlier_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(EarlierPriority.objects, request.user, pk=pk)
    if request.method == "POST":
        remove_earlier(row, by=request.user)
        messages.success(request, _("Priorita je odebrána ze seznamu."))
        return redirect("planning:earlier-list")
    back = reverse("planning:earlier-list")
    context = {"title": _("Odebrat: %s") % row, "back": back, "button": _("Odebrat")}
    return render(request, "planning/plain_form.html", context)


@require_http_methods(["GET", "POST"])
def earlier_import(request: AuthenticatedRequest) -> HttpResponseBase:
    """All rows are written, or none and the workbook comes back with wrong cells marked."""
    orps = _orps(request)
    form = EarlierListForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            found = read_earlier(content, form.cleaned_data["cycle"], orps)
        except UnreadableTable as refusal:
            form.add_error("file", str(refusal))
        else:
            if found.problems:
                stream = io.BytesIO(marked(content, found.table, found.problems))
                name = "drivejsi-priority-chyby.xlsx"
                return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)
            written = add_earlier(found.rows, by=request.user, reason=file.name[:90])
            messages.success(request, _("Zapsané priority ze seznamu: %d.") % written)
            return redirect("planning:earlier-list")
    context = {
        "form": form,
        "title": _("Nahrát seznam dřívějších priorit"),
        "back": reverse("planning:earlier-list"),
        "button": _("Nahrát"),
        "columns": [heads[0] for heads in COLUMNS.values()],
    }
    return render(request, "planning/plain_form.html", context)
