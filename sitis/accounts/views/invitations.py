"""Inviting people one by one or by a table; the page behind the link."""

import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sitis.accounts import importers
from sitis.accounts.actions import invitations as actions
from sitis.accounts.forms.invitations import AcceptForm, InviteForm, InviteManyForm, RoleForm
from sitis.accounts.models import Invitation, Permission, Role, User
from sitis.accounts.models.invitation import hashed
from sitis.http import AuthenticatedRequest, get_editable, require_administrator
from sitis.workbooks import UnreadableTable, read_table, write_xlsx

MANY = "invited_many"  # key of the session: rows that wait for the confirmation


@require_safe
def invitation_list(request: AuthenticatedRequest) -> HttpResponse:
    require_administrator(request.user)
    rows = Invitation.objects.waiting().select_related("invited_by")
    page = Paginator(rows, per_page=50).get_page(request.GET.get("strana"))
    context = {"page": page, "now": timezone.now()}
    return render(request, "accounts/invitation_list.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: AuthenticatedRequest) -> HttpResponse:
    """Without ``?role=`` the page asks for the role, then only for what that role needs."""
    require_administrator(request.user)
    chosen = RoleForm(request.GET if "role" in request.GET else None)
    if not chosen.is_valid():
        return render(request, "accounts/invite_role.html", {"form": chosen})
    role = Role(chosen.cleaned_data["role"])
    typed = {"email": request.GET.get("email"), "name": request.GET.get("name")}
    form = InviteForm(request.POST or None, role=role, initial=typed)
    if form.is_valid():
        data = form.cleaned_data
        sent = actions.invite(
            email=data["email"], name=data["name"], terms=form.terms, by=request.user
        )
        messages.success(request, told(sent))
        return redirect("accounts:person-list")
    return render(request, "accounts/invite.html", {"form": form, "role": role})


def told(invitation: Invitation) -> str:
    """What happened, for the person who invited."""
    if invitation.accepted_at:
        said = _("%(name)s už účet má, role je přidána a zpráva odeslána.")
    else:
        said = _("Pozvánka je odeslána: %(name)s, %(email)s.")
    return said % {"name": invitation.name, "email": invitation.email}


@require_POST
def invitation_resend(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_editable(Invitation.objects.waiting(), request.user, pk=pk)
    actions.resend(invitation, by=request.user)
    messages.success(request, told(invitation))
    return redirect(_back(request))


@require_POST
def invitation_cancel(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    invitation = get_editable(Invitation.objects.waiting(), request.user, pk=pk)
    actions.cancel(invitation, by=request.user)
    messages.success(request, _("Pozvánka je zrušena, odkaz v ní přestal platit."))
    return redirect(_back(request))


def _back(request: AuthenticatedRequest) -> str:
    """An administrator returns to all invitations, a signatory to own people."""
    if request.user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR):
        return reverse("accounts:invitation-list")
    return reverse("providers:membership-list")


@require_http_methods(["GET", "POST"])
def invite_many(request: AuthenticatedRequest) -> HttpResponse:
    """Upload, look at every row, then confirm all of them at once."""
    require_administrator(request.user)
    if "confirm" in request.POST and MANY in request.session:
        return _invite_planned(request)
    form = InviteManyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "days": settings.INVITATION_DAYS}
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read(settings.UPLOAD_LIMIT_WORKBOOK + 1)
            table = read_table(content, expected=importers.COLUMNS.values())
            rows = importers.rows_of(table)
        except UnreadableTable as unreadable:
            form.add_error("file", str(unreadable))
        else:
            request.session[MANY] = rows
            context |= _shown(importers.plan(rows))
    return render(request, "accounts/invite_many.html", context)


def _shown(planned: list[importers.Invited]) -> dict[str, Any]:
    labels = dict(Role.choices)
    rows = [(one, labels[one.terms.role] if one.terms else "") for one in planned]
    return {"planned": rows, "wrong": sum(bool(one.problems) for one in planned)}


def _invite_planned(request: AuthenticatedRequest) -> HttpResponse:
    planned = importers.plan(request.session[MANY])  # the world may have changed since the preview
    shown = _shown(planned)
    if shown["wrong"]:
        context = {"form": InviteManyForm(), "days": settings.INVITATION_DAYS} | shown
        return render(request, "accounts/invite_many.html", context)
    count = actions.invite_all(
        [(one.email, one.name, one.terms) for one in planned if one.terms], by=request.user
    )
    del request.session[MANY]
    messages.success(
        request,
        ngettext("Odeslána %(count)s pozvánka.", "Odesláno %(count)s pozvánek.", count)
        % {"count": count},
    )
    return redirect("accounts:invitation-list")


@require_safe
def invite_sample(request: AuthenticatedRequest) -> HttpResponse:
    require_administrator(request.user)
    stream = io.BytesIO()
    today = timezone.localdate()
    rows = [
        ["Jana Vzorová", "jana@kraj.example", Role.OFFICIAL.label, "", "registr a síť", today, ""],
        ["Petr Vzorový", "petr@orp.example", Role.ORP_COORDINATOR.label, "Kyjov", "", today, ""],
    ]
    write_xlsx(stream, list(importers.COLUMNS.values()), rows, sheet="Pozvánky")
    answer = HttpResponse(
        stream.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer["Content-Disposition"] = 'attachment; filename="pozvanky-vzor.xlsx"'
    return answer


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link: a password makes the account, and the person is in."""
    invitation = Invitation.objects.filter(token_hash=hashed(token)).first()
    if invitation is None:
        return render(request, "accounts/invitation_unknown.html", status=404)
    is_open = Invitation.objects.open_at(timezone.now()).filter(pk=invitation.pk).exists()
    if not is_open or User.objects.filter(email=invitation.email).exists():
        context = {"invitation": invitation}
        return render(request, "accounts/invitation_closed.html", context, status=410)
    form = AcceptForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        data = form.cleaned_data
        user = actions.accept(
            invitation, password=data["password"], name=data["name"], phone=data["phone"]
        )
        login(request, user)
        messages.success(request, _("Účet je založen a jste přihlášeni."))
        return redirect("accounts:desk")
    return render(
        request, "accounts/invitation_accept.html", {"form": form, "invitation": invitation}
    )
