"""Groups and their members by sides of the triad."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from planning.actions import groups
from planning.forms.groups import GroupFilter, GroupForm, MemberForm, MembersForm
from planning.models import Group, Meeting, MeetingTask, Member
from planning.views.base import PER_PAGE, must_plan
from providers.forms.network import put
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.versions import Stale

Side = Member.Side
TRIAD = (Side.COMMISSIONER, Side.PROVIDER, Side.USER)


def placed() -> Any:
    return Group.objects.select_related("orp", "district")


@require_safe
def group_list(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    day = localdate()
    present = Q(members__valid_from__lte=day) & (
        Q(members__valid_to=None) | Q(members__valid_to__gte=day)
    )
    form = GroupFilter(request.GET)
    form.is_valid()
    rows = placed().readable_by(request.user)
    if level := form.cleaned_data.get("uroven"):
        rows = rows.filter(level=level)
    if word := form.cleaned_data.get("hledat"):
        rows = rows.filter(
            Q(name__icontains=word) | Q(orp__name__icontains=word)
            | Q(district__name__icontains=word)
        )  # fmt: skip
    counts = {
        f"n_{side}": Count("members", filter=present & Q(members__side=side)) for side in Side
    }
    own = Group.objects.editable_by(request.user).filter(pk=OuterRef("pk"))
    rows = rows.annotate(is_own=Exists(own), **counts)
    rows = rows.order_by("-is_own", *Group._meta.ordering, "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    for group in page:
        lacking = [str(side.label) for side in TRIAD if not getattr(group, f"n_{side}")]
        group.lacking = ", ".join(lacking)
    may_add = bool(GroupForm(user=request.user).places)
    context = {"page": page, "form": form, "may_add": may_add}
    return render(request, "planning/group_list.html", context)


@require_safe
def group_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    group = get_readable(placed(), request.user, pk=pk)
    may_edit = Group.objects.editable_by(request.user).filter(pk=pk).exists()
    day = localdate()
    present = Q(valid_to=None) | Q(valid_to__gte=day)
    members = list(group.members.filter(present))
    meetings = Meeting.objects.readable_by(request.user).filter(group=group)
    tasks = MeetingTask.objects.filter(meeting__in=meetings, state=MeetingTask.State.OPEN)
    context = {
        "group": group,
        "sides": [(side.label, [one for one in members if one.side == side]) for side in Side],
        "page": Paginator(meetings, PER_PAGE).get_page(request.GET.get("strana")),
        "tasks": tasks.select_related("meeting").order_by("until", "pk")[:PER_PAGE],
        "may_edit": may_edit,
        "day": day,
    }
    return render(request, "planning/group_detail.html", context)


@require_http_methods(["GET", "POST"])
def group_add(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    form = GroupForm(request.POST or None, user=request.user, initial={"valid_from": localdate()})
    if not form.places:
        raise PermissionDenied
    if form.is_valid() and saved(form, groups.save_of_group, request.user):
        messages.success(request, _("Skupina je založena. Teď do ní přidejte členy."))
        return redirect(form.instance)
    return form_of(request, form, _("Nová skupina"), "/planovani/skupiny/")


@require_http_methods(["GET", "POST"])
def group_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    group = get_editable(placed(), request.user, pk=pk)
    form = GroupForm(request.POST or None, instance=group, user=request.user)
    if form.is_valid() and saved(form, groups.save_of_group, request.user):
        messages.success(request, _("Změna je uložena."))
        return redirect(group)
    return form_of(request, form, _("Upravit skupinu"), group.get_absolute_url())


@require_http_methods(["GET", "POST"])
def member_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One member or many, as lines."""
    group = get_editable(placed(), request.user, pk=pk)
    form = MembersForm(request.POST or None, initial={"day": localdate()})
    if form.is_valid():
        data = form.cleaned_data
        count = groups.add_members(group, data["lines"], day=data["day"], by=request.user)
        text = ngettext("Přidán %d člen.", "Přidáno %d členů.", count) % count
        messages.success(request, text)
        return redirect(group)
    return form_of(request, form, _("Přidat členy"), group.get_absolute_url())


@require_http_methods(["GET", "POST"])
def member_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Contacts stand here, so only who may change them opens the page."""
    member = get_editable(Member.objects.select_related("group"), request.user, pk=pk)
    form = MemberForm(request.POST or None, instance=member)
    if form.is_valid() and saved(form, groups.save_of_group, request.user):
        messages.success(request, _("Změna je uložena."))
        return redirect(member.group)
    return form_of(request, form, _("Upravit člena"), member.group.get_absolute_url())


def form_of(
    request: AuthenticatedRequest, form: Any, title: str, back: str, button: str = ""
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "button": button}
    return render(request, "planning/plain_form.html", context)


def saved(form: Any, action: Any, user: Any) -> bool:
    try:
        action(form.instance, by=user)
    except ValidationError as refusal:
        put(form, refusal)
        return False
    except Stale:
        form.add_error(None, _("Záznam mezitím někdo změnil. Načtěte stránku znovu."))
        return False
    return True
