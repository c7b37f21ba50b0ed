"""A term is set up, opened with a report for every service, closed, reminded of."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks.writing import insert
from evaluation.actions.letters import staff_of, term_topic, topic
from evaluation.actions.moves import TOO_LATE, IllegalMove
from evaluation.checking import numbers_of
from evaluation.layout import Sheet, compute, form_of, sheet_for
from evaluation.models import Cell, Report, Source, Standing, Term
from evaluation.prefill import Given, Known, prefilled
from providers.models import NetworkItem, Service
from sitis.accounts.models import User
from sitis.history import CHANGED, CREATED, write_history
from sitis.jobs.models import start
from sitis.reminders.actions import remind
from sitis.versions import save_version

Move, State = Term.Move, Term.State
BATCH = 100  # services prefilled at once
#: Days before the deadline on which those who did not hand in are reminded; −1 is the day after.
REMIND_DAYS = (14, 7, 3, 1, 0, -1)


def services_of(term: Term) -> Any:
    """Services in the network on the term's data day, of the kinds it asks for."""
    items = NetworkItem.objects.in_force_on(term.data_day)
    rows = Service.objects.running_on(term.data_day).filter(pk__in=items.values("service"))
    if term.kinds:
        rows = rows.filter(kind__slug__in=term.kinds)
    return rows.select_related("kind", "provider__legal_form").order_by("pk")


def save_term(term: Term, *, by: Any) -> None:
    """Write it. Raises ValidationError, Stale. Once reports exist, only its times and notes change."""
    if term.pk:
        before = Term.objects.get(pk=term.pk)
        fixed = ("year", "occasion", "form_version_id", "data_day", "kinds")
        if before.is_locked and any(getattr(before, n) != getattr(term, n) for n in fixed):
            raise ValidationError(
                _("Sběr už má výkazy: rok, druh sběru, formulář, služby a rozhodný den zůstávají.")
            )
    if not term.form_version.is_published:
        raise ValidationError({"form_version": _("Vyberte vydanou verzi formuláře.")})
    save_version(term, by=by)


def start_opening(term: Term, *, by: Any) -> Any:
    """Open it in the background: hundreds of reports are filled in. The job that does it."""
    return start(
        "evaluation.open_term",
        term.pk,
        by=by,
        title=_("Otevření sběru: %s") % term.title,
        url=term.get_absolute_url(),
    )


@transaction.atomic
def open_term(term: Term, *, by: Any, now: datetime, step: Any = None) -> int:
    """Make a prefilled report of every service concerned. Returns how many. Raises IllegalMove."""
    _move(term, Move.OPEN, by=by)
    made = add_reports(term, services_of(term), by=by, now=now, step=step)
    if now >= term.opens_at:
        tell_opened(term, by=by, now=now)
    return made


@transaction.atomic
def add_reports(
    term: Term, services: Iterable[Service], *, by: Any, now: datetime, step: Any = None
) -> int:
    """Reports of those ``services`` that have none yet, filled in with what is known."""
    known = set(Report.objects.filter(term=term).values_list("service", flat=True))
    wanted = [service for service in services if service.pk not in known]
    for first in range(0, len(wanted), BATCH):
        if step is not None:
            step(first, len(wanted), _("Výkazy služeb"))
        _add_batch(term, wanted[first : first + BATCH], by=by, now=now)
    return len(wanted)


def _add_batch(term: Term, services: list[Service], *, by: Any, now: datetime) -> None:
    form, known = form_of(term.form_version), Known(term, services)
    reports = [
        Report(term=term, service=service, forms=known.form_slugs(service)) for service in services
    ]
    Report.objects.bulk_create(reports)
    write_history(Report, [one.pk for one in reports], CREATED, by=by, at=now)
    cells: list[Cell] = []
    for report in reports:
        service = report.service
        sheet = sheet_for(form, service.kind.slug, report.forms, term.occasion)
        given = prefilled(sheet, service, known)
        cells += _cells(report, sheet, given, by=by, now=now)
    written = connection.ops.adapt_datetimefield_value(now)
    insert(Cell, COLUMNS, (_columns(cell, written) for cell in cells))
    keys = Cell.objects.filter(report__in=reports).order_by("pk").values_list("pk", flat=True)
    write_history(Cell, keys, CREATED, by=by, reason=_("předvyplněno"), at=now)


COLUMNS = (
    *("report", "code", "standing", "number", "text", "comment"),
    *("source", "source_note", "changed_by", "changed_at"),
)


def _columns(cell: Cell, moment: Any) -> tuple[Any, ...]:
    number = None if cell.number is None else f"{cell.number:f}"
    return (
        *(cell.report_id, cell.code, cell.standing, number, cell.text, cell.comment),
        *(cell.source, cell.source_note, cell.changed_by_id, moment),
    )


