"""What people decide about differences: take over, keep, ask the provider, answer."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from providers import notifications
from providers.actions.page_rules import refuse_hidden
from providers.actions.register import end_service, questions_follow
from providers.importers.plan import GONE
from providers.importers.tables import (
    CODE_LISTS,
    TABLES,
    CodeBook,
    place,
    refresh_search,
    succeeded,
    typed,
)
from providers.models import Contact, Difference, Facility, Provider, Service
from sitis.ico import ico_is_right
from sitis.territory.models import Municipality
from sitis.versions import Stale, save_version

State = Difference.State


@transaction.atomic
def take_over(difference: Difference, *, by: Any, day: date) -> None:
    """Write what the national register says. Raises ValidationError if a rule stands against it."""
    row = _row(difference)
    reason = _("Převzato z národního registru")
    _settle(difference, State.TAKEN, by=by, reason="")
    if difference.field:
        _write_theirs(difference, row, by=by, day=day, reason=reason)
    elif isinstance(row, Service):
        _end_missing(row, by=by, day=day, reason=reason)
    else:
        _end_row(difference, row, by=by, day=day, reason=reason)


@transaction.atomic
def keep(difference: Difference, *, reason: str, by: Any) -> None:
    """Leave ours as it is; the same difference is not raised again."""
    if not difference.field and difference.table == "service":
        service = _row(difference)
        service.missing_since = None
        save_version(service, by=by, reason=_("Ponecháno proti národnímu registru: %s") % reason)
    _settle(difference, State.KEPT, by=by, reason=reason)


@transaction.atomic
def ask(difference: Difference, *, question: str, deadline: datetime, by: Any) -> None:
    """Put the question to the provider's people: on their desk and by e-mail."""
    difference.state, difference.question = State.ASKED, question
    difference.asked_at, difference.deadline = timezone.now(), deadline
    difference.answer, difference.answered_at, difference.answered_by = "", None, None
    save_version(difference, by=by)
    notifications.difference_asked(difference, by=by)


@transaction.atomic
def answer(difference: Difference, *, text: str, by: Any) -> None:
    """The provider's answer; an official decides then."""
    difference.state, difference.answer = State.ANSWERED, text
    difference.answered_at, difference.answered_by = timezone.now(), by
    save_version(difference, by=by)


def settle_many(
    differences: Iterable[Difference], *, taking: bool, reason: str, by: Any, day: date
) -> tuple[int, list[str]]:
    """Settle each that can be; returns how many, and a sentence about each that could not."""
    settled, left = 0, []
    for difference in differences:
        try:
            with transaction.atomic():
                if taking:
                    take_over(difference, by=by, day=day)
                else:
                    keep(difference, reason=reason, by=by)
            settled += 1
        except ValidationError as error:
            left.append(f"{difference}: {' '.join(error.messages)}")
        except Stale:
            left.append(_("%s: mezitím to vyřešil někdo jiný.") % difference)
    return settled, left


def _settle(difference: Difference, state: str, *, by: Any, reason: str) -> None:
    difference.state, difference.reason = state, reason
    difference.settled_at, difference.settled_by = timezone.now(), by
    save_version(difference, by=by)


def _row(difference: Difference) -> Any:
    table = TABLES[difference.table]
    row = table.model._default_manager.filter(pk=difference.row).first()
    if row is None:
        raise ValidationError(_("Řádek, kterého se rozdíl týká, už v registru není."))
    return row


def _write_theirs(difference: Difference, row: Any, *, by: Any, day: date, reason: str) -> None:
    name, value = difference.field, difference.theirs
    table = TABLES[difference.table]
    if table.held and name == table.held:  # a row that waited
        if isinstance(row, Contact):
            refuse_hidden(row.service, row.type, row.value)
        table.show(row, day)
        save_version(row, by=by, reason=reason)
        return
    row = _row_from(day, difference, row, by=by, reason=reason)
    if name in CODE_LISTS:
        setattr(row, f"{name}_id", CodeBook().pk(name, value))
    elif name == "provider":
        row.provider = provider_of_key(value)
    else:
        setattr(row, name, typed(type(row), name, value))
    if isinstance(row, Facility):
        place(row, {name}, set(Municipality.objects.values_list("pk", flat=True)))
    if isinstance(row, Provider) and name == "ico":
        row.is_ico_flagged = bool(row.ico) and not ico_is_right(row.ico)
    save_version(row, by=by, reason=reason)
    if isinstance(row, Provider):
        refresh_search([row.pk])


def _row_from(day: date, difference: Difference, row: Any, *, by: Any, reason: str) -> Any:
    """``row``, or the one in its place from ``day`` on: what held before that stays said."""
    table = TABLES[difference.table]
    if table.ends != "valid_to" or row.valid_to is not None:
        return row
    if not table.held_before(row, day, row.service.provided_from.isoformat()):
        return row
    following = succeeded(row, day)
    save_version(row, by=by, reason=reason)
    save_version(following, by=by, reason=reason)
    questions_follow(difference.table, row, following, by=by, reason=reason)
    return following


def provider_of_key(key: str) -> Provider:
    """The provider the national register means by ``key``. Raises ValidationError."""
    owner = (
        Provider.objects.filter(source_key=key).first()
        or Provider.objects.current().filter(ico=key).first()
    )
    if owner is None:
        raise ValidationError(_("Poskytovatel z národního registru tu zatím není."))
    return owner.merged_into or owner


def _end_missing(service: Service, *, by: Any, day: date, reason: str) -> None:
    """A service gone from the national register was provided until the day before it went."""
    last_day = (service.missing_since or day) - timedelta(days=1)
    last_day = max(last_day, service.provided_from)
    if service.provided_to is None or service.provided_to > last_day:
        end_service(service, last_day=last_day, by=by, reason=reason)


def _end_row(difference: Difference, row: Any, *, by: Any, day: date, reason: str) -> None:
    ends = TABLES[difference.table].ends
    starts = getattr(row, ends.replace("_to", "_from")) if ends else None
    yesterday = day - timedelta(days=1)
    if ends and not (starts and starts > yesterday):
        if getattr(row, ends) is None or getattr(row, ends) > yesterday:
            setattr(row, ends, yesterday)
        row.source_key = ""
        row.imported = {name: value for name, value in row.imported.items() if name != GONE}
        save_version(row, by=by, reason=reason)
        return
    row._history_user, row._change_reason = by, reason
    row.delete()
