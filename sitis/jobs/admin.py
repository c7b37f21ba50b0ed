from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from sitis.exports import ListExport
from sitis.jobs.models import Job


@admin.register(Job)
class JobAdmin(ListExport, admin.ModelAdmin):
    """To look at only: a job changes by running."""

    list_display = ["__str__", "task", "state", "by", "queued_at", "finished_at", "attempts"]
    list_filter = ["state", "task"]
    list_select_related = ["by"]
    date_hierarchy = "queued_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
