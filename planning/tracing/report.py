"""What became of what a plan sent up, as plain values: the same for the page and the document."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from planning.models import Fate, Level, Measure, Need, Plan, Priority
from planning.tracing.chain import Chain, chains, current_fates, key_of
from planning.tracing.inputs import handed_in
from planning.tracing.panel import plan_of, said

UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Decision:
    """What one level decided, and its own value where the input led to a row."""

    place: str
    verdict: str
    verdict_label: str
    reason: str
    value: str = ""
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FateRow:
    """One input. ``verdict`` is the last one of its way, or "undecided"."""

    kind: str  # "need" or "priority"
    pk: int
    code: str
    title: str
    year: int | None
    value: str
    change: Decimal | None
    verdict: str
    verdict_label: str
    okres: Decision | None
    region: Decision | None
    measures: tuple[tuple[str, int], ...]  # of the region: words and key
    items: tuple[tuple[str, int], ...]


def fate_of(plan: Plan, fates: object = None) -> list[FateRow]:
    """Every handed-in need and priority of ``plan`` with its fate, in a fixed number of queries.

    ``fates``: those that may be shown; without it all that hold.
    """
    needs = Need.objects.filter(handed_in(Need.deliverable), plan=plan).for_table()
    priorities = Priority.objects.filter(handed_in(Priority.deliverable), plan=plan)
    rows = [
        *needs.order_by("kind__name", "form__name", "code", "year"),
        *priorities.select_related("plan__orp", "plan__district").order_by("number"),
    ]
    ways = chains(rows, current_fates() if fates is None else fates)
    return [_row(ways[key_of(row)]) for row in rows]


def counts_of(rows: Iterable[FateRow]) -> dict[str, int]:
    """How many inputs ended how; every verdict is named, also with zero."""
    found = Counter(row.verdict for row in rows)
    return {verdict: found[verdict] for verdict in (*Fate.Verdict.values, UNDECIDED)}


def _row(way: Chain) -> FateRow:
    row, final = way.row, way.final
    is_need = isinstance(row, Need)
    return FateRow(
        kind="need" if is_need else "priority",
        pk=row.pk,
        code=row.code,
        title=f"{row.kind}, {row.form}" if is_need else row.title,
        year=row.year if is_need else None,
        value=said(row) if is_need else "",
        change=row.change if is_need else None,
        verdict=final.verdict if final else UNDECIDED,
        verdict_label=final.get_verdict_display() if final else "",
        okres=_decision(way.okres),
        region=_decision(way.region),
        measures=tuple(
            (str(one), one.pk) for one in way.measures if plan_of(one).level == Level.REGION
        ),
        items=tuple((f"{item.service.name}, {item.place_name}", item.pk) for item in way.items),
    )


def _decision(fate: Fate | None) -> Decision | None:
    if fate is None:
        return None
    target = fate.target
    return Decision(
        place=fate.plan.place_name,
        verdict=fate.verdict,
        verdict_label=fate.get_verdict_display(),
        reason=fate.reason,
        value=said(target) if target else "",
        change=target.change if isinstance(target, Need | Measure) else None,
    )
