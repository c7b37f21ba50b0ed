"""The usual calendar of a planning cycle, counted back from the council and the assembly.

Plain values: a step is anything with a code, a title, an order, a term and what it is counted from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sitis.fixtures import FIXTURES, read_table
from sitis.workdays import (
    PRAGUE,
    deadline,
    minus_days_to_working_day,
    minus_working_days,
    plus_working_days,
    working_day_on_or_before,
)

#: The hour at which a day of the usual calendar ends.
CLOSES_AT = time(16, 0)
COUNCIL, ASSEMBLY = "council", "assembly"
#: Until the days are known: the assembly sits as late as it can, the council so long before it.
COUNCIL_AHEAD = timedelta(days=21)
#: An announced discussion is held this many days later at the soonest (Decree § 39b(2)).
ANNOUNCED_AHEAD = timedelta(days=15)

#: A step -> steps that must be over before it.
FOLLOWS: dict[str, tuple[str, ...]] = {
    "district_needs": ("needs",),
    "district_text": ("district_needs",),
    "draft": ("needs", "priorities", "analyses", "district_needs", "resources_outlook"),
    "ministry_draft": ("draft",),
    "hearing_announced": ("draft",),
    "hearing_held": ("hearing_announced",),
    "draft_published": ("draft",),
    "comments_end": ("draft_published", "hearing_held"),
    "settlement": ("comments_end",),
    "council_papers": ("settlement", "statutory_check"),
    "council": ("council_papers",),
    "assembly_papers": ("council",),
    "assembly": ("assembly_papers",),
    "publication": ("assembly",),
    "fate": ("assembly",),
}


@dataclass(frozen=True, slots=True)
class Usual:
    """One step of the usual calendar."""

    code: str
    title: str
    level: str
    deliverable: str
    rule: str  # fixed, before_council, before_assembly, after_assembly
    amount: int
    counts_working_days: bool
    day: int
    month: int
    year: int  # against the first year of the plans: -1 is the year before
    role: str
    note: str
    order: int

    @property
    def anchor(self) -> str:
        return self.rule.removeprefix("before_") if self.rule.startswith("before_") else ""


@dataclass(frozen=True, slots=True)
class Days:
    """Days that terms are counted from."""

    council: date
    assembly: date

    def of(self, anchor: str) -> date:
        return self.council if anchor == COUNCIL else self.assembly


@cache
def usual_steps(regime: str, plan_kind: str = "medium_term") -> tuple[Usual, ...]:
    """The calendar that comes with the project, for plans of ``regime``."""
    return tuple(
        Usual(
            code=row["code"],
            title=row["title"],
            level=row["level"],
            deliverable=row["deliverable"],
            rule=row["rule"],
            amount=int(row["amount"] or 0),
            counts_working_days=row["unit"] == "working",
            day=int(row["day"] or 0),
            month=int(row["month"] or 0),
            year=int(row["year"] or 0),
            role=row["role"],
            note=row["note"],
            order=int(row["position"]),
        )
        for row in read_table(FIXTURES / "planning" / "calendar.csv")
        if row["plan_kind"] == plan_kind and regime in row["regimes"].split(";")
    )


def days_or_latest(period_from: date, council: date | None, assembly: date | None) -> Days:
    """The days given; for one not known yet, the latest on which it could still be."""
    assembly = assembly or working_day_on_or_before(period_from - timedelta(days=1))
    return Days(council or working_day_on_or_before(assembly - COUNCIL_AHEAD), assembly)


def latest_day(anchor_day: date, days_before: int, counts_working_days: bool) -> date:
    """The last day on which a step can be done; nought days before means the very day."""
    if days_before == 0:
        return anchor_day
    if counts_working_days:
        return minus_working_days(anchor_day, days_before)
    return minus_days_to_working_day(anchor_day, days_before)


def usual_day(step: Usual, first_year: int, days: Days) -> date:
    """The day of ``step`` for plans that begin in ``first_year``."""
    if step.rule == "fixed":
        return working_day_on_or_before(date(first_year + step.year, step.month, step.day))
    if step.anchor:
        return latest_day(days.of(step.anchor), step.amount, step.counts_working_days)
    if step.counts_working_days:
        return plus_working_days(days.assembly, step.amount)
    return days.assembly + timedelta(days=step.amount)


def usual_term(step: Usual, first_year: int, days: Days) -> datetime:
    return deadline(usual_day(step, first_year, days), CLOSES_AT)


def latest_of(step: Any, days: Days) -> date | None:
    """The latest day of a step that is counted from an anchor; None for others."""
    if not step.anchor:
        return None
    return latest_day(days.of(step.anchor), step.days_before, step.counts_working_days)


def misfits(steps: Sequence[Any], days: Days, today: date) -> dict[str, list[str]]:
    """Code of each step that no longer fits -> why, in sentences. What is done fits."""
    by_code = {step.code: step for step in steps}
    found = {}
    for step in steps:
        if step.done_on is None and (why := list(_why(step, by_code, days, today))):
            found[step.code] = why
    return found


def _why(step: Any, by_code: dict[str, Any], days: Days, today: date) -> Iterable[str]:
    latest, term = latest_of(step, days), _day(step)
    if latest is not None:
        if term > latest:
            yield _("Termín je až po nejzazším dni %(latest)s (%(rule)s).") % {
                "latest": date_format(latest),
                "rule": rule_words(step, days),
            }
        if latest < today:
            yield _(
                "Nejzazší den %(latest)s už minul. Posuňte jednání rady nebo zastupitelstva."
            ) % {"latest": date_format(latest)}
    for code in FOLLOWS.get(step.code, ()):
        before = by_code.get(code)
        if before is None or before.done_on is not None:
            continue
        if before.due_at > step.due_at:
            yield _("Krok „%(title)s“, který má předcházet, má termín až %(day)s.") % {
                "title": before.title,
                "day": date_format(_day(before)),
            }
        elif latest is not None and latest < _day(before):
            yield _("Nejzazší den %(latest)s je dřív než předchozí krok „%(title)s“.") % {
                "latest": date_format(latest),
                "title": before.title,
            }
    announced = by_code.get("hearing_announced") if step.code == "hearing_held" else None
    if announced is not None and term - (announced.done_on or _day(announced)) < ANNOUNCED_AHEAD:
        yield _("Od oznámení k projednání má být nejméně 15 dnů (§ 39b odst. 2 vyhlášky).")


def _day(step: Any) -> date:
    return step.due_at.astimezone(PRAGUE).date()


def rule_words(step: Any, days: Days) -> str:
    """How the latest day of an anchored step is counted, "15 pracovních dnů před radou 7. 9. 2027"."""
    day = date_format(days.of(step.anchor))
    place = _("radou kraje") if step.anchor == COUNCIL else _("zastupitelstvem kraje")
    if not step.days_before:
        place = _("jednání rady kraje") if step.anchor == COUNCIL else _("jednání zastupitelstva")
        return f"{place} {day}"
    if step.counts_working_days:
        count = ngettext("%d pracovní den", "%d pracovních dnů", step.days_before)
    else:
        count = ngettext("%d den", "%d dnů", step.days_before)
    return _("%(count)s před %(place)s %(day)s") % {
        "count": count % step.days_before,
        "place": place,
        "day": day,
    }
