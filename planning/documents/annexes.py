"""What is printed behind a plan: trace of inputs, network and statutory check. Frozen or live."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

import czech_sort
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from planning.checklist import Finding
from planning.checklist.words import ROLES, STATES
from planning.contents import Contents
from planning.lines import CheckLine, ItemLine, TraceLine, YearLine
from planning.models import Fate, FrozenRow, Level, Need, Plan, Priority
from planning.statutory import findings
from planning.tracing import Chain, chains, lower_plans
from planning.tracing.chain import key_of, told_fates
from planning.tracing.inputs import handed_in
from planning.tracing.report import UNDECIDED
from providers.models import NetworkItem, Service
from sitis.joined import joined_once
from sitis.numerals import signed

Table = FrozenRow.Table
MIXED = "mixed"  # years of one need ended in more ways


class Annexes:
    """Each list is read once, in a fixed number of queries; of a frozen plan as it was frozen."""

    def __init__(self, contents: Contents) -> None:
        self.contents, self.plan = contents, contents.plan

    @cached_property
    def check(self) -> list[CheckLine]:
        if self.plan.is_frozen:
            kept = self.contents.frozen_cells(Table.CHECK)
            return [CheckLine.from_json(cells) for cells in kept]
        return check_lines(findings(self.plan))

    @cached_property
    def network(self) -> list[ItemLine]:
        if self.plan.is_frozen:
            kept = self.contents.frozen_cells(Table.NETWORK)
            return [ItemLine.from_json(cells) for cells in kept]
        return network_lines(self.plan)

    @cached_property
    def trace(self) -> list[TraceLine]:
        if self.plan.is_frozen:
            kept = self.contents.frozen_cells(Table.FATE)
            return [TraceLine.from_json(cells) for cells in kept]
        return trace_lines(self.plan)

    @cached_property
    def sent(self) -> list[TraceLine]:
        """The plan's own inputs as the levels above treat them today, also in their drafts."""
        return trace_lines(self.plan, own=True)

    @cached_property
    def told(self) -> list[TraceLine]:
        """The same for who reads an approved plan: what is decided for good."""
        fates = told_fates(self.plan) if self.plan.is_frozen else None
        return trace_lines(self.plan, own=True, fates=fates)


def check_lines(found: list[Finding]) -> list[CheckLine]:
    return [
        CheckLine(
            code=one.item.code,
            law=one.item.law_reference,
            title=one.item.title,
            state=str(STATES[one.state]),
            by=tuple(said.text for said in one.by),
            gaps=tuple(f"{said.text} ({ROLES[said.role]})" for said in one.gaps),
            reason=one.reason,
        )
        for one in found
    ]


def network_lines(plan: Plan) -> list[ItemLine]:
    """Services that the catalogue may name, in the network on the plan's day. One query."""
    rows = NetworkItem.objects.in_force_on(plan.data_day).filter(
        service__in=Service.objects.published().values("pk")
    )
    if plan.level == Level.ORP:
        rows = rows.filter(Q(orp=plan.orp_id) | Q(district=plan.orp.district_id))
    elif plan.level == Level.DISTRICT:
        rows = rows.filter(Q(orp__district=plan.district_id) | Q(district=plan.district_id))
    return [
        ItemLine(
            code=row.service.identifier,
            service=row.service.name,
            provider=row.service.provider.name,
            kind=row.service.kind.name,
            form=row.form.name,
            group=row.target_group.name if row.target_group else "",
            place=row.place_name,
            category=row.category.name,
            unit=row.unit.name,
            amount=row.amount,
        )
        for row in rows.for_table().order_by(
            "service__kind__name", "service__name", "service__identifier", "form__slug", "pk"
        )
    ]


def trace_lines(
    plan: Plan, *, own: bool = False, fates: QuerySet[Fate] | None = None
) -> list[TraceLine]:
    """Of an ORP its own inputs, of a higher level those that came up, by place and code.

    ``fates``: those that may be told; without it all that hold.
    """
    plans: Any = lower_plans(plan)
    if own or plan.level == Level.ORP:
        plans = Plan.objects.filter(pk=plan.pk)
    rows = _inputs(plans)
    ways = chains(rows, fates)
    grouped: dict[tuple[Any, ...], list[Chain]] = defaultdict(list)
    for row in rows:
        way = ways[key_of(row)]
        if not own and row.plan.level == Level.DISTRICT and way.sources:
            continue  # told by the rows of the ORPs that it was made of
        grouped[type(row), row.plan_id, row.code].append(way)
    return [_trace(several) for several in grouped.values()]


