from django.contrib import admin

from sitis.admin import ReadOnlyAdmin
from sitis.exports import ListExport
from sitis.reminders.models import Reminder


@admin.register(Reminder)
class ReminderAdmin(ListExport, ReadOnlyAdmin):
    """Who was reminded of what, by whom and when."""

    list_display = ["title", "user", "sent_at", "by", "channel", "due_at", "topic"]
    list_filter = ["channel", "sent_at"]
    list_select_related = ["user", "by"]
    search_fields = ["title", "topic", "user__email"]
    date_hierarchy = "sent_at"
