"""What live blocks of one plan are computed from: each part is read once, for all its blocks."""

from collections import defaultdict
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce

from planning.contents import Contents
from planning.facts import ORIGINS, YEARS_OF_FIGURES
from planning.frequency import compared_with, counted
from planning.models import Attendance, Cost, Level, Meeting, Member, Plan, Priority, Theme
from providers.models import NetworkItem, ServiceKind
from sitis.territory.models import Boundary, Orp, Population, TerritorialFigure, touching

#: Meetings are told from so many years before the period of the plan.
YEARS_OF_MEETINGS = 3


class Source:
    """Facts of the plan's territory as of its day. At most one question for each property."""

    def __init__(self, contents: Contents) -> None:
        self.contents = contents
        self.plan: Plan = contents.plan
        self.day = contents.plan.data_day

    @cached_property
    def all_orps(self) -> list[Orp]:
        return list(Orp.objects.select_related("district").order_by("name"))

    @cached_property
    def orps(self) -> list[Orp]:
        """ORPs of the plan's territory."""
        plan = self.plan
        if plan.orp_id:
            return [one for one in self.all_orps if one.pk == plan.orp_id]
        if plan.district_id:
            return [one for one in self.all_orps if one.district_id == plan.district_id]
        return self.all_orps

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Slug of a kind of service → its name."""
        return dict(ServiceKind.objects.values_list("slug", "name"))

    @cached_property
    def priorities(self) -> set[str]:
        """Codes of the plan's priorities."""
        return {row.code for row in Priority.objects.of(self.plan)}

    @cached_property
    def network(self) -> list[NetworkItem]:
        """Items that serve the territory; those of a wider one too."""
        codes = [one.pk for one in self.orps]
        districts = {one.district_id for one in self.orps}
        here = Q(orp__in=codes) | Q(orp=None, district__in=districts)
        rows = NetworkItem.objects.in_force_on(self.day).filter(here | Q(orp=None, district=None))
        order = ("service__kind__name", "form__name", "service__provider__name", "service__name")
        return list(rows.for_table().order_by(*order, "pk"))

    def is_inside(self, item: NetworkItem) -> bool:
        """Serves nothing beyond the territory."""
        if self.plan.level == Level.REGION:
            return True
        if self.plan.level == Level.DISTRICT:
            return bool(item.orp_id or item.district_id)
        return bool(item.orp_id)

    @cached_property
    def population(self) -> dict[Any, dict[tuple[int, int | None], int]]:
        """Day → ages → people, on days that all ORPs of the territory know."""
        codes = [one.pk for one in self.orps]
        rows = (
            Population.objects.filter(orp__in=codes, sex="", day__lte=self.day)
            .order_by()
            .values_list("day", "age_from", "age_to")
            .annotate(people=Sum("count"), orps=Count("orp", distinct=True))
        )
        found: dict[Any, dict[tuple[int, int | None], int]] = defaultdict(dict)
        for day, first, last, people, orps in rows:
            if orps == len(codes):
                found[day][first, last] = people
        return dict(sorted(found.items()))

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], dict[int, Any]]:
        """(Kind, measure, detail) → year → value of the territory, from the best origin."""
        codes = [one.pk for one in self.orps]
        years = {"year__gt": self.day.year - YEARS_OF_FIGURES, "year__lte": self.day.year}
        columns = ("kind", "measure", "detail", "year", "orp", "origin", "value")
        best: dict[Any, tuple[int, Any]] = {}
        rows = TerritorialFigure.objects.filter(orp__in=codes, **years).order_by()
        for *key, origin, value in rows.values_list(*columns):
            rank = ORIGINS.index(origin)
            if tuple(key) not in best or rank < best[tuple(key)][0]:
                best[tuple(key)] = (rank, value)
        found: dict[tuple[str, str, str], dict[int, Any]] = defaultdict(dict)
        for (kind, measure, detail, year, _orp), (_rank, value) in sorted(best.items()):
            years_of = found[kind, measure, detail]
            years_of[year] = years_of.get(year, 0) + value
        return dict(found)

    @cached_property
    def running_costs(self) -> list[tuple[str, str, int, Any]]:
        """Kind of service ("" of none), source, year and crowns of the plan's measures."""
        rows = Cost.objects.of(self.plan).filter(is_investment=False).order_by()
        names = Coalesce("measure__service_kind__name", Value(""))
        groups = rows.values_list(names, "source", "year")
        return list(groups.annotate(sum=Sum("amount")))

    @cached_property
    def meetings(self) -> list[Any]:
        """Held by groups of the territory up to the day; ``came_<side>``: how many. No names."""
        plan = self.plan
        rows = Meeting.objects.held().filter(
            group__level=plan.level,
            group__orp=plan.orp_id,
            group__district=plan.district_id,
            starts_at__date__lte=self.day,
            starts_at__year__gte=plan.cycle.period_from.year - YEARS_OF_MEETINGS,
        )
        present = Q(attendance__presence=Attendance.Presence.PRESENT)
        came = {
            f"came_{side}": Count("attendance", filter=present & Q(attendance__side=side))
            for side in Member.Side.values
        }
        return list(rows.select_related("group").annotate(**came).order_by("starts_at"))

    @cached_property
    def outlines(self) -> dict[str, Any]:
        """ORP → its geometry."""
        rows = Boundary.objects.filter(level=Boundary.Level.ORP)
        return dict(rows.values_list("code", "geometry"))

    @cached_property
    def neighbours(self) -> dict[str, tuple[str, ...]]:
        return touching(self.outlines)

    @cached_property
    def themes(self) -> list[Any]:
        """Themes with their counts: of an ORP its own, counted in the whole region."""
        plan = self.plan
        orps = Orp.objects.all()
        if plan.district_id:
            orps = orps.filter(district=plan.district_id)
        rows = counted(plan.cycle, orps, compared_with(plan.cycle)).filter(orps__gt=0)
        if plan.orp_id:
            own = Q(priorities__plan=plan) | Q(swot_items__plan=plan) | Q(needs__plan=plan)
            rows = rows.filter(pk__in=Theme.objects.filter(own).values("pk"))
        return list(rows.order_by("-orps", "name"))
