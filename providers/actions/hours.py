"""Opening hours that a provider changed: old rows end, new ones begin, and imports know of both."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

from providers import pages
from providers.models import OpeningHours, ProvisionForm, Service
from sitis.versions import save_version

Span = tuple[str, str, str]  # opens, closes, note


def write_hours(
    service: Service, found: Iterable[pages.Change], *, day: date, by: Any, reason: str
) -> None:
    """Make hours of the changed days hold from ``day`` on; a span that stays keeps its row."""
    found = list(found)
    if not found:
        return
    forms = dict(ProvisionForm.objects.values_list("slug", "pk"))
    for change in found:
        _part, form, purpose, weekday = change.key
        rows = list(
            service.opening_hours.valid_on(day).filter(
                form=forms[form], purpose=purpose, weekday=weekday
            )
        )
        wanted = set(change.after or ())
        for row in rows:
            if _span(row) not in wanted:
                _end(row, day, by=by, reason=reason)
        for opens, closes, note in sorted(wanted - {_span(row) for row in rows}):
            row = OpeningHours(
                service=service,
                form_id=forms[form],
                purpose=purpose,
                weekday=weekday,
                opens=time.fromisoformat(opens),
                closes=time.fromisoformat(closes),
                note=note,
                valid_from=day,
            )
            _take_key_over(row, by=by, reason=reason)
            save_version(row, by=by, reason=reason)


def _span(row: OpeningHours) -> Span:
    return f"{row.opens:%H:%M}", f"{row.closes:%H:%M}", row.note


def _end(row: OpeningHours, day: date, *, by: Any, reason: str) -> None:
    """The last day is the one before. A row of the source keeps its key: no import brings it back.

    One that began today never held: typed it goes, imported it stays as a mark before its service.
    """
    yesterday = day - timedelta(days=1)
    if row.valid_from and row.valid_from > yesterday:
        if not row.source_key:
            row._history_user, row._change_reason = by, reason  # type: ignore[attr-defined]
            row.delete()
            return
        row.valid_from = yesterday = row.service.provided_from - timedelta(days=1)
    row.valid_to = yesterday
    save_version(row, by=by, reason=reason)


def _take_key_over(row: OpeningHours, *, by: Any, reason: str) -> None:
    """What the source says too is compared with it again, though it was changed in between."""
    past = (
        OpeningHours.objects.filter(
            service_id=row.service_id,
            form_id=row.form_id,
            purpose=row.purpose,
            weekday=row.weekday,
            opens=row.opens,
            closes=row.closes,
            valid_to__lt=row.valid_from,
        )
        .exclude(source_key="")
        .first()
    )
    if past is not None:
        row.source_key, row.imported = past.source_key, past.imported
        past.source_key = ""
        save_version(past, by=by, reason=reason)
