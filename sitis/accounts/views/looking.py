"""An administrator borrows another person's eyes."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sitis.accounts.middleware import LOOKED_AT
from sitis.accounts.models import User
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, require_administrator


@require_POST
def look_start(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    require_administrator(request.user)
    person = get_editable(User.objects, request.user, pk=pk)
    if person == request.user:
        messages.warning(request, _("Svýma očima se díváte i bez toho."))
        return redirect("accounts:person-detail", pk)
    record(Act.LOOK_AS, user=request.user, subject=person.email, person=person.pk, begins=True)
    request.session[LOOKED_AT] = person.pk
    return redirect("accounts:desk")


@require_POST
def look_end(request: AuthenticatedRequest) -> HttpResponse:
    """``request.user`` is the administrator again: the middleware lets this address through."""
    pk = request.session.pop(LOOKED_AT, None)
    if pk is None:
        return redirect("accounts:desk")
    person = User.objects.get(pk=pk)
    record(Act.LOOK_AS, user=request.user, subject=person.email, person=pk, begins=False)
    return redirect("accounts:person-detail", pk)
