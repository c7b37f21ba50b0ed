from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from sitis.http import AuthenticatedRequest, get_readable
from sitis.reminders import actions


@require_POST
def reminder_dismiss(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Only who was reminded puts a reminder away."""
    own = request.user.reminders.all()
    actions.dismiss(get_readable(own, request.user, pk=pk), now=timezone.now())
    return redirect("accounts:desk")
