"""A meeting is called, held, its minutes approved and published; published ones are locked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from planning.actions.rows import Closed, next_number
from planning.models import AgendaItem, Attendance, Group, Meeting, MeetingFile, MeetingTask, Member
from sitis.history import CHANGED, CREATED, write_history
from sitis.mail import send_many
from sitis.periods import covers
from sitis.versions import Stale, save_version

State = Meeting.State


def _refuse_approved(meeting_pk: int) -> Meeting:
    """Hold the meeting's row till the end of the transaction. Raises Closed."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting_pk)
    if meeting.state == State.APPROVED:
        raise Closed(
            _(
                "Zápis je schválený. Chcete-li ho opravit, vezměte schválení nejdřív zpět s důvodem."
            ),
            code="approved",
        )
    return meeting


@transaction.atomic
def call_meeting(meeting: Meeting, *, by: Any, measures: Collection[Any] = ()) -> None:
    """Give the meeting its number and invite who is a member on its day. Raises ValidationError."""
    Group.objects.select_for_update().get(pk=meeting.group_id)
    meeting.number = next_number(Meeting, group=meeting.group_id)
    save_version(meeting, by=by)
    meeting.measures.set(measures)
    _attend(meeting, [_as_of_now(member) for member in members_of(meeting)], by)


def members_of(meeting: Meeting) -> Any:
    """Who is a member of the group on the day of the meeting."""
    day = timezone.localdate(meeting.starts_at)
    return Member.objects.filter(group=meeting.group_id).filter(covers(day))


def _as_of_now(member: Member) -> Attendance:
    return Attendance(
        member=member, name=member.name, organisation=member.organisation, side=member.side
    )


def _attend(meeting: Meeting, rows: Collection[Attendance], by: Any) -> None:
    for row in rows:
        row.meeting = meeting
    made = Attendance.objects.bulk_create(rows)
    write_history(Attendance, [row.pk for row in made], CREATED, by=by)


@transaction.atomic
def save_meeting(meeting: Meeting, *, by: Any, measures: Collection[Any] | None = None) -> None:
    """``measures`` None keeps those it speaks of. Raises Closed, ValidationError, Stale."""
    _refuse_approved(meeting.pk)
    save_version(meeting, by=by)
    if measures is not None:
        meeting.measures.set(measures)


@transaction.atomic
def save_point(point: AgendaItem, *, by: Any) -> None:
    """Write a point of the agenda; a new one comes last. Raises Closed, ValidationError, Stale."""
    _refuse_approved(point.meeting_id)
    if point.order is None:
        last = AgendaItem.objects.filter(meeting=point.meeting_id).aggregate(n=Max("order"))["n"]
        point.order = (last or 0) + 1
    save_version(point, by=by)


def save_task(task: MeetingTask, *, by: Any) -> None:
    """A task lives on after the minutes are approved. Raises ValidationError, Stale."""
    save_version(task, by=by)


@transaction.atomic
def save_file(file: MeetingFile, *, by: Any) -> None:
    """Raises Closed, ValidationError, Stale."""
    _refuse_approved(file.meeting_id)
    save_version(file, by=by)


@transaction.atomic
def remove_of_meeting(row: AgendaItem | MeetingFile, *, by: Any) -> None:
    """Take out what was added by mistake; history keeps it. Raises Closed."""
    _refuse_approved(row.meeting_id)
    row._history_user = by
    row.delete()


@transaction.atomic
def record_attendance(
    meeting: Meeting,
    presence: Mapping[int, str],
    guests: Collection[Member],
    *,
    by: Any,
    joined: Mapping[int, str] | None = None,
) -> None:
    """Who came, for all at once.

    ``presence`` speaks of everybody on the list, ``joined`` of members who were not on it and
    ``guests`` are people who are no members. Raises Closed, or Stale if the list is another one.
    """
    _refuse_approved(meeting.pk)
    rows = list(Attendance.objects.filter(meeting=meeting))
    if {row.pk for row in rows} != set(presence):
        raise Stale
    changed = []
    for row in rows:
        if row.presence != presence[row.pk]:
            row.presence, row.version = presence[row.pk], row.version + 1
            changed.append(row)
    Attendance.objects.bulk_update(changed, ["presence", "version"])
    write_history(Attendance, [row.pk for row in changed], CHANGED, by=by)
    came = [_as_of_now(guest) for guest in guests]
    for row in came:
        row.member, row.presence = None, Attendance.Presence.PRESENT
    for member in members_of(meeting).filter(pk__in=joined or ()):
        row = _as_of_now(member)
        row.presence = (joined or {})[member.pk]
        came.append(row)
    _attend(meeting, came, by)


