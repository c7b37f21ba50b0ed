"""Narrowing of lists in ``/sprava/``."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from providers.models.service import Status
from sitis.periods import covers
from sitis.territory.models import Orp


class StatusFilter(admin.SimpleListFilter):
    title = _("stav dnes")
    parameter_name = "stav"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(str(status.value), str(status.label)) for status in Status]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        if self.value() in Status.values:
            return queryset.in_status_on(localdate(), self.value())
        return queryset


class OrpFilter(admin.SimpleListFilter):
    """Services with a place in the ORP, or reaching it."""

    title = _("ORP")
    parameter_name = "orp"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return Orp.objects.values_list("code", "name")

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        return queryset.in_orps([self.value()]) if self.value() else queryset


class ValidFilter(admin.SimpleListFilter):
    """Rows that hold today, by their own first and last day."""

    title = _("platí dnes")
    parameter_name = "plati"
    start, end = "valid_from", "valid_to"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("1", _("Ano")), ("0", _("Ne"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        today = covers(localdate(), self.start, self.end)
        if self.value() == "1":
            return queryset.filter(today)
        if self.value() == "0":
            return queryset.exclude(today)
        return queryset


class OpenFilter(ValidFilter):
    start, end = "provided_from", "provided_to"
