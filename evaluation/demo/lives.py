"""When reports of a finished collection were handed in, returned and approved; what went wrong with some."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from evaluation.demo.times import Collection
from evaluation.models import Report
from sitis.workdays import deadline, working_day_on_or_after, working_day_on_or_before

Move, State = Report.Move, Report.State

#: Mistakes that a person makes, and what the office says when it sees them in time.
SLIPS = {
    "energy": "Náklady na energie jsou desetkrát vyšší než loni. Zkontrolujte prosím desetinnou čárku.",
    "hours": "Hodiny přímé péče přesahují pracovní dobu. Nejsou to minuty?",
    "people": "Počet uživatelů neodpovídá kapacitě služby. Uveďte každého člověka jen jednou.",
    "beds": "Obsazených lůžkodnů je příliš málo. Uveďte prosím součet za celý rok, ne za měsíc.",
}
WHY_LATER = (
    "Nemoc účetní, podklady budou o týden později.",
    "Přechod na nový účetní program.",
    "Čeká se na potvrzení auditora.",
)
WHY_CANCELLED = "Služba v roce přešla na jiného poskytovatele, vykáže ji nástupce."
LATE, RETURNED, WRONG = 0.045, 0.06, 0.016


@dataclass(slots=True)
class Step:
    kind: str
    moment: datetime
    by_office: bool = False
    note: str = ""


@dataclass(slots=True)
class Life:
    """What became of one report; ``first_slips`` were in its first version only."""

    state: str
    steps: list[Step] = field(default_factory=list)
    slips: frozenset[str] = frozenset()
    first_slips: frozenset[str] = frozenset()
    extended_to: datetime | None = None
    extension_reason: str = ""
    cancel_reason: str = ""

    def moment(self, kind: str, at: int = -1) -> datetime | None:
        found = [step.moment for step in self.steps if step.kind == kind]
        return found[at] if found else None


def life_of(about: Collection, chance: Random, slips: Sequence[str]) -> Life:
    """``slips`` are mistakes that this service can make."""
    draw = chance.random()
    found = Life(State.APPROVED)
    closes = about.closes_at
    handed = _within(about.opens_at.date(), closes.date(), chance)
    if draw < LATE:
        handed = _clock(closes.date() + timedelta(days=chance.randint(1, 12)), chance)
        found.extended_to = deadline(
            working_day_on_or_after(closes.date() + timedelta(days=14)), closes.timetz()
        )
        found.extension_reason = chance.choice(WHY_LATER)
    found.steps.append(Step(Move.HAND_IN, handed))
    slip = chance.choice(slips) if slips else ""
    if LATE <= draw < LATE + RETURNED and slip:
        found.first_slips = frozenset([slip])
        back = _clock(max(handed, closes).date() + timedelta(days=chance.randint(3, 12)), chance)
        found.steps.append(Step(Move.RETURN, back, by_office=True, note=SLIPS[slip]))
        handed = _clock(back.date() + timedelta(days=chance.randint(2, 6)), chance)
        found.steps.append(Step(Move.HAND_IN, handed))
    elif LATE + RETURNED <= draw < LATE + RETURNED + WRONG and slip:
        found.slips = frozenset([slip])
    approved = _clock(max(handed, closes).date() + timedelta(days=chance.randint(4, 30)), chance)
    found.steps.append(Step(Move.APPROVE, approved, by_office=True))
    return found


def unfinished(about: Collection, chance: Random, what: str) -> Life:
    """One that never came in: begun and left, returned and left, or cancelled."""
    if what == State.IN_WORK:
        return Life(State.IN_WORK)
    if what == State.CANCELLED:
        at = _clock(about.closes_at.date() + timedelta(days=3), chance)
        step = Step(Move.CANCEL, at, by_office=True, note=WHY_CANCELLED)
        return Life(State.CANCELLED, [step], cancel_reason=WHY_CANCELLED)
    found = Life(State.RETURNED, slips=frozenset(["people"]))
    handed = _within(about.opens_at.date(), about.closes_at.date(), chance)
    back = _clock(about.closes_at.date() + timedelta(days=8), chance)
    found.steps.append(Step(Move.HAND_IN, handed))
    found.steps.append(Step(Move.RETURN, back, by_office=True, note=SLIPS["people"]))
    return found


def until_of(step: Step) -> datetime:
    """By when a returned report was to come back."""
    day = working_day_on_or_after(step.moment.date() + timedelta(days=7))
    return deadline(day, time(16))


def _within(first: date, last: date, chance: Random) -> datetime:
    """Most come in the last days."""
    days = (last - first).days
    ahead = round(days * min(chance.random(), chance.random()) ** 1.4)
    day = working_day_on_or_before(last - timedelta(days=ahead))
    return _clock(max(day, first), chance, latest=15)


def _clock(day: date, chance: Random, latest: int = 17) -> datetime:
    hour, minute = chance.randint(8, latest - 1), chance.randint(0, 59)
    return deadline(working_day_on_or_after(day) if latest > 15 else day, time(hour, minute))
