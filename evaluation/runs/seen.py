"""What of a run each person sees. Every page, chart and export asks here, nowhere else.

Who sees services by name (``whole``) gets everything. All others get what ``evaluation.secrecy``
let through when the run was computed, of kinds that were shared, and their own values by name.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from evaluation.indicators import CODES, Indicator, find
from evaluation.models import BenchmarkRun, GroupResult, RunInput, RunKind, RunResult
from evaluation.secrecy import BARS, Decision, Point, bars, may_pair, told, words
from evaluation.statistics import quarter_of, rounded
from providers.models import CardNorm
from providers.models.base import provider_scope
from sitis.accounts.models import Role
from sitis.plots import Mark, Spot

#: Indicators that say something to who does not know the services.
PUBLIC = (
    *("N1", "N2", "N3", "N4", "N7", "P1", "P2", "P4", "P7"),
    *("V1", "V2", "F1", "F2", "F3", "F7"),
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who looks: ``own`` are providers that gave their data, ``kinds`` what may be shown to them.

    ``codes`` are the indicators; None means all.
    """

    whole: bool = False
    own: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    owes: bool = False  # works for a provider that did not hand in
    knows: bool = False  # capacity and clients of other services by name, as a coordinator
    codes: tuple[str, ...] | None = None

    @property
    def counts(self) -> str:
        """What ``n`` of a group is a number of."""
        if self.whole:
            return _("Služeb")
        return _("Jiných poskytovatelů") if self.own else _("Poskytovatelů")

    @property
    def may_see_bars(self) -> bool:
        """Who gave data, unless they know users and man-years of others by name: one is the other's
        bar of P4, and from there costs per user and per man-year lead to the bars of costs."""
        return bool(self.own) and not self.knows


@dataclass(frozen=True, slots=True)
class Seen:
    """Statistics of one indicator in one group, as one audience sees them.

    ``n`` are services where they are seen by name, else providers other than the one who looks: on
    those hangs what may be told. Who gave no data has none of its own among them.
    """

    indicator: Indicator
    cell: str
    kind: str
    n: int
    providers: int
    level: str
    hidden: str
    median: Decimal | None = None
    q1: Decimal | None = None
    q3: Decimal | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    mean: Decimal | None = None
    weighted_mean: Decimal | None = None
    code: str = ""

    def allows(self, level: str) -> bool:
        return Decision(self.level).allows(level)


def audience(run: BenchmarkRun, user: Any) -> Audience:
    """How much of ``run`` the person sees."""
    if BenchmarkRun.objects.whole_for(user).filter(pk=run.pk).exists():
        every = RunInput.objects.of_year(run).order_by().values_list("kind", flat=True)
        return Audience(whole=True, kinds=frozenset(every.distinct()))
    shared = shared_kinds(run)
    mine = provider_scope(user)
    gave = RunInput.objects.contributors(run, list(mine))
    kinds = set(
        RunInput.objects.of_year(run)
        .filter(provider__in=gave, kind__in=shared)
        .order_by()
        .values_list("kind", flat=True)
        .distinct()
    )
    knows = user.holds(Role.ORP_COORDINATOR)
    return Audience(
        own=frozenset(gave),
        kinds=frozenset(shared if knows else kinds),
        owes=bool(set(mine) - gave),
        knows=knows,
    )


def public_audience(run: BenchmarkRun) -> Audience:
    return Audience(kinds=frozenset(shared_kinds(run)), codes=PUBLIC)


def preview_audience(run: BenchmarkRun) -> Audience:
    """What the public would see if every kind of ``run`` were shared; for the office to look at."""
    every = RunInput.objects.of_year(run).order_by().values_list("kind", flat=True)
    return Audience(kinds=frozenset(every.distinct()), codes=PUBLIC)


def shared_kinds(run: BenchmarkRun) -> set[str]:
    if not run.is_frozen:
        return set()
    return set(RunKind.objects.shared().filter(run=run).values_list("kind", flat=True))


def groups(run: BenchmarkRun, who: Audience, **lookup: Any) -> list[Seen]:
    """Statistics of ``run`` for ``who``, in the order of indicators."""
    rows = GroupResult.objects.filter(run=run, kind__in=who.kinds, **lookup)
    if who.codes is not None:
        rows = rows.filter(indicator__in=who.codes)
    found = [_whole(row) if who.whole else _told(row, who) for row in rows]
    return sorted(found, key=lambda one: (one.kind, one.cell, _place(one.code)))


def _place(code: str) -> int:
    return CODES.index(code) if code in CODES else len(CODES)


def _form_of(row: GroupResult) -> str:
    return row.form.split("+")[0] or "several"


def _whole(row: GroupResult) -> Seen:
    return Seen(
        indicator=find(row.indicator, _form_of(row), row.kind),
        cell=row.cell,
        kind=row.kind,
        n=row.n,
        providers=row.providers,
        level=row.level,
        hidden=words(row.hidden),
        median=row.median,
        q1=row.q1,
        q3=row.q3,
        minimum=row.minimum,
        maximum=row.maximum,
        mean=row.mean,
        weighted_mean=row.weighted_mean,
        code=row.indicator,
    )


