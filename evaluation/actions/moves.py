"""A report is locked, handed in, taken back, returned, approved, cancelled, given more time."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.actions.letters import ask_to_sign, settle_letters, tell_returned
from evaluation.actions.saving import locked_report
from evaluation.checking import Examination, cells_of, examine
from evaluation.content import sum_of
from evaluation.layout import sheet_of
from evaluation.models import Report, Snapshot, SnapshotRow, Standing, Submission
from sitis.documents import actions as documents
from sitis.documents.models import Document
from sitis.history import CHANGED, write_history
from sitis.workdays import says

State, Move = Report.State, Report.Move
TOO_LATE = gettext_lazy("Mezitím to změnil někdo jiný. Podívejte se, jak to teď je.")
#: What keeps a file of its own: kind of the document by step.
PRINTED = {Move.LOCK: "report", Move.HAND_IN: "receipt"}


class IllegalMove(ValidationError):
    """The report is not in a state from which this leads, also because another was faster."""


class TooLate(ValidationError):
    """Its time is over; the message says since when and what to do."""


class Unread(IllegalMove):
    """It changed since the page was opened on which somebody decided; nobody saw what it says now."""


class NotReady(ValidationError):
    """Something stops the hand-in; ``examination`` says what and where."""

    def __init__(self, examination: Examination) -> None:
        super().__init__([one.message for one in examination.stopping], code="not_ready")
        self.examination = examination


# -- steps of the provider ---------------------------------------------------------------------


@transaction.atomic
def lock(report: Report, *, by: Any, now: datetime) -> Submission:
    """Close the values for a last look or for the signature. Raises NotReady, TooLate, IllegalMove."""
    current = locked_report(report.pk)
    must_be_in_time(current, now)
    _must_lead(current, Move.LOCK)
    _must_be_ready(current)
    done = take_step(current, Move.LOCK, by=by, now=now)
    if current.term.needs_signature:
        ask_to_sign(current, done, by=by, now=now)
    return done


@transaction.atomic
def unlock(report: Report, *, by: Any, now: datetime) -> Submission:
    """Open the values again; a signature no longer holds. Raises TooLate, IllegalMove."""
    current = locked_report(report.pk)
    must_be_in_time(current, now)
    step = Move.REOPEN if current.is_asked_again else Move.UNLOCK
    if current.state not in (State.LOCKED, State.SIGNED):
        raise IllegalMove(TOO_LATE)
    settle_letters(current, now=now)
    return take_step(current, step, by=by, now=now)


@transaction.atomic
def hand_in(report: Report, *, by: Any, now: datetime) -> Submission:
    """Deliver the report with a receipt; what is signed, by a signatory.

    Raises NotReady, TooLate, IllegalMove, PermissionDenied.
    """
    current = locked_report(report.pk)
    _must_lead(current, Move.HAND_IN)
    must_be_in_time(current, now)
    if current.term.needs_signature:
        if current.state != State.SIGNED:
            raise IllegalMove(_("Tento výkaz se předává až podepsaný statutárním zástupcem."))
        if not Report.objects.handed_in_by(by).filter(pk=current.pk).exists():
            raise PermissionDenied
    found = _must_be_ready(current)
    done = take_step(
        current,
        Move.HAND_IN,
        by=by,
        now=now,
        handed_in_at=now,
        first_handed_in_at=current.first_handed_in_at or now,
        flag_count=len(found.flags),
        flag_weight=found.office_weight,
    )
    settle_letters(current, now=now)
    return done


@transaction.atomic
def take_back(report: Report, *, by: Any, now: datetime) -> Submission:
    """Only until the deadline; after it the office returns. Raises TooLate, IllegalMove."""
    current = locked_report(report.pk)
    _must_lead(current, Move.TAKE_BACK)
    if now > current.deadline:
        raise TooLate(
            _("Termín minul %s, výkaz už nejde vzít zpět. Požádejte kraj, ať ho vrátí.")
            % says(current.deadline)
        )
    must_be_in_time(current, now)  # what the office closed could not be handed in again
    step = Move.REOPEN if current.is_asked_again else Move.TAKE_BACK
    return take_step(current, step, by=by, now=now, said=Move.TAKE_BACK)


def _must_lead(report: Report, step: str) -> None:
    if report.state not in Report.MOVES[Move(step)][0]:
        raise IllegalMove(TOO_LATE)


def must_be_in_time(report: Report, now: datetime) -> None:
    if why := report.why_late_at(now):
        raise TooLate(why)


def _must_be_ready(report: Report) -> Examination:
    found = examine(report)
    if found.stopping:
        raise NotReady(found)
    return found


# -- steps of the office -----------------------------------------------------------------------


@transaction.atomic
def send_back(
    report: Report,
    *,
    by: Any,
    now: datetime,
    reason: str,
    until: datetime,
    fields: Collection[str] = (),
    seen: int | None = None,
) -> Submission:
    """Return it with a reason, a day and the fields it is about. ``seen``: the version that was read.

    Raises ValidationError, IllegalMove, Unread.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Napište, co je potřeba doplnit.")}, code="reason")
    if until <= now:
        raise ValidationError({"until": _("Nový termín musí být v budoucnu.")}, code="past")
    current = _as_seen(report, seen)
    unknown = set(fields) - set(sheet_of(current).fields)
    if unknown:
        raise ValidationError({"fields": _("Taková pole ve výkazu nejsou.")}, code="fields")
    done = take_step(
        current,
        Move.RETURN,
        by=by,
        now=now,
        note=reason.strip(),
        return_reason=reason.strip(),
        return_until=until,
        returned_fields=sorted(fields),
        approved_at=None,
    )
    tell_returned(current, done, by=by, now=now)
    return done