def _cells(
    report: Report, sheet: Sheet, given: dict[str, Given], *, by: Any, now: datetime
) -> list[Cell]:
    found = {
        code: Cell(
            report=report,
            code=code,
            standing=one.standing,
            number=one.number,
            text=one.text,
            comment=one.comment,
            source=one.source,
            source_note=one.note[:200],
            changed_by=by,
            changed_at=now,
        )
        for code, one in given.items()
    }
    computed = compute(sheet, numbers_of(sheet, found))
    for one in sheet.sums:
        number = computed[one.code]
        if number is not None:
            found[one.code] = Cell(
                report=report,
                code=one.code,
                standing=Standing.VALUE if number else Standing.ZERO,
                number=number,
                source=Source.COMPUTED,
                changed_by=by,
                changed_at=now,
            )
    return list(found.values())


def close_term(term: Term, *, by: Any) -> None:
    _move(term, Move.CLOSE, by=by)


def reopen_term(term: Term, *, by: Any) -> None:
    _move(term, Move.REOPEN, by=by)


@transaction.atomic
def _move(term: Term, step: str, *, by: Any) -> None:
    """Raises IllegalMove, also when another was faster."""
    sources, target = Term.MOVES[Move(step)]
    rows = Term.objects.filter(pk=term.pk, state__in=sources)
    if not rows.update(state=target, version=F("version") + 1):
        raise IllegalMove(TOO_LATE)
    write_history(Term, [term.pk], CHANGED, by=by, reason=str(Move(step).label))
    term.refresh_from_db()


# -- letters -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one round of reminders."""

    sent: int = 0  # people
    reports: int = 0  # about how many reports they were told
    held_back: list[str] = field(default_factory=list)  # providers reminded lately
    nobody: list[str] = field(default_factory=list)  # providers that nobody works for


def tell_opened(term: Term, *, by: Any, now: datetime) -> Outcome:
    """One letter to each person of a provider, however many services it has."""
    rows = term.reports.select_related("service__provider", "term").order_by("service__name")
    return _tell(rows, _("Vyplňte a předejte: %s") % term.title, term.note, by=by, now=now)


def remind_reports(reports: Any, *, by: Any, now: datetime, text: str = "") -> Outcome:
    """Remind the staff of every awaited one of ``reports``, one letter for a provider and term."""
    rows = reports.awaited().select_related("service__provider", "term").order_by("service__name")
    return _tell(rows, "", text, by=by, now=now)


@transaction.atomic
def _tell(reports: Iterable[Report], title: str, text: str, *, by: Any, now: datetime) -> Outcome:
    groups: dict[tuple[int, int], list[Report]] = {}
    for report in reports:
        groups.setdefault((report.term_id, report.service.provider_id), []).append(report)
    people = staff_of([provider for _term, provider in groups], now)
    sent, told, held_back, nobody = 0, 0, [], []
    for (_term, pk), owed in groups.items():
        name = owed[0].service.provider.name
        if pk not in people:
            nobody.append(name)
            continue
        said = _letter(owed, people[pk], title, text, by=by, now=now)
        sent += len(said.sent)
        if said.sent:
            told += len(owed)
        elif said.held_back:
            held_back.append(name)
        else:
            nobody.append(name)
    return Outcome(sent, told, held_back, nobody)


def _letter(
    owed: list[Report], users: list[User], title: str, text: str, *, by: Any, now: datetime
) -> Any:
    first = owed[0]
    late = any(one.deadline < now for one in owed)
    names = "\n".join(f"– {one.service.name}" for one in owed)
    closing = _("Termín už minul, předejte prosím co nejdřív nebo požádejte o prodloužení.")
    parts = [text, names, closing if late else ""]
    one = len(owed) == 1
    return remind(
        topic(first.pk) if one else term_topic(first.term_id, first.service.provider_id),
        users,
        title=title or _("Předejte výkaz: %s") % first.term.title,
        text="\n\n".join(part for part in parts if part),
        url=first.get_absolute_url() if one else "/hodnoceni/",
        by=by,
        now=now,
        due_at=min(report.deadline for report in owed),
    )


def tell_of_opened_lately(*, now: datetime) -> None:
    """Terms whose reports were made ahead: their people are told on the day when they open."""
    rows = Term.objects.open().filter(opens_at__lte=now, opens_at__gt=now - timedelta(days=1))
    for term in rows:
        tell_opened(term, by=None, now=now)


def remind_due(*, now: datetime) -> Outcome:
    """The daily round: whose deadline is in 14, 7, 3, 1 days, today, or was yesterday."""
    today = timezone.localdate(now)
    days = {today + timedelta(days=ahead) for ahead in REMIND_DAYS}
    rows = Report.objects.running().awaited().with_deadline().filter(term__opens_at__lte=now)
    due = [pk for pk, at in rows.values_list("pk", "due_at") if timezone.localdate(at) in days]
    return remind_reports(Report.objects.filter(pk__in=due), by=None, now=now)
