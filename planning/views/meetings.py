"""Meetings: called, held, written down, published."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from planning.actions import meetings
from planning.forms.groups import (
    AttendanceForm,
    FileForm,
    MeetingForm,
    MinutesForm,
    PointForm,
    TakeBackForm,
    TaskForm,
)
from planning.models import (
    AgendaItem,
    Attendance,
    Group,
    Measure,
    Meeting,
    MeetingFile,
    MeetingTask,
    Member,
)
from planning.views.base import PER_PAGE, must_plan
from planning.views.groups import form_of, placed, saved
from providers.forms.network import put
from sitis.audit import Act, record
from sitis.http import AuthenticatedRequest, get_editable, get_readable
from sitis.richtext import clean
from sitis.versions import Stale


def _placed() -> Any:
    return Meeting.objects.select_related("group__orp", "group__district")


@require_safe
def meeting_list(request: AuthenticatedRequest) -> HttpResponse:
    must_plan(request)
    rows = _placed().readable_by(request.user)
    when = request.GET.get("kdy", "")
    if when == "budouci":
        rows = rows.filter(starts_at__gte=now())
    elif when == "konana":
        rows = rows.held()
    elif when == "nase":
        rows = rows.editable_by(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("strana"))
    may_have_own = Group.objects.editable_by(request.user).exists()
    context = {"page": page, "when": when, "may_have_own": may_have_own}
    return render(request, "planning/meeting_list.html", context)


@require_safe
def meeting_detail(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = get_readable(_placed(), request.user, pk=pk)
    may_edit = Group.objects.editable_by(request.user).filter(pk=meeting.group_id).exists()
    rows = list(meeting.attendance.select_related("member").order_by("name", "pk"))
    sides = []
    for side in Member.Side:
        found = [row for row in rows if row.side == side]
        came = sum(row.presence == Attendance.Presence.PRESENT for row in found)
        sides.append((side.label, came, found))
    context = {
        "meeting": meeting,
        "sides": sides,
        "agenda": meeting.agenda.all(),
        "tasks": meeting.tasks.all(),
        "measures": Measure.objects.readable_by(request.user)
        .filter(meetings=meeting)
        .select_related("goal__priority"),
        "files": MeetingFile.objects.readable_by(request.user).filter(meeting=meeting),
        "minutes": clean(meeting.minutes),
        "may_edit": may_edit,
        "may_write": may_edit and meeting.state != Meeting.State.APPROVED,
        "begun": meeting.starts_at <= now(),
    }
    return render(request, "planning/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def meeting_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    group = get_editable(placed(), request.user, pk=pk)
    form = MeetingForm(request.POST or None, instance=Meeting(group=group))
    if form.is_valid() and saved(form, _with_measures(form, meetings.call_meeting), request.user):
        messages.success(request, _("Setkání je svoláno a členové jsou na seznamu pozvaných."))
        return redirect(form.instance)
    return form_of(request, form, _("Svolat setkání"), group.get_absolute_url())


@require_http_methods(["GET", "POST"])
def meeting_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    form = MeetingForm(request.POST or None, instance=meeting)
    action = _with_measures(form, meetings.save_meeting)
    return _write(request, meeting, form, action, _("Upravit setkání"))


def _with_measures(form: MeetingForm, action: Any) -> Any:
    return lambda meeting, by: action(
        meeting, by=by, measures=form.cleaned_data.get("measures", ())
    )


@require_http_methods(["GET", "POST"])
def minutes_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    form = MinutesForm(request.POST or None, instance=meeting)
    return _write(request, meeting, form, meetings.save_meeting, _("Zápis ze setkání"))


@require_http_methods(["GET", "POST"])
def point_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    form = PointForm(request.POST or None, instance=AgendaItem(meeting=meeting))
    return _write(request, meeting, form, meetings.save_point, _("Nový bod programu"))


@require_http_methods(["GET", "POST"])
def point_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    point = get_editable(AgendaItem.objects.select_related("meeting"), request.user, pk=pk)
    form = PointForm(request.POST or None, instance=point)
    return _write(request, point.meeting, form, meetings.save_point, _("Bod programu"))


@require_http_methods(["GET", "POST"])
def task_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    form = TaskForm(request.POST or None, instance=MeetingTask(meeting=meeting))
    return _write(request, meeting, form, meetings.save_task, _("Nový úkol"))


@require_http_methods(["GET", "POST"])
def task_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    task = get_editable(MeetingTask.objects.select_related("meeting"), request.user, pk=pk)
    form = TaskForm(request.POST or None, instance=task)
    return _write(request, task.meeting, form, meetings.save_task, _("Upravit úkol"))


@require_http_methods(["GET", "POST"])
def file_add(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    file = MeetingFile(meeting=meeting)
    form = FileForm(request.POST or None, request.FILES or None, instance=file)
    return _write(request, meeting, form, meetings.save_file, _("Nová příloha"))


@require_safe
def file_download(request: AuthenticatedRequest, pk: int) -> FileResponse:
    row = get_readable(MeetingFile.objects, request.user, pk=pk)
    try:
        stream = row.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    record(Act.DOWNLOAD, user=request.user, subject=str(row), meeting_file=row.pk)
    name = row.file.name.rpartition("/")[2]
    return FileResponse(
        stream, as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@require_http_methods(["GET", "POST"])
def file_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(MeetingFile.objects.select_related("meeting"), request.user, pk=pk)
    return _remove(request, row, _("Odebrat přílohu %s") % row)


@require_http_methods(["GET", "POST"])
def point_remove(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    row = get_editable(AgendaItem.objects.select_related("meeting"), request.user, pk=pk)
    return _remove(request, row, _("Odebrat bod programu %s") % row)


@require_http_methods(["GET", "POST"])
def attendance_edit(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    rows = list(meeting.attendance.order_by("name", "pk"))
    late = meetings.members_of(meeting).exclude(pk__in=[row.member_id for row in rows])
    form = AttendanceForm(request.POST or None, rows=rows, late=list(late))
    if form.is_valid():
        try:
            meetings.record_attendance(
                *(meeting, form.presence, form.cleaned_data["guests"]),
                joined=form.joined,
                by=request.user,
            )
        except ValidationError as refusal:
            put(form, refusal)
        except Stale:
            form.add_error(None, _("Účast mezitím zapsal někdo jiný. Načtěte stránku znovu."))
        else:
            messages.success(request, _("Účast je zapsána."))
            return redirect(meeting)
    return form_of(request, form, _("Účast na setkání"), meeting.get_absolute_url())


@require_http_methods(["GET", "POST"])
def meeting_take_back(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    meeting = _writable(request, pk)
    form = TakeBackForm(request.POST or None)
    if form.is_valid():
        try:
            meetings.take_back(meeting, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, _("Zápis je vzat zpět a lze ho opravit."))
            return redirect(meeting)
    title, button = _("Vzít zápis zpět k opravě"), _("Vzít zpět")
    return form_of(request, form, title, meeting.get_absolute_url(), button)


@require_POST
def meeting_move(request: AuthenticatedRequest, pk: int, step: str) -> HttpResponse:
    meeting = _writable(request, pk)
    after: Meeting | Group = meeting.group if step == "zrusit" else meeting
    try:
        done = _step(meeting, step, request)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(meeting)
    messages.success(request, done)
    return redirect(after)


def _step(meeting: Meeting, step: str, request: AuthenticatedRequest) -> str:
    """Take the step that the address names; returns what to say of it."""
    user = request.user
    if step == "konalo-se":
        meetings.hold(meeting, now=now(), by=user)
        return _("Setkání je zapsáno jako konané.")
    if step == "zrusit":
        meetings.cancel(meeting, by=user)
        return _("Setkání je zrušeno.")
    if step == "schvalit":
        meetings.approve_minutes(meeting, by=user)
        return _("Zápis je schválen.")
    if step == "zverejnit":
        meetings.publish_minutes(meeting, day=localdate(), by=user)
        return _("Zápis je zveřejněn všem, kdo plánují.")
    if step == "pozvat":
        seen = request.POST.get("invited", "")
        count = meetings.send_invitations(meeting, seen=seen, now=now(), by=user)
        if not count:
            return _("Nikdo z pozvaných nemá e-mail, nic jsme neposlali.")
        return ngettext("Odesíláme %d pozvánku.", "Odesíláme %d pozvánek.", count) % count
    raise Http404


def _writable(request: AuthenticatedRequest, pk: int) -> Meeting:
    """A meeting of a group one leads. Raises Http404 or PermissionDenied."""
    meeting: Meeting = get_readable(_placed(), request.user, pk=pk)
    if not Group.objects.editable_by(request.user).filter(pk=meeting.group_id).exists():
        raise PermissionDenied
    return meeting


def _write(
    request: AuthenticatedRequest, meeting: Meeting, form: Any, action: Any, title: str
) -> HttpResponse:
    if form.is_valid() and saved(form, action, request.user):
        messages.success(request, _("Uloženo."))
        return redirect(meeting)
    return form_of(request, form, title, meeting.get_absolute_url())


def _remove(request: AuthenticatedRequest, row: Any, title: str) -> HttpResponse:
    """Asks first; the answer is a POST of the same address."""
    if request.method != "POST":
        return form_of(request, None, title, row.meeting.get_absolute_url(), _("Odebrat"))
    try:
        meetings.remove_of_meeting(row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Záznam je odebrán."))
    return redirect(row.meeting)