def _told(row: GroupResult, who: Audience) -> Seen:
    """Rounded, and nothing that ``level`` holds back."""
    found = told(row, row.providers, row.level)
    return Seen(
        indicator=find(row.indicator, _form_of(row), row.kind),
        cell=row.cell,
        kind=row.kind,
        n=found.n if who.own else row.providers,
        providers=row.providers,
        level=row.level,
        hidden=words(row.hidden),
        median=found.median,
        q1=found.q1,
        q3=found.q3,
        code=row.indicator,
    )


def named_results(run: BenchmarkRun, who: Audience, **lookup: Any) -> Any:
    """Results that ``who`` sees by name: all, or those of its own providers.

    How far a service is from a norm says the norm, so that of a confidential one is for the office.
    """
    rows = RunResult.objects.filter(input__run=run, **lookup)
    if not who.whole:
        rows = rows.filter(input__provider__in=who.own).exclude(_from_confidential_norms(run))
    return rows.select_related("input__service__provider")


def _from_confidential_norms(run: BenchmarkRun) -> Q:
    found = Q(pk__in=[])
    for kind, code in confidential_norms(run):
        found |= Q(input__kind=kind, indicator=f"R1.{code}")
    return found


def confidential_norms(run: BenchmarkRun) -> set[tuple[str, str]]:
    """Kinds and indicators whose norm on a card of the region is for the office only."""
    rows = CardNorm.objects.norms_on(run.last_day).filter(is_public=False).exclude(indicator="")
    return set(rows.values_list("template__kind__slug", "indicator"))


def marks(run: BenchmarkRun, who: Audience, group: Seen) -> list[Mark]:
    """Bars of a group: by name for who sees everything, else anonymous beside one's own.

    Nothing where bars are not allowed, and nothing for who gave no data: they see aggregates.
    """
    if not who.whole and not (who.may_see_bars and group.allows(BARS)):
        return []
    rows = RunResult.objects.filter(
        input__run=run, input__year=run.year, input__cell=group.cell, indicator=group.code
    )
    if who.whole:
        rows = rows.filter(counts=True).select_related("input__service").order_by("value", "pk")
        return [Mark(row.input.service.name, row.value, is_own=False) for row in rows]
    rows = rows.filter(is_bar=True).select_related("input__service")
    names = {row.input_id: row.input.service.name for row in rows}
    own = {row.input_id for row in rows if row.input.provider_id in who.own}
    points = [Point(row.input_id, row.input.provider_id, row.value) for row in rows]
    secret, scope = bytes(run.secret), f"{group.cell}|{group.code}"
    drawn = bars(points, own=own, secret=secret, scope=scope)
    named = iter(sorted((rounded(p.value), p.key) for p in points if p.key in own))
    return [
        Mark(names[next(named)[1]] if bar.is_own else bar.label, bar.value, bar.is_own)
        for bar in drawn
    ]


def spots(run: BenchmarkRun, who: Audience, across: Seen, upward: Seen) -> list[Spot]:
    """Services of a group by two indicators; others than one's own have no name."""
    if not who.whole and not (who.may_see_bars and across.allows(BARS) and upward.allows(BARS)):
        return []
    rows = RunResult.objects.filter(
        input__run=run, input__year=run.year, input__cell=across.cell,
        indicator__in=[across.code, upward.code],
    ).select_related("input__service")  # fmt: skip
    rows = rows.filter(counts=True) if who.whole else rows.filter(is_bar=True)
    pairs: dict[int, dict[str, RunResult]] = {}
    for row in rows:
        pairs.setdefault(row.input_id, {})[row.indicator] = row
    if not who.whole:
        providers = {row.input_id: row.input.provider_id for row in rows}
        first, second = (
            [key for key, pair in pairs.items() if one.code in pair] for one in (across, upward)
        )
        if not may_pair(first, second, providers):
            return []
    found = []
    for pair in pairs.values():
        if len(pair) == 2:
            x, y = pair[across.code], pair[upward.code]
            is_own = x.input.provider_id in who.own
            name = x.input.service.name if is_own else ""
            exact = (x.value, y.value) if who.whole else (rounded(x.value), rounded(y.value))
            found.append(Spot(*exact, name, x.input.service.name if who.whole else ""))
    return sorted(found, key=lambda one: (one.x, one.y))


@dataclass
class OwnResult:
    """One indicator of one service beside its group, and where it stands as far as one may know."""

    row: RunResult
    indicator: Indicator
    group: Seen | None
    standing: str = ""
    deviation: Decimal | None = None
    flag: str = ""
    rank: Decimal | None = None
    quarter: int | None = None
    norm: Decimal | None = None
    answers: list[Any] = field(default_factory=list)

    @property
    def may_answer(self) -> bool:
        last = self.answers[-1] if self.answers else None
        return bool(self.flag not in ("", "usual") and (last is None or last.state == "again"))


def stand(row: RunResult, group: Seen | None, *, whole: bool) -> OwnResult:
    """Rank and flag follow from numbers that others gave: they are told only with those numbers."""
    found = OwnResult(row, find(row.indicator, row.input.form, row.input.kind), group)
    if group is None or row.value is None or group.median is None:
        return found
    if group.median:
        found.deviation = (row.value - group.median) / abs(group.median) * 100
    if group.q1 is not None and group.q3 is not None:
        found.quarter = quarter_of(row.value, group.q1, group.median, group.q3)
        found.flag = row.flag
    if whole or group.allows(BARS):
        found.rank = row.rank
    found.standing = "above" if row.value > group.median else "below"
    if row.value == group.median:
        found.standing = "equal"
    return found
