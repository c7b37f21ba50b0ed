"""Facts of one plan for the statutory check, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import czech_sort
from django.db.models import (
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from planning.checklist import DatedFact, Evidence, Facts, Finding, Gap, SectionFact, check
from planning.checklist.words import STATES
from planning.lines import CheckLine
from planning.models import (
    Comment,
    Cost,
    Cycle,
    Deliverable,
    Exemption,
    FrozenRow,
    Group,
    HandIn,
    Indicator,
    Level,
    Measure,
    Meeting,
    Member,
    Need,
    Plan,
    Priority,
    ProcedureFact,
    Progress,
    Section,
    Step,
)
from planning.tracing import undecided_count
from providers.models import NetworkItem, NetworkVersion
from sitis.accounts.models import Role, RoleHolding
from sitis.richtext import blocks, word_count
from sitis.territory.models import Orp, TerritorialFigure

#: Figures of the last closed year come during the next one; till then those of the year before do.
CLOSED_YEARS = 2
COST_PLAN = "cost_plan"  # the live block


def findings(plan: Plan) -> list[Finding]:
    """All items of the check for ``plan``; of an approved one as they were when it was approved."""
    now = judge(plan)[1]
    kept = _frozen(plan) if plan.is_frozen else {}
    return [_as_kept(one, kept[one.item.code]) if one.item.code in kept else one for one in now]


def _frozen(plan: Plan) -> dict[str, CheckLine]:
    """Lines of the printed annex by item; only the region's plan has them."""
    rows = FrozenRow.objects.filter(plan=plan, table=FrozenRow.Table.CHECK)
    lines = [CheckLine.from_json(cells) for cells in rows.values_list("cells", flat=True)]
    return {line.code: line for line in lines}


def _as_kept(now: Finding, line: CheckLine) -> Finding:
    """What was printed; where the same is still said, it leads to the same page."""
    pages = {one.text: one for one in now.by}
    return Finding(
        item=now.item,
        state=next(state for state, word in STATES.items() if str(word) == line.state),
        by=tuple(pages.get(text, Evidence(text)) for text in line.by),
        gaps=tuple(Gap(text, role="") for text in line.gaps),
        reason=line.reason,
    )


def judge(plan: Plan) -> tuple[Facts, list[Finding]]:
    """What is known of ``plan`` and what the law says of it."""
    excused = dict(Exemption.objects.filter(plan=plan).values_list("item", "reason"))
    facts = facts_of(plan)
    return facts, check(facts, excused)


def facts_of(plan: Plan) -> Facts:
    """What is known of ``plan`` on the day of its data."""
    network, names = _network(plan)
    earlier = plan.cycle.earlier()
    groups = _groups(plan)
    return Facts(
        level=plan.level,
        kind=plan.kind,
        regime=plan.cycle.regime,
        years=tuple(plan.years),
        sections=_sections(plan),
        undecided=0 if plan.level == Level.ORP else undecided_count(plan),
        **_procedure(plan),
        **_territory(plan),
        **_figures(plan, names),
        **_calendar(plan.cycle),
        **_counts(plan, groups, earlier),
        sides=_sides(groups),
        **_strategy(plan),
        **network,
        **_previous(plan, [cycle.pk for cycle in earlier]),
    )


def _sections(plan: Plan) -> tuple[SectionFact, ...]:
    before = {}
    if plan.derives_from_id:
        rows = Section.objects.filter(plan=plan.derives_from_id).values_list("code", "text")
        before = dict(rows)
    return tuple(
        SectionFact(
            code=row.code,
            title=row.title,
            items=tuple(row.items),
            words=word_count(row.text),
            is_ready=row.is_ready,
            is_changed=plan.derives_from_id is not None and before.get(row.code) != row.text,
            has_table="<table" in row.text
            or any(one.kind == COST_PLAN for one in blocks(row.text)),
        )
        for row in plan.sections.order_by("order")
    )


def _procedure(plan: Plan) -> dict[str, Any]:
    rows = ProcedureFact.objects.filter(plan=plan)
    return {
        "procedure": tuple(
            DatedFact(row.kind, row.day, row.until, bool(row.file or row.url)) for row in rows
        )
    }


