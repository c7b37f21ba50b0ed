"""All evaluation sheets of a frozen run as one bundle of documents."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from evaluation.models import BenchmarkRun, Sheet
from sitis.documents.bundles import order_bundle
from sitis.documents.models import Bundle


def source_of(run: BenchmarkRun) -> str:
    return f"sheets-of-run-{run.pk}"


def order_sheets(run: BenchmarkRun, *, by: Any, now: datetime) -> Bundle:
    """The bundle that is being built, or a new one. Raises PermissionDenied but for an analyst."""
    if not BenchmarkRun.objects.answered_by(by).filter(pk=run.pk).exists():
        raise PermissionDenied
    rows = Sheet.objects.filter(run=run).order_by("service__identifier")
    records = {str(pk): name for pk, name in rows.values_list("pk", "service__identifier")}
    return order_bundle(
        "service_sheet",
        records,
        source=source_of(run),
        title=_("Hodnoticí listy: %s") % run,
        file_name=_("hodnoticí listy %(year)d-%(number)d.zip")
        % {"year": run.year, "number": run.number},
        page=run.get_absolute_url(),
        by=by,
        now=now,
    )
