"""People: who holds what, what that lets them do, and what happens when somebody leaves."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sitis import rooms
from sitis.accounts.actions import handing
from sitis.accounts.forms.people import EndForm, HandOverForm, PersonFilter
from sitis.accounts.grants import grants
from sitis.accounts.models import Invitation, Permission, Role, RoleHolding, User
from sitis.http import AuthenticatedRequest, get_editable, get_readable, require_administrator


def require_overview(user: User) -> None:
    """Raises PermissionDenied for who may not see all people."""
    if not user.holds(Role.AUDITOR):
        require_administrator(user)


@require_safe
def person_list(request: AuthenticatedRequest) -> HttpResponse:
    require_overview(request.user)
    form = PersonFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _found(wanted).readable_by(request.user)
    page = Paginator(found, per_page=30).get_page(request.GET.get("strana"))
    today = timezone.localdate()
    held = _held_by(list(page), today)
    rows = [(person, held[person.pk], person.is_open_on(today)) for person in page]
    context = {"form": form, "page": page, "rows": rows, "may_change": _manages(request.user)}
    return render(request, "accounts/person_list.html", context)


def _manages(user: User) -> bool:
    return user.holds(Role.OFFICIAL, permission=Permission.ADMINISTRATOR)


def _found(wanted: dict[str, Any]) -> Any:
    today = timezone.localdate()
    people = User.objects.search(wanted.get("q", "")).filter(anonymised_at=None)
    if role := wanted.get("role"):
        above = rooms.roles(None, today)
        holders = [pk for pk, held in above.items() if any(one.role == role for one in held)]
        own = RoleHolding.objects.held_on(today).filter(role=role)
        people = people.filter(Q(pk__in=own.values("user")) | Q(pk__in=holders))
    let_in = User.objects.open_on(today)
    if wanted.get("stav") == PersonFilter.State.LOCKED:
        return people.exclude(pk__in=let_in)
    if wanted.get("stav") == PersonFilter.State.OPEN:
        return people.filter(pk__in=let_in)
    return people


def _held_by(people: list[User], day: Any) -> dict[Any, list[Any]]:
    """What each of ``people`` holds on ``day``, in a number of queries that does not grow."""
    held: dict[Any, list[Any]] = {person.pk: [] for person in people}
    for holding in RoleHolding.objects.held_on(day).with_scope().filter(user__in=people):
        held[holding.user_id].append(holding.as_held_role())
    for pk, above in rooms.roles(people, day).items():
        held[pk].extend(above)
    labels = dict(Role.choices)
    return {pk: [(labels[one.role], one) for one in theirs] for pk, theirs in held.items()}


@require_safe
def person_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    require_overview(request.user)
    person = get_readable(User.objects, request.user, pk=pk)
    today = timezone.localdate()
    context = {
        "person": person,
        "is_open": person.is_open_on(today),
        "has_second_factor": person.authenticator_set.exists(),
        "holdings": person.holdings.with_scope().select_related("lent_by"),
        "grants": grants(person),
        "panels": rooms.panels(person),
        "invitation": Invitation.objects.filter(accepted_by=person).last(),
        "may_change": _manages(request.user) and person.anonymised_at is None,
        "today": today,
    }
    return render(request, "accounts/person_detail.html", context)


@require_http_methods(["GET", "POST"])
def holding_end(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    holding = get_editable(RoleHolding.objects.with_scope(), request.user, pk=pk)
    form = EndForm(request.POST or None, held=holding)
    if form.is_valid():
        handing.end_holding(holding, last_day=form.cleaned_data["last_day"], by=request.user)
        messages.success(request, _("Konec role je zapsán."))
        return redirect("accounts:person-detail", holding.user_id)
    return render(request, "accounts/holding_end.html", {"form": form, "holding": holding})


@require_http_methods(["GET", "POST"])
def person_hand_over(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    giver = get_editable(User.objects, request.user, pk=pk)
    form = HandOverForm(request.POST or None, giver=giver)
    if form.is_valid():
        data = form.cleaned_data
        count = handing.hand_over(
            rooms.Handing(giver, data["taker"], request.user, data["first_day"], data["last_day"])
        )
        messages.success(
            request,
            ngettext("Předána %(count)s role.", "Předáno %(count)s rolí.", count)
            % {"count": count},
        )
        return redirect("accounts:person-detail", pk)
    return render(request, "accounts/person_hand_over.html", {"form": form, "person": giver})


@require_POST
def person_lock(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    person = get_editable(User.objects, request.user, pk=pk)
    if person == request.user:
        raise PermissionDenied(_("Vlastní účet si zamknout nemůžete."))
    handing.lock(person, by=request.user)
    messages.success(request, _("Účet je zamčený, jeho přihlášení končí hned."))
    return redirect("accounts:person-detail", pk)


@require_POST
def person_unlock(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    person = get_editable(User.objects, request.user, pk=pk)
    handing.unlock(person, by=request.user)
    messages.success(request, _("Účet je odemčený."))
    return redirect("accounts:person-detail", pk)


@require_http_methods(["GET", "POST"])
def person_reset_second_factor(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    person = get_editable(User.objects, request.user, pk=pk)
    if request.method == "POST":
        handing.reset_second_factor(person, by=request.user)
        messages.success(request, _("Druhý faktor je zrušený, osoba o tom dostala zprávu."))
        return redirect("accounts:person-detail", pk)
    return render(request, "accounts/person_reset_second_factor.html", {"person": person})


@require_http_methods(["GET", "POST"])
def person_anonymise(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The page says first what cannot be taken back."""
    person = get_editable(User.objects, request.user, pk=pk)
    if person.is_open_on(timezone.localdate()) or person == request.user:
        raise PermissionDenied(_("Anonymizovat lze jen zamčený účet."))
    if request.method == "POST":
        handing.anonymise(person, by=request.user)
        messages.success(request, _("Osoba je anonymizována. Co podepsala, zůstalo."))
        return redirect("accounts:person-list")
    return render(request, "accounts/person_anonymise.html", {"person": person})
