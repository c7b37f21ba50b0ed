"""Everything the register, the network, cards and earlier reports know of some services on a day."""

from calendar import isleap
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q

from evaluation.models import Cell, Occasion, Report, Term
from providers.models import (
    Capacity,
    CardNorm,
    Contact,
    Facility,
    NetworkItem,
    OpeningHours,
    Reach,
    Service,
    ServiceAgeGroup,
    ServiceCard,
    ServiceForm,
    ServiceTargetGroup,
)
from sitis.periods import covers

#: Where a collection takes everything over from, within one year.
COPIES_FROM = {Occasion.ADJUSTED: Occasion.PLANNED, Occasion.ACTUAL_2: Occasion.ACTUAL_1}
#: Which collections are compared with each other over the years.
FAMILIES = (
    {Occasion.PLANNED, Occasion.ADJUSTED},
    {Occasion.HALF_YEAR},
    {Occasion.ACTUAL_1, Occasion.ACTUAL_2},
)


def family(occasion: str) -> set[str]:
    return {str(one) for one in next(found for found in FAMILIES if occasion in found)}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A delivered report of the same service with its values by code."""

    title: str
    cells: dict[str, Cell]


class Known:
    """Read at once for all ``services``: as many queries for one as for four hundred."""

    def __init__(self, term: Term, services: Collection[Service]) -> None:
        self.term, self.day = term, term.data_day
        self.first, self.last = date(term.year, 1, 1), date(term.year, 12, 31)
        self._pks = [service.pk for service in services]
        held = covers(self.day)
        self.forms = self._by(ServiceForm.objects.filter(held).select_related("form"))
        self.capacities = self._by(
            Capacity.objects.filter(held).select_related("form", "unit").order_by("pk")
        )
        self.hours = self._by(
            OpeningHours.objects.filter(held, purpose=OpeningHours.Purpose.OPEN).select_related(
                "form"
            )
        )
        self.places = self._by(
            Facility.objects.open_on(self.day).select_related("municipality").order_by("name", "pk")
        )
        self.groups = self._by(ServiceTargetGroup.objects.select_related("target_group"))
        self.ages = self._by(ServiceAgeGroup.objects.select_related("age_group"))
        self.reach = self._by(
            Reach.objects.filter(held).select_related("municipality", "orp", "district")
        )
        self.contacts = self._by(Contact.objects.order_by("pk"))
        self.items = self._by(
            NetworkItem.objects.in_force_on(self.day).select_related(
                "form", "unit", "category", "target_group", "orp", "district"
            )
        )
        self.cards = self._by(
            ServiceCard.objects.confirmed_on(self.day).select_related("card__template")
        )
        self.norms = self._norms()
        self.copied, self.earlier = self._reports()

    def _by(self, rows: Any) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for row in rows.filter(service__in=self._pks):
            found[row.service_id].append(row)
        return found

    def _norms(self) -> dict[tuple[int, str], list[CardNorm]]:
        """By kind of service and indicator; what is not public is no provider's to read."""
        found: dict[tuple[int, str], list[CardNorm]] = defaultdict(list)
        rows = CardNorm.objects.norms_on(self.day).public().exclude(indicator="")
        for row in rows.select_related("template__form"):
            found[row.template.kind_id, row.indicator].append(row)
        return found

    def _reports(self) -> tuple[dict[int, Earlier], dict[int, Earlier]]:
        """What is copied whole, and the last delivered report of any collection before this one."""
        term = self.term
        rows = Report.objects.delivered().filter(service__in=self._pks).exclude(term=term.pk)
        before = Q(term__year__lt=term.year) | Q(
            term__year=term.year, term__closes_at__lt=term.closes_at
        )
        newest: dict[int, Report] = {}
        copied: dict[int, Report] = {}
        whole = COPIES_FROM.get(Occasion(term.occasion))
        for row in rows.filter(before).select_related("term").order_by("term__closes_at"):
            newest[row.service_id] = row
            if row.term.year == term.year and row.term.occasion == whole:
                copied[row.service_id] = row
        wanted = {row.pk: row for row in (*newest.values(), *copied.values())}
        cells: dict[int, dict[str, Cell]] = {pk: {} for pk in wanted}
        for cell in Cell.objects.filter(report__in=wanted).iterator(chunk_size=5000):
            cells[cell.report_id][cell.code] = cell

        def read(found: dict[int, Report]) -> dict[int, Earlier]:
            return {
                service: Earlier(row.term.title, cells[row.pk]) for service, row in found.items()
            }

        return read(copied), read(newest)

    def form_slugs(self, service: Service) -> list[str]:
        return sorted({row.form.slug for row in self.forms.get(service.pk, ())})

    def units(self, service: Service, unit: str, forms: Collection[str]) -> Decimal | None:
        """Units of the service in the network in one of ``forms``."""
        amounts = [
            item.amount
            for item in self.items.get(service.pk, ())
            if item.unit.slug == unit and item.form.slug in forms
        ]
        return sum(amounts, Decimal(0)) if amounts else None

    def months(self, service: Service) -> int:
        """Months of the year in which the service was provided on at least one day."""
        first = max(self.first, service.provided_from)
        last = min(self.last, service.provided_to or self.last)
        return max(0, last.month - first.month + 1) if first <= last else 0

    def is_continuous(self, service: Service, form: str) -> bool:
        rows = self.forms.get(service.pk, ())
        return any(row.is_continuous for row in rows if row.form.slug == form)

    def week(self, service: Service, form: str) -> Decimal | None:
        """Hours of operation in a week; None where the register does not know them."""
        if self.is_continuous(service, form):
            return Decimal(168)
        minutes = 0
        rows = [row for row in self.hours.get(service.pk, ()) if row.form.slug == form]
        for row in rows:
            opens = row.opens.hour * 60 + row.opens.minute
            minutes += (row.closes.hour * 60 + row.closes.minute or 24 * 60) - opens
        return round(Decimal(minutes) / 60, 1) if rows else None

    def days(self, service: Service, form: str) -> Decimal | None:
        """Days of the year on which the form is open by its weekly hours."""
        if self.is_continuous(service, form):
            return Decimal((self.last - self.first).days + 1)
        rows = self.hours.get(service.pk, ())
        weekdays = frozenset(row.weekday for row in rows if row.form.slug == form)
        return _open_days(self.term.year, weekdays) if weekdays else None


@lru_cache(maxsize=512)
def _open_days(year: int, weekdays: frozenset[int]) -> Decimal:
    first, length = date(year, 1, 1), 366 if isleap(year) else 365
    days = (first + timedelta(days=step) for step in range(length))
    return Decimal(sum(day.isoweekday() in weekdays for day in days))
