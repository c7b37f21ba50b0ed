"""Groups and meetings. Personal contacts stay on the pages of those who keep them."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from planning.admin.base import PlanningAdmin
from planning.models import AgendaItem, Attendance, Group, Meeting, MeetingFile, MeetingTask, Member


@admin.register(Group)
class GroupAdmin(PlanningAdmin):
    list_display = [
        *("name", "level", "orp", "district", "kind", "audience", "valid_from", "valid_to"),
    ]
    list_filter = ["level", "kind", "audience", "orp", "district"]
    list_select_related = ["orp", "district"]
    sought = ("name", "orp__name", "district__name", "purpose")


@admin.register(Member)
class MemberAdmin(PlanningAdmin):
    list_display = ["name", "organisation", "side", "post", "group", "valid_from", "valid_to"]
    list_filter = ["side", "post", "group__level", "group__orp"]
    list_select_related = ["group"]
    sought = ("name", "organisation", "group__name")
    exclude = ["email", "phone"]


@admin.register(Meeting)
class MeetingAdmin(PlanningAdmin):
    list_display = [
        *("group", "number", "about", "territory", "starts_at", "place", "state", "published_on"),
    ]
    list_filter = ["state", "about", "group__level", "group__orp", "starts_at"]
    list_select_related = ["group"]
    sought = ("group__name", "territory", "place")
    exclude = ["measures"]


class OfMeetingAdmin(PlanningAdmin):
    list_filter = ["meeting__group__level", "meeting__group__orp"]
    list_select_related = ["meeting__group"]

    @admin.display(description=_("setkání"))
    def of_meeting(self, row: Any) -> str:
        return str(row.meeting)


@admin.register(AgendaItem)
class AgendaItemAdmin(OfMeetingAdmin):
    list_display = ["title", "decision", "votes_for", "votes_against", "abstained", "of_meeting"]
    sought = ("title", "text", "decision")


@admin.register(Attendance)
class AttendanceAdmin(OfMeetingAdmin):
    list_display = ["name", "organisation", "side", "presence", "of_meeting"]
    list_filter = ["side", "presence", *OfMeetingAdmin.list_filter]
    sought = ("name", "organisation")


@admin.register(MeetingTask)
class MeetingTaskAdmin(OfMeetingAdmin):
    list_display = ["what", "who", "until", "state", "of_meeting"]
    list_filter = ["state", *OfMeetingAdmin.list_filter]
    sought = ("what", "who")


@admin.register(MeetingFile)
class MeetingFileAdmin(OfMeetingAdmin):
    list_display = ["title", "is_public", "of_meeting"]
    sought = ("title",)
    exclude = ["file"]
