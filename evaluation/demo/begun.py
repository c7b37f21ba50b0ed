"""The collection of the day: opened and prefilled as any other, in every state that a report can be."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from evaluation.actions.moves import lock
from evaluation.actions.saving import write_cells
from evaluation.actions.terms import add_reports, open_term, save_term
from evaluation.checking import cells_of
from evaluation.demo.finished import Bands, KnownThen, begun, slips_of, units
from evaluation.demo.invent import About, Value, Values, checked, invented
from evaluation.demo.letters import set_letters
from evaluation.demo.lives import SLIPS, WHY_LATER, Life, Step
from evaluation.demo.money import TAX
from evaluation.demo.world import World, meet, services_on
from evaluation.demo.writing import Draft, describe, named, remember, settle
from evaluation.layout import sheet_of
from evaluation.models import Cell, Occasion, Report, Source, Term
from evaluation.prefill import Given
from evaluation.prefill.known import Earlier
from sitis.accounts.models import User
from sitis.history import CHANGED, write_history
from sitis.versions import save_version
from sitis.workdays import deadline, working_day_on_or_after, working_day_on_or_before

Move, State = Report.Move, Report.State
#: Of a hundred reports of others so many are in each state; the rest nobody has begun.
STATES = ((State.APPROVED, 16), (State.HANDED_IN, 22), (State.RETURNED, 3), (State.IN_WORK, 22))
#: The reports of the people who may be signed in, one after another.
OWN = (State.LOCKED, State.RETURNED, State.IN_WORK, State.TO_ENTER, State.HANDED_IN, State.APPROVED)
NOTE = (
    "Zkontrolujte částky proti daňovému přiznání a opravte jen to, co se změnilo. "
    "Nově výkaz podepisuje statutární zástupce; co jste předali dřív, platí bez podpisu."
)
WORKED_ON = "ABCF"  # sections that those in work have gone through
EXTENDED = 3
WRONG = 0.06  # of those that came in
FIELDS = (
    *("state", "extended_to", "extension_reason", "first_handed_in_at", "handed_in_at"),
    *("approved_at", "return_reason", "return_until", "returned_fields", "contact"),
    *("flag_count", "flag_weight", "version"),
)


@dataclass(slots=True)
class Begun:
    """What is needed to carry one report on."""

    world: World
    term: Term
    known: KnownThen
    bands: Bands
    last: dict[int, Earlier]  # of the year before

    @property
    def today(self) -> datetime:
        return deadline(self.world.order.day, time(9, 15))


def set_begun(world: World, last: dict[int, Earlier]) -> Term:
    """Open it and let services work on it; ``last`` is what they said of the year before."""
    term = _open(world)
    rows = list(Report.objects.filter(term=term).for_lists().order_by("service"))
    services = [row.service for row in rows]
    meet(world, services)
    for row in rows:
        row.term = term
    work = Begun(world, term, KnownThen(term, services, {}), Bands(services, term.year), last)
    wanted = _wanted(world, rows)
    drafts = [_carry_on(work, row, wanted[row.pk]) for row in rows if row.pk in wanted]
    for one in drafts:
        describe(one)
    _extend(work, rows, drafts)
    Report.objects.bulk_update([one.report for one in drafts], FIELDS, batch_size=200)
    remember(drafts, world.analyst)
    settle(drafts, workers=world.workers, office=world.analyst)
    set_letters(world, term, rows, work.today)
    _ask_for_signatures(work)
    for one in drafts:
        if wanted[one.report.pk] == State.LOCKED:
            lock(one.report, by=world.workers[one.service.provider_id], now=work.today)
    return term


def _open(world: World) -> Term:
    about = world.season.open
    term = Term(
        year=about.year,
        occasion=about.occasion,
        form_version=world.version,
        opens_at=about.opens_at,
        closes_at=about.closes_at,
        data_day=about.data_day,
        note=NOTE,
    )
    save_term(term, by=world.analyst)
    ahead = about.opens_at - timedelta(days=1)  # its letters go out on the day itself
    open_term(term, by=world.analyst, now=ahead)
    # before the first version of the network those that are in it
    add_reports(term, services_on(world, about.data_day), by=world.analyst, now=ahead)
    Term.history.filter(id=term.pk).update(history_date=ahead)
    return term


def _wanted(world: World, rows: list[Report]) -> dict[int, str]:
    """Key of a report -> its state; one that nobody has begun is left out."""
    own = [row for row in rows if row.service.provider_id in world.own_providers]
    found = {row.pk: state for row, state in zip(own, OWN, strict=False)}
    for row in rows:
        if row in own:
            continue
        draw = world.random("state", row.service.identifier).random() * 100
        for state, share in STATES:
            if draw < share:
                found[row.pk] = state
                break
            draw -= share
    return {pk: state for pk, state in found.items() if state != State.TO_ENTER}


def _carry_on(work: Begun, report: Report, state: str) -> Draft:
    """Type into the report, hand it in, return it, approve it, as far as ``state``."""
    world, service = work.world, report.service
    sheet, cells = sheet_of(report), cells_of(report)
    chance = world.random("open", service.identifier)
    life = _life(work, state, chance)
    by = world.workers[service.provider_id]
    about = About(
        service=service,
        nature=world.natures[service.pk],
        sheet=sheet,
        year=work.term.year,
        units=units(world, service, work.known),
        seed=world.order.seed,
    )
    slips = frozenset([TAX]) if work.term.occasion == Occasion.ACTUAL_2 else frozenset()
    possible = slips_of(sheet)
    is_wrong = state == State.RETURNED or (state == State.HANDED_IN and chance.random() < WRONG)
    mistaken = slips | {chance.choice(possible)} if is_wrong and possible else slips
    given = _given(cells)
    values = invented(about, given, work.known, mistaken)
    if state == State.IN_WORK:
        values = begun(sheet, values, WORKED_ON)
    draft = Draft(service, sheet, report.forms, life, values, report=report)
    if state != State.IN_WORK:
        earlier = work.last.get(service.pk)
        told = work.bands.of(service, sheet, values)
        last = earlier.cells if earlier else {}
        found = checked(about, values, last, told, about.random("again"))
        draft.values = {code: values[code] for code in sorted(values)}
        draft.flag_count, draft.flag_weight = len(found.flags), found.office_weight
    if state == State.RETURNED:
        draft.asked_again = named(sheet, invented(about, given, work.known, slips), values)
        for step in life.steps:
            if step.kind == Move.RETURN:
                step.note = SLIPS[next(iter(mistaken - slips))] if mistaken - slips else step.note
    at = _typed_at(work, life, chance)
    rows = [
        _cell(report, cells.get(code), one, by, at)
        for code, one in values.items()
        if one.source != Source.COMPUTED and _differs(cells.get(code), one)
    ]
    write_cells(report, sheet, cells, rows, by=by, now=at)
    _comment_sums(cells, values, by, at)
    report.contact = by
    return draft


def _given(cells: dict[str, Cell]) -> dict[str, Given]:
    """What stands in the report, as the system filled it in."""
    return {
        code: Given(
            cell.source, cell.source_note, cell.number, cell.text, cell.standing, cell.comment
        )
        for code, cell in cells.items()
        if cell.source != Source.COMPUTED
    }


def _differs(cell: Cell | None, one: Value) -> bool:
    names = ("standing", "number", "text", "comment")
    return cell is None or any(getattr(cell, name) != getattr(one, name) for name in names)


def _cell(report: Report, cell: Cell | None, one: Value, by: User, at: datetime) -> Cell:
    row = cell or Cell(report=report, code=one.code)
    for name in ("standing", "number", "text", "comment", "source", "source_note"):
        setattr(row, name, getattr(one, name))
    row.changed_by, row.changed_at = by, at
    return row


def _comment_sums(cells: dict[str, Cell], values: Values, by: User, at: datetime) -> None:
    """Comments at sums, which are computed and not typed."""
    said = []
    for code, one in values.items():
        if one.source == Source.COMPUTED and one.comment and code in cells:
            cells[code].comment = one.comment
            said.append(cells[code])
    Cell.objects.bulk_update(said, ["comment"])
    write_history(Cell, [cell.pk for cell in said], CHANGED, by=by, at=at)


def _typed_at(work: Begun, life: Life, chance: Random) -> datetime:
    """Before it was handed in, or in the last days."""
    handed = life.moment(Move.HAND_IN, 0)
    if handed is not None:
        return handed - timedelta(minutes=40)
    return work.today - timedelta(days=chance.randint(1, 9), minutes=chance.randint(0, 400))


def _life(work: Begun, state: str, chance: Random) -> Life:
    """Handed in between the opening and three days ago."""
    if state == State.LOCKED:  # locked by the step itself, afterwards
        return Life(State.IN_WORK)
    found = Life(state)
    if state == State.IN_WORK:
        return found
    first, last = work.term.opens_at.date(), work.world.order.day - timedelta(days=9)
    ahead = chance.randint(2, max((last - first).days, 3))
    handed = _clock(first + timedelta(days=ahead), chance)
    found.steps.append(Step(Move.HAND_IN, handed))
    days = timedelta(days=chance.randint(2, 5))
    later = _clock(working_day_on_or_after(handed.date() + days), chance)
    if state == State.RETURNED:
        later = _clock(work.world.order.day - timedelta(days=3), chance)
        found.steps.append(Step(Move.RETURN, later, by_office=True, note=SLIPS["people"]))
    if state == State.APPROVED:
        found.steps.append(Step(Move.APPROVE, later, by_office=True))
    return found


def _clock(day: date, chance: Random) -> datetime:
    return deadline(
        working_day_on_or_before(day), time(chance.randint(8, 16), chance.randint(0, 59))
    )


def _extend(work: Begun, rows: list[Report], drafts: list[Draft]) -> None:
    """Some asked for more time."""
    awaited = [one for one in drafts if one.life.state == State.IN_WORK][:EXTENDED]
    until = working_day_on_or_after(work.term.closes_at.date() + timedelta(days=12))
    for at, one in enumerate(awaited):
        if one.service.provider_id not in work.world.own_providers:
            one.report.extended_to = deadline(until, time(16))
            one.report.extension_reason = WHY_LATER[at % len(WHY_LATER)]


def _ask_for_signatures(work: Begun) -> None:
    term = Term.objects.get(pk=work.term.pk)
    term.needs_signature = True
    save_version(term, by=work.world.analyst, reason="odteď podepisuje statutární zástupce")
    Term.history.filter(id=term.pk, needs_signature=True).update(
        history_date=work.today - timedelta(days=2)
    )
    work.term.needs_signature = True
