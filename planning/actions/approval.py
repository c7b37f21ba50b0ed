"""A plan's way to approval: settled, council, assembly, approved and frozen, amended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from planning.actions.copying import copy_decisions, copy_rows
from planning.blocks import Blocks
from planning.checklist import Finding, gaps
from planning.contents import LINES, Contents
from planning.documents.annexes import check_lines, network_lines, trace_lines
from planning.lines import TraceLine
from planning.models import Comment, Deliverable, FrozenBlock, FrozenRow, HandIn, Level, Plan
from planning.statutory import judge
from planning.tracing import undecided_count
from planning.tracing.chain import told_fates
from planning.tracing.report import UNDECIDED
from sitis.history import CHANGED, CREATED, write_history
from sitis.resolutions import Resolution
from sitis.versions import save_version

State, Move = Plan.State, Plan.Move
BATCH = 500
#: Pages where that is mended which stops a plan already before it is settled.
BEFORE_VOTE = ("procedure", "input-list")


class IllegalMove(ValidationError):
    """The plan is not in a state from which this step leads, also because another was faster."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a step, in one sentence, and the page where it is mended."""

    text: str
    page: str  # name of an address of the plan


def unsettled(count: int) -> Iterable[Obstacle]:
    if count:
        text = ngettext(
            "%(count)d připomínka není vypořádaná.",
            "%(count)d připomínek není vypořádaných.",
            count,
        )
        yield Obstacle(text % {"count": count}, "procedure")


def undecided(count: int) -> Iterable[Obstacle]:
    """Every input from the territory ends somewhere before the region's plan is approved."""
    if count:
        text = ngettext("%(count)d podnět nemá osud.", "%(count)d podnětů nemá osud.", count)
        yield Obstacle(text % {"count": count}, "input-list")


def statutory_gaps(found: list[Finding]) -> Iterable[Obstacle]:
    """The law speaks of the region's plans; an ORP's check is shown and stops nothing."""
    left = len(gaps(found))
    if left:
        text = ngettext(
            "Zákonná kontrola: chybí %(count)d položka.",
            "Zákonná kontrola: chybí %(count)d položek.",
            left,
        )
        yield Obstacle(text % {"count": left}, "statutory-check")


def obstacles(plan: Plan, step: str) -> list[Obstacle]:
    """What stands in the way of ``step``; empty when it may be taken.

    Only a draft decides, so a plan is settled when its inputs are, before anybody votes on it.
    """
    if step == Move.APPROVE:
        return _before_approval(plan)[0]
    if step != Move.SETTLE:
        return []
    return [*unsettled(_unsettled_count(plan)), *undecided(_undecided_count(plan))]


def obstacles_by_step(plan: Plan) -> dict[str, list[Obstacle]]:
    """What stands in the way of each step, read once; what stops no step now is told ahead."""
    found, _check = _before_approval(plan)
    before_vote = [one for one in found if one.page in BEFORE_VOTE]
    return {Move.APPROVE: found, Move.SETTLE: before_vote}


def _before_approval(plan: Plan) -> tuple[list[Obstacle], list[Finding]]:
    """What stands in the way of approval, and the check that was made for it."""
    if plan.level == Level.REGION:
        facts, check = judge(plan)
        comments, inputs = facts.unsettled, facts.undecided
    else:
        check, comments, inputs = [], _unsettled_count(plan), _undecided_count(plan)
    return [*unsettled(comments), *undecided(inputs), *statutory_gaps(check)], check


def _unsettled_count(plan: Plan) -> int:
    return Comment.objects.filter(plan=plan, verdict="").count()


def _undecided_count(plan: Plan) -> int:
    return undecided_count(plan) if plan.level != Level.ORP else 0