@transaction.atomic
def approve(report: Report, *, by: Any, now: datetime, seen: int | None = None) -> Snapshot:
    """Freeze the values as a snapshot. Of two at once one wins. Raises IllegalMove, Unread."""
    current = _as_seen(report, seen)
    take_step(
        current,
        Move.APPROVE,
        by=by,
        now=now,
        approved_at=now,
        return_until=None,
        returned_fields=[],
    )
    return _freeze(current, by=by, now=now)


@transaction.atomic
def cancel(
    report: Report, *, by: Any, now: datetime, reason: str, seen: int | None = None
) -> Submission:
    if not reason.strip():
        raise ValidationError({"reason": _("Napište důvod storna.")}, code="reason")
    current = _as_seen(report, seen)
    said = reason.strip()
    done = take_step(current, Move.CANCEL, by=by, now=now, note=said, cancel_reason=said)
    settle_letters(current, now=now)
    return done


def _as_seen(report: Report, seen: int | None) -> Report:
    """Every step counts its version up, so what was handed in anew is not what was read."""
    current = locked_report(report.pk)
    if seen is not None and current.version != seen:
        raise Unread(TOO_LATE)
    return current


@transaction.atomic
def renew(report: Report, *, by: Any, now: datetime) -> Submission:
    return take_step(locked_report(report.pk), Move.RENEW, by=by, now=now, cancel_reason="")


@transaction.atomic
def extend(report: Report, until: datetime, *, by: Any, now: datetime, reason: str) -> None:
    """Give one service more time. Raises ValidationError, or IllegalMove."""
    current = locked_report(report.pk)
    if until <= now:
        raise ValidationError({"until": _("Nový termín musí být v budoucnu.")}, code="past")
    if until <= current.term.closes_at:
        raise ValidationError(
            {"until": _("Prodloužení musí být delší než původní termín.")}, code="shorter"
        )
    if not reason.strip():
        raise ValidationError({"reason": _("Napište důvod prodloužení.")}, code="reason")
    rows = Report.objects.filter(pk=report.pk, version=report.version, state__in=Report.AWAITED)
    if not rows.update(
        extended_to=until, extension_reason=reason.strip()[:500], version=F("version") + 1
    ):
        raise IllegalMove(TOO_LATE)
    write_history(Report, [report.pk], CHANGED, by=by, reason=_("prodloužení termínu"), at=now)
    report.refresh_from_db()


def _freeze(report: Report, *, by: Any, now: datetime) -> Snapshot:
    """Typed rows of everything that says something."""
    cells = [
        cell
        for cell in cells_of(report).values()
        if cell.standing != Standing.EMPTY or cell.comment
    ]
    fields = sheet_of(report).fields
    last = Snapshot.objects.filter(report=report).aggregate(last=Max("number"))["last"] or 0
    snapshot = Snapshot(
        report=report, number=last + 1, moment=now, approved_by=by, sha256=sum_of(cells)
    )
    snapshot.save()
    rows = [
        SnapshotRow(
            snapshot=snapshot,
            code=cell.code,
            standing=cell.standing,
            number=cell.number,
            text=cell.text,
            unit=fields[cell.code].unit if cell.code in fields else "",
            comment=cell.comment,
            source=cell.source,
            source_note=cell.source_note,
        )
        for cell in sorted(cells, key=lambda cell: cell.code)
    ]
    SnapshotRow.objects.bulk_create(rows, batch_size=500)
    return snapshot


# -- what every step does ----------------------------------------------------------------------


def take_step(
    report: Report,
    step: str,
    *,
    by: Any,
    now: datetime,
    note: str = "",
    said: str = "",
    **changed: Any,
) -> Submission:
    """Check and change in one, with its trace, history and document. Raises IllegalMove."""
    sources, target = Report.MOVES[Move(step)]
    rows = Report.objects.filter(pk=report.pk, state__in=sources)
    if not rows.update(state=target, version=F("version") + 1, **changed):
        raise IllegalMove(TOO_LATE)
    label = str(Move(said or step).label)
    write_history(Report, [report.pk], CHANGED, by=by, reason=label, at=now)
    report.refresh_from_db()
    last = Submission.objects.filter(report=report).aggregate(last=Max("number"))["last"] or 0
    done = Submission.objects.create(
        report=report,
        number=last + 1,
        kind=said or step,
        moment=now,
        by=by,
        note=note,
        sha256=sum_of(cells_of(report).values()) if step in PRINTED else "",
    )
    if step in PRINTED:
        done.document_number = _order(PRINTED[Move(step)], done, by=by, now=now)
        done.save(update_fields=["document_number"])
    return done


def _order(kind: str, done: Submission, *, by: Any, now: datetime) -> str:
    """Start the build of the step's document; its number is known at once."""
    key = str(done.pk)
    found = documents.order(kind, key, by=by, now=now)
    if isinstance(found, Document):
        return str(found.number)
    return str(Document.objects.filter(kind=kind, record_key=key).latest("pk").number)
