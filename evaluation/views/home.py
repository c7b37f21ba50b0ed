"""Where evaluation starts: what one reports, what is collected."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from evaluation.models import BenchmarkRun, Report, Term
from evaluation.views.base import is_analyst, must_work
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest

OWN = 60


@require_safe
def evaluation_home(request: AuthenticatedRequest) -> HttpResponse:
    must_work(request)
    user = request.user
    own = Report.objects.own_of(user).running()
    context = {
        "terms": Term.objects.readable_by(user)[:12],
        "own": own.with_deadline().for_lists().order_by("due_at", "service__name")[:OWN],
        "is_staff_of_provider": user.holds(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY),
        "is_analyst": is_analyst(user),
        "sees_territory": user.holds(Role.OFFICIAL, Role.AUDITOR, Role.ORP_COORDINATOR),
        "sees_runs": BenchmarkRun.objects.readable_by(user).exists(),
        "now": timezone.now(),
    }
    return render(request, "evaluation/home.html", context)
