"""Which cycles run on a day, and where the demo lays their calendars. Pure.

Facts of the law: plans under the former Act are for three years, those of 2024–2026 the last; a plan
that bridges ends on 31. 12. 2027; from 2028 plans are for five years under the new Act.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planning.calendar import CLOSES_AT, Usual, usual_day, usual_steps
from planning.calendar import Days as Sittings
from sitis.workdays import deadline, working_day_on_or_after, working_day_on_or_before

OLD, NEW = "2014", "2026"
LAST_OF_OLD, BRIDGE, FIRST_OF_NEW = 2026, 2027, 2028
OLD_YEARS, NEW_YEARS = 3, 5
#: Work on the bridging plan begins on this day of the year before it.
BRIDGE_BEGINS = (2, 2)
#: Days from the day of the demo to the term of a step, for the cycle in work.
LAID = {
    "ministry_start": -210,
    "start_notice": -190,
    "data_package": -110,
    "groups_ready": -80,
    "swot_done": -30,
    "needs": -9,
    "analyses": 5,
    "priorities": 16,
    "district_needs": 30,
    "district_text": 44,
    "orp_text": 58,
    "resources_outlook": 58,
}
#: The council cannot sit sooner than so many days after the day of the demo.
COUNCIL_AHEAD = 170
ASSEMBLY_AFTER = 21


@dataclass(frozen=True, slots=True)
class Period:
    first: int
    last: int

    @property
    def regime(self) -> str:
        return NEW if self.first >= FIRST_OF_NEW else OLD

    @property
    def is_bridging(self) -> bool:
        return self.first == BRIDGE

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def label(self) -> str:
        return f"{self.first}–{self.last}" if self.last > self.first else str(self.first)


@dataclass(frozen=True, slots=True)
class Cycles:
    """Cycles that the demo shows on a day; ``earlier`` is what ``finished`` evaluates."""

    earlier: Period
    finished: Period
    bridge: Period | None
    in_work: Period


def period_of(year: int) -> Period:
    """The period whose plans hold in ``year``."""
    if year == BRIDGE:
        return Period(BRIDGE, BRIDGE)
    length, first = (
        (NEW_YEARS, FIRST_OF_NEW)
        if year >= FIRST_OF_NEW
        else (OLD_YEARS, LAST_OF_OLD - OLD_YEARS + 1)
    )
    first += (year - first) // length * length
    return Period(first, first + length - 1)


def cycles_on(day: date) -> Cycles:
    """In 2027 the finished cycle is still the one before the bridge, which has no local plans."""
    running = period_of(day.year)
    finished = period_of(running.first - 1) if running.is_bridging else running
    after = period_of(finished.last + 1)
    bridge = after if after.is_bridging else None
    return Cycles(
        earlier=period_of(finished.first - 1),
        finished=finished,
        bridge=bridge,
        in_work=period_of(bridge.last + 1) if bridge else after,
    )


def sittings(period: Period) -> Sittings:
    """When the council and the assembly approved the plans of ``period``: the autumn before it.

    The bridging plan is approved a month sooner, so that its action plan can follow it.
    """
    month = 8 if period.is_bridging else 10
    council = working_day_on_or_after(date(period.first - 1, month, 25 if month == 8 else 5))
    assembly = working_day_on_or_after(council + timedelta(days=ASSEMBLY_AFTER))
    return Sittings(council, assembly)


def data_day_of(period: Period, days: Sittings) -> date:
    """The day of a plan's data: the end of September, or sooner where the council sits sooner."""
    return min(date(period.first - 1, 9, 30), days.council - timedelta(days=5))


def sittings_ahead(period: Period, day: date) -> Sittings:
    """As usual, or as soon as the work can be done when that is too late already."""
    usual = sittings(period)
    council = max(usual.council, working_day_on_or_after(day + timedelta(days=COUNCIL_AHEAD)))
    assembly = working_day_on_or_after(council + timedelta(days=ASSEMBLY_AFTER))
    return usual if council == usual.council else Sittings(council, assembly)


def term(step: Usual, period: Period, days: Sittings, day: date) -> datetime:
    """The term of a step of the cycle in work: always some just over and some just to come."""
    if step.code not in LAID:
        return deadline(usual_day(step, period.first, days), CLOSES_AT)
    laid = working_day_on_or_before(day + timedelta(days=LAID[step.code]))
    if LAID[step.code] < LAID["needs"]:  # what is over was over in its own time, if that is past
        laid = min(laid, usual_day(step, period.first, days))
    return deadline(laid, CLOSES_AT)


def terms(period: Period, days: Sittings, day: date) -> dict[str, datetime]:
    """Code of a step -> its term, for the cycle in work."""
    return {step.code: term(step, period, days, day) for step in usual_steps(period.regime)}


def amended_on(period: Period, approved: date, network_from: date, day: date) -> date:
    """The day of the assembly that amended the plan: in its second year, but before ``day``."""
    usual = max(date(period.first + 1, 6, 19), network_from + timedelta(days=30))
    return max(min(usual, day - timedelta(days=4)), approved + timedelta(days=1))


def morning(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return deadline(day, time(hour, minute))
