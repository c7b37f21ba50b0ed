"""``/plany/``: approved plans for everybody, chapter by chapter, beside their documents."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from planning import public
from planning.models import Plan
from sitis.documents.models import Document
from sitis.jobs.models import Job


@login_not_required
@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """What is in force, by cycle; replaced versions stand on the page of their plan."""
    plans = [plan for plan in public.published() if plan.state == Plan.State.APPROVED]
    cycles = [(cycle, list(rows)) for cycle, rows in groupby(plans, key=lambda plan: plan.cycle)]
    return render(request, "planning/public_list.html", {"cycles": cycles})


@login_not_required
@require_safe
def plan_page(request: HttpRequest, slug: str) -> HttpResponse:
    plan, versions = _asked(request, slug)
    printed = Document.objects.filter(kind__in=["plan", "action_plan"], record_key=str(plan.pk))
    context = {
        "plan": plan,
        "versions": versions,
        "chapters": public.chapters(plan),
        "documents": printed.public(),
        "is_being_built": printed.filter(job__state__in=Job.OPEN).exists(),
    }
    return render(request, "planning/public_plan.html", context)


@login_not_required
@require_safe
def plan_chapter(request: HttpRequest, slug: str, anchor: str) -> HttpResponse:
    plan, _versions = _asked(request, slug)
    found = public.chapters(plan)
    at = next((number for number, one in enumerate(found) if one.anchor == anchor), None)
    if at is None:
        raise Http404
    context = {
        "plan": plan,
        "chapter": found[at],
        "chapters": found,
        "before": found[at - 1] if at else None,
        "after": found[at + 1] if at + 1 < len(found) else None,
        "query": f"?verze={plan.number}" if request.GET.get("verze") else "",
    }
    return render(request, "planning/public_chapter.html", context)


def _asked(request: HttpRequest, slug: str) -> tuple[Plan, list[Plan]]:
    """The version in force, or the one that ``verze`` names. Raises Http404."""
    rows = Plan.objects.frozen().filter(slug=slug).for_lists()
    versions = list(
        rows.select_related("council_resolution__orp", "assembly_resolution__orp").order_by(
            "-major", "-minor"
        )
    )
    wanted = request.GET.get("verze", "")
    found = [one for one in versions if one.number == wanted] if wanted else versions
    if not found:
        raise Http404
    return found[0], versions
