"""Sentences on what changed: counted anew as often as one likes, what an official wrote stays."""

from typing import Any

from django.db import transaction

from evaluation.models import BenchmarkRun, ChangeText
from evaluation.runs.changes import of_kinds, of_services
from sitis.history import CHANGED, CREATED, write_history
from sitis.versions import save_version


@transaction.atomic
def renew_changes(run: BenchmarkRun, *, by: Any) -> None:
    """Count the sentences of all services and kinds; ``edited`` is left as it is.

    Those that can no longer be counted are emptied: what they said may now be a secret.
    """
    wanted: dict[tuple[int | None, str], str] = {}
    wanted.update({(service, ""): text for service, text in of_services(run).items()})
    wanted.update({(None, kind): text for kind, text in of_kinds(run).items()})
    known = {(row.service_id, row.kind): row for row in ChangeText.objects.filter(run=run)}
    new, changed = [], []
    for (service, kind), text in wanted.items():
        row = known.get((service, kind))
        if row is None:
            new.append(ChangeText(run=run, service_id=service, kind=kind, computed=text))
        elif row.computed != text:
            row.computed, row.version = text, row.version + 1
            changed.append(row)
    for key, row in known.items():
        if key not in wanted and row.computed:
            row.computed, row.version = "", row.version + 1
            changed.append(row)
    ChangeText.objects.bulk_create(new, batch_size=500)
    ChangeText.objects.bulk_update(changed, ["computed", "version"], batch_size=500)
    for rows, sign in ((new, CREATED), (changed, CHANGED)):
        write_history(ChangeText, [row.pk for row in rows], sign, by=by)


def edit_change(row: ChangeText, *, by: Any) -> None:
    """Raises ValidationError or Stale."""
    save_version(row, by=by)