def _orps(plan: Plan) -> Any:
    if plan.level == Level.ORP:
        return Orp.objects.filter(pk=plan.orp_id)
    if plan.level == Level.DISTRICT:
        return Orp.objects.filter(district=plan.district_id)
    return Orp.objects.all()


def _territory(plan: Plan) -> dict[str, Any]:
    """ORPs of the plan with what each delivered, in one query."""
    handed = HandIn.objects.handed_in().filter(
        deliverable=Deliverable.NEEDS, plan__cycle=plan.cycle_id, plan__kind=plan.kind
    )
    of_orp = handed.filter(plan__level=Level.ORP, plan__orp=OuterRef("pk"))
    of_district = handed.filter(plan__level=Level.DISTRICT, plan__district=OuterRef("district"))
    held = RoleHolding.objects.held_on(plan.data_day).filter(role=Role.ORP_COORDINATOR)
    rows = list(
        _orps(plan)
        .annotate(
            delivered=Exists(of_orp),
            closed=Exists(of_district),
            coordinated=Exists(held.filter(orp=OuterRef("pk"))),
        )
        .values_list("name", "district__name", "delivered", "closed", "coordinated")
    )
    return {
        "orps": tuple(row[0] for row in rows),
        "orps_with_needs": frozenset(row[0] for row in rows if row[2]),
        "districts": tuple(sorted({row[1] for row in rows}, key=czech_sort.key)),
        "districts_closed": frozenset(row[1] for row in rows if row[3]),
        "coordinated": frozenset(row[0] for row in rows if row[4]),
    }


def _figures(plan: Plan, names: dict[str, str]) -> dict[str, Any]:
    """Of one closed year; ``names`` are those of kinds in the network, by slug."""
    measure = TerritorialFigure.Measure
    now = plan.data_day.year
    rows = TerritorialFigure.objects.filter(
        orp__in=_orps(plan), year__lt=now, year__gte=now - CLOSED_YEARS
    )
    columns = ("measure", "orp__name", "kind", "year")
    known = list(rows.order_by().values_list(*columns).distinct())
    year = _year_told(known)
    orps: dict[str, set[str]] = {one: set() for one in measure.values}
    kinds: dict[str, set[str]] = {one: set() for one in measure.values}
    for what, orp, slug, of_year in known:
        if of_year == year:
            orps[what].add(orp)
            kinds[what].add(names.get(slug, slug))
    return {
        "figures_year": year,
        "orps_with_clients": frozenset(orps[measure.CLIENTS]),
        "orps_with_refused": frozenset(orps[measure.REFUSED]),
        "kinds_with_clients": frozenset(kinds[measure.CLIENTS]),
        "kinds_with_refused": frozenset(kinds[measure.REFUSED]),
        "kinds_with_costs": frozenset(kinds[measure.COSTS]),
        "kinds_with_sources": frozenset(kinds[measure.SOURCE]),
    }


def _year_told(known: list[Any]) -> int | None:
    """The newest year that all ORPs told of that tell of any; else the newest."""
    orps: dict[int, set[str]] = defaultdict(set)
    for _measure, orp, _kind, year in known:
        orps[year].add(orp)
    most = max(map(len, orps.values()), default=0)
    return max((year for year, told in orps.items() if len(told) == most), default=None)


def _calendar(cycle: Cycle) -> dict[str, Any]:
    return {"council_on": cycle.council_on, "assembly_on": cycle.assembly_on}


def _groups(plan: Plan) -> QuerySet[Group]:
    groups = Group.objects.running_on(plan.data_day)
    if plan.level == Level.ORP:
        return groups.filter(orp=plan.orp_id)
    if plan.level == Level.DISTRICT:
        return groups.filter(Q(district=plan.district_id) | Q(orp__district=plan.district_id))
    return groups


def _sides(groups: QuerySet[Group]) -> frozenset[str]:
    members = Member.objects.filter(group__in=groups.values("pk"))
    return frozenset(members.order_by().values_list("side", flat=True))


