"""Gates and words that pages of benchmarking share."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _

from evaluation.indicators import Indicator, find
from evaluation.models import BenchmarkRun, RunInput, RunParameter, Threshold
from evaluation.runs.seen import Audience, audience
from evaluation.runs.words import where_words
from providers.models import Service
from sitis.accounts.models import Role
from sitis.http import AuthenticatedRequest, get_editable, get_readable

Value = TypeVar("Value", Threshold, RunParameter)

STALE = _("Záznam mezitím někdo změnil. Zkontrolujte jej a uložte znovu.")


def readable_run(request: AuthenticatedRequest, pk: int) -> tuple[BenchmarkRun, Audience]:
    run = get_readable(BenchmarkRun.objects, request.user, pk=pk)
    return run, audience(run, request.user)


def editable_run(request: AuthenticatedRequest, pk: int) -> BenchmarkRun:
    """Raises Http404, or PermissionDenied of a frozen one and for who is no analyst."""
    found: BenchmarkRun = get_editable(BenchmarkRun.objects, request.user, pk=pk)
    return found


def service_of(run: BenchmarkRun, who: Audience, identifier: str) -> Service:
    """A service of ``run`` that ``who`` sees by name. Raises Http404."""
    rows = RunInput.objects.of_year(run).filter(service__identifier=identifier)
    if not who.whole:
        rows = rows.filter(provider__in=who.own)
    row = rows.select_related("service__provider", "service__kind").first()
    if row is None:
        raise Http404
    found: Service = row.service
    return found


def is_coordinator(user: Any) -> bool:
    return bool(user.holds(Role.ORP_COORDINATOR))


def put(form: Any, refusal: Exception) -> None:
    """What an action refused, at its field where it names one."""
    if not isinstance(refusal, ValidationError):
        form.add_error(None, STALE)
    elif hasattr(refusal, "error_dict"):
        for name, errors in refusal.error_dict.items():
            form.add_error(name if name in form.fields else None, errors)
    else:
        form.add_error(None, refusal)


def told(rows: Iterable[Value], kinds: dict[str, str]) -> list[tuple[Value, Indicator | None, str]]:
    """Values of the region, each with what it measures, where it is no number of a formula, and
    of what services it holds."""
    return [
        (
            row,
            find(row.indicator, row.form, row.kind) if row.indicator else None,
            where_words(row.kind, row.form, kinds),
        )
        for row in rows
    ]
