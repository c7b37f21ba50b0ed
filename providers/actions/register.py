"""Every write of the register that a person makes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.utils import bulk_update_with_history

from providers.importers.tables import succeeded
from providers.models import (
    Capacity,
    Difference,
    Facility,
    OpeningHours,
    Provider,
    Reach,
    RegistrationEvent,
    Service,
    ServiceDocument,
    ServiceForm,
)
from providers.models.service import service_search_text
from sitis.versions import Versioned, save_version

WHOLE = Decimal(100)

#: What ends with a service, and the fields that hold its first and last day.
ENDS_WITH_SERVICE: tuple[tuple[type[models.Model], str, str], ...] = (
    (ServiceForm, "valid_from", "valid_to"),
    (Capacity, "valid_from", "valid_to"),
    (OpeningHours, "valid_from", "valid_to"),
    (Reach, "valid_from", "valid_to"),
    (ServiceDocument, "valid_from", "valid_to"),
    (Facility, "provided_from", "provided_to"),
)


@transaction.atomic
def register_service(
    service: Service, *, by: Any, reason: str = "", event: RegistrationEvent | None = None
) -> None:
    """Enter a new service, and the decision it stands on. Raises ValidationError."""
    _refuse_unnamed(service, None)
    save_version(service, by=by, reason=reason)
    if event is not None:
        event.service, event.provider = service, service.provider
        save_version(event, by=by, reason=reason)


def _refuse_unnamed(service: Service, before: Service | None) -> None:
    """A person publishes no service of a kind that nobody named. Raises ValidationError.

    An import may turn the kind of a published one into an unknown code: its flag stays, and
    ``published()`` leaves it out.
    """
    was_so = before and before.is_published and before.kind_id == service.kind_id
    if service.is_published and not service.kind.is_named and not was_so:
        raise ValidationError(
            {"is_published": _("Nejdřív pojmenujte druh služby, pak ji půjde zveřejnit.")}
        )


@transaction.atomic
def save_service(service: Service, *, by: Any, reason: str = "") -> None:
    """Write a corrected service; what belongs to it follows a last day that moved.

    Raises ValidationError, or Stale if another person was faster.
    """
    stored = Service.objects.filter(pk=service.pk).first()
    _refuse_unnamed(service, stored)
    save_version(service, by=by, reason=reason)
    before = stored.provided_to if stored else None
    if before != service.provided_to:
        _move_last_days(service, before, service.provided_to, by=by, reason=reason)


@transaction.atomic
def end_service(
    service: Service,
    *,
    last_day: date,
    by: Any,
    reason: str = "",
    closing: str = "",
    event: RegistrationEvent | None = None,
) -> None:
    """End ``service`` after ``last_day`` with everything valid on that day or later.

    ``closing`` says that the registration was cancelled (§ 82 odst. 3) or lapsed (odst. 5 a 6);
    ``event`` is the decision behind it. Raises ValidationError, or Stale.
    """
    service.provided_to, service.closing = last_day, closing
    save_service(service, by=by, reason=reason)
    if event is not None:
        event.service, event.provider = service, service.provider
        save_version(event, by=by, reason=reason)


def _move_last_days(
    service: Service, before: date | None, last_day: date | None, *, by: Any, reason: str
) -> None:
    """Rows open, or ended with the service, take its new last day; those ended earlier keep theirs.

    A row that would only start after the last day never comes into force, so it goes.
    """
    for model, start, end in ENDS_WITH_SERVICE:
        rows = model._default_manager.filter(service=service)
        if last_day is not None:
            for row in rows.filter(**{f"{start}__gt": last_day}):
                row._history_user, row._change_reason = by, reason or None
                row.delete()
        follows = models.Q()
        if before is not None:
            follows |= models.Q(**{end: before})
        if last_day is not None:
            follows |= models.Q(**{f"{end}__gt": last_day}) | models.Q(**{end: None})
        _set_last_day(model, rows.filter(follows), end, last_day, by=by, reason=reason)


def _set_last_day(
    model: Any, rows: Iterable[Any], end: str, last_day: date | None, *, by: Any, reason: str
) -> None:
    rows = list(rows)
    for row in rows:
        setattr(row, end, last_day)
        row.version += 1
    if rows:
        bulk_update_with_history(
            rows,
            model,
            [end, "version"],
            batch_size=500,
            default_user=by,
            default_change_reason=reason or None,
        )


@transaction.atomic
def change_capacity(
    capacity: Capacity, *, amount: Decimal, first_day: date, by: Any, reason: str = ""
) -> Capacity:
    """The old capacity ends the day before ``first_day``, a new one holds from then on.

    The new one is what the national register is compared with from now on. Raises ValidationError
    if the old one does not hold on that day or begins on it.
    """
    starts, ends = capacity.valid_from, capacity.valid_to
    if (starts and starts >= first_day) or (ends and ends < first_day):
        raise ValidationError(
            {
                "first_day": _(
                    "Změna musí začít až po začátku měněné kapacity a nejpozději v její poslední den."
                )
            },
            code="outside",
        )
    changed: Capacity = succeeded(capacity, first_day)
    changed.amount = amount
    save_version(capacity, by=by, reason=reason)
    save_version(changed, by=by, reason=reason)
    questions_follow("capacity", capacity, changed, by=by, reason=reason)
    return changed


def questions_follow(table: str, row: Any, following: Any, *, by: Any, reason: str = "") -> None:
    """Open differences about ``row`` go on about the row that took its place."""
    for difference in Difference.objects.open().filter(table=table, row=row.pk):
        difference.row = following.pk
        save_version(difference, by=by, reason=reason)


def check_shares(rows: Iterable[Reach]) -> None:
    """Where shares are given they make 100 % on each day. Raises ValidationError naming the sum.

    The sum changes only on days when some row starts or has just ended, so those are asked.
    """
    rows = list(rows)
    if not any(row.share is not None for row in rows):
        return
    days = {row.valid_from or date.min for row in rows}
    days |= {row.valid_to + timedelta(days=1) for row in rows if row.valid_to}
    for day in sorted(days):
        shares = [
            row.share
            for row in rows
            if (row.valid_from or date.min) <= day <= (row.valid_to or date.max)
        ]
        given = [share for share in shares if share is not None]
        if not given:
            continue
        if len(given) < len(shares):
            raise ValidationError(
                _("Podíl uveďte u všech území služby, nebo u žádného."), code="shares"
            )
        if sum(given) != WHOLE:
            raise ValidationError(
                _("Podíly dávají dohromady %(sum)s %%%(day)s, mají dát 100 %%."),
                code="shares",
                params={"sum": _percent(sum(given)), "day": _since(day)},
            )


def _percent(share: Decimal | int) -> str:
    written = f"{share:.2f}".rstrip("0").rstrip(".")
    return written.replace(".", ",")


def _since(day: date) -> str:
    return "" if day == date.min else _(" (od %(day)s)") % {"day": date_format(day)}


@transaction.atomic
def set_reach(
    service: Service,
    rows: Sequence[Reach],
    *,
    by: Any,
    reason: str = "",
    ended: Sequence[Reach] = (),
    last_day: date | None = None,
) -> None:
    """Write where ``service`` works: ``rows`` new or changed, ``ended`` after ``last_day``.

    Raises ValidationError (a share that is missing, a sum that is not 100 %), or Stale.
    """
    for row in ended:
        row.valid_to = last_day
    for row in [*ended, *rows]:
        row.service = service
        save_version(row, by=by, reason=reason)
    check_shares(service.reach.all())


@transaction.atomic
def publish(service: Service, is_published: bool, *, by: Any, reason: str = "") -> None:
    """Let the catalogue show the service, or hide it. A kind nobody named stays hidden."""
    service.is_published = is_published
    _refuse_unnamed(service, None)
    save_version(service, by=by, reason=reason)


@transaction.atomic
def save_provider(provider: Provider, *, by: Any, reason: str = "") -> None:
    """Write a provider; its services are found by its new name and IČO too."""
    save_version(provider, by=by, reason=reason)
    refresh_search(Service.objects.filter(provider=provider))


def refresh_search(services: models.QuerySet[Service]) -> None:
    """Fold the words of ``services`` anew. The column is derived: no version, no history."""
    rows = list(services.select_related("provider", "kind"))
    for service in rows:
        service.search = service_search_text(service)
    Service.objects.bulk_update(rows, ["search"], batch_size=500)


@transaction.atomic
def save_parts(
    service: Service,
    rows: Sequence[Versioned],
    *,
    by: Any,
    reason: str = "",
    removed: Sequence[Versioned] = (),
) -> None:
    """Write what belongs to ``service``: capacities, places, contacts, hours, texts …

    ``removed`` are rows that carry no validity (a wrong contact); their history stays.
    Raises ValidationError, or Stale.
    """
    for row in removed:
        row._history_user, row._change_reason = by, reason or None  # type: ignore[attr-defined]
        row.delete()
    for row in rows:
        save_version(row, by=by, reason=reason)
    if any(isinstance(row, Reach) for row in rows):
        check_shares(service.reach.all())