def _inputs(plans: QuerySet[Plan]) -> list[Any]:
    of_plans = {"plan__in": plans.values("pk")}
    needs = Need.objects.filter(handed_in(Need.deliverable), **of_plans).for_table()
    priorities = Priority.objects.filter(handed_in(Priority.deliverable), **of_plans)
    rows = [
        *joined_once(needs.order_by("kind__name", "form__name", "code", "year")),
        *priorities.select_related("plan__orp", "plan__district").order_by("number"),
    ]
    order = {plan.pk: _order(plan) for plan in {row.plan_id: row.plan for row in rows}.values()}
    return sorted(rows, key=lambda row: order[row.plan_id])  # stable: needs, then priorities


def _order(plan: Plan) -> Any:
    return plan.level != Level.ORP, czech_sort.key(plan.place_name)


def _trace(several: list[Chain]) -> TraceLine:
    """One input, all years of a need together."""
    row = several[0].row
    is_need = isinstance(row, Need)
    verdicts = [one.final.verdict if one.final else UNDECIDED for one in several]
    rows = [one.row for one in several]
    return TraceLine(
        code=row.code,
        place=row.plan.place_name,
        is_need=is_need,
        title=f"{row.kind}, {row.form}" if is_need else row.title,
        group=str(row.target_group or "") if is_need else row.get_audience_display(),
        unit=row.unit.name if is_need else "",
        where=_joined((str(w) for r in rows for w in (r.municipality, r.place) if w), ", ")
        if is_need
        else "",
        reason=_joined(one.reason for one in rows),
        verdict=verdicts[0] if len(set(verdicts)) == 1 else MIXED,
        verdict_label=_verdict(several),
        okres=_decision([one.okres for one in several]),
        okres_why=_joined(one.okres.reason for one in several if one.okres),
        region=_decision([one.region for one in several]),
        region_why=_joined(one.region.reason for one in several if one.region),
        measures=_once(
            str(one)
            for each in several
            for one in each.measures
            if one.goal.priority.plan.level == Level.REGION
        ),
        items=_once(
            f"{item.service.name}, {item.place_name}" for each in several for item in each.items
        ),
        years=tuple(YearLine(one.year, one.change, one.get_proposal_display()) for one in rows)
        if is_need
        else (),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _joined(texts: Iterable[str], by: str = " ") -> str:
    return by.join(_once(texts))


def _by_year(words: list[tuple[Any, str]]) -> str:
    """Said once where all years say the same, else after the years it holds for."""
    years: dict[str, list[str]] = defaultdict(list)
    for year, text in words:
        years[text].append(str(year))
    if len(years) == 1:
        return words[0][1]
    return "; ".join(f"{', '.join(of)} {text}" for text, of in years.items())


def _year(row: Any) -> Any:
    return row.year if isinstance(row, Need) else ""


def _verdict(several: list[Chain]) -> str:
    return _by_year(
        [
            (
                _year(one.row),
                str(one.final.get_verdict_display() if one.final else _("zatím bez rozhodnutí")),
            )
            for one in several
        ]
    )


def _decision(fates: list[Fate | None]) -> str:
    """ "sloučeno: N3 (2028 +5, 2029 +6 úvazek)"; a measure says its code and name."""
    words: dict[str, list[str]] = defaultdict(list)
    for fate in fates:
        if fate is not None:
            target, verdict = fate.target, fate.get_verdict_display()
            if isinstance(target, Need):
                words[f"{verdict}: {target.code}"].append(f"{target.year} {signed(target.change)}")
            else:
                words[f"{verdict}: {target}" if target else str(verdict)] += []
    return "; ".join(
        f"{text} ({', '.join(values)})" if values else text for text, values in words.items()
    )
