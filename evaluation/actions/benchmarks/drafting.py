"""A run begins with the numbers of the region that hold on the last day of its year."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluation.actions.benchmarks.writing import insert
from evaluation.indicators import FORMULA_VERSION
from evaluation.models import BenchmarkRun, Meaning, Occasion, RunParameter, Threshold
from evaluation.peers import DIMENSIONS
from evaluation.runs.norms import card_norms
from sitis.versions import save_version
from sitis.workdays import is_working_day

HOURS_A_DAY = Decimal(8)
NAMES = ("run_id", "meaning", "kind", "form", "indicator", "value", "source")


@transaction.atomic
def draft_run(
    *,
    year: int,
    cutoff: datetime,
    by: Any,
    title: str = "",
    occasion: str = Occasion.ACTUAL_1,
    kinds: list[str] | None = None,
    dimensions: tuple[str, ...] = DIMENSIONS,
    years_back: int = 4,
    note: str = "",
) -> BenchmarkRun:
    """Keep a new draft with its own copy of the region's parameters."""
    last = BenchmarkRun.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    run = BenchmarkRun(
        year=year,
        number=(last or 0) + 1,
        title=title or _("Srovnání %(year)s") % {"year": year},
        occasion=occasion,
        kinds=kinds or [],
        dimensions=list(dimensions),
        years_back=years_back,
        formula_version=FORMULA_VERSION,
        cutoff=cutoff,
        note=note,
    )
    save_version(run, by=by, reason=_("založení srovnání"))
    add_parameters(run)
    return run


def add_parameters(run: BenchmarkRun) -> None:
    """Copy what holds on the last day of the year; a later change does not reach the run."""
    found = _of_cards(run.last_day) | _of_thresholds(run.last_day)
    if ("fund", "", "", "") not in found:
        hours = working_hours(run.year)
        source = _("pracovní dny roku × 8 hodin")
        found[Meaning.FUND, "", "", ""] = (hours, source)
    rows = ((run.pk, *key, value, source[:300]) for key, (value, source) in sorted(found.items()))
    insert(RunParameter, [name.removesuffix("_id") for name in NAMES], rows)


Key = tuple[str, str, str, str]


def _of_thresholds(day: date) -> dict[Key, tuple[Decimal, str]]:
    found: dict[Key, tuple[Decimal, str]] = {}
    for row in Threshold.objects.valid_on(day).order_by("valid_from", "pk"):
        since = _("prahová hodnota od %s") % date_format(row.valid_from, "j. n. Y")
        source = f"{since}, {row.legal_source}" if row.legal_source else since
        found[row.meaning, row.kind, row.form, row.indicator] = (row.value, source)
    return found


def _of_cards(day: date) -> dict[Key, tuple[Decimal, str]]:
    """Norms of cards that an indicator can be compared with; of more for one kind and form the last.

    A card for one target group concerns its own services only: they bring its norms as their facts.
    """
    found: dict[Key, tuple[Decimal, str]] = {}
    for row, value in card_norms(day, template__target_group=None):
        template = row.template
        key = (Meaning.NORM.value, template.kind.slug, template.form.slug, row.indicator)
        source = _("karta %(code)s, %(title)s") % {"code": template.code, "title": row.title}
        found[key] = (value, source)
    return found


def working_hours(year: int) -> Decimal:
    """
    >>> working_hours(2025)
    Decimal('2008')
    """
    day, days = date(year, 1, 1), 0
    while day.year == year:
        days += is_working_day(day)
        day += timedelta(days=1)
    return days * HOURS_A_DAY


def save_threshold(threshold: Threshold, *, by: Any) -> None:
    """Raises ValidationError or Stale. Runs that exist keep the number they copied."""
    save_version(threshold, by=by)
