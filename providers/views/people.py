"""Who works for a provider: its signatory invites and ends own workers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from providers.actions.people import end_membership
from providers.forms.people import InviteWorkerForm
from providers.models import Membership, Provider
from sitis.accounts.actions.invitations import invite
from sitis.accounts.forms.people import EndForm
from sitis.accounts.models import Invitation, Permission, Role, User
from sitis.accounts.views.invitations import told
from sitis.http import AuthenticatedRequest, get_editable


def _signed_for(user: User) -> QuerySet[Provider]:
    return Provider.objects.filter(pk__in=user.held_for(Role.PROVIDER_SIGNATORY))


@require_safe
def membership_list(request: AuthenticatedRequest) -> HttpResponse:
    """People of own providers now and to come, and invitations that wait."""
    providers = _signed_for(request.user)
    if not providers:
        raise PermissionDenied
    today = timezone.localdate()
    current = Membership.objects.readable_by(request.user).filter(provider__in=providers)
    editable = set(Membership.objects.editable_by(request.user).values_list("pk", flat=True))
    people = current.not_ended_on(today).select_related("provider", "user", "lent_by")
    context = {
        "memberships": [(membership, membership.pk in editable) for membership in people],
        "is_more": len(providers) > 1,
        "providers": providers,
        "invitations": Invitation.objects.waiting().editable_by(request.user),
        "now": timezone.now(),
    }
    return render(request, "providers/membership_list.html", context)


@require_http_methods(["GET", "POST"])
def membership_invite(request: AuthenticatedRequest) -> HttpResponse:
    providers = _signed_for(request.user)
    if not providers:
        raise PermissionDenied
    form = InviteWorkerForm(request.POST or None, providers=providers)
    if form.is_valid():
        data = form.cleaned_data
        sent = invite(email=data["email"], name=data["name"], terms=form.terms, by=request.user)
        messages.success(request, told(sent))
        return redirect("providers:membership-list")
    return render(request, "providers/membership_invite.html", {"form": form})


@require_http_methods(["GET", "POST"])
def membership_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    rows = Membership.objects.select_related("provider", "user")
    membership = get_editable(rows, request.user, pk=pk)
    form = EndForm(request.POST or None, held=membership)
    back = reverse("providers:membership-list")
    if request.user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
        back = reverse("accounts:person-detail", args=[membership.user_id])
    if form.is_valid():
        end_membership(membership, last_day=form.cleaned_data["last_day"], by=request.user)
        messages.success(request, _("Konec role je zapsán."))
        return redirect(back)
    context = {"form": form, "membership": membership, "back": back}
    return render(request, "providers/membership_end.html", context)
