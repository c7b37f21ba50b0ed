"""The page of one's own data."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sitis import rooms
from sitis.accounts.forms.people import ProfileForm
from sitis.accounts.models import Invitation, Role, User
from sitis.audit import Act, Event, record
from sitis.http import AuthenticatedRequest
from sitis.versions import save_version

SIGN_INS = [Act.SIGN_IN, Act.SIGN_OUT, Act.SIGN_IN_FAILED]


@require_safe
def profile(request: AuthenticatedRequest) -> HttpResponse:
    user = request.user
    labels = dict(Role.choices)
    context = {
        "roles": [(labels[held.role], held) for held in user.held_roles],
        "permissions": user.permissions,
        "has_second_factor": Authenticator.objects.filter(
            user=user, type=Authenticator.Type.TOTP
        ).exists(),
        "sign_ins": _sign_ins(user)[:10],
    }
    return render(request, "accounts/profile.html", context)


def _sign_ins(user: User) -> Any:
    """Own ones, and failed attempts on this account."""
    mine = Q(user=user) | Q(user=None, subject=user.email)
    return Event.objects.filter(mine, act__in=SIGN_INS)


@require_http_methods(["GET", "POST"])
def profile_edit(request: AuthenticatedRequest) -> HttpResponse:
    user = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=user)
    if form.is_valid():
        save_version(form.save(commit=False), by=request.user)
        messages.success(request, _("Vaše údaje jsou uloženy."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile_edit.html", {"form": form})


@require_safe
def profile_download(request: AuthenticatedRequest) -> HttpResponse:
    """Everything kept about the person, in a form that another system reads."""
    answer = JsonResponse(
        _everything(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    answer["Content-Disposition"] = 'attachment; filename="moje-udaje.json"'
    record(Act.EXPORT, user=request.user, subject=_("vlastní údaje"))
    return answer


def _everything(user: User) -> dict[str, Any]:
    above = rooms.roles([user], timezone.localdate()).get(user.pk, [])
    return {
        "jmeno": user.name,
        "email": user.email,
        "telefon": user.phone,
        "ucet_zalozen": user.joined_at,
        "posledni_prihlaseni": user.last_login,
        "posledni_den": user.leaves_on,
        "role": [
            {
                "role": held.get_role_display(),
                "za": str(held.scope or ""),
                "opravneni": held.permission_labels,
                "od": held.valid_from,
                "do": held.valid_to,
            }
            for held in user.holdings.with_scope()
        ]
        + [
            {
                "role": str(Role(held.role).label),
                "za": str(held.scope),
                "od": held.valid_from,
                "do": held.valid_to,
            }
            for held in above
        ],
        "pozvanky": list(
            Invitation.objects.filter(accepted_by=user).values("role", "scope_name", "invited_at")
        ),
        "zmeny_uctu": list(
            user.history.values("history_date", "name", "email", "phone", "is_active")
        ),
        "udalosti": [
            {"kdy": event.at, "co": event.get_act_display(), "podrobnosti": event.detail}
            for event in Event.objects.filter(Q(user=user) | Q(user=None, subject=user.email))
        ],
    }
