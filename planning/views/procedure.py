"""The procedure of § 39b: what was announced, discussed, commented on and settled."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions import procedure
from planning.forms.procedure import CommentForm, FactForm, SettlementForm
from planning.models import Comment, Plan, ProcedureFact
from planning.views.base import PER_PAGE, confirm_page, form_page, plan_page, readable_plan
from providers.forms.network import put
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.workbooks.download import table_response

HERE = "procedure"


@require_safe
def procedure_page(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    comments = Comment.objects.readable_by(request.user).filter(plan=plan)
    page = Paginator(comments, PER_PAGE).get_page(request.GET.get("strana"))
    verdicts = dict(Comment.Verdict.choices)
    counts: dict[str, int] = {}
    for verdict in comments.order_by().values_list("verdict", flat=True):
        counts[verdict] = counts.get(verdict, 0) + 1
    context = {
        "facts": ProcedureFact.objects.filter(plan=plan),
        "page": page,
        "counts": [(label, counts[key]) for key, label in verdicts.items() if key in counts],
        "unsettled": counts.get("", 0),
        "may_write": _may_write(request, plan),
    }
    return plan_page(request, plan, HERE, "planning/procedure.html", **context)


def _may_write(request: AuthenticatedRequest, plan: Plan) -> bool:
    return Plan.objects.moved_by(request.user).filter(pk=plan.pk).exists()


def _writable(request: AuthenticatedRequest, pk: int) -> Plan:
    """A plan whose procedure may be written. Raises Http404 or PermissionDenied."""
    plan = readable_plan(request, pk)
    if not _may_write(request, plan):
        raise PermissionDenied
    return plan


@require_http_methods(["GET", "POST"])
def fact_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = _writable(request, pk)
    initial = {"kind": request.GET.get("co", "")}
    fact = ProcedureFact(plan=plan)
    form = FactForm(
        request.POST or None,
        request.FILES or None,
        instance=fact,
        initial=initial,
        today=localdate(),
    )
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Krok projednání je zapsán."))
        return redirect("planning:procedure", pk)
    return form_page(request, plan, form, title=_("Nový krok projednání"), back=_back(plan))


@require_http_methods(["GET", "POST"])
def fact_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    fact = get_editable(_of_plan(ProcedureFact), request.user, pk=pk)
    form = FactForm(request.POST or None, request.FILES or None, instance=fact, today=localdate())
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Změna je uložena."))
        return redirect("planning:procedure", fact.plan_id)
    title = _("Upravit krok projednání")
    return form_page(request, fact.plan, form, title=title, back=_back(fact.plan))


@require_http_methods(["GET", "POST"])
def fact_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    fact = get_editable(_of_plan(ProcedureFact), request.user, pk=pk)
    if request.method == "POST":
        return _removed(request, fact)
    return confirm_page(
        request,
        fact.plan,
        title=_("Odebrat krok projednání"),
        text=_("Odebere se: %s. V historii zůstane.") % fact,
        button=_("Odebrat"),
        back=_back(fact.plan),
    )


@require_safe
def fact_file(request: AuthenticatedRequest, pk: int) -> FileResponse:
    fact = get_readable(ProcedureFact.objects, request.user, pk=pk)
    if not fact.file:
        raise Http404
    try:
        stream = fact.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    record(Act.DOWNLOAD, user=request.user, subject=str(fact), fact=fact.pk)
    name = fact.file.name.rpartition("/")[2]
    return FileResponse(
        stream, as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@require_http_methods(["GET", "POST"])
def comment_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = _writable(request, pk)
    initial = {"received_on": localdate()}
    form = CommentForm(request.POST or None, instance=Comment(plan=plan), initial=initial)
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Připomínka je zapsána. Teď ji můžete vypořádat."))
        return redirect("planning:procedure", pk)
    return form_page(request, plan, form, title=_("Nová připomínka"), back=_back(plan))


@require_http_methods(["GET", "POST"])
def comment_settle(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    comment = get_editable(_of_plan(Comment), request.user, pk=pk)
    initial = {} if comment.settled_on else {"settled_on": localdate()}
    form = SettlementForm(request.POST or None, instance=comment, initial=initial)
    if form.is_valid() and _saved(request, form):
        messages.success(request, _("Připomínka je vypořádaná."))
        return redirect("planning:procedure", comment.plan_id)
    return form_page(
        request,
        comment.plan,
        form,
        title=_("Vypořádat připomínku č. %d") % comment.number,
        lead=comment.text,
        back=_back(comment.plan),
    )


@require_http_methods(["GET", "POST"])
def comment_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    comment = get_editable(_of_plan(Comment), request.user, pk=pk)
    if request.method == "POST":
        return _removed(request, comment)
    return confirm_page(
        request,
        comment.plan,
        title=_("Odebrat připomínku č. %d") % comment.number,
        text=_("Odebírejte jen to, co je zapsané omylem. Číslo už nikdo jiný nedostane."),
        button=_("Odebrat"),
        back=_back(comment.plan),
    )


@require_safe
def settlement_table(request: AuthenticatedRequest, pk: int) -> HttpResponseBase:
    """The table of settlement as it may be published: without names."""
    plan = readable_plan(request, pk)
    record(Act.EXPORT, user=request.user, subject=f"{plan}: vypořádání")
    headings = [
        *(_("Číslo"), _("Kdo"), _("Přijato"), _("K čemu"), _("Připomínka")),
        *(_("Vypořádání"), _("Odůvodnění")),
    ]
    rows = (
        [
            *(row.number, row.get_author_type_display(), row.received_on, row.about, row.text),
            *(row.get_verdict_display(), row.answer),
        ]
        for row in Comment.objects.filter(plan=plan)
    )
    return table_response("xlsx", f"vyporadani-{plan.slug}", headings, rows)


def _of_plan(model: Any) -> Any:
    return model.objects.select_related("plan__cycle", "plan__orp", "plan__district")


def _back(plan: Plan) -> str:
    return reverse("planning:procedure", args=[plan.pk])


def _saved(request: AuthenticatedRequest, form: Any) -> bool:
    try:
        procedure.save_of_procedure(form.instance, by=request.user)
    except ValidationError as refusal:
        put(form, refusal)
        return False
    return True


def _removed(request: AuthenticatedRequest, row: Any) -> HttpResponse:
    try:
        procedure.remove_of_procedure(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Záznam je odebrán."))
    return redirect("planning:procedure", row.plan_id)