@transaction.atomic
def move(
    plan: Plan,
    step: str,
    *,
    by: Any,
    day: date,
    resolution: Resolution | None = None,
    note: str = "",
) -> None:
    """Take one ``step`` of ``Plan.MOVES`` but approval, and keep it in the history.

    Raises IllegalMove, or ValidationError where something stands in the way or the resolution is
    missing or another body's. A ``resolution`` not saved yet is kept with the step.
    """
    if step == Move.APPROVE:
        raise IllegalMove(_("Schválené znění se vydává samostatným krokem."))
    if step not in plan.moves:
        raise IllegalMove(_("Tento krok už u plánu nejde udělat. Načtěte stránku znovu."))
    _refuse_obstacles(plan, step)
    changed: dict[str, Any] = {}
    if step in (Move.COUNCIL, Move.ASSEMBLY):
        column = f"{step}_resolution"
        changed[column] = _resolution(plan, step, resolution, by=by)
    if step == Move.RETURN:  # what was approved is not what will be changed
        changed = {"council_resolution": None, "assembly_resolution": None}
    _take(plan, step, changed)
    write_history(Plan, [plan.pk], CHANGED, by=by, reason=_reason(step, note))
    plan.refresh_from_db()


def _refuse_obstacles(plan: Plan, step: str) -> None:
    _refuse(obstacles(plan, step))


def _refuse(found: list[Obstacle]) -> None:
    if found:
        raise ValidationError([one.text for one in found], code="obstacles")


def _resolution(plan: Plan, step: str, given: Resolution | None, *, by: Any) -> Resolution:
    """The region's for its plan, the town's for the plan of an ORP."""
    if given is None or given.body != step or given.orp_id != plan.orp_id:
        raise ValidationError(
            {"resolution": _("Zapište usnesení orgánu, který plán schválil.")}, code="resolution"
        )
    if given.pk is None:
        save_version(given, by=by)
    return given


def _take(plan: Plan, step: str, changed: dict[str, Any]) -> None:
    """Check and change in one. Raises IllegalMove."""
    sources, target = Plan.MOVES[Move(step)]
    if step == Move.APPROVE:
        sources = sources & Plan.APPROVED_FROM[Level(plan.level)]
    rows = Plan.objects.filter(pk=plan.pk, state__in=sources)
    if not rows.update(state=target, version=F("version") + 1, **changed):
        raise IllegalMove(_("Tento krok už u plánu nejde udělat. Načtěte stránku znovu."))


def _reason(step: str, note: str) -> str:
    return f"{step}: {note}"[:100] if note else str(step)


@transaction.atomic
def approve(plan: Plan, *, by: Any, day: date, moment: datetime, note: str = "") -> None:
    """Freeze ``plan`` as version 1.0, or as the next one after the version it amends.

    Texts are locked by the state; rows of tables are kept as they were printed. Raises IllegalMove
    (also for the slower of two who approve at once) or ValidationError with what is missing.
    """
    before = plan.amends
    if before is None:
        _refuse_second(plan)
    if before is not None:  # first, for only one version may be in force
        rows = Plan.objects.filter(pk=before.pk, state=State.APPROVED)
        if not rows.update(state=State.REPLACED, version=F("version") + 1):
            raise IllegalMove(_("Znění, které se mění, už nahradilo jiné."))
        write_history(Plan, [before.pk], CHANGED, by=by, reason=_("nahrazeno změnou"))
    _take(
        plan,
        Move.APPROVE,
        {
            "approved_on": _adopted_on(plan) or day,
            "frozen_at": moment,
            "major": before.major if before else 1,
            "minor": before.minor + 1 if before else 0,
        },
    )
    found, check = _before_approval(plan)
    _refuse(found)
    freeze(plan, check)
    write_history(Plan, [plan.pk], CHANGED, by=by, reason=_reason(Move.APPROVE, note))
    plan.refresh_from_db()


def _adopted_on(plan: Plan) -> date | None:
    """The day of the last resolution."""
    resolution = plan.assembly_resolution or plan.council_resolution
    return resolution.adopted_on if resolution else None


def freeze(plan: Plan, check: list[Finding]) -> None:
    """Keep rows, live blocks and annexes of ``plan`` as they read now. Called once, when approved."""
    said = Contents(Plan.objects.for_lists().get(pk=plan.pk))
    said.plan.state = State.DRAFT  # still read live
    Table = FrozenRow.Table
    tables: dict[str, list[Any]] = {table: said.lines(table) for table in LINES}
    tables[Table.FATE] = _answered(plan, trace_lines(said.plan, fates=told_fates(plan)))
    tables[Table.NETWORK] = network_lines(said.plan)
    tables[Table.CHECK] = check_lines(check)
    FrozenRow.objects.keep(plan, tables)
    FrozenBlock.objects.bulk_create(Blocks(said).to_freeze(), batch_size=BATCH)


