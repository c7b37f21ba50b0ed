"""How far the work in the background is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sitis.accounts.models import Permission, Role
from sitis.http import AuthenticatedRequest, get_readable
from sitis.jobs.models import Job, cancel


@require_safe
@never_cache
def job_list(request: AuthenticatedRequest) -> HttpResponse:
    """One's own jobs; an administrator sees everybody's and how long the queue is."""
    jobs = Job.objects.readable_by(request.user).select_related("by")
    context = {
        "page": Paginator(jobs, per_page=30).get_page(request.GET.get("strana")),
        "sees_all": request.user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR)
        or request.user.holds(Role.AUDITOR),
        "waiting": Job.objects.waiting().count(),
        "oldest_wait": Job.objects.oldest_wait(timezone.now()),
    }
    return render(request, "jobs/job_list.html", context)


@require_safe
@never_cache
def job_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The state of one job; while it is not over the page asks again by itself, without a script."""
    job = get_readable(Job.objects.select_related("by"), request.user, pk=pk)
    context = {
        "job": job,
        "usual": Job.objects.usual_time(job.task, job.kind),
        "may_cancel": Job.objects.cancellable_by(request.user).filter(pk=pk).exists(),
    }
    response = render(request, "jobs/job_detail.html", context)
    if not job.is_over:
        waited = timezone.now() - job.queued_at
        response["Refresh"] = "2" if waited.total_seconds() < 20 else "5"
    return response


@require_POST
def job_cancel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Stop the work; one that has just ended stays as it is."""
    job = get_readable(Job.objects, request.user, pk=pk)
    if not cancel(job, by=request.user, now=timezone.now()):
        job.refresh_from_db()
        if not job.is_over:
            raise PermissionDenied
        messages.info(request, _("Úloha už skončila, není co zrušit."))
    return redirect(job.get_absolute_url())