def _counts(plan: Plan, groups: QuerySet[Group], earlier: list[Cycle]) -> dict[str, int]:
    """Numbers that need no rows, in one query.

    Meetings count from the beginning of the last full cycle: a bridging one is too short to be
    prepared in, and begins when the next plan is already being made.
    """
    full = [cycle for cycle in earlier if not cycle.is_bridging]
    held = Meeting.objects.held().filter(group__in=groups.values("pk"))
    if full:
        held = held.filter(starts_at__date__gte=full[0].period_from)
    comments = Comment.objects.filter(plan=plan)
    needs = Need.objects.none() if plan.level == Level.REGION else Need.objects.of(plan)
    rows = {
        "steps": Step.objects.filter(cycle=plan.cycle_id),
        "meetings": held,
        "comments": comments,
        "unsettled": comments.filter(verdict=""),
        "needs": needs,
    }
    one = Plan.objects.filter(pk=plan.pk).order_by()
    counted = one.values(**{f"n_{name}": _count(found) for name, found in rows.items()}).get()
    return {name.removeprefix("n_"): number for name, number in counted.items()}


def _count(rows: QuerySet) -> Coalesce:
    alone = rows.order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(alone, output_field=IntegerField()), 0)


def _strategy(plan: Plan) -> dict[str, Any]:
    measures = Measure.objects.of(plan).select_related("goal__priority", "continues")
    own = Q(measure=OuterRef("pk"))
    rows = measures.annotate(
        is_measured=Exists(Indicator.objects.filter(own)),
        is_costed=Exists(Cost.objects.filter(own)),
    ).order_by("goal__priority__number", "goal__number", "number")
    listed, derived = list(rows), plan.derives_from_id is not None
    under = list(
        Priority.objects.of(plan)
        .order_by("number", "goals__number")
        .values_list("number", "goals__number", Count("goals__measures"))
    )
    years = Cost.objects.of(plan).order_by().values_list("year", flat=True).distinct()
    return {
        "measures": len(listed),
        "measures_without_indicator": _codes(row for row in listed if not row.is_measured),
        "measures_without_costs": _codes(row for row in listed if not row.is_costed),
        "measures_changed": _codes(row for row in listed if derived and _is_changed(row)),
        "goals_without_measure": tuple(
            f"P{priority}.C{goal}" for priority, goal, count in under if goal and not count
        ),
        "priorities_without_goal": tuple(
            f"P{priority}" for priority, goal, _count in under if goal is None
        ),
        "costed_years": frozenset(years),
    }


#: What makes a measure another one than that of the plan it was taken from.
SAYS = ("title", "description", "kind", "change", "change_year", "responsible")


def _is_changed(row: Measure) -> bool:
    before = row.continues
    return before is None or any(getattr(row, name) != getattr(before, name) for name in SAYS)


def _codes(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(row.code for row in rows)


def _network(plan: Plan) -> tuple[dict[str, Any], dict[str, str]]:
    """The network of the plan's day, and the names of its kinds by slug."""
    items = NetworkItem.objects.in_force_on(plan.data_day).order_by("service__kind__name")
    about = ("network__year", "network__number", "service__kind__slug", "service__kind__name")
    rows = list(items.values_list(*about).annotate(Count("pk")))
    if not rows:
        return {}, {}
    year, number, *_rest = rows[0]
    facts = {
        "network": str(NetworkVersion(year=year, number=number)),
        "network_key": f"{year}/{number}",
        "network_items": sum(row[4] for row in rows),
        "kinds": tuple(row[3] for row in rows),
    }
    return facts, {row[2]: row[3] for row in rows}


def _previous(plan: Plan, earlier: list[int]) -> dict[str, Any]:
    """How the measures of the plan before went."""
    rows = Plan.objects.frozen().filter(
        kind=plan.kind, level=plan.level, orp=plan.orp_id, district=plan.district_id
    )
    if plan.kind == Plan.Kind.ACTION:
        rows = rows.filter(year=(plan.year or 0) - 1)
        before = rows.order_by("-major", "-minor").first()
    else:
        found = rows.filter(cycle__in=earlier).order_by("-major", "-minor")
        before = min(found, key=lambda one: earlier.index(one.cycle_id), default=None)
    if before is None:
        return {}
    told = Progress.objects.filter(measure=OuterRef("pk"))
    measures = Measure.objects.of(before).select_related("goal__priority")
    codes = measures.annotate(is_told=Exists(told)).order_by(
        "goal__priority__number", "goal__number", "number"
    )
    told_of = list(codes)
    return {
        "previous": before.title,
        "previous_key": str(before.pk),
        "previous_measures": len(told_of),
        "previous_without_state": _codes(row for row in told_of if not row.is_told),
    }