def _answered(plan: Plan, lines: list[TraceLine]) -> list[TraceLine]:
    """Of a higher plan what it answers: what has no answer came after it was settled."""
    if plan.level == Level.REGION:
        return [line for line in lines if line.verdict != UNDECIDED]
    return [line for line in lines if line.okres] if plan.level == Level.DISTRICT else lines


@transaction.atomic
def amend(plan: Plan, *, reason: str, by: Any, data_day: date) -> Plan:
    """A draft of the next version of an approved plan, with everything it says and decided.

    Raises IllegalMove when the plan is not in force, ValidationError when an amendment is in work.
    """
    rows = Plan.objects.select_for_update().filter(pk=plan.pk, state=State.APPROVED)
    if not rows.exists():
        raise IllegalMove(_("Měnit lze jen platný plán."))
    if not reason.strip():
        raise ValidationError({"reason": _("Napište důvod změny.")}, code="reason")
    draft = _following(plan, amends=plan, kind=plan.kind, year=plan.year, data_day=data_day)
    draft.derives_from, draft.title, draft.slug = plan.derives_from, plan.title, plan.slug
    draft.reason = reason
    save_version(draft, by=by, reason=_("změna plánu"))
    keys = copy_rows(plan, draft, by=by, reason=_("změna plánu"))
    copy_decisions(plan, draft, keys, by=by, reason=_("změna plánu"))
    _open_hand_ins(plan, draft, by=by)
    return draft


@transaction.atomic
def start_action_plan(plan: Plan, year: int, *, by: Any, data_day: date) -> Plan:
    """The action plan of ``year`` derived from the plan in force (Decree § 39c).

    It begins with the plan's measures of that year and the sections of the economic analysis.
    Raises IllegalMove, or ValidationError where the year is not of the plan or has its action plan.
    """
    if plan.state != State.APPROVED or plan.kind != Plan.Kind.MEDIUM_TERM:
        raise IllegalMove(_("Akční plán vychází ze schváleného střednědobého plánu."))
    if year not in plan.cycle.years:
        raise ValidationError(
            {"year": _("Rok %(year)d do období plánu nepatří.") % {"year": year}}, code="year"
        )
    draft = _following(plan, amends=None, kind=Plan.Kind.ACTION, year=year, data_day=data_day)
    draft.derives_from = plan
    draft.title = _("Akční plán %(year)d: %(place)s") % {"year": year, "place": plan.place_name}
    _refuse_second(draft)
    draft.slug = f"akcni-plan-{year}" if plan.level == Level.REGION else f"{plan.slug}-ap-{year}"
    save_version(draft, by=by, reason=_("akční plán"))
    copy_rows(plan, draft, by=by, year=year, reason=_("akční plán"))
    return draft


def action_plans_in_force(plan: Plan) -> QuerySet[Plan]:
    """Of the cycle and the place of ``plan``, by their years."""
    same = Plan.objects.action_plans().in_force().filter(cycle=plan.cycle_id, level=plan.level)
    return same.filter(orp=plan.orp_id, district=plan.district_id).order_by("year")


def _refuse_second(plan: Plan) -> None:
    """What is in force is amended; nothing else may stand beside it. Raises ValidationError."""
    if Plan.objects.versions_of(plan).in_force().exclude(pk=plan.pk).exists():
        raise ValidationError(
            _("Takový plán už platí: %s. Změňte ho krokem „Začít změnu plánu“ na jeho stránce.")
            % plan.title,
            code="in_force",
        )


def _following(plan: Plan, **about: Any) -> Plan:
    return Plan(cycle=plan.cycle, level=plan.level, orp=plan.orp, district=plan.district, **about)


def _open_hand_ins(plan: Plan, draft: Plan, *, by: Any) -> None:
    """An amendment is open: its parts are handed in anew, by the terms of the plan it amends."""
    due = {row.deliverable: row.due_at for row in plan.hand_ins.all()}
    made = [
        HandIn(plan=draft, deliverable=deliverable, due_at=due[deliverable])
        for deliverable in Deliverable.values
        if deliverable in due
    ]
    HandIn.objects.bulk_create(made)
    write_history(HandIn, [row.pk for row in made], CREATED, by=by, reason=_("změna plánu"))