def hold(meeting: Meeting, *, now: datetime, by: Any) -> None:
    """The meeting took place. Raises ValidationError, also when it has yet to begin."""
    if now < meeting.starts_at:
        raise ValidationError(
            _("Setkání ještě nezačalo. Sešli-li jste se dřív, nejdřív opravte jeho začátek.")
        )
    _move(meeting, State.PLANNED, by=by, state=State.HELD)


@transaction.atomic
def cancel(meeting: Meeting, *, by: Any) -> None:
    """A meeting that will not be held goes; history keeps it and its number. Raises ValidationError."""
    found = Meeting.objects.select_for_update().filter(pk=meeting.pk, state=State.PLANNED).first()
    if found is None:
        raise ValidationError(_("Zrušit lze jen setkání, které se ještě nekonalo."))
    found._history_user = by
    found.delete()


def approve_minutes(meeting: Meeting, *, by: Any) -> None:
    """Raises ValidationError when nothing is written."""
    written = meeting.minutes or meeting.agenda.exclude(text="", decision="").exists()
    if not written:
        raise ValidationError(_("Zápis je prázdný. Nejdřív ho napište, pak ho schvalte."))
    _move(meeting, State.HELD, by=by, state=State.APPROVED)


def publish_minutes(meeting: Meeting, *, day: date, by: Any) -> None:
    """From ``day`` all who plan read the minutes. Raises ValidationError."""
    _move(meeting, State.APPROVED, by=by, published=False, published_on=day)


def take_back(meeting: Meeting, *, reason: str, by: Any) -> None:
    """Publication and approval are gone; the minutes can be corrected. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError({"reason": _("Napište, proč se zápis bere zpět.")})
    _move(meeting, State.APPROVED, by=by, reason=reason, state=State.HELD, published_on=None)


@transaction.atomic
def _move(
    meeting: Meeting,
    since: str,
    *,
    by: Any,
    reason: str = "",
    published: bool | None = None,
    **values: Any,
) -> None:
    rows = Meeting.objects.filter(pk=meeting.pk, state=since)
    if published is not None:
        rows = rows.filter(published_on__isnull=not published)
    if not rows.update(version=F("version") + 1, **values):  # check and change in one
        raise ValidationError(_("Setkání už je v jiném stavu. Načtěte stránku znovu."))
    write_history(Meeting, [meeting.pk], CHANGED, by=by, reason=reason)
    meeting.refresh_from_db()


@transaction.atomic
def send_invitations(meeting: Meeting, *, seen: str, now: datetime, by: Any) -> int:
    """An e-mail to each invited member with an address; a job sends them. Returns how many.

    ``seen`` says when the page showed them as sent (ISO 8601, "" for never): a second click sends
    nothing. Raises ValidationError, also when the meeting is over.
    """
    held = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if held.state != State.PLANNED:
        raise ValidationError(_("Setkání se už konalo, pozvánky se neposílají."))
    rows = meeting.attendance.exclude(member=None).exclude(member__email="")
    addresses = set(rows.values_list("member__email", flat=True))
    if not addresses:
        return 0
    if seen != (held.invited_at.isoformat() if held.invited_at else ""):
        raise ValidationError(_("Pozvánky mezitím už odešly. Podruhé jsme nic neposlali."))
    Meeting.objects.filter(pk=meeting.pk).update(invited_at=now)
    write_history(Meeting, [meeting.pk], CHANGED, by=by, reason=_("pozvánky"))
    points = list(meeting.agenda.values_list("title", flat=True))
    letters = [(to, {"meeting": meeting, "points": points}) for to in sorted(addresses)]
    title = _("Pozvánky: %s") % meeting
    send_many("meeting", letters, link=meeting.get_absolute_url(), by=by, title=title)
    return len(letters)
