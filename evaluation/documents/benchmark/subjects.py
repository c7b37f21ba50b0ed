"""What a run and a kind of it are for the register of documents: version, moment, who may have it."""

import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation.models import (
    Answer,
    BenchmarkRun,
    ChangeText,
    Exclusion,
    Explanation,
    RunInput,
    RunKind,
    Sheet,
)
from evaluation.runs.words import kind_names
from providers.models import Service
from sitis import rooms


def run_of(key: str) -> BenchmarkRun:
    found: BenchmarkRun = BenchmarkRun.objects.select_related("frozen_by").get(pk=key)
    return found


def kind_of(key: str) -> RunKind:
    found: RunKind = RunKind.objects.select_related("run").get(pk=key)
    return found


def title_of(run: BenchmarkRun, kind: RunKind | None) -> str:
    if kind is None:
        return _("Srovnání sociálních služeb %s") % run.year
    name = kind_names().get(kind.kind, kind.kind)
    return _("Srovnání %(year)s: %(kind)s") % {"year": run.year, "kind": name}


# -- as everybody may read it ---------------------------------------------------------------------


def is_told(run: BenchmarkRun, kind: RunKind | None = None) -> bool:
    """Something of it was shared: it is public, and stays so."""
    if kind is not None:
        return run.is_frozen and kind.is_shared
    return run.is_frozen and RunKind.objects.shared().filter(run=run).exists()


def told_subject(run: BenchmarkRun, kind: RunKind | None) -> rooms.Subject:
    told = is_told(run, kind)
    page = run.get_absolute_url()
    if told:
        page = reverse("benchmarks:benchmark-year", args=[run.year])
        if kind is not None:
            page = reverse("benchmarks:benchmark-kind", args=[run.year, kind.kind])
        elif run.pk != BenchmarkRun.objects.shared_of(run.year)[0].pk:
            page += f"?cislo={run.number}"
    title = title_of(run, kind)
    return rooms.Subject(
        title=title,
        version=told_version(run),
        is_final=run.is_frozen,
        is_public=told,
        page=page,
        file_name=f"{title.replace(':', '')} {run.year}-{run.number}.pdf",
    )


def told_version(run: BenchmarkRun) -> str:
    """The run's number; each later edit of its sentences makes another version."""
    name = f"{run.year}/{run.number}"
    if not run.is_frozen:
        return _("%(name)s, návrh %(state)s") % {"name": name, "state": state_sum(run)}
    edits = edits_of(run)
    return _("%(name)s, úprava %(edits)s") % {"name": name, "edits": edits} if edits else name


def edits_of(run: BenchmarkRun) -> int:
    rows = ChangeText.objects.filter(run=run, service=None)
    found = rows.aggregate(n=Count("pk"), versions=Sum("version"))
    return (found["versions"] or 0) - found["n"]


def told_moment(run: BenchmarkRun) -> datetime:
    if not run.is_frozen:
        return run.computed_at or run.cutoff
    if not edits_of(run):
        return run.frozen_at  # type: ignore[return-value]
    return _last([ChangeText.history.filter(run_id=run.pk, service_id=None)], run.frozen_at)


# -- with everything, for the office -----------------------------------------------------------------


def whole_subject(run: BenchmarkRun, kind: RunKind | None) -> rooms.Subject:
    title = _("%s, úplná verze pro kraj") % title_of(run, kind)
    return rooms.Subject(
        title=title,
        version=whole_version(run),
        is_final=run.is_frozen,
        is_public=False,
        page=run.get_absolute_url(),
        file_name=f"{title.replace(':', '').replace(',', '')} {run.year}-{run.number}.pdf",
    )


def whole_version(run: BenchmarkRun) -> str:
    name = f"{run.year}/{run.number}"
    return _("%(name)s, stav %(state)s") % {"name": name, "state": state_sum(run)}


def whole_moment(run: BenchmarkRun) -> datetime:
    """When anything that is printed was last written."""
    rows = [
        ChangeText.history.filter(run_id=run.pk, service_id=None),
        Answer.history.filter(result__input__run=run),
        Sheet.history.filter(run_id=run.pk),
    ]
    return _last(rows, run.frozen_at or run.computed_at or run.cutoff)


def _last(rows: list[Any], start: Any) -> datetime:
    known = (one.aggregate(last=Max("history_date"))["last"] for one in rows)
    return max(moment for moment in (*known, start) if moment)


def state_sum(run: BenchmarkRun) -> str:
    """A short sum of everything that is printed and may still change."""
    services = Service.objects.filter(
        Q(pk__in=RunInput.objects.of_year(run).order_by().values("service"))
    )
    rows: list[Any] = [
        *(ChangeText.objects.filter(run=run, service=None), Sheet.objects.filter(run=run)),
        Answer.objects.filter(result__input__run=run),
    ]
    parts: list[Any] = [run.pk, run.version, settings.DEMO]
    parts += [
        sorted(one.aggregate(n=Count("pk"), v=Sum("version")).items(), key=str) for one in rows
    ]
    parts.append(services.aggregate(Sum("version"), Sum("provider__version")))
    if not run.is_frozen:
        parts.append(run.computed_at)
        for model in (Exclusion, Explanation):
            parts.append(model.objects.filter(run=run).aggregate(Count("pk"), Sum("pk")))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:8]
