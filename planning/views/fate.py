"""What became of what an ORP or an okres sent up."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from planning.models import Fate, Level, Measure, Priority
from planning.tracing.chain import current_fates
from planning.tracing.panel import panel_of
from planning.tracing.report import UNDECIDED, counts_of, fate_of
from planning.views.base import PER_PAGE, plan_page, readable_plan
from sitis.http import AuthenticatedRequest, get_readable


@require_safe
def fate(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    plan = readable_plan(request, pk)
    if plan.level == Level.REGION:
        raise Http404
    seen = Fate.objects.readable_by(request.user).filter(pk=OuterRef("pk"))
    rows = fate_of(plan, current_fates().filter(Exists(seen)))
    counts = counts_of(rows)
    chosen = request.GET.get("osud", "")
    labels = [*Fate.Verdict.choices, (UNDECIDED, "")]
    shown = [row for row in rows if row.verdict == chosen] if chosen in counts else rows
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("strana"))
    measures = {pk for row in page for _words, pk in row.measures}
    opened = Measure.objects.readable_by(request.user).filter(Q(pk__in=measures))
    return plan_page(
        request,
        plan,
        "fate",
        "planning/fate.html",
        page=page,
        opened=set(opened.values_list("pk", flat=True)),
        counts=[(verdict, label, counts[verdict]) for verdict, label in labels],
        chosen=chosen if chosen in counts else "",
        total=len(rows),
    )


@require_safe
def priority_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """A priority with what it was made from and where it led."""
    rows = Priority.objects.select_related("plan__cycle", "plan__orp__district", "plan__district")
    priority = get_readable(rows.prefetch_related("themes"), request.user, pk=pk)
    return plan_page(
        request,
        priority.plan,
        "strategy",
        "planning/priority_detail.html",
        priority=priority,
        fate=panel_of(priority, request.user),
    )
