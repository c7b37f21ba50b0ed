"""Reports of benchmarking on paper: of a whole run and of one kind, for everybody and for the office."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluation.documents.benchmark import chapters, kinds, method, office
from evaluation.documents.benchmark.subjects import (
    is_told,
    kind_of,
    run_of,
    state_sum,
    title_of,
    told_moment,
    told_subject,
    told_version,
    whole_moment,
    whole_subject,
    whole_version,
)
from evaluation.models import BenchmarkRun, RunInput, RunKind
from evaluation.runs.edition import Edition, edition
from evaluation.runs.seen import Audience, preview_audience, public_audience
from sitis import __version__, rooms
from sitis.documents.models import of_records
from sitis.paper import Chapter, Imprint, Volume
from sitis.pdf import volume_html

__all__ = [
    "DOCUMENTS",
    "is_told",
    "state_sum",
    "told_edition",
    "told_version",
    "told_volume",
    "whole_edition",
    "whole_version",
    "whole_volume",
]


def told_edition(run: BenchmarkRun, kind: RunKind | None = None) -> Edition:
    """What the public sees; of what is not shared, what it would see."""
    who = public_audience(run) if is_told(run, kind) else preview_audience(run)
    return edition(run, who, [kind.kind] if kind else None)


def whole_edition(run: BenchmarkRun, kind: RunKind | None = None) -> Edition:
    every = RunInput.objects.of_year(run).order_by().values_list("kind", flat=True)
    who = Audience(whole=True, kinds=frozenset(every.distinct()))
    return edition(run, who, [kind.kind] if kind else None)


def told_volume(
    run: BenchmarkRun, kind: RunKind | None, given: rooms.Imprint, step: Any = None
) -> Volume:
    about = told_subject(run, kind)
    state = ""
    if not about.is_public:
        state = _("neveřejné") if run.is_frozen else run.get_state_display()
    printed = _imprint(given, about.version, told_moment(run))
    found = told_edition(run, kind)
    return _volume(found, kind, printed, state, step or _silent)


def whole_volume(
    run: BenchmarkRun, kind: RunKind | None, given: rooms.Imprint, step: Any
) -> Volume:
    about = whole_subject(run, kind)
    state = _("jen pro kraj") if run.is_frozen else _("jen pro kraj, rozpracované")
    printed = _imprint(given, about.version, whole_moment(run))
    return _volume(whole_edition(run, kind), kind, printed, state, step)


def _silent(message: str, done: int = 0, total: int = 0) -> None:
    """A page has nobody to tell how far it is."""


def _imprint(given: rooms.Imprint, version: str, moment: Any) -> Imprint:
    return Imprint(
        number=given.number,
        version=version,
        moment=moment,
        release=__version__,
        address=given.verify_url,
        author=str(settings.REGION_NAME),
    )


def _volume(
    found: Edition, kind: RunKind | None, printed: Imprint, state: str, step: rooms.Step
) -> Volume:
    run = found.run
    step(_("Data: skupiny"), 0, 3)
    body = [
        chapters.about(found),
        *chapters.changes(found, kind.kind if kind else ""),
        *(chapters.overview(found) if kind is None else []),
    ]
    step(_("Data: druhy služeb"), 1, 3)
    if kind is None:
        body += kinds.all_kinds(found)
    else:
        body += kinds.one_kind(found, kind.kind)
        body += office.places(found, kind.kind) if found.is_whole else []
    step(_("Data: odchylky a metodika"), 2, 3)
    if found.is_whole:
        body += office.chapters(found)
    body += chapters.hidden(found)
    annexes: list[Chapter] = method.annexes(found)
    return Volume.of(
        title_of(run, kind),
        printed,
        body,
        annexes,
        subtitle=_("Úplná verze pro kraj: obsahuje hodnoty služeb jmenovitě")
        if found.is_whole
        else _("Souhrnné hodnoty, ze kterých nelze poznat jednotlivou službu"),
        period=str(run.year),
        state=state,
        facts=_facts(run),
    )


def _facts(run: BenchmarkRun) -> dict[str, str]:
    facts = {
        str(_("Srovnání")): f"{run.title} ({run.year}/{run.number})",
        str(_("Výkazy schválené do")): date_format(localtime(run.cutoff), "j. n. Y H.i"),
        str(_("Verze vzorců")): run.formula_version,
    }
    if run.sha256:
        facts[str(_("Otisk výpočtu (SHA-256)"))] = run.sha256
    if settings.DEMO:
        facts[str(_("Upozornění"))] = _(
            "Ukázka s vymyšlenými údaji. Žádný z poskytovatelů, žádná služba ani osoba zde "
            "není skutečná."
        )
    return facts


# -- kinds of documents ----------------------------------------------------------------------------

Make = Callable[..., Volume]


def _of_run(title: Any, subject: Any, make: Make, readable: Any) -> rooms.DocumentKind:
    """A draft is the office's for ever: beside what was told it would show who was left out."""
    return rooms.DocumentKind(
        title=title,
        subject=lambda key: subject(run_of(key), None),
        readable_by=readable,
        collect=partial(_collect_run, make),
        drafts_for=lambda user: of_records(BenchmarkRun.objects.whole_for(user)),
    )


def _of_kind(title: Any, subject: Any, make: Make, readable: Any) -> rooms.DocumentKind:
    return rooms.DocumentKind(
        title=title,
        subject=lambda key: subject(kind_of(key).run, kind_of(key)),
        readable_by=readable,
        collect=partial(_collect_kind, make),
        drafts_for=lambda user: of_records(RunKind.objects.whole_for(user)),
    )


def _collect_run(make: Make, key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    return _paper(make(run_of(key), None, imprint, step))


def _collect_kind(make: Make, key: str, imprint: rooms.Imprint, step: rooms.Step) -> rooms.Paper:
    kind = kind_of(key)
    return _paper(make(kind.run, kind, imprint, step))


def _paper(volume: Volume) -> rooms.Paper:
    return rooms.Paper(volume.title, volume_html(volume), volume.imprint.moment)


DOCUMENTS = {
    "benchmark": _of_run(
        gettext_lazy("srovnání služeb"),
        *(told_subject, told_volume, BenchmarkRun.objects.readable_by),
    ),
    "benchmark_kind": _of_kind(
        gettext_lazy("srovnání druhu služby"),
        *(told_subject, told_volume, RunKind.objects.readable_by),
    ),
    "benchmark_full": _of_run(
        gettext_lazy("srovnání služeb pro kraj"),
        *(whole_subject, whole_volume, BenchmarkRun.objects.whole_for),
    ),
    "benchmark_kind_full": _of_kind(
        gettext_lazy("srovnání druhu služby pro kraj"),
        *(whole_subject, whole_volume, RunKind.objects.whole_for),
    ),
}
